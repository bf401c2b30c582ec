"""How near a made-up population is to its targets: each target that can be counted in it, with what was found.

Counts are to be within 0.5% of their target in cells of 10,000 or more, and within rounding below; rates within half a
percentage point, or one person where that is more, as counts are; medians within 2%. Figures that only say how
something is made (how likely a move is, what a level adds to pay) are no counts: they are listed, and not compared.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow.compute as pc

from alder.sources.reference.lars_codes import SUBJECT_AREAS
from alder.synth.population.frequencies import APPRENTICE, STUDY
from alder.synth.population.given_tables import HIDDEN, QUANTITY, learner_cells
from alder.synth.population.higher_education import DEGREE, FULL_TIME
from alder.synth.population.home_regions import place_fifth
from alder.synth.population.learning_counts import LearningColumns, learning_counts, leaver_counts
from alder.synth.population.learning_spells import PROGRAMMES, SKILLS_PROGRAMMES, learning_spells
from alder.synth.population.residents import GROUPS
from alder.synth.population.work import ADULTS, LEARNING_ON, SUSTAINED_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.synth.population.draws import Array
    from alder.synth.population.learning_spells import LearningSpells
    from alder.synth.population.population import Population
    from alder.synth.population.shards import Shard
    from alder.synth.population.targets import Target, Targets

LARGE, LARGE_WITHIN, ROUNDING = 10_000, 0.005, 1.0
RATE_WITHIN, MEDIAN_WITHIN = 0.5, 0.02
Cell = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Distance:
    """One target, what it is here, and what was found. `of` is how many people a rate or a median is of."""

    target: Target
    wanted: float
    found: float
    of: int

    @property
    def away(self) -> float:
        """How far: in percent of the target for counts and medians, in percentage points for rates."""
        if self.target.unit == "%":
            return self.found - self.wanted
        return 100 * (self.found / self.wanted - 1) if self.wanted else 0.0

    @property
    def is_within(self) -> bool:
        """Whether that is within the bound of its kind."""
        gap = abs(self.found - self.wanted)
        if self.target.unit == "%":
            return gap <= max(RATE_WITHIN, 100 * ROUNDING / max(self.of, 1), self.target.rounding) + 1e-9
        if self.target.is_count:
            return gap <= (LARGE_WITHIN * self.wanted if self.wanted >= LARGE else ROUNDING)
        return gap <= MEDIAN_WITHIN * self.wanted


@dataclass
class _Tally:
    """What was counted so far, by quantity and cell."""

    counts: dict[tuple[str, Cell], float] = field(default_factory=lambda: defaultdict(float))
    of: dict[tuple[str, Cell], float] = field(default_factory=lambda: defaultdict(float))
    values: dict[tuple[str, Cell], list[Array]] = field(default_factory=lambda: defaultdict(list))

    def count(self, quantity: str, many: float, **cell: object) -> None:
        self.counts[quantity, _cell(cell)] += float(many)

    def rate(self, quantity: str, some: Array, among: Array, **cell: object) -> None:
        """How many of some there are among others, both a truth for each person."""
        self.part(quantity, float((some & among).sum()), float(among.sum()), **cell)

    def part(self, quantity: str, some: float, among: float, **cell: object) -> None:
        """A rate of two counts."""
        self.counts[quantity, _cell(cell)] += some
        self.of[quantity, _cell(cell)] += among

    def median(self, quantity: str, values: Array, **cell: object) -> None:
        self.values[quantity, _cell(cell)].append(values)

    def found(self, target: Target) -> tuple[float, int] | None:
        """The figure of a target's cell and of how many it is, or nothing where it was not counted."""
        key = target.quantity, _cell(target.cell)
        if key in self.values:
            together = np.concatenate(self.values[key])
            return (float(np.median(together)), len(together)) if len(together) else None
        if key in self.of:
            return (100 * self.counts[key] / self.of[key], int(self.of[key])) if self.of[key] else None
        return (self.counts[key], int(self.counts[key])) if key in self.counts else None


