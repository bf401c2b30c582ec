"""A return of any size: the learners of the first one again and again, under other numbers.

So its findings must be as many times those of the first.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from alder.rules.record_tables import FILE
from benchmarks.judging.made_codes import learner_numbers
from benchmarks.judging.made_return import LEARNERS

NUMBERED = ("learner", "aim", "employment", "destination", "row", "line")
NO_NUMBER = 9_999_999_999


def of(folder: Path, learners: int) -> dict[str, pa.Table]:
    """The tables of a return of so many learners, a multiple of 10,000, from the tables that `folder` holds."""
    first = {p.stem: pq.read_table(p) for p in sorted(folder.glob("*.parquet"))}
    header = first.pop(FILE)
    steps = {c: 1 + max(_most(t, c) for t in first.values()) for c in NUMBERED}
    made = {FILE: header}
    for name, rows in first.items():
        copies = pa.concat_tables([_copy(rows, n, steps) for n in range(learners // LEARNERS)]).combine_chunks()
        made[name] = copies.add_column(0, "submission", pa.repeat(1, copies.num_rows).cast(pa.int64()))
    return made


def _most(rows: pa.Table, column: str) -> int:
    return (pc.max(rows[column]).as_py() or 0) if column in rows.schema.names else 0


def _copy(rows: pa.Table, n: int, steps: dict[str, int]) -> pa.Table:
    for place, field in enumerate(rows.schema):
        values = rows.column(place)
        if field.name in steps:
            values = pc.add(values, pa.scalar(n * steps[field.name], field.type))
        elif field.name == "LearnRefNumber":
            values = pc.binary_join_element_wise(values, f"{n:02}", "")
        elif field.name == "ULN":
            own = pa.array(learner_numbers(n * LEARNERS, rows.num_rows))
            values = pc.if_else(pc.equal(values, NO_NUMBER), values, own)
        elif field.name == "SWSupAimId":
            values = pc.binary_replace_slice(values, 0, 2, f"{n:02}")
        else:
            continue
        rows = rows.set_column(place, field, values)
    return rows
