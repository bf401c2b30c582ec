"""A data set is written as its pair of files: UTF-8, commas, a line feed after each line, the same bytes each time."""

from __future__ import annotations

import csv
from dataclasses import astuple
from typing import TYPE_CHECKING

from alder.publishing.standard.meta_file import META_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from alder.publishing.standard.data_set import DataSetFiles


def write_pair(data_set: DataSetFiles, folder: Path) -> list[Path]:
    """Write NAME.csv and NAME.meta.csv into the folder. The meta file gets all its columns."""
    data, meta = folder / f"{data_set.name}.csv", folder / f"{data_set.name}.meta.csv"
    columns = [column.to_pylist() for column in data_set.data.columns]
    _write(data, data_set.data.column_names, zip(*columns, strict=True))
    _write(meta, META_COLUMNS, map(astuple, data_set.meta.rows))
    return [data, meta]


def _write(path: Path, head: Iterable[str], lines: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(lines)