def _cell(cell: Any) -> Cell:
    return tuple(sorted((str(name), str(value)) for name, value in cell.items()))


class ShardColumns:
    """The tables of one shard as columns by person."""

    def __init__(self, population: Population, shard: Shard) -> None:
        self._population, self._shard = population, shard
        self.many = shard.people
        self.years = range(population.settings.first_year, population.settings.last_year + 1)
        person = population.table("person", shard)
        self.born = person["born"].to_numpy()
        self.year = self.born.astype("datetime64[Y]").astype(np.int64) + 1970
        month = self.born.astype("datetime64[M]").astype(np.int64) % 12
        self.cohort = self.year - (month < 8)
        self.women = person["sex"].to_numpy() == "F"
        self.ethnicity = person["ethnicity"].to_numpy()
        self.arrived, self.left = person["arrived"].to_numpy(), person["left"].to_numpy()
        self.needs = person["special_needs"].to_numpy()
        self.meals = person["free_meals"].to_numpy()
        self.difficulty = person["difficulty"].to_numpy() == 1
        school = population.table("schooling", shard)
        self.schooled = school["person"].to_numpy() - shard.first
        self.at_16 = np.zeros(self.many, dtype=np.int64)
        self.at_16[self.schooled] = pc.fill_null(school["key_stage_4_year"], 0).to_numpy()
        self.school = school

    def rows(self, table: str, columns: list[str]) -> list[Array]:
        """Columns of another table, the first being the index of the person."""
        found = self._population.table(table, self._shard, ["person", *columns])
        return [found["person"].to_numpy() - self._shard.first, *(found[c].to_numpy() for c in columns)]

    def present(self, year: int) -> Array:
        came = np.where(self.arrived > 0, self.arrived, self.year)
        found: Array = (came <= year) & ((self.left == 0) | (self.left > year))
        return found

    def present_in(self, year: Array) -> Array:
        """Who is there in a year of their own."""
        found: Array = (self.arrived <= year) & ((self.left == 0) | (self.left > year))
        return found

    def flag(self, owner: Array) -> Array:
        found = np.zeros(self.many, dtype=bool)
        found[owner] = True
        return found

    def spells(self) -> LearningSpells:
        episodes, aims = (self._population.table(name, self._shard) for name in ("episode", "aim"))
        return learning_spells(episodes, aims, self._shard.first)

    def learning(self) -> LearningColumns:
        episodes, aims = (self._population.table(name, self._shard) for name in ("episode", "aim"))
        by_person = {"cohort": self.cohort, "ethnicity": self.ethnicity, "born": self.born.astype(np.int64)}
        return LearningColumns.of(episodes, aims, self._shard.first, fifth=self.fifth, **by_person)

    @cached_property
    def fifth(self) -> Array:
        """The fifth of deprivation of everybody's home at the end of August 2015, 1 the most deprived."""
        found: Array = place_fifth()[self.home("2015-08-31")] + 1
        return found

    def home(self, day: str) -> Array:
        """The place where each lives on a day; for whom it comes before birth or arrival, the first home."""
        owner, since, place = self.rows("home", ["since", "place"])
        before = since <= np.datetime64(day)
        found = np.zeros(self.many, dtype=np.int64)
        found[owner[::-1]] = place[::-1]  # rows are in the order of days
        found[owner[before]] = place[before]
        return found

    def prior_level(self, episode: Array) -> Array:
        """The rung that somebody had reached before each of these episodes."""
        table = self._population.table("episode", self._shard, ["episode", "prior_level"])
        found: Array = table["prior_level"].to_numpy()[np.searchsorted(table["episode"].to_numpy(), episode)]
        return found

    @cached_property
    def degree_year(self) -> Array:
        """The academic year of the first degree that was taken here, 0 for none."""
        owner, year, level, outcome = self.rows("higher_education", ["year", "level", "outcome"])
        has = (level >= DEGREE) & (outcome == 2)
        found = np.zeros(self.many, dtype=np.int64)
        order = np.argsort(-year[has], kind="stable")
        found[owner[has][order]] = year[has][order]
        return found


