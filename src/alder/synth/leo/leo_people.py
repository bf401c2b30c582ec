"""The people of a region in LEO: whom an education record leads to, under which keys, and who is not found.

LEO has whoever has a record of a school, a college or a university. Each is a person with a number of their own
(`AE_ID`), who has a key in the tables of tax and benefits unless they were not found there, and another in those of
schools. Who had a temporary insurance number at first has two keys of tax: one until some tax year, one from it on.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from alder.synth.leo.matching import RECORD, SECOND_KEY, TAX, UNIVERSITY, lost, share_of
from alder.synth.leo.pseudonyms import number_keys, text_keys
from alder.synth.population.draws import NEVER, first_day, keyed, keys, on, spread
from alder.synth.population.residents import GROUPS

if TYPE_CHECKING:
    import pyarrow as pa

    from alder.synth.population.draws import Array
    from alder.synth.returns.region_learning import RegionLearning

FIRST_OF_COLLEGES, LAST_OF_COLLEGES = 2002, 2020
FIRST_OF_UNIVERSITIES, LAST_OF_UNIVERSITIES = 2004, 2019
"""Starting years of the returns of colleges and the student records that the second copy holds."""
LAST_TAX_YEAR = 2020
"""The start of the last tax year that it holds."""
_MOVES_SINCE = on(2000, 1, 1)
_SECOND_HALF = 2**40
"""More than there are people: numbers of second keys begin here."""


class LeoPeople:
    """Everybody of a region, by row: the person's number less that of the first."""

    def __init__(self, of: RegionLearning) -> None:
        self.of, self.seed, self.first = of, of.seed, of.first
        self.region = of.shards[0].region
        self.size = len(of.person)
        self.number = of.first + np.arange(self.size)
        self.key = keys(of.seed, self.number)
        f = of.person.fields
        self.born, self.ethnicity = f["born"], f["ethnicity"]
        self.is_woman = of.person.texts["sex"].one_of(("F",))
        self.arrived = f["arrived"] > 0
        self.cohort = self.born.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970

    def rows(self, person: Array) -> Array:
        """The rows of people by their numbers."""
        found: Array = person - self.first
        return found

    @cached_property
    def groups(self) -> dict[str, dict[str, Array]]:
        """The groups that the table of matching knows, of each person."""
        moves = np.bincount(
            self.rows(self.of.home.fields["person"][self.of.home.fields["since"] >= _MOVES_SINCE]), minlength=self.size
        )
        return {
            "sex": {"F": self.is_woman},
            "ethnic_group": {name: np.isin(self.ethnicity, codes) for name, codes in GROUPS.items()},
            "arrived": {"yes": self.arrived},
            "moves": {"1 or 2": (moves > 0) & (moves <= 2), "3 or more": moves > 2},
        }

    def groups_of(self, rows: Array) -> dict[str, dict[str, Array]]:
        """The same of some rows."""
        return {name: {group: is_in[rows] for group, is_in in of.items()} for name, of in self.groups.items()}

    @cached_property
    def at_college(self) -> Array:
        """Who has a record of the ILR in a year of the copy."""
        f = self.of.aims.fields
        told = (f["start"] < first_day(LAST_OF_COLLEGES + 1)) & (f["last"] >= first_day(FIRST_OF_COLLEGES))
        return self._any(f["person"][told])

    @cached_property
    def at_school(self) -> Array:
        """Who has results that the pupil database has."""
        f = self.of.schooling.fields
        told = np.where(f["key_stage_2_year"] >= 0, f["key_stage_2_year"], f["key_stage_4_year"])
        return self._any(f["person"][(told >= 0) & (told <= LAST_OF_COLLEGES)])

    @cached_property
    def at_university(self) -> Array:
        """Who has a student record in a year of the copy."""
        f = self.of.higher_education.fields
        return self._any(f["person"][(f["year"] >= FIRST_OF_UNIVERSITIES) & (f["year"] <= LAST_OF_UNIVERSITIES)])

    def _any(self, person: Array) -> Array:
        found = np.zeros(self.size, dtype=bool)
        found[self.rows(person)] = True
        return found

    @cached_property
    def is_held(self) -> Array:
        """Who has an education record at all."""
        found: Array = self.at_college | self.at_school | self.at_university
        return found

    @cached_property
    def has_tax_key(self) -> Array:
        """Who was found in the tables of tax and benefits."""
        found: Array = self.is_held & ~lost(TAX, self.key, share_of(TAX, **self.groups))
        return found

    @cached_property
    def second_key_from(self) -> Array:
        """The tax year from which each has the second of two keys; `NEVER` for those with one."""
        two = lost(SECOND_KEY, self.key, share_of(SECOND_KEY, **self.groups)) & self.has_tax_key
        since = np.maximum(self.cohort + 18, np.where(self.arrived, self.of.person.fields["arrived"], 0))
        return np.where(two, since + spread(keyed(self.key, "second key from"), 1, 6), NEVER)

    @cached_property
    def has_school_key(self) -> Array:
        """Who has a key in the tables of schools: whoever went to school here, or was a learner of the ILR."""
        found: Array = self.at_school | self.at_college
        return found

    @cached_property
    def university_leads_to_school_key(self) -> Array:
        """Whose student record was linked to that key."""
        found: Array = self.has_school_key & ~lost(UNIVERSITY, self.key, share_of(UNIVERSITY, **self.groups))
        return found

    def record_leads_to_person(self, person: Array, provider: Array, year: int) -> Array:
        """Whose record of a provider and year was resolved to the person: less often of who moved in the year."""
        rows = self.rows(person)
        opens, closes = int(first_day(year)), int(first_day(year + 1)) - 1
        here = self.of.home_on(person, np.full(len(person), opens))
        moved = self.of.home_on(person, np.full(len(person), closes)) != here
        share = share_of(RECORD, **self.groups_of(rows), moved={"yes": moved})
        return ~lost(RECORD, keys(self.seed, person, provider), share)

    # Keys -------------------------------------------------------------------------------------------------------------

    def persons(self, rows: Array) -> Array:
        """`AE_ID`."""
        return number_keys(self.number[rows], self.seed, "AE_ID", 40)

    def tax_keys(self, rows: Array, year: Array | int) -> pa.StringArray:
        """`EDUKEY`, as it was in a tax year."""
        second = year >= self.second_key_from[rows]
        return text_keys(self.number[rows] + np.where(second, _SECOND_HALF, 0), self.seed, "EDUKEY", 12)

    def school_keys(self, rows: Array) -> pa.StringArray:
        """`PupilMatchingRefAnonymous`."""
        return text_keys(self.number[rows], self.seed, "PupilMatchingRefAnonymous", 16)
