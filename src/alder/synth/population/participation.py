"""Who begins to learn what in each year: young people, apprentices and adults, as many as the targets say."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtr

from alder.synth.population import courses, frequencies, teaching
from alder.synth.population.draws import NEVER, choose, first_day, on, spread, year_of
from alder.synth.population.fitting import chosen, raked, split, systematic, whole
from alder.synth.population.frequencies import ADULT, APPRENTICE, COMMUNITY, HIGHER, LOAN, STUDY, UNFUNDED
from alder.synth.population.given_tables import QUANTITY, given_margins, given_places, learner_cells
from alder.synth.population.home_regions import fifths
from alder.synth.population.learning_on import NOBODY, LearningOn
from alder.synth.population.learning_spells import THIRD
from alder.synth.population.learning_targets import BANDS, ETHNIC, FIRST_APPRENTICESHIP, LEVELS, NO_GROUP, trait
from alder.synth.population.residents import GROUPS, fifth_name
from alder.synth.population.shards import nested_parts

if TYPE_CHECKING:
    from alder.synth.population.draws import Array, Draws
    from alder.synth.population.learning_targets import CourseCell, LearningTargets
    from alder.synth.population.people import ShardPeople

_NONE, _BELOW_2, _LEVEL_2, _LEVEL_3, _LEVEL_4 = range(5)
_SKILLS = LEVELS.index("essential skills")

_SETS: Final = (
    # levels that an adult learns at in one year, the main one first, and how common they are before they are fitted
    ((_SKILLS,), 8.0),
    ((_BELOW_2, _SKILLS), 0.7),
    ((_BELOW_2,), 9.0),
    ((_LEVEL_2, _SKILLS), 0.7),
    ((_LEVEL_2, _BELOW_2), 8.0),
    ((_LEVEL_2,), 16.0),
    ((_LEVEL_3,), 6.0),
    ((_LEVEL_4,), 1.0),
    ((_NONE,), 20.0),
    ((_SKILLS, _NONE), 2.5),
    ((_BELOW_2, _NONE), 6.0),
    ((_LEVEL_2, _NONE), 4.0),
    ((_LEVEL_2, _BELOW_2, _SKILLS), 0.1),
    ((_LEVEL_2, _NONE, _SKILLS), 0.1),
)
"""From those with the least behind them to those with the most; community learning last."""

_EARLY_SETS: Final = (0, 2, 5, 6)
"""What those came for who leave early: one course each."""
_EARLY = 0.022
"""Of those who stay, how many more begin and leave within the qualifying period. Assumed."""
_UNFUNDED, _HIGHER = 0.01, 0.002
"""Learners whom no public money pays for, and those of higher education in colleges, to each other adult. Assumed."""
_AGES: Final = ((19, 24), (25, 49), (50, 90))
_OLDEST_APPRENTICE = 62
_ADULT_FROM = 19
_PASS, _MOST_OVER, _FEWER_OVER = 0.93, 0.95, 0.6
"""About how many pass of those who complete, by which courses are planned; and how many courses go on over the summer,
at the most: fewer where it was not published how many achieve, so that enough begin in the next year. Assumed.
"""
_PASS_OF_NEW: Final = np.array([0.84, 0.85, 0.86, 0.84, 0.84, 0.88])
"""About how many achieve something of those who begin at each of `LEVELS` and end in the year. Assumed."""
_SEVERAL_FIRST = 1.0
"""How far those with several courses come first among those whose course goes on over the summer: all of them."""
_SEVERAL_LEAVE = 0.25
"""How likely those with several courses are to leave, beside those with one. Assumed, as more people achieve then."""
_LEVEL_2_SKILLS = 0.2
"""Of those with less than level 1 behind them how many learn basic skills at level 2. Assumed."""
_RESITS = 0.38
"""Of young people without a pass how many learn for it beside their programme. Assumed."""
_LONGEST = 3
"""Nobody begins who leaves the nation, or dies, within so many years: what is begun can be ended."""
_SCHOOL_SIXTH_FORM = -0.15
"""Who stands above this at 16 and does not go to college has level 3 from school at 18. In deviations; assumed."""
_FIRST_LOANS = 2013
_LAST_LEVEL_7 = 2025
"""From this year on level 7 is for a few of the young, so nobody here begins it."""
_FIRST_GCSE, _TAILORED = 2010, 2024
"""From which years the list has GCSEs, and community learning is tailored learning."""
_ORDINARY = 5
"""The set of those of whom there is one more than was asked for: level 2."""
_BESIDE: Final = (("early adults", _EARLY), ("unfunded", _UNFUNDED), ("higher", _HIGHER))
_STANDARDS: Final = {2017: (0.4, 0.55, 0.35), 2018: (0.61, 0.61, 0.61), 2019: (0.8, 0.8, 0.8)}
"""Of apprentices of a year at levels 2, 3 and over how many begin on a standard: none before, all after. Near what is
published.
"""
_FIRST_STANDARDS = 2017
_LOANS_FROM, _FULL_LEVEL_3 = 23, 4
"""Who turns 24 in the year, or has a full level 3, borrows for a course at level 3."""


@dataclass(frozen=True)
class Enrolments:
    """What people came for, a row each: columns of equal length. Days are counted from 1970."""

    person: Array  # index in the shard
    kind: Array
    year: Array
    band: Array  # rung of courses.RUNGS
    group: Array  # of learning_targets.GROUPS
    trait: Array  # by which some years' rates are told
    course: Array  # number of the main aim, of the component of an apprenticeship
    academic: Array  # three A levels
    second: Array  # number of another aim beside it, -1 for none
    english: Array  # True where English is learned beside it
    maths: Array
    prog: Array
    fwork: Array
    pway: Array
    std: Array
    price: Array
    provider: Array  # row of the region's teachers
    start: Array
    plan: Array
    least: Array  # the first day on which it may be planned to end
    slip: Array  # days by which who completes ends later than planned
    wait: Array  # days from the end to the assessment of a standard, 0 for none
    early: Array  # leaves within the qualifying period
    pause: Array  # the last day before a break, NEVER for none
    gap: Array  # days of the break
    prior: Array  # rung before
    employed: Array
    weight: Array  # how likely to leave, beside others

    def __len__(self) -> int:
        return len(self.person)

    def where(self, keep: Array) -> Enrolments:
        return Enrolments(*(getattr(self, f.name)[keep] for f in fields(self)))


def joined(parts: list[Enrolments]) -> Enrolments:
    """Enrolments one below the other."""
    return Enrolments(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Enrolments)))


class Participation:
    """The state of a shard's people from year to year, and who of them begins something."""

    def __init__(self, people: ShardPeople, targets: LearningTargets) -> None:
        self.people, self.targets, self.shard = people, targets, people.shard
        self.draws: Draws = people.shard.draws()
        count = len(people)
        self.until = np.zeros(count, dtype=np.int64)  # the last academic year of what they came for
        self.end = np.zeros(count, dtype=np.int64)  # the last day of it
        self.band = np.zeros(count, dtype=np.int64)  # its rung
        self.completes = np.zeros(count, dtype=bool)  # whether it will be completed
        self.last = np.zeros(count, dtype=np.int64)  # the last year in which they learned
        self.study = np.full(count, -1)  # rung of their last study programme that was completed
        self.came = np.zeros(count, dtype=bool)  # ever to a college at 16 to 18, or as an apprentice
        self.restarts: list[tuple[int, int, bool]] = []  # year, age and minority of restarts that are starts
        self.difficulty = people.difficulty == 1
        self.women = people.sex == "F"
        self.group = np.select([np.isin(people.ethnicity, codes) for codes in GROUPS.values()], range(len(GROUPS)), 0)
        known = [list(GROUPS).index(name) for name in ETHNIC[:-1]]
        self.ethnic = np.select([self.group == n for n in known], range(len(known)), len(known))
        self.standing = _standing(people)
        self.rung = _first_rung(people, self.standing, self.draws)
        self.prior = self.rung.copy()  # before what they came for
        self.in_order = self._order()
        self.birth_year, self.birth_day = _birthdays(people.born)
        self.cohort = people.cohort
        self.birthdays = tuple(_birthday(people.born, age) for age in (19, 25))
        self.teachers = teaching.teachers(self.shard.region)
        self.learning_on = LearningOn(people.key_stage_4_year, targets.of)
        self.parts = {cell: self._parts(cell) for cell in targets.course_cells}

    def _parts(self, cell: CourseCell) -> tuple[int, ...]:
        """The leavers, completers and achievers that this shard is to have of a cell."""
        name, leavers = f"leavers {cell.key}", cell.counts[0]
        if cell.group is None:
            bounds = self.shard.bounds(leavers, name)
        else:
            bounds = self.people.bounds_of_group(leavers, cell.group, name)
        return nested_parts(bounds, cell.counts)

    def _order(self) -> Array:
        """Everybody in an order in which people who are alike stand together."""
        poor = np.floor(5 * self.people.deprivation(2010)).astype(np.int64)
        return np.lexsort((self.people.born, poor, self.group, self.women))

    def lots(self, name: str, year: int, size: int) -> Array:
        return self.draws.lots(f"{name} {year}", size)

    def begin(self, year: int, reserved: Array, courses_too: int) -> Enrolments:
        """Who begins what in a year; `reserved` apprentices of each age band are kept for hard cases' second starts,
        and so many apprentices of hard cases learn on a course at level 2 too.
        """
        self.present = self.people.present(year)
        self.age = year - 1 - self.cohort
        self.poor = self.people.deprivation(year)
        self.home = teaching.positions(self.shard.region, self.people.home(year))
        self._leave_school(year)
        left = self.people.left
        free = self.present & (self.until < year) & ((left == 0) | (left > year + _LONGEST))
        study = self._study(year, free)
        free[study.person] = False
        apprentices = self._apprentices(year, free, reserved)
        free[apprentices.person] = False
        return joined([study, apprentices, *self._adults(year, free, apprentices, courses_too)])

    def went(self, begun: Enrolments, end: Array, last: Array, completed: Array) -> None:
        """What became of those who began: the last day of learning, the last day of all, and who completed."""
        who = begun.person
        self.until[who] = year_of(last)
        self.end[who], self.band[who], self.last[who] = end, begun.band, year_of(end)
        self.completes[who] = completed
        stayed = completed & ~begun.early
        self.study[who] = np.where((begun.kind == STUDY) & stayed, begun.band, -1)
        reached = np.where((begun.band >= _BELOW_2) & (begun.band <= _LEVEL_4), begun.band + 1, 0)
        self.prior[who] = self.rung[who]
        self.rung[who] = np.maximum(self.rung[who], np.where(stayed, reached, 0))
        self.learning_on.went(who, begun.kind, begun.band, np.where(stayed, self.last[who], 0))
        uncounted = begun.early | np.isin(begun.kind, (UNFUNDED, HIGHER))
        self.end[who[uncounted]] = 0

    def _leave_school(self, year: int) -> None:
        """What people reach without any provider of further education: level 3 at school, a degree at 21."""
        at_18 = self.present & (self.age == 18) & ~self.came & (self.standing > _SCHOOL_SIXTH_FORM)
        self.rung[at_18] = np.maximum(self.rung[at_18], 4)
        draw = self.draws.uniform("degree")
        at_21 = self.present & (self.age == 21) & (self.rung == 4) & (draw < ndtr(1.1 * self.standing - 0.1))
        self.rung[at_21] = 7

    # Young people ----------------------------------------------------------------------------------------------------

    def _study(self, year: int, free: Array) -> Enrolments:
        """Study programmes of those of 16 to 18: who comes from school, and who goes on from a lower level."""
        rows: list[tuple[Array, Array, Array]] = []
        draw = self.draws.uniform("study", year)
        for age in (16, 17, 18):
            able = free & (self.age == age)
            goes_on = able & (self.study >= _BELOW_2) & (self.study < _LEVEL_3) & (self.last == year - 1)
            for rung in (_BELOW_2, _LEVEL_2):
                of = np.flatnonzero(goes_on & (self.study == rung))
                share = self.targets.of.value("study_progression", level=rung) / 100
                count = self.shard.rounded(share * len(of), f"progression {rung} {age} {year}")
                took = of[chosen(count, np.exp(0.5 * self.standing[of]), draw[of])]
                rows.append((took, np.full(len(took), rung + 1), np.zeros(len(took), dtype=bool)))
            new = np.flatnonzero(able & ~goes_on & ~self.came)
            share = self.targets.of.value("study_starts", age=age) / 100
            expected = share * float((self.present & (self.age == age)).sum())
            count = self.shard.rounded(expected, f"study {age} {year}")
            took = new[chosen(count, np.exp(-0.75 * self.standing[new]), draw[new])]
            rows.append((took, *self._study_levels(age, took, draw)))
        person, band, academic = (np.concatenate(part) for part in zip(*rows, strict=True))
        n = len(person)
        early = self._some("early study", year, n, round(_EARLY * n))
        self.came[person] = True
        august = int(first_day(year))
        late = np.where(self.lots("late", year, n) < 0.06, spread(self.lots("how late", year, n), 25, 120), 0)
        start = august + 31 + spread(self.lots("september", year, n), 0, 17) + late
        years = np.where((band == _LEVEL_3) & (self.age[person] < 18), 2, 1)
        plan = first_day(year + years) - 42 + spread(self.lots("summer", year, n), 0, 20)
        course = np.full(n, courses.NO_REF)
        for rung in (_BELOW_2, _LEVEL_2, _LEVEL_3):
            self._pick("core", rung, year, (band == rung) & ~academic, person, course)
        self._take_subjects(year, person, band, early | academic, course)
        self._pick("a level", _LEVEL_3, year, academic, person, course)
        english, maths = (
            _wants(self.people, s, person) & (self.lots(f"resits {s}", year, n) < _RESITS)
            for s in ("english", "mathematics")
        )
        return self._made(
            year,
            STUDY,
            person,
            band=band,
            course=course,
            academic=academic,
            english=english & (year >= _FIRST_GCSE),
            maths=maths & (year >= _FIRST_GCSE),
            start=start,
            plan=plan,
            slip=np.minimum(spread(self.lots("over", year, n), -12, 3), 0),
            early=early,
        )

    def _take_subjects(self, year: int, person: Array, band: Array, others: Array, course: Array) -> None:
        """So many courses of subjects and levels whose leavers were published of the young; not of `others`."""
        subject_of = courses.columns().subject
        for cell, (many, _, _) in self.parts.items():
            if cell.year != year or cell.level is None or cell.subject is None:
                continue
            if cell.a_level:
                continue
            able = courses.open_courses("core", cell.level, year)[0]
            within = subject_of[able] == cell.subject
            of = np.flatnonzero((band == cell.level) & ~others & np.isin(self.ethnic[person], cell.ethnic or ()))
            has = subject_of[course[of]] == cell.subject
            order = of[np.lexsort((self.lots(f"subject {cell.key}", year, len(of)), ~has))]
            takes, leaves = order[:many], order[many:]
            takes = takes[subject_of[course[takes]] != cell.subject]
            leaves = leaves[subject_of[course[leaves]] == cell.subject]
            course[takes] = able[within][np.arange(len(takes)) % within.sum()]
            course[leaves] = able[~within][np.arange(len(leaves)) % (~within).sum()]

    def _study_levels(self, age: int, took: Array, draw: Array) -> tuple[Array, Array]:
        """The level of new programmes, and whether they are A levels: by how each stands."""
        shares = np.array([self.targets.of.value("study_level", age=age, level=n) for n in ("1", "2", "3", "A level")])
        counts = whole(shares / shares.sum() * len(took), len(took))
        order = np.argsort(self.standing[took] + 0.5 * (draw[took] - 0.5), kind="stable")
        rank = np.empty(len(took), dtype=np.int64)
        rank[order] = np.repeat(np.arange(4), counts)
        return np.minimum(rank + 1, _LEVEL_3), rank == 3

    # Apprentices -----------------------------------------------------------------------------------------------------

    def _apprentices(self, year: int, free: Array, reserved: Array) -> Enrolments:
        """Starts by age at the start, and by level."""
        august = int(first_day(year))
        able = free & (self.age >= 16) & (self.age <= _OLDEST_APPRENTICE)
        rows = self.in_order[able[self.in_order]]
        season = np.array([0.16, 0.58, 0.74, 1.0])[choose(self.draws.uniform("season", year)[rows], (50, 25, 15, 10))]
        days = 270 if year == _FIRST_STANDARDS - 1 else 360  # from May 2017 on the funding is another
        start = august + np.floor(days * season * self.draws.uniform("app start", year)[rows]).astype(np.int64)
        age = (start - self.people.born[rows]) / 365.25
        band = sum((start >= day[rows]).astype(np.int64) for day in self.birthdays)
        counts = self._starts(year, reserved)
        weight = self._weights("apprentice", rows) * np.where(age < 25, 1.0, np.exp(-(age - 25) / 14))
        weight *= np.where(self.rung[rows] > 5, 0.25, 1.0) * np.where(self.rung[rows] < 2, 0.5, 1.0)
        weight *= np.where(age < 17, 1.05, 1.0)
        early = np.array([self.shard.rounded(_EARLY * c, f"early {year} {b}") for b, c in enumerate(counts.tolist())])
        lot = self.lots("apprentices", year, 2)
        cell, by_cell = self._start_cells(year, rows, start, band, counts, weight)
        taken = systematic(cell, by_cell, weight, lot[0])
        others = systematic(band, early, np.where(taken, 0.0, weight), lot[1])
        left = others[taken | others]
        taken |= others
        person, start, band = rows[taken], start[taken], band[taken]
        level = self._apprentice_levels(year, person, band)
        n = len(person)
        shares = np.array(_STANDARDS.get(year, 3 * [float(year >= _FIRST_STANDARDS)]))
        standard = _evenly(self.lots("standard", year, n), level) < shares[level]
        columns = {name: np.full(n, -1) for name in ("prog", "fwork", "pway", "std", "price", "component", "level")}
        for is_standard in (False, True):
            for of, (low, high) in enumerate(((2, 2), (3, 3), (4, 7))):
                some = np.flatnonzero((standard == is_standard) & (level == of))
                if not len(some):
                    continue
                top = min(high, 6) if year >= _LAST_LEVEL_7 else high
                open_to = courses.open_programmes(is_standard, low, top, year)
                women = self.women[person[some]]
                draw = _evenly(self.lots(f"programme {is_standard} {of}", year, n)[some], women.astype(np.int64))
                at = np.where(women, _choose(draw, open_to.women), _choose(draw, open_to.men))
                for name, column in columns.items():
                    column[some] = getattr(open_to, name)[at]
        least, length = self._lengths(year, start, standard, columns["level"])
        plan = start + length
        over = np.where(standard, spread(self.lots("over standard", year, n), -8, 120), 0)
        over = np.where(standard & (self.lots("long over", year, n) < 0.12), over + 120, over)
        pauses = (self.lots("pauses", year, n) < frequencies.BREAK) & ~left & (length > 200)
        at = start + 60 + np.floor((length - 120) * 0.6 * self.lots("paused", year, n)).astype(np.int64)
        gap = np.where(pauses, spread(self.lots("gap", year, n), 50, 240), 0)
        funded = columns["prog"] != 25
        return self._made(
            year,
            APPRENTICE,
            person,
            band=level + 2,
            group=FIRST_APPRENTICESHIP + np.where(funded, 0, 3) + level,
            course=courses.current(columns["component"], start),
            maths=(self.lots("app maths", year, n) < 0.34) & (year >= _FIRST_STANDARDS),
            start=start,
            plan=plan,
            least=start + least,
            slip=over,
            wait=np.where(standard, 10 + spread(self.lots("wait", year, n), 0, 85), 0),
            early=left,
            pause=np.where(pauses, at, NEVER),
            gap=gap,
            employed=np.ones(n, dtype=bool),
            **{name: columns[name] for name in ("prog", "fwork", "pway", "std", "price")},
        )

    def _starts(self, year: int, reserved: Array) -> Array:
        """How many begin an apprenticeship by age, less restarts that count and second starts of hard cases."""
        wanted = self.targets.starts(year)
        counts = np.array([self.shard.part(w, f"starts {year} {b}") for w, b in zip(wanted, BANDS, strict=True)])
        ages = [age for y, age, _ in self.restarts if y == year]
        again = np.bincount(np.searchsorted([19, 25], ages, side="right"), minlength=3)
        found: Array = np.maximum(counts - again - reserved, 0)
        return found

    def _start_cells(
        self, year: int, rows: Array, start: Array, band: Array, counts: Array, weight: Array
    ) -> tuple[Array, Array]:
        """The cell of each, and how many of each are to begin: by age, in a year of which it was published by every
        year of age of the young, in another by whether they are White.
        """
        by_age = self.targets.starts_of_the_young(year)
        if by_age:
            whole_years = np.clip(self.age_on(rows, start), 15, 18) - 15
            due = np.array([self.shard.part(c, f"starts {year} at {n}") for n, c in enumerate(by_age, 15)])
            again = np.array([age for y, age, _ in self.restarts if y == year and age < _ADULT_FROM], dtype=np.int64)
            due -= np.bincount(np.maximum(again, 15) - 15, minlength=4)
            due = np.maximum(due, 0)
            due[1] += counts[0] - due.sum()
            return np.where(band == 0, whole_years, band + 3), np.concatenate([due, counts[1:]])
        others = self.targets.starts_of_minorities(year)
        if others is None:
            return band, counts
        minority = self.group[rows] != 0
        many = self.people.part_of_minorities(others, f"starts {year} of minorities")
        many -= sum(y == year and g for y, _, g in self.restarts)
        expected = np.bincount(band[minority], weight[minority], 3) / np.maximum(np.bincount(band, weight, 3), 1e-9)
        due = whole(expected * counts * many / max(float((expected * counts).sum()), 1e-9), many)
        return band * 2 + minority, np.stack([counts - due, due], axis=1).reshape(-1)

    def _apprentice_levels(self, year: int, person: Array, band: Array) -> Array:
        """0, 1 or 2 for level 2, 3 and over: the higher, the more somebody has behind them. Before 19 few are at 4."""
        shares = self.targets.start_levels(year)
        counts = whole(shares * len(person), len(person))
        score = self.rung[person] + np.array([-1.6, 0.0, 0.4])[band] + 3.0 * self.lots("app level", year, len(person))
        found = np.empty(len(person), dtype=np.int64)
        found[np.argsort(score, kind="stable")] = np.repeat(np.arange(3), counts)
        return found

    def _lengths(self, year: int, start: Array, standard: Array, level: Array) -> tuple[Array, Array]:
        """Planned days at the least, never fewer than the rules of each year ask for, and of each apprentice."""
        draw = self.lots("app length", year, len(start))
        low = np.array([0, 0, 390, 480, 640, 640, 1100, 640])[level]
        high = np.array([0, 0, 550, 740, 1040, 1040, 1400, 1060])[level]
        short = (start >= on(2025, 8, 1)) & (level <= 3)
        low = np.where(short, 260, low)
        low, high = (
            np.where(standard, low, np.where(level == 2, 372, 420)),
            np.where(standard, high, np.where(level == 2, 560, 840)),
        )
        return low, low + np.floor(draw * (high - low + 1)).astype(np.int64)

    # Adults ----------------------------------------------------------------------------------------------------------

    def _adults(self, year: int, free: Array, apprentices: Enrolments, courses_too: int) -> list[Enrolments]:
        """Adults, so many that with those who go on, and the apprentices, there are as many as the targets say."""
        cells = self._cells(year) if any(self.targets.of.of(QUANTITY, year=year)) else {}
        likely = given_places(self.targets.of, year, cells) if cells else np.ones(len(self.present))
        total, levels = self._wanted(year, apprentices, float(likely[self.present & (self.age >= _AGES[0][0])].mean()))
        levels[_LEVEL_2] = max(levels[_LEVEL_2] - courses_too, 0)
        sets = _fitted_sets(total, levels)
        many = max(int(total + 0.5), 0)
        counts = _whole_sets(whole(sets * many / max(sets.sum(), 1e-9), many), levels)
        able = free & (self.age >= _AGES[0][0]) & (self.age <= _AGES[-1][1])
        rows = self.in_order[able[self.in_order]]
        age = self.age[rows]
        band = np.searchsorted([25, 50], age, side="right")
        busy, mostly = (self.end >= int(first_day(year)) + days for days in (0, THIRD))
        busy[apprentices.person] = mostly[apprentices.person] = True
        new = self.learning_on.new_learners(year, self.present, mostly, max(total, 1.0))
        weight = self._weights("adult", rows)
        weight *= np.select([band == 0, band == 1], [1.0, np.exp(-(age - 25) / 30)], np.exp(-(age - 50) / 14))
        weight *= np.where(self.rung[rows] >= 5, 0.45, 1.0) * np.where(self.last[rows] >= year - 3, 1.5, 1.0)
        weight *= np.where((self.last[rows] == 0) | (self.last[rows] < year - 3), 1.0, 1.1)
        weight = self.learning_on.weights(new, rows, weight, band, busy)
        weight = weight * likely[rows]
        if given := self._given(year, rows, many, apprentices.person, cells):
            order = np.lexsort([group for group, _ in given])  # so that each cell is taken in proportion
            rows, band, weight = rows[order], band[order], raked(weight, given)[order]
        cell, by_cell = self._adult_cells(year, rows, band, weight if given else None, new.ages, many, apprentices)
        lot = self.lots("adults", year, 5)
        taken = systematic(*split(cell, by_cell, weight, new.group[rows]), weight, lot[0])
        role = np.full(len(rows), -1)
        role[taken] = self._roles(year, rows[taken], counts, new.group, lot)
        others = [self.shard.rounded(share * total, f"{name} {year}") for name, share in _BESIDE]
        role = self._others(rows, role, weight, len(counts), others, lot)
        some = role >= 0
        person, role = rows[some], role[some]
        parts = [self._further(year, person, role, len(counts))]
        for kind, beside in ((UNFUNDED, len(counts) + 1), (HIGHER, len(counts) + 2)):
            parts.append(self._beside(year, kind, person[role == beside]))
        return parts

    def _others(self, rows: Array, role: Array, weight: Array, sets: int, others: list[int], lot: Array) -> Array:
        """Those whom nobody counts as well: who leaves early, whom nobody pays, and who is in higher education."""
        zero = np.zeros(len(rows), dtype=np.int64)
        has_level_3 = (self.rung[rows] >= 4) & (self.age[rows] < 45)
        for beside, count in enumerate(others):
            able = (role < 0) & (has_level_3 | (beside < 2))
            role[systematic(zero, np.array([count]), np.where(able, weight, 0.0), lot[2])] = sets + beside
        return role

    def _adult_cells(
        self,
        year: int,
        rows: Array,
        band: Array,
        raked_: Array | None,
        ages: Array,
        many: int,
        apprentices: Enrolments,
    ) -> tuple[Array, Array]:
        """The cell of each, and how many of each are to begin: by age, and where it was published by deprivation."""
        if raked_ is not None:
            return band, whole(np.bincount(band, raked_, len(_AGES)) / max(raked_.sum(), 1e-9) * many, many)
        shares_of_age = ages / ages.sum()
        by_age = shares_of_age * many
        fifth = fifths(self.poor)
        own = self.present & (self.end >= int(first_day(year)))
        own[apprentices.person[~apprentices.early]] = True
        own &= (self.age >= _AGES[0][0]) & (self.age <= _AGES[0][1])
        has = np.bincount(fifth[own], minlength=5)
        told, shares = self.targets.young_adults(year)
        if told:
            of_fifths = [(fifth_name(n), count) for n, count in enumerate(told)]
            due = np.array([self.people.part_of_group(c, n, f"young adults {year} {n}") for n, c in of_fifths])
            young = np.maximum(due - has, 0)
        else:
            ends = np.array([self.people.group_parts[fifth_name(n)] for n in range(len(shares))])
            shares = shares * np.diff(ends)[:, 0]
            due = np.maximum(shares / shares.sum() * (by_age[0] + has.sum()) - has, 0)
            due = due if due.any() else shares
            young = whole(due * (round(by_age[0]) / due.sum()), round(by_age[0]))
        rest = max(many - int(young.sum()), 0)
        older = whole(shares_of_age[1:] / shares_of_age[1:].sum() * rest, rest)
        return np.where(band == 0, fifth[rows], band + 4), np.concatenate([young, older])

    def _given(
        self, year: int, rows: Array, count: int, apprentices: Array, cells: dict[str, Array]
    ) -> list[tuple[Array, Array]]:
        """Margins of so many new adults, with whom learners in all are as users' own tables say: less those who go on
        from the year before, and those in apprenticeships.
        """
        goes_on = np.flatnonzero(self.present & (self.age >= _AGES[0][0]) & (self.end >= int(first_day(year))))
        others = np.union1d(goes_on, apprentices)
        margins = []
        for group, shares in given_margins(self.targets.of, year, cells):
            due = shares * (count + len(others)) - np.bincount(group[others], minlength=len(shares))
            due = np.where(np.bincount(group[rows], minlength=len(shares)) > 0, np.maximum(due, 0), 0)
            margins.append((group[rows], due / max(due.sum(), 1e-9)))
        return margins

    def _cells(self, year: int) -> dict[str, Array]:
        """Of everybody what cells of given tables tell them apart by."""
        return learner_cells(
            age=self.age,
            women=self.women,
            ethnicity=self.people.ethnicity,
            difficulty=self.difficulty,
            rung=np.where(self.end >= int(first_day(year)), self.prior, self.rung),
            place=self.people.home(year),
        )

    def _wanted(self, year: int, apprentices: Enrolments, times: float) -> tuple[float, Array]:
        """How many more adults are to learn, and at which levels: less those who go on and those in apprenticeships.

        There are so many `times` as many here as in the nation, for as many people.
        """
        total, levels = self.targets.adults(year)
        parts = np.array([self.shard.part(c, f"adults {year} {n}") for c, n in zip(levels, LEVELS, strict=True)])
        parts[_SKILLS] = self._skills_parts(year, levels[_SKILLS]).sum()
        whole_total = times * self.shard.part(total, f"adults {year}")
        goes_on = self.present & (self.age >= 19) & (self.end >= int(first_day(year)))
        own = np.bincount(self.band[goes_on], minlength=len(LEVELS)).astype(float)
        of_age = (self.age[apprentices.person] >= 19) & ~apprentices.early
        own += np.bincount(apprentices.band[of_age], minlength=len(LEVELS))
        return max(whole_total - float(own.sum()), 0.0), np.maximum(times * parts - own, 0.0)

    def _roles(self, year: int, person: Array, counts: Array, achieved: Array, lot: Array) -> Array:
        """What each came for, by number of the set. Basic skills go to ethnic groups as they do where it was published,
        community learning to the older, and not to those who achieved something in the year before while there are
        others; the rest by what people have behind them.
        """
        role = np.full(len(person), -1)
        age = self.age[person]
        community = np.array([_NONE in levels for levels, _ in _SETS])
        skills = np.array([_SKILLS in levels for levels, _ in _SETS])
        ahead = (age < _LOANS_FROM) & (self.rung[person] == _FULL_LEVEL_3 - 1)
        score = self.rung[person] + 1.5 * ahead + 2.2 * self.lots("adult level", year, len(person))
        by_group = self._skills_by_group(year, int(counts[skills].sum()))
        learns = systematic(self.group[person], by_group, np.exp(-0.35 * self.rung[person]), lot[3])
        short = np.array([int(by_group.sum()) - int(learns.sum())])
        zero = np.zeros(len(person), dtype=np.int64)
        learns |= systematic(zero, short, np.where(learns, 0.0, np.exp(-0.35 * self.rung[person])), lot[4])
        some = np.flatnonzero(learns)
        kinds = np.repeat(np.flatnonzero(skills), counts[skills])
        role[some[np.argsort(score[some], kind="stable")]] = kinds[: len(some)]
        many = int(counts[community & ~skills].sum())
        older = np.where(role < 0, np.exp((age - 45) / 22), 0.0)
        alone = systematic(zero, np.array([many]), np.where(achieved[person] == NOBODY, older, 0.0), lot[1])
        short = np.array([many - int(alone.sum())])
        some = np.flatnonzero(alone | systematic(zero, short, np.where(alone, 0.0, older), lot[1]))
        role[some] = np.repeat(np.flatnonzero(community & ~skills), counts[community & ~skills])[: len(some)]
        left = np.flatnonzero(role < 0)
        kinds = np.repeat(np.flatnonzero(~community & ~skills), counts[~community & ~skills])
        kinds = np.concatenate([kinds, np.full(max(0, len(left) - len(kinds)), _ORDINARY)])[: len(left)]
        role[left[np.argsort(score[left], kind="stable")]] = kinds
        return role

    def _skills_by_group(self, year: int, many: int) -> Array:
        """How many of each ethnic group begin basic skills: as was published, less those who go on."""
        _, levels = self.targets.adults(year)
        goes_on = self.present & (self.age >= 19) & (self.end >= int(first_day(year))) & (self.band == _SKILLS)
        own = np.bincount(self.group[goes_on], minlength=len(GROUPS))
        due = np.maximum(self._skills_parts(year, levels[_SKILLS]) - own, 0)
        return whole(due * (many / max(float(due.sum()), 1e-9)), many) if due.sum() else self._anybody(many)

    def _anybody(self, many: int) -> Array:
        """So many of the ethnic groups that are here."""
        here = np.bincount(self.group[self.present], minlength=len(GROUPS))
        return whole(here * (many / here.sum()), many)

    def _skills_parts(self, year: int, total: float) -> Array:
        """How many of each ethnic group are to learn basic skills here, which add up to the total of the nation."""
        told = self.targets.skills_shares(year) * total
        return np.array(
            [self.people.part_of_group(c, n, f"skills {year} {n}") for c, n in zip(told, GROUPS, strict=True)]
        )

    def _further(self, year: int, person: Array, role: Array, sets: int) -> Enrolments:
        """Adult skills, loans and community learning."""
        keep = role <= sets
        person, role = person[keep], role[keep]
        early = role == sets
        lot = self.lots("early as", year, len(role))
        role = np.where(early, np.array(_EARLY_SETS)[choose(lot, (3, 3, 4, 1))], role)
        n = len(person)
        main = np.array([of[0] for of, _ in _SETS])[role]
        second = np.array([next((n for n in of[1:] if n != _SKILLS), -1) for of, _ in _SETS])[role]
        beside = np.array([_SKILLS in of[1:] for of, _ in _SETS])[role]
        skills = main == _SKILLS
        borrows = (self.age[person] >= _LOANS_FROM) | (self.rung[person] >= _FULL_LEVEL_3)
        loan = ((main == _LEVEL_3) & borrows & (year >= _FIRST_LOANS)) | (main == _LEVEL_4)
        kind = np.where(main == _NONE, COMMUNITY, np.where(loan, LOAN, ADULT))
        course, other = np.full(n, courses.NO_REF), np.full(n, courses.NO_REF)
        for rung in (_BELOW_2, _LEVEL_2, _LEVEL_3):
            self._pick("adult", rung, year, (main == rung) & ~loan, person, course)
            self._pick("adult", rung, year, (second == rung), person, other)
        for rung in (_LEVEL_3, _LEVEL_4):
            self._pick("loan", rung, year, (main == rung) & loan, person, course)
        self._pick("community", _NONE, year, main == _NONE, person, course)
        self._pick("community", _NONE, year, second == _NONE, person, other)
        higher = (self.rung[person] >= 2) | (self.lots("skills level", year, n) < _LEVEL_2_SKILLS)
        basic = np.where(higher, _LEVEL_2, _BELOW_2)
        for rung in (_BELOW_2, _LEVEL_2):
            self._pick("skills", rung, year, skills & (basic == rung), person, course)
        group = self.group[person]
        several = beside | (second >= 0)
        start, plan = self._terms(year, kind, n, main=main, group=group, beside=group[beside], several=several)
        which = self.lots("which skills", year, n) < 0.5
        over = spread(self.lots("adult over", year, n), -12, 3)
        over = over + np.where(self.lots("overruns", year, n) < 0.05, spread(self.lots("overrun", year, n), 7, 60), 0)
        of_course = np.where(skills, courses.columns().rung[course], main)
        found = self._made(
            year,
            kind,
            person,
            band=np.where(skills, _SKILLS, main),
            group=np.where(kind == COMMUNITY, 0 if year >= _TAILORED else NO_GROUP, of_course),
            course=course,
            second=other,
            english=beside & which,
            maths=beside & ~which,
            start=start,
            plan=plan,
            slip=np.where(kind == COMMUNITY, 0, over),
            early=early,
        )
        return replace(found, weight=found.weight * np.where(several, _SEVERAL_LEAVE, 1.0))

    def _beside(self, year: int, kind: int, person: Array) -> Enrolments:
        """Learners whom no public money pays for, and those of higher education."""
        n = len(person)
        course, band = np.full(n, courses.NO_REF), np.full(n, _LEVEL_2)
        everybody = np.ones(n, dtype=bool)
        if kind == HIGHER:
            band = np.full(n, _LEVEL_4)
            self._pick("higher", _LEVEL_4, year, everybody, person, course)
            start = int(first_day(year)) + 31 + spread(self.lots("higher start", year, n), 0, 17)
            plan = first_day(year + 2) - 42 + spread(self.lots("higher plan", year, n), 0, 20)
        else:
            self._pick("adult", _LEVEL_2, year, everybody, person, course)
            start, plan = self._terms(year, np.full(n, ADULT), n, "unfunded")
        return self._made(year, kind, person, band=band, course=course, start=start, plan=plan)

    def _terms(
        self,
        year: int,
        kind: Array,
        n: int,
        name: str = "adult",
        main: Array | None = None,
        group: Array | int = 0,
        beside: Array | None = None,
        several: Array | None = None,
    ) -> tuple[Array, Array]:
        """Courses of weeks that begin with the terms. Community learning and courses below level 2 end within the
        year; of basic skills many go on over the summer, of those with several courses first: so more people achieve
        something in a year than if they achieved it all in one.
        """
        august = int(first_day(year))
        term = np.array([28, 61, 155, 245])[choose(self.lots(f"{name} term", year, n), (40, 25, 25, 10))]
        start = august + term + spread(self.lots(f"{name} day", year, n), 0, 24)
        short = (self.lots(f"{name} short", year, n) < 0.45) & (kind == ADULT)
        draw = self.lots(f"{name} weeks", year, n)
        weeks = np.where(short, spread(draw, 2, 12), np.where(kind == LOAN, spread(draw, 28, 44), spread(draw, 16, 40)))
        last = int(first_day(year + 1)) - 1
        plan = np.where(kind == COMMUNITY, np.minimum(start + spread(draw, 0, 84), last), start + 7 * weeks)
        if main is None or beside is None:
            return start, plan
        level = np.where(kind == COMMUNITY, _NONE, main)
        cell = np.where(level == _SKILLS, _SKILLS + group, level)
        first = 0 if several is None else _SEVERAL_FIRST * several
        lots = _evenly(self.lots(f"{name} over the summer", year, n) - first, cell)
        over = lots < self._over_the_summer(year, cell, beside)[cell]
        plan = np.where(level == _NONE, plan, np.minimum(plan, np.maximum(last - spread(draw, 4, 40), start + 14)))
        start = np.where(over, np.maximum(start, august + spread(draw, 150, 280)), start)
        return start, np.where(over, last + spread(draw, 45, 150), plan)

    def _over_the_summer(self, year: int, cell: Array, beside: Array) -> Array:
        """Of new courses of each cell, a level or basic skills of an ethnic group, the share that goes on into the next
        year, so that about as many are achieved in the year as the targets say: not those of the community, nor what
        is left of the year before or is learned beside another course, as basic skills are by the groups `beside`.
        """
        shares = self.targets.achieving(year) * self.targets.adults(year)[1]
        wanted = [self.shard.part(c, f"achieving {year} {n}") for c, n in zip(shares, LEVELS, strict=True)][:_SKILLS]
        basic = self.targets.achieving_skills(year)
        wanted += [self.people.part_of_group(c, g, f"achieving {year} {g}") for g, c in basic.items()]
        goes_on = self.present & (self.age >= 19) & (self.end >= int(first_day(year))) & (self.until == year)
        ends = goes_on & self.completes
        done = np.bincount(
            np.where(self.band == _SKILLS, _SKILLS + self.group, self.band)[ends], minlength=len(wanted)
        ) * np.repeat(_PASS, len(wanted))
        done[_SKILLS:] += np.bincount(beside, minlength=len(GROUPS)) * _PASS_OF_NEW[_SKILLS]
        new = np.bincount(cell, minlength=len(wanted)) * np.append(
            _PASS_OF_NEW, np.repeat(_PASS_OF_NEW[_SKILLS], len(GROUPS) - 1)
        )
        found = 1 - np.divide(np.array(wanted) - done, new, out=np.ones(len(wanted)), where=new > 0)
        found[_NONE] = 0
        most = _MOST_OVER if year >= self.targets.years_of_achievements[0] else _FEWER_OVER
        shares_over: Array = np.clip(found, 0, most)
        return shares_over

    # What all share --------------------------------------------------------------------------------------------------

    def _some(self, name: str, year: int, size: int, count: int) -> Array:
        """So many of a number of rows, at equal steps through them."""
        zero = np.zeros(size, dtype=np.int64)
        return systematic(zero, np.array([count]), np.ones(size), float(self.lots(name, year, 1)[0]))

    def _weights(self, kind: str, rows: Array) -> Array:
        of = self.targets
        by_group = of.weights("learning_weight", "group", kind=kind)
        by_sex = of.weights("learning_weight", "sex", kind=kind)
        steep = of.weights("learning_weight", "deprivation", kind=kind)["1"]
        found: Array = np.array([by_group[name] for name in GROUPS])[self.group[rows]]
        found = found * np.where(self.women[rows], by_sex["F"], by_sex["M"])
        found *= np.exp(np.log(steep) * self.poor[rows])
        return found

    def _pick(self, kind: str, rung: int, year: int, some: Array, person: Array, into: Array) -> None:
        """A course for each of some, by the popularity of subjects among women and men."""
        at = np.flatnonzero(some)
        if not len(at):
            return
        able, women, men = courses.open_courses(kind, rung, year)
        draw = self.lots(f"course {kind} {rung}", year, len(some))[at]
        female = self.women[person[at]]
        into[at] = able[np.where(female, _choose(draw, women), _choose(draw, men))]

    def age_on(self, person: Array, day: Array) -> Array:
        """Whole years of age on a day."""
        year, of_year = _birthdays(day)
        found: Array = year - self.birth_year[person] - (of_year < self.birth_day[person])
        return found

    def _made(self, year: int, kind: int | Array, person: Array, **columns: Array) -> Enrolments:
        """Enrolments with everything that is the same for most, and with a provider."""
        n = len(person)
        kinds = np.full(n, kind) if isinstance(kind, int) else kind
        nothing, no = np.full(n, -1), np.zeros(n, dtype=bool)
        subject = courses.columns().subject[columns["course"]]
        provider = np.zeros(n, dtype=np.int64)
        draw = self.draws.uniform("provider", year)[person]
        for one in np.unique(kinds).tolist():
            of = kinds == one
            where = self.home[person[of]]
            provider[of] = self.teachers.choose(one, where, subject[of], columns["start"][of], draw[of])
        found: dict[str, Array] = {
            "person": person,
            "kind": kinds,
            "year": np.full(n, year),
            "group": columns["band"],
            "academic": no,
            "second": nothing,
            "english": no,
            "maths": no,
            "prog": nothing,
            "fwork": nothing,
            "pway": nothing,
            "std": nothing,
            "price": nothing,
            "provider": provider,
            "least": columns["plan"],
            "slip": np.zeros(n, dtype=np.int64),
            "wait": np.zeros(n, dtype=np.int64),
            "early": no,
            "pause": np.full(n, NEVER),
            "gap": np.zeros(n, dtype=np.int64),
            "prior": self.rung[person],
            "employed": self.lots(f"employed {kinds[:1].tolist()}", year, n) < 0.46,
            **columns,
        }
        found["trait"] = self._traits(found, subject)
        found["weight"] = self._leaving(person, found["start"]) * self.teachers.leaving[provider]
        return Enrolments(**{f.name: found[f.name] for f in fields(Enrolments)})

    def _traits(self, of: dict[str, Array], subject: Array) -> Array:
        """By subject, ethnic group, age at the start and whether they are A levels."""
        in_programme = courses.programme_subjects(of["std"], of["fwork"], of["prog"])
        found: Array = trait(
            np.where(of["prog"] >= 0, in_programme, subject),
            self.ethnic[of["person"]],
            np.where(of["kind"] == APPRENTICE, self.age_on(of["person"], of["start"]), self.age[of["person"]])
            < _ADULT_FROM,
            of["academic"],
        )
        return found

    def _leaving(self, person: Array, start: Array) -> Array:
        """How likely each is to leave, beside others."""
        of = self.targets
        age = self.age_on(person, start)
        by_age = of.weights("leaving_weight", "age")
        by_group = of.weights("leaving_weight", "group")
        by_sex = of.weights("leaving_weight", "sex")
        found: Array = np.array(list(by_age.values()))[np.searchsorted([19, 25, 50], age, side="right")]
        found = found * np.array([by_group[name] for name in GROUPS])[self.group[person]]
        found = found * np.where(self.women[person], by_sex["F"], by_sex["M"])
        found = found * np.where(self.difficulty[person], of.weights("leaving_weight", "difficulty")["1"], 1.0)
        steep = of.weights("leaving_weight", "deprivation")["1"]
        found *= np.exp(np.log(steep) * self.poor[person])
        return found


