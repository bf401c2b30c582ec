"""How well two tables were linked: the match rate, overall and by subgroup, by pass, and what is in conflict."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from textwrap import fill
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.errors import UsageError, unknown_name
from alder.look.text_table import aligned
from alder.look.words import number, sentence
from alder.model.interval import wilson
from alder.model.made_up import MadeUp
from alder.model.statistic import TOTAL, Category, Counts, Filter, Indicator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.linkage.conflicts import Conflict
    from alder.model.period import AcademicYear
    from alder.model.quality import Quality


_MANY = 1_000
"""Of fewer than these no rate goes with linked rows."""


@dataclass(frozen=True)
class Share:
    """So many of so many were linked."""

    linked: int
    of: int

    @property
    def rate(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.linked / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% interval of the rate by Wilson's method, which stays within 0 and 1 and holds for few, too."""
        interval = wilson(self.linked, self.of, decimals=8)
        return None if interval is None else (float(interval.low) / 100, float(interval.high) / 100)

    def rough_rate(self) -> str:
        """A whole per cent of a thousand or more, with open ends: it finds nobody by who was not linked."""
        if self.of < _MANY:
            return "too few to say"
        percent = (200 * self.linked + self.of) // (2 * self.of)
        return "1% or less" if percent <= 1 else "99% or more" if percent >= 99 else f"{percent}%"

    def as_object(self) -> dict[str, Any]:
        low, high = self.interval or (None, None)
        return {"linked": self.linked, "of": self.of, "rate": self.rate, "low": low, "high": high}


@dataclass(frozen=True)
class BySubgroup:
    """The match rate of each group of one characteristic. Those who are not linked are seldom a sample of all."""

    name: str
    title: str
    groups: tuple[tuple[Category, Share], ...]
    reads: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class LinkReport:
    """The report for whoever holds the data: its counts are not protected, and none is a person's.

    `overall` and the subgroups are shares of the rows on the left, in `unit`s; `right` is how many rows on the right
    were linked to. `unlinked` says why the rest of the left were not. For a table that may leave: `counts`, and then
    `alder.protect`.
    """

    left: str
    right_name: str
    unit: str
    overall: Share
    right: Share | None
    passes: tuple[tuple[str, int], ...]
    unlinked: tuple[tuple[str, int], ...]
    conflicts: tuple[tuple[Conflict, int], ...]
    by: tuple[BySubgroup, ...] = ()
    people: Share | None = None
    notes: tuple[str, ...] = ()
    year: AcademicYear | None = None
    quality: Quality | None = field(default=None, repr=False)
    project: str = ""
    made_up: MadeUp = MadeUp.NO_WORD
    """Whether the learners linked are made up. Of two files nobody said so."""

    def __repr__(self) -> str:
        return f"<LinkReport {self.left} to {self.right_name}: not protected; see .text()>"

    def text(self, width: int = 100) -> str:
        """The report for the terminal."""
        return "\n".join(_lines(self, width))

    def to_dict(self) -> dict[str, Any]:
        """Everything in the report, as JSON and pages need it."""
        return {
            "left": self.left,
            "right": self.right_name,
            "unit": self.unit,
            "overall": self.overall.as_object(),
            "people": self.people.as_object() if self.people else None,
            "right_rows": self.right.as_object() if self.right else None,
            "passes": [{"pass": name, "linked": n} for name, n in self.passes],
            "unlinked": [{"reason": reason, "rows": n} for reason, n in self.unlinked],
            "conflicts": [{"kind": c.value, "meaning": c.words, "count": n} for c, n in self.conflicts],
            "by": [
                {
                    "name": s.name,
                    "title": s.title,
                    "groups": [{"code": c.code, "label": c.label, **share.as_object()} for c, share in s.groups],
                }
                for s in self.by
            ],
            "notes": list(self.notes),
            "project": self.project or None,
            "protected": False,
        }

    def carried(self) -> dict[str, Any]:
        """What goes with linked rows wherever they go: the match rate of all, so rough that it finds nobody. Results
        from these rows must show it.

        No rate of a group and no note goes: whoever asks by many groups could put their rates together with the rows,
        and notes count what could not be read. A rate by group leaves as a protected table, or not at all.
        """
        return {
            "left": self.left,
            "right": self.right_name,
            "project": self.project,
            "match_rate": self.overall.rough_rate(),
            **({"made_up": self.made_up.mark} if self.made_up else {}),
            "take_care": "Who was not linked is not here. Where groups differ in how many were, a difference between "
            "them may be nothing else: ask whoever holds the data for the match rate by group as a protected table.",
        }

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), indent=1, ensure_ascii=False)

    def counts(self, by: str) -> Counts:
        """The match rate by one characteristic as counts, which `alder.protect` takes: nothing else of it may leave."""
        known = {s.name: s for s in self.by}
        if by not in known:
            raise unknown_name("subgroup of this report", by, known, next=f"It has {', '.join(known) or 'none'}.")
        if self.year is None or self.quality is None:
            raise UsageError(
                "a protected table says its year and how good its fields are, and neither is known of a file",
                next="Link the returns of a store.",
            )
        split = known[by]
        cells = [{by: c.code, "records": s.of, "linked": s.linked} for c, s in split.groups]
        cells.append({by: TOTAL, "records": self.overall.of, "linked": self.overall.linked})
        return Counts(
            measure="match_rate",
            title=f"Match rate of {self.left} with {self.right_name}",
            year=self.year,
            filters=(Filter(by, split.title, tuple(c for c, _ in split.groups)),),
            indicators=(
                Indicator("records", "Records", self.unit),
                Indicator("linked", "Linked", self.unit),
                Indicator("match_rate", "Match rate", "%", ("linked", "records"), 1),
            ),
            cells=pa.Table.from_pylist(
                cells, schema=pa.schema([(by, pa.string()), ("records", pa.int64()), ("linked", pa.int64())])
            ),
            quality=self.quality,
            made_up=self.made_up,
            version="1",
            definition=f"Of {self.unit} of {self.left}, the share linked to a row of {self.right_name} by identifier.",
            coverage=f"{self.left}; {self.right_name}",
            sources=(self.left, self.right_name),
            # The report's own notes count what could not be read of the file, and stay with whoever holds it.
        )


