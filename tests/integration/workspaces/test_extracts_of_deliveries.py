"""An extract is what its plan names of the deliveries of any source; a person has one key where that may be linked."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support.deliveries import Stored

import alder
from alder.engine.store import Store
from alder.environment import Environment
from alder.errors import AlderError
from alder.governance.agreement import Agreement, AgreementState
from alder.governance.roles import Denied
from alder.workspaces.extract_building import build_extract
from alder.workspaces.extract_plan import ExtractPlan, read_plan
from alder.workspaces.made_up_deliveries import empty_fields
from alder.workspaces.made_up_extract import make_up_by_plan
from alder.workspaces.project_extract import read_extract

PERSON = {name: f"{name}{'0' * (18 - len(name))}" for name in ("ada", "bob", "cat", "dan")}
"""Pupil matching references."""
ULN = {"ada": 1000000027, "bob": 1000000035, "cat": 1000000043, "dan": 1000000051}

DELIVERED = {
    "npd_census.pupil": f"""
        PupilMatchingRefAnonymous | ULN_Census    | Surname    | AcademicYear | Gender | LAEstab_anon | EthnicGroupMajor
        {PERSON["ada"]}           | {ULN["ada"]}  | SECRETNAME | 2015/2016    | F      | S77SECRET    | WHIT
        {PERSON["bob"]}           | {ULN["bob"]}  | SECRETNAME | 2015/2016    | M      | S77SECRET    | BLAC
    """,
    "npd_ks4.ks4_pupil": f"""
        PupilMatchingRefAnonymous | UPN           | ACADYR    | GENDER | FSM | P8SCORE | LAESTAB_anon
        {PERSON["ada"]}           | A801200001001 | 2015/2016 | F      | 0   | 0.5     | S77SECRET
        {PERSON["bob"]}           |               | 2015/2016 | M      | 1   | -0.25   | S77SECRET
        {PERSON["cat"]}           |               | 2015/2016 | F      | 1   | 1.5     | S78SECRET
        {PERSON["dan"]}           |               | 2014/2015 | F      | 0   | 0.1     | S77SECRET
    """,
    "plams": f"""
        PupilMatchingRefAnonymous | ACADYR    | QN       | LearningStartDate | LearningAimStatus
        {PERSON["ada"]}           | 2016/2017 | 60000001 | 2016-09-05        | 2
        {PERSON["ada"]}           | 2016/2017 | 60000002 | 2016-09-05        | 3
        {PERSON["cat"]}           | 2016/2017 | 60000001 | 2016-10-01        | 1
    """,
    "hesa.student": f"""
        SID               | OWNSTU     | ULN          | BIRTHDTE   | SEXID | TTPCODE
        90000000000000001 | SECRETNAME | {ULN["ada"]} | 2000-03-14 | 10    | ZZ9 9ZZ
        90000000000000002 | SECRETNAME | {ULN["cat"]} | 2000-11-02 | 10    | ZZ9 9ZZ
    """,
    "graduate_outcomes.core": """
        GRADUATEKEY | SID               | UKPRN    | NUMHUS     | SALARY | EMPNAME
        G1          | 90000000000000001 | 10000001 | N000000001 | 23450  | SECRETNAME
        G2          |                   | 10000001 | N000000002 | 31999  | SECRETNAME
    """,
    "apprenticeship_service.apprenticeship": f"""
        Id | CommitmentId | Uln          | FirstName  | LastName   | DateOfBirth | CourseCode | Cost | StartDate
        1  | 70001        | {ULN["bob"]} | SECRETNAME | SECRETNAME | 2000-01-09  | 119        | 9000 | 2019-09-01
        2  | 70001        | {ULN["dan"]} | SECRETNAME | SECRETNAME | 1999-05-30  | 119        | 8000 | 2019-10-01
    """,
    "leo.ae_id_to_pmr": f"""
        AE_ID | PUPILMATCHINGREFANONYMOUS
        51    | {PERSON["ada"]}
        52    | {PERSON["bob"]}
    """,
    "leo.ae_id_to_edukey": """
        AE_ID | EDUKEY
        51    | KEYSECRET00001
        52    | KEYSECRET00002
    """,
    "leo.earnings": """
        EduKey         | TaxYear | Earnings | Main_Section | main_enterprise
        KEYSECRET00001 | 201920  | 23,450   | P            | ENTSECRET
        KEYSECRET00002 | 201920  | 8120     | G            | ENTSECRET
        KEYSECRET00009 | 201920  | 999      | G            | ENTSECRET
    """.replace(",", ""),
}
UNDATED = {
    "hesa.student": "2022/23",
    "graduate_outcomes.core": "2022/23",
    "apprenticeship_service.apprenticeship": "2019/20",
}

HEAD = """
form = 1
agreement = "A-0151"
project = "schools"
"""
TABLES = {
    "npd_census_pupil": """
        source = "npd_census"
        record = "pupil"
        years = ["2015/16"]
        fields = ["Gender", "LAEstab_anon"]
    """,
    "npd_ks4_ks4_pupil": """
        source = "npd_ks4"
        record = "ks4_pupil"
        years = ["2015/16"]
        where = "FSM = 1"
        fields = ["GENDER", "P8SCORE", "LAESTAB_anon"]
    """,
    "plams": """
        source = "plams"
        years = ["2016/17"]
        fields = ["LearningAimStatus"]
        dates = { LearningStartDate = "month" }
    """,
    "hesa_student": """
        source = "hesa"
        record = "student"
        years = ["2022/23"]
        fields = ["SEXID"]
        dates = { BIRTHDTE = "year" }
        variables = ["age_at_31_august"]
    """,
    "graduate_outcomes_core": """
        source = "graduate_outcomes"
        record = "core"
        years = ["2022/23"]
        fields = ["UKPRN"]
        keys = ["NUMHUS"]
        bands = { SALARY = 5000 }
    """,
    "apprenticeship_service_apprenticeship": """
        source = "apprenticeship_service"
        record = "apprenticeship"
        years = ["2019/20"]
        fields = ["CourseCode"]
        keys = ["CommitmentId"]
        dates = { DateOfBirth = "month" }
    """,
    "leo_earnings": """
        source = "leo"
        record = "earnings"
        years = ["2019/20"]
        fields = ["Main_Section", "main_enterprise"]
        bands = { Earnings = 1000 }
    """,
}
LINKS = """
link = ["ULN", "PMR", "SID", "AE_ID", "EDUKEY"]
through = ["npd_census.pupil", "hesa.student", "leo.ae_id_to_pmr", "leo.ae_id_to_edukey"]
"""
WHOLE = HEAD + LINKS + "".join(f"[[tables]]{text}" for text in TABLES.values())

HOLDS = """
    npd_census_pupil                      | 2 | academic_year person_key Gender LAEstab_anon
    npd_ks4_ks4_pupil                     | 2 | academic_year person_key GENDER P8SCORE LAESTAB_anon
    plams                                 | 3 | academic_year person_key LearningAimStatus LearningStartDate_month
    hesa_student                          | 2 | academic_year person_key age_at_31_august SEXID BIRTHDTE_year
    graduate_outcomes_core                | 2 | academic_year person_key UKPRN NUMHUS_key SALARY_band
    apprenticeship_service_apprenticeship | 2 | academic_year person_key CourseCode CommitmentId_key DateOfBirth_month
    leo_earnings                          | 3 | academic_year person_key Main_Section main_enterprise Earnings_band
