"""Adding to what the store says of submissions that it holds, such as what an earlier release did not measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import clearing, parts, receipts
from alder.engine.intent import Doing
from alder.engine.parts import PartWriter
from alder.engine.trouble import told

if TYPE_CHECKING:
    from alder.engine.store import Store


def supplement(store: Store, table: str, rows: pa.Table) -> int:
    """Add rows of accepted submissions to a table in one commit; returns of how many submissions.

    Those of which the table has rows by now, because another process was quicker, are left out.
    """
    with told(store.folder, "adding to the store"):
        clearing.clear_up(store)
        announced = store.announce(Doing.OPTIMISE)
        try:
            with receipts.changing(store, announced.doing, announced.number) as change:
                new = rows.filter(pc.invert(pc.is_in(rows["submission"], value_set=having(store, table))))
                if new.num_rows:
                    writer = PartWriter(
                        store.table_folder(table), store.schemas[table], lambda: f"{announced.number}-0001"
                    )
                    span = pc.min_max(new["submission"]).as_py()
                    writer.add(new, (span["min"], span["max"]))
                    change.commit(f"tables/{table}", store.schemas[table], writer.close())
        finally:
            clearing.take_back(store, announced)
    return len(set(new["submission"].to_pylist()))


def having(store: Store, table: str) -> pa.Array:
    """The submissions of which a table has rows."""
    only = pa.schema([store.schemas[table].field("submission")])
    return parts.read(store.table_folder(table), store.part_files(table), only)["submission"].unique()
