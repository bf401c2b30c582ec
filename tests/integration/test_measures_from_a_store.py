"""Measures worked out from a store of made-up returns, against SQL written by hand over the store's Parquet files."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import alder
from alder.cli.commands import cli
from alder.engine import reference
from alder.environment import Environment
from alder.errors import NoFigures, StoreError, UsageError
from alder.measures.calculation.record_keys import secret_of
from alder.model.period import ReturnNumber
from alder.model.record_keys import FULL, record_keys
from alder.model.statistic import TOTAL
from alder.synth import parse_years, write_returns

HAND = """
    WITH d AS (FROM read_parquet({learning_delivery})), l AS (FROM read_parquet({learner}))
    SELECT l.Sex AS sex, d.ukprn::varchar AS provider, count(DISTINCT l.ULN) AS learners
    FROM d JOIN l USING (submission, learner)
    WHERE d.collection_year = '2020/21' AND d.return_number = 'R14'
      AND LearnStartDate <= DATE '2021-07-31'
      AND (LearnActEndDate IS NULL OR (LearnActEndDate >= DATE '2020-08-01' AND (
        LearnActEndDate - LearnStartDate + 1 >= CASE WHEN LearnPlanEndDate - LearnStartDate >= 167 THEN 42
          WHEN LearnPlanEndDate - LearnStartDate >= 13 THEN 14 ELSE 1 END
        OR (FundModel <> 36 AND Outcome = 1)
        OR (FundModel = 36 AND CompStatus = 2 AND (AimType <> 1 OR AchDate IS NOT NULL)))))
    GROUP BY ALL
