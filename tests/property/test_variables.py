"""Variables of any aims whatever: every aim falls in one category, and bands follow from what they band."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from alder.derive import variables
from alder.derive.aims import WIDE
from alder.derive.place import KM_BANDS
from alder.engine import sql_cache
from alder.engine.duckdb import DuckDB
from alder.model import expr

ROWS = 2_000
TEXTS = ["A1", "X", "Not listed", "E", "1.5", "H", "4", "105", "NONE", "CC", "ZZ99 9ZZ", "E06000001", "W0", ""]
NUMBERS = [*range(-3, 45), 97, 98, 99, 105, 540, 32_844, 400_000]
PARTS = [-2.0, -1.0, 0.0, 1.0, 1.3, 15.5, 99.9, 100.0]


def any_aims(seed: int) -> pa.Table:
    """Aims of any kind, impossible ones among them: every column is drawn on its own, and a third of it is missing."""
    draw = np.random.default_rng(seed)

    def some(type: pa.DataType) -> list[Any]:
        if pa.types.is_date(type):
            return [date(1930, 1, 1) + timedelta(days=int(d)) for d in draw.integers(0, 36_500, ROWS)]
        if pa.types.is_boolean(type):
            return (draw.random(ROWS) < 0.5).tolist()
        known: list[Any] = NUMBERS if pa.types.is_integer(type) else PARTS if pa.types.is_floating(type) else TEXTS
        return [known[n] for n in draw.integers(0, len(known), ROWS)]

    columns = []
    for field in WIDE:
        missing = draw.random(ROWS) < 1 / 3
        values = [None if gone else v for v, gone in zip(some(field.type), missing, strict=True)]
        columns.append(pa.array(values, field.type))
    return pa.table(columns, schema=WIDE)


def worked_out(seed: int, year: int) -> pa.Table:
    names = [*variables.groupings, "distance_km", "study_hours"]

    def build() -> expr.Table:
        aims = expr.table("aims", WIDE)
        return aims.select(**{n: variables[n](aims, year=year) for n in names})

    with DuckDB() as engine:
        engine.add("aims", any_aims(seed))
        return engine.run(build, key=sql_cache.key("measures", "any aims", worked_out, year))


@pytest.mark.parametrize(("seed", "year"), [(1, 2012), (2, 2020), (3, 2025)])
def test_every_aim_falls_in_one_category_of_every_variable(seed: int, year: int) -> None:
    found = worked_out(seed, year)
    for name, variable in variables.groupings.items():
        values = set(found[name].to_pylist())
        assert None not in values, name
        if not variable.is_open:
            assert values <= {c.code for c in variable.categories}, name


@pytest.mark.parametrize("seed", [4, 5])
def test_what_is_not_known_of_a_number_is_not_known_of_its_band(seed: int) -> None:
    lows = {code: low for low, code in KM_BANDS}
    rows = worked_out(seed, 2020).to_pylist()
    for row in rows:
        km, band = row["distance_km"], row["distance_band"]
        assert (km is None) == (band == "Unknown")
        assert km is None or km >= lows[band] - 0.05, "a distance is rounded after it is banded"
        assert (row["study_hours"] is None) == (row["study_hours_band"] == "Unknown")
        decile, quintile = row["imd_decile"], row["imd_quintile"]
        expected = str(-(-int(decile) // 2)) if decile.isdigit() else decile
        assert quintile == expected, "a quintile holds two deciles"
    assert {r["distance_band"] for r in rows} >= {"Unknown", "50+"}
