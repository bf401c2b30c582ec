"""Work, pay and benefits, tax year by tax year.

Each person carries a standing in work from year to year, which moves slowly, so that who works tends to go on working.
As many of each age and sex work as the targets say; who they are follows from that standing, qualifications, ability,
health and place. Pay follows age, level, ability, sex, hours, days and the growth of pay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from alder.sources.reference.lars_codes import SUBJECT_AREAS
from alder.synth.population.fitting import chosen_in_groups
from alder.synth.population.frequencies import ADULT, APPRENTICE, COMMUNITY, LOAN, STUDY
from alder.synth.population.higher_education import DEGREE, FULL_TIME
from alder.synth.population.learning_spells import PROGRAMMES
from alder.synth.population.people import as_table
from alder.synth.population.population_tables import WORK
from alder.synth.population.residents import GROUPS

if TYPE_CHECKING:
    from alder.synth.population.draws import Array
    from alder.synth.population.higher_education import HigherEducation
    from alder.synth.population.learning_spells import LearningSpells
    from alder.synth.population.people import ShardPeople
    from alder.synth.population.targets import Targets

AGES = range(16, 76)
"""Ages on 31 August of the tax year at which people can be in paid work."""
YEAR = 365

_STAYS = 0.93
"""Correlation of somebody's standing in work from year to year. Assumed."""
_STANDING = {"ability": 0.30, "level": 0.16, "difficulty": -0.55, "needs": -0.30, "deprivation": -0.45}
"""What adds to it, in its standard deviations: for one of ability, for each level up to 4, and so on. Assumed."""
_SPREAD_OF_PAY, _STAYS_OF_PAY, _ABILITY_OF_PAY = 0.36, 0.95, 0.13
"""Of the logarithm of full pay beside age and level: its deviation, its correlation from year to year, and how much of
ability is in it. Assumed, near the spread in the annual survey of hours and earnings."""
_PART_OF_FULL = 0.52
_STUDENT_PAY = 5_200
"""Pounds of 2017/18 that students in work earn in a year, in the middle."""
_LEAVING = 0.12
"""How many of those in work change to another sector in a year. Assumed."""

_SECTORS = {
    # letter of the SIC section: of a hundred women and men without and with a degree
    "A": (0.6, 1.8, 0.3, 0.4), "B": (0.1, 0.3, 0.1, 0.3), "C": (5.0, 13.5, 4.5, 9.5), "D": (0.3, 0.7, 0.4, 0.9),
    "E": (0.4, 1.4, 0.3, 0.6), "F": (1.6, 13.5, 1.5, 4.5), "G": (18.5, 18.0, 8.5, 8.5), "H": (2.6, 9.0, 1.6, 3.2),
    "I": (10.0, 7.0, 4.0, 3.5), "J": (1.6, 3.2, 4.5, 10.5), "K": (3.4, 2.2, 4.6, 7.0), "L": (1.7, 1.3, 1.6, 1.7),
    "M": (4.2, 4.0, 10.5, 14.5), "N": (9.5, 10.5, 4.6, 5.0), "O": (4.0, 3.0, 5.8, 5.8), "P": (11.5, 3.4, 21.5, 11.0),
    "Q": (19.5, 4.0, 21.5, 8.5), "R": (2.2, 1.9, 2.4, 2.6), "S": (3.3, 1.3, 1.8, 1.6),
}  # fmt: skip
"""Assumed, near the jobs of employees by industry."""


@dataclass(frozen=True)
class _Levels:
    """The highest level that each has achieved by a year, from learning, higher education and school."""

    first: Array
    owner: Array
    year: Array
    level: Array
    degree_year: Array
    degree_level: Array

    def by(self, year: int) -> Array:
        found = self.first.copy()
        done = self.year <= year
        np.maximum.at(found, self.owner[done], self.level[done])
        return np.where((self.degree_year > 0) & (self.degree_year <= year), self.degree_level, found)


