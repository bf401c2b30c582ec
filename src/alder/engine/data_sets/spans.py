"""Where in the kept rows a code is found: rows about one place lie together, so most blocks need not be read.

A span is a range of the first column by which the rows are sorted, and how many rows have the code. A condition that
names a code can be narrowed by its span without meaning anything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.engine.data_sets.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

_MOST_RANGES = 40
"""More ranges than this cost more to compare with than they save."""

Span = tuple[int, int, int]
"""First and last, and the number of rows."""


class Spans:
    """The spans of every code of the columns that have them."""

    def __init__(self, along: str = "", spans: dict[tuple[str, int], Span] | None = None) -> None:
        self.along = along
        self._spans = spans or {}
        self._columns = {column for column, _ in self._spans}

    def has(self, column: str) -> bool:
        return column in self._columns

    def rows(self, column: str, codes: Sequence[int]) -> int:
        """At most how many rows have one of the codes."""
        return sum(self._spans[column, code][2] for code in codes if (column, code) in self._spans)

    def ranges(self, column: str, codes: Sequence[int]) -> list[tuple[int, int]]:
        """The ranges in which the codes are found, those that touch made one; none where they are too many."""
        found: list[tuple[int, int]] = []
        for first, last, _ in sorted(self._spans[column, code] for code in codes if (column, code) in self._spans):
            if found and first <= found[-1][1] + 1:
                found[-1] = (found[-1][0], max(last, found[-1][1]))
            else:
                found.append((first, last))
        return found if len(found) <= _MOST_RANGES else []


def write(connection: duckdb.DuckDBPyConnection, along: str, columns: Sequence[str]) -> None:
    """Find the spans of the columns in the kept rows, and keep them beside."""
    connection.execute("create table spans (name varchar, code integer, lowest bigint, highest bigint, found bigint)")
    connection.execute("create table spanned as select ? as along", [along])
    for column in columns:
        connection.execute(
            f"insert into spans select ?, {quoted(column)}, min({quoted(along)}), max({quoted(along)}), count(*)"
            f" from kept where {quoted(column)} != 0 group by {quoted(column)}",
            [column],
        )


def read(connection: duckdb.DuckDBPyConnection) -> Spans:
    ((along,),) = connection.execute("select along from spanned").fetchall()
    rows = connection.execute("select name, code, lowest, highest, found from spans").fetchall()
    return Spans(along, {(name, code): (lowest, highest, found) for name, code, lowest, highest, found in rows})
