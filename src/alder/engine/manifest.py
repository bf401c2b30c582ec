"""Lists of what a folder of tables holds: which editions of reference tables, which deliveries of extracts.

The receipts are the root of it; the list lies beside the tables, and says the same to people and other programs.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from alder.engine import disk
from alder.engine.receipts import LISTS
from alder.errors import StoreError
from alder.rights import private_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from _typeshed import DataclassInstance

    from alder.engine.store_folder import StoreFolder

Row = TypeVar("Row")

_WORDS = {"reference": ("reference tables", "add the tables"), "extracts": ("delivered extracts", "load the extracts")}
"""What a list is of, and what brings its rows again."""


def write_list(store: StoreFolder, kind: str) -> None:
    """Write the list of editions or deliveries as the receipts have it, for people and other programs.

    Where it says the same already, it is left. A process that was killed may have written a receipt and no list.
    """
    path = store.folder / kind / LISTS[kind]
    rows = store.receipts.read().listed[kind].values()
    text = json.dumps(list(rows), indent=1, ensure_ascii=False) + "\n"
    try:
        if path.read_text(encoding="utf-8") == text:
            return
    except FileNotFoundError:
        if not rows:
            return
    except UnicodeDecodeError:
        pass  # spoilt
    private_folder(path.parent)
    disk.write_whole(path, text.encode())


def rows_listed(store: StoreFolder, kind: str) -> list[dict[str, Any]]:
    """The rows of the list of editions or deliveries. In a store without receipts the list itself is asked."""
    if state := store.acknowledged():
        return list(state.listed[kind].values())
    return list_in_file(store.folder / kind / LISTS[kind])


def read(store: StoreFolder, kind: str, row_of: Callable[[dict[str, Any]], Row]) -> tuple[Row, ...]:
    """The rows of the list, oldest first, each made by `row_of`."""
    try:
        return tuple(row_of(row) for row in rows_listed(store, kind))
    except (ValueError, TypeError, KeyError):
        what, again = _WORDS[kind]
        raise StoreError(
            f"the list of {what} cannot be read",
            where=str(store.folder / kind / LISTS[kind]),
            next=f"Put it back from a copy of the store, or remove it and {again} again.",
        ) from None


def to_json(row: DataclassInstance) -> dict[str, Any]:
    """A row as the receipts and the list have it: by the names of its fields, days and moments as texts."""
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(row).items()}


def from_json(row_class: type[DataclassInstance], row: dict[str, Any]) -> dict[str, Any]:
    """What a row says of the fields that a class of rows has. A later release may say more, and that is passed over."""
    names = {f.name for f in fields(row_class)}
    return {k: v for k, v in row.items() if k in names}


def list_in_file(path: Path) -> list[dict[str, Any]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except ValueError:
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.get("part") for row in rows):
        what, _ = _WORDS[path.parent.name]
        raise StoreError(
            f"the list of {what} cannot be read",
            where=str(path),
            next="Put it back from a copy of the store, or remove it and add the same again.",
        )
    return rows
