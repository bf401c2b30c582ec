"""Which figures differ between two versions of a data set, row by row, for the person who checks the new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST = 12
"""How many differences are shown as examples."""
_WAS = "was "
_CODES = ("code", "urn", "laestab", "ukprn", "upin", "identifier", "geographic_level")
"""How the columns end that say again, for programs, what another says in words."""


@dataclass(frozen=True)
class FiguresChanged:
    """How many rows are gone, new and otherwise, and the first figures that differ."""

    gone: int
    new: int
    changed: int
    examples: tuple[dict[str, str], ...]
    """Each with the row that it is in, the column, and the figure before and after."""

    def to_json(self) -> dict[str, Any]:
        return {"gone": self.gone, "new": self.new, "changed": self.changed, "examples": list(self.examples)}


def figures_changed(before: pa.Table, after: pa.Table, figures: Sequence[str]) -> FiguresChanged:
    """Rows are the same where every column but the figures is, as far as both versions have the column."""
    told = [name for name in figures if name in before.column_names and name in after.column_names]
    keys = [name for name in after.column_names if name in before.column_names and name not in figures]
    old = before.select([*keys, *told]).rename_columns([*keys, *(_WAS + name for name in told)])
    new = after.select([*keys, *told])
    both = _without_blanks(new).join(_without_blanks(old), keys, join_type="inner")
    differs = [pc.not_equal(both[name], both[_WAS + name]) for name in told]
    changed = differs[0] if differs else pa.array([False] * both.num_rows)
    for one in differs[1:]:
        changed = pc.or_(changed, one)
    rows = both.filter(changed)
    named = [name for name in keys if not name.endswith(_CODES) and pc.count_distinct(after[name]).as_py() > 1]
    return FiguresChanged(
        max(before.num_rows - both.num_rows, 0),
        max(after.num_rows - both.num_rows, 0),
        rows.num_rows,
        tuple(_examples(rows.slice(0, _MOST).to_pylist(), named, told)),
    )


def _without_blanks(table: pa.Table) -> pa.Table:
    """A cell without a value is a cell like any other, where rows and figures are compared."""
    filled = [pc.fill_null(column.cast(pa.string()), "") for column in table.columns]
    return pa.table(dict(zip(table.column_names, filled, strict=True)))


def _examples(rows: list[dict[str, str]], keys: Sequence[str], told: Sequence[str]) -> list[dict[str, str]]:
    found = []
    for row in rows:
        named = ", ".join(dict.fromkeys(row[name] for name in keys if row[name]))
        found += [
            {"row": named, "column": name, "was": row[_WAS + name], "is": row[name]}
            for name in told
            if row[name] != row[_WAS + name]
        ]
    return found[:_MOST]
