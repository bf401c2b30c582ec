"""Measuring returns that the store holds already, because an earlier release loaded them without measuring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.compute as pc

from alder.engine import sql_cache
from alder.engine.store import add_rows, submissions_with_rows
from alder.model.period import AcademicYear
from alder.sources.ilr.profile.measuring import Measuring
from alder.sources.ilr.profile.table import TABLE, field_quality
from alder.sources.ilr.research_copy import NO_RULES

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from alder.engine.base import Engine
    from alder.engine.store import Store
    from alder.model.expr import Expression


def not_measured(store: Store) -> pa.Table:
    """The submissions of which the store has no measurements. Research extracts are not returns, and have none."""
    held = store.submissions()
    held = held.filter(pc.invert(pc.equal(held["rule_book"], NO_RULES).fill_null(False)))
    return held.filter(pc.invert(pc.is_in(held["submission"], value_set=submissions_with_rows(store, TABLE))))


def measure_again(store: Store, progress: Callable[[int], None] = lambda more: None) -> int:
    """Measure the returns of which the store has no measurements; returns how many there were.

    It reads the records and findings that the store kept, so the answer is the same as if the return had been measured
    when it was loaded. Each return is committed for itself: what was done before a kill is not done again.
    """
    waiting = not_measured(store)
    done = 0
    for n in range(waiting.num_rows):
        done += add_rows(store, TABLE, _measured(store, waiting.slice(n, 1)))
        progress(1)
    return done


def _measured(store: Store, row: pa.Table) -> pa.Table:
    """What `field_quality` says of one submission."""
    measuring = Measuring(AcademicYear.parse(row["collection_year"][0].as_py()))
    with store.engine(which=row) as engine:
        tables = {t: _rows(engine, t) for t in store.schemas if t not in ("submission", TABLE)}
    findings = tables.pop("finding")
    measuring.add(tables)
    return field_quality({row["submission"][0].as_py(): measuring}, findings, row)


def _rows(engine: Engine, table: str) -> pa.Table:
    schema = engine.schema(table)

    def build() -> Expression:
        from alder.model import expr  # costs the import of the expression language

        return expr.table(table, schema)

    return engine.run(build, key=sql_cache.key("sources", "all rows", table, schema))
