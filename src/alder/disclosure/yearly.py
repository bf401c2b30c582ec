"""A table over several years in its years. Each is protected and attacked by itself, as if nobody had asked for more.

Nothing adds up over years: there is no total of them, and who is in one may be in another, in the same group or not.
So the relations of a table over years fall apart into those of each year, and no figure of one bounds a figure of
another. Protecting each year alone promises the same as protecting all together, and hides in each what the table of
that year alone hides: nobody learns more by asking for both.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.model.statistic import TIME, Period

if TYPE_CHECKING:
    from alder.model.statistic import Counts


def years_of(counts: Counts) -> list[tuple[list[int], Counts]]:
    """The rows of each year, and its counts as a table of that year alone; a table of one year is itself."""
    if not any(f.id == TIME for f in counts.filters):
        return [(list(range(counts.cells.num_rows)), counts)]
    codes = counts.cells.column(TIME).to_pylist()
    at: dict[str, list[int]] = {c.code: [] for c in counts.filter(TIME).categories}
    for row, code in enumerate(codes):
        at[code].append(row)
    return [(rows, _alone(counts, rows)) for rows in at.values() if rows]


def year_in(counts: Counts, rows: list[int]) -> str:
    """The year of some rows, as readers see it; empty of a table of one year."""
    time = next((f for f in counts.filters if f.id == TIME), None)
    return time.label_of(str(counts.cells.column(TIME)[rows[0]].as_py())) if time else ""


def _alone(counts: Counts, rows: list[int]) -> Counts:
    cells = counts.cells.take(pa.array(rows, pa.int64())).drop_columns([TIME])
    year = counts.cells.column(TIME)[rows[0]]
    behind = counts.contributions
    if behind is not None:
        behind = behind.filter(pc.equal(behind[TIME], year)).drop_columns([TIME])
    keys = counts.keys.take(pa.array(rows, pa.int64())) if counts.keys is not None else None
    none: tuple[Period, ...] = ()
    filters = tuple(f for f in counts.filters if f.id != TIME)
    mine = replace(counts, filters=filters, cells=cells, keys=keys, contributions=behind)
    return replace(mine, records=None, periods=none, unknown={})
