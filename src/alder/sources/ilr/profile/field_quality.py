"""The rows of `field_quality`: what was measured of each return, what rules found in it, and whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import sql_cache, submission
from alder.engine.store import add_rows, submissions_with_rows
from alder.model.period import AcademicYear
from alder.sources.ilr.profile.measurement import FIELD_QUALITY, ReturnMeasurement
from alder.sources.ilr.profile.rule_findings import FINDING_COUNTS, KEYS, count_by_field
from alder.sources.ilr.research_copy import NO_RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alder.engine.protocol import Engine
    from alder.engine.store import Store
    from alder.model.expr import Expression

TABLE = "field_quality"

_STAMPED = pa.schema([*submission.STAMP, *FIELD_QUALITY])


def field_quality(measured: Mapping[int, ReturnMeasurement], findings: pa.Table, submissions: pa.Table) -> pa.Table:
    """What the store keeps of the quality of the fields of some submissions.

    `findings` are those of all of them, with the column `submission`; `submissions` says whose each is.
    """
    numbers = submissions["submission"].to_pylist()
    profiles = [measured[n].rows() for n in numbers]
    rows = pa.concat_tables(profiles)
    owner = pa.array([n for n, p in zip(numbers, profiles, strict=True) for _ in range(p.num_rows)], pa.int64())
    rows = rows.append_column("submission", owner).append_column("_order", pa.array(range(rows.num_rows), pa.int64()))
    finding_counts = count_by_field(findings, {n: measured[n].year for n in numbers})
    joined = (
        rows.drop_columns([c for c in FINDING_COUNTS if c in rows.column_names])
        .join(finding_counts, list(KEYS))
        .sort_by("_order")
    )
    counts = {c: joined[c].fill_null(0) for c in FINDING_COUNTS}
    for name in ("expected", "missing"):
        counts[name] = pc.add(joined[name], counts["kept_out"])
    at = pc.index_in(joined["submission"], submissions["submission"].combine_chunks()).combine_chunks()
    stamp = submissions.select(submission.STAMP.names).take(at)
    own = {c: joined[c] for c in joined.column_names} | counts | {c: stamp[c] for c in stamp.column_names}
    return pa.Table.from_arrays([own[f.name].combine_chunks() for f in _STAMPED], schema=_STAMPED)


def not_measured(store: Store) -> pa.Table:
    """The submissions of which the store has no measurements. Research extracts are not returns, and have none."""
    held = store.submissions()
    held = held.filter(pc.invert(pc.equal(held["rule_book"], NO_RULES).fill_null(False)))
    return held.filter(pc.invert(pc.is_in(held["submission"], value_set=submissions_with_rows(store, TABLE))))


def measure_missing(store: Store, progress: Callable[[int], None] = lambda more: None) -> int:
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
    measuring = ReturnMeasurement(AcademicYear.parse(row["collection_year"][0].as_py()))
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
