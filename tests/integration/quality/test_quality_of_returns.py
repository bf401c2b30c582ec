"""How the fields of returns are filled: measured while they are loaded, asked for by provider, return and year.

The numbers are checked by SQL written by hand over the Parquet files of the store.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from tests.support import ilr_files, stores, text_tables
from tests.support.few_rules import judge_by_few, rules_of
from tests.support.stores import before_receipts

import alder
from alder.cli import main
from alder.engine.integrity import check_integrity
from alder.engine.store import add_rows
from alder.environment import Environment
from alder.errors import UsageError
from alder.measures.calculation.returns import held_in, tables_in
from alder.model.period import AcademicYear, ReturnNumber
from alder.quality.measurements import Measurements, rows_of
from alder.sources.ilr.profile.field_quality import not_measured
from alder.synth import parse_years, write_returns

TABLES = ("learner", "learning_delivery", "learning_delivery_fam", "finding")


JUDGED = ("AchDate", "DateOfBirth", "Ethnicity", "LearnStartDate", "PlanLearnHours", "PriorAttain", "Sex", "ULN")


@pytest.fixture(scope="module", autouse=True)
def _few_rules() -> Iterator[None]:
    """Returns are judged by the rules of the fields that are looked at here."""
    with pytest.MonkeyPatch.context() as patch:
        judge_by_few(patch, rules_of(*JUDGED, "WithdrawReason"))
        yield


@pytest.fixture(scope="module", name="environment")
def _environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Two providers, two years, two returns of each; one learner in five has a planted fault."""
    folder = tmp_path_factory.mktemp("quality")
    years = parse_years(["2019/20..2020/21"])
    numbers = [ReturnNumber.R04, ReturnNumber.R14]
    write_returns(folder / "returns", providers=2, learners=250, years=years, returns=numbers, seed=8, errors=0.2)
    environment = alder.open(folder / "store")
    environment.load(folder / "returns")
    return environment


BY_HAND = {
    "Ethnicity values": "SELECT count(Ethnicity) FROM {learner}",
    "Ethnicity not_known": "SELECT count(*) FROM {learner} WHERE Ethnicity = 99",
    "Ethnicity missing": "SELECT count(*) FROM {finding} WHERE rule = 'FD_Ethnicity_MA'",
    "Ethnicity errors": """
        SELECT count(*) FROM {finding} WHERE severity = 'error' AND regexp_matches(rule, '^(FD_)?Ethnicity_')""",
    "DateOfBirth unreadable": "SELECT count(*) FROM {finding} WHERE rule = 'FD_DateOfBirth_DT'",
    "PriorAttain expected": """
        SELECT count(DISTINCT (submission, learner)) FROM {learner} l JOIN {learning_delivery} d
        USING (submission, learner) WHERE FundModel NOT IN (10, 25, 82) AND NOT (
          FundModel = 99 AND EXISTS (FROM {learning_delivery_fam} f WHERE f.submission = d.submission
          AND f.aim = d.aim AND LearnDelFAMType = 'SOF' AND LearnDelFAMCode = '108'))""",
    "WithdrawReason expected": "SELECT count(*) FROM {learning_delivery} WHERE CompStatus = 3",
    "WithdrawReason not_known": "SELECT count(*) FROM {learning_delivery} WHERE WithdrawReason = 98",
    "LearnStartDate first_of_month": "SELECT count(*) FROM {learning_delivery} WHERE day(LearnStartDate) = 1",
    "LearnStartDate september_1": """
        SELECT count(*) FROM {learning_delivery} WHERE strftime(LearnStartDate, '%m-%d') = '09-01'""",
    "DateOfBirth july_31": "SELECT count(*) FROM {learner} WHERE strftime(DateOfBirth, '%m-%d') = '07-31'",
    "LearnStartDate commonest_date": """
        SELECT sum(n)::BIGINT FROM (SELECT submission, max(n) AS n FROM (SELECT submission, count(*) AS n
        FROM {learning_delivery} GROUP BY submission, LearnStartDate) GROUP BY submission)""",
    "PlanLearnHours ends_in_0": "SELECT count(*) FROM {learner} WHERE PlanLearnHours % 10 = 0",
}


@pytest.mark.parametrize("what", BY_HAND)
def test_counts_agree_with_sql_by_hand(environment: Environment, what: str) -> None:
    field, count = what.split()
    held = environment.store.submissions()
    files = {t: f"read_parquet({[str(p) for p in environment.store.files(t, held)]})" for t in TABLES}
    ((by_hand,),) = duckdb.sql(f"SELECT n FROM ({BY_HAND[what].format(**files)}) AS t(n)").limit(1).fetchall()
    found = environment.quality(field, by="return").table
    assert found["return_number"].to_pylist() == ["R04", "R14"]
    assert sum(found[count].to_pylist()) == by_hand
    assert by_hand, "there is something to count"


