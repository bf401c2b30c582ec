"""What learning is to come near to: learners by level, starts and rates of every year, as published or else assumed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from alder.sources.reference.lars_codes import SUBJECT_AREAS
from alder.synth.population.fitting import whole
from alder.synth.population.residents import GROUPS as GROUPS_OF_PEOPLE
from alder.synth.population.residents import MINORITIES, NEITHER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.synth.population.draws import Array
    from alder.synth.population.targets import Target, Targets

FIRST: Final = 1998
"""The academic year in which made-up learning begins: early enough that 2005/06 looks like any other."""
LAST: Final = 2040
"""No learning is due to end later."""

LEVELS: Final = ("none", "below 2", "2", "3", "4+", "essential skills")
"""How adults are counted: by the level of what they learn, by number of `courses.RUNGS`, and essential skills."""
BANDS: Final = ("16-18", "19-24", "25+")
"""Ages at the start of an apprenticeship."""

GROUPS: Final = (
    ("education and training", "none"),
    ("education and training", "1"),
    ("education and training", "2"),
    ("education and training", "3"),
    ("education and training", "4+"),
    ("apprenticeships", "framework 2"),
    ("apprenticeships", "framework 3"),
    ("apprenticeships", "framework 4+"),
    ("apprenticeships", "standard 2"),
    ("apprenticeships", "standard 3"),
    ("apprenticeships", "standard 4+"),
)
"""The groups of aims whose rates of every year are targets. Education and training comes first, by rung."""
FIRST_APPRENTICESHIP: Final = 5
_ALL_LEARNING = "further education"
_COURSES, _APPRENTICESHIPS = "education and training", "apprenticeships"
_OF_COURSES, _OF_APPRENTICES = tuple(range(FIRST_APPRENTICESHIP)), tuple(range(FIRST_APPRENTICESHIP, len(GROUPS)))
_LEVEL_3, _LEVEL_4, _AGRICULTURE = 3, 4, 3
_ON_FRAMEWORKS, _ON_STANDARDS = _OF_APPRENTICES[:3], _OF_APPRENTICES[3:]
_BEHIND, _AHEAD = (1.9, 0.3), 22.0
"""By how many points fewer on standards, of adults and of the young, complete in 2021/22, and more on frameworks, than
of all, so that standards come near to what was published of them. Assumed.
"""
NO_GROUP: Final = len(GROUPS)
"""Stands for what no rate counts: community learning, and parts of apprenticeships."""

_PUBLISHED_LEVELS = dict(zip(LEVELS, ("no level", "below level 2", "level 2", "level 3", "level 4+"), strict=False))
_PUBLISHED_BANDS = dict(zip(BANDS, ("under 19", "19-24", "25+"), strict=True))


_SUBJECT, ETHNIC_STEP, _YOUNG, _A_LEVEL = 1, 16, 64, 128
"""What a trait is made of: sector subject area up to 15, then one of `ETHNIC`, then two truths."""
ETHNIC: Final = ("White", "Asian", "other")


def trait(subject: Array, ethnic: Array, young: Array, a_level: Array) -> Array:
    """One number for all of an aim and its learner by which rates are told in some years."""
    found: Array = np.maximum(subject, 0) * _SUBJECT + ethnic * ETHNIC_STEP + young * _YOUNG + a_level * _A_LEVEL
    return found


def of_subject(traits: Array, subject: Array, a_level: Array) -> Array:
    """The same traits, but of another subject."""
    kept = traits // ETHNIC_STEP % (_A_LEVEL // ETHNIC_STEP) * ETHNIC_STEP
    found: Array = np.maximum(subject, 0) * _SUBJECT + kept + a_level * _A_LEVEL
    return found


def of_age(traits: Array, young: Array) -> Array:
    """The same traits, but of another age."""
    found: Array = traits + _YOUNG * (young.astype(np.int64) - traits // _YOUNG % 2)
    return found


def _rates_of(counts: Sequence[float]) -> tuple[float, float]:
    """Retention and pass rate of leavers, completers and achievers."""
    leavers, completers, achievers = counts
    return 100 * completers / leavers, 100 * achievers / completers


@dataclass(frozen=True)
class RateCell:
    """Aims that a year's rates tell apart, beside the groups that every year has. None stands for all."""

    year: int
    groups: tuple[int, ...]
    retention: float
    passes: float
    subject: int | None = None
    ethnic: tuple[int, ...] | None = None
    young: bool | None = None
    a_level: bool | None = None
    counts: tuple[float, ...] = ()
    """Leavers, completers and achievers of education and training, where they were published."""

    def has(self, group: Array, traits: Array) -> Array:
        """Which aims are in it."""
        found = np.isin(group, self.groups)
        if self.subject is not None:
            found &= traits // _SUBJECT % (ETHNIC_STEP // _SUBJECT) == self.subject
        if self.ethnic is not None:
            found &= np.isin(traits // ETHNIC_STEP % (_YOUNG // ETHNIC_STEP), self.ethnic)
        if self.young is not None:
            found &= traits // _YOUNG % 2 == self.young
        if self.a_level is not None:
            found &= traits // _A_LEVEL % 2 == self.a_level
        return found


@dataclass(frozen=True)
class CourseCell:
    """Aims of education and training that leave in a year, whose leavers, completers and achievers were published."""

    key: int  # of `LearningTargets.keys`
    year: int
    counts: tuple[float, ...]
    level: int | None = None
    subject: int | None = None
    ethnic: tuple[int, ...] | None = None
    a_level: bool | None = None

    @property
    def is_filled(self) -> bool:
        """Whether short aims are added until as many leave: not where a subject is told."""
        return self.subject is None

    @property
    def group(self) -> str | None:
        """The ethnic group by whose people its counts are shared out to shards, None for everybody."""
        return None if self.ethnic is None else _GROUP_OF[self.ethnic]


_GROUP_OF: Final = {(0,): "White", (1,): "Asian", (2,): NEITHER, (1, 2): MINORITIES}


@dataclass(frozen=True)
class LeaverQuota:
    """So many leavers as were published of a cell. The last of them begin in the year `begun`."""

    cell: RateCell
    begun: int
    leavers: float

    @property
    def name(self) -> str:
        """By which a share of it falls to a shard."""
        of = (*self.cell.groups, self.cell.subject, self.cell.young)
        return f"leavers {self.cell.year} " + " ".join(map(str, of))

    @property
    def courses(self) -> int:
        """1 for courses, some of which begin in the year before, and 0 for apprenticeships."""
        return int(self.cell.groups[0] < FIRST_APPRENTICESHIP)

    @property
    def counts(self) -> tuple[int, int, int]:
        """Of the whole population: who achieves, who completes and does not, and who leaves before."""
        completers = self.leavers * self.cell.retention / 100
        achievers = round(completers * self.cell.passes / 100)
        return achievers, round(completers) - achievers, round(self.leavers) - round(completers)

    @property
    def trait(self) -> Array:
        """The trait of somebody in it."""
        nobody = np.zeros(1, dtype=np.int64)
        return trait(nobody + (self.cell.subject or 0), nobody, nobody + bool(self.cell.young), nobody)


@dataclass(frozen=True, eq=False)
class LearningTargets:
    """The targets of learning in a population: counts are of all its people."""

    of: Targets
    _weights: dict[tuple[object, ...], dict[str, float]] = field(default_factory=dict, repr=False)

    def adults(self, year: int) -> tuple[float, Array]:
        """Adult learners of a year in all, and by each of `LEVELS`; who learns at two levels is in both."""
        year = min(year, _LAST_TOLD)
        found = {}
        for level in ("total", *LEVELS):
            cell = {"of": "further education", "year": year, "age": "19+"}
            published = self._published("participation", **cell, level=_PUBLISHED_LEVELS.get(level, level))
            found[level] = self.of.value("adult_learners", year=year, level=level) if published is None else published
        return found["total"], np.array([found[level] for level in LEVELS])

    @cached_property
    def years_of_achievements(self) -> tuple[int, ...]:
        """Years of which it was published how many adults achieve at each level."""
        return tuple(
            year
            for year in range(FIRST, _LAST_TOLD + 1)
            if self._published("achievements", of=_ALL_LEARNING, year=year, age="19+", level="total") is not None
        )

    def achievements(self, year: int) -> tuple[float, Array]:
        """Adults who achieve in such a year in all, and at each of `LEVELS`."""
        cell = {"of": _ALL_LEARNING, "year": year, "age": "19+"}
        found = [
            self._told("achievements", **cell, level=level)
            for level in ("total", *(_PUBLISHED_LEVELS.get(level, level) for level in LEVELS))
        ]
        return found[0], np.array(found[1:])

    def achieving(self, year: int) -> Array:
        """Of those who learn at each of `LEVELS` the share that achieves: as published of the nearest year."""
        nearest = min(self.years_of_achievements, key=lambda y: abs(y - year))
        found: Array = self.achievements(nearest)[1] / self.adults(nearest)[1]
        return found

    def achieving_skills(self, year: int) -> dict[str, float]:
        """Who achieve in essential skills in a year by ethnic group: of the groups as it was published of one year."""
        whole = float((self.achieving(year) * self.adults(year)[1])[LEVELS.index("essential skills")])
        told = next(y for y in self.years_of_achievements if self.skills("achievements", y))
        by_group = self.skills("achievements", told)
        then = self.skills_shares(told) * self.adults(told)[1][LEVELS.index("essential skills")]
        left = self.achievements(told)[1][LEVELS.index("essential skills")] - sum(by_group.values())
        each = np.array([by_group.get(name, left) for name in GROUPS_OF_PEOPLE]) / then
        learners = each * self.skills_shares(year)
        return dict(zip(GROUPS_OF_PEOPLE, (learners / learners.sum() * whole).tolist(), strict=True))

    def skills(self, quantity: str, year: int) -> dict[str, float]:
        """A count of essential skills in a year by ethnic group, for the groups and years that were published."""
        cell = {"of": "essential skills", "year": year, "age": "19+"}
        found = {group: self._published(quantity, **cell, ethnic_group=group) for group in GROUPS_OF_PEOPLE}
        return {group: count for group, count in found.items() if count is not None}

    @cached_property
    def _years_of_skills(self) -> dict[str, list[int]]:
        """Years of which each count of essential skills was published by ethnic group."""
        years = range(FIRST, _LAST_TOLD + 1)
        return {of: [y for y in years if self.skills(of, y)] for of in ("participation", "enrolments")}

    def starts(self, year: int) -> Array:
        """Apprenticeship starts of a year by age at the start."""
        year = min(year, _LAST_TOLD)
        told = [
            self._published("starts", of="apprenticeships", year=year, age=_PUBLISHED_BANDS[band]) for band in BANDS
        ]
        if all(value is not None for value in told):
            return np.array(told, dtype=float)
        shares = np.array([self.of.value("apprenticeship_starts", year=year, age=band) for band in BANDS])
        total = self._published("starts", of="apprenticeships", year=year)
        return shares if total is None else whole(shares * total / shares.sum(), round(total)).astype(float)

    @cached_property
    def course_cells(self) -> tuple[CourseCell, ...]:
        """Cells of education and training whose leavers, completers and achievers were published: of levels up to 3,
        and of ethnic groups or subjects of single years.
        """
        years = LAST - FIRST + 1
        found = [
            CourseCell(number * years + year - FIRST, year, counts, level=number)
            for year in range(FIRST, _LAST_TOLD + 1)
            for number in range(1, _LEVEL_3 + 1)
            if (counts := self._counts_if_told(**self._published_cell(*GROUPS[number], year)))
        ]
        for number, cell in enumerate(self.cells, len(GROUPS) + 1):
            if cell.counts:
                level = cell.groups[0] if len(cell.groups) == 1 else None
                key = number * years + cell.year - FIRST
                found.append(CourseCell(key, cell.year, cell.counts, level, cell.subject, cell.ethnic, cell.a_level))
        return tuple(found)

    def _counts_if_told(self, **cell: object) -> tuple[float, ...]:
        """Leavers, completers and achievers of a cell, nothing where they were not published."""
        found = [self._published(name, **cell) for name in ("leavers", "completers", "achievers")]
        return tuple(count for count in found if count is not None) if None not in found else ()

    def skills_enrolments(self, year: int) -> dict[str, float]:
        """Enrolments in essential skills by ethnic group: as published, or as many to each learner as in the nearest
        year of which they were.
        """
        nearest = min(self._years_of_skills["enrolments"], key=lambda y: abs(y - year))
        learners = self.skills_shares(year) * self.adults(year)[1][LEVELS.index("essential skills")]
        then = self.skills_shares(nearest) * self.adults(nearest)[1][LEVELS.index("essential skills")]
        enrolments = self.skills("enrolments", nearest)
        whole = self._published("enrolments", of="essential skills", year=nearest, age="19+") or 0.0
        left = whole - sum(enrolments.values())
        each = [enrolments.get(name, left) / n for name, n in zip(GROUPS_OF_PEOPLE, then, strict=True)]
        return dict(zip(GROUPS_OF_PEOPLE, each * learners, strict=True))

    def starts_of_the_young(self, year: int) -> list[float]:
        """Starts at under 16, 16, 17 and 18, where they were published."""
        cell = {"of": _APPRENTICESHIPS, "year": year}
        found = [self._published("starts", **cell, age_at_start=age) for age in ("under 16", 16, 17, 18)]
        return [] if None in found else [count for count in found if count is not None]

    def starts_of_minorities(self, year: int) -> float | None:
        """Starts of all but White people, where they were published."""
        return self._published("starts", of=_APPRENTICESHIPS, year=year, ethnic_group="All but White")

    def young_adults(self, year: int) -> tuple[list[float], Array]:
        """Learners of 19 to 24 by the fifth of deprivation of their homes, the most deprived first, where published;
        and the shares of the fifths, in other years as in the one of which they were.

        Of one fifth nothing was said: it has what is left of the whole.
        """
        for told in range(FIRST, _LAST_TOLD + 1):
            cell = {"of": _ALL_LEARNING, "year": told, "age": "19-24"}
            total = self._published("participation", **cell)
            if total is not None:
                found = [self._published("participation", **cell, deprivation=fifth) for fifth in range(1, 6)]
                left = total - sum(count for count in found if count is not None)
                counts = [left if count is None else count for count in found]
                return counts if told == year else [], np.array(counts) / total
        raise KeyError("young adults by deprivation are not in targets.csv")

    def skills_shares(self, year: int) -> Array:
        """Of all who learn basic skills the share of each ethnic group: as published of the nearest year."""
        nearest = min(self._years_of_skills["participation"], key=lambda y: abs(y - year))
        total = self.adults(nearest)[1][LEVELS.index("essential skills")]
        by_group = self.skills("participation", nearest)
        left = 1 - sum(by_group.values()) / total
        return np.array([by_group[name] / total if name in by_group else left for name in GROUPS_OF_PEOPLE])

    def start_levels(self, year: int) -> Array:
        """Shares of apprenticeship starts at level 2, 3 and over."""
        year = min(year, _LAST_TOLD)
        found = np.array([self.of.value("apprenticeship_level", year=year, level=level) for level in ("2", "3", "4+")])
        shares: Array = found / found.sum()
        return shares

    def _told(self, quantity: str, **cell: object) -> float:
        """What must have been published."""
        found = self._published(quantity, **cell)
        if found is None:
            raise KeyError(f"{quantity} of {cell} is not in targets.csv")
        return found

    def _published(self, quantity: str, **cell: object) -> float | None:
        found = self._by_cell.get((quantity, frozenset((name, str(value)) for name, value in cell.items())))
        return None if found is None else found.value * (self.of.scale if found.is_count else 1)

    @cached_property
    def _by_cell(self) -> dict[tuple[str, frozenset[tuple[str, str]]], Target]:
        quantities = (
            *("participation", "achievements", "starts", "enrolments", "retention_rate", "pass_rate"),
            *("leavers", "completers", "achievers", "achievement_rate"),
        )
        return {(q, frozenset(t.cell.items())): t for q in quantities for t in self.of.of(q)}

    @cached_property
    def cells(self) -> tuple[RateCell, ...]:
        """Cells of single years whose rates were published. Later ones stand before earlier ones."""
        found: list[RateCell] = []
        for number, subject in SUBJECT_AREAS.items():
            kinds: tuple[tuple[dict[str, object], tuple[int, ...], bool | None], ...] = (
                ({"of": _APPRENTICESHIPS}, _OF_APPRENTICES, None),
                ({"of": _COURSES, "age": "16-18", "programme": "A level"}, (_LEVEL_3,), True),
            )
            for cell, groups, a_level in kinds:
                rates = self._cell_rates(year=2017, subject=subject, **cell)
                if rates:
                    counts: tuple[float, ...] = ()
                    if a_level:
                        leavers = self._told("leavers", year=2017, subject=subject, **cell)
                        counts = (leavers, leavers * rates[0] / 100, leavers * rates[0] * rates[1] / 10_000)
                    found.append(RateCell(2017, groups, *rates, subject=number, a_level=a_level, counts=counts))
        for names, ethnic in (("White", (0,)), ("All but White", (1, 2))):
            agriculture = {"age": "16-18", "level": "1", "subject": SUBJECT_AREAS[_AGRICULTURE]}
            counts = self._counts_if_told(of=_COURSES, year=2018, ethnic_group=names, **agriculture)
            if counts:
                rates = _rates_of(counts)
                found.append(RateCell(2018, (1,), *rates, _AGRICULTURE, ethnic, young=True, counts=counts))
        white, minorities, asian = (
            self._counts(of=_COURSES, year=2019, ethnic_group=name) for name in ("White", "All but White", "Asian")
        )
        for number, of_group in enumerate((white, asian, minorities - asian)):
            counts = tuple(of_group.tolist())
            found.append(RateCell(2019, _OF_COURSES, *_rates_of(counts), ethnic=(number,), counts=counts))
        everybody, under_19 = (self._counts(of=_APPRENTICESHIPS, year=2021, **age) for age in ({}, {"age": "16-18"}))
        for young, of_age in ((True, under_19), (False, everybody - under_19)):
            retention, passes = _rates_of(of_age.tolist())
            for groups, more in ((_ON_STANDARDS, -_BEHIND[young]), (_ON_FRAMEWORKS, _AHEAD)):
                found.append(RateCell(2021, groups, retention + more, passes, young=young))
        return tuple(found)

    @cached_property
    def quotas(self) -> tuple[LeaverQuota, ...]:
        """Apprenticeships, and courses at level 4 and over, of which it was published how many leave in a year. Where
        it was said only how many achieve, rates say how many leave; of 2022/23 leavers are assumed.
        """
        found = []
        for number in (_LEVEL_4, *_OF_APPRENTICES):
            for year in range(FIRST, _LAST_TOLD + 1):
                told = self._published("leavers", **self._published_cell(*GROUPS[number], year))
                if told is not None:
                    retention, passes = (float(of[number, year - FIRST]) for of in (self.retention, self.passes))
                    begun = year - (number >= FIRST_APPRENTICESHIP)
                    found.append(LeaverQuota(RateCell(year, (number,), retention, passes), begun, told))
        for number, subject in SUBJECT_AREAS.items():
            of: dict[str, object] = {"of": _APPRENTICESHIPS, "year": 2017, "subject": subject}
            told, both = self._published("leavers", **of), self._cell_rates(**of)
            if told is not None and both is not None:
                found.append(LeaverQuota(RateCell(2017, _OF_APPRENTICES, *both, subject=number), 2016, told))
        everybody, under_19 = (self._counts(of=_APPRENTICESHIPS, year=2021, **age) for age in ({}, {"age": "16-18"}))
        for young, counts in ((True, under_19), (False, everybody - under_19)):
            cell = RateCell(2021, _OF_APPRENTICES, *_rates_of(counts.tolist()), young=young)
            found.append(LeaverQuota(cell, 2020, float(counts[0])))
        of = {"of": _APPRENTICESHIPS, "year": 2022}
        rate = self._told("achievement_rate", **of)
        cell = RateCell(2022, _OF_APPRENTICES, rate / self._pass_rate(2022), 100 * self._pass_rate(2022))
        found.append(LeaverQuota(cell, 2021, self._told("leavers", **of)))
        achieve = self._told("achievements", of=_APPRENTICESHIPS, year=2023)
        rate = self._told("achievement_rate", of=_APPRENTICESHIPS, year=2023, programme="standard")
        cell = RateCell(2023, _OF_APPRENTICES, rate / self._pass_rate(2023), 100 * self._pass_rate(2023))
        found.append(LeaverQuota(cell, 2022, 100 * achieve / rate))
        return tuple(found)

    def _pass_rate(self, year: int) -> float:
        """Of those who completed a standard in a year the share that achieved, by the two rates that were published."""
        of = {"of": _APPRENTICESHIPS, "year": year, "programme": "standard"}
        return self._told("achievement_rate", **of) / self._told("retention_rate", **of)

    def _counts(self, **cell: object) -> Array:
        """Leavers, completers and achievers that were published of a cell."""
        return np.array([self._told(name, **cell) for name in ("leavers", "completers", "achievers")])

    def _cell_rates(self, **cell: object) -> tuple[float, float] | None:
        """Retention and pass rate that were published of a cell, nothing where they were not."""
        retention, passes = (self._published(name, **cell) for name in ("retention_rate", "pass_rate"))
        return None if retention is None or passes is None else (retention, passes)

    def keys(self, group: Array, year: Array, traits: Array) -> Array:
        """Numbers of the cells that rates are of: of a group and year, or one that a year tells apart."""
        row = np.clip(year - FIRST, 0, LAST - FIRST)
        found: Array = np.asarray(group) * (LAST - FIRST + 1) + row
        for told, cells in self._cells_of_years.items():
            now = np.flatnonzero(row == told - FIRST)
            if not len(now):
                continue
            groups, of_these = np.asarray(group)[now], traits[now]
            for number, cell in cells:
                found[now[cell.has(groups, of_these)]] = number * (LAST - FIRST + 1) + told - FIRST
        return found

    @cached_property
    def _cells_of_years(self) -> dict[int, list[tuple[int, RateCell]]]:
        """The cells of each year that has any, with their numbers."""
        found: dict[int, list[tuple[int, RateCell]]] = {}
        for number, cell in enumerate(self.cells, len(GROUPS) + 1):
            found.setdefault(cell.year, []).append((number, cell))
        return found

    def rates_by_key(self, which: str, without: float) -> Array:
        """Retention or pass rate of every key, as a share; `without` is that of what no rate counts."""
        years = LAST - FIRST + 1
        of_cells = [np.full((1, years), getattr(cell, which)) for cell in self.cells]
        rows = np.concatenate([getattr(self, which), np.full((1, years), 100 * without), *of_cells])
        found: Array = rows.reshape(-1) / 100
        return found

    @cached_property
    def base_groups(self) -> Array:
        """The first group of every row of keys."""
        return np.array([*range(len(GROUPS) + 1), *(cell.groups[0] for cell in self.cells)])

    @cached_property
    def retention(self) -> Array:
        """Of a hundred leavers how many complete, by group and year from `FIRST` to `LAST`."""
        return self._rates("retention", "retention_rate")

    @cached_property
    def passes(self) -> Array:
        """Of a hundred completers how many achieve, by group and year."""
        return self._rates("pass", "pass_rate")

    def _rates(self, assumed: str, published: str) -> Array:
        rows = []
        for scope, level in GROUPS:
            told: dict[int, float] = {}
            for years, value in self.of.by(assumed, "year", scope=scope, level=level).items():
                first, _, last = years.partition("-")
                told |= dict.fromkeys(range(int(first), int(last or first) + 1), value)
            for year in range(FIRST, _LAST_TOLD + 1):
                figure = self._published(published, **self._published_cell(scope, level, year))
                if figure is not None:
                    told[year] = figure
            rows.append([told[min(year, _LAST_TOLD)] for year in range(FIRST, LAST + 1)])
        return np.array(rows)

    @staticmethod
    def _published_cell(scope: str, level: str, year: int) -> Mapping[str, object]:
        if scope == "education and training":
            return {"of": scope, "year": year, "level": {"1": "E/1"}.get(level, level)}
        programme, _, of = level.partition(" ")
        return {"of": scope, "year": year, "programme": programme, "level": of}

    def weights(self, quantity: str, name: str, **cell: object) -> dict[str, float]:
        """How much likelier some are than others."""
        key = (quantity, name, *cell.values())
        if key not in self._weights:
            self._weights[key] = self.of.by(quantity, name, **cell)
        return self._weights[key]


_LAST_TOLD = 2025
"""Years after this one are like it."""


@cache
def learning_targets(targets: Targets) -> LearningTargets:
    """What learning is to come near to, by the targets of a population."""
    return LearningTargets(targets)
