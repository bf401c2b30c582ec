"""Statements about measures that hold whatever the aims are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.support.aim_tables import with_status

from alder.derive.aims import NAME, SCHEMA, aims
from alder.engine.duckdb import DuckDB
from alder.measures import Query, Scope, measures
from alder.measures.calculation.breakdown import split_by
from alder.measures.calculation.classification import classified_rows, classify
from alder.measures.calculation.counting import count
from alder.model import expr
from alder.model.statistic import TOTAL

COUNTED = {"overdue break", "overdue continuing", "achiever", "completer", "withdrawn"}
STATUSES = {
    *COUNTED,
    "out of scope",
    "excluded: transfer",
    "excluded: provider intervention",
    "excluded: qualifying period",
    "planned break",
    "awaiting assessment",
    "continuing",
    "not known",
}


def random_aims(seed: int, rows: int = 3000) -> pa.Table:
    """Aims of any kind, impossible ones among them: every field is drawn on its own, and is sometimes missing."""
    draw = np.random.default_rng(seed)

    def days(first: date, span: int) -> list[date]:
        return [first + timedelta(int(d)) for d in draw.integers(0, span, rows)]

    columns = {
        "aim_id": np.arange(rows),
        "record": np.arange(rows),
        "person": draw.integers(1, rows // 3, rows),
        "ukprn": draw.choice([10000001, 10000002], rows),
        "LearnAimRef": draw.choice(["60000001", "60000002"], rows),
        "AimType": draw.choice([1, 3, 4, 5], rows),
        "ProgType": draw.choice([0, 2, 3, 24, 25], rows),
        "StdCode": draw.choice([0, 1, 2], rows),
        "FundModel": draw.choice([10, 25, 35, 36, 99], rows),
        "LearnStartDate": days(date(2021, 8, 1), 900),
        "LearnPlanEndDate": days(date(2022, 8, 1), 1000),
        "LearnActEndDate": days(date(2021, 9, 1), 1100),
        "AchDate": days(date(2022, 9, 1), 900),
        "CompStatus": draw.choice([1, 2, 3, 6], rows),
        "Outcome": draw.choice([1, 2, 3, 8], rows),
        "WithdrawReason": draw.choice([3, 7, 40, 41], rows),
        "restart": draw.random(rows) < 0.2,
        "DateOfBirth": days(date(1980, 1, 1), 10000),
        "Sex": draw.choice(["F", "M"], rows),
        "Ethnicity": draw.choice([31, 39, 99], rows),
        "LLDDHealthProb": draw.choice([1, 2, 9], rows),
        "reporting_year": draw.integers(2021, 2024, rows),
        "last_reported": draw.integers(2021, 2024, rows),
        "break_shown": draw.integers(2021, 2024, rows),
        "data_year": np.full(rows, 2023),
    }
    whole = {"aim_id", "record", "person", "ukprn", "data_year", "LearnStartDate", "LearnPlanEndDate"}
    made = {}
    for field in SCHEMA:
        values = columns.get(field.name)
        if values is None:
            made[field.name] = pa.nulls(rows, field.type)
            continue
        missing = None if field.name in whole else draw.random(rows) < 0.25
        as_list = values.tolist() if isinstance(values, np.ndarray) else values
        made[field.name] = pa.array(as_list, field.type, mask=missing)
    made["OrigLearnStartDate"] = pa.array(days(date(2019, 8, 1), 1500), pa.date32(), mask=draw.random(rows) < 0.5)
    return pa.table(made, schema=SCHEMA.append(pa.field("OrigLearnStartDate", pa.date32())))


@pytest.fixture(name="engine", params=[1, 2])
def _engine(request: pytest.FixtureRequest) -> Iterator[DuckDB]:
    with DuckDB() as engine:
        engine.add(NAME, random_aims(request.param))
        yield engine


@pytest.mark.parametrize("scope", list(Scope))
def test_each_aim_has_exactly_one_status_and_is_counted_in_at_most_one_year(engine: DuckDB, scope: Scope) -> None:
    rate = measures["achievement_rate"]
    settings = rate.defaults()
    base = classify(engine, rate, settings)
    schema = engine.schema(base)
    seen: dict[int, int] = {}
    for year in range(2021, 2027):
        t = with_status(classified_rows(rate, expr.table(base, schema), year, scope, settings, ["leavers"]), year)
        rows = engine.run(lambda t=t: t.select("aim_id", "status", "leavers", "left_out")).to_pylist()
        assert len(rows) == 3000
        assert len({r["aim_id"] for r in rows}) == 3000
        for r in rows:
            known = r["status"] in STATUSES or r["status"].startswith("leaver in 20")
            assert known, r["status"]
            assert r["leavers"] == (
                r["status"] in {"achiever", "completer", "withdrawn", "overdue break", "overdue continuing"}
            )
            assert not (r["leavers"] and r["left_out"])
            seen[r["aim_id"]] = seen.get(r["aim_id"], 0) + r["leavers"]
    assert max(seen.values()) == 1


def test_achievement_is_retention_times_pass_before_rounding(engine: DuckDB) -> None:
    rates = {}
    for name in ("achievement_rate", "retention_rate", "pass_rate"):
        settings = measures[name].defaults()
        base = classify(engine, measures[name], settings)
        counted = count(engine, measures[name], Scope.EDUCATION_AND_TRAINING, [], 2023, settings, base=base)
        of = measures[name].rates[0].of
        assert of
        rates[name] = Fraction(counted.total(of[0]), counted.total(of[1]))
    assert 0 < rates["achievement_rate"] < 1
    assert rates["achievement_rate"] == rates["retention_rate"] * rates["pass_rate"]


@pytest.mark.parametrize("measure", ["leavers", "starts", "learners_participating", "timely_achievement_rate"])
def test_counts_add_up_to_their_totals_where_every_unit_falls_in_one_category(engine: DuckDB, measure: str) -> None:
    query = Query.ask(measure, by="sex,age_band,provider", year="2023/24", scope="education_and_training")
    splits = [
        split_by(
            n,
            measures[measure],
            query.scope,
            year=2023,
            settings=query.settings,
            providers={10000001: "one", 10000002: "two"},
            alone=True,
        )
        for n in query.by
    ]
    base = classify(engine, measures[measure], query.settings)
    counted = count(engine, measures[measure], query.scope, splits, 2023, query.settings, base=base)
    for c in counted.counts:
        cells = counted.cells[c]
        assert cells[-1, -1, -1] > 0
        for axis, split in enumerate(splits):
            parts = np.take(cells, range(len(split.codes)), axis=axis).sum(axis=axis)
            total = np.take(cells, -1, axis=axis)
            if measures[measure].counts_learners and not split.person:
                assert (parts >= total).all()
                assert (np.take(cells, range(len(split.codes)), axis=axis).max(axis=axis) <= total).all()
            else:
                assert (parts == total).all()
    table = counted.table()
    assert table.num_rows == np.prod([len(s.codes) + 1 for s in splits])
    totals = table.filter(pc.equal(table["sex"], TOTAL))
    assert totals.num_rows == table.num_rows // (len(splits[0].codes) + 1)


def test_learners_are_counted_as_a_person_would_count_them(engine: DuckDB) -> None:
    """The numbers of learners by provider, against a count in plain Python over the same marked aims."""
    measure = measures["learners_participating"]
    rows = engine.run(
        lambda: classified_rows(measure, aims(), 2023, None, measure.defaults()).select("person", "ukprn", "learners")
    )
    people = {(r["person"], r["ukprn"]) for r in rows.to_pylist() if r["learners"]}
    split = split_by(
        "provider",
        measure,
        None,
        year=2023,
        settings=measure.defaults(),
        providers={10000001: "one", 10000002: "two"},
        alone=True,
    )
    counted = count(engine, measure, None, [split], 2023, measure.defaults(), base=NAME)
    assert counted.total("learners") == len({p for p, _ in people})
    for ukprn in (10000001, 10000002):
        assert counted.total("learners", provider=str(ukprn)) == len([p for p, u in people if u == ukprn])
