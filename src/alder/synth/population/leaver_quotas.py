"""Leavers in published numbers: who is planned to end in a year of which it was told how many leave, and who leaves.

Rates count an apprenticeship in the year in which it ends, a year or more after it began. So when the last of those
begin who can end in such a year, it is known how many of those before them complete or leave in it. Of those who begin
last so many are planned to end in the year that as many complete as is left: whoever has to be moved was to end within
weeks of its end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt
from typing import TYPE_CHECKING, Final

import numpy as np

from alder.synth.population.draws import NEVER, first_day, year_of
from alder.synth.population.fitting import systematic

if TYPE_CHECKING:
    from alder.synth.population.draws import Array
    from alder.synth.population.participation import Enrolments

_WEEKS: Final = 28
"""Days over which those are spread who are moved across the end of a year."""


@dataclass(frozen=True)
class LeaversLeft:
    """How many are still to complete and to leave in an academic year, among those who begin last."""

    year: int
    completers: int
    withdrawn: int

    @property
    def _last_day(self) -> int:
        return int(first_day(self.year + 1)) - 1

    def planned(self, begun: Enrolments, rows: Array) -> Enrolments:
        """The same, so many of these rows being planned to end in the year that as many complete in time as should."""
        on_time, late = self._due(begun, rows)
        known = len(late) - self.withdrawn - self.completers
        wanted = (sqrt(known * known + 4 * self.completers * len(late)) - known) / 2 if len(rows) else 0.0
        more = round(wanted) - len(on_time)
        plan = begun.plan.copy()
        movable = begun.pause == NEVER
        if more < 0:
            some = on_time[movable[on_time]]
            some = some[np.argsort(-plan[some], kind="stable")][:-more]
            plan[some] = self._last_day + 1 + (begun.start[some] + some) % _WEEKS
        else:
            latest = self._last_day - np.maximum(begun.slip + begun.wait, 0)
            able = rows[movable[rows] & (year_of(plan[rows]) > self.year) & (begun.least[rows] <= latest[rows])]
            some = able[np.argsort(plan[able] - latest[able], kind="stable")][:more]
            plan[some] = np.maximum(latest[some] - (begun.start[some] + some) % _WEEKS, begun.least[some])
        return replace(begun, plan=plan)

    def leaving(self, begun: Enrolments, rows: Array, lot: float) -> tuple[Array, Array]:
        """Those of the rows who are planned to end in the year, and which of them leave before they complete."""
        on_time, late = self._due(begun, rows)
        leave = np.clip(len(on_time) - self.completers, 0, len(on_time))
        others = np.clip(self.withdrawn - leave, 0, len(late))
        due = np.concatenate([on_time, late])
        group = np.repeat([0, 1], [len(on_time), len(late)])
        return due, systematic(group, np.array([leave, others]), begun.weight[due], lot)

    def _due(self, begun: Enrolments, rows: Array) -> tuple[Array, Array]:
        """Rows that are planned to end in the year: those who would complete in it, and those who would be late."""
        plan = begun.plan[rows] + begun.gap[rows]
        now = rows[year_of(plan) == self.year]
        counted = begun.plan[now] + begun.gap[now] + np.maximum(begun.slip[now] + begun.wait[now], 0)
        late = counted > self._last_day
        return now[~late], now[late]
