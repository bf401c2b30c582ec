"""Short ways to declare a reference table: its columns under the publisher's names, with their types."""

from __future__ import annotations

import pyarrow as pa

from alder.rules.shape import Reference

WHOLE, TEXT, DAY, PERCENT = pa.int32(), pa.string(), pa.date32(), pa.decimal128(5, 2)


def reference(name: str, title: str, on: dict[str, str], **columns: pa.DataType) -> Reference:
    """A table `name`; `on` pairs fields of the judged record with columns of the table."""
    return Reference(name, title, on, pa.schema([pa.field(n, t) for n, t in columns.items()]))