def _evenly(draw: Array, group: Array) -> Array:
    """Numbers from 0 to under 1 in the order of these, at equal steps through each group: so shares are kept to."""
    order = np.lexsort((draw, group))
    of = group[order]
    found = np.empty(len(draw))
    found[order] = (np.arange(len(of)) - np.searchsorted(of, of) + 0.5) / np.bincount(group)[of]
    return found


def _choose(draw: Array, shares: Array) -> Array:
    """Which of several each draw falls on, by shares that add up to 1."""
    return np.minimum(np.searchsorted(np.cumsum(shares), draw, side="right"), len(shares) - 1)


def _standing(people: ShardPeople) -> Array:
    """Where each stands after school, mean 0 and variance 1: by attainment where it is known, else by ability."""
    known = ~np.isnan(people.attainment_8)
    points = np.where(known, people.attainment_8, 0.0)
    middle, spread_ = (points[known].mean(), points[known].std()) if known.any() else (0.0, 1.0)
    return np.where(known, (points - middle) / max(spread_, 1e-9), people.ability)


def _first_rung(people: ShardPeople, standing: Array, draws: Draws) -> Array:
    """What each has behind them before made-up learning begins: after school, or as an adult of 1998."""
    at_16 = np.select([standing < -1.6, standing < -0.9, standing < -0.2], [1, 2, 2], 3)
    shares = np.cumsum(frequencies.LADDER[ADULT])
    rank = ndtr(0.75 * people.ability + 0.66 * draws.normal("prior"))
    adult = np.searchsorted(shares / shares[-1], rank, side="right").clip(0, 7)
    grown_up = people.cohort + 18 < _FIRST_LEARNING
    return np.where(grown_up, adult, at_16)