def _count_people(of: ShardColumns, tally: _Tally) -> None:
    came = of.arrived > 0
    for origin, members in (("born", ~came), ("arrived", came)):
        for sex, one in (("F", of.women), ("M", ~of.women)):
            for year, many in enumerate(np.bincount(of.year[members & one], minlength=2013)[1940:], 1940):
                tally.count("people", many, origin=origin, born=year, sex=sex)
        for group, codes in GROUPS.items():
            for decade in range(1940, 2013, 10):
                tally.rate(
                    "ethnic_group",
                    np.isin(of.ethnicity, codes),
                    members & (of.year == decade),
                    origin=origin,
                    decade=decade,
                    group=group,
                )
            for code in codes:
                tally.rate(
                    "ethnicity",
                    of.ethnicity == code,
                    members & np.isin(of.ethnicity, codes),
                    origin=origin,
                    group=group,
                    ethnicity=code,
                )


def _count_school(of: ShardColumns, tally: _Tally) -> None:
    everybody = np.ones(of.many, dtype=bool)
    tally.rate("free_meals", of.meals, everybody)
    for kind, code in (("support", 1), ("plan", 2)):
        for sex, one in (("F", of.women), ("M", ~of.women)):
            tally.rate("special_needs", of.needs == code, one, sex=sex, kind=kind)
    for name, code in (("none", 0), ("support", 1), ("plan", 2)):
        tally.rate("difficulty", of.difficulty, of.needs == code, special_needs=name)
    has = of.at_16[of.schooled] > 0
    year = of.at_16[of.schooled][has]
    for subject in ("english", "mathematics"):
        grade = of.school[f"{subject}_grade"].to_numpy(zero_copy_only=False)[has]
        good = np.isin(grade, ("A*", "A", "B", "C", "9", "8", "7", "6", "5", "4"))
        for one in np.unique(year).tolist():
            tally.rate("gcse_pass", good, year == one, subject=subject, year=one)


_AFTER: Final = (5, 10, 15)
_LEO: Final = "key stage 4 of 2001/02 to 2006/07"


def _count_after_school(of: ShardColumns, tally: _Tally, prices: dict[int, float]) -> None:
    """Pay and main activity so many years after key stage 4, in the prices of 2017/18."""
    owner, tax_year, days, pay, own, benefit = of.rows(
        "work", ["tax_year", "days", "pay", "self_employed", "benefit_days"]
    )
    student, student_year = of.rows("higher_education", ["year"])
    spells = of.spells()
    for after in (3, *_AFTER):
        year = of.at_16 + 1 + after
        cohort = (of.at_16 >= 2001) & (of.at_16 <= 2006) & (year >= of.years.start) & (year < of.years.stop)
        row = cohort[owner] & (tax_year == year[owner])
        who = owner[row]
        if after in _AFTER:
            worked = days[row] > 0
            whom = who[worked]
            real = pay[row][worked] * 100 / np.array([prices[y] for y in tax_year[row][worked].tolist()])
            for cell, members in _pay_groups(of, whom):
                tally.median("median_pay", real[members], of=_LEO, years_after=after, **cell)
        cohort &= of.present_in(year)
        studies = of.flag(student[student_year == year[student]])
        learns = _mainly_learning(of, spells, cohort, after) & ~studies
        employed = of.flag(who[(days[row] >= SUSTAINED_DAYS) & ~own[row]]) & ~studies & ~learns
        claims = of.flag(who[benefit[row] >= SUSTAINED_DAYS]) & ~studies & ~learns & ~employed
        for activity, members in (
            ("higher education", studies),
            ("adult fe", learns),
            ("employment", employed),
            ("out of work benefits", claims),
        ):
            tally.rate("main_activity", members, cohort, of=_LEO, years_after=after, activity=activity)


