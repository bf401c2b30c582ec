"""Who learns on: of the adults who begin in a year, how many achieved something in the year before, and how many took
key stage 4 so many years before as is told of what people mainly do since.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from alder.synth.population.fitting import raked
from alder.synth.population.frequencies import ADULT, APPRENTICE, LOAN
from alder.synth.population.learning_targets import LEVELS
from alder.synth.population.schooling import LEO, MAINLY, OF_LEO

if TYPE_CHECKING:
    from alder.synth.population.draws import Array
    from alder.synth.population.targets import Targets

_GROUPS = 4
NOBODY, _SKILLS, _LEVEL_2, _OTHERS = range(_GROUPS)
"""Nobody who achieved, and groups of those who achieved something, by the levels of which it was told who learns on."""
_WHOM, _TOLD = "adult learning and apprenticeships", 2020
"""The year whose achievers were told of; it stands for all others."""
_AT_UNIVERSITY = np.array([0.0, 0.009, 0.065, 0.045])
"""Of each group how many are in higher education the year after and nowhere else: they learn on there. As the
population is.
"""
_LONG = np.interp(np.arange(16), (3, 5), (0.465, 0.41))
"""Of those who begin so many years after key stage 4, and are not in higher education, how many are mainly in learning:
for a third of the year. As the population is.
"""
_OF: Final = {"of": OF_LEO}
_MOST = 0.8
"""Of those who begin at most so many are of groups that are told."""
_AFTER, _AFTER_25 = np.arange(16), 9
"""Years after key stage 4, and those at which somebody is 25."""
_OF_THE_YOUNG = 0.85
"""How many of those of 19 to 24 come at most from the ages that are told. Where more are needed, more are young."""
_BANDS: Final = ("19-24", "25-49", "50+")
_YOUNG: Final = np.array([True, False, False])


class LearningOn:
    """What each achieved last, and how much likelier that makes them to begin something in the next year."""

    def __init__(self, key_stage_4: Array, targets: Targets) -> None:
        self._group, self._year = np.zeros((2, len(key_stage_4)), dtype=np.int64)
        self._at_16 = np.where(np.isin(key_stage_4, LEO), key_stage_4, 0)
        mainly, studies = (
            np.interp(
                _AFTER, MAINLY, [targets.value("main_activity", **_OF, years_after=n, activity=a) for n in MAINLY]
            )
            / 100
            for a in ("adult fe", "higher education")
        )
        self._mainly = np.where(MAINLY[0] <= _AFTER, mainly, 0)
        self._counts = _LONG * (1 - studies)
        ages = np.array([targets.value("adult_age", age=band) for band in _BANDS])
        self._ages = ages / ages.sum()
        whole = {"of": _WHOM, "achieved": _TOLD}
        self._all = targets.value("sustained_learning", **whole) / 100
        of_learners = self._all / targets.value("employment_and_learning", **whole)
        self._told = {
            group: of_learners * targets.value("employment_and_learning", **whole, level=level)
            for group, level in ((_SKILLS, "essential skills"), (_LEVEL_2, "2"))
        }

    def went(self, who: Array, kind: Array, band: Array, achieved: Array) -> None:
        """What people completed in the academic year `achieved`, 0 for those who left, by their rung."""
        known = np.isin(kind, (ADULT, LOAN, APPRENTICE)) & (achieved > 0)
        self._year[who] = np.where(known, achieved, 0)
        names = np.array([*LEVELS, ""])[np.clip(band, 0, len(LEVELS))]
        self._group[who] = np.select([names == "essential skills", names == "2"], [_SKILLS, _LEVEL_2], _OTHERS)

    def new_learners(self, year: int, present: Array, mostly: Array, many: float) -> NewLearners:
        """How many of so many adults who are to begin come from each group. `mostly` are those who learn for a third of
        the year whatever else is so.
        """
        after = year - 1 - self._at_16
        after = np.where((self._at_16 > 0) & (after >= MAINLY[0]) & (after <= MAINLY[-1]), after, 0)
        of = np.bincount(after[present], minlength=len(_AFTER)) * self._mainly
        mainly = np.maximum(of - np.bincount(after[mostly], minlength=len(_AFTER)), 0) / self._counts
        mainly *= min(_MOST * many / max(mainly.sum(), 1e-9), 1)
        ages = self._ages * many
        young = mainly[:_AFTER_25].sum() / _OF_THE_YOUNG
        ages *= np.where(_YOUNG, max(young, ages[0]) / ages[0], (many - max(young, ages[0])) / (many - ages[0]))
        mainly[0] = many - mainly.sum()
        group = np.where((self._year == year - 1) & present, self._group, NOBODY)
        return NewLearners(group, after, ages, mainly, many)

    def weights(self, new: NewLearners, rows: Array, weight: Array, band: Array, busy: Array) -> Array:
        """The weights of those who may begin, so that as many of each group do.

        `busy` are those who learn in the year whatever else is so; `band` is the age band of each of the rows.
        """
        achieved = np.bincount(new.group, minlength=_GROUPS).astype(float)
        achieved[NOBODY] = 0
        learns = _AT_UNIVERSITY * achieved + np.bincount(new.group[busy], minlength=_GROUPS) * (achieved > 0)
        wanted = np.array([0.0, *(self._told.get(g, 0.0) * achieved[g] for g in (_SKILLS, _LEVEL_2, _OTHERS))])
        wanted = np.maximum(wanted, learns)
        wanted[_OTHERS] += max(self._all * achieved.sum() - wanted.sum(), 0)
        due = wanted - learns
        due *= min(_MOST * new.many / max(due.sum(), 1e-9), 1)
        due[NOBODY] = new.many - due.sum()
        joint = (new.after[rows] * len(_BANDS) + band) * _GROUPS + new.group[rows]
        cells = np.arange(len(_AFTER) * len(_BANDS) * _GROUPS)
        before = np.bincount(joint, weight, len(cells))
        others, group = np.divmod(cells, _GROUPS)
        margins = (group, due), (others // len(_BANDS), new.mainly), (others % len(_BANDS), new.ages)
        after = raked(before, [(of, counts / new.many) for of, counts in margins])
        found: Array = weight * np.divide(after, before, out=np.zeros(len(cells)), where=before > 0)[joint]
        return found


@dataclass(frozen=True)
class NewLearners:
    """How many of the adults who begin in a year are of each group, and the group of everybody."""

    group: Array  # by what they achieved in the year before
    after: Array  # years after key stage 4, of those of whom it was told what they mainly do
    ages: Array  # how many of each age band
    mainly: Array  # how many of each number of years after key stage 4, 0 for all others
    many: float
