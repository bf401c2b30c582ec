"""Which row of a reference table counts on a day: spans against the rule told row by row."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.properties import tried
from tests.support.text_tables import arrow, rows

from alder.engine.duckdb import DuckDB
from alder.measures.calculation import reference_look_up
from alder.model import expr

SHAPE = pa.schema(
    [("aim", pa.string()), ("begins", pa.date32()), ("ends", pa.date32()), ("level", pa.string())],
)

LISTED = """
    aim    | begins     | ends       | level
    once   | 2018-08-01 | 2020-07-31 | 2
    open   |            |            | 1
    twice  | 2018-08-01 | 2019-07-31 | 2
    twice  | 2019-08-01 |            | 3
    gap    | 2016-08-01 | 2017-07-31 | E
    gap    | 2019-08-01 | 2020-07-31 | 1
    nested | 2015-08-01 | 2025-07-31 | 2
    nested | 2018-01-01 | 2018-12-31 | 3
"""


def counts_on(listed: pa.Table, *, strictly: bool) -> list[tuple[str, date, date, str]]:
    with DuckDB() as engine:
        engine.add("listed", listed)
        found = engine.run(
            lambda: reference_look_up.spans(
                expr.table("listed", listed.schema), ["aim"], ("begins", "ends"), strictly=strictly
            )
        )
    return [(r["aim"], r[reference_look_up.FIRST], r[reference_look_up.LAST], r["level"]) for r in found.to_pylist()]


Listed = dict[bool, list[tuple[str, date, date, str]]]


@pytest.fixture(scope="module")
def listed() -> Listed:
    """The spans of the list, without and with the rule that a row must be in force."""
    return {strictly: counts_on(arrow(LISTED, SHAPE), strictly=strictly) for strictly in (False, True)}


@pytest.mark.parametrize("case", rows("""
    aim    | day        | level | strictly | why
    once   | 2018-08-01 | 2     | 2        | its first day
    once   | 2020-07-31 | 2     | 2        | its last day
    once   | 2020-08-01 | 2     |          | after the end: the last that was in force
    once   | 2018-07-31 | 2     |          | before the start: the first to come
    open   | 1066-10-14 | 1     | 1        | no first and no last day
    twice  | 2019-07-31 | 2     | 2        | the last day of the earlier row
    twice  | 2019-08-01 | 3     | 3        | the first day of the later row
    gap    | 2018-01-01 | E     |          | between two: the one before
    gap    | 2021-01-01 | 1     |          | after both: the later
    gap    | 2000-01-01 | E     |          | before both: the earlier
    nested | 2018-06-01 | 3     | 3        | of two in force the one begun last
    nested | 2019-01-01 | 2     | 2        | the inner row has ended
"""), ids=lambda c: f"{c['aim']}-{c['day']}")  # fmt: skip
def test_on_a_day_one_row_counts(listed: Listed, case: dict[str, str]) -> None:
    day = date.fromisoformat(case["day"])
    for strictly, wanted in ((False, case["level"]), (True, case["strictly"])):
        there = [level for aim, first, last, level in listed[strictly] if aim == case["aim"] and first <= day <= last]
        assert there == ([wanted] if wanted else []), case["why"]


DAYS = st.none() | st.dates(date(2018, 1, 1), date(2018, 1, 12))


@settings(max_examples=tried(15), deadline=None)
@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=5), st.booleans())
def test_any_rows_give_each_day_the_row_that_the_rule_chooses(said: list[tuple[date, date]], strictly: bool) -> None:
    whole = [{"aim": "a", "begins": b, "ends": e, "level": str(n)} for n, (b, e) in enumerate(said)]
    found = counts_on(pa.Table.from_pylist(whole, schema=SHAPE), strictly=strictly)
    for day in (date(2017, 12, 31 - 4), *(date(2018, 1, n) for n in range(1, 15))):
        there = [level for _, first, last, level in found if first <= day <= last]
        assert there == _chosen(whole, day, strictly=strictly)


def _chosen(whole: list[dict[str, object]], day: date, *, strictly: bool) -> list[str]:
    """The rule in plain words, row by row."""

    def order(row: dict[str, object]) -> tuple[object, ...]:
        begins, ends = row["begins"] or date.min, row["ends"] or date.max
        assert isinstance(begins, date)
        assert isinstance(ends, date)
        rank = 2 if begins > day else 1 if ends < day else 0
        return rank, abs((day - begins).days), ends, row["level"]

    best = min(whole, key=order)
    return [] if strictly and order(best)[0] else [str(best["level"])]
