"""CSV files about cells of a table: every column read as text, and codes found in their dimension."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from alder.errors import UnreadableFile, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from alder.disclosure.tables.table import Dimension


def read_text(path: Path, what: str) -> pa.Table:
    """All lines of a file, as text. `what` the file is goes into the message where it cannot be read.

    Raises `UnreadableFile` for what is no CSV in UTF-8, `UsageError` with its number for a line that is too short or
    too long.
    """
    wrong: list[Any] = []

    def keep(row: Any) -> str:
        wrong.append(row)
        return "skip"

    try:
        with path.open("rb") as file:
            head = [name.strip('"') for name in file.readline().decode("utf-8-sig").strip().split(",")]
        rows = pa_csv.read_csv(
            path,
            read_options=pa_csv.ReadOptions(use_threads=False),  # so that lines are told by their numbers
            parse_options=pa_csv.ParseOptions(invalid_row_handler=keep),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(head, pa.string()), strings_can_be_null=False
            ),
        )
    except OSError as error:
        raise UnreadableFile(f"{what} cannot be read", where=str(path), next=f"{error.strerror}.") from None
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{what} is not CSV in UTF-8", where=f"{path}: {error}") from None
    if wrong:
        raise UsageError(
            f"a line has {wrong[0].actual_columns} columns instead of {wrong[0].expected_columns}",
            where=f"{path}, line {wrong[0].number}",
        )
    return rows


def line(row: int, path: Path) -> str:
    """Where a row stands in its file, counted from 0 after the names of columns."""
    return f"{path}, line {row + 2:,}"


def insist(rows: pa.Table, names: Iterable[str], path: Path) -> None:
    """Raises `UsageError` where one of these columns is not there, or comes twice."""
    for name in names:
        if rows.column_names.count(name) != 1:
            said = "comes twice" if name in rows.column_names else "is not there"
            raise UsageError(f"column {name} {said}", where=str(path), next=f"It has: {', '.join(rows.column_names)}.")


def positions(rows: pa.Table, of: Dimension, path: Path) -> NDArray[np.int64]:
    """For each row the position of its code in a dimension. Raises `UsageError` with the line of an unknown code."""
    column = rows.column(of.name)
    found = pc.index_in(column, value_set=pa.array(of.codes))
    if found.null_count:
        row = pc.index(found.is_null(), True).as_py()
        raise UsageError(
            f"dimension {of.name} has no code {column[row].as_py()!r}",
            where=line(row, path),
            next="Add it to hier.json with the code it is part of, or mend the line.",
        )
    return np.asarray(found.to_numpy(), dtype=np.int64)
