"""What a reference table holds for the records that break a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

LINE = "\n"
"""What stands between the rows of a table that a record finds there."""

MOST_ROWS = 10
"""So many rows of a table are shown; a report says how many more there are."""


@dataclass(frozen=True)
class Held:
    """The rows of a reference table that the broken records of one rule name.

    `columns` are those that the rule read. `rows` has, for each record with a row in the table, the record's keys and
    `held`: the values of those columns, a line for each row of the table. A record without a row is not among them.
    """

    rule: str
    reference: str
    columns: tuple[str, ...]
    rows: pa.Table


def held_rows(text: str | None) -> list[str]:
    """The rows of a table as a report shows them."""
    if text is None:
        return ["no row for this record"]
    rows = text.split(LINE)
    more = len(rows) - MOST_ROWS
    return rows if more <= 0 else [*rows[:MOST_ROWS], f"and {more:,} more"]
