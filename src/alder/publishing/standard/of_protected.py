"""A protected table as a data set of the standard, which every check of the screener passes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.disclosure import pair
from alder.publishing.standard.data_set import DataSetFiles
from alder.publishing.standard.meta_file import META_COLUMNS, MetaFile, MetaRow

if TYPE_CHECKING:
    from alder.disclosure.protected import Protected
    from alder.model.coverage import Whole


def data_set_of(table: Protected, name: str, whole: Whole | str | None = None) -> DataSetFiles:
    """A protected table as a data set, in the order of its rows; totals are about `whole`, or what the store holds."""
    found = pair.pair_of(table, whole)
    data = pa.table({column: pa.array(cells, pa.string()) for column, cells in found.columns.items()})
    meta = MetaFile(META_COLUMNS, tuple(MetaRow(**row) for row in found.meta))
    return DataSetFiles(name, data, meta, f"{name}.csv", f"{name}.meta.csv")


def write_data_set(table: Protected, path: Path, whole: Whole | str | None = None) -> list[Path]:
    """Write the pair of files of a protected table, and what must be read with it as NAME.notes.txt."""
    return pair.write(table, Path(path), whole)
