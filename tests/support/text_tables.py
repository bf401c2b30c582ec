"""Tables written as text, so that a test reads like a specification.

    LearnRefNumber | DateOfBirth | FundModel
    day before     | 2005-09-01  | 35
    no birth date  |             | 35

An empty cell is a missing value. Types come from a schema: text, whole numbers, dates (ISO) and truths (yes, no).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa


def rows(text: str) -> list[dict[str, str | None]]:
    """The lines of a text table as dictionaries of text; an empty cell is None."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    heads = [h.strip() for h in lines[0].split("|")]
    found = []
    for line in lines[1:]:
        cells = [c.strip() or None for c in line.split("|")]
        assert len(cells) <= len(heads), f"more cells than columns: {line}"
        found.append(dict(zip(heads, cells + [None] * (len(heads) - len(cells)), strict=True)))
    return found


def arrow(text: str, schema: pa.Schema) -> pa.Table:
    """A text table in the columns of `schema`; columns that the text leaves out are null, unknown ones an error."""
    found = rows(text)
    unknown = set(found[0]) - set(schema.names) if found else set()
    assert not unknown, f"not in the schema: {sorted(unknown)}"
    return pa.Table.from_pylist([{f.name: value(r.get(f.name), f.type) for f in schema} for r in found], schema=schema)


def value(text: str | None, type: pa.DataType) -> object:
    """One cell in the type of its column."""
    if text is None:
        return None
    if pa.types.is_date(type):
        return date.fromisoformat(text)
    if pa.types.is_timestamp(type):
        return datetime.fromisoformat(text)
    if pa.types.is_integer(type):
        return int(text)
    if pa.types.is_floating(type):
        return float(text)
    if pa.types.is_decimal(type):
        return Decimal(text)
    if pa.types.is_boolean(type):
        return {"yes": True, "no": False}[text]
    return text
