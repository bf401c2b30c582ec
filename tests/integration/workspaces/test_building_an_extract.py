"""An extract is what its plan names of the returns of a store, with keys of the project in the place of numbers."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import alder
from alder.cli.commands import cli
from alder.environment import Environment
from alder.errors import AlderError, NotProtected
from alder.sources.miniature import made_up_edition as miniature
from alder.synth import parse_years, write_returns
from alder.workspaces.extract_building import build_extract
from alder.workspaces.extract_plan import read_plan
from alder.workspaces.project_extract import read_extract
from alder.workspaces.project_folder import write_new

PLAN = """
form = 1
agreement = "A-0147"
project = "leavers"
source = "ilr"
years = ["2019/20", "2020/21"]
where = "level = 3 and FundModel = 25"
variables = ["level", "sex", "age_at_start", "home_region", "provider_region"]
fields = ["CompStatus", "PartnerUKPRN"]
dates = { DateOfBirth = "month", LearnStartDate = "year" }
"""
OWN = ["academic_year", "provider_key", "learner_key", "person_key"]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("extract")
    write_returns(folder / "returns", providers=2, learners=120, years=parse_years(("2019/20..2020/21",)), seed=5)
    opened = alder.open(folder / "store")
    opened.load(folder / "returns")
    miniature.load(opened.store)
    return opened


def built(environment: Environment, folder: Path, plan: str = PLAN) -> Path:
    """The folder of an extract that was built by a plan."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.toml").write_text(plan, encoding="utf-8")
    build_extract(environment.store, read_plan(folder / "plan.toml"), folder / "extract")
    return folder / "extract"


