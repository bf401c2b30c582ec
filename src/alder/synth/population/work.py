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
from alder.synth.population.draws import keyed
from alder.synth.population.fitting import chosen_in_groups, raked
from alder.synth.population.frequencies import ADULT, APPRENTICE, LOAN, STUDY
from alder.synth.population.higher_education import DEGREE, FULL_TIME
from alder.synth.population.learning_spells import PROGRAMMES, SKILLS_PROGRAMMES
from alder.synth.population.people import as_table
from alder.synth.population.population_tables import WORK
from alder.synth.population.residents import GROUPS
from alder.synth.population.schooling import LEO, MAINLY, OF_LEO

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alder.synth.population.draws import Array
    from alder.synth.population.higher_education import HigherEducation
    from alder.synth.population.learning_spells import LearningSpells
    from alder.synth.population.people import ShardPeople
    from alder.synth.population.targets import Target, Targets

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
        self.destinations, self.activity = _Destinations(targets), _MainActivity(people, targets)
        self.medians = _Medians(people, self.gaps.groups, targets, self._rounding)
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
        after = self._destined(year, who, likely)
        first, last = trained | after.sustained, after.ended
        works = first | _most_likely((age * 2 + women) * 2 + studies, rate, likely + _FIRST * first - _FIRST * last)
        some = np.where(studies, _STUDENTS_OF_A_PART, self.rates.short[age])
        short = works & ~first & (last | (draws.uniform("part of the year", year)[who] < some))
        own = works & ~trained & ~studies & (self.often[who] < self.rates.self_employed[age])
        own = (own | after.self_employed) & ~after.employed
        aside = self.spells.mainly(len(people), year)[who] | (self.he.studying[year][who] > 0)
        told = self.activity.told(year)[who]
        employs = self.activity.employees(
            told, works & ~own & ~aside, likely + _FIRST * (first & ~last) - _FIRST * last, self._rounding
        )
        short = np.where((told > 0) & works & ~own & ~aside, ~employs, short)
        chance = draws.uniform("days", year)[who]
        part = np.where(last | (told > 0), SUSTAINED_DAYS - 1, _PART)
        days = np.where(works, np.where(short, 1 + np.floor(chance * part), YEAR), 0).astype(np.int64)
        able = ~studies & ~trained & (days < YEAR / 2) & ~((told > 0) & aside)
        on_benefits = np.where(told > 0, self.activity.benefits[told], self.rates.benefits[age])
        claims = _benefits(on_benefits, able, likely, draws.uniform("benefits", year)[who])
        benefit_days = np.where(claims, np.minimum(YEAR - days, 183 + np.floor(chance * 183)), 0).astype(np.int64)
        pay = self._pay(year, who, age, level, studies, trained) * days / YEAR
        pay = self.medians.kept(year, who, pay)
        moves = draws.uniform("leaves sector", year)[who] < _LEAVING
        next_sector = draws.uniform("next sector", year)[who[moves]]
        self.sector[who[moves]] = _sectors(women[moves], level[moves] >= DEGREE, next_sector)
        self.claimed[:] = False
        self.claimed[who[claims]] = True
        has = works | claims
        section = np.where(works, self.sector[who], len(_SECTORS))
        pay = np.maximum(np.round(pay), works).astype(np.int64)
        return tuple(column[has] for column in (who, np.full(len(who), year), days, pay, own, section, benefit_days))

    def _rounding(self, name: str, cells: Array) -> Array:
        """A number from 0 to under 1 for each cell, by which it is rounded. Those of one cell are spread evenly over
        the shards, so that roundings cancel out where cells are small."""
        found: Array = (keyed(cells.astype(np.uint64), name) + _GOLDEN * self.people.shard.number) % 1
        return found

    def _destined(self, year: int, who: Array, likely: Array) -> _Destined:
        """Of those who achieved something in the academic year before, as many work, learn on or do both as the targets
        say: the most likely of each cell.
        """
        found = _Destined(*np.zeros((4, len(who)), dtype=bool))
        index = np.full(len(self.people), -1)
        index[who] = np.arange(len(who))
        rows = self.spells.first_achieved(year - 1, ADULTS)
        rows = rows[index[self.spells.owner[rows]] >= 0]
        owner = self.spells.owner[rows]
        at = index[owner]
        learns = self.spells.learning(len(self.people), year, LEARNING_ON)[owner] | (self.he.studying[year][owner] > 0)
        trained = self.spells.learning(len(self.people), year, (APPRENTICE,))[owner]
        if year - 1 < _FROM_LATER:
            cell, rates = self.destinations.detailed(
                self.spells.programme[rows], self.spells.subject[rows], self.claimed[owner]
            )
            wanted = self._counts(f"destinations {year}", cell, rates[cell])
            goes_on = _first_of_cells(cell, wanted, likely[at] + _FIRST * learns)
            found.sustained[at[goes_on & ~learns]] = True
            found.ended[at[~goes_on & ~learns]] = True
            return found
        later = self.destinations.later(year - 1, self.spells, rows, learns)
        cell = later.cell * 2 + learns
        wanted = self._counts(
            f"work after {year}", cell, np.where(learns, later.both[later.cell], later.alone[later.cell])
        )
        works = _first_of_cells(cell, wanted, likely[at] + _FIRST * trained)
        able = works & ~trained
        wanted = self._counts(f"self-employed after {year}", later.cell, later.self_employed[later.cell])
        own_boss = _first_of_cells(later.cell, wanted, np.where(able, -self.often[owner], -_FIRST)) & able
        found.sustained[at[works]] = True
        found.ended[at[~works]] = True
        found.self_employed[at[own_boss]] = True
        found.employed[at[works & ~own_boss]] = True
        return found

    def _counts(self, name: str, cell: Array, shares: Array) -> Array:
        """A whole number for each cell, near what the shares of its people add up to."""
        due = np.bincount(cell, shares)
        found: Array = np.floor(due + self._rounding(name, np.arange(len(due)))).astype(np.int64)
        return found

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


