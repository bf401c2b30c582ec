"""Means and medians of a measure: the values of those who are counted, and the figure of each combination."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from alder.errors import present
from alder.measures import fingerprint
from alder.measures.measure import measures
from alder.model import contributions as model
from alder.model.expr import ifelse, literal, null

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.engine.protocol import Engine
    from alder.measures.measure import Breakdown
    from alder.measures.query import Query
    from alder.model.expr import Table
    from alder.model.statistic import Filter


def contributed(engine: Engine, query: Query, splits: Sequence[Breakdown]) -> pa.Table:
    """A row for each record behind a mean or median: whose it is, its category in each filter, and its values."""
    measure, year, settings = measures[query.measure], query.year.start, query.settings
    table = present(measure.extract, f"{measure.name} has means and is drawn from no extract").table()

    def build() -> Table:
        rows = measure.rows(table, year, query.scope, settings)
        if query.where is not None:
            rows = query.where.rows(rows, year=year, scope=query.scope, **settings)
        # Not by their plain names: a field may have the same but for its case, which SQL does not tell apart.
        by = {f"by_{s.id}": s.column(rows) for s in splits}
        values = {
            f"value_{a.id}": ifelse(rows[a.rests_on], rows[a.id].cast("float64"), null("float64"))
            for a in measure.averages
        }
        some = literal(False)
        for a in measure.averages:
            some = some | rows[a.rests_on]
        return rows.mutate(**by, **values).filter(some).select(model.PERSON, *by, *values)

    key = fingerprint.key(
        "contributed",
        measure.name,
        measure.rows,
        year,
        [(s.id, s.key) for s in splits],
        sorted(settings.items()),
        query.where,
    )
    found = engine.run(build, key=key)
    return found.rename_columns([name.removeprefix("by_").removeprefix("value_") for name in found.column_names])


def figures(query: Query, filters: Sequence[Filter], cells: pa.Table, contributions: pa.Table) -> pa.Table:
    """The cells with a column for each mean and median."""
    one, row = model.in_cells(filters, cells, contributions)
    for i in measures[query.measure].averages:
        value: Any = contributions[i.id].to_numpy(zero_copy_only=False)
        known = ~np.isnan(value[one])
        found = model.averages(i, value[one[known]], row[known], cells.num_rows)
        cells = cells.append_column(i.id, pa.array(found, pa.float64()))
    return cells