def _levels(people: ShardPeople, spells: LearningSpells, he: HigherEducation) -> _Levels:
    achieved = np.flatnonzero(spells.achieved)
    at_school = np.where(
        people.ability > 0.35, 3, np.where(people.ability > -0.7, 2, np.where(people.ability > -1.4, 1, 0))
    )
    young = people.cohort >= 1980
    passed = np.isin(people.english_grade, _GOOD) & np.isin(people.mathematics_grade, _GOOD)
    at_16 = np.where(people.key_stage_4_year >= 0, np.where(passed, 2, 1), at_school)
    stays_on = passed & (people.attainment_8 > 55)
    first = np.where(young & stays_on, 3, at_16)
    return _Levels(
        first,
        spells.owner[achieved],
        spells.year_achieved[achieved],
        spells.level[achieved],
        he.degree_year,
        he.degree_level,
    )


_GOOD = ("A*", "A", "B", "C", "9", "8", "7", "6", "5", "4")


def work(people: ShardPeople, spells: LearningSpells, he: HigherEducation, targets: Targets, years: range) -> pa.Table:
    """Everybody's tax years with paid work or benefits, in the order of person and year."""
    workers = _Workers(people, spells, he, targets, years)
    columns = [np.concatenate(column) for column in zip(*(workers.go_through(year) for year in years), strict=True)]
    owner, tax_year, days, pay, self_employed, section, benefit_days = columns
    order = np.lexsort((tax_year, owner))
    return as_table(
        {
            "person": owner[order] + people.shard.first,
            "tax_year": tax_year[order],
            "days": days[order],
            "pay": pay[order],
            "self_employed": self_employed[order],
            "sector": pa.DictionaryArray.from_arrays(pa.array(section[order].astype(np.int16)), [*_SECTORS, ""]),
            "benefit_days": benefit_days[order],
        },
        WORK,
    )