ADULTS = (ADULT, LOAN, APPRENTICE)
"""Kinds of learning whose learners' destinations are published: adult learning, and apprentices of any age. None of the
programmes that are told is community learning."""
LEARNING_ON = (ADULT, LOAN, APPRENTICE, STUDY)
SUSTAINED_DAYS = 183
"""Days of a tax year from which paid work counts as sustained: it says nothing of the months in which they lie."""
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class _Destined:
    """What is settled for those who achieved something, whatever else is so: a truth for each of the people.

    Who works through the year, who works for less than half of it if at all; who of them works on their own account,
    and who for others.
    """

    sustained: Array
    ended: Array
    self_employed: Array
    employed: Array


class _Destinations:
    """How many of those who achieved are in work or learning after it, by what and when they achieved it."""

    def __init__(self, targets: Targets) -> None:
        self._cells: dict[tuple[int, int, bool], float] = {}
        self._targets = targets
        self._numbers = {name: number for number, name in SUBJECT_AREAS.items()}
        for target in targets.of("sustained_positive_destination", achieved=_DETAILED):
            programme, subject = target.cell["programme"], self._numbers.get(target.cell.get("subject", ""), 0)
            if programme in PROGRAMMES:
                claims = target.cell["benefits"] == "yes"
                self._cells[PROGRAMMES.index(programme), subject, claims] = target.value / 100

    def detailed(self, programme: Array, subject: Array, claims: Array) -> tuple[Array, Array]:
        """The cell of each achiever, and the share of every cell: of a year that was told by programme and subject."""
        cell = (programme * _SUBJECTS + subject) * 2 + claims
        rates = np.zeros(len(PROGRAMMES) * _SUBJECTS * 2)
        for n in np.unique(cell).tolist():
            rates[n] = self._rate(n // (2 * _SUBJECTS), n // 2 % _SUBJECTS, n % 2 == 1)
        return cell, rates

    def _rate(self, programme: int, subject: int, claims: bool) -> float:
        for key in ((programme, subject, claims), (programme, 0, claims)):
            if key in self._cells:
                return self._cells[key]
        return _ELSEWHERE[claims]

    def later(self, achieved: int, spells: LearningSpells, rows: Array, learns: Array) -> _LaterCells:
        """What is wanted of those who achieved in a year that was told by few subjects and levels alone."""
        subjects = [self._numbers[t.cell["subject"]] for t in self._told("employment_only", "subject")]
        by_subject = sum((n * (spells.subject[rows] == s) for n, s in enumerate(subjects, 1)), start=0 * rows)
        skills = np.isin(spells.programme[rows], SKILLS_PROGRAMMES)
        by_level = np.where(skills, 1, np.where(spells.level[rows] == _LEVEL_2, 2, 0))
        cell = by_subject * _LEVELS_TOLD + by_level
        cells = np.arange((len(subjects) + 1) * _LEVELS_TOLD)
        of_subject, of_level = cells // _LEVELS_TOLD, cells % _LEVELS_TOLD
        many, learners = np.bincount(cell, minlength=len(cells)), np.bincount(cell, learns, len(cells))
        alone, both, own = (
            self._of_subject(quantity, np.bincount(of_subject, many))
            for quantity in ("employment_only", "employment_and_learning", "self-employment")
        )
        levels = {
            t.cell["level"]: t.value for t in self._told("employment_and_learning", "level", min(achieved, _LATER))
        }
        of_levels = np.bincount(of_level, many) * np.array([0, levels["essential skills"], levels["2"]]) / 100
        of_levels[0] = max(both.sum() - of_levels.sum(), 0)
        due = raked(learners, [(of_subject, _parts(both)), (of_level, _parts(of_levels))])
        due *= both.sum() / max(due.sum(), 1e-9)
        return _LaterCells(
            cell,
            alone=_ratio(alone, np.bincount(of_subject, many - learners))[of_subject],
            both=_ratio(due, learners),
            self_employed=_ratio(own, np.bincount(of_subject, many))[of_subject],
        )

    def _of_subject(self, quantity: str, many: Array) -> Array:
        """How many of each subject, all others first, do something, of so many who achieved."""
        whole = self._targets.value(quantity, of=_WHOM, achieved=_LATER) / 100
        found: Array = many * np.array([0, *(t.value / 100 for t in self._told(quantity, "subject"))])
        found[0] = max(whole * many.sum() - found.sum(), 0)
        return found

    def _told(self, quantity: str, by: str, achieved: int = 0) -> list[Target]:
        """The targets of a later year by subject or level, which stand for the years around it."""
        return [t for t in self._targets.of(quantity, achieved=achieved or _LATER) if by in t.cell]


@dataclass(frozen=True)
class _LaterCells:
    """The cell of each achiever, and by cell how likely those work who do not learn on, those who do, and all of them
    on their own account.
    """

    cell: Array
    alone: Array
    both: Array
    self_employed: Array


def _parts(counts: Array) -> Array:
    found: Array = counts / max(counts.sum(), 1e-9)
    return found


def _ratio(above: Array, below: Array) -> Array:
    found: Array = np.divide(above, below, out=np.zeros(len(below)), where=below > 0).clip(0, 1)
    return found


_WHOM = "adult learning and apprenticeships"
_SUBJECTS, _LEVEL_2, _LEVELS_TOLD = 16, 2, 3
"""Numbers of subject areas and none; the level of which, beside English and mathematics, it was told who does both."""
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
        self.groups = {
            "all": np.ones(len(people), dtype=bool),
            "women": people.sex == "F",
            "men": people.sex == "M",
            "free meals": people.free_meals,
            "plan": people.special_needs == 2,
            "support": people.special_needs == 1,
            "none": people.special_needs == 0,
            **{g: np.isin(people.ethnicity, codes) & (people.ethnicity != 42) for g, codes in GROUPS.items()},
            "Chinese": people.ethnicity == 42,
            "graduates": he.degree_level >= DEGREE,
            "others": he.degree_level < DEGREE,
        }
        self._fixed = {
            n: sum(
                (
                    targets.value("pay_gap", group=name, years_after=n) * members.astype(float)
                    for name, members in self.groups.items()
                    if name not in ("all", "none")
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
_MEDIANS: dict[str, dict[str, str]] = {
    "all": {},
    "women": {"sex": "F"},
    "men": {"sex": "M"},
    **{needs: {"special_needs": needs} for needs in ("none", "support", "plan")},
    **{group: {"ethnic_group": group} for group in (*GROUPS, "Chinese")},
    "graduates": {"graduate": "yes"},
    "others": {"graduate": "no"},
}
"""Groups whose medians were published, and how the table of targets calls them."""


class _MainActivity:
    """What those who took key stage 4 in the years that were told of mainly do since, from year to year.

    As many work for others and are on benefits out of work as was published, between the years told straight lines.
    """

    def __init__(self, people: ShardPeople, targets: Targets) -> None:
        self._year = np.where(np.isin(people.key_stage_4_year, LEO), people.key_stage_4_year, 0)
        self._people = people
        after = np.arange(MAINLY[-1] + 1)

        def shares(activity: str) -> Array:
            told = [targets.value("main_activity", of=OF_LEO, years_after=n, activity=activity) for n in MAINLY]
            found: Array = np.interp(after, MAINLY, told) / 100
            return found

        self._employment, self.benefits = shares("employment"), shares("out of work benefits")

    def told(self, year: int) -> Array:
        """How many years each of them has behind key stage 4; 0 for everybody else, and for other years."""
        after = year - 1 - self._year
        here = (self._year > 0) & (after >= MAINLY[0]) & (after <= MAINLY[-1])
        return np.where(here, after, 0)

    def employees(self, told: Array, able: Array, likely: Array, rounding: Callable[[str, Array], Array]) -> Array:
        """The most likely of those able, as many of each year as are mainly employed."""
        many = np.bincount(told, minlength=len(self._employment))
        wanted = np.floor(many * self._employment + rounding("employees", np.arange(len(many)))).astype(np.int64)
        wanted[0] = 0
        return able & _first_of_cells(told, wanted, np.where(able, likely, -np.inf))


class _Medians:
    """Published medians of pay that are kept: in each group as many earn less than its median as earn more.

    Whoever must change sides is next to the median, and goes as far beyond it as they were before it, on the scale of
    logarithms. So all other pay stays as it was.
    """

    def __init__(
        self,
        people: ShardPeople,
        groups: Mapping[str, Array],
        targets: Targets,
        rounding: Callable[[str, Array], Array],
    ) -> None:
        self._year = np.where(np.isin(people.key_stage_4_year, LEO), people.key_stage_4_year, 0)
        self._groups = groups
        self._pounds = {n: _published_medians(targets, n) for n in _AFTER}
        self._left_over = {n: rounding(f"medians after {n}", np.arange(len(of))) for n, of in self._pounds.items()}
        last = LEO.stop + _AFTER[-1]
        self._prices = {y: targets.value("price_index", year=y) / 100 for y in range(LEO.start, last + 1)}

    def kept(self, year: int, who: Array, pay: Array) -> Array:
        """The pay of each of these people."""
        found = pay.copy()
        for after in _AFTER:
            rows = np.flatnonzero((self._year[who] == year - 1 - after) & (pay > 0))
            if not len(rows):
                continue
            logs = np.log(pay[rows])
            margins = [
                (np.flatnonzero(self._groups[name][who[rows]]), np.log(pounds * self._prices[year]))
                for name, pounds in self._pounds[after].items()
            ]
            halves = np.array([len(of) / 2 for of, _ in margins]) + self._left_over[after]
            self._left_over[after] = halves % 1
            wanted = [(of, middle, int(half)) for (of, middle), half in zip(margins, halves.tolist(), strict=True)]
            wanted.sort(key=lambda margin: -len(margin[0]))  # small groups last: a few people matter to them most
            for _ in range(_TURNS):
                for margin in wanted:
                    _turn(logs, *margin)
            found[rows] = np.exp(logs)
        return found


_TURNS = 8
"""How often all medians are gone through: what was settled for one group moves those of others a little."""


def _published_medians(targets: Targets, after: int) -> dict[str, float]:
    """Pounds of 2017/18 of each group whose median was published for so many years after key stage 4."""
    found = {}
    for target in targets.of("median_pay", of=OF_LEO, years_after=after):
        cell = {name: value for name, value in target.cell.items() if name not in ("of", "years_after")}
        found[next(name for name, ours in _MEDIANS.items() if ours == cell)] = target.value
    return found


def _turn(logs: Array, of: Array, middle: float, wanted: int) -> None:
    """Turn as few as can be of some logarithms over, so that so many lie below the middle."""
    away = logs[of] - middle
    more = wanted - int((away < 0).sum())
    side = of[away >= 0] if more > 0 else of[away < 0]
    nearest = side[np.argsort(np.abs(logs[side] - middle), kind="stable")[: abs(more)]]
    logs[nearest] = 2 * middle - logs[nearest] + (-_BEYOND if more > 0 else _BEYOND)


_BEYOND = 1e-4


def _first_of_cells(cell: Array, wanted: Array, likely: Array) -> Array:
    """The most likely of each cell, so many as are wanted; nobody who cannot be."""
    order = np.argsort(-likely, kind="stable")
    order = order[np.argsort(cell[order].astype(np.int16), kind="stable")]  # of short numbers by counting: much quicker
    of = cell[order]
    found = np.zeros(len(cell), dtype=bool)
    found[order] = np.arange(len(of)) - np.searchsorted(of, of) < wanted[of]
    return found


def _most_likely(cell: Array, rate: Array, likely: Array) -> Array:
    """The most likely of each cell, so many as its rate says."""
    return _first_of_cells(cell, np.floor(np.bincount(cell, rate) + 0.5).astype(np.int64), likely)


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
