"""The file of a protected statistic: a line for each cell, with the figure and the count that it rests on.

As in the file of a protected table `primary` and `suppressed` are for its owner; readers get `published` and `count`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from alder.disclosure.contributions import rate
from alder.disclosure.microdata.counting import PEOPLE, RATE, WITH
from alder.disclosure.protected import rows_of
from alder.disclosure.tables.pub_file import codes, mark, write_columns
from alder.errors import present
from alder.model.statistic import NOT_APPLICABLE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from alder.disclosure.microdata.together import Figures
    from alder.disclosure.protected import Protected
    from alder.model.statistic import Counts


def write_figures(found: Figures, decimals: int, path: Path, *, symbol: str = "c", for_readers: bool = False) -> None:
    """Write every cell of a table of means, percentiles or extremes. Where nobody is stands `z`, but where that is
    hidden of the count."""
    counts = present(found.counts, "figures of records stand beside the counts that they rest on")
    hidden = found.hidden | (np.isnan(found.figure) & counts.hidden)
    columns = codes(found.table)
    if not for_readers:
        columns |= _marks(found.primary, hidden)
    columns["published"] = pa.array(
        [
            symbol if no else NOT_APPLICABLE if x != x else f"{x:.{decimals}f}"
            for x, no in zip(found.figure.tolist(), hidden.tolist(), strict=True)
        ],
        pa.string(),
    )
    columns["count"] = counts.published()
    columns |= mark(counts)
    write_columns(columns, path)


def write_counted(table: Protected, counts: Counts, path: Path, *, for_readers: bool = False) -> None:
    """Write a table that `alder.protect` made of lines: counts, or rates with the counts that they are made of."""
    names = [i.id for i in table.indicators]
    columns = {
        f.id: pa.array([codes[k] for codes, _ in rows_of(table)], pa.string()) for k, f in enumerate(table.filters)
    }
    figures = {name: [str(row[n]) for _, row in rows_of(table)] for n, name in enumerate(names)}
    main = RATE if RATE in names else PEOPLE
    if not for_readers:
        people = np.asarray(counts.cells[PEOPLE], dtype=np.int64)
        small = (people > 0) & (people < table.policy.threshold)
        if main == RATE:
            small = rate(np.asarray(counts.cells[WITH], dtype=np.int64), people, table.policy)
        hidden = np.array([isinstance(row[names.index(main)], str) for _, row in rows_of(table)])
        columns |= _marks(small, hidden & np.array([f != NOT_APPLICABLE for f in figures[main]]))
    columns["published"] = pa.array(figures[main], pa.string())
    if main == RATE:
        columns |= {"count": pa.array(figures[PEOPLE], pa.string()), "with": pa.array(figures[WITH], pa.string())}
    write_columns(columns, path)


def _marks(primary: Sequence[bool] | np.ndarray, hidden: Sequence[bool] | np.ndarray) -> dict[str, pa.Array]:
    return {
        "primary": pa.array(np.asarray(primary).astype(np.int8)),
        "suppressed": pa.array(np.asarray(hidden).astype(np.int8)),
    }
