"""Why each figure of a protected table is as it is. For its owner alone: which of the hidden figures are small is a
secret like their numbers.

Reasons are made while a table is protected, and lie beside it in the memory of the process that made it: not within
it, so no file, page, text or copy of the table has them. They end with the table. They hold names and no count.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.estimates import UNRELIABLE
from alder.disclosure.kind import Kind
from alder.disclosure.primary import small
from alder.disclosure.settings import Action
from alder.disclosure.system import table_rows
from alder.model.statistic import NOT_APPLICABLE, TOTAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alder.disclosure.ledger.hidden import Hidden
    from alder.disclosure.policy import Policy
    from alder.disclosure.system import Bools, Numbers, System
    from alder.model.statistic import Counts, Figure, Indicator


class Reason(StrEnum):
    """Why a figure is shown or hidden, the words of it."""

    SHOWN = "nothing forbids it"
    ROUNDED = "nothing forbids it; it is altered like every count, as the policy says"
    NOBODY = "there is nothing to show: no such group can exist, or nobody is in it to be a share of"
    SMALL = "it is below the threshold of the policy"
    EVERYBODY = "it would tell the outcome of everybody in its group"
    TELLING = "it would tell that everybody in a group has a value that says something of a person"
    BESIDE = "another hidden count could be worked out from it"
    EARLIER = "it would give something away together with an earlier release"
    PARTS = "a count that it is made of, or the difference of the two, is hidden or small"
    GIVES_AWAY = (
        "a count that it is made of, or the difference of the two, is small, or would follow from it "
        "beside the rounded counts"
    )
    AVERAGE = (
        "too few stand behind it, or one of them counts for too much, by itself or in what it leaves of a larger one"
    )
    UNRELIABLE = "it may rest on too few answers of a survey"


@dataclass(frozen=True)
class Why:
    """What is said of one figure, for the owner of the table."""

    reason: Reason
    sums: tuple[str, ...] = ()
    """Of a count hidden for the sake of another: the sums that it takes part in, with what is secret there."""
    asked_to_keep: bool = False
    """Whether it was to stay visible if at all possible, and could not."""
    parts: tuple[tuple[str, Why], ...] = ()
    """Of a rate: its hidden counts by name, and why they are hidden."""

    @property
    def is_hidden(self) -> bool:
        return self.reason not in (Reason.SHOWN, Reason.ROUNDED, Reason.NOBODY)

    def __str__(self) -> str:
        lines = [f"Hidden, because {self.reason}." if self.is_hidden else f"Shown: {self.reason}."]
        lines += [f"  In the sum of {name}." for name in self.sums]
        lines += ["  It was to be kept visible, and that was not possible."] if self.asked_to_keep else []
        for name, part in self.parts:
            first, *more = str(part).splitlines()
            lines += [f"  {name}: {first}", *(f"  {line}" for line in more)]
        return "\n".join(lines)


@dataclass(frozen=True, eq=False)
class Grounds:
    """What the reasons of one year of a table rest on: how its counts hang together, and no count."""

    members: tuple[Numbers, ...]
    """For each relation its cells."""
    kind: Numbers
    secret: Bools
    """Cells that the policy wants hidden, virtual ones included."""
    small: Bools
    hidden: Bools
    """Of the counts."""
    telling: Bools
    """Cells that would say that everybody of a group has a telling value."""
    earlier: Bools
    """Counts that earlier releases want hidden."""

    @classmethod
    def of(cls, system: System, policy: Policy, own: Bools, hidden: Bools, others: Hidden) -> Grounds:
        """`own` is what the policy wants hidden of the table by itself."""
        pointer, cells = system.relations.indptr, system.relations.indices
        members = tuple(cells[a:b].astype(np.int64) for a, b in pairwise(pointer))
        n = system.counts
        earlier = others.cells[:n] & ~own[:n]
        few = small(system.value, policy)
        return cls(members, system.kind.astype(np.int64), own, few, hidden[:n], system.beside_telling, earlier)

    def reason(self, cell: int) -> Reason:
        if not self.hidden[cell]:
            return Reason.SHOWN
        if self.telling[cell]:
            return Reason.TELLING
        if self.secret[cell]:
            return Reason.SMALL if self.small[cell] else Reason.EVERYBODY
        beside = np.concatenate([m for m in self.members if cell in m] or [np.zeros(0, dtype=np.int64)])
        if (self.secret & ~self.small & (self.kind == Kind.DIFFERENCE))[beside].any():
            return Reason.EVERYBODY  # nobody is left of the group without the outcome
        if self.telling[beside].any():
            return Reason.TELLING
        return Reason.EARLIER if self.earlier[cell] else Reason.BESIDE

    def sums(self, cell: int) -> list[Numbers]:
        """The relations in which something else is hidden, or must not be worked out."""
        unknown = self.secret | np.r_[self.hidden, np.zeros(len(self.kind) - len(self.hidden), dtype=bool)]
        return [m for m in self.members if cell in m and unknown[m[m != cell]].any()]


@dataclass(eq=False)
class Owner:
    """What the owner of a table asks for while it is protected, and is told afterwards."""

    counts: Counts
    keep: Bools
    """Counts to stay visible if at all possible. Shape: count indicators, rows."""
    tell: Callable[[str], None]
    """Hears how far the work is, where it takes long."""
    years: dict[int, tuple[list[int], Grounds]] = field(default_factory=dict)

    def note(self, rows: Sequence[int], grounds: Grounds) -> None:
        self.years[rows[0]] = (list(rows), grounds)

    def reasons(self) -> Reasons:
        rows = table_rows(self.counts)
        named = [{TOTAL: "", **{c.code: c.label for c in f.categories}} for f in self.counts.filters]
        labels = tuple(tuple(of[code] for of, code in zip(named, codes, strict=True)) for codes in rows)
        return Reasons(
            tuple(i.id for i in self.counts.counts),
            {i.id: i.label for i in self.counts.counts},
            {i.id: i.of for i in self.counts.rates if i.of},
            {codes: n for n, codes in enumerate(rows)},
            labels,
            tuple(f.label.lower() for f in self.counts.filters),
            tuple(self.years.values()),
            self.keep,
        )


@dataclass(frozen=True, eq=False)
class Reasons:
    """The reasons of all figures of a table."""

    counts: tuple[str, ...]
    named: dict[str, str]
    rates: dict[str, tuple[str, str]]
    row: dict[tuple[str, ...], int]
    labels: tuple[tuple[str, ...], ...]
    """For each row the labels of its categories, empty at a total."""
    filters: tuple[str, ...]
    years: tuple[tuple[list[int], Grounds], ...]
    keep: Bools

    def of(self, indicator: str, codes: tuple[str, ...]) -> Why:
        """Why a figure of a table that hides is as it is."""
        row = self.row[codes]
        rows, grounds = next(year for year in self.years if row in year[0])
        if indicator in self.rates:
            parts = [(self.named[name], self.of(name, codes)) for name in self.rates[indicator]]
            hidden = tuple((name, part) for name, part in parts if part.is_hidden)
            return Why(Reason.PARTS, parts=hidden) if hidden else Why(Reason.SHOWN)
        at = self.counts.index(indicator)
        cell = at * len(rows) + rows.index(row)
        reason = grounds.reason(cell)
        sums: list[str] = []
        if reason in (Reason.BESIDE, Reason.EARLIER):
            sums = [self._sum(m, rows, grounds) for m in grounds.sums(cell)]
        not_kept = bool(self.keep[at, row]) and reason is not Reason.SHOWN
        return Why(reason, tuple(dict.fromkeys(sums)), not_kept)

    def not_kept(self) -> tuple[str, ...]:
        """The counts that were to stay visible and are hidden, in words."""
        asked = [(codes, row, at) for codes, row in self.row.items() for at in np.flatnonzero(self.keep[:, row])]
        return tuple(
            ", ".join([self.named[self.counts[at]], *(c for c in self.labels[row] if c)])
            for codes, row, at in asked
            if self.of(self.counts[at], codes).asked_to_keep
        )

    def _sum(self, members: Numbers, rows: list[int], grounds: Grounds) -> str:
        counts = [int(c) for c in members if grounds.kind[c] == Kind.COUNT]
        virtual = {Kind(int(grounds.kind[c])) for c in members if grounds.kind[c] != Kind.COUNT}
        ids = dict.fromkeys(self.counts[c // len(rows)] for c in counts)
        where = [self.labels[rows[c % len(rows)]] for c in counts]
        common = [labels[0] if len(set(labels)) == 1 else "" for labels in zip(*where, strict=True)]
        split = [n for n, labels in enumerate(zip(*where, strict=True)) if len(set(labels)) > 1]
        what = " and ".join(self.named[id].lower() for id in ids)
        name = ", ".join([what, *(c for c in common if c)])
        by = f" by {' and '.join(self.filters[n] for n in split)}" if split else ""
        return f"{name}{by}{_virtual(virtual)}"


def _virtual(kinds: set[Kind]) -> str:
    words = {
        Kind.DIFFERENCE: ", whose difference counts people too",
        Kind.REST: ", with those of whom it is not known",
        Kind.OUTSIDE: ", with those outside the category",
        Kind.OVERLAP: ", whose categories overlap",
        Kind.STEP: ", with those who left between two moments",
    }
    return "".join(words[kind] for kind in sorted(kinds))


@dataclass(frozen=True, eq=False)
class Answers:
    """What the owner of a protected table is answered, from the figures that stand in it and their reasons."""

    policy: Policy
    indicators: tuple[Indicator, ...]
    """Those that readers see, in the order of the figures of a row."""
    rows: Mapping[tuple[str, ...], tuple[Figure, ...]]
    reasons: Reasons

    def why(self, indicator: str, codes: tuple[str, ...]) -> Why:
        """Why a figure of the table is as it is."""
        figures = self.rows.get(codes, ())
        at = [i.id for i in self.indicators].index(indicator)
        shown = figures[at] if figures else NOT_APPLICABLE
        if shown == NOT_APPLICABLE:
            return Why(Reason.NOBODY)
        if shown == UNRELIABLE:
            return Why(Reason.UNRELIABLE)
        of = self.indicators[at]
        if self.policy.action is Action.SUPPRESS:
            return self._of_average(of, shown, codes) if of.average else self.reasons.of(indicator, codes)
        if not isinstance(shown, str):
            return Why(Reason.SHOWN if self.policy.action is Action.NONE else Reason.ROUNDED)
        of_rate = Reason.GIVES_AWAY if self.policy.rate_keeps else Reason.PARTS
        return Why(Reason.AVERAGE if of.average else of_rate if of.is_rate else Reason.SMALL)

    def _of_average(self, i: Indicator, shown: Figure, codes: tuple[str, ...]) -> Why:
        """Of a mean or median: the count that it rests on is hidden, or it would tell too much by itself."""
        base = self.reasons.of(i.rests_on, codes)
        if base.is_hidden:
            return Why(Reason.PARTS, parts=((self.reasons.named[i.rests_on], base),))
        return Why(Reason.AVERAGE if isinstance(shown, str) else Reason.SHOWN)

    def not_kept(self) -> tuple[str, ...]:
        """The counts of the table that were to stay visible and are hidden, in words."""
        return self.reasons.not_kept() if self.policy.action is Action.SUPPRESS else ()