class _Workers:
    """Where each of the people stands in work, from year to year."""

    def __init__(
        self, people: ShardPeople, spells: LearningSpells, he: HigherEducation, targets: Targets, years: range
    ) -> None:
        self.people, self.spells, self.he, self.years = people, spells, he, years
        self.draws = people.shard.draws()
        self.women = people.sex == "F"
        self.levels = _levels(people, spells, he)
        self.rates, self.gaps = _Rates(targets, years), _Gaps(people, he, targets)
        self.destinations = _Destinations(targets)
        self.standing, self.luck = self.draws.normal("standing"), self.draws.normal("luck of pay")
        self.sector = _sectors(self.women, he.degree_year > 0, self.draws.uniform("sector"))
        self.often = self.draws.uniform("self-employed")
        self.claimed = np.zeros(len(people), dtype=bool)  # benefits in the year before
        self.fixed = (
            _STANDING["ability"] * people.ability
            + _STANDING["difficulty"] * (people.difficulty == 1)
            + _STANDING["needs"] * (people.special_needs > 0)
        )

    def go_through(self, year: int) -> tuple[Array, ...]:
        """One tax year: columns of its rows, by the index of the person."""
        people, draws = self.people, self.draws
        self.standing = _STAYS * self.standing + np.sqrt(1 - _STAYS**2) * draws.normal("standing", year)
        self.luck = _STAYS_OF_PAY * self.luck + np.sqrt(1 - _STAYS_OF_PAY**2) * draws.normal("luck of pay", year)
        age = people.age(year)
        who = np.flatnonzero(people.present(year) & (age >= AGES.start) & (age < AGES.stop))
        age, women, level = age[who] - AGES.start, self.women[who], self.levels.by(year - 1)[who]
        trained = self.spells.learning(len(people), year, (APPRENTICE,))[who]
        studies = self.spells.learning(len(people), year, (STUDY,))[who] | (age < _AT_SCHOOL)
        studies |= self.he.studying[year][who] == FULL_TIME
        likely = self.standing[who] + self.fixed[who] + _STANDING["level"] * np.minimum(level, 4)
        rate = np.where(studies, self.rates.students[age], self.rates.of(year)[age, women.astype(np.int64)])
        sustained, ended = self._destined(year, who, likely)
        first, last = trained | sustained, ended
        works = first | _most_likely((age * 2 + women) * 2 + studies, rate, likely + _FIRST * first - _FIRST * last)
        some = np.where(studies, _STUDENTS_OF_A_PART, self.rates.short[age])
        short = works & ~first & (last | (draws.uniform("part of the year", year)[who] < some))
        own = works & ~trained & ~studies & (self.often[who] < self.rates.self_employed[age])
        chance = draws.uniform("days", year)[who]
        part = np.where(last, SUSTAINED_DAYS - 1, _PART)
        days = np.where(works, np.where(short, 1 + np.floor(chance * part), YEAR), 0).astype(np.int64)
        able = ~studies & ~trained & (days < YEAR / 2)
        claims = _benefits(self.rates.benefits[age], able, likely, draws.uniform("benefits", year)[who])
        benefit_days = np.where(claims, np.minimum(YEAR - days, 183 + np.floor(chance * 183)), 0).astype(np.int64)
        pay = self._pay(year, who, age, level, studies, trained) * days / YEAR
        moves = draws.uniform("leaves sector", year)[who] < _LEAVING
        next_sector = draws.uniform("next sector", year)[who[moves]]
        self.sector[who[moves]] = _sectors(women[moves], level[moves] >= DEGREE, next_sector)
        self.claimed[:] = False
        self.claimed[who[claims]] = True
        has = works | claims
        section = np.where(works, self.sector[who], len(_SECTORS))
        pay = np.maximum(np.round(pay), works).astype(np.int64)
        return tuple(column[has] for column in (who, np.full(len(who), year), days, pay, own, section, benefit_days))

    def _destined(self, year: int, who: Array, likely: Array) -> tuple[Array, Array]:
        """Of those who achieved something in the academic year before, as many work or learn on as the targets say.

        Who works through the year whatever else is so, and who works for less than half of it, if at all.
        """
        sustained, ended = np.zeros((2, len(who)), dtype=bool)
        index = np.full(len(self.people), -1)
        index[who] = np.arange(len(who))
        rows = self.spells.first_achieved(year - 1, ADULTS)
        rows = rows[index[self.spells.owner[rows]] >= 0]
        at = index[self.spells.owner[rows]]
        cell, rates = self.destinations.of(
            year - 1, self.spells.programme[rows], self.spells.subject[rows], self.claimed[self.spells.owner[rows]]
        )
        learns = self.spells.learning(len(self.people), year, LEARNING_ON)[who[at]]
        learns |= self.he.studying[year][who[at]] > 0
        lots = self.draws.lots(f"destinations {year}", len(rates))
        wanted = np.floor(np.bincount(cell, minlength=len(rates)) * rates + lots).astype(np.int64)
        order = np.lexsort((-(likely[at] + _FIRST * learns), cell))
        of = cell[order]
        goes_on = np.zeros(len(rows), dtype=bool)
        goes_on[order] = np.arange(len(of)) - np.searchsorted(of, of) < wanted[of]
        sustained[at[goes_on & ~learns]] = True
        ended[at[~goes_on & ~learns]] = True
        return sustained, ended

    def _pay(self, year: int, who: Array, age: Array, level: Array, studies: Array, trained: Array) -> Array:
        """What each would earn in a whole tax year, in pounds of that year."""
        is_woman = self.women[who].astype(np.int64)
        full = self.rates.pay[age] * np.exp(
            self.gaps.of(year, who, level)
            + _ABILITY_OF_PAY * self.people.ability[who]
            + _SPREAD_OF_PAY * self.luck[who]
        )
        part_time = self.draws.uniform("part time", year)[who] < self.rates.part_time[age, is_woman]
        worked = full * np.where(part_time, _PART_OF_FULL, 1.0) * np.where(trained, _APPRENTICES_PAY, 1.0)
        student = _STUDENT_PAY * np.exp(0.7 * self.luck[who])
        found: Array = np.where(studies, student, worked) * self.rates.growth[year - self.years.start]
        return found


