"""Lists of what a folder of tables holds: which editions of reference tables, which deliveries of extracts.

The receipts are the root of it; the list lies beside the tables, and says the same to people and other programs.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from alder.engine import parts
from alder.engine.receipts import LISTS
from alder.errors import StoreError
from alder.rights import private_file, private_folder

if TYPE_CHECKING:
    from pathlib import Path

    from alder.engine.store_folder import StoreFolder


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
    draft = path.with_suffix(f".{os.getpid()}")
    private_file(draft).write_text(text, encoding="utf-8")
    parts.to_disk(draft)
    draft.replace(path)
    parts.to_disk(path.parent)


def rows_listed(store: StoreFolder, kind: str) -> list[dict[str, Any]]:
    """The rows of the list of editions or deliveries. In a store without receipts the list itself is asked."""
    if state := store.acknowledged():
        return list(state.listed[kind].values())
    return list_in_file(store.folder / kind / LISTS[kind])


def list_in_file(path: Path) -> list[dict[str, Any]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except ValueError:
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.get("part") for row in rows):
        of = "reference tables" if path.name == LISTS["reference"] else "delivered extracts"
        raise StoreError(
            f"the list of {of} cannot be read",
            where=str(path),
            next="Put it back from a copy of the store, or remove it and add the same again.",
        )
    return rows
