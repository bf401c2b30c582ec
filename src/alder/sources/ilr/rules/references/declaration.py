"""Short ways to declare a reference table: its columns under the publisher's names, with their types."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from alder.rules.record_tables import ReferenceTable

WHOLE, TEXT, DAY, HUNDREDTHS = pa.int32(), pa.string(), pa.date32(), pa.decimal128(5, 2)
TRUTH, POUNDS = pa.bool_(), pa.decimal128(12, 2)


def reference(name: str, title: str, on: dict[str, str], **columns: pa.DataType) -> ReferenceTable:
    """A table `name`; `on` pairs fields of the judged record with columns of the table."""
    return ReferenceTable(name, title, on, pa.schema([pa.field(n, t) for n, t in columns.items()]))


def called(name: str, on: dict[str, str], table: ReferenceTable) -> ReferenceTable:
    """The same table under another name, found through another field."""
    return replace(table, name=name, on=on, table=table.loaded_as)
