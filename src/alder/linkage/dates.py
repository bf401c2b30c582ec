"""Dates of birth as files write them: 2005-09-01, or 01/09/2005 as in Britain."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

BRITISH = r"^([0-9]{2})/([0-9]{2})/([0-9]{4})$"


def days(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, int]:
    """A column of dates written 2005-09-01 or 01/09/2005, and how many of its values are neither."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column, 0
    text = pc.replace_substring_regex(pc.utf8_trim_whitespace(column), BRITISH, r"\3-\2-\1")
    text = pc.replace_substring_regex(text, r"[T ]00:00(:00(\.0+)?)?Z?$", "")
    day = pc.strptime(text, format="%Y-%m-%d", unit="s", error_is_null=True).cast(pa.date32())
    return day, column.length() - column.null_count - (day.length() - day.null_count)