"""
"""Each table with its rows, and its columns, which are no others."""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    stored = Stored(tmp_path_factory.mktemp("deliveries"))
    for record, text in DELIVERED.items():
        stored.load(record if "." in record else f"{record}.{record}", text, year=UNDATED.get(record, ""))
    return alder.open(stored.folder / "store")


def planned(folder: Path, text: str) -> ExtractPlan:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.toml").write_text(text, encoding="utf-8")
    return read_plan(folder / "plan.toml")


def built(environment: Environment, folder: Path, text: str = WHOLE) -> Path:
    build_extract(environment.store, planned(folder, text), folder / "extract")
    return folder / "extract"


@pytest.fixture(scope="module")
def extract(environment: Environment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(environment, tmp_path_factory.mktemp("project"))


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return found


def lines_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def people(folder: Path, table: str) -> set[str]:
    return {row["person_key"] for row in rows(folder, table) if row["person_key"]}


@pytest.mark.parametrize("line", [line.strip() for line in HOLDS.strip().splitlines()])
def test_each_table_has_the_rows_and_columns_that_the_plan_names(extract: Path, line: str) -> None:
    table, count, columns = (part.strip() for part in line.split("|"))
    found = rows(extract, table)
    assert (len(found), list(found[0])) == (int(count), columns.split())
    with duckdb.connect(str(extract / "extract.duckdb"), read_only=True) as database:
        assert database.sql(f'SELECT * FROM "{table}"').arrow().read_all().to_pylist() == found


def test_what_is_left_of_a_value_is_what_was_approved(extract: Path) -> None:
    assert {row["SALARY_band"] for row in rows(extract, "graduate_outcomes_core")} == {20000, 30000}
    assert {row["Earnings_band"] for row in rows(extract, "leo_earnings")} == {23000, 8000, 0}
    assert {row["LearningStartDate_month"] for row in rows(extract, "plams")} == {"2016-09", "2016-10"}
    assert {(row["BIRTHDTE_year"], row["age_at_31_august"]) for row in rows(extract, "hesa_student")} == {
        ("2000", 22),
        ("2000", 21),
    }
    assert sorted(row["P8SCORE"] for row in rows(extract, "npd_ks4_ks4_pupil")) == [-0.25, 1.5]


def test_nothing_unapproved_is_in_any_byte_of_the_folder(extract: Path) -> None:
    hidden = ["SECRET", "ZZ9", "2000-03-14", "23450", "A801200001001", *PERSON.values(), *map(str, ULN.values())]
    for file in extract.iterdir():
        content = file.read_bytes()
        if file.suffix == ".parquet":  # as it is once it is unpacked
            content = str(pq.read_table(file).to_pydict()).encode()
        assert not [word for word in hidden if word.encode() in content], file.name


def test_a_person_has_one_key_in_every_table_that_is_linked(extract: Path) -> None:
    """Ada is in five tables, under four numbers; Cat is told at school and university apart, which nothing links."""
    ada = {row["person_key"] for row in rows(extract, "npd_census_pupil") if row["Gender"] == "F"}
    (bob,) = people(extract, "npd_census_pupil") - ada
    for table, there in (("plams", ada), ("hesa_student", ada), ("graduate_outcomes_core", ada), ("leo_earnings", ada)):
        assert there <= people(extract, table), table
    for table in ("npd_ks4_ks4_pupil", "apprenticeship_service_apprenticeship", "leo_earnings"):
        assert bob in people(extract, table), table
    assert len(people(extract, "leo_earnings")) == 3
    (cat_at_school,) = people(extract, "npd_ks4_ks4_pupil") - {bob}
    assert cat_at_school in people(extract, "plams")
    assert cat_at_school not in people(extract, "hesa_student")
    at_school, at_exams = (
        {row[name] for row in rows(extract, table)}
        for table, name in (
            ("npd_census_pupil", "LAEstab_anon"),
            ("npd_ks4_ks4_pupil", "LAESTAB_anon"),
        )
    )
    assert at_school < at_exams, "a school has one key in all tables of the project"


def test_nothing_is_linked_that_the_plan_does_not_let(environment: Environment, tmp_path: Path) -> None:
    alone = built(environment, tmp_path / "alone", WHOLE.replace(LINKS, ""))
    by_pmr = built(environment, tmp_path / "pmr", WHOLE.replace(LINKS, 'link = ["PMR"]\n'))
    names = list(TABLES)
    for n, table in enumerate(names):
        for other in names[n + 1 :]:
            shared = people(alone, table) & people(alone, other)
            assert not shared, (table, other)
    assert people(by_pmr, "npd_census_pupil") & people(by_pmr, "npd_ks4_ks4_pupil")
    assert not people(by_pmr, "npd_census_pupil") & people(by_pmr, "apprenticeship_service_apprenticeship")


def test_no_key_of_one_project_is_in_another(environment: Environment, extract: Path, tmp_path: Path) -> None:
    """P10 and T30, of people and of everything else that is numbered."""
    again = built(environment, tmp_path / "again", f"{HEAD}{LINKS}[[tables]]{TABLES['npd_census_pupil']}")
    assert rows(again, "npd_census_pupil") == rows(extract, "npd_census_pupil")
    other = built(environment, tmp_path / "other", WHOLE.replace('"schools"', '"others"'))
    keys = {"person_key", "LAEstab_anon", "LAESTAB_anon", "UKPRN", "NUMHUS_key", "CommitmentId_key", "main_enterprise"}
    for table in TABLES:
        for name in keys & set(rows(extract, table)[0]):
            ours, theirs = ({row[name] for row in rows(folder, table)} - {None} for folder in (extract, other))
            assert len(ours) == len(theirs) > 0
            assert not ours & theirs, (table, name)


def test_a_number_with_another_date_of_birth_is_not_taken_for_the_person(tmp_path: Path) -> None:
    stored = Stored(tmp_path)
    stored.load("hesa.student", DELIVERED["hesa.student"], year="2022/23")
    changed = DELIVERED["apprenticeship_service.apprenticeship"].replace(str(ULN["bob"]), str(ULN["ada"]))
    stored.load("apprenticeship_service.apprenticeship", changed, year="2019/20")
    tables = "".join(
        f"[[tables]]{TABLES[f'{name}']}" for name in ("hesa_student", "apprenticeship_service_apprenticeship")
    )
    folder = built(alder.open(tmp_path / "store"), tmp_path / "project", f'{HEAD}link = ["ULN"]\n{tables}')
    assert not people(folder, "hesa_student") & people(folder, "apprenticeship_service_apprenticeship")
    notes = lines_of(folder / "quality.csv")
    (doubtful,) = [line for line in notes if line["about"] == "doubtful" and line["table"].startswith("apprentice")]
    assert (doubtful["found"], doubtful["of"]) == ("1", "2")


def test_notes_on_quality_and_a_dictionary_lie_beside(extract: Path) -> None:
    notes = lines_of(extract / "quality.csv")
    assert {line["kind"] for line in notes} >= {"grade", "weakness", "break", "delivery", "link", "people"}
    match = {line["about"]: line for line in notes if line["kind"] == "found in npd_ks4_ks4_pupil"}
    assert [(match[one]["found"], match[one]["of"]) for one in ("all", "Gender F", "Gender M")] == [
        ("1", "2"),
        ("0", "1"),
        ("1", "1"),
    ]
    assert match["all"]["percent"] == "50.0"
    said = {(line["table"], line["column"]): line for line in lines_of(extract / "dictionary.csv")}
    assert list(said) == [(table, column) for table in TABLES for column in rows(extract, table)[0]]
    assert said["graduate_outcomes_core", "UKPRN"]["meaning"] == "Provider. A key of the project in its place."
    assert said["leo_earnings", "Earnings_band"]["meaning"].endswith("The next lower 1,000.")
    assert all(line["meaning"] for line in said.values())
    manifest = json.loads((extract / "manifest.json").read_text(encoding="utf-8"))
    assert {line["table"] for line in manifest["deliveries"]} == set(TABLES)


@pytest.mark.parametrize(
    ("table", "old", "new", "says"),
    [
        ("npd_census_pupil", '"Gender"', '"UPN"', "UPN never goes into an extract"),
        ("npd_census_pupil", '"Gender"', '"Surname"', "Surname never goes into an extract"),
        ("npd_census_pupil", '"Gender"', '"Shoe"', "no field of npd_census_pupil called Shoe"),
        ("npd_ks4_ks4_pupil", '"GENDER"', '"PupilMatchingRefAnonymous"', "never goes into an extract"),
        ("npd_ks4_ks4_pupil", "FSM = 1", "CANDNO = 1", "CANDNO"),
        ("npd_ks4_ks4_pupil", '"ks4_pupil"', '"pupil"', "no record of npd_ks4 called pupil"),
        ("npd_ks4_ks4_pupil", '"P8SCORE"', '"PTSTNEWG"', "PTSTNEWG is in no npd_ks4_ks4_pupil of the years"),
        ("hesa_student", '"SEXID"', '"TTPCODE"', "TTPCODE never goes into an extract"),
        ("hesa_student", '"SEXID"', '"BIRTHDTE"', "BIRTHDTE is named twice"),
        ("hesa_student", "age_at_31_august", "level", "level cannot be worked out of hesa_student"),
        ("graduate_outcomes_core", '["NUMHUS"]', '["SID"]', "SID is no number of a record"),
        ("graduate_outcomes_core", "5000", "1", "whole numbers above 1"),
        ("plams", '["2016/17"]', '["2017/18"]', "no .* of 2017/18 is held"),
        ("plams", '["2016/17"]', '["2016/17", "2016/17"]', "2016/17 is named twice among the years"),
        ("plams", '"LearningAimStatus"', '"learningaimstatus"', "no field of plams called learningaimstatus"),
        ("plams", '"LearningAimStatus"', '"Gender"', "no column is Gender in what is held of plams"),
        ("leo_earnings", '"leo"', '"nomis"', "no extract can be built of nomis"),
        ("leo_earnings", '"earnings"', '"furlough"', "no field of leo_furlough called Main_Section"),
        ("leo_earnings", '["2019/20"]', '"undated"', r"rows of leo_earnings say of which year they are \(TaxYear\)"),
        ("leo_earnings", '["2019/20"]', "[]", "of which years leo_earnings is wanted is not said"),
        ("leo_earnings", "bands", "keys = ['EduKey']\nbands", "EduKey is no number of a record"),
        ("leo_earnings", "bands", "link = ['ULN']\nbands", "there is no part of a table of a plan called link"),
    ],
)
def test_what_was_not_approved_or_is_not_held_is_refused_by_name_before_anything_is_read(
    environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, old: str, new: str, says: str
) -> None:
    assert old in TABLES[table]
    text = f"{HEAD}[[tables]]{TABLES[table].replace(old, new, 1)}"

    def opened(*_: object, **__: object) -> None:
        raise AssertionError("records were opened")

    monkeypatch.setattr(Store, "engine", opened)
    with pytest.raises(AlderError, match=says):
        built(environment, tmp_path, text)
    assert [path.name for path in tmp_path.iterdir()] == ["plan.toml"]


def test_an_amendment_is_built_once_it_is_in_force_and_nothing_after_the_end(
    environment: Environment, tmp_path: Path
) -> None:
    """P9: what runs on is the old plan, and the new one waits."""
    text = f"{HEAD}[[tables]]{TABLES['plams']}"
    now, wider = planned(tmp_path / "now", text), planned(tmp_path / "wider", text.replace("Status", 'Status", "QN'))
    day = datetime.now(UTC).date()
    signed = Agreement("A-0151", "P-1", "amara", AgreementState.ACTIVE, scope=now.sha256, start=day, end=day)

    def build(plan: ExtractPlan, agreement: Agreement, name: str) -> None:
        build_extract(environment.store, plan, tmp_path / name, agreement=agreement)

    build(now, signed, "extract")
    held = read_extract(tmp_path / "extract").sha256
    with pytest.raises(Denied, match="does not allow this plan"):
        build(wider, signed, "refused")
    assert read_extract(tmp_path / "extract").sha256 == held
    build(wider, replace(signed, scope=wider.sha256), "wider-extract")
    for changed, says in (
        ({"state": AgreementState.SUSPENDED}, r"not in force \(suspended\)"),
        ({"state": AgreementState.EXPIRED}, r"not in force \(expired\)"),
        ({"end": date(2020, 1, 1), "start": date(2019, 1, 1)}, "not in force"),
        ({"id": "A-0999"}, "that of agreement A-0151"),
    ):
        with pytest.raises(Denied, match=says):
            build(now, replace(signed, **changed), "refused")
    for days, says in (("starts = 2999-01-01", "holds from 01 January 2999"), ("ends = 2020-12-31", "ended with 31")):
        with pytest.raises(Denied, match=says):
            built(environment, tmp_path / days[:4], text.replace("form = 1", f"form = 1\n{days}"))
    manifest = tmp_path / "extract" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"ends": ""', '"ends": "2020-12-31"'), encoding="utf-8")
    with pytest.raises(Denied, match="could be used until 2020-12-31"):
        read_extract(tmp_path / "extract")


def test_the_name_of_an_employer_is_a_key_and_no_record_becomes_made_up_by_being_called_so(
    environment: Environment, tmp_path: Path
) -> None:
    named = TABLES["graduate_outcomes_core"].replace('["UKPRN"]', '["UKPRN", "EMPNAME"]')
    folder = built(environment, tmp_path, f"{HEAD}[[tables]]{named}")
    assert {len(row["EMPNAME"]) for row in rows(folder, "graduate_outcomes_core")} == {24}
    assert b"SECRETNAME" not in (folder / "extract.duckdb").read_bytes()
    with pytest.raises(AlderError, match="records that nobody called made up"):
        build_extract(environment.store, read_plan(tmp_path / "plan.toml"), tmp_path / "made-up", made_up=True)


def test_made_up_records_have_the_shape_of_the_real_ones(extract: Path, tmp_path: Path) -> None:
    plan = planned(tmp_path, WHOLE)
    make_up_by_plan(plan, tmp_path / "made-up", learners=30)
    for table in TABLES:
        real, tried = (pq.read_schema(folder / f"{table}.parquet") for folder in (extract, tmp_path / "made-up"))
        assert real == tried, table
        assert len(people(tmp_path / "made-up", table)) > 30
    linked = [people(tmp_path / "made-up", table) for table in TABLES]
    assert set.intersection(*linked), "people are followed from source to source"
    assert read_extract(tmp_path / "made-up").made_up
    assert empty_fields(plan) == [
        "hesa_student.SEXID",
        "apprenticeship_service_apprenticeship.CourseCode",
        "leo_earnings.Main_Section",
    ]
    copy = planned(
        tmp_path / "copy",
        WHOLE + '[[tables]]\nsource = "ilr"\nrecord = "lilr_aims"\nyears = ["2019/20"]\nfields = ["AimType"]',
    )
    with pytest.raises(AlderError, match="cannot be made up yet"):
        make_up_by_plan(copy, tmp_path / "copy-made-up", learners=30)


def test_a_record_that_is_of_no_year_is_named_so(environment: Environment, tmp_path: Path) -> None:
    Stored(tmp_path).load("leo.employment", "EduKey | StartDate | EndDate\nKEYSECRET00001 | 2019-09-01 | 2020-01-31")
    table = 'source = "leo"\nrecord = "employment"\nyears = "undated"\ndates = { StartDate = "month" }\n'
    folder = built(alder.open(tmp_path / "store"), tmp_path / "project", f"{HEAD}[[tables]]\n{table}")
    (row,) = rows(folder, "leo_employment")
    assert list(row) == ["person_key", "StartDate_month"]
    with pytest.raises(AlderError, match="rows do not say of which year they are"):
        built(
            alder.open(tmp_path / "store"),
            tmp_path / "dated",
            f"{HEAD}[[tables]]\n{table}".replace('"undated"', '["2019/20"]'),
        )


def test_an_empty_table_is_a_table_with_its_columns(environment: Environment, tmp_path: Path) -> None:
    text = TABLES["npd_ks4_ks4_pupil"].replace("FSM = 1", "FSM = 1 and P8SCORE > 5")
    folder = built(environment, tmp_path, f"{HEAD}[[tables]]{text}")
    found = pq.read_table(folder / "npd_ks4_ks4_pupil.parquet")
    assert (found.num_rows, found.schema.field("P8SCORE").type) == (0, pa.float64())