def test_a_share_is_what_it_says(environment: Environment) -> None:
    for row in environment.quality().table.to_pylist():
        if row["unusable_share"] is not None:
            parts = [row[c] or 0 for c in ("missing", "not_known", "stand_in", "wrong")]
            assert row["unusable"] == sum(parts)
            assert row["unusable_share"] == row["unusable"] / (
                row["values"] + row["unreadable"] + (row["missing"] or 0)
            )
        assert row["records"] >= row["values"] >= (row["off_list"] or 0) + (row["not_known"] or 0)


def test_all_fields_come_worst_first(environment: Environment) -> None:
    found = [r for r in environment.quality().table.to_pylist() if r["asked"] > 1000]
    shares = [r["unusable_share"] for r in found]
    assert shares[0] > shares[5] > 0
    assert shares == pytest.approx(sorted(shares, reverse=True), abs=0.001)


HELD = """
asked                               | returns | years
                                    | 4       | 2019/20 2020/21
year=2020/21                        | 2       | 2020/21
year=2020/21 ukprn=10000001         | 1       | 2020/21
return_number=R04                   | 4       | 2019/20 2020/21
by=return                           | 8       | 2019/20 2020/21
by=return year=2020/21              | 4       | 2020/21
year=2018/19                        | 0       |
"""


@pytest.mark.parametrize("row", text_tables.rows(HELD), ids=lambda r: r["asked"] or "nothing")
def test_which_returns_count(environment: Environment, row: dict[str, str | None]) -> None:
    asked: dict[str, object] = dict(w.split("=") for w in (row["asked"] or "").split())  # type: ignore[misc]
    if "ukprn" in asked:
        asked["ukprn"] = int(str(asked["ukprn"]))
    found = environment.quality("Sex", **asked)  # type: ignore[arg-type]
    assert found.used.num_rows == int(row["returns"] or 0)
    assert sorted(set(found.used["collection_year"].to_pylist())) == (row["years"] or "").split()


def test_a_field_is_split_by_provider_and_year(environment: Environment) -> None:
    found = environment.quality("Ethnicity", by=["provider", "year"]).table
    assert list(zip(found["ukprn"].to_pylist(), found["collection_year"].to_pylist(), strict=True)) == [
        (10000001, "2019/20"),
        (10000001, "2020/21"),
        (10000002, "2019/20"),
        (10000002, "2020/21"),
    ]
    whole = environment.quality("Ethnicity").table
    assert sum(found["not_known"].to_pylist()) == whole["not_known"][0].as_py()


def test_names_that_do_not_exist_are_answered_with_the_nearest(environment: Environment) -> None:
    with pytest.raises(UsageError, match="PriorAttain"):
        environment.quality("PriorAtain")
    with pytest.raises(UsageError, match="provider, return or year"):
        environment.quality("Sex", by="college")
    with pytest.raises(UsageError, match="name one field"):
        environment.quality(by="provider")
    assert environment.quality("ethnicity").field == "Ethnicity"


def test_the_command_answers_in_text_json_and_csv(environment: Environment, capsys: pytest.CaptureFixture[str]) -> None:
    def said(*options: str) -> str:
        main(["quality", *options, "--store", str(environment.store.folder)])
        return capsys.readouterr().out

    everything = said()
    assert re.search(r"^field +grade +records +filled +unusable", everything)
    assert "4 returns, 2 providers, 2019/20 to 2020/21, R14." in everything
    assert "Counts here are not protected." in everything
    card = said("WithdrawReason", "--year", "2020/21")
    assert "should have one: aims withdrawn from (WithdrawReason_03)" in card
    assert "say not known: 98" in card
    assert said("Ethnicity", "--by", "provider,year").count("10000001") == 2
    found = json.loads(said("Ethnicity", "--format", "json"))
    assert [r["field"] for r in found["fields"]] == ["Ethnicity"]
    assert (found["returns"], found["not_measured"]) == (4, [])
    rows = list(csv.DictReader(io.StringIO(said("Ethnicity", "--by", "year", "--format", "csv"))))
    assert [r["collection_year"] for r in rows] == ["2019/20", "2020/21"]
    assert said("Sex", "--year", "2018/19").startswith("No such returns are held.")


@pytest.fixture(name="old")
def _old(environment: Environment, tmp_path: Path) -> Environment:
    """The same store as an earlier release would have left it: nothing measured."""
    shutil.copytree(environment.store.folder, tmp_path / "old")
    shutil.rmtree(tmp_path / "old/tables/field_quality")
    before_receipts(tmp_path / "old")
    return alder.open(tmp_path / "old")


