"""What a table says of itself beside its figures: the same on its page, in its files and in a frozen copy."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from alder.look.words import day
from alder.model.made_up import MadeUp
from alder.show.citation import Citation
from alder.show.table import NO_ROW, indicators_of, title_of, unit_in_words, used

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.show.table import Outline, StatisticalTable

Orders = tuple[tuple[str, tuple[str, ...]], ...]
"""For a dimension the ids of its members, as someone wants them to stand."""


_BREAK = re.compile(r"^\s*Break from (\d{4}(?:/\d\d)?): *(.*)$", re.MULTILINE)

Breaks = tuple[tuple[str, str], ...]
"""The first period after each break with a reason. Two reasons are two of them."""

AS_PUBLISHED = "Figures are as they were published. What was rounded may not add up."
NO_FIGURE = "no figure"
"""What stands in a cell of a workbook for which the data set has no row. A page leaves it blank and reads this out."""


@dataclass(frozen=True)
class TableSource:
    """Where the figures are from, and how they are laid out."""

    data_set: str
    data_set_id: str
    publication: str
    release: str
    version: str
    published: str
    """The day, as 2026-03-26; blank for what is not published."""
    address: str
    """The page of the table."""
    source: str
    """The page of the data set in this version."""
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    """Names of the dimensions down the side and along the top."""
    orders: Orders = ()
    """Members of dimensions that stand in an order of their own."""
    notes: str = ""
    """What whoever published it says must be known of the figures: quality, breaks, caveats."""
    breaks: Breaks = ()
    """Periods whose figures do not compare with those before, each with the reason."""
    made_up: str = ""
    """Whether they are made up, as `MadeUp` has it."""
    faults: tuple[tuple[str, str], ...] = ()
    """What checks of the data set found wrong, each with the reason why it was published all the same."""

    @property
    def figures_are(self) -> MadeUp:
        return MadeUp(self.made_up)

    def titled(self, table: Outline) -> str:
        """The title of the table, as files have it: that of made-up figures says so."""
        mark = self.figures_are.mark
        return f"{title_of(table)} ({mark.lower()})" if mark else title_of(table)

    @property
    def day(self) -> str:
        return day(date.fromisoformat(self.published)) if self.published else "not published"

    def cited(self, table: Outline) -> Citation:
        """What a citation of the table needs."""
        return Citation(
            self.titled(table),
            f"{self.publication}, {self.release}",
            self.data_set,
            self.version,
            self.published[:4],
            self.address,
        )

    def to_json(self) -> dict[str, Any]:
        found = asdict(self)
        return found if self.made_up else {k: v for k, v in found.items() if k != "made_up"}  # as it always was

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> TableSource:
        kept = {field.name: found[field.name] for field in fields(cls) if field.name in found}
        kept |= {name: tuple(kept[name]) for name in ("rows", "columns")}
        kept["orders"] = tuple((name, tuple(order)) for name, order in kept.get("orders", ()))
        # A table that an earlier Alder froze tells its breaks in its notes alone.
        own = found.get("breaks", breaks_in(kept.get("notes", "")))
        kept["breaks"] = tuple((period, reason) for period, reason in own)
        kept["faults"] = tuple((check, reason) for check, reason in kept.get("faults", ()))
        return cls(**kept)


def reasons(breaks: Breaks) -> dict[str, list[str]]:
    """For each period at which a series breaks, the reasons."""
    found: dict[str, list[str]] = {}
    for period, reason in breaks:
        found.setdefault(period, []).append(reason)
    return found


def breaks_in(notes: str) -> Breaks:
    """The breaks that notes tell of, in lines that begin `Break from 2019/20:`."""
    return tuple(dict.fromkeys((period, reason.strip()) for period, reason in _BREAK.findall(notes)))


def about(table: Outline, facts: TableSource) -> list[tuple[str, str]]:
    """Names and words for a cover: what the table is and where it is from."""
    found = [(facts.figures_are.mark, facts.figures_are.says)] if facts.figures_are else []
    found += [(d.title, d.members[0][1]) for d in table.fixed]
    found += [("Data set", facts.data_set), ("Publication", f"{facts.publication}, {facts.release}")]
    found += [("Version", f"{facts.version}, published {facts.day}")]
    found += [("The table", facts.address), ("The data set", facts.source)]
    return [*found, ("How to cite", facts.cited(table).plain())]


def measures(table: Outline) -> list[tuple[str, str]]:
    """Every measure with its unit."""
    return [(i.label, unit_in_words(i) or "number") for i in indicators_of(table)]


def symbols(table: StatisticalTable, *, has_gaps: bool) -> list[tuple[str, str]]:
    """The symbols in the table with what they mean."""
    return [*used(table.figures.values()), *([(NO_FIGURE, NO_ROW)] if has_gaps else [])]


def caveats(facts: TableSource) -> list[str]:
    """What must be known of the figures, a paragraph each."""
    found = [line.strip() for line in facts.notes.splitlines() if line.strip()]
    found += [f"Published although a check failed: {said.rstrip('.')}. Why: {why}" for said, why in facts.faults]
    return [*found, AS_PUBLISHED]


def as_lines(table: Outline, facts: TableSource, texts: Iterable[str]) -> list[str]:
    """All of it as lines of text, for files that have room for text alone. `texts` are those of the figures."""
    return [
        facts.titled(table),
        *_pairs(about(table, facts)),
        *(f"Measure: {label} ({unit})" for label, unit in measures(table)),
        *(f"Symbol {symbol}: {words}" for symbol, words in used(texts)),
        *caveats(facts),
    ]


def _pairs(found: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{name}: {words}" for name, words in found]


_GRADE = re.compile(r"^Quality: grade ([A-D]) \((.+)\)\.$")


@dataclass(frozen=True)
class TableNotes:
    """Notes as `alder table` writes them. Other notes are all `rest`."""

    grade: str = ""
    meaning: str = ""
    because: tuple[str, ...] = ()
    """The fields that decide the grade, each with why."""
    breaks: tuple[str, ...] = ()
    care: tuple[str, ...] = ()
    """What to mind when reading, with the code of each caution."""
    rest: str = ""


def noted(notes: str) -> TableNotes:
    grade = meaning = ""
    because: list[str] = []
    breaks: list[str] = []
    care: list[str] = []
    rest: list[str] = []
    for part in re.split(r"\n\s*\n", notes.strip()):
        first, *more = [line.strip() for line in part.splitlines()] or [""]
        if found := _GRADE.match(first):
            grade, meaning = found[1], found[2]
            breaks += [line.removeprefix("Break ") for line in more if line.startswith("Break from")]
            because += [line for line in more if not line.startswith("Break from")]
        elif first == "Take care":
            care += more
        elif part.strip():
            rest.append(part)
    return TableNotes(grade, meaning, tuple(because), tuple(breaks), tuple(care), "\n\n".join(rest))