def _pay_groups(of: ShardColumns, whom: Array) -> Iterator[tuple[dict[str, str], Array]]:
    """The groups of the published medians, and who of these people is in each."""
    yield {}, np.ones(len(whom), dtype=bool)
    for sex, one in (("F", of.women), ("M", ~of.women)):
        yield {"sex": sex}, one[whom]
    for kind, code in (("none", 0), ("support", 1), ("plan", 2)):
        yield {"special_needs": kind}, of.needs[whom] == code
    for group, codes in GROUPS.items():
        yield {"ethnic_group": group}, np.isin(of.ethnicity[whom], codes) & (of.ethnicity[whom] != _CHINESE)
    yield {"ethnic_group": "Chinese"}, of.ethnicity[whom] == _CHINESE
    graduate = of.degree_year[whom] > 0  # by the last year that is told: many still study five years after
    yield {"graduate": "yes"}, graduate
    yield {"graduate": "no"}, ~graduate


_CHINESE: Final = 42


def _mainly_learning(of: ShardColumns, spells: LearningSpells, cohort: Array, after: int) -> Array:
    """Who of a cohort was mainly in further education so many years after key stage 4."""
    found = np.zeros(of.many, dtype=bool)
    for at_16 in np.unique(of.at_16[cohort]).tolist():
        found |= spells.mainly(of.many, at_16 + 1 + after) & (of.at_16 == at_16)
    return found


def _count_work(of: ShardColumns, tally: _Tally) -> None:
    """Who is in work, of those who do not study full time, by age on 31 August."""
    owner, tax_year, days, _benefit = of.rows("work", ["tax_year", "days", "benefit_days"])
    student, student_year, mode = of.rows("higher_education", ["year", "mode"])
    learner, kind, began = of.rows("episode", ["kind", "year"])
    for year in (y for y in IN_WORK_YEARS if y in of.years):
        age = year - 1 - of.cohort
        studies = of.flag(student[(student_year == year) & (mode == FULL_TIME)])
        studies |= of.flag(learner[(kind == STUDY) & (began >= year - 1) & (began <= year)])
        works = of.flag(owner[(tax_year == year) & (days > 0)])
        here = of.present(year) & ~studies
        for sex, one in (("F", of.women), ("M", ~of.women)):
            for low, high in _WORKING_AGES:
                tally.rate(
                    "in_work", works, here & one & (age >= low) & (age <= high), sex=sex, year=year, age=f"{low}-{high}"
                )


IN_WORK_YEARS: Final = (1995, 2010, 2025)
_WORKING_AGES: Final = ((22, 24), (25, 34), (35, 49), (50, 54), (55, 59), (60, 64), (65, 69), (70, 75))


def _count_learning(of: ShardColumns, tally: _Tally) -> None:
    columns = of.learning()
    for quantity, cell, count in learning_counts(columns, of.years.stop - 1):
        tally.count(quantity, count, **cell)
    for cell, leavers, completers, achievers in leaver_counts(columns, of.years.stop - 1):
        for quantity, count in (("leavers", leavers), ("completers", completers), ("achievers", achievers)):
            tally.count(quantity, count, **cell)
        for quantity, some, among in (
            ("retention_rate", completers, leavers),
            ("pass_rate", achievers, completers),
            ("achievement_rate", achievers, leavers),
        ):
            tally.part(quantity, some, among, **cell)


def _count_given(of: ShardColumns, tally: _Tally, given: list[Target]) -> None:
    """Learners of a year by what users' own tables are split by."""
    columns = of.learning()
    for year in sorted({int(t.cell["year"]) for t in given}):
        aims = columns.learning(year) & ((columns.age(year) >= 19) | (columns.kind == APPRENTICE))
        who, first = np.unique(columns.owner[aims], return_index=True)
        known = learner_cells(
            age=year - 1 - of.cohort[who],
            women=of.women[who],
            ethnicity=of.ethnicity[who],
            difficulty=of.difficulty[who],
            rung=of.prior_level(columns.episode[aims][first]),
            place=of.home(f"{year}-08-31")[who],
        )
        for target in (t for t in given if t.cell["year"] == str(year)):
            names = [name for name in target.cell if name != "year"]
            members = np.logical_and.reduce([known[name] == target.cell[name] for name in names])
            tally.part(target.quantity, float(members.sum()), len(who), **target.cell)


