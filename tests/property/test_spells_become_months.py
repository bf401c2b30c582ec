"""Months of activity drawn from any spells are what a walk through every day finds."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.properties import tried

from alder.engine.duckdb import DuckDB
from alder.measures.cohorts.spells import academic_year, clipped, flagged, longest_run, october_to_march, tax_year
from alder.model import expr

SPELLS = pa.schema([("key", pa.string()), ("start", pa.date32()), ("end", pa.date32())])

days = st.one_of(st.none(), st.dates(date(2015, 6, 1), date(2018, 6, 1)))
spells = st.lists(st.tuples(st.sampled_from("ABC"), days, days), max_size=12)
windows = st.sampled_from([october_to_march(2016), academic_year(2016), tax_year(2016)])


def active(start: date | None, end: date | None, day: date) -> bool:
    return start is not None and start <= day and (end is None or day <= end)


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(n) for n in range((last - first).days + 1)]


@settings(deadline=None, max_examples=tried(30))
@given(rows=spells, window=windows)
def test_a_month_has_a_flag_where_a_spell_has_a_day_in_it(rows: list[tuple], window: list[tuple[date, date]]) -> None:
    by_hand = {}
    for key in {k for k, _, _ in rows}:
        flags = "".join(
            "1" if any(active(s, e, d) for k, s, e in rows if k == key for d in every_day(*month)) else "0"
            for month in window
        )
        if "1" in flags:
            by_hand[key] = flags, max(map(len, flags.split("0")))
    with DuckDB(threads=1) as engine:
        engine.add("spells", pa.table(list(zip(*rows, strict=True)) or [[], [], []], schema=SPELLS))
        found = flagged(expr.table("spells", SPELLS), window, "flags")
        told = engine.run(lambda: found.mutate(run=longest_run(found.flags, len(window)))).to_pylist()
    assert {r["key"]: (r["flags"], r["run"]) for r in told} == by_hand


@settings(deadline=None, max_examples=tried(30))
@given(rows=spells)
def test_spells_are_cut_to_the_tax_year_and_no_day_is_lost_or_won(rows: list[tuple]) -> None:
    first, last = date(2016, 4, 6), date(2017, 4, 5)
    by_hand = sorted(
        sum(active(s, e, d) for d in every_day(first, last))
        for _, s, e in rows
        if s is not None and s <= last and (e is None or e >= first) and (e is None or e >= s)
    )
    with DuckDB(threads=1) as engine:
        engine.add("spells", pa.table(list(zip(*rows, strict=True)) or [[], [], []], schema=SPELLS))
        cut = engine.run(lambda: clipped(expr.table("spells", SPELLS), first, last)).to_pylist()
    assert sorted((r["end"] - r["start"]).days + 1 for r in cut) == by_hand
