"""The rows of `field_quality`: what was measured of each return, what rules found in it, and whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import submission
from alder.sources.ilr.profile.broken import BROKEN, KEYS, broken
from alder.sources.ilr.profile.columns import FIELD_QUALITY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.sources.ilr.profile.measuring import Measuring

TABLE = "field_quality"

_STAMPED = pa.schema([*submission.STAMP, *FIELD_QUALITY])


def field_quality(measured: Mapping[int, Measuring], findings: pa.Table, submissions: pa.Table) -> pa.Table:
    """What the store keeps of the quality of the fields of some submissions.

    `findings` are those of all of them, with the column `submission`; `submissions` says whose each is.
    """
    numbers = submissions["submission"].to_pylist()
    profiles = [measured[n].rows() for n in numbers]
    rows = pa.concat_tables(profiles)
    owner = pa.array([n for n, p in zip(numbers, profiles, strict=True) for _ in range(p.num_rows)], pa.int64())
    rows = rows.append_column("submission", owner).append_column("_order", pa.array(range(rows.num_rows), pa.int64()))
    found = broken(findings, {n: measured[n].year for n in numbers})
    joined = rows.drop_columns([c for c in BROKEN if c in rows.column_names]).join(found, list(KEYS)).sort_by("_order")
    counts = {c: joined[c].fill_null(0) for c in BROKEN}
    for name in ("expected", "missing"):
        counts[name] = pc.add(joined[name], counts["kept_out"])
    at = pc.index_in(joined["submission"], submissions["submission"].combine_chunks()).combine_chunks()
    stamp = submissions.select(submission.STAMP.names).take(at)
    own = {c: joined[c] for c in joined.column_names} | counts | {c: stamp[c] for c in stamp.column_names}
    return pa.Table.from_arrays([own[f.name].combine_chunks() for f in _STAMPED], schema=_STAMPED)
