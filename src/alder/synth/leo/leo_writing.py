"""The files of LEO about a population: a folder for each kind of record, with a file for each region and year, and the
truth beside them.

A region is written by any process, from its own people alone; its truth is written last, and a region that has it is
not written again. Every file says that it is made up: in its name, in its keys, and a Parquet file in its description.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from alder.errors import UsageError
from alder.model.period import AcademicYear
from alder.rights import for_everybody
from alder.sources.miniature.providers import provider, registered
from alder.synth.leo.college_records import CollegeRecords
from alder.synth.leo.enterprises import enterprises
from alder.synth.leo.homes import geography
from alder.synth.leo.leo_columns import only, unless
from alder.synth.leo.leo_people import (
    FIRST_OF_COLLEGES,
    FIRST_OF_UNIVERSITIES,
    LAST_OF_COLLEGES,
    LAST_OF_UNIVERSITIES,
    LAST_TAX_YEAR,
    LeoPeople,
)
from alder.synth.leo.pseudonyms import institution_keys, provider_keys
from alder.synth.leo.record_files import RecordFile, RecordForm, as_array, each_region, write_lines, write_truth
from alder.synth.leo.tax_records import TaxRecords, first_days
from alder.synth.leo.university_records import student_records
from alder.synth.population.draws import NEVER
from alder.synth.population.higher_education import INSTITUTIONS
from alder.synth.population.population import Population, claim, versions
from alder.synth.returns.region_learning import RegionLearning

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.synth.leo.leo_columns import Columns
    from alder.synth.population.draws import Array

LEO_YEARS: Final = range(1997, LAST_TAX_YEAR + 1)
"""The starting years of which the second copy has anything at all."""

_LEO, _ILR, _HESA = "leo", "ilr", "hesa"
RECORDS: Final = {
    "lilr_learners": _ILR,
    "lilr_aims": _ILR,
    "student_leo": _HESA,
    **dict.fromkeys(
        (
            *("education_records_lookup", "ae_id_to_edukey", "ae_id_to_pmr", "employment", "earnings"),
            *("self_assessment", "benefits", "geography", "business", "furlough", "self_employment_support"),
        ),
        _LEO,
    ),
}
"""Kinds of record that are written, each with its source in the catalogue."""
SETTINGS, TRUTH = "leo.json", "truth"
_BUSINESS = "business"

PERSON: Final = (
    ("person", pa.int64(), "The number of the person in the population."),
    ("AE_ID", pa.int64(), "The number that all education records of the person that were resolved lead to."),
    ("EDUKEY", pa.string(), "The key in the tables of tax and benefits; null for who was not found there."),
    ("second_EDUKEY", pa.string(), "Another such key, of who has two."),
    ("second_key_from", pa.int16(), "The starting year of the first tax year that has the second key."),
    ("PUPILMATCHINGREFANONYMOUS", pa.string(), "The key in the tables of schools, of who has one."),
    ("at_college", pa.bool_(), "Has a record of the ILR between 2002/03 and 2020/21."),
    ("at_school", pa.bool_(), "Has results that the pupil database has."),
    ("at_university", pa.bool_(), "Has a student record between 2004/05 and 2019/20."),
    ("university_linked", pa.bool_(), "Student records of the person bear the key of schools."),
)
"""Columns of the truth about people: one row for everybody with an education record."""
RECORD: Final = (
    ("RECORDID", pa.int64(), "The number of the record of the ILR."),
    ("external_id", pa.int64(), "The number of the learner at the provider in the year."),
    ("Year", pa.int16(), "The starting year."),
    ("person", pa.int64(), "Whose record it truly is."),
    ("ukprn", pa.int32(), "The provider that returned it."),
    ("resolved", pa.bool_(), "The record leads to its person in the look-up."),
)
"""Columns of the truth about records of the ILR."""


@dataclass(frozen=True)
class WantedLeo:
    """What is to be written of a population: kinds of record, starting years, regions from 1; none named means all."""

    records: tuple[str, ...] = tuple(RECORDS)
    first: int = LEO_YEARS.start
    last: int = LEO_YEARS.stop - 1
    regions: tuple[int, ...] = ()
    form: RecordForm = RecordForm.PARQUET

    def years(self, first: int, last: int) -> range:
        """The starting years of a kind of record that are wanted."""
        return range(max(self.first, first), min(self.last, last) + 1)


@dataclass
class WrittenRecords:
    """What was written of one region: rows and bytes by kind of record, and who was found at each step."""

    region: int
    rows: dict[str, int] = field(default_factory=dict)
    bytes: int = 0
    people: int = 0
    with_tax_key: int = 0
    records: int = 0
    resolved: int = 0
    there_already: bool = False


@for_everybody()
def write_population_leo(
    out: str | Path,
    population: str | Path,
    wanted: WantedLeo | None = None,
    *,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> list[WrittenRecords]:
    """Write the files of LEO about a population, region by region; `progress` is told of each region.

    The same population and wants give the same bytes, with any number of workers. A folder that was begun with other
    wants is refused.
    """
    folder, source, asked = Path(out), Path(population), wanted or WantedLeo()
    of = Population(source)
    regions = of.regions(asked.regions)
    _check(of, asked)
    said = {
        "about": "Made-up files of Longitudinal Education Outcomes. Nobody in them exists.",
        "population": of.manifest["settings"],
        "wanted": {name: value for name, value in asdict(asked).items() if name != "regions"},
        "versions": versions(),
    }
    claim(folder / SETTINGS, said, "other files of LEO")
    if _BUSINESS in asked.records:
        RecordFile(_LEO, _BUSINESS, (), asked.form).write(folder, enterprises(of.settings.seed).table())
    _write_truth_of_places(folder, of)
    found = []
    for part in each_region(regions, partial(write_region, folder, source, asked), workers):
        found.append(part)
        if progress:
            progress(1)
    return sorted(found, key=lambda part: part.region)


def _check(of: Population, wanted: WantedLeo) -> None:
    if other := [name for name in wanted.records if name not in RECORDS]:
        raise UsageError(f"{other[0]} is no kind of record of LEO", where=f"There are {', '.join(RECORDS)}.")
    if not LEO_YEARS.start <= wanted.first <= wanted.last <= LEO_YEARS[-1]:
        raise UsageError(
            "the second copy of LEO has nothing of some of these years",
            where=f"It has {AcademicYear(LEO_YEARS[0]).label} to {AcademicYear(LEO_YEARS[-1]).label}.",
        )
    if of.settings.last_year < wanted.first:
        raise UsageError(
            f"the population ends before {AcademicYear(wanted.first).label}",
            next="Ask for earlier years, or make a population with other --years.",
        )


def write_region(folder: Path, source: Path, wanted: WantedLeo, region: int) -> WrittenRecords:
    """All files about the people of a region, and the truth about them last."""
    return _RegionWriting(folder, LeoPeople(RegionLearning(Population(source), region)), region, wanted).write()


class _RegionWriting:
    """A region at work."""

    def __init__(self, folder: Path, people: LeoPeople, region: int, wanted: WantedLeo) -> None:
        self._folder, self._people, self._wanted = folder, people, wanted
        self._region = region + 1
        self._tax = TaxRecords(people)
        self._done = WrittenRecords(self._region)

    def write(self) -> WrittenRecords:
        done, people = self._done, self._people
        receipt = self._folder / TRUTH / f"person-region-{self._region}.parquet"
        if receipt.is_file():
            done.there_already = True
            return done
        records = self._write_colleges()
        for year in self._wanted.years(FIRST_OF_UNIVERSITIES, LAST_OF_UNIVERSITIES):
            if "student_leo" in self._wanted.records:
                self._write("student_leo", student_records(people, year), year)
        self._write_look_ups(records)
        for name, columns in self._tax.tables().items():
            self._write(name, self._of_years(columns))
        if "geography" in self._wanted.records:
            self._write("geography", self._of_years(geography(people)))
        done.people, done.with_tax_key = int(people.is_held.sum()), int(people.has_tax_key.sum())
        done.records, done.resolved = len(records["RECORDID"]), int(records["resolved"].sum())
        write_truth(receipt.with_name(f"record-region-{self._region}.parquet"), records, RECORD)
        write_truth(receipt, self._truth(), PERSON)
        return done

    def _write(self, name: str, columns: Columns, year: int | None = None) -> None:
        if name in self._wanted.records:
            when = (AcademicYear(year).hyphenated,) if year is not None else ()
            file = RecordFile(RECORDS[name], name, (*when, f"region-{self._region}"), self._wanted.form)
            rows, size = file.write(self._folder, columns)
            self._done.rows[name] = self._done.rows.get(name, 0) + rows
            self._done.bytes += size

    def _write_colleges(self) -> dict[str, Array]:
        """The copy of the ILR, year by year; gives which record is whose."""
        college = CollegeRecords(self._people, self._tax)
        found: list[dict[str, Array]] = []
        for year in self._wanted.years(FIRST_OF_COLLEGES, LAST_OF_COLLEGES):
            told = college.of_year(year)
            self._write("lilr_learners", told.learners, year)
            self._write("lilr_aims", told.aims, year)
            found.append({**told.records, "Year": np.full(len(told.records["RECORDID"]), year)})
        return {name: np.concatenate([of[name] for of in found] or [np.zeros(0, bool)]) for name, _, _ in RECORD}

    def _write_look_ups(self, records: dict[str, Array]) -> None:
        people = self._people
        resolved = records["resolved"].astype(bool)
        persons = people.persons(people.rows(records["person"][resolved].astype(np.int64)))
        self._write("education_records_lookup", {"RECORDID": records["RECORDID"][resolved], "AE_ID": persons})
        found = np.flatnonzero(people.has_tax_key)
        two = found[people.second_key_from[found] < NEVER]
        keys = pa.concat_arrays([people.tax_keys(found, -NEVER), people.tax_keys(two, NEVER)])
        self._write("ae_id_to_edukey", {"AE_ID": people.persons(np.r_[found, two]), "EDUKEY": keys})
        schooled = np.flatnonzero(people.has_school_key)
        self._write(
            "ae_id_to_pmr",
            {"AE_ID": people.persons(schooled), "PUPILMATCHINGREFANONYMOUS": people.school_keys(schooled)},
        )

    def _of_years(self, columns: Columns) -> Columns:
        """The rows of the wanted tax years; spells that have a day in them or after."""
        year = next((columns[name] for name in ("TaxYear", "TAXYEAR") if name in columns), None)
        if year is not None:
            start = np.asarray(year) // 100
            keep = (start >= self._wanted.first) & (start <= self._wanted.last)
        else:
            keep = np.asarray(columns["EndDate"]) >= int(first_days(np.array([self._wanted.first]))[0])
        if keep.all():
            return columns
        return {name: as_array(column).filter(pa.array(keep)) for name, column in columns.items()}

    def _truth(self) -> dict[str, pa.Array | Array]:
        people = self._people
        held = np.flatnonzero(people.is_held)
        tax, second = people.has_tax_key[held], people.second_key_from[held]
        return {
            "person": people.number[held],
            "AE_ID": people.persons(held),
            "EDUKEY": only(tax, people.tax_keys(held, -NEVER)),
            "second_EDUKEY": only(second < NEVER, people.tax_keys(held, NEVER)),
            "second_key_from": unless(NEVER, second),
            "PUPILMATCHINGREFANONYMOUS": only(people.has_school_key[held], people.school_keys(held)),
            "at_college": people.at_college[held],
            "at_school": people.at_school[held],
            "at_university": people.at_university[held],
            "university_linked": (people.at_university & people.university_leads_to_school_key)[held],
        }


def _write_truth_of_places(folder: Path, of: Population) -> None:
    """Which provider and university stands behind each pseudonym, and what the columns of the truth mean."""
    seed = of.settings.seed
    listed = registered()
    numbers = np.array([one.number for one in listed])
    universities = np.arange(INSTITUTIONS)
    write_lines(
        folder / TRUTH / "provider.csv",
        ("ukprn", "ukprn_anon", "name"),
        zip(
            (provider(n).ukprn for n in numbers.tolist()),
            provider_keys(numbers, seed).tolist(),
            (one.name for one in listed),
            strict=True,
        ),
    )
    write_lines(
        folder / TRUTH / "institution.csv",
        ("institution", "XINSTID01_ANON"),
        zip(universities.tolist(), institution_keys(universities, seed).to_pylist(), strict=True),
    )
    write_lines(
        folder / TRUTH / "dictionary.csv",
        ("table", "column", "meaning"),
        (
            (table, name, meaning)
            for table, of_table in (("person", PERSON), ("record", RECORD))
            for name, _, meaning in of_table
        ),
    )
