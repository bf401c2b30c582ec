"""A file to link with: CSV or Parquet, as its publisher names the columns. Everything in a CSV file is kept as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from alder.errors import UnreadableFile, UsageError

if TYPE_CHECKING:
    from pathlib import Path


def read(file: Path) -> pa.Table:
    """The rows of a file. Numbers and codes keep their leading zeros, and an empty cell is a missing value."""
    if not file.is_file():
        raise UsageError(f"there is no file {file}")
    ending = file.name.lower().removesuffix(".gz").rsplit(".", 1)[-1]
    if ending not in ("csv", "txt", "parquet"):
        raise UsageError(
            f"{file.name} cannot be linked with: its name does not say what it is",
            where="It ends in .csv, .csv.gz, .txt or .parquet.",
        )
    try:
        rows = parquet.read_table(file) if ending == "parquet" else _text(file)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OSError, UnicodeDecodeError):
        raise UnreadableFile(
            f"{file.name} cannot be read",
            where="A CSV file has one line of column names and as many cells in every line, in UTF-8.",
        ) from None
    twice = sorted({c for c in rows.column_names if rows.column_names.count(c) > 1})
    if twice:
        raise UnreadableFile(f"{file.name} has two columns of one name: {', '.join(twice)}")
    return rows


def _text(file: Path) -> pa.Table:
    with pa.input_stream(str(file)) as stream:  # unpacks .gz by itself
        first = stream.read(1 << 16).split(b"\n", 1)[0].decode("utf-8-sig")
    delimiter = max((",", ";", "\t", "|"), key=first.count)
    names = csv.read_csv(
        pa.BufferReader(first.encode() + b"\n"),
        read_options=csv.ReadOptions(autogenerate_column_names=True),
        parse_options=csv.ParseOptions(delimiter=delimiter),
        convert_options=csv.ConvertOptions(column_types={}),
    )
    heads = [str(v.as_py() or "").strip() for v in (names.column(n)[0] for n in range(names.num_columns))]
    with pa.input_stream(str(file)) as stream:
        return csv.read_csv(
            stream,
            read_options=csv.ReadOptions(column_names=heads, skip_rows=1),
            parse_options=csv.ParseOptions(delimiter=delimiter),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(heads, pa.string()), strings_can_be_null=True, null_values=[""]
            ),
        )


BRITISH = r"^([0-9]{2})/([0-9]{2})/([0-9]{4})$"


def days(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, int]:
    """A column of dates written 2005-09-01 or 01/09/2005, and how many of its values are neither."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column, 0
    text = pc.replace_substring_regex(pc.utf8_trim_whitespace(column), BRITISH, r"\3-\2-\1")
    text = pc.replace_substring_regex(text, r"[T ]00:00(:00(\.0+)?)?Z?$", "")
    day = pc.strptime(text, format="%Y-%m-%d", unit="s", error_is_null=True).cast(pa.date32())
    return day, column.length() - column.null_count - (day.length() - day.null_count)
