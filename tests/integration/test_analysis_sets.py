"""One row for each learner or aim that a measure counts: they add up to its figures, and name nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from pyarrow import csv
from tests.support import commands, stores
from tests.support.analysis_sets import rows_add_up

import alder
from alder.environment import Environment
from alder.errors import NotProtected, UsageError
from alder.measures import Query, measures
from alder.measures.analysis_set import AnalysisSet
from alder.model.statistic import Counts
from alder.sources.miniature import made_up_edition as miniature
from alder.synth import parse_years, write_returns

YEARS = ("2018/19", "2019/20", "2020/21")
YEAR = "2019/20"
OF_RETURNS = [m.name for m in measures if not m.extract]


@pytest.fixture(scope="module", name="environment")
def _environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("analysis")
    write_returns(folder / "returns", providers=3, learners=60, years=parse_years(YEARS), seed=11)
    for file in (folder / "returns").glob("*.xml"):  # in each return one learner has no number of their own
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"<ULN>\d+</ULN>", "<ULN>9999999999</ULN>", text, count=1), encoding="utf-8")
    environment = alder.open(folder / "store")
    environment.load(folder / "returns")
    miniature.load(environment.store)
    return environment


def rates(environment: Environment, **asked: object) -> AnalysisSet:
    return environment.analysis("achievement_rate", **{"year": YEAR, **asked})  # type: ignore[arg-type]


# Sums -----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", name="tables")
def _tables(environment: Environment) -> dict[str, Counts]:
    """The figures of every measure of returns, counted together."""
    questions = [Query.ask(m, by=_split(m), year=YEAR) for m in OF_RETURNS]
    return dict(zip(OF_RETURNS, alder.tabulate_all(environment, questions), strict=True))


def _split(measure: str) -> str:
    """By what describes learners and, where learners are counted, by what puts one in several categories."""
    return "sex,level" if measures[measure].counts_learners else "sex"


@pytest.mark.parametrize("measure", OF_RETURNS)
def test_rows_add_up_to_every_cell_and_to_all_that_is_left_out(
    environment: Environment, tables: dict[str, Counts], measure: str
) -> None:
    rows = rows_add_up(environment, measure, counts=tables[measure], year=YEAR, by=_split(measure))
    assert rows, "a measure of which the store has nobody proves nothing"


def test_rows_of_several_years_and_of_a_filter_add_up_too(environment: Environment) -> None:
    rows_add_up(environment, "achievement_rate", years=YEARS[1:], by="sex", where="level = 'Level 3' or sex = F")
    rows_add_up(environment, "leavers", year=YEAR, scope="apprenticeships", parameters={"transfer_days": 90})


def test_who_is_left_out_has_a_row_only_where_that_is_asked(environment: Environment) -> None:
    counted, everybody = rates(environment).to_arrow(), rates(environment, left_out=True).to_arrow()
    assert "left_out" not in counted.column_names
    assert pc.all(counted["leavers"]).as_py()
    left_out = everybody.filter(pc.invert(everybody["leavers"]))
    assert left_out.num_rows == everybody.num_rows - counted.num_rows > 0
    assert set(left_out["left_out"].to_pylist()) <= {"planned break", "qualifying period", "awaiting assessment"}


# People ---------------------------------------------------------------------------------------------------------------


def test_a_person_has_one_key_in_every_year_and_set_of_a_project_and_another_in_any_other(
    environment: Environment,
) -> None:
    both = rates(environment, year=None, years=YEARS[1:], with_=["sex"]).to_arrow()
    lasting = both.filter(both["key_lasts"])
    one, other = (set(lasting.filter(pc.equal(lasting["year"], y))["person_key"].to_pylist()) for y in YEARS[1:])
    assert one & other, "some learn in both years"
    begun = environment.analysis("starts", year=YEAR).to_arrow()["person_key"].to_pylist()
    assert one & set(begun), "the same person is known in another measure"
    elsewhere = rates(environment, project="another").to_arrow()["person_key"].to_pylist()
    assert not set(elsewhere) & (one | other | set(begun))
    aims = {rates(environment).to_arrow().num_rows, len(set(rates(environment).to_arrow()["aim_key"].to_pylist()))}
    assert len(aims) == 1, "each aim has a key of its own"


def test_no_number_reference_or_birthday_of_anybody_is_in_a_set(environment: Environment) -> None:
    with environment.store.engine(tables=["learner"]) as engine:
        told = engine.run_sql("SELECT ULN, LearnRefNumber, DateOfBirth, Postcode FROM learner")
    values = {str(v) for column in told.columns for v in column.to_pylist() if v is not None}
    table = environment.analysis("learners_participating", year=YEAR, with_=["age_band", "imd_decile"]).to_arrow()
    assert values
    assert not values & {str(v) for column in table.columns for v in column.to_pylist()}


def test_the_trail_says_that_rows_of_people_were_given(environment: Environment) -> None:
    environment.analysis("starts", year=YEAR, with_="sex", project="of-the-trail").to_arrow()
    last = (environment.store.folder / "trail.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    assert '"gives":"rows of people"' in last
    assert '"keys_of":"of-the-trail"' in last
    assert '"measures":["starts"]' in last


def test_who_has_no_number_of_their_own_is_not_taken_for_anybody_of_another_set(environment: Environment) -> None:
    tables = [environment.analysis(m, year=YEAR).to_arrow() for m in ("learners_participating", "progression_rate")]
    one, other = (set(t.filter(pc.invert(t["key_lasts"]))["person_key"].to_pylist()) for t in tables)
    assert one, "some are without a ULN"
    assert not one & other


def test_a_store_without_a_place_gives_no_rows(tmp_path: Path) -> None:
    stores.keep(stores.store_in(tmp_path / "store"), "file\nfirst")
    with pytest.raises(NotProtected, match="has no place"):
        alder.open(tmp_path / "store").analysis("starts", year="2020/21")


def test_rows_of_a_store_that_mixes_made_up_records_with_others_say_so(
    environment: Environment, tmp_path: Path
) -> None:
    stores.keep(stores.store_in(tmp_path / "store"), "file\nfirst")
    mixed = alder.open(tmp_path / "store")
    file = min((environment.store.folder.parent / "returns").glob("*-1920-*.xml"))
    mixed.load(file, mix_made_up=True)
    mixed.declare_place("owner", basis="Northfield College")
    found = mixed.analysis("starts", year=YEAR)
    rows = found.to_arrow()
    assert {*rows["made_up"].to_pylist()} == {"Partly made up"}
    assert "Partly made-up figures" in found.notes()
    assert "It is about people" in found.notes(), "some of them may be"


# Variables ------------------------------------------------------------------------------------------------------------


def test_variables_stand_in_words_and_codes_with_the_reason_where_there_is_no_value(environment: Environment) -> None:
    names = ["age_group", "subject_area", "provider", "imd_decile", "age_at_start", "actual_days"]
    found = rates(environment, with_=names)
    assert not found.seen.rows, "nothing is read until rows are asked for"
    rows = found.to_arrow().to_pylist()
    assert {(r["provider_code"], r["provider"]) for r in rows} >= {("10000001", "Northfield College")}
    for r in rows:
        assert isinstance(r["age_at_start"], int)
        assert (r["subject_area_code"] == "Unknown") == (r["subject_area_missing"] is not None)
        assert (r["actual_days"] is None) == (r["actual_days_missing"] is not None)
        assert r["actual_days_missing"] in (None, "not filled in: LearnActEndDate")
        assert r["made_up"] == "Made up"
    assert found.seen.missing["subject_area"], "subjects of some are not known, and it is counted why"


def test_the_reason_tells_an_empty_field_from_one_that_says_nothing(environment: Environment) -> None:
    t = environment.analysis("learners_participating", year=YEAR, with_="prior_attainment,maths_at_entry").to_arrow()
    said = "no known value follows from what is recorded"
    assert set(t["maths_at_entry_missing"].to_pylist()) == {None, "not filled in: MathGrade"}
    assert set(t["prior_attainment_missing"].to_pylist()) <= {None, "not filled in: PriorAttain or PriorLevel", said}


@pytest.mark.parametrize(
    ("asked", "says"),
    [("imd_decle", "Did you mean imd_decile"), ("deprivation", "Did you mean imd_decile or imd_quintile")],
    ids=["written nearly so", "in everyday words"],
)
def test_an_unknown_variable_is_refused_with_what_is_meant(environment: Environment, asked: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        rates(environment, with_=asked)


def test_rows_of_measures_that_part_provision_say_it_once_also_where_it_is_asked_for(environment: Environment) -> None:
    names = rates(environment, with_="scope,sex").schema.names
    assert names.count("scope") == 1
    assert "sex" in names


# Files ----------------------------------------------------------------------------------------------------------------


def test_every_form_of_file_has_the_same_rows_and_its_dictionary_beside_it(
    environment: Environment, tmp_path: Path
) -> None:
    found = rates(environment, with_="sex,distance_km", left_out=True)
    in_memory = pa.table(found).sort_by("aim_key")  # by the PyCapsule protocol, as data frames take it
    for ending in ("parquet", "csv", "arrows"):
        file, columns, codes, notes = found.write(tmp_path / f"set.{ending}")
        assert file.stat().st_mode & 0o077 == 0, "it is about people"
        same = _read(file, in_memory.schema).sort_by("aim_key")
        assert same.to_pylist() == in_memory.to_pylist()
    told = {r["column"]: r for r in csv.read_csv(columns).to_pylist()}
    assert [*told] == in_memory.column_names
    assert told["sex"]["source"].startswith("ILR specification")
    assert (told["sex"]["grade"], told["distance_km"]["unit"]) == ("B", "km")
    assert {"column": "sex", "code": "F", "words": "Female"} in csv.read_csv(codes).to_pylist()
    text = notes.read_text(encoding="utf-8")
    assert "Made-up figures" in text
    assert re.search(r"Left out, qualifying period: \d+ rows", text)
    with pytest.raises(UsageError, match=r"cannot be written as \.xlsx"):
        found.write(tmp_path / "set.xlsx")
    assert sorted(p.suffix for p in tmp_path.iterdir() if p.name.startswith(".")) == [], "no draft is left"


def _read(file: Path, schema: pa.Schema) -> pa.Table:
    if file.suffix == ".parquet":
        return pq.read_table(file)
    if file.suffix == ".arrows":
        return pa.ipc.open_stream(file).read_all()
    types = csv.ConvertOptions(column_types=schema, strings_can_be_null=True, quoted_strings_can_be_null=False)
    return csv.read_csv(file, convert_options=types)


def test_the_dictionary_says_of_age_bands_what_they_are_in_each_kind_of_provision(environment: Environment) -> None:
    both, one = (
        next(
            c
            for c in environment.analysis("retention_rate", year=YEAR, with_="age_band", scope=s).columns
            if c.name == "age_band"
        )
        for s in (None, "education_and_training")
    )
    assert "of apprenticeship achievement rates" in both.says
    assert one.says in both.says
    assert "apprenticeship achievement rates" not in one.says


def test_a_set_that_is_not_written_whole_leaves_no_file_of_it(environment: Environment, tmp_path: Path) -> None:
    (tmp_path / "set.csv.notes.txt").mkdir()
    with pytest.raises(OSError, match="directory"):
        rates(environment).write(tmp_path / "set.csv")
    assert [p.name for p in tmp_path.iterdir()] == ["set.csv.notes.txt"], "no rows without what must be read with them"


def test_the_command_says_what_it_wrote_and_why_values_lack(environment: Environment, tmp_path: Path) -> None:
    where = ("--store", environment.store.folder, "--year", YEAR)
    said = commands.run("analysis", "learners_participating", "--with", "sex,level", *where)
    assert said.startswith("One row for each learner in each combination of level: count each person_key once")
    assert "level_missing: level: why not known" in said
    out = tmp_path / "set.parquet"
    said = commands.run("analysis", "achievement_rate", "--with", "subject_area", "--left-out", *where, "--out", out)
    assert f"rows in {out}; beside it set.parquet.columns.csv, set.parquet.codes.csv, set.parquet.notes.txt." in said
    assert "left out: qualifying period" in said
    assert "without subject_area: no known value follows from what is recorded" in said