def _lines(report: LinkReport, width: int) -> Iterator[str]:
    yield f"{report.left}  →  {report.right_name}"
    yield from filter(None, [report.made_up.says])
    rows = [("linked", *share_columns(report.overall), report.unit)]
    if report.people is not None:
        rows.append(("", *share_columns(report.people), "people"))
    if report.right is not None:
        rows.append(("", *share_columns(report.right), f"rows of {report.right_name}"))
    yield from titled_table("", rows, ("", "linked", "of", "rate", "95% interval", "of what"))
    yield from titled_table("by pass", [(name, number(n)) for name, n in report.passes if n])
    yield from titled_table("not linked", [(reason, number(n)) for reason, n in report.unlinked if n])
    yield from titled_table("conflicts", [(kind.words, number(n)) for kind, n in report.conflicts if n])
    for split in report.by:
        groups = [(category.label, *share_columns(share)) for category, share in split.groups if share.of]
        yield from titled_table(split.title, groups, ("", "linked", "of", "rate", "95% interval"))
    for note in report.notes:
        yield ""
        yield from fill(note, width).splitlines()
    yield ""
    yield from fill(
        "Not protected: for whoever holds the data. Groups differ in whom they lose, so results by group carry "
        "that difference.",
        width,
    ).splitlines()


def share_columns(share: Share) -> tuple[str, str, str, str]:
    """How many were linked, of how many, the rate and its interval, as they stand in a report."""
    if share.rate is None or share.interval is None:
        return number(share.linked), number(share.of), "no rate", ""
    low, high = share.interval
    return number(share.linked), number(share.of), _percent(share.rate), f"{_percent(low)} to {_percent(high)}"


def _percent(rate: float) -> str:
    """One decimal; what is not all is never shown as 100.0%."""
    if 0.9995 <= rate < 1:
        return ">99.9%"
    return f"{100 * rate:.1f}%"


def titled_table(title: str, rows: Sequence[tuple[str, ...]], heads: tuple[str, ...] = ()) -> Iterator[str]:
    """Rows under each other: words to the left, and numbers to the right."""
    if not rows:
        return
    yield ""
    lines = [(sentence(title), *heads[1:]), *rows] if heads else list(rows)
    numbers = range(1, len(lines[0]))
    if not heads:
        yield f"  {sentence(title)}"
    elif heads[-1] == "of what":  # words, which need no heading
        lines[0] = (*lines[0][:-1], "")
        numbers = numbers[:-1]
    for line in aligned(lines, right=numbers):
        yield ("  " if heads else "    ") + line
