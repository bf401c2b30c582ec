"""A list of cells of a table: a CSV with a column for each dimension and a line for each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.tables.text_csv import insist, positions, read_text

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from alder.disclosure.tables.table import Table


def read_cells(path: Path, table: Table) -> NDArray[np.int64]:
    """The places in the full table of the cells that a file lists; a total has the code of the whole.

    Raises `UsageError` where a column is missing or a code unknown.
    """
    rows = read_text(path, "the list of cells")
    insist(rows, [of.name for of in table.dimensions], path)
    places = tuple(positions(rows, of, path) for of in table.dimensions)
    return np.asarray(np.ravel_multi_index(places, table.shape), dtype=np.int64)
