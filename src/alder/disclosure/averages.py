"""Means and medians beside counts: where one person, or a few, would show in them.

A mean is shown where the count that it rests on is shown, where enough people stand behind it, and where no one or two
of them make up most of what is added up (by size, for values that may be below 0). A mean and its count give a sum, and
sums are taken off each other. So a mean is hidden too where a shown one less those of its parts would be the sum of a
few, or of a few large ones; and another beside it, where it could be worked out from the rest. What stands hidden is
then attacked with all that is shown, as one system of equations.

A median is somebody's own value, or between two people's. It is shown where as many people as the threshold asks for
stand on either side. Medians do not add up, so none follows from others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import null_space

from alder.disclosure import rounding
from alder.disclosure.contributions.given import Contributions
from alder.disclosure.contributions.largest import largest
from alder.disclosure.contributions.statistics import mean, percentile
from alder.disclosure.settings import Action
from alder.disclosure.system import families, table_rows
from alder.errors import NotProtected
from alder.model.contributions import PERSON, in_cells
from alder.model.statistic import NOT_APPLICABLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.disclosure.policy import Policy
    from alder.disclosure.system import Bools, Numbers
    from alder.model.statistic import Counts, Figure, Indicator

_NONE = 1e-8
"""A direction of the null space that is no longer than this does not move a cell."""


def check(counts: Counts, policy: Policy) -> None:
    """Refuse what a policy has no way of protecting."""
    if not counts.averages or policy.action is Action.SUPPRESS:
        return
    means = [i for i in counts.averages if i.average == "mean"]
    if policy.action is Action.PERTURB or (policy.action is Action.ROUND and means):
        i = counts.averages[0] if policy.action is Action.PERTURB else means[0]
        raise NotProtected(
            f"policy {policy.name} alters counts, and {i.label.lower()} is a {i.average}: times its count it gives a "
            "sum, which tells the count that was altered",
            next="Use a policy that hides, such as srs-output.",
        )


def figures(counts: Counts, policy: Policy, shut: Mapping[str, Bools]) -> dict[str, list[Figure]]:
    """What stands in the table for each mean and median. `shut` says of each count in which rows it is hidden."""
    return {i.id: _figures(counts, i, _hidden(counts, i, policy, shut[i.rests_on]), policy) for i in counts.averages}


def beside_rounded(counts: Counts, policy: Policy) -> dict[str, list[Figure]]:
    """The same of medians beside rounded counts: shown where the least that the rounded count can be is enough."""
    found = {}
    for i in counts.averages:
        many = counts.cells.column(i.rests_on).to_pylist()
        least = np.array([rounding.interval(n, policy)[0] if n else 0 for n in many])
        hidden = percentile(least, 0.5, policy.threshold) | ((least == 0) & (np.array(many) > 0))
        if policy.hide_zeros:
            hidden |= np.array(many) == 0
        found[i.id] = _figures(counts, i, hidden, policy)
    return found


def open_to_all(counts: Counts, policy: Policy) -> dict[str, list[Figure]]:
    """The same of what is not about people."""
    none = np.zeros(counts.cells.num_rows, dtype=bool)
    return {i.id: _figures(counts, i, none, policy) for i in counts.averages}


def beside_others(counts: Counts, i: Indicator, policy: Policy, shut: Bools, more: Bools) -> Bools:
    """Which means stay hidden where `more` have to be for other tables, so that these do not follow from the rest.

    `shut` says in which rows the count is hidden.
    """
    cells = _Cells.of(counts, i, policy)
    return _Means(counts, cells, shut | more | cells.unsafe(np.arange(counts.cells.num_rows))).hidden()


def symbol(policy: Policy) -> str:
    """What stands for a mean or median that is hidden."""
    return policy.hidden if policy.action is Action.SUPPRESS else policy.no_rate


def _figures(counts: Counts, i: Indicator, hidden: Bools, policy: Policy) -> list[Figure]:
    found: list[Figure] = []
    for value, no in zip(counts.cells.column(i.id).to_pylist(), hidden.tolist(), strict=True):
        told = i.rounded(value)
        found.append(symbol(policy) if no else NOT_APPLICABLE if told is None else told)
    return found


def _hidden(counts: Counts, i: Indicator, policy: Policy, shut: Bools) -> Bools:
    cells = _Cells.of(counts, i, policy)
    if i.average == "median":
        return shut | percentile(cells.people(), 0.5, policy.threshold)
    return _Means(counts, cells, shut | cells.unsafe(np.arange(counts.cells.num_rows))).hidden()


@dataclass(frozen=True, eq=False)
class _Cells:
    """The contributions to every cell of the table, those of a cell next to each other."""

    start: Numbers
    """Shape: cells + 1."""
    person: Numbers
    value: Numbers
    which: Numbers
    """The contribution of each pair, by its number. Shape of all three: pairs."""
    policy: Policy

    @classmethod
    def of(cls, counts: Counts, i: Indicator, policy: Policy) -> _Cells:
        if counts.contributions is None:
            raise NotProtected(
                f"{i.label.lower()} is a {i.average}, and the table does not have the values behind it",
                next="Make it with: alder.tabulate(...)",
            )
        value = counts.contributions[i.id].to_numpy(zero_copy_only=False).astype(float)
        one, cell = in_cells(counts.filters, counts.cells, counts.contributions)
        known = ~np.isnan(value[one])
        one, cell = one[known], cell[known]
        order = np.argsort(cell, kind="stable")
        one, cell = one[order], cell[order]
        start = np.searchsorted(cell, np.arange(counts.cells.num_rows + 1))
        if (np.diff(start) != counts.cells.column(i.rests_on).to_numpy()).any():
            raise NotProtected(f"{i.label.lower()} does not rest on the records that {i.rests_on} counts")
        person = counts.contributions[PERSON].to_numpy()
        return cls(start, person[one], np.abs(value[one]), one, policy)

    def people(self) -> Numbers:
        """How many people stand behind each cell."""
        cell = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        pairs = np.unique(np.column_stack([cell, self.person]), axis=0)
        return np.bincount(pairs[:, 0], minlength=len(self.start) - 1)

    def at(self, cell: int) -> Numbers:
        """The contributions to a cell, by their numbers."""
        return self.which[self.start[cell] : self.start[cell + 1]]

    def unsafe(self, cells: Numbers) -> Bools:
        """Which sums say too much of somebody."""
        n = np.diff(self.start)[cells]
        at = np.repeat(self.start[cells] - np.cumsum(n) + n, n) + np.arange(n.sum())
        return self._judged(np.repeat(np.arange(len(cells)), n), self.person[at], self.value[at], len(cells))

    def unsafe_rest(self, whole: int, parts: Sequence[int]) -> bool:
        """Whether a sum less those of some of its parts says too much of somebody. Less all of them it is of nobody."""
        taken = np.concatenate([self.at(p) for p in parts])
        left = ~np.isin(self.at(whole), taken)
        own = slice(self.start[whole], self.start[whole + 1])
        person, value = self.person[own][left], self.value[own][left]
        return bool(left.any() and self._judged(np.zeros(len(person), dtype=np.int64), person, value, 1)[0])

    def _judged(self, cell: Numbers, person: Numbers, value: Numbers, size: int) -> Bools:
        found = mean(largest(Contributions.of(cell, person, value), size), self.policy).unsafe
        return np.asarray(found & (np.bincount(cell, minlength=size) > 0))


class _Means:
    """Which means stay hidden so that no sum of a few follows from those that are shown."""

    def __init__(self, counts: Counts, cells: _Cells, must: Bools) -> None:
        self.cells, self.must, self.shut = cells, must.copy(), must.copy()
        self.many = np.diff(cells.start)
        additive = [f.additive for f in counts.filters]
        self.families = [(w, p) for k, w, p in families(counts, table_rows(counts)) if additive[k]]

    def hidden(self) -> Bools:
        while (step := self._next()) is not None:
            self.shut[step] = True
        self._attacked()
        return self.shut

    def _next(self) -> int | None:
        """One more mean to hide, or none."""
        known, by = self._known()
        for cell in np.flatnonzero(self.must & known).tolist():
            return self._smallest([m for m in by[cell] if not self.shut[m]])
        for whole, parts in self.families:
            told = [p for p in parts if known[p] and self.many[p]]
            if known[whole] and told and self.cells.unsafe_rest(whole, told):
                found = self._smallest([p for p in told if not self.shut[p]] or [whole])
                self.must[found] = True
                return found
        return None

    def _smallest(self, cells: list[int]) -> int:
        return min(cells, key=lambda c: (self.many[c], c))

    def _known(self) -> tuple[Bools, dict[int, list[int]]]:
        """What readers have or work out step by step, and from which cells. Empty cells are no secret."""
        known = ~self.shut | (self.many == 0)
        by: dict[int, list[int]] = {}
        more = True
        while more:
            more = False
            for whole, parts in self.families:
                family = [whole, *parts]
                unknown = [c for c in family if not known[c]]
                rest = self.many[whole] - self.many[parts].sum()
                if len(unknown) == 1 and rest == 0:
                    cell = unknown[0]
                    known[cell], more = True, True
                    by[cell] = [c for m in family if m != cell for c in (by.get(m) or [m]) if self.many[c]]
        return known, by

    def _attacked(self) -> None:
        """Solve for what is hidden, with all that is shown: no sum that must stay hidden may follow."""
        unknown = np.flatnonzero(self.shut & (self.many > 0))
        place = {int(c): n for n, c in enumerate(unknown)}
        rows = []
        for whole, parts in self.families:
            if self.many[whole] != self.many[parts].sum():
                continue  # some have no category, and nobody has their sum
            row = np.zeros(len(unknown))
            for c, sign in [(whole, -1.0), *((p, 1.0) for p in parts)]:
                if c in place:
                    row[place[c]] += sign
            if row.any():
                rows.append(row)
        if not len(unknown) or not rows:
            return
        free = null_space(np.array(rows))
        fixed = (np.abs(free) < _NONE).all(axis=1)
        if (fixed & self.must[unknown]).any():
            raise NotProtected(
                "means of this table were protected, attacked, and did not hold",
                next="Use fewer breakdowns, merge small categories, or ask for a longer period.",
            )
