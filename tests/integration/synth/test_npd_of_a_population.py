"""Extracts of the pupil database of a made-up population: loaded as any delivery, they answer what is true of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.support.commands import refused, run
from tests.support.text_tables import rows

import alder
from alder.environment import Environment
from alder.model.statistic import TOTAL
from alder.sources import catalogue
from alder.synth.leo.leo_writing import RECORDS
from alder.synth.npd.census_records import MINOR, census_day, coded, terms_of
from alder.synth.npd.npd_writing import NPD_RECORDS
from alder.synth.npd.pupils import HARDNESS

REGION, FIRST, LAST = 7, 2014, 2019
PUPIL = "PupilMatchingRefAnonymous"
LINKED = ("lilr_aims", "education_records_lookup", "ae_id_to_pmr", "ae_id_to_edukey", "employment", "benefits")
"""Kinds of record of LEO that destinations after 16 rest on."""


def made(folder: Path, *options: object) -> str:
    return run("synth", "npd", "--population", folder / "people", "--years", f"{FIRST}..{LAST}", *options)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("npd")
    people = ("--people", 16_000, "--region", REGION, "--years", f"{FIRST}..{LAST}")
    run("synth", "population", "--out", found / "people", *people)
    made(found, "--out", found / "npd")
    return found


@pytest.fixture(scope="module")
def store(folder: Path) -> Environment:
    environment = alder.open(folder / "store")
    for record, source in NPD_RECORDS.items():
        environment.load_source(folder / "npd" / record, source=source, entity=record)
    return environment


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a table of the population."""
    return [row for file in sorted((folder / "people" / name).glob("*")) for row in pq.read_table(file).to_pylist()]


