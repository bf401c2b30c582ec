"""Measures worked out from a store of made-up returns, against SQL written by hand over the store's Parquet files."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

import alder
from alder.engine import reference
from alder.environment import Environment
from alder.errors import NoFigures, StoreError
from alder.model.period import ReturnNumber
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