@pytest.fixture(scope="module")
def extract(environment: Environment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(environment, tmp_path_factory.mktemp("project"))


def rows(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(folder / "aims.parquet").to_pylist()
    return found


def by_hand(environment: Environment, condition: str) -> list[tuple[Any, ...]]:
    """Numbers of people and providers of the aims, by SQL over the files of the store."""
    store = environment.store.folder / "tables"
    read = "read_parquet('{}/**/*.parquet', union_by_name=true, hive_partitioning=false)"
    aims, people = (read.format(store / name) for name in ("learning_delivery", "learner"))
    return duckdb.sql(
        f"SELECT l.ukprn, l.LearnRefNumber, l.ULN, a.CompStatus, strftime(l.DateOfBirth, '%Y-%m')"
        f" FROM {aims} a JOIN {people} l USING (submission, learner) WHERE {condition}"
    ).fetchall()


def test_it_has_the_columns_that_the_plan_names_and_keys_and_no_others(extract: Path) -> None:
    wanted = [*OWN, "level", "sex", "age_at_start", "home_region", "provider_region", "CompStatus"]
    assert list(rows(extract)[0]) == [*wanted, "PartnerUKPRN", "DateOfBirth_month", "LearnStartDate_year"]
    assert {row["level"] for row in rows(extract)} == {"Level 3"}
    assert {row["academic_year"] for row in rows(extract)} == {"2019/20", "2020/21"}
    with duckdb.connect(str(extract / "extract.duckdb"), read_only=True) as database:
        assert database.sql("SELECT * FROM aims").arrow().read_all().to_pylist() == rows(extract)


def test_the_aims_are_those_of_the_returns_counted_by_hand(environment: Environment, tmp_path: Path) -> None:
    plan = PLAN.replace('where = "level = 3 and FundModel = 25"', 'where = "FundModel = 25"')
    found = rows(built(environment, tmp_path, plan))
    wanted = by_hand(environment, "a.FundModel = 25")
    assert len(found) == len(wanted) > 100
    ours = [(row["CompStatus"], row["DateOfBirth_month"]) for row in found]
    assert sorted(map(str, ours)) == sorted(str(line[3:]) for line in wanted)
    for key, place in (("provider_key", 0), ("person_key", 2)):
        assert len({row[key] for row in found}) == len({line[place] for line in wanted})
    assert len({row["learner_key"] for row in found}) == len({line[:2] for line in wanted})


def test_no_number_of_a_person_or_provider_is_anywhere_in_it(environment: Environment, extract: Path) -> None:
    numbers = {str(value) for line in by_hand(environment, "true") for value in line[:3] if value is not None}
    assert len(numbers) > 200
    for row in rows(extract):
        assert not numbers & {str(value) for value in row.values()}
    long = [number for number in numbers if len(number) > 7]
    whole = [int(number).to_bytes(8, "little") for number in long if number.isdigit()]
    assert len(whole) > 100
    for file in extract.iterdir():  # also in the gaps that a database leaves in its blocks
        data = file.read_bytes()
        assert not [number for number in long if number.encode() in data], file.name
        assert not [number for number in whole if number in data], file.name


def test_the_same_person_has_one_key_in_a_project_and_another_in_every_other(
    environment: Environment, extract: Path, tmp_path: Path
) -> None:
    """P10 and T30: nothing of one project can be joined with another."""
    other = built(environment, tmp_path, PLAN.replace("leavers", "other"))
    for key in OWN[1:]:
        ours, theirs = ({row[key] for row in rows(folder)} for folder in (extract, other))
        assert len(ours) == len(theirs)
        assert not ours & theirs
    years = {
        year: {row["person_key"] for row in rows(extract) if row["academic_year"] == year}
        for year in ("2019/20", "2020/21")
    }
    assert years["2019/20"] & years["2020/21"], "who goes on to a second year is the same person"


def test_the_keys_of_a_project_are_for_one_agreement_alone(environment: Environment, tmp_path: Path) -> None:
    """Who had the extract of an agreement could else find its people again in that of another."""
    built(environment, tmp_path / "one", PLAN.replace("leavers", "for-one"))
    with pytest.raises(AlderError, match="the project for-one is that of agreement A-0147"):
        built(environment, tmp_path / "other", PLAN.replace("leavers", "for-one").replace("A-0147", "A-0999"))
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["plan.toml"]
    built(environment, tmp_path / "again", PLAN.replace("leavers", "for-one").replace('"CompStatus", ', ""))


def test_aims_and_pupils_of_a_census_have_one_key_where_the_plan_links_them(
    environment: Environment, extract: Path, tmp_path: Path
) -> None:
    """The census has the learner number, key stage 4 has not: it is reached through the census."""
    numbers = sorted({line[2] for line in by_hand(environment, "true") if line[2]})[:40]
    pupils = [(f"{n:018}", uln) for n, uln in enumerate(numbers)]
    census = "".join(f"{pupil},{uln},2017/2018\n" for pupil, uln in pupils)
    results = "".join(f"{pupil},2017/2018,{n % 3}.5\n" for n, (pupil, _) in enumerate(pupils[:30]))
    for source, record, text in (
        ("npd_census", "pupil", "PupilMatchingRefAnonymous,ULN_Census,AcademicYear\n" + census),
        ("npd_ks4", "ks4_pupil", "PupilMatchingRefAnonymous,ACADYR,P8SCORE\n" + results),
    ):
        (tmp_path / f"{source}.csv").write_text(text, encoding="utf-8")
        environment.load_source(tmp_path / f"{source}.csv", source=source, entity=record, mix_made_up=True)
    with pytest.raises(NotProtected, match="this store has no place, so it gives no rows of learners"):
        built(environment, tmp_path / "nobody's")
    environment.declare_place("approved", basis="Project leavers, agreement A-0147")
    table = '[[tables]]\nsource = "npd_ks4"\nrecord = "ks4_pupil"\nyears = ["2017/18"]\nfields = ["P8SCORE"]\n'
    every = PLAN.replace(
        'where = "level = 3 and FundModel = 25"', 'link = ["ULN", "PMR"]\nthrough = ["npd_census.pupil"]'
    )
    folder = built(environment, tmp_path / "linked", every + table)
    people = {row["person_key"] for row in rows(folder)}
    school = pq.read_table(folder / "npd_ks4_ks4_pupil.parquet")["person_key"].to_pylist()
    assert len(school) == len(set(school) & people) == 30
    with (folder / "quality.csv").open(encoding="utf-8") as file:
        notes = [line for line in csv.DictReader(file) if line["kind"] == "found in npd_ks4_ks4_pupil"]
    assert (notes[0]["about"], notes[0]["found"], notes[0]["of"]) == ("all", "30", str(len(people)))
    assert {"sex Female", "sex Male"} <= {line["about"] for line in notes} or {"sex F", "sex M"} <= {
        line["about"] for line in notes
    }
    unlinked = built(environment, tmp_path / "unlinked", PLAN + table)
    alone = pq.read_table(unlinked / "npd_ks4_ks4_pupil.parquet")["person_key"].to_pylist()
    assert not set(alone) & {row["person_key"] for row in rows(unlinked)}
    assert rows(unlinked) == rows(extract)


def test_attributes_of_providers_and_homes_are_worked_out_of_deliveries_while_these_are_known(
    environment: Environment, extract: Path, tmp_path: Path
) -> None:
    """The region of a provider is the same in a delivery and in returns, under the same key."""
    providers = sorted({line[0] for line in by_hand(environment, "true")})
    graduates = "".join(f"G{n},{ukprn},21000\n" for n, ukprn in enumerate(providers))
    text = f"GRADUATEKEY,UKPRN,SALARY\n{graduates}"
    (tmp_path / "graduates.csv").write_text(text, encoding="utf-8")
    environment.load_source(
        tmp_path / "graduates.csv", source="graduate_outcomes", entity="core", year="2019/20", mix_made_up=True
    )
    table = """
        [[tables]]
        source = "graduate_outcomes"
        record = "core"
        years = ["2019/20"]
        fields = ["UKPRN"]
        variables = ["provider_region", "provider_kind"]
    """
    folder = built(environment, tmp_path / "project", f'form = 1\nagreement = "A-0147"\nproject = "leavers"\n{table}')
    found = pq.read_table(folder / "graduate_outcomes_core.parquet").to_pylist()
    ours = {row["provider_key"]: row["provider_region"] for row in rows(extract)}
    assert {row["UKPRN"]: row["provider_region"] for row in found} == ours
    assert all(row["provider_kind"] for row in found)


def test_rows_stand_in_the_order_of_their_keys(extract: Path) -> None:
    keys = [row["person_key"] for row in rows(extract)]
    assert keys == sorted(keys)


def test_a_dictionary_says_of_each_column_what_it_means_and_how_good_it_is(extract: Path) -> None:
    with (extract / "dictionary.csv").open(encoding="utf-8") as file:
        said = {line["column"]: line for line in csv.DictReader(file)}
    assert list(said) == list(rows(extract)[0])
    assert said["CompStatus"]["grade"] in {"A", "B", "C", "D"}
    assert "Completed" in said["CompStatus"]["codes"] or "completed" in said["CompStatus"]["codes"]
    assert said["DateOfBirth_month"]["meaning"].endswith("Its month alone.")
    assert said["home_region"]["worked_out_of"] == "Postcode"
    assert all(line["meaning"] for line in said.values())


def test_the_manifest_names_agreement_and_plan_and_a_changed_file_is_noticed(extract: Path) -> None:
    said = json.loads((extract / "manifest.json").read_text(encoding="utf-8"))
    assert (said["agreement"], said["made_up"]) == ("A-0147", False)
    assert said["plan"] == read_plan(extract.parent / "plan.toml").sha256
    read = read_extract(extract)
    assert {file.name for file in read.files} == {"aims.parquet", "extract.duckdb", "dictionary.csv", "quality.csv"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"CompStatus"', '"ULN"', "ULN never goes into an extract"),
        ('"CompStatus"', '"FamilyName"', "FamilyName never goes into an extract"),
        ('"CompStatus"', '"LearnRefNumber"', "LearnRefNumber never goes into an extract"),
        ('"CompStatus"', '"Shoe"', "there is no field of an aim or its learner called Shoe"),
        ('"CompStatus"', '"DateOfBirth"', "DateOfBirth is named twice"),
        ('"home_region"', '"home_planet"', "there is no variable called home_planet"),
        ("DateOfBirth =", "CompStatus =", "CompStatus is no date"),
        ('"month"', '"day"', "left with their month or year"),
        ("form = 1", "form = 2", "no plan of the form 1"),
        ('source = "ilr"', 'source = "npd_ks4"', "are tables of a plan"),
        ('source = "ilr"', "", "outside of a table are about aims"),
        ('"CompStatus"', '"DelLocPostCode"', "DelLocPostCode never goes into an extract"),
        ("form = 1", 'form = 1\nlink = ["Shoe"]', "no number by which people are linked called Shoe"),
        ("form = 1", 'form = 1\nthrough = ["plams"]', "by numbers that the plan names"),
        ("where =", "wher =", "there is no part of a plan called wher"),
        ("level = 3", "ULN = 1234567890", "ULN"),
        ('project = "leavers"', 'project = "../up"', "has no name"),
        ('years = ["2019/20", "2020/21"]', "years = []", "names an agreement, years"),
        ("form = 1", "form = ", "cannot be read as a plan"),
        ('"2020/21"]', '"2019/20"]', "2019/20 is named twice among the years"),
        ('"2020/21"]', '"2019/20"]\nYears = ["2018/19"]', "no part of a plan called Years"),
        ("level = 3", "DateOfBirth = 2003-03-14", "DateOfBirth cannot be asked about"),
        ("level = 3", "UKPRN = 10000001", "asks about variables, and fields of the aim or its learner, alone"),
        ("level = 3", "uln = 1", "ULN cannot be asked about"),
        ("level = 3", "level = 3; DROP TABLE aims", "this sign is not part of a filter"),
    ],
)
def test_what_cannot_be_had_or_is_not_understood_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in PLAN
    (tmp_path / "plan.toml").write_text(PLAN.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(AlderError, match=says.replace("(", r"\(")):
        read_plan(tmp_path / "plan.toml")


def test_a_plan_that_fails_half_way_leaves_nothing_and_an_extract_is_not_built_over(
    environment: Environment, extract: Path, tmp_path: Path
) -> None:
    with pytest.raises(AlderError, match="no return of 2016/17 is held"):
        built(environment, tmp_path, PLAN.replace('"2020/21"]', '"2016/17"]'))
    assert [path.name for path in tmp_path.iterdir()] == ["plan.toml"]
    with pytest.raises(AlderError, match="there is an extract already"):
        build_extract(environment.store, read_plan(extract.parent / "plan.toml"), extract)


def test_the_command_builds_it_for_the_project_of_the_plan_alone(environment: Environment, tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    for name in ("leavers", "others"):
        write_new(tmp_path / name, name)
    asked = ["project", "extract", str(tmp_path / "plan.toml"), "--store", str(environment.store.folder), "--project"]
    done = CliRunner().invoke(cli, [*asked, str(tmp_path / "leavers")])
    assert done.exit_code == 0, done.exception
    assert "aims.parquet" in done.output
    made_up = CliRunner().invoke(cli, [*asked, str(tmp_path / "leavers"), "--made-up", "--learners", "60"])
    assert made_up.exit_code == 0, made_up.exception
    real, tried = (pq.read_schema(tmp_path / "leavers" / name / "aims.parquet") for name in ("extract", "made-up"))
    assert real == tried, "code that was written on the one runs on the other"
    assert read_extract(tmp_path / "leavers" / "made-up").made_up
    refused = CliRunner().invoke(cli, [*asked, str(tmp_path / "others")])
    assert "the plan is that of the project leavers" in str(refused.exception)