def records(folder: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a kind of record by the names of its fields."""
    columns = catalogue.source(NPD_RECORDS[name]).entity(name).columns
    found = []
    for file in sorted((folder / "npd" / name).glob("*")):
        whole = pq.read_table(file)
        found += whole.rename_columns([columns.match(c)[0].field.name for c in whole.column_names]).to_pylist()
    return found


@pytest.fixture(scope="module")
def truth(folder: Path) -> list[dict[str, Any]]:
    return pq.read_table(folder / "npd" / "truth" / f"pupil-region-{REGION}.parquet").to_pylist()


@pytest.fixture(scope="module")
def whose(truth: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """By key, the person who stands behind it."""
    return {row[name]: row for row in truth for name in (PUPIL, f"second_{PUPIL}") if row[name]}


# What the files say is what is true -----------------------------------------------------------------------------------


def test_the_cohort_at_16_is_that_of_the_population_but_for_who_is_taught_at_home(
    folder: Path, whose: dict[str, dict[str, Any]]
) -> None:
    year = 2016
    at_home = {row["person"] for row in whose.values() if row["taught_at_home"]}
    cohort = {r["person"] for r in table(folder, "schooling") if r["key_stage_4_year"] == year} - at_home
    told = {row[PUPIL]: row for row in records(folder, "ks4_pupil") if row["ACADYR"] == "2016/2017"}
    assert {whose[key]["person"] for key in told} == cohort
    assert len(told) == len(cohort) > 8
    sex = {row["person"]: row["sex"] for row in table(folder, "person")}
    assert sum(row["GENDER"] != sex[whose[key]["person"]] for key, row in told.items()) <= 1


def test_results_are_those_of_the_population(folder: Path, whose: dict[str, dict[str, Any]]) -> None:
    true = {row["person"]: row for row in table(folder, "schooling")}
    compared = 0
    for row in records(folder, "ks4_pupil"):
        own = true[whose[row[PUPIL]]["person"]]
        year = own["key_stage_4_year"]
        numbered = "_91" if year >= 2017 else "_PTQ_EE"
        assert row["ACADYR"] == f"{year}/{year + 1}"
        assert row[f"APENG{numbered}"] == own["english_grade"]
        assert row[f"APMAT{numbered}"] == own["mathematics_grade"]
        if year >= 2015:
            assert row["ATT8"] == pytest.approx(own["attainment_8"], abs=0.01)
            places = [value for name, value in row.items() if name.startswith("SLOT")]
            assert sum(places) == pytest.approx(row["ATT8"], abs=0.05)
        compared += 1
    for row in records(folder, "ks2_pupil"):
        own = true[whose[row[PUPIL]]["person"]]
        if own["key_stage_2_year"] >= 2015 and row["READSCORE"] is not None:
            assert (row["READSCORE"], row["MATSCORE"]) == (own["reading"], own["mathematics"])
            assert row["READEXP"] == (own["reading"] >= 100)
            compared += 1
    assert compared > 150


def test_a_census_has_each_pupil_of_a_state_school_once_at_the_school_of_the_day(
    folder: Path, whose: dict[str, dict[str, Any]]
) -> None:
    on_roll, left = defaultdict(list), 0
    for row in records(folder, "pupil"):
        person = whose[row[PUPIL]]
        group = 0 if row["NCyearActual"] == "R" else int(row["NCyearActual"] or -1)
        if not row["OnRoll"]:
            left += 1
            assert row["RecordStatus"] == 101
            assert row["EntryDate"] <= row["LeavingDate"] <= row["CensusDate"]
            continue
        on_roll[row["CensusDate"]].append(person["person"])
        assert row["EntryDate"] <= row["CensusDate"]
        assert not person["taught_at_home"]
        assert not person["independent_primary" if group < 7 else "independent_secondary"]
        assert group < 12 or person["sixth_form"]
    assert left
    assert all(len(people) == len(set(people)) for people in on_roll.values())
    assert len(on_roll) == sum(len(terms_of(year)) for year in range(FIRST, LAST + 1))


@pytest.mark.parametrize("term", ["autumn", "spring"])
def test_pupils_who_are_in_no_census_are_as_few_as_the_table_of_hardness_says(
    folder: Path, whose: dict[str, dict[str, Any]], term: str
) -> None:
    """Of children of the nation whose age says that they are at school."""
    year, day = 2017, np.datetime64("1970-01-01") + census_day(2017, term)
    home = {r["person"]: r["since"] for r in reversed(table(folder, "home"))}
    true = {
        r["person"]
        for r in table(folder, "person")
        if 5 <= year - 1 - (r["born"].year - (r["born"].month < 9)) <= 14
        and home[r["person"]] <= day.item()
        and (not r["left"] or r["left"] > day.item().year)
    }
    outside = {
        r["person"]
        for r in whose.values()
        if r["independent_primary"] or r["independent_secondary"] or r["taught_at_home"]
    }
    told = {
        whose[r[PUPIL]]["person"] for r in records(folder, "pupil") if r["CensusDate"] == day.item() and r["OnRoll"]
    }
    missing = true - outside - told
    assert len(missing) < 0.04 * len(true)
    assert len(true) > 150


def test_ethnic_groups_are_those_of_the_population_but_for_few(folder: Path, whose: dict[str, dict[str, Any]]) -> None:
    told = {whose[r[PUPIL]]["person"]: r["EthnicGroupMinor"] for r in records(folder, "pupil")}
    true = {row["person"]: MINOR[row["ethnicity"]] for row in whose.values()}
    otherwise = [person for person, code in told.items() if code != true[person]]
    assert 0 < len(otherwise) < 0.08 * len(told)


def test_sixth_formers_who_stay_are_those_of_the_truth(
    folder: Path, store: Environment, whose: dict[str, dict[str, Any]]
) -> None:
    """Counted by the measure from what schools return a year later, and one by one from what is true."""
    year = 2017
    file = folder / "npd" / "truth" / f"sixth-form-aim-region-{REGION}.parquet"
    due = {
        row["person"]: row["status"]
        for row in pq.read_table(file).to_pylist()
        if row["core"] and row["begins"] == year - 1 and row["ended"] > date(year, 8, 1)
    }
    returned = {
        whose[row[PUPIL]]["person"]
        for row in records(folder, "plams")
        if row["ACADYR"] == f"{year + 1}/{year + 2}" and row["CoreAim"] == "1" and row["OnRoll"] == 0
    }
    private = {row["person"] for row in whose.values() if row["independent_secondary"]}
    true = Counter(status for person, status in due.items() if person in returned and person not in private)
    (row,) = alder.tabulate(store, "retention_rate_in_sixth_forms", year="2017/18").cells.to_pylist()
    assert (row["students"], row["retained"]) == (true[2] + true[3], true[2])
    assert true[2] > 3
    assert len(due.keys() - private - returned) <= 1


def test_results_at_18_are_those_that_colleges_return_and_those_of_sixth_forms(
    folder: Path, whose: dict[str, dict[str, Any]]
) -> None:
    told = {
        (whose[row[PUPIL]]["person"], row["QAN"], row["ACADYR"]): row["GRADE"] for row in records(folder, "ks5_exam")
    }
    file = folder / "npd" / "truth" / f"sixth-form-aim-region-{REGION}.parquet"
    at_school = {
        (row["person"], row["QN"], f"{row['begins'] + 1}/{row['begins'] + 2}"): row["grade"]
        for row in pq.read_table(file).to_pylist()
        if row["grade"] and FIRST <= row["begins"] + 1 <= LAST
    }
    at_college = {(row["person"], row["ref"]): row for row in table(folder, "aim") if row["status"] == 2}
    assert at_school.items() <= told.items()
    others = told.keys() - at_school.keys()
    assert all(at_college[person, ref]["grades"] in ("a_level", "diploma") for person, ref, _ in others)
    failed = {key for key in others if at_college[key[:2]]["outcome"] != 1}
    assert all((told[key] == "U") == (key in failed) for key in others)
    assert min(len(at_school), len(others)) > 10


def test_destinations_after_16_are_found_in_leo_under_the_same_keys(folder: Path, tmp_path: Path) -> None:
    """As many students as the file has, by sex; most are found somewhere in the year after."""
    some = ("--population", folder / "people", "--years", "2016..2018")
    own = [part for record in ("ks4_pupil", "pupil", "plams") for part in ("--record", record)]
    run("synth", "npd", *some, "--out", tmp_path, *own, "--as-in-leo")
    run("synth", "leo", *some, "--out", tmp_path / "leo", *(p for r in LINKED for p in ("--record", r)))
    environment = alder.open(tmp_path / "store")
    for record in ("ks4_pupil", "pupil", "plams"):
        environment.load_source(tmp_path / record, source=NPD_RECORDS[record], entity=record)
    for record in LINKED:
        environment.load_source(tmp_path / "leo" / record, source=RECORDS[record], entity=record)
    counts = alder.tabulate(environment, "key_stage_4_destination_rate", by="sex", year="2016/17")
    cells = {row["sex"]: row for row in counts.cells.to_pylist()}
    told = Counter(row["GENDER"] for row in records(folder, "ks4_pupil") if row["ACADYR"] == "2016/2017")
    assert {name: cells[name]["students"] for name in ("F", "M", TOTAL)} == {**told, TOTAL: told.total()}
    assert cells[TOTAL]["sustained"] > 0.6 * told.total()


# Keys -----------------------------------------------------------------------------------------------------------------


def test_keys_are_of_these_files_alone_and_some_have_two(folder: Path, truth: list[dict[str, Any]]) -> None:
    keys = [row[name] for row in truth for name in (PUPIL, f"second_{PUPIL}") if row[name]]
    assert len(keys) == len(set(keys)) > len(truth)
    assert all(key.startswith("MU") for key in keys)


def test_as_in_leo_keys_are_those_that_its_look_up_leads_to(folder: Path, tmp_path: Path) -> None:
    made(folder, "--out", tmp_path / "npd", "--as-in-leo", "--record", "ks4_pupil")
    run("synth", "leo", "--population", folder / "people", "--out", tmp_path / "leo", "--record", "ae_id_to_pmr")
    (file,) = (tmp_path / "leo" / "ae_id_to_pmr").iterdir()
    known = set(pq.read_table(file)["PUPILMATCHINGREFANONYMOUS"].to_pylist())
    truth = pq.read_table(tmp_path / "npd" / "truth" / f"pupil-region-{REGION}.parquet").to_pylist()
    two = {row[f"second_{PUPIL}"] for row in truth} - {None}
    told = {
        key
        for path in (tmp_path / "npd" / "ks4_pupil").iterdir()
        for key in pq.read_table(path)[f"KS4_{PUPIL}"].to_pylist()
    }
    assert told - two <= known
    assert not two & known


def test_how_hard_it_is_follows_the_committed_table() -> None:
    """A Black child who came from abroad and changed school: each makes a second key more likely."""
    yes, no = np.array([True]), np.array([False])
    ethnic = dict.fromkeys(("Mixed", "Asian", "Other", "Traveller", "White"), no) | {"Black": yes}
    share = HARDNESS.share_of("second_key", ethnic_group=ethnic, arrived={"yes": yes}, changed_school={"yes": yes})
    assert share.tolist() == pytest.approx([0.006 * 3 * 2 * 1.4])


# The files ------------------------------------------------------------------------------------------------------------

EMPTY = """
    field                | why
    UPN                  | kept by the department
    FormerUPN            | kept by the department
    ULN_Census           | kept by the department
    Surname              | kept by the department
    Forenames            | kept by the department
    EthnicGroup          | ended with 2008/09
    EthnicitySource      | ended with 2010/11
    LanguageGroup        | ended with 2008/09
    GandTindicator       | ended with 2011/12
    ServiceChildSource   | ended with 2009/10
    SpecialProvisionIndicator | ended with 2006/07
    Disability           | ended with 2011/12, and the form has no codes
    NSiblings_SGA        | the population has no families
    BirthOrder_SGA       | the population has no families
    GroupID_SGA          | the population has no families
    NSiblings_SGAS       | the population has no families
    BirthOrder_SGAS      | the population has no families
    GroupID_SGAS         | the population has no families
    DAFIndicator         | of children below the age of school
    FundedHours          | of children below the age of school
    HoursAtSetting       | of children below the age of school
    UnitContactTime      | of pupil referral units, which the population has not
    LA_LGR_anon          | of 2008/09 alone
    DataCollection       | of 2005/06 alone
    SourceTable          | ended with 2008/09
    ModeOfTravel         | ended with 2010/11
    OACODE               | ended with 2012/13
    LSOA01               | ended with 2013/14
    PostAdvanced         | ended with 2005/06
    Alevel               | ended with 2005/06
    GCSE                 | ended with 2005/06
    GNVQ                 | ended with 2005/06
    PreGNVQ              | ended with 2005/06
    NVQ                  | ended with 2005/06
    Other                | ended with 2005/06
    TLevelQualHrs        | of T Levels, which no school of the population has
    TLevelNon_qualHrs    | of T Levels, which no school of the population has
"""
"""Fields of the census without a value in the years that were asked for."""


def test_every_field_of_the_census_is_filled_or_empty_for_a_reason(folder: Path) -> None:
    filled = {name for row in records(folder, "pupil") for name, value in row.items() if value is not None}
    every = {f.name for f in catalogue.source("npd_census").entity("pupil").fields}
    assert every - filled == {row["field"] for row in rows(EMPTY)}


def test_columns_have_the_names_of_their_term_and_year(folder: Path) -> None:
    file = folder / "npd" / "pupil" / f"made-up-pupil-2016-17-spring-region-{REGION}.parquet"
    names = pq.read_schema(file).names
    assert {f"{PUPIL}_spr17", "Gender_spr17", "DistCurrSch_spr17"} < set(names)
    assert not {"QualHrs_spr17", "IDACI_S_spr17"} & set(names)


def test_every_kind_of_record_loads_without_a_finding_and_is_known_to_be_made_up(store: Environment) -> None:
    held = {delivery.entity: (dict(delivery.findings), delivery.made_up) for delivery in store.deliveries()}
    assert held == {record: ({}, True) for record in NPD_RECORDS}


def test_the_same_population_gives_the_same_bytes_whatever_else_is_asked_for(folder: Path, tmp_path: Path) -> None:
    said = made(
        folder, "--out", tmp_path / "some", "--record", "ks2_pupil", "--record", "plams", "--region", "Mereside"
    )
    files = [path.relative_to(tmp_path / "some") for path in (tmp_path / "some").glob("*/made-up*")]
    assert len(files) == 2 * (LAST - FIRST) + 1
    assert all((tmp_path / "some" / file).read_bytes() == (folder / "npd" / file).read_bytes() for file in files)
    assert "have two keys." in said
    assert "1 region written before" in made(folder, "--out", folder / "npd")


def test_a_text_stands_once_among_those_of_a_column() -> None:
    """Or else the writer of Parquet would choose between two, and bytes would change from run to run."""
    column = coded(np.array([0, 2, 1]), ("UNCL", "WHIT", "UNCL"))
    assert column.to_pylist() == ["UNCL", "UNCL", "WHIT"]
    assert column.dictionary.to_pylist() == ["UNCL", "WHIT"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--record", "marks"), "marks is no kind of record of these"),
        (("--years", "2025..2026"), "the population ends before 2025/26"),
        (("--region", "1"), "region 1, Fells and Firths, is not in the population"),
        (("--years", "2016..2019"), "holds other extracts of the National Pupil Database"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(folder: Path, options: tuple[str, ...], said: str) -> None:
    assert said in refused("synth", "npd", "--population", folder / "people", "--out", folder / "npd", *options)