def test_returns_of_an_earlier_release_are_said_not_to_be_measured(
    old: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    found = old.quality("Sex")
    assert (found.table.num_rows, found.not_measured.num_rows) == (0, 4)
    assert "Not measured: 4 returns" in str(found)
    assert "alder store measure" in str(found)
    table = alder.protect(alder.tabulate(old, "learners_participating", year="2020/21"))
    assert {f.note for f in table.about.measured} == {"not measured"}
    assert f"{len(table.about.measured)} fields not measured." in " ".join(str(table).split())


def test_measuring_them_later_says_the_same(
    environment: Environment, old: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(old.store.folder)
    main(["store", "measure", "--store", folder])
    assert "8 returns measured." in capsys.readouterr().out
    main(["store", "measure", "--store", folder])
    assert "Every return is measured." in capsys.readouterr().out
    for by in ("return", ()):
        for field in ("Ethnicity", "LearnStartDate", "PlanLearnHours"):
            assert old.quality(field, by=by).table == environment.quality(field, by=by).table
    assert old.quality().table == environment.quality().table
    assert not check_integrity(old.store).faults
    assert not list(old.store.loads.iterdir())


def test_two_processes_that_measure_do_not_count_a_return_twice(old: Environment) -> None:
    rows = _measurements(old, "measured by one")
    assert add_rows(old.store, "field_quality", rows) == 8
    assert add_rows(old.store, "field_quality", rows) == 0
    assert not_measured(old.store).num_rows == 0


def _measurements(environment: Environment, name: str) -> object:
    copy = environment.store.folder.with_name(name)
    shutil.copytree(environment.store.folder, copy)
    other = alder.open(copy)
    assert other.measure() == 8
    return rows_of(other.store, other.store.submissions())


def test_results_say_how_their_fields_are_filled(environment: Environment) -> None:
    counts = alder.tabulate(environment, "achievement_rate", by="sex", year="2020/21")
    found = {m.field: m for m in counts.measured}
    assert set(found) >= {"WithdrawReason", "LearnStartDate", "ULN", "Sex"}
    used = environment.quality("WithdrawReason", year="2020/21", return_number="R14").table.to_pylist()[0]
    reason = found["WithdrawReason"]
    assert (reason.measured, reason.returns) == (2, 2), "of the year itself, not of the year before that it also reads"
    assert (reason.expected, reason.unknown) == (used["expected"], used["not_known"])
    table = alder.protect(counts)
    said = {f.field: f for f in table.about.measured}
    assert said["AchDate"].wrong == "too few to say", "fewer than 1,000 aims in two returns"
    assert said["WithdrawReason"].unknown == "too few to say", "some 180 reasons find people"
    assert "Measured in the returns of the year:" in str(table)


def test_no_share_is_told_of_a_field_that_another_table_may_be_split_by(environment: Environment) -> None:
    """A table by ethnic group has a row for those of none known, and may hide it: a share would narrow that."""
    for by, where in (("sex", "ethnicity is known"), ((), "ethnicity is known and sex = F"), ("ethnicity", "")):
        counts = alder.tabulate(environment, "learners_participating", by=by, where=where, year="2020/21")
        said = {f.field: f for f in alder.protect(counts).about.measured}
        assert not said["Ethnicity"].shares
        assert said["Ethnicity"].told() == "tables split by it show those without a known value"
        assert not said.get("Sex", said["Ethnicity"]).shares


def test_each_choice_of_returns_is_told_of_itself_alone(environment: Environment) -> None:
    with environment.store.engine() as engine:
        used = {h.submission: h.year for h in held_in(engine)}
        measurements = Measurements(engine)
        fields = ["Sex", "LearnStartDate"]
        each = [measurements.of(fields, {one: year}) for one, year in used.items()]
        whole = measurements.of(fields, used)
        for n, field in enumerate(whole):
            assert field.returns == field.measured == len(used)
            assert field.values == sum(one[n].values for one in each) > max(one[n].values for one in each)
        assert measurements.of(fields, used) == whole


def test_a_table_of_few_learners_tells_no_share(tmp_path: Path) -> None:
    people = [ilr_files.whole_learner(f"L{n}", Ethnicity="99" if n < 2 else "31") for n in range(7)]
    path = tmp_path / "small.xml"
    path.write_bytes(ilr_files.message(people, AcademicYear(2020), FilePreparationDate="2021-10-15"))
    environment = alder.open(tmp_path / "store")
    environment.load(path)
    for by in ((), "ethnicity", "sex"):
        for policy in ("srs-output", "dfe-statistics"):
            counts = alder.tabulate(environment, "learners_participating", by=by, year="2020/21")
            table = alder.protect(counts, policy)
            assert {s for f in table.about.measured for s in f.shares.values()} <= {"too few to say"}
            assert not re.search(r"\d%", " ".join(f.told() for f in table.about.measured))


def test_a_store_of_other_tables_and_an_engine_without_measurements_have_nothing_to_say(tmp_path: Path) -> None:
    store = stores.store_in(tmp_path / "store")
    stores.keep(store, "file | learners\nfirst | 3")
    assert rows_of(store, store.submissions()).num_rows == 0
    assert tables_in(store) == ["learner", "learning_delivery"]
    with store.engine() as engine:
        assert Measurements(engine).of(["Sex"], {1: AcademicYear(2020)}) == ()
