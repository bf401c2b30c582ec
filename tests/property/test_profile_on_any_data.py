"""Whatever a return holds, its fields are measured to the end, and the counts fit together."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.property.test_rules_on_any_data import YEARS, returns
from tests.support.properties import tried

from alder.model.period import AcademicYear
from alder.sources.ilr.profile.measurement import COUNTS, ReturnMeasurement, collected

PARTS = ("not_known", "stand_in", "off_list", *COUNTS[COUNTS.index("first_of_month") :])


def _profile(year: AcademicYear, *blocks: dict[str, pa.Table]) -> list[dict[str, Any]]:
    measuring = ReturnMeasurement(year)
    for block in blocks:
        measuring.add(block)
    return measuring.rows().to_pylist()


@settings(max_examples=tried(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(tables=returns(), label=st.sampled_from(YEARS))
def test_any_records_are_measured_and_the_counts_fit_together(tables: dict[str, pa.Table], label: str) -> None:
    year = AcademicYear.parse(label)
    found = _profile(year, tables)
    assert [(r["record"], r["field"]) for r in found] == [(t, f.name) for t, f in collected(year)]
    for row in found:
        rows = tables.get(row["record"])
        assert row["records"] == (rows.num_rows if rows is not None else 0)
        if row["records"] and row["field"] in rows.column_names:
            assert row["values"] == row["records"] - rows[row["field"]].null_count
        assert (row["missing"] or 0) <= (row["expected"] or 0)
        assert all((row[p] or 0) <= row["values"] for p in PARTS)
        assert sum(row[p] or 0 for p in ("not_known", "off_list")) <= row["values"]


@settings(max_examples=tried(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(tables=returns())
def test_two_blocks_count_as_the_sum_of_each(tables: dict[str, pa.Table]) -> None:
    year = AcademicYear(2025)
    once, twice = _profile(year, tables), _profile(year, tables, tables)
    for one, both in zip(once, twice, strict=True):
        assert all(both[c] == (None if one[c] is None else 2 * one[c]) for c in COUNTS), one["field"]