ADULTS = (ADULT, LOAN, COMMUNITY, APPRENTICE)
"""Kinds of learning whose learners' destinations are published: adult learning, and apprentices of any age."""
LEARNING_ON = (ADULT, LOAN, APPRENTICE, STUDY)
SUSTAINED_DAYS = 183
"""Days of a tax year from which paid work counts as sustained: it says nothing of the months in which they lie."""


class _Destinations:
    """How many of those who achieved are in work or learning after it, by what and when they achieved it."""

    def __init__(self, targets: Targets) -> None:
        self._cells: dict[tuple[int, int, bool], float] = {}
        numbers = {name: number for number, name in SUBJECT_AREAS.items()}
        for target in targets.of("sustained_positive_destination", achieved=_DETAILED):
            programme, subject = target.cell["programme"], numbers.get(target.cell.get("subject", ""), 0)
            if programme in PROGRAMMES:
                claims = target.cell["benefits"] == "yes"
                self._cells[PROGRAMMES.index(programme), subject, claims] = target.value / 100
        whole = {"of": "adult learning and apprenticeships", "achieved": _LATER}
        self._later = targets.value("sustained_positive_destination", **whole) / 100
        self._later_of = {
            numbers[t.cell["subject"]]: t.value / 100
            for t in targets.of("sustained_positive_destination", achieved=_LATER)
            if "subject" in t.cell
        }

    def of(self, achieved: int, programme: Array, subject: Array, claims: Array) -> tuple[Array, Array]:
        """The cell of each achiever, and the share of each cell."""
        if achieved >= _FROM_LATER:
            special = np.isin(subject, list(self._later_of))
            cells, cell = np.unique(np.where(special, subject, 0), return_inverse=True)
            return cell, np.array([self._later_of.get(n, self._later) for n in cells.tolist()])
        cells, cell = np.unique((programme * 100 + subject) * 2 + claims, return_inverse=True)
        return cell, np.array([self._rate(n // 200, n // 2 % 100, n % 2 == 1) for n in cells.tolist()])

    def _rate(self, programme: int, subject: int, claims: bool) -> float:
        for key in ((programme, subject, claims), (programme, 0, claims)):
            if key in self._cells:
                return self._cells[key]
        return _ELSEWHERE[claims]


_DETAILED, _LATER, _FROM_LATER = 2015, 2020, 2018
"""The year whose destinations were published by programme and subject; that with totals alone, and since when these
stand for the years around it."""
_ELSEWHERE = {False: 0.78, True: 0.55}
"""Of programmes and subjects for which nothing was published. Assumed."""
_FIRST = 50.0
"""Added to the standing of those who come before all others."""
_AT_SCHOOL = 2
"""Ages from the first at which everybody counts as a pupil or student: 16 and 17."""
_STUDENTS_OF_A_PART, _PART = 0.5, 330
"""How many students in work have it for a part of the year, and up to how many days a part has. Assumed."""
_APPRENTICES_PAY = 0.72
"""What apprentices earn of what others of their age, level and hours do. Assumed."""


class _Rates:
    """Targets of work by age, from the first age on."""

    def __init__(self, targets: Targets, years: range) -> None:
        self._years = years
        of = {
            sex: [targets.by_number("in_work", "age", AGES, sex=sex, year=year) for year in _ANCHORS]
            for sex in ("M", "F")
        }
        self._in_work = (
            np.array([[np.column_stack([of["M"][k], of["F"][k]])] for k in range(len(_ANCHORS))])[:, 0] / 100
        )
        self.students = targets.by_number("students_in_work", "age", AGES) / 100
        self.self_employed = targets.by_number("self_employed", "age", AGES) / 100
        self.short = targets.by_number("part_of_the_year", "age", AGES) / 100
        self.benefits = targets.by_number("on_benefits", "age", AGES) / 100
        self.part_time = np.column_stack([targets.by_number("part_time", "age", AGES, sex=s) for s in ("M", "F")]) / 100
        self.pay = targets.by_number("full_pay", "age", AGES)
        self.growth = targets.by_number("pay_index", "year", years) / 100

    def of(self, year: int) -> Array:
        """How many of each age are in paid work in a year, men and women; straight lines between targets."""
        after = int(np.clip(np.searchsorted(_ANCHORS, year), 1, len(_ANCHORS) - 1))
        low, high = _ANCHORS[after - 1], _ANCHORS[after]
        along = min(max((year - low) / (high - low), 0), 1)
        found: Array = (1 - along) * self._in_work[after - 1] + along * self._in_work[after]
        return found


_ANCHORS = (1995, 2010, 2025)


class _Gaps:
    """How far the pay of groups lies from others', on the scale of logarithms, by age."""

    def __init__(self, people: ShardPeople, he: HigherEducation, targets: Targets) -> None:
        self._people = people
        self._groups = [
            ("women", people.sex == "F"),
            ("men", people.sex == "M"),
            ("free meals", people.free_meals),
            ("plan", people.special_needs == 2),
            ("support", people.special_needs == 1),
            *((g, np.isin(people.ethnicity, codes) & (people.ethnicity != 42)) for g, codes in GROUPS.items()),
            ("Chinese", people.ethnicity == 42),
            ("graduates", he.degree_level >= DEGREE),
            ("others", he.degree_level < DEGREE),
        ]
        self._fixed = {
            n: sum(
                (
                    targets.value("pay_gap", group=name, years_after=n) * members.astype(float)
                    for name, members in self._groups
                ),
                start=np.zeros(len(people)),
            )
            for n in _AFTER
        }
        self._level = targets.by_number("pay_of_level", "level", range(9))

    def of(self, year: int, who: Array, level: Array) -> Array:
        """For the years after key stage 4 that each is in; before and after the ends, as at the ends."""
        after = self._people.age(year)[who] - 16.0
        first, second, third = (self._fixed[n][who] for n in _AFTER)
        early = np.clip((after - _AFTER[0]) / (_AFTER[1] - _AFTER[0]), 0, 1)
        late = np.clip((after - _AFTER[1]) / (_AFTER[2] - _AFTER[1]), 0, 1)
        group = first + early * (second - first) + late * (third - second)
        found: Array = group + self._level[level]
        return found


_AFTER = (5, 10, 15)
"""Years after key stage 4 for which medians of pay were published."""


def _most_likely(cell: Array, rate: Array, likely: Array) -> Array:
    """The most likely of each cell, so many as its rate says."""
    counts = np.bincount(cell)
    due = np.bincount(cell, rate)
    wanted = np.floor(due + 0.5).astype(np.int64)
    order = np.lexsort((-likely, cell))
    rank = np.arange(len(cell)) - (np.cumsum(counts) - counts)[cell[order]]
    found = np.zeros(len(cell), dtype=bool)
    found[order] = rank < wanted[cell[order]]
    return found


def _benefits(rate: Array, able: Array, likely: Array, draw: Array) -> Array:
    """Who is on benefits out of work for half the year or more: as many of each age as the targets say."""
    age_rate = np.round(rate * 10_000).astype(np.int64)
    _, cell = np.unique(age_rate, return_inverse=True)
    counts = np.floor(np.bincount(cell, rate) + 0.5).astype(np.int64)
    weights = np.where(able, np.exp(-0.8 * likely.clip(-3, 3)), 0.0)
    return chosen_in_groups(counts, cell, weights, draw)


def _sectors(is_woman: Array, has_degree: Array, draw: Array) -> Array:
    shares = np.array(list(_SECTORS.values()))
    column = np.where(is_woman, 0, 1) + 2 * has_degree
    ends = np.cumsum(shares / shares.sum(axis=0), axis=0)
    found: Array = (draw[:, None] >= ends[:, column].T).sum(axis=1).clip(0, len(shares) - 1)
    return found
