"""Higher education, year by year: who goes, to which institution, for what, and whether they end it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.synth.population.draws import choose
from alder.synth.population.fitting import chosen_in_groups
from alder.synth.population.frequencies import APPRENTICE, STUDY
from alder.synth.population.home_regions import region_weights
from alder.synth.population.people import as_table
from alder.synth.population.population_tables import HIGHER_EDUCATION
from alder.synth.population.residents import BORN

if TYPE_CHECKING:
    import pyarrow as pa

    from alder.synth.population.draws import Array
    from alder.synth.population.learning_spells import LearningSpells
    from alder.synth.population.people import ShardPeople
    from alder.synth.population.targets import Targets

AGES = range(18, 65)
"""Ages on 31 August at which people are in higher education; others are too few to be made."""
YOUNG = 21
"""Up to this age most who enter come from school or college, by what they attained there."""

FULL_TIME, PART_TIME = 1, 2
GOES_ON, QUALIFIED, LEFT = 1, 2, 3
DEGREE, _MASTER = 6, 7

_FIRST = ((6, 88), (5, 8), (4, 4))
"""Levels of first courses, of a hundred. Assumed."""
_LENGTHS = {4: (1, 1), 5: (2, 2), 6: (3, 4), 7: (1, 1), 8: (4, 4)}
_LONGER = 0.38
"""Degrees that take the longer time: with a year abroad, in industry, or of medicine. Assumed."""
_PART_TIME_OF_YOUNG, _PART_TIME_OF_OTHERS = 0.02, 0.55
_LEAVE = (0.08, 0.035)
"""How many leave in their first year and in each later one. Assumed, near the published non-continuation."""
_NEXT = ((7, 0.13), (8, 0.012))
"""How many with a degree go on the year after to a master's and a doctorate. Assumed."""
INSTITUTIONS = 144
_IN_OWN_REGION = 0.46
_SUBJECTS = (
    ("CAH01", 5, 4), ("CAH02", 13, 4), ("CAH03", 5, 5), ("CAH04", 5, 1.5), ("CAH05", 1, 0.4), ("CAH06", 1, 0.6),
    ("CAH07", 2, 3), ("CAH09", 1, 2), ("CAH10", 2, 13), ("CAH11", 2, 10), ("CAH13", 2, 3), ("CAH15", 9, 7),
    ("CAH16", 5, 4), ("CAH17", 14, 19), ("CAH19", 4, 2), ("CAH20", 3, 4), ("CAH22", 7, 2), ("CAH23", 2, 1),
    ("CAH24", 3, 3), ("CAH25", 9, 7), ("CAH26", 2, 2),
)  # fmt: skip
"""CAH codes of level 1, with how many of a hundred women and of a hundred men take each. Assumed."""
_STUDENTS_WHO_ARRIVE = 7.0
"""How much likelier somebody of 18 to 30 who has just arrived enters than somebody who lives there. Assumed."""
_ELDERS = ((1940, 0.09), (1950, 0.15), (1960, 0.18), (1970, 0.26), (1980, 0.34))
"""Share with a degree before the first year that is told, by birth year. Assumed."""
_ARRIVED_WITH_DEGREE = 0.38


@dataclass(frozen=True)
class HigherEducation:
    """The table, and what work follows from: who studied in which year, and who has a degree since when."""

    table: pa.Table
    studying: dict[int, Array]  # by academic year, for each of the people: FULL_TIME, PART_TIME or 0
    degree_year: Array  # academic year in which the highest award came, 0 for nobody who has one
    degree_level: Array


