"""Removing reference tables from a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.engine import reference
from alder.errors import unknown_name

if TYPE_CHECKING:
    from alder.engine.reference import Edition
    from alder.engine.store import Store


def remove(store: Store, table: str, edition: str | None = None) -> tuple[Edition, ...]:
    """Remove a table, or one edition of it. Raises where it is not held."""
    held = reference.editions(store)
    if table not in {e.table for e in held}:
        raise unknown_name(
            "reference table in the store", table, {e.table for e in held}, next="What is held: alder reference list"
        )
    of_table = {e.edition for e in held if e.table == table}
    if edition is not None and edition not in of_table:
        raise unknown_name(f"edition of {table}", edition, of_table, next="What is held: alder reference list")
    return reference.remove(store, table, edition)
