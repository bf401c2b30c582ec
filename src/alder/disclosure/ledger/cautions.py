"""What must be read with a table, as the ledger keeps it: part by part, so that it goes wherever its figures go.

A file is known again by its figures, whoever saved it, and what Alder wrote beside it need not be. It is what the notes
of the table say, so it tells nothing that its readers were not told.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa

from alder.model.made_up import MadeUp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TABLE = "cautions"
"""The name of the table in which the ledger keeps them. Releases of earlier Alder have none."""

_YEAR = re.compile(r"\d{4}/\d\d")

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cautions:
    """What Alder says of a table. Where there are pairs, the first of each is a name, a year or a code."""

    title: str
    summary: str = ""
    """What is measured, in a sentence or two."""
    measure: str = ""
    version: str = ""
    definition: str = ""
    source: str = ""
    coverage: str = ""
    protection: str = ""
    grade: str = ""
    meaning: str = ""
    because: Pairs = ()
    """The fields that decide the grade, and why."""
    breaks: Pairs = ()
    care: Pairs = ()
    lines: tuple[str, ...] = ()
    """What else is to be known of how good the figures are."""
    definitions: tuple[Mapping[str, Any], ...] = ()
    """How strong the definitions behind them are, each as `Strength.to_object` has it: that of the measure first."""
    notes: tuple[str, ...] = ()
    made_up: MadeUp = MadeUp.NO_WORD

    @classmethod
    def together(cls, said: Sequence[Self]) -> Self | None:
        """Those of a file that several tables are in: every caution once, and the lowest grade with its fields."""
        if len(said) < 2:
            return next(iter(said), None)

        def each(name: str) -> list[str]:
            return [one for one in dict.fromkeys(getattr(c, name) for c in said) if one]

        def every(name: str) -> tuple[Any, ...]:
            return tuple(dict.fromkeys(one for c in said for one in getattr(c, name)))

        worst = max(said, key=lambda c: c.grade)
        return cls(
            title="; ".join(each("title")),
            summary=next(iter(each("summary")), ""),
            measure=", ".join(each("measure")),
            version=", ".join(each("version")),
            definition="\n".join(each("definition")),
            source="; ".join(each("source")),
            coverage="; ".join(each("coverage")),
            protection="\n".join(dict.fromkeys(line for c in said for line in c.protection.splitlines())),
            grade=worst.grade,
            meaning=worst.meaning,
            because=tuple(dict.fromkeys(one for c in said if c.grade == worst.grade for one in c.because)),
            breaks=tuple(sorted(every("breaks"))),
            care=every("care"),
            lines=every("lines"),
            definitions=tuple({one["name"]: one for c in said for one in c.definitions}.values()),
            notes=every("notes"),
            made_up=MadeUp.together(c.made_up for c in said),
        )

    def within(self, first: str, last: str) -> Self:
        """The same for figures of these years: of one year with the breaks at its start, of several with those between.

        A table of one year knows breaks of years before, which it read and does not show. Periods that are no years as
        breaks have them leave out nothing.
        """
        if not (_YEAR.fullmatch(first) and _YEAR.fullmatch(last)):
            return self
        told = tuple(
            (year, why) for year, why in self.breaks if first <= year <= last and (year > first or first == last)
        )
        return replace(self, breaks=told)

    @property
    def text(self) -> str:
        """For readers, a paragraph a subject, as the notes beside the file have them; without the definition itself."""
        parts = [
            [self.made_up.says],
            [f"Source: {self.source}." if self.source else "", f"Coverage: {self.coverage}." if self.coverage else ""],
            [f"Method: {self.measure}, version {self.version}." if self.measure else ""],
            self.protection.splitlines(),
            [
                f"Quality: grade {self.grade} ({self.meaning})." if self.grade else "",
                *(f"  {field}: {why}" for field, why in self.because),
                *(f"  Break from {year}: {text}" for year, text in self.breaks),
                *(f"  {line}" for line in self.lines),
            ],
            *([said["heading"], *(f"  Not in it: {gap}" for gap in said["gaps"])] for said in self.definitions),
            ["Take care", *(f"  {text} ({code})" for code, text in self.care)] if self.care else [],
            ["Notes", *(f"  {note}" for note in self.notes)] if self.notes else [],
        ]
        return "\n\n".join("\n".join(line for line in part if line) for part in parts if any(part))

    def as_object(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_object(cls, found: Mapping[str, Any]) -> Self:
        """As it was kept, by this release or by one that knew more or fewer parts."""
        kept: dict[str, Any] = {f.name: found[f.name] for f in fields(cls) if f.name in found}
        for name in ("because", "breaks", "care"):
            kept[name] = tuple((a, b) for a, b in kept.get(name, ()))
        for name in ("lines", "notes", "definitions"):
            kept[name] = tuple(kept.get(name, ()))
        return cls(**{**kept, "made_up": MadeUp(kept.get("made_up", ""))})

    def table(self) -> pa.Table:
        """As the ledger keeps it."""
        return pa.table({"cautions": [json.dumps(self.as_object(), ensure_ascii=False)]})

    @classmethod
    def read(cls, table: pa.Table) -> Self:
        return cls.from_object(json.loads(table["cautions"][0].as_py()))
