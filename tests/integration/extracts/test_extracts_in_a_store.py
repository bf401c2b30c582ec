"""Extracts in a store: what counts, what is kept, and what an interrupted load leaves."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from tests.support.deliveries import counting, written

import alder
from alder.cli.commands import cli
from alder.engine import commit, compaction, extracts, receipts
from alder.engine.delta_table import Delta
from alder.engine.integrity import check_integrity
from alder.engine.repair import repair
from alder.environment import Environment
from alder.errors import UsageError
from alder.model import expr
from alder.sources.extracts.delivery import DeliveryStatus

PERSON = "PupilMatchingRefAnonymous"


def plams(folder: Path, year: str, *people: str, name: str = "plams.csv") -> Path:
    rows = "\n".join(f"{p} | {year} | 60012345 | 12" for p in people)
    return written(folder, f"{PERSON} | ACADYR | QN | NCYear\n{rows}", name)


@pytest.fixture
def store(tmp_path: Path) -> Environment:
    return alder.open(tmp_path / "store")


def test_the_same_file_again_changes_nothing(store: Environment, tmp_path: Path):
    store.load_source(plams(tmp_path, "2018/2019", "A"), source="plams")
    again = store.load_source(plams(tmp_path, "2018/2019", "A", name="other name.csv"), source="plams")
    assert (again.outcome, len(store.deliveries()), again.exit_code) == (DeliveryStatus.HELD, 1, 0)


def test_a_later_delivery_counts_for_its_years_and_no_others(store: Environment, tmp_path: Path):
    first = written(tmp_path, f"{PERSON} | ACADYR | QN\nA | 2017/2018 | 1\nB | 2018/2019 | 1", "first.csv")
    store.load_source(first, source="plams")
    report = store.load_source(plams(tmp_path, "2018/2019", "B", "C"), source="plams")
    assert [d.files for d in report.superseded] == [("first.csv",)]
    assert counting(store, "plams", PERSON, "start_year") == [("A", 2017), ("B", 2018), ("C", 2018)]


def test_an_engine_reads_the_rows_that_count_with_the_columns_of_all(store: Environment, tmp_path: Path):
    store.load_source(written(tmp_path, f"{PERSON} | ACADYR | mine\nA | 2017/2018 | x", "a.csv"), source="plams")
    store.load_source(written(tmp_path, f"{PERSON} | ACADYR | yours\nB | 2018/2019 | y", "b.csv"), source="plams")
    with store.store.engine() as engine:
        table = expr.table("plams", engine.schema("plams"))
        rows = engine.run(lambda: table.select(PERSON, "mine", "yours").order_by(PERSON)).to_pylist()
    assert rows == [
        {PERSON: "A", "mine": "x", "yours": None},
        {PERSON: "B", "mine": None, "yours": "y"},
    ]


def test_a_column_kept_before_keeps_its_place(store: Environment, tmp_path: Path):
    store.load_source(written(tmp_path, f"{PERSON} | ACADYR | my-flag\nA | 2017/2018 | x", "a.csv"), source="plams")
    both = written(tmp_path, f"{PERSON} | ACADYR | my flag | my-flag\nB | 2018/2019 | y | z", "b.csv")
    report = store.load_source(both, source="plams")
    assert report.delivery.unknown == {"my flag": "my_flag_2", "my-flag": "my_flag"}


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("moment", ["before the log", "before the receipt"])
def test_a_killed_load_leaves_nothing_that_counts(
    moment: str, store: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    store.load_source(plams(tmp_path, "2018/2019", "A"), source="plams")

    def kill(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        if moment == "before the log":
            patch.setattr(Delta, "commit", kill)
        else:
            patch.setattr(receipts.Receipts, "append", kill)
        patch.setattr(extracts.StagedDelivery, "__exit__", lambda *_: None)
        with pytest.raises(Killed):
            store.load_source(plams(tmp_path, "2018/2019", "B"), source="plams")
    again = alder.open(store.store.folder)
    assert counting(again, "plams", PERSON) == [("A",)]
    assert not check_integrity(again.store).faults
    again.load_source(plams(tmp_path, "2018/2019", "C"), source="plams")
    assert counting(again, "plams", PERSON) == [("C",)]
    commit.remove_abandoned(again.store)
    compaction.optimise(again.store, grace=timedelta(0))
    kept = {p.name for p in (again.store.folder / "extracts" / "plams").glob("*.parquet")}
    assert kept == {d.part for d in again.deliveries()}


def test_another_process_that_was_quicker_with_the_same_file(
    store: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = plams(tmp_path, "2018/2019", "A")
    accept = extracts.StagedDelivery.accept

    def late(self: extracts.StagedDelivery, *given: object) -> object:
        monkeypatch.setattr(extracts.StagedDelivery, "accept", accept)
        alder.open(store.store.folder).load_source(file, source="plams")
        return accept(self, *given)

    monkeypatch.setattr(extracts.StagedDelivery, "accept", late)
    assert store.load_source(file, source="plams").outcome is DeliveryStatus.HELD
    assert len(store.deliveries()) == 1
    assert len(list((store.store.folder / "extracts" / "plams").glob("*.parquet"))) == 1


def test_a_file_that_is_gone_or_another_is_told(store: Environment, tmp_path: Path):
    report = store.load_source(plams(tmp_path, "2018/2019", "A"), source="plams")
    part = store.store.folder / "extracts" / "plams" / report.delivery.part
    part.unlink()
    assert check_integrity(store.store).faults == (f"extracts/plams/{part.name}: missing, or not readable",)


def test_a_file_of_other_rows_is_told(store: Environment, tmp_path: Path):
    report = store.load_source(plams(tmp_path, "2018/2019", "A"), source="plams")
    part = store.store.folder / "extracts" / "plams" / report.delivery.part
    rows = pq.read_table(part, partitioning=None)
    pq.write_table(pa.concat_tables([rows, rows]), part)
    assert check_integrity(store.store).faults == (f"extracts/plams/{part.name}: has 2 rows, should have 1",)


def test_the_list_says_what_is_superseded_and_in_part(tmp_path: Path):
    place = ["--store", str(tmp_path / "store")]
    both = written(tmp_path, f"{PERSON} | ACADYR | QN\nA | 2017/2018 | 60012345\nB | 2018/2019 | 60012345", "both.csv")
    run = CliRunner()
    run.invoke(cli, ["load", *place, "--source", "plams", str(both)])
    for person in "BC":
        done = run.invoke(cli, ["load", *place, "--source", "plams", str(plams(tmp_path, "2018/2019", person))])
    assert "They supersede rows of 2 earlier deliveries." in done.output
    held = run.invoke(cli, ["sources", "held", *place]).output
    assert "1 row of it" in held
    assert "superseded" in held


def test_a_spoilt_list_of_deliveries_is_told_and_written_again(store: Environment, tmp_path: Path):
    store.load_source(plams(tmp_path, "2018/2019", "A"), source="plams")
    listed = store.store.folder / "extracts" / "deliveries.json"
    before = listed.read_text(encoding="utf-8")
    listed.write_text("[{]", encoding="utf-8")
    assert counting(alder.open(store.store.folder), "plams", PERSON) == [("A",)], "the receipts say the same"
    assert check_integrity(store.store).faults == ("extracts/deliveries.json: is not what was acknowledged",)
    repair(store.store)
    assert listed.read_text(encoding="utf-8") == before
    assert not check_integrity(store.store).faults


def test_files_of_two_kinds_are_two_deliveries(store: Environment, tmp_path: Path):
    learners = written(tmp_path, "external_id | Year | learner_id\n1 | 2016 | L1", "learners.csv")
    aims = written(tmp_path, "external_id | Year | sequence_index\n1 | 2016 | 1", "aims.csv")
    with pytest.raises(UsageError, match="different kinds of record"):
        store.load_source(learners, aims, source="ilr")
    with pytest.raises(UsageError, match="equally well"):
        store.load_source(written(tmp_path, "EduKey | TaxYear\n1 | 2018", "pay.csv"), source="leo")


def test_the_command_line_says_what_became_of_it(tmp_path: Path):
    run = CliRunner()
    rows = "\n".join(f"P{n} | 2018/2019 | {'=oops' if n == 7 else 12} | X | v" for n in range(20))
    file = written(tmp_path, f"{PERSON} | ACADYR | NCYear | Gender | mine\n{rows}")
    place = ["--store", str(tmp_path / "store")]
    empty = run.invoke(cli, ["sources", "held", *place])
    assert "No extract yet." in empty.output
    done = run.invoke(cli, ["load", *place, "--source", "plams", str(file), "--to", str(tmp_path / "found.csv")])
    assert done.exit_code == 1
    assert "20 rows of Post-16 learning aims (PLAMS)" in done.output
    assert "Years: 2018/19." in done.output
    assert "NCYear is not a whole number" in done.output
    assert "1 column that no declaration knows, kept as text: mine." in done.output
    listed = list(csv.DictReader((tmp_path / "found.csv").read_text(encoding="utf-8").splitlines()))
    assert (listed[0]["finding"], listed[0]["line"], listed[0]["value"]) == ("EX_TYPE", "9", "'=oops")
    again = run.invoke(cli, ["load", *place, "--source", "plams", str(file)])
    assert (again.exit_code, again.output.splitlines()[0][:13]) == (0, "Already held:")
    held = run.invoke(cli, ["sources", "held", *place])
    assert "plams" in held.output
    assert "1 delivery." in held.output
    as_json = json.loads(run.invoke(cli, ["sources", "held", *place, "--format", "json"]).output)
    assert (as_json[0]["rows"], as_json[0]["rows_that_count"], as_json[0]["years"]) == (20, 20, ["2018/19"])


def test_the_answer_as_json_repeats_no_value(tmp_path: Path):
    rows = "\n".join(f"P{n} | 2018/2019 | {'oops' if n == 7 else 12}" for n in range(20))
    file = written(tmp_path, f"{PERSON} | ACADYR | NCYear\n{rows}")
    place = ["--store", str(tmp_path / "store"), "--to", str(tmp_path / "found.json")]
    done = CliRunner().invoke(cli, ["load", *place, "--source", "plams", str(file), "--format", "json"])
    answer = json.loads(done.output)
    assert (answer["outcome"], answer["findings"]) == ("loaded", {"EX_TYPE": 1})
    assert "oops" not in done.output
    assert json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))["listed"][0]["value"] == "oops"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--source", "plams", "--strict"], "are for returns"),
        (["--year", "2018/19"], "go with --source"),
        (["--source", "plams", "--to", "found.pdf"], "no report can be written"),
    ],
)
def test_options_that_exclude_each_other(options: list[str], said: str, tmp_path: Path):
    file = plams(tmp_path, "2018/2019", "A")
    done = CliRunner().invoke(cli, ["load", str(file), "--store", str(tmp_path / "store"), *options])
    assert said in str(done.exception)


def test_no_two_slices_of_a_table_have_one_number() -> None:
    numbers = [extracts.slice_number(ordinal, delivery) for delivery in (1, 2) for ordinal in (0, 1, 9_999)]
    assert len({*numbers}) == len(numbers)
    with pytest.raises(OverflowError, match="at most ten thousand"):
        extracts.slice_number(10_000, 1)