"""


@pytest.fixture(scope="module", name="environment")
def _environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("measures")
    years = parse_years(["2019/20..2020/21"])
    numbers = [ReturnNumber.R04, ReturnNumber.R14]
    write_returns(folder / "returns", providers=2, learners=150, years=years, returns=numbers, seed=3)
    environment = alder.open(folder / "store")
    environment.load(folder / "returns")
    return environment


def test_learners_agree_with_sql_by_hand(environment: Environment) -> None:
    found = alder.tabulate(environment, "learners_participating", by=["sex", "provider"], year="2020/21")
    files = {t: [str(p) for p in environment.store.files(t)] for t in ("learner", "learning_delivery")}
    by_hand = duckdb.sql(HAND.format(**files)).to_arrow_table().to_pylist()
    assert len(by_hand) == 4
    for row in by_hand:
        assert found.value("learners", sex=row["sex"], provider=row["provider"]) == row["learners"]


def test_an_earlier_return_can_be_asked_for_and_earlier_years_are_read(environment: Environment) -> None:
    final = alder.tabulate(environment, "achievement_rate", year="2020/21")
    assert final.sources == ("ILR 2020/21 R14", "ILR 2019/20 R14")
    assert not final.provisional
    assert final.coverage == "2 providers, ILR 2020/21 R14, with final returns of 2019/20"
    then = alder.tabulate(environment, "achievement_rate", year="2020/21", return_number="R06")
    assert then.sources == ("ILR 2020/21 R04", "ILR 2019/20 R14")
    assert then.provisional
    assert "Q-PROV" in {c.code for c in then.quality.caveats}
    scope = "education_and_training"
    assert 0 < int(then.value("leavers", scope=scope) or 0) < int(final.value("leavers", scope=scope) or 0)
    alone = alder.tabulate(environment, "achievement_rate", year="2019/20")
    assert alone.provisional, "one return alone"


def test_providers_carry_their_names_where_the_store_knows_them(environment: Environment) -> None:
    before = alder.tabulate(environment.store, "starts", by="provider", year="2020/21")
    assert [c.label for c in before.filter("provider").categories] == ["10000001", "10000002"]
    rows = {"ukprn": pa.array([10000001, 10000002], pa.int32()), "name": ["Northfield College", "Eastmoor College"]}
    reference.put(environment.store, "provider", pa.table(rows))
    after = alder.tabulate(environment, "starts", by="provider", year="2020/21")
    assert [c.label for c in after.filter("provider").categories] == ["Eastmoor College", "Northfield College"]


def test_a_year_that_is_not_held_is_refused_with_the_nearest(environment: Environment) -> None:
    with pytest.raises(NoFigures, match="no return of that year is held") as refused:
        alder.tabulate(environment, "starts", year="2017/18")
    assert "Nearest years: 2019/20." in str(refused.value)


def test_an_empty_store_has_no_figures(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        alder.tabulate(alder.open(tmp_path / "none"), "starts")


KEYED = """
name = "{name}"
version = 1
says = "Made for a test."
action = "{action}"
threshold = {threshold}
rates = "published"
insider = false
{more}
"""
RANDOM = KEYED.format(name="random-3", action="round", threshold=3, more='method = "random"\nbase = 3')
NOISY = KEYED.format(
    name="noisy", action="perturb", threshold=1, more="[noise]\nvariance = 2.0\nmost = 5\ngap = 2\nkeys = 256"
)


@pytest.mark.parametrize(("measure", "by"), [("learners_participating", ["sex", "provider"]), ("starts", ["sex"])])
def test_keys_are_the_sums_of_the_keys_of_whom_is_counted(environment: Environment, measure: str, by: list) -> None:
    plain = alder.tabulate(environment, measure, by=by, year="2020/21")
    keyed = alder.tabulate(environment, measure, by=by, year="2020/21", record_keys=True)
    assert plain.keys is None
    assert keyed.cells.equals(plain.cells)
    assert keyed.source_ids == ("ilr",)
    (count,) = (i.id for i in keyed.counts)
    rows = [r | {"key": k} for r, k in zip(keyed.cells.to_pylist(), keyed.keys[count].to_pylist(), strict=True)]
    whole = [r for r in rows if r.get("provider", TOTAL) == TOTAL]
    for scope in {r.get("scope") for r in whole}:
        keys = {r["sex"]: r["key"] for r in whole if r.get("scope") == scope}
        assert keys.pop(TOTAL) == sum(keys.values()) % FULL
    if measure != "learners_participating":
        return
    files = {t: [str(p) for p in environment.store.files(t)] for t in ("learner", "learning_delivery")}
    people = HAND.replace("count(DISTINCT l.ULN) AS learners", "list(DISTINCT l.ULN) AS learners")
    for row in duckdb.sql(people.format(**files)).to_arrow_table().to_pylist():
        expected = int(record_keys(secret_of(environment), row["learners"]).sum()) % FULL
        assert [r["key"] for r in rows if (r["sex"], r["provider"]) == (row["sex"], row["provider"])] == [expected]


@pytest.mark.parametrize("text", [RANDOM, NOISY], ids=["random", "noise"])
def test_the_command_draws_the_same_for_the_same_learners_in_every_table(
    environment: Environment, text: str, tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")

    def run(*by: str) -> pa.Table:
        out = tmp_path / "made_up.parquet"
        arguments = ["table", "learners_participating", *by, "--year", "2019/20..2020/21"]
        store = ["--store", str(environment.store.folder), "--policy", str(tmp_path / "mine.toml"), "--out", str(out)]
        done = CliRunner().invoke(cli, [*arguments, *store])
        assert done.exit_code == 0, done.output
        return pq.read_table(out)

    def totals(table: pa.Table) -> list[tuple[object, ...]]:
        rows = [r for r in table.to_pylist() if r.get("sex", "All") in ("All", "Total")]
        return [(r["year"], r["learners"]) for r in rows]

    split, whole = run("--by", "sex"), run()
    assert totals(split) == totals(whole)
    true = alder.tabulate(environment, "learners_participating", years="2019/20..2020/21")
    moved = [n - r["learners"] for (_, n), r in zip(totals(whole), true.cells.to_pylist(), strict=True)]
    assert max(map(abs, moved)) <= 5


def test_keys_are_refused_where_they_would_not_last(environment: Environment) -> None:
    with pytest.raises(UsageError, match="record keys are kept in a store"):
        alder.tabulate(object(), "starts", year="2020/21", record_keys=True)
    with pytest.raises(UsageError, match="change with each delivery"):
        alder.tabulate(environment, "graduate_employment_rate", year="2020/21", record_keys=True)
