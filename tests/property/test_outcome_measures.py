"""Statements about outcomes, destinations, retention and progression that hold whatever the records are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.property.test_measures import random_aims
from tests.support.properties import sampled

import alder
from alder.derive.aims import NAME
from alder.engine.duckdb import DuckDB
from alder.measures import Measure, Query, measures
from alder.measures.calculation.breakdown import split_by
from alder.measures.calculation.classification import classify
from alder.measures.calculation.counting import count

EXTRACTS = [m for m in measures if m.extract and m.rates]
FROM_AIMS = [m for m in measures if not m.extract and not m.columns and not m.side_tables]


def random_extract(measure: Measure, seed: int, rows: int = 2000) -> pa.Table:
    """Records of any kind, impossible ones among them: every column is drawn on its own, and is sometimes missing."""
    draw = np.random.default_rng(seed)
    assert measure.extract
    months = {"he": 12, "post_16_activity": 12}.get(measure.extract.name, 6)

    def column(name: str, type: pa.DataType) -> pa.Array:
        missing = draw.random(rows) < 0.15
        if name in {"person", "record"}:
            return pa.array(np.arange(rows), type)
        if name == "ukprn":
            return pa.array(draw.choice([10000001, 10000002], rows), type)
        if name == "year":
            return pa.array(np.full(rows, 2015), type)
        if name == "years_after":
            return pa.array(draw.choice([1, 3], rows), type)
        if name == "stage":
            return pa.array(draw.choice(["ks4", "16-18"], rows), type)
        if name == "Sex":
            return pa.array(draw.choice(["F", "M", "X"], rows), type, mask=missing)
        if pa.types.is_boolean(type):
            return pa.array(draw.random(rows) < 0.7, type, mask=missing)
        if pa.types.is_date(type):
            return pa.array(draw.integers(8000, 16000, rows), pa.int32()).cast(type)
        if pa.types.is_string(type):
            share = draw.random(rows)
            flags = ["".join("1" if draw.random() < s + 0.2 else "0" for _ in range(months)) for s in share]
            return pa.array(flags, type, mask=missing)
        return pa.array(draw.integers(0, 9, rows), type, mask=missing)

    return pa.table({n: column(n, t) for n, (t, _) in measure.extract.columns.items()}, schema=measure.extract.schema)


def totals(measure: Measure, table: pa.Table, **parameters: Any) -> dict[str, int]:
    assert measure.extract
    with DuckDB() as engine:
        engine.add(measure.extract.name, table)
        found = alder.tabulate(engine, measure.name, year="2015/16", **parameters)
    return {c.id: int(found.value(c.id) or 0) for c in found.counts}


@pytest.mark.parametrize("measure", sampled(EXTRACTS, 2), ids=lambda m: m.name)
def test_shares_lie_between_0_and_1_and_groups_add_up(measure: Measure) -> None:
    table = random_extract(measure, 3)
    counts = totals(measure, table)
    for rate in measure.rates:
        assert rate.of
        assert 0 <= counts[rate.of[0]] <= counts[rate.of[1]] <= table.num_rows
    assert measure.extract
    first = measure.counts[0].id
    for name in ("sex", *measure.extract.variables):
        with DuckDB() as engine:
            engine.add(measure.extract.name, table)
            found = alder.tabulate(engine, measure.name, by=name, year="2015/16").cells.to_pylist()
        parts = [r[first] for r in found if r[name] != "Total"]
        assert sum(parts) == next(r[first] for r in found if r[name] == "Total") == counts[first]


@pytest.mark.parametrize(
    ("measure", "parameter", "values", "count"),
    [
        ("sustained_learning_rate", "apprenticeship_months", (1, 4, 6, 9), "in_learning"),
        ("key_stage_4_destination_rate", "apprenticeship_months", (1, 4, 6, 9), "sustained"),
        ("post_16_main_activity", "work_months", (4, 8, 12), "active"),
        ("progression_to_higher_education_rate", "sustained_months", (1, 3, 6, 9), "progressed"),
    ],
)
def test_asking_for_more_months_never_finds_more_people(
    measure: str, parameter: str, values: tuple[int, ...], count: str
) -> None:
    table = random_extract(measures[measure], 5)
    found = [totals(measures[measure], table, **{parameter: v})[count] for v in values]
    assert found == sorted(found, reverse=True)
    assert found[0] > found[-1]


@pytest.mark.parametrize("measure", sampled(FROM_AIMS, 2), ids=lambda m: m.name)
def test_measures_of_aims_count_no_more_than_there_is(measure: Measure) -> None:
    with DuckDB() as engine:
        engine.add(NAME, random_aims(7, 1500))
        for scope in measure.scopes:
            query = Query.ask(measure.name, year="2022/23", by="sex")
            splits = [
                split_by(n, measure, scope, year=2022, settings=query.settings, providers={}, alone=True)
                for n in query.by
            ]
            base = classify(engine, measure, query.settings)
            counted = count(engine, measure, scope, splits, 2022, query.settings, base=base)
            for rate in measure.rates:
                assert rate.of
                assert 0 <= counted.total(rate.of[0]) <= counted.total(rate.of[1])
            for c in counted.counts:
                parts = [counted.total(c, sex=code) for code in counted.splits[0].codes]
                assert sum(parts) == counted.total(c)
            assert all(n > 0 for n in counted.left_out.values())
