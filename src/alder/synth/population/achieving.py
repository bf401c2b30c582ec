"""Who achieves of those who complete: as many learners as were published, and as many aims as the rates say.

Publications count adults who achieve something in a year, in all and at each level, and rates count aims. Where both
were published of a year, learners are chosen first: whoever is not among those who achieve at a level fails all that
they complete at it. The rates then say how many other aims fail.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from alder.synth.population import courses
from alder.synth.population.draws import NEVER, year_of
from alder.synth.population.fitting import rounded, systematic, whole
from alder.synth.population.frequencies import ADULT, APPRENTICE, COMMUNITY, LOAN, STUDY
from alder.synth.population.learning import ACHIEVED, COMPLETED, NOT_ACHIEVED, PARTLY
from alder.synth.population.learning_targets import FIRST_APPRENTICESHIP, LEVELS
from alder.synth.population.residents import GROUPS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.synth.population.draws import Array
    from alder.synth.population.learning_targets import LearningTargets
    from alder.synth.population.participation import Enrolments, Participation
    from alder.synth.population.spells import Spells

_PUBLIC: Final = (STUDY, ADULT, APPRENTICE, COMMUNITY, LOAN)
_ADULT_FROM: Final = 19
_SKILLS: Final = LEVELS.index("essential skills")
_OTHER_PASS: Final = 0.96
"""Of those who complete what no rate counts, how many achieve. Assumed."""
_PART_OF_FAILURES: Final = 0.15
_RARELY: Final = 0.12
"""How likely a completed apprenticeship is to fail, beside a course. Assumed."""
_SELDOM_ALL: Final = 0.3
"""How likely somebody fails all of several aims, beside one fewer. Assumed."""


def with_outcomes(
    targets: LearningTargets,
    who: Participation,
    enrolments: Enrolments,
    spells: Spells,
    free: Array,
    achievers: Mapping[int, int],
) -> Spells:
    """The same spells, with the outcome of all that was completed. `free` are those that may be decided on here;
    `achievers` are so many of some keys as were published.
    """
    weight = _weights(targets, who, enrolments, spells)
    spells, free = _of_quotas(targets, who, spells, free, weight)
    forced = _Learners(targets, who, enrolments, spells, free).decided(np.sqrt(enrolments.weight[spells.row]))
    done = np.flatnonzero(spells.status == COMPLETED)
    year = _counted_in(spells)
    passes = targets.rates_by_key("passes", _OTHER_PASS)
    key = targets.keys(spells.group, year, spells.trait)
    failed = ((forced == _FAILS) | (~free & (spells.outcome != ACHIEVED))) & (spells.status == COMPLETED)
    completers = np.bincount(key[done], minlength=len(passes))
    fails = completers * (1 - passes)
    for cell, many in achievers.items():
        fails[cell] = completers[cell] - many
    fails -= np.bincount(key[failed], minlength=len(passes))
    open_ = done[free[done] & (forced[done] == _OPEN)]
    counts = rounded(fails, who.draws.lots("passing", len(passes)))
    start = float(who.draws.lots("passing start", 1)[0])
    some = open_[systematic(key[open_], counts, weight[open_], start)]
    some = np.union1d(some, np.flatnonzero(forced == _FAILS))
    outcome = spells.outcome.copy()
    part = who.draws.lots("in part", len(some)) < _PART_OF_FAILURES
    part &= spells.group[some] < FIRST_APPRENTICESHIP
    outcome[some] = np.where(part, PARTLY, NOT_ACHIEVED)
    return replace(spells, outcome=outcome)


def _counted_in(spells: Spells) -> Array:
    """The academic year in which rates count each of them, if it is completed."""
    last = np.maximum(spells.plan, spells.end)
    return year_of(np.where(spells.assessed < NEVER, np.maximum(last, spells.assessed), last))


def _of_quotas(
    targets: LearningTargets, who: Participation, spells: Spells, free: Array, weight: Array
) -> tuple[Spells, Array]:
    """The same spells with the outcomes of those of which it was published how many achieve, which no other count
    decides on; and which are free then.
    """
    outcome, free = spells.outcome.copy(), free.copy()
    done, year = spells.status == COMPLETED, _counted_in(spells)
    for quota in targets.quotas:
        of = np.flatnonzero(done & (year == quota.cell.year) & quota.cell.has(spells.group, spells.trait))
        able = of[free[of]]
        failed = int((outcome[of[~free[of]]] != ACHIEVED).sum())
        fails = len(of) - who.shard.part(quota.counts[0], f"{quota.name} {quota.counts[0]}") - failed
        lot = float(who.draws.lots(f"failing {quota.name}", 1)[0])
        some = systematic(np.zeros(len(able), dtype=np.int64), np.array([max(fails, 0)]), weight[able], lot)
        outcome[able] = np.where(some, NOT_ACHIEVED, ACHIEVED)
        free[able] = False
    return replace(spells, outcome=outcome), free


_OPEN, _FAILS, _PASSES = range(3)


def _weights(targets: LearningTargets, who: Participation, enrolments: Enrolments, spells: Spells) -> Array:
    """How likely each is to fail, beside others."""
    by_group = targets.weights("failing_weight", "group")
    harder = np.array([by_group[name] for name in GROUPS])[who.group[enrolments.person[spells.row]]]
    found: Array = np.sqrt(enrolments.weight[spells.row]) * harder
    return found


@dataclass
class _Units:
    """Everybody who completes something at a level in a year: a row for each of them and level."""

    person: Array
    cell: Array
    has: Array  # achieves by what is fixed
    able: Array  # completes something of which it can be decided
    weight: Array
    achieves: Array


class _Learners:
    """Adults who complete something, and which of them achieve."""

    def __init__(
        self, targets: LearningTargets, who: Participation, enrolments: Enrolments, spells: Spells, free: Array
    ) -> None:
        self.targets, self.who, self.spells, self.free = targets, who, spells, free
        self.person = enrolments.person[spells.row]
        self.year = year_of(np.where(spells.assessed < NEVER, spells.assessed, np.minimum(spells.end, _FAR)))
        of_age = self.year - 1 - who.people.cohort[self.person] >= _ADULT_FROM
        counted = np.isin(enrolments.kind[spells.row], _PUBLIC) & ~spells.is_part
        self.counted = counted & of_age & (spells.status == COMPLETED)
        skills = courses.columns().is_skill[spells.course]
        level = np.where(
            spells.prog >= 0,
            (spells.group - FIRST_APPRENTICESHIP) % 3 + 2,
            np.where(skills, _SKILLS, courses.columns().rung[spells.course]),
        )
        self.cell = np.where(level == _SKILLS, _SKILLS + who.group[self.person], level)

    def decided(self, weight: Array) -> Array:
        """Of each spell whether it must fail, must be achieved, or is open, in years of which learners are told."""
        found = np.full(len(self.spells), _OPEN)
        for year in self.targets.years_of_achievements:
            rows = np.flatnonzero(self.counted & (self.year == year))
            if not len(rows):
                continue
            units, of = self._units(rows, weight)
            total, cells = self._wanted(year)
            self._choose(year, units, cells if self.targets.skills("achievements", year) else _shared(units, cells))
            self._to_total(year, units, total)
            free = self.free[rows]
            found[rows[free & ~units.achieves[of]]] = _FAILS
            settled = units.achieves & ~units.has
            _, first = np.unique(np.where(free, of, -1), return_index=True)
            first = first[free[first]]
            found[rows[first[settled[of[first]]]]] = _PASSES
        return found

    def _units(self, rows: Array, weight: Array) -> tuple[_Units, Array]:
        """People and levels of these rows, and the number of each row's."""
        cells = _SKILLS + len(GROUPS)
        number, of = np.unique(self.person[rows] * cells + self.cell[rows], return_inverse=True)
        free = self.free[rows]
        many = np.bincount(of)
        fixed = np.bincount(of, ~free & (self.spells.outcome[rows] == ACHIEVED)) > 0
        rarely = np.where(self.spells.prog[rows] >= 0, _RARELY, 1.0)
        return _Units(
            person=number // cells,
            cell=number % cells,
            has=fixed,
            able=(np.bincount(of, free) > 0) & ~fixed,
            weight=np.bincount(of, weight[rows] * rarely) / many * _SELDOM_ALL ** (many - 1.0),
            achieves=fixed.copy(),
        ), of

    def _wanted(self, year: int) -> tuple[int, Array]:
        """How many are to achieve in all and in each cell, a level or basic skills of an ethnic group."""
        shard = self.who.shard
        total, levels = self.targets.achievements(year)
        parts = [shard.part(c, f"achievements {year} {n}") for c, n in zip(levels, LEVELS, strict=True)][:_SKILLS]
        for name, count in self.targets.achieving_skills(year).items():
            parts.append(self.who.people.part_of_group(count, name, f"achievements {year} skills {name}"))
        return shard.part(total, f"achievements {year}"), np.array(parts)

    def _choose(self, year: int, units: _Units, wanted: Array) -> None:
        """So many of each cell, those who fail by their weights."""
        able = np.flatnonzero(units.able)
        many = np.bincount(units.cell[able], minlength=len(wanted))
        needed = wanted - np.bincount(units.cell[units.has], minlength=len(wanted))
        fails = many - np.clip(needed, 0, many)
        start = float(self.who.lots("achieving", year, 1)[0])
        units.achieves[able] = ~systematic(units.cell[able], fails, units.weight[able], start)

    def _to_total(self, year: int, units: _Units, total: int) -> None:
        """Exchange who achieves within cells until as many people achieve in all as there should be."""
        order = np.argsort(self.who.lots("exchanged", year, len(units.person)), kind="stable")
        _, person = np.unique(units.person, return_inverse=True)
        for cell in np.unique(units.cell).tolist():
            each = np.bincount(person, units.achieves)
            too_many = int((each > 0).sum()) - total
            if not too_many:
                return
            some = order[(units.cell == cell)[order] & units.able[order]]
            many = each[person[some]]
            gives, takes = (many == 1, many >= 1) if too_many > 0 else (many >= 2, many == 0)
            gives, takes = some[gives & units.achieves[some]], some[takes & ~units.achieves[some]]
            count = min(abs(too_many), len(gives), len(takes))
            units.achieves[gives[:count]] = False
            units.achieves[takes[:count]] = True


def _shared(units: _Units, wanted: Array) -> Array:
    """The same counts, but what an ethnic group lacks of people who completed basic skills is asked of the others."""
    able = np.bincount(units.cell[units.able | units.has], minlength=len(wanted))[_SKILLS:]
    basic = np.minimum(wanted[_SKILLS:], able)
    spare = able - basic
    short = min(int((wanted[_SKILLS:] - basic).sum()), int(spare.sum()))
    more = whole(spare * short / max(int(spare.sum()), 1), short)
    return np.concatenate([wanted[:_SKILLS], basic + more])


_FAR: Final = 27_000
"""A day by which all learning is over."""
