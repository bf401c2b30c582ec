"""The extracts of the National Pupil Database about a population: a folder for each kind of record, with a file for
each region, year and term, and the truth beside them.

A region is written by any process, from its own people alone; its truth is written last, and a region that has it is
not written again. Columns have the names under which the department delivers them: with term and year in the census.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from alder.errors import UsageError
from alder.model.layout import TERMS as TERM_NAMES
from alder.model.period import AcademicYear
from alder.rights import for_everybody
from alder.sources import catalogue
from alder.synth.leo.leo_columns import only, unless, worded
from alder.synth.leo.record_files import RecordFile, RecordForm, each_region, write_lines, write_truth
from alder.synth.npd.census_records import CensusRecords, terms_of
from alder.synth.npd.key_stages import FIRST_KEY_STAGE_2, WITHOUT_TESTS, KeyStages
from alder.synth.npd.pupils import FIRST_CENSUS, NpdPupils
from alder.synth.npd.results_at_18 import ResultsAt18
from alder.synth.npd.sixth_forms import COMPLETED, FIRST_AIMS, GRADES, SixthForms, a_levels
from alder.synth.population.draws import NEVER
from alder.synth.population.population import Population, claim, versions
from alder.synth.returns.region_learning import RegionLearning

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alder.synth.leo.leo_columns import Columns
    from alder.synth.population.draws import Array

NPD_RECORDS: Final = {
    "pupil": "npd_census",
    "ks2_pupil": "npd_ks2",
    "ks4_pupil": "npd_ks4",
    "plams": "plams",
    "ks5_student": "npd_ks5",
    "ks5_exam": "npd_ks5",
}
"""Kinds of record that are written, each with its source in the catalogue."""
_SETTINGS, _TRUTH = "npd.json", "truth"

PUPIL: Final = (
    ("person", pa.int64(), "The number of the person in the population."),
    ("PupilMatchingRefAnonymous", pa.string(), "The key of the person in these files."),
    ("second_PupilMatchingRefAnonymous", pa.string(), "Another such key, of who has two."),
    ("second_key_from", pa.int16(), "The starting year of the first academic year that has the second key."),
    ("independent_primary", pa.bool_(), "At an independent school up to year 6."),
    ("independent_secondary", pa.bool_(), "At an independent school from year 7 on."),
    ("taught_at_home", pa.bool_(), "Taught at home, and so in no file."),
    ("sixth_form", pa.bool_(), "In a sixth form of a school after 16."),
    ("ethnicity", pa.int8(), "The true ethnic group, in codes of the ILR."),
)
"""Columns of the truth: one row for everybody who is of an age for school in a year of the census."""
SIXTH_FORM_AIM: Final = (
    ("person", pa.int64(), "The number of the person in the population."),
    ("QN", pa.string(), "What is studied."),
    ("core", pa.bool_(), "The core aim."),
    ("begins", pa.int16(), "The starting year of the academic year in which it begins."),
    ("planned", pa.date32(), "The planned end."),
    ("ended", pa.date32(), "The last day."),
    ("status", pa.int8(), "What came of it: 2 completed, 3 withdrawn, 4 changed for another."),
    ("grade", pa.string(), "The grade of whoever completed it."),
)
"""Columns of the truth about study at school after 16, of which the population itself has no word."""


@dataclass(frozen=True)
class WantedNpd:
    """What is to be written of a population: kinds of record, starting years, regions from 1; none named means all.

    Keys are of these files alone unless they are to be `as_in_leo`, those to which files of LEO of the same population
    lead.
    """

    records: tuple[str, ...] = tuple(NPD_RECORDS)
    first: int = FIRST_KEY_STAGE_2
    last: int = 9999
    regions: tuple[int, ...] = ()
    form: RecordForm = RecordForm.PARQUET
    as_in_leo: bool = False


@dataclass
class WrittenExtract:
    """What was written of one region: rows and bytes by kind of record."""

    region: int
    rows: dict[str, int] = field(default_factory=dict)
    bytes: int = 0
    pupils: int = 0
    with_two_keys: int = 0
    there_already: bool = False


@for_everybody()
def write_population_npd(
    out: str | Path,
    population: str | Path,
    wanted: WantedNpd | None = None,
    *,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> list[WrittenExtract]:
    """Write the extracts of the National Pupil Database about a population, region by region; `progress` is told of
    each region.

    The same population and wants give the same bytes, with any number of workers. A folder that was begun with other
    wants is refused.
    """
    folder, source, asked = Path(out), Path(population), wanted or WantedNpd()
    of = Population(source)
    regions = of.regions(asked.regions)
    if other := [name for name in asked.records if name not in NPD_RECORDS]:
        raise UsageError(f"{other[0]} is no kind of record of these", where=f"There are {', '.join(NPD_RECORDS)}.")
    if of.settings.last_year < asked.first:
        raise UsageError(
            f"the population ends before {AcademicYear(asked.first).label}",
            next="Ask for earlier years, or make a population with other --years.",
        )
    said = {
        "about": "Made-up extracts of the National Pupil Database. Nobody in them exists.",
        "population": of.manifest["settings"],
        "wanted": {name: value for name, value in asdict(asked).items() if name != "regions"},
        "versions": versions(),
    }
    claim(folder / _SETTINGS, said, "other extracts of the National Pupil Database")
    write_lines(
        folder / _TRUTH / "dictionary.csv",
        ("table", "column", "meaning"),
        (
            (table, name, meaning)
            for table, columns in (("pupil", PUPIL), ("sixth-form-aim", SIXTH_FORM_AIM))
            for name, _, meaning in columns
        ),
    )
    found = []
    for part in each_region(regions, partial(write_pupils, folder, source, asked), workers):
        found.append(part)
        if progress:
            progress(1)
    return sorted(found, key=lambda part: part.region)


def write_pupils(folder: Path, source: Path, wanted: WantedNpd, region: int) -> WrittenExtract:
    """All files about the pupils of a region, and the truth about them last."""
    done = WrittenExtract(region + 1)
    receipt = folder / _TRUTH / f"pupil-region-{done.region}.parquet"
    if receipt.is_file():
        done.there_already = True
        return done
    of = Population(source)
    last = min(wanted.last, of.settings.last_year)
    pupils = NpdPupils(RegionLearning(of, region), of.settings.people, last, as_in_leo=wanted.as_in_leo)
    census = CensusRecords(pupils, of.settings.people)
    stages = KeyStages(pupils, census, of.settings.people)
    forms = SixthForms(pupils)
    at_18 = ResultsAt18(pupils, stages, forms)

    def write(name: str, year: int, columns: Columns, term: str = "") -> None:
        when = (AcademicYear(year).hyphenated, *((term,) if term else ()))
        file = RecordFile(NPD_RECORDS[name], name, (*when, f"region-{done.region}"), wanted.form)
        names = _delivered(name, year, term)
        rows, size = file.write(folder, {n: column for n, column in columns.items() if n in names}, names)
        done.rows[name] = done.rows.get(name, 0) + rows
        done.bytes += size

    for year in range(max(wanted.first, FIRST_KEY_STAGE_2), last + 1):
        if "pupil" in wanted.records and year >= FIRST_CENSUS:
            for term in terms_of(year):
                write("pupil", year, census.of_term(year, term), term)
        if "ks2_pupil" in wanted.records and year not in WITHOUT_TESTS:
            write("ks2_pupil", year, stages.key_stage_2(year))
        if "ks4_pupil" in wanted.records and year >= FIRST_CENSUS:
            write("ks4_pupil", year, stages.key_stage_4(year))
        if "plams" in wanted.records and year >= FIRST_AIMS:
            write("plams", year, forms.returned(year))
        if year >= FIRST_CENSUS and {"ks5_student", "ks5_exam"} & {*wanted.records}:
            for name, columns in at_18.tables(year).items():
                if name in wanted.records:
                    write(name, year, columns)
    done.pupils, done.with_two_keys = pupils.size, int((pupils.second_key_from < NEVER).sum())
    aims = receipt.with_name(f"sixth-form-aim-region-{done.region}.parquet")
    write_truth(aims, _truth_of_aims(pupils, forms), SIXTH_FORM_AIM)
    write_truth(receipt, _truth(pupils), PUPIL)
    return done


@cache
def _delivered(name: str, year: int, term: str) -> Mapping[str, str]:
    """The fields that a kind of record has in a year, and the names that their columns have then."""
    entity = catalogue.source(NPD_RECORDS[name]).entity(name)
    of = AcademicYear(year)
    short = next((mark for mark, word in TERM_NAMES.items() if word == term), "")
    shape = next(pattern for pattern in entity.patterns if of in pattern.years)
    return {f.name: shape.named(f.name).written(of, short) for f in entity.fields if of in f.years}


def _truth(pupils: NpdPupils) -> Mapping[str, pa.Array | Array]:
    every = np.arange(pupils.size)
    second = pupils.second_key_from
    primary, secondary = pupils.is_independent
    return {
        "person": pupils.number,
        "PupilMatchingRefAnonymous": pupils.pupil_keys(every, -NEVER),
        "second_PupilMatchingRefAnonymous": only(second < NEVER, pupils.pupil_keys(every, NEVER)),
        "second_key_from": unless(NEVER, second),
        "independent_primary": primary,
        "independent_secondary": secondary,
        "taught_at_home": pupils.is_taught_at_home,
        "sixth_form": pupils.goes_to_sixth_form,
        "ethnicity": pupils.ethnicity,
    }


def _truth_of_aims(pupils: NpdPupils, forms: SixthForms) -> Mapping[str, pa.Array | Array]:
    aims = forms.aims
    return {
        "person": pupils.number[aims.owner],
        "QN": worded(aims.listed, [ref for ref, _, _ in a_levels()]),
        "core": aims.nth == 0,
        "begins": aims.begins,
        "planned": aims.planned.astype(np.int32),
        "ended": aims.ended.astype(np.int32),
        "status": aims.status,
        "grade": only(aims.status == COMPLETED, worded(aims.grade, GRADES)),
    }