class _Students:
    """Where each of the people stands in higher education."""

    def __init__(self, people: ShardPeople, first_year: int) -> None:
        draws = people.shard.draws()
        self.people = people
        self.merit = np.where(np.isnan(people.attainment_8), people.ability, (people.attainment_8 - 46.5) / 18)
        self.course, self.year_of_course, self.ends, self.mode = np.zeros((4, len(people)), dtype=np.int64)
        has = draws.uniform("degree before") < self._has_degree_before(first_year)
        age_then = np.maximum(people.cohort + 22, np.where(people.arrived > 0, people.arrived - 1, 0))
        self.degree_year = np.where(has, np.minimum(age_then, np.maximum(first_year - 1, people.arrived - 1)), 0)
        self.degree_level = np.where(has, DEGREE, 0)

    def _has_degree_before(self, first_year: int) -> Array:
        """How likely each has a degree from before the first year, or from elsewhere."""
        people = self.people
        share = np.interp(people.cohort, [born for born, _ in _ELDERS], [share for _, share in _ELDERS]) * np.exp(
            0.9 * self.merit - 0.4
        )
        old = (people.arrived == 0) & (people.cohort + 22 < first_year)
        came_with = (people.arrived > 0) & (people.arrived - people.cohort >= 23)
        return np.where(came_with, _ARRIVED_WITH_DEGREE * np.exp(0.4 * self.merit - 0.08), np.where(old, share, 0))

    def eagerness(self, age: Array, year: int) -> Array:
        """How likely each enters beside others of the same age."""
        new = (self.people.arrived > 0) & (year - self.people.arrived <= 1) & (age < 31)
        by_merit = np.exp(np.where(age <= YOUNG, 1.6, 0.6) * self.merit.clip(-3, 3))
        found: Array = by_merit * np.where(new, _STUDENTS_WHO_ARRIVE, 1.0)
        return found

    def enter(self, who: Array, age: Array, year: int) -> None:
        """Begin a course: a first one, or a master's for those with a degree."""
        draws = self.people.shard.draws()
        first = np.array([level for level, _ in _FIRST])[
            choose(draws.uniform("course", year)[who], [s for _, s in _FIRST])
        ]
        level = np.where(self.degree_level[who] >= DEGREE, _MASTER, first)
        share = np.where(age <= YOUNG, _PART_TIME_OF_YOUNG, _PART_TIME_OF_OTHERS)
        self._begin(who, level, np.where(draws.uniform("mode", year)[who] < share, PART_TIME, FULL_TIME), year)

    def go_on(self, year: int, able: Array) -> None:
        """Begin a further degree in the year after the one before it."""
        fresh = able & (self.course == 0) & (self.degree_year == year - 1) & (self.degree_level >= DEGREE)
        luck = self.people.shard.draws().uniform("further degree", year)
        for level, share in _NEXT:
            who = np.flatnonzero(fresh & (luck >= 0) & (luck < share) & (self.degree_level < level))
            self._begin(who, np.full(len(who), level), np.full(len(who), FULL_TIME), year)
            luck = luck - share

    def _begin(self, who: Array, level: Array, mode: Array, year: int) -> None:
        longer = self.people.shard.draws().uniform("longer course", year)[who] < _LONGER
        usual, long = (np.array([0, 0, 0, 0, *(_LENGTHS[n][k] for n in range(4, 9))])[level] for k in (0, 1))
        self.course[who], self.year_of_course[who], self.mode[who] = level, 0, mode
        self.ends[who] = np.where(longer, long, usual) * np.where(mode == PART_TIME, 2, 1)

    def end_year(self, year: int) -> tuple[Array, ...]:
        """What became of the year: columns of its rows, by the index of the person."""
        who = np.flatnonzero(self.course > 0)
        self.year_of_course[who] += 1
        fate = self.people.shard.draws().uniform("leaves", year)[who]
        leaves = fate < np.where(self.year_of_course[who] == 1, *_LEAVE)
        done = ~leaves & (self.year_of_course[who] >= self.ends[who])
        outcome = np.select([leaves, done], [LEFT, QUALIFIED], GOES_ON)
        row = who, np.full(len(who), year), self.course[who], self.mode[who], self.year_of_course[who], outcome
        better = who[done & (self.course[who] > self.degree_level[who])]
        self.degree_year[better], self.degree_level[better] = year, self.course[better]
        self.course[who[outcome != GOES_ON]] = 0
        return row


def higher_education(people: ShardPeople, spells: LearningSpells, targets: Targets, years: range) -> HigherEducation:
    """Let people enter, go on and end, so that as many of each age are in higher education as the targets say."""
    draws = people.shard.draws()
    stock = targets.by_number("higher_education", "age", AGES) / 100
    factor = targets.by_number("higher_education_cohort", "born", BORN)[
        np.clip(people.cohort + 1 - BORN.start, 0, len(BORN) - 1)
    ]
    students = _Students(people, years.start)
    rows, studying = [], {}
    for year in years:
        age = people.age(year)
        able = people.present(year) & (age >= AGES.start) & (age < AGES.stop)
        students.course[~able] = 0
        students.go_on(year, able)
        busy = spells.learning(len(people), year, (APPRENTICE, STUDY))
        eager, luck = students.eagerness(age, year), draws.uniform("enters", year)
        due = np.where(able, stock[np.clip(age - AGES.start, 0, len(AGES) - 1)] * factor, 0)
        aims = np.bincount(age[able], due[able], AGES.stop)
        held = np.bincount(age[able & (students.course > 0)], minlength=AGES.stop)
        more = np.floor(aims + draws.lots(f"higher education in {year}", len(aims))).astype(np.int64) - held
        free = np.flatnonzero(able & (students.course == 0) & ~busy)
        new = free[chosen_in_groups(more, age[free], eager[free], luck[free])]
        students.enter(new, age[new], year)
        studying[year] = np.where(students.course > 0, students.mode, 0)
        rows.append(students.end_year(year))
    owner, at, level, mode, nth, outcome = (np.concatenate(column) for column in zip(*rows, strict=True))
    order = np.lexsort((at, owner))
    owner = owner[order]
    columns = {
        "person": owner + people.shard.first,
        "year": at[order],
        "institution": _institutions(people)[owner],
        "subject": np.array([code for code, _, _ in _SUBJECTS])[_subjects(people)[owner]],
        "level": level[order],
        "mode": mode[order],
        "year_of_course": nth[order],
        "outcome": outcome[order],
    }
    return HigherEducation(as_table(columns, HIGHER_EDUCATION), studying, students.degree_year, students.degree_level)


def _institutions(people: ShardPeople) -> Array:
    """The institution that each goes to if to any: in their own region or anywhere, larger ones more often."""
    draws = people.shard.draws()
    ends = np.cumsum(region_weights())
    anywhere = np.searchsorted(ends[:-1], draws.uniform("institution region"), side="right")
    own = draws.uniform("institution in own region") < _IN_OWN_REGION
    region = np.where(own, people.shard.region, anywhere)
    each = INSTITUTIONS // len(ends)
    return region * each + np.floor(each * draws.uniform("institution") ** 1.6).astype(np.int64)


def _subjects(people: ShardPeople) -> Array:
    draw = people.shard.draws().uniform("subject of higher education")
    women, men = (choose(draw, shares) for shares in ([s for _, s, _ in _SUBJECTS], [s for _, _, s in _SUBJECTS]))
    return np.where(people.sex == "F", women, men)