_FIRST_LEARNING = 1998


def _wants(people: ShardPeople, subject: str, person: Array) -> Array:
    """Who comes to college without a pass in English or mathematics: by the grade, or where none is known, ability."""
    grade = getattr(people, f"{subject}_grade")[person]
    low = np.isin(grade, ("3", "2", "1", "U", "D", "E", "F", "G"))
    found: Array = low | ((grade == "") & (people.ability[person] < -0.3))
    return found


def _birthdays(day: Array) -> tuple[Array, Array]:
    """The calendar year of days, and a number by which days of a year can be compared."""
    dates = day.astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    return dates.astype("datetime64[Y]").astype(np.int64) + 1970, (month.astype(np.int64) % 12) * 32 + (
        dates - month
    ).astype(np.int64)


def _birthday(born: Array, age: int) -> Array:
    """The day on which each has an age: of those born on 29 February 28 February, where a year has no other."""
    dates = born.astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    day = (dates - month).astype(np.int64)
    then = month + 12 * age
    length = ((then + 1).astype("datetime64[D]") - then.astype("datetime64[D]")).astype(np.int64)
    found: Array = then.astype("datetime64[D]").astype(np.int64) + np.minimum(day, length - 1)
    return found


_HAS: Final = np.array([[True, *(level in of for level in range(len(LEVELS)))] for of, _ in _SETS], dtype=float)
"""Which sets are counted in the total, and which at each level."""
_COMMON: Final = np.array([common for _, common in _SETS])


