"""The pupils of a region, and which school has each when: what the National Pupil Database could know of them.

The database has pupils of schools that the state pays for. Who is at an independent school or taught at home is in no
census, and comes back in its results at 16 alone, as those of independent schools do. A school is near the home of the
pupil; some change it in the course of a stage, more often where the family moves. Whoever is found to be another pupil
when the school changes has a second key from then on. How often all this happens is a table that was fixed before any
linkage: `hardness.csv`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from alder.sources.miniature import nation
from alder.synth.leo.matching import MatchingTable, lost
from alder.synth.leo.pseudonyms import text_keys
from alder.synth.population.draws import NEVER, keyed, keys, on, spread
from alder.synth.population.frequencies import APPRENTICE, STUDY
from alder.synth.population.home_regions import home_regions, place_deprivation
from alder.synth.population.residents import GROUPS
from alder.synth.population.schooling import schools_by_region

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.synth.population.draws import Array
    from alder.synth.returns.region_learning import RegionLearning

HARDNESS = MatchingTable("alder.synth.npd", "hardness.csv")
FIRST_CENSUS = 2001
"""The starting year of the first census of pupils."""

RECEPTION, FIRST_OF_SECONDARY, FIRST_OF_SIXTH_FORM, LAST_OF_SIXTH_FORM = 0, 7, 12, 13
"""Year groups in which a stage of school begins, and the last of all."""
STAGES = (RECEPTION, FIRST_OF_SECONDARY, FIRST_OF_SIXTH_FORM)
TERMS = ("autumn", "spring", "summer")
_PRIMARIES = 5
"""Primary schools to a secondary school. Assumed."""
_MOVES_SINCE = on(2000, 1, 1)
_TRAVELLERS = 33
_SECOND_HALF = 2**40
"""More than there are people: numbers of second keys begin here."""
_LEAST, _MOST = 0.25, 0.75
"""Where the least and the most deprived quarter of places end and begin."""
_STAYS_AT_SCHOOL = ((40, 0.96), (25, 0.75), (0, 0.3))
"""Of those who go on to no college and no apprenticeship after 16, how many are in a sixth form of a school, by the
points of attainment 8 from which on. Assumed, so that some two of five are in a sixth form."""
_SECOND_YEAR = 0.88
"""Sixth formers who come to the second year. Assumed."""


class NpdPupils:
    """Everybody of a region who is of an age for school in a year of the census, by row."""

    def __init__(self, of: RegionLearning, people: int, last: int, *, as_in_leo: bool) -> None:
        self.of, self.seed, self.last = of, of.seed, last
        self._as_in_leo = as_in_leo
        self.region = of.shards[0].region
        self._schools = schools_by_region(people)
        f = of.person.fields
        born = f["born"].astype("datetime64[D]")
        month = born.astype("datetime64[M]").astype(np.int64)
        year = 1970 + month // 12
        cohort = year - (month % 12 + 1 < 9)
        wanted = (cohort + 5 <= last) & (cohort + 5 + LAST_OF_SIXTH_FORM >= FIRST_CENSUS)
        self._at = np.flatnonzero(wanted)
        self.size = len(self._at)
        self.number = of.first + self._at
        self.key = keys(of.seed, self.number)
        self.cohort, self.month, self.born_in = cohort[self._at], month[self._at] % 12 + 1, year[self._at]
        self.is_girl = of.person.texts["sex"].one_of(("F",))[self._at]
        self.ethnicity, self.needs = f["ethnicity"][self._at], f["special_needs"][self._at]
        self.category = f["difficulty_category"][self._at]
        self.free_meals = f["free_meals"][self._at].astype(bool)
        self.arrived, self.left = f["arrived"][self._at], f["left"][self._at]

    def lost(self, step: str, key: Array, rows: Array | None = None, **more: dict[str, Array]) -> Array:
        """Whom a step of the table of hardness strikes, of some rows: by a key of each."""
        groups = {**self.groups, **more}
        if rows is not None:
            groups = {name: {g: truth[rows] for g, truth in of.items()} for name, of in self.groups.items()} | more
        return lost(step, key, HARDNESS.share_of(step, **groups))

    @cached_property
    def groups(self) -> dict[str, dict[str, Array]]:
        """The groups that the table of hardness knows, of each pupil."""
        home = self.of.home.fields
        moves = np.bincount(
            home["person"][home["since"] >= _MOVES_SINCE] - self.of.first, minlength=len(self.of.person)
        )[self._at]
        deprived = place_deprivation()[self.of.home_on(self.number, np.full(self.size, -NEVER // 4))]
        return {
            "ethnic_group": {
                **{name: np.isin(self.ethnicity, codes) for name, codes in GROUPS.items()},
                "Traveller": self.ethnicity == _TRAVELLERS,
            },
            "arrived": {"yes": self.arrived > 0},
            "moves": {"1 or 2": (moves > 0) & (moves <= 2), "3 or more": moves > 2},
            "deprivation": {"least": deprived < _LEAST, "most": deprived > _MOST},
            "free_meals": {"yes": self.free_meals},
            "needs": {"support": self.needs == 1, "plan": self.needs == 2},
        }

    # Results ----------------------------------------------------------------------------------------------------------

    @cached_property
    def _schooled(self) -> Array:
        """The row of each in the table of schooling, -1 for those who have no results."""
        person = self.of.schooling.fields["person"]
        if not len(person):
            return np.full(self.size, -1)
        at = np.minimum(np.searchsorted(person, self.number), len(person) - 1)
        return np.where(person[at] == self.number, at, -1)

    def result(self, name: str) -> Array:
        """A column of the table of schooling; -1, or nan, for those who have no results."""
        column = self.of.schooling.fields[name]
        none = np.nan if column.dtype.kind == "f" else -1
        return np.append(column, np.array([none], dtype=column.dtype))[self._schooled]

    def grade(self, name: str) -> Array:
        """A grade in words, "" for none."""
        text = self.of.schooling.texts[name]
        words = np.array([*(word or "" for word in text.vocabulary.to_pylist()), ""])
        found: Array = words[np.append(text.codes, -1)[self._schooled]]
        return found

    # Which school -----------------------------------------------------------------------------------------------------

    @cached_property
    def is_independent(self) -> tuple[Array, Array]:
        """Who is at an independent school, up to year 6 and after it."""
        primary = keyed(self.key, "independent") < HARDNESS.share_of("independent_primary", **self.groups)
        return primary, keyed(self.key, "independent") < HARDNESS.share_of("independent_secondary", **self.groups)

    @cached_property
    def is_taught_at_home(self) -> Array:
        return self.lost("at_home", self.key)

    @cached_property
    def goes_to_sixth_form(self) -> Array:
        """Who stays at school after 16: of those who go to no college, apprenticeship or job, by results at 16."""
        at_16, points = self.result("key_stage_4_year"), self.result("attainment_8")
        f = self.of.episode.fields
        elsewhere = np.isin(f["kind"], (STUDY, APPRENTICE))
        person, year = f["person"][elsewhere] - self.of.first, f["year"][elsewhere]
        last_at_school = np.full(len(self.of.person), NEVER)
        last_at_school[self._at] = np.where(at_16 >= 0, at_16, NEVER)
        gone = np.zeros(len(self.of.person), dtype=bool)
        after = year - last_at_school[person]
        gone[person[(after == 1) | (after == 2)]] = True
        share = np.zeros(self.size)
        for least, of in reversed(_STAYS_AT_SCHOOL):
            share = np.where(points >= least, of, share)
        stays: Array = (at_16 >= 0) & ~gone[self._at] & (keyed(self.key, "sixth form") < share)
        return stays

    @cached_property
    def comes_to_second_year(self) -> Array:
        """Which sixth formers come to year 13."""
        return self.goes_to_sixth_form & (keyed(self.key, "second year of sixth form") < _SECOND_YEAR)

    @cached_property
    def _secondary(self) -> Array:
        """The school of results at 16; where the family lives elsewhere by the age of 11, a school near that home."""
        home = self.of.home_on(self.number, self._starts(1))
        near = schools_near(home, keyed(self.key, "school"), self._schools)
        known = self.result("school") if len(self.of.schooling) else np.full(self.size, -1)
        stayed = home == self.of.home_on(self.number, np.full(self.size, -NEVER // 4))
        return np.where((known >= 0) & stayed, known, near)

    def _starts(self, stage: int) -> Array:
        """The first day of a stage of school of each."""
        years = self.cohort + 5 + STAGES[stage]
        found: Array = np.array([on(y, 9, 3) for y in range(1940, 2060)])[years - 1940]
        return found

    @cached_property
    def _changes(self) -> tuple[tuple[Array, Array], ...]:
        """Of each stage before the sixth form, the year group and term in which the school was changed; or never."""
        found = []
        for stage, last in ((0, FIRST_OF_SECONDARY - 1), (1, FIRST_OF_SIXTH_FORM - 1)):
            key = keys(self.seed, self.number, stage)
            changes = self.lost("changes_school", key)
            group = spread(keyed(key, "year of change"), STAGES[stage] + 1, last)
            found.append((np.where(changes, group, NEVER), spread(keyed(key, "term of change"), 0, len(TERMS) - 1)))
        return tuple(found)

    def school(self, stage: int, rows: Array, *, before: Array) -> Array:
        """The number of the school of some pupils in a stage, or of the one `before` they changed it.

        Numbers of primary schools follow those of all secondary schools.
        """
        if stage == 0:
            home = self.of.home_on(self.number[rows], self._starts(0)[rows])
            of = schools_near(home, keyed(self.key[rows], "school"), self._schools)
            near = nation.places().small_area[home] % _PRIMARIES
            primary = np.where(before, (near + 1) % _PRIMARIES, near)
            return sum(self._schools) + of * _PRIMARIES + primary
        secondary = self._secondary[rows]
        region, first = _region_of(secondary, self._schools)
        beside = first + (secondary - first + 1) % np.array(self._schools)[region]
        return np.where(before, beside, secondary)

    def changed_by(self, stage: int, group: Array, term: int, rows: Array) -> tuple[Array, Array]:
        """Who has a change of school before them in a stage, and who made it at the beginning of the term."""
        if stage == len(STAGES) - 1:
            none = np.zeros(len(rows), dtype=bool)
            return none, none
        year, of_year = (column[rows] for column in self._changes[stage])
        return (year > group) & (year < NEVER) | (year == group) & (of_year > term), (year == group) & (of_year == term)

    def entry(self, stage: int, rows: Array, *, before: Array) -> Array:
        """The day on which each came to the school: at the beginning of the stage, on a change, or on arrival."""
        found = self._starts(stage)[rows]
        if stage < len(self._changes):
            group, term = (column[rows] for column in self._changes[stage])
            began = np.array([(9, 3, 0), (1, 6, 1), (4, 20, 1)])[np.minimum(term, 2)]
            years = self.cohort[rows] + 5 + np.where(group < NEVER, group, 0) + began[:, 2]
            since = (years - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (began[:, 0] - 1)
            day = since.astype("datetime64[D]").astype(np.int64) + began[:, 1] - 1
            found = np.where((group < NEVER) & ~before, day, found)
        came = self.of.home.fields["since"][self._first_home[rows]]
        return np.where(self.arrived[rows] > 0, np.maximum(found, came), found)

    @cached_property
    def _first_home(self) -> Array:
        found: Array = np.searchsorted(self.of.home.fields["person"], self.number)
        return found

    @cached_property
    def came(self) -> Array:
        """The day from which each lives in the nation."""
        found: Array = self.of.home.fields["since"][self._first_home]
        return found

    def on_roll(self, year: int, day: int) -> tuple[Array, Array, Array]:
        """Rows of those who are on the roll of a state school on a day of an academic year, their year groups, and the
        numbers of their stages.
        """
        group = year - 5 - self.cohort
        calendar = int(np.array([day]).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)[0]) + 1970
        here = (self.came <= day) & ((self.left == 0) | (self.left > calendar)) & ~self.is_taught_at_home
        primary, secondary = self.is_independent
        young = (group >= RECEPTION) & (group < FIRST_OF_SECONDARY) & ~primary
        older = (group >= FIRST_OF_SECONDARY) & (group < FIRST_OF_SIXTH_FORM) & ~secondary
        sixth = (group == FIRST_OF_SIXTH_FORM) & self.goes_to_sixth_form & ~secondary
        sixth |= (group == LAST_OF_SIXTH_FORM) & self.comes_to_second_year & ~secondary
        rows = np.flatnonzero(here & (young | older | sixth))
        stage = (group[rows] >= FIRST_OF_SECONDARY).astype(np.int64) + (group[rows] >= FIRST_OF_SIXTH_FORM)
        return rows, group[rows], stage

    # Keys -------------------------------------------------------------------------------------------------------------

    @cached_property
    def second_key_from(self) -> Array:
        """The academic year from which each has the second of two keys; `NEVER` for those with one."""
        changed = np.minimum(self._changes[0][0], self._changes[1][0])
        two = self.lost("second_key", self.key, changed_school={"yes": changed < NEVER})
        since = self.cohort + 5 + np.where(changed < NEVER, changed, FIRST_OF_SECONDARY)
        return np.where(two, since, NEVER)

    def pupil_keys(self, rows: Array, year: Array | int) -> pa.StringArray:
        """`PupilMatchingRefAnonymous`, as it was in a year: of these files alone, or the one that LEO has."""
        number = self.number[rows] + np.where(year >= self.second_key_from[rows], _SECOND_HALF, 0)
        own = "PupilMatchingRefAnonymous" if self._as_in_leo else "PupilMatchingRefAnonymous of a project"
        return text_keys(number, self.seed, own, 16)


def _region_of(schools: Array, many: Sequence[int]) -> tuple[Array, Array]:
    """The region of each secondary school, and the number of the first school there."""
    ends = np.cumsum(many)
    region = np.searchsorted(ends, schools, side="right")
    return region, (ends - np.array(many))[region]


def schools_near(place: Array, draw: Array, many: Sequence[int]) -> Array:
    """A secondary school near each place, one of the nearest by chance."""
    of = nation.places().region[place]
    first = np.cumsum(many) - np.array(many)
    found = np.empty(len(place), dtype=np.int64)
    for region in np.unique(of).tolist():
        mine = of == region
        places = home_regions()[region].places
        along = np.searchsorted(places, place[mine]) / len(places)
        near = np.floor(along * many[region] + 0.6 * (draw[mine] - 0.5)).astype(np.int64)
        found[mine] = first[region] + np.clip(near, 0, many[region] - 1)
    return found


def school_keys(schools: Array, seed: int, name: str) -> pa.StringArray:
    """What stands for the number of a school, under one of its names."""
    known, which = np.unique(schools, return_inverse=True)
    return pa.DictionaryArray.from_arrays(pa.array(which.astype(np.int32)), text_keys(known, seed, name, 7))


def school_places(schools: Array, people: int) -> Array:
    """Where each school lies: secondary schools evenly along the places of their region, primary schools about them."""
    many = schools_by_region(people)
    total = sum(many)
    primary = schools >= total
    of = np.where(primary, (schools - total) // _PRIMARIES, schools)
    region, first = _region_of(of, many)
    found = np.empty(len(schools), dtype=np.int64)
    for number in np.unique(region).tolist():
        places = home_regions()[number].places
        mine = region == number
        along = (of[mine] - first[mine] + 0.5) / many[number]
        aside = np.where(primary[mine], ((schools[mine] - total) % _PRIMARIES - 2) / 6 / many[number], 0)
        found[mine] = places[np.clip((along + aside) * len(places), 0, len(places) - 1).astype(np.int64)]
    return found
