"""Rows of an extract that share what should tell them apart, found in little memory however many rows there are."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.sources import repeated_keys
from alder.sources.reading.faults import Fault, Found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.engine.staging import StagedTable
    from alder.sources.reading.faults import Tally


def find_repeated(piece: StagedTable, key: Sequence[str], where: str, tally: Tally) -> None:
    """Count rows after the first of each key, and list where they are.

    Numbers of 64 bits stand for the keys. Only rows whose numbers agree are compared themselves.
    """
    columns = ["start_year", "term", *key]
    found = np.concatenate(
        [np.empty(0, np.uint64), *(repeated_keys.numbers(b, columns) for b in piece.blocks(columns))]
    )
    found.sort()
    again = np.unique(found[1:][found[1:] == found[:-1]])
    if not len(again):
        return
    rows = []
    for block in piece.blocks([*columns, "delivery_row"]):
        same = np.isin(repeated_keys.numbers(block, columns), again)
        rows.append(block.filter(pa.array(same)))
    counted = pa.concat_tables(rows).group_by(columns, use_threads=False)
    counted = counted.aggregate([("delivery_row", "list"), ("delivery_row", "count")])
    counted = counted.filter(pc.greater(counted["delivery_row_count"], 1))
    name, why = ", ".join(key), "is the same in another row"
    again_at = (row for several in counted["delivery_row_list"] for row in several.values.to_pylist()[1:])
    tally.listed += [
        Found(Fault.KEY, name, where, row, None, None, why) for row in islice(again_at, tally.room(Fault.KEY, name))
    ]
    total = (pc.sum(counted["delivery_row_count"]).as_py() or 0) - counted.num_rows
    if total:
        tally.count(Fault.KEY, name, why, total)