def _count_destinations(of: ShardColumns, tally: _Tally) -> None:
    """What adults and apprentices did after they achieved: work in most of the next tax year, learning, or both."""
    spells = of.spells()
    owner, tax_year, days, own = of.rows("work", ["tax_year", "days", "self_employed"])
    owner_b, year_b, benefit = of.rows("work", ["tax_year", "benefit_days"])
    student, student_year = of.rows("higher_education", ["year"])
    whole = {"of": "adult learning and apprenticeships"}
    for year in (y for y in _ACHIEVED if y + 1 in of.years):
        rows = spells.first_achieved(year, ADULTS)
        who = spells.owner[rows]
        here = of.present(year + 1)[who]
        rows, who = rows[here], who[here]
        works = of.flag(owner[(tax_year == year + 1) & (days >= SUSTAINED_DAYS)])[who]
        self_employed = of.flag(owner[(tax_year == year + 1) & (days >= SUSTAINED_DAYS) & own])[who]
        learns = spells.learning(of.many, year + 1, LEARNING_ON)[who] | of.flag(student[student_year == year + 1])[who]
        claims = of.flag(owner_b[(year_b == year) & (benefit > 0)])[who]
        groups: list[tuple[dict[str, object], Array]] = [({}, np.ones(len(who), dtype=bool))]
        for number, subject in SUBJECT_AREAS.items():
            groups.append(({"subject": subject}, spells.subject[rows] == number))
        tally.count("achievers", len(rows), **whole, achieved=year)
        for number, subject in SUBJECT_AREAS.items():
            many = float((spells.subject[rows] == number).sum())
            tally.count("achievers", many, **whole, achieved=year, subject=subject)
        for level, members in (
            ("essential skills", np.isin(spells.programme[rows], SKILLS_PROGRAMMES)),
            ("2", spells.level[rows] == 2),
        ):
            others = members if level != "2" else members & ~np.isin(spells.programme[rows], SKILLS_PROGRAMMES)
            tally.rate("employment_and_learning", works & learns, others, **whole, achieved=year, level=level)
        if year == _DETAILED:
            groups = [
                (
                    {"benefits": said, "programme": name, **cell},
                    members & (spells.programme[rows] == n) & (claims == flag),
                )
                for said, flag in (("yes", True), ("no", False))
                for n, name in enumerate(PROGRAMMES)
                for cell, members in groups
            ]
        for cell, members in groups:
            for quantity, some in (
                ("sustained_positive_destination", works | learns),
                ("sustained_employment", works),
                ("self-employment", self_employed),
                ("employment_only", works & ~learns),
                ("employment_and_learning", works & learns),
                ("sustained_learning", learns),
                ("learning_only", learns & ~works),
            ):
                tally.rate(quantity, some, members, **whole, achieved=year, **cell)


_ACHIEVED, _DETAILED = (2015, 2018, 2019, 2020), 2015
"""Years of achievement of which destinations were published, and the one with programmes beside subjects."""


def distances(population: Population) -> tuple[list[Distance], list[Target]]:
    """Each target that can be counted in the population with what was found, and those that were not counted."""
    targets: Targets = population.settings.targets()
    tally = _Tally()
    given = [*targets.of(QUANTITY), *targets.of(HIDDEN)]
    part = sum(shard.people for shard in population.shards) / population.settings.people
    prices = {y: targets.value("price_index", year=y) for y in range(1990, 2031)}
    for shard in population.shards:
        columns = ShardColumns(population, shard)
        _count_people(columns, tally)
        _count_school(columns, tally)
        _count_work(columns, tally)
        _count_learning(columns, tally)
        _count_destinations(columns, tally)
        _count_given(columns, tally, given)
        _count_after_school(columns, tally, prices)
    met, not_counted = [], []
    for target in targets.rows:
        if target.no_target_because:
            continue
        found = tally.found(target)
        if found is None:
            not_counted.append(target)
        else:
            wanted = target.value * (targets.scale * part if target.is_count else 1)
            met.append(Distance(target, wanted, *found))
    return met, not_counted