def _fitted_sets(total: float, levels: Array) -> Array:
    """How many are to learn at each of `_SETS`: in all so many, and at each level so many, as nearly as can be.

    The table nearest to what is common that keeps these counts, by Newton's steps: proportional fitting needs hundreds.
    """
    wanted = np.concatenate(([total], levels))
    able = (_HAS @ (wanted <= 0)) == 0
    counts = wanted > 0
    has = _HAS[able][:, counts]
    log = np.log(_COMMON[able] / _COMMON[able].sum() * max(total, 1))
    for _ in range(_STEPS):
        found = np.exp(log)
        away = wanted[counts] - found @ has
        if np.abs(away).max(initial=0) < _NEAR:
            break
        step = np.linalg.lstsq(has.T @ (found[:, None] * has), away, rcond=None)[0]
        log += np.clip(has @ step, -_WIDEST, _WIDEST)
    result = np.zeros(len(_SETS))
    result[able] = np.exp(log)
    return result


def _whole_sets(counts: Array, levels: Array) -> Array:
    """The same number of people, with some exchanged among `_SETS` until as many learn at each level as should, as
    nearly as can be.
    """
    found = counts.copy()
    has = _HAS[:, 1:]
    step = has[None] - has[:, None]  # of one less of a set and one more of another
    away = np.floor(levels + 0.5) - found @ has
    for _ in range(_STEPS):
        after = ((away - step) ** 2).sum(axis=2) + np.where(found > 0, 0, np.inf)[:, None]
        less, more = divmod(int(after.argmin()), len(found))
        if after[less, more] >= (away**2).sum():
            break
        found[less] -= 1
        found[more] += 1
        away = away - step[less, more]
    return found


_STEPS, _NEAR, _WIDEST = 60, 0.01, 1.5
"""Steps at the most; how near counts must come; how far one step may go, in logarithms."""
