"""A list of cells of a table: a CSV with a column for each dimension and a line for each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from alder.errors import UnreadableFile, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from alder.disclosure.tables.table import Table


def read_cells(path: Path, table: Table) -> NDArray[np.int64]:
    """The places in the full table of the cells that a file lists."""
    names = [of.name for of in table.dimensions]
    try:
        rows = pa_csv.read_csv(
            path,
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except OSError as error:
        raise UnreadableFile("the list of cells cannot be read", where=str(path), next=f"{error.strerror}.") from None
    except pa.ArrowInvalid as error:
        raise UnreadableFile(f"the list of cells is not CSV: {error}", where=str(path)) from None
    missing = [name for name in names if name not in rows.column_names]
    if missing:
        raise UsageError(
            f"the list of cells has no column {missing[0]}",
            where=str(path),
            next=f"It needs the columns {', '.join(names)}, with the code of the whole for a total.",
        )
    places = []
    for of in table.dimensions:
        found = pc.index_in(rows.column(of.name), value_set=pa.array(of.codes))
        if found.null_count:
            row = pc.index(found.is_null(), True).as_py()
            raise UsageError(
                f"dimension {of.name} has no code {rows.column(of.name)[row].as_py()!r}",
                where=f"{path}, line {row + 2:,}",
            )
        places.append(found.to_numpy().astype(np.int64))
    return np.asarray(np.ravel_multi_index(tuple(places), table.shape), dtype=np.int64)
