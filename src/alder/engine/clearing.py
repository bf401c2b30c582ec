"""Clearing up after processes that were killed, and removing files that nothing needs any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from alder.engine import intent, parts, receipts

if TYPE_CHECKING:
    from pathlib import Path

    from alder.engine.store import Store

GRACE = timedelta(hours=24)
"""How long a file stays after others took its place: until the next nightly copy of the store has been made, and
whatever read the tables without announcing itself, as Spark and DuckDB do, has had a day to end."""


def clear_up(store: Store) -> int:
    """Remove what killed loads left half done; returns how many there were. Nothing that was accepted is touched."""
    with receipts.writing(store):
        pass  # so that a store without receipts has them before anything is asked of them
    cleared = 0
    for left in intent.abandoned(store.loads):
        take_back(store, left)
        cleared += 1
    return cleared


def take_back(store: Store, left: intent.Intent) -> None:
    """Remove what was written under an intent and did not become part of the store, and then the intent.

    The receipts are asked, not memory: a receipt can have been written and its maker not know it. What has none was
    never acknowledged, and no reader ever saw a row of it.
    """
    with receipts.writing(store):
        _remove(store, left.number)
    left.done()


def _remove(store: Store, number: int) -> None:
    state = store.receipts.read()
    for folder in folders(store):
        left = list(folder.glob(f"{number}-*"))
        if not left:
            continue
        table = state.table(folder.relative_to(store.folder).as_posix())
        gone = [p for p in left if p.name not in table.files and p.name not in table.superseded]
        for path in gone:
            path.unlink(missing_ok=True)
        if gone:
            parts.to_disk(folder)  # else a file could come back that no intent tells of any more


def remove_superseded(store: Store, grace: timedelta = GRACE) -> tuple[int | None, int]:
    """Remove files that others took the place of longer than `grace` ago, and no others.

    Returns how many, or None while somebody reads, who may still be at them; and how many wait for their time.
    """
    removed = waiting = 0
    with receipts.writing(store):
        due = datetime.now(UTC) - grace
        held = store.nobody_reading()
        for folder in folders(store):
            table = store.receipts.read().table(folder.relative_to(store.folder).as_posix())
            for name, since in table.superseded.items():
                path = folder / name
                if name in table.files or not path.exists():
                    continue
                if since > due or held is None:
                    waiting += 1
                else:
                    path.unlink(missing_ok=True)
                    removed += 1
        if held is None:
            return None, waiting
        held.release()
    return removed, waiting


def folders(store: Store) -> list[Path]:
    """The folders of all tables: of returns, of reference tables and of delivered extracts."""
    kinds = ("tables", *receipts.LISTS)
    return [p for kind in kinds for p in sorted((store.folder / kind).glob("*/"))]
