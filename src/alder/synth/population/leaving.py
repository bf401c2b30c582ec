"""Who completes: so many of those who are due to end in a year that the rates come out as the targets have them.

A rate counts an aim in its hybrid end year: the latest of its planned end, its end and its assessment. Whoever leaves
does so by the planned end, and counts in the planned year; whoever completes late counts later. So of those due in a
year, the share that must leave follows from who is late, from who was late before, and from what hard cases did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from alder.synth.population.fitting import rounded, systematic
from alder.synth.population.learning_targets import FIRST, FIRST_APPRENTICESHIP, GROUPS, LAST, NO_GROUP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alder.synth.population.draws import Array
    from alder.synth.population.learning_targets import LearningTargets, LeaverQuota

_YEARS = LAST - FIRST + 1
_OWN = (1.0, 0.05, 0.6)
"""Of those who must leave in each group, how many are main aims: the rest is left to English, maths and second courses,
most of which are below level 2.
"""
_OWN_OF_CELL: Final = {2019: 0.45}
"""The same of cells of single years: all but those of this year have main aims alone."""
_WITHOUT_A_RATE = 0.985
"""The share that completes of what no rate counts. Assumed."""


class Leaving:
    """Completers and withdrawals of every group and year so far, and who is to be which."""

    def __init__(self, targets: LearningTargets, parts: Mapping[int, tuple[int, ...]]) -> None:
        """`parts` are the leavers, completers and achievers of this shard, by key, where they were published."""
        self._targets = targets
        self._rate = targets.rates_by_key("retention", _WITHOUT_A_RATE)
        self._completed = np.zeros(len(self._rate))
        self._withdrawn = np.zeros(len(self._rate))
        self._told = np.full(len(self._rate), np.nan)
        """How many withdraw where it was published."""
        for key, (leavers, completers, _) in parts.items():
            self._told[key] = leavers - completers
        alone = [bool(c.counts) and c.subject is not None and c.a_level is None for c in targets.cells]
        self._alone = np.array([*[False] * (len(GROUPS) + 1), *alone])
        """Rows of cells to which nothing is added."""

    def count(
        self, group: Array, year: Array, traits: Array, completed: Array | bool, mass: Array | float = 1.0
    ) -> None:
        """Take notice of leavers who were decided on elsewhere."""
        key = self._targets.keys(group, year, traits)
        done = np.broadcast_to(completed, key.shape)
        weight = np.broadcast_to(mass, key.shape)
        np.add.at(self._completed, key, np.where(done, weight, 0.0))
        np.add.at(self._withdrawn, key, np.where(done, 0.0, weight))

    def leavers(self, key: int) -> int:
        """How many of a key have left so far."""
        return round(float(self._completed[key] + self._withdrawn[key]))

    def leave_too(self, keys: Array, lot: float) -> Array:
        """Which of those aims are left whose learners left what they came for: all, but where it was published how many
        withdraw no more than are still to. The others are learned to their end.
        """
        many = np.bincount(keys, minlength=len(self._told))
        room = np.floor(np.maximum(self._told - self._withdrawn, 0))
        counts = np.where(np.isnan(room), many, np.minimum(np.nan_to_num(room), many)).astype(np.int64)
        return systematic(keys, counts, np.ones(len(keys)), lot)

    def of_quota(self, quota: LeaverQuota) -> tuple[int, int]:
        """How many who are in a quota have completed and withdrawn so far."""
        groups = np.array(quota.cell.groups)
        one = np.ones(len(groups), dtype=np.int64)
        key = np.unique(self._targets.keys(groups, quota.cell.year * one, quota.trait * one))
        return round(self._completed[key].sum()), round(self._withdrawn[key].sum())

    def decide(
        self,
        year: int,
        group: Array,
        due: Array,
        late: Array,
        traits: Array,
        *,
        mass: Array,
        weight: Array,
        lots: Callable[[int], Array],
        more_to_come: bool = False,
        settles: bool = False,
    ) -> Array:
        """Who completes of those who begin in a year: due in the years `due`, and counted in `late` if they complete.

        The last to begin of those due in a year are as many as bring its rate about: for education and training those
        who begin in the year, for apprenticeships, which are longer, those who begin in the year before. Where
        `more_to_come`, some leavers are kept for aims beside these, which end with them. Whatever `settles` has the
        withdrawals that were published, less those so far; so has at once what nothing is added to.
        """
        key = self._targets.keys(group, due, traits)
        is_late = late > due
        size = len(self._rate)
        all_, on_time = np.bincount(key, mass, size), np.bincount(key, np.where(is_late, 0, mass), size)
        rate = self._rate
        share = np.divide(on_time, all_, out=np.ones(size), where=all_ > 0)
        exact = (1 - rate) * (self._completed + on_time) - rate * self._withdrawn
        exact = exact / np.maximum(rate + (1 - rate) * share, 1e-9)
        rows, years = np.divmod(np.arange(size), _YEARS)
        groups = self._targets.base_groups[rows]
        last = years + FIRST == np.where(groups >= FIRST_APPRENTICESHIP, year + 1, year)
        last &= groups < NO_GROUP
        if more_to_come:
            own = np.append(_OWN, np.ones(len(GROUPS) + 1 - len(_OWN)))[groups]
            own[rows > NO_GROUP] = [
                _OWN_OF_CELL.get(cell.year, 1.0) for cell in self._targets.cells for _ in range(_YEARS)
            ]
            exact = exact * own
        told = ~np.isnan(self._told) & (settles | self._alone[rows])
        exact = np.where(told, self._told - self._withdrawn, exact)
        leave = np.clip(np.where(last, exact, (1 - rate) * all_), 0, all_)
        split = key * _PARTS + 2 * (mass > 1) + is_late
        heavy = np.bincount(split, weight * mass, _PARTS * size).reshape(-1, _PARTS)
        parts = leave[:, None] * heavy / np.maximum(heavy.sum(axis=1, keepdims=True), 1e-9)
        own = np.bincount(split, mass, _PARTS * size) / np.maximum(np.bincount(split, minlength=_PARTS * size), 1)
        counts = rounded(parts.reshape(-1) / np.maximum(own, 1), lots(_PARTS * size))
        completed: Array = ~systematic(split, counts, weight, float(lots(1)[0]))
        self.count(group, np.where(completed, late, due), traits, completed, mass)
        return completed


_PARTS = 4
"""Those due in a year are decided on apart by whether they would be late, and whether they have several aims."""
