"""Where in the kept rows a code is found: rows about one place lie together, so most blocks need not be read.

A span is a range of the first column by which the rows are sorted, and how many rows have the code. A condition that
names a code can be narrowed by its span without meaning anything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.engine.sql_text import quoted
from alder.model.condition import AllOf, AnyOf, Constant, OneOf

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from alder.model.condition import Condition

Range = tuple[int, int]
"""First and last."""
Span = tuple[int, int, int]
"""First and last, and the number of rows."""


class Spans:
    """The spans of every code of the columns that have them."""

    def __init__(self, along: str = "", spans: dict[tuple[str, int], Span] | None = None) -> None:
        self.along = along
        self._spans = spans or {}
        self._columns = {column for column, _ in self._spans}

    def know(self, column: str, codes: Sequence[int]) -> bool:
        """Whether the column has spans. A blank cell, code 0, has none."""
        return column in self._columns and 0 not in codes

    def rows(self, column: str, codes: Sequence[int]) -> int:
        """At most how many rows have one of the codes."""
        return sum(self._spans[column, code][2] for code in codes if (column, code) in self._spans)

    def ranges(self, column: str, codes: Sequence[int]) -> list[Range]:
        """The ranges in which the codes are found, in order, those that touch made one."""
        return joined_ranges([self._spans[column, code][:2] for code in codes if (column, code) in self._spans])


def write(connection: duckdb.DuckDBPyConnection, along: str, columns: Sequence[str]) -> None:
    """Find the spans of the columns in the kept rows, and keep them beside."""
    connection.execute("create table spans (name varchar, code integer, lowest bigint, highest bigint, found bigint)")
    connection.execute("create table spanned as select ? as along", [along])
    if columns:  # asked at once: each statement by itself is written to the disk before the next begins
        found = [
            f"select ?, {quoted(column)}, min({quoted(along)}), max({quoted(along)}), count(*)"
            f" from kept where {quoted(column)} != 0 group by {quoted(column)}"
            for column in columns
        ]
        connection.execute(f"insert into spans {' union all '.join(found)}", list(columns))


def read(connection: duckdb.DuckDBPyConnection) -> Spans:
    ((along,),) = connection.execute("select along from spanned").fetchall()
    rows = connection.execute("select name, code, lowest, highest, found from spans").fetchall()
    return Spans(along, {(name, code): (lowest, highest, count) for name, code, lowest, highest, count in rows})


def most_rows(condition: Condition, spans: Spans) -> int | None:
    """At most how many rows meet the condition, where that is known without looking."""
    match condition:
        case Constant(False):
            return 0
        case OneOf(column, codes, False) if spans.know(column, codes):
            return spans.rows(column, codes)
        case AllOf(parts):
            return min((n for part in parts if (n := most_rows(part, spans)) is not None), default=None)
        case AnyOf(parts):
            each = [most_rows(part, spans) for part in parts]
            return None if None in each else sum(n for n in each if n is not None)
    return None


def ranges_of(condition: Condition, spans: Spans) -> list[Range] | None:
    """Where the rows that meet the condition lie, in order and apart; None where that is not known without looking."""
    match condition:
        case Constant(False):
            return []
        case OneOf(column, codes, False) if spans.know(column, codes):
            return spans.ranges(column, codes)
        case AllOf(parts):
            known = [(n, part) for part in parts if (n := most_rows(part, spans)) is not None]
            return ranges_of(min(known, key=lambda pair: pair[0])[1], spans) if known else None
        case AnyOf(parts):
            each = [ranges_of(part, spans) for part in parts]
            return None if None in each else joined_ranges([span for some in each if some for span in some])
    return None


def joined_ranges(ranges: list[Range]) -> list[Range]:
    """The ranges in order, those that touch made one."""
    joined: list[Range] = []
    for first, last in sorted(ranges):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined
