"""Clearing up after processes that were killed, and removing files that nothing needs any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.engine import intent, submission
from alder.engine.delta import Delta
from alder.engine.intent import Doing

if TYPE_CHECKING:
    from pathlib import Path

    from alder.engine.store import Store


def clear_up(store: Store) -> int:
    """Remove what killed loads left half done; returns how many there were. Nothing that was accepted is touched."""
    cleared = 0
    for left in intent.abandoned(store.loads):
        take_back(store, left)
        cleared += 1
    return cleared


def take_back(store: Store, left: intent.Intent) -> None:
    """Remove what was written under an intent and did not become part of the store, and then the intent.

    The logs are asked, not memory: a commit can have been made and its maker not know it. A load whose submissions
    are in the store was accepted whole; of any other, readers never saw a row.
    """
    with store.committing():
        _remove(store, left)
    left.done()


def _remove(store: Store, left: intent.Intent) -> None:
    numbers = store.submissions()["submission"].to_pylist()
    accepted = any(submission.load_of(n) == left.number for n in numbers)
    for folder in _table_folders(store):
        of_load = f"{left.number}-"
        if not any(folder.glob(f"{of_load}*")):
            continue
        table = store.delta(folder.name)
        ours = [f for f in table.files() if f.name.startswith(of_load)]
        # What an optimise committed is the rows of accepted submissions, and each of its commits is whole.
        if ours and left.doing is Doing.LOAD and not accepted:
            table.commit(store.schemas[folder.name], remove=ours)
            ours = []
        needed = {f.name for f in ours}
        for path in folder.glob(f"{of_load}*"):
            if path.name not in needed:
                path.unlink(missing_ok=True)


def remove_unneeded(store: Store) -> int | None:
    """Remove files that a commit took out of their table; returns how many, or None while somebody reads.

    A reader may still be at the files of an earlier commit, and a load at files that no commit names yet.
    """
    removed = 0
    with store.committing():
        held = store.nobody_reading()
        if held is None:
            return None
        with held:
            busy = intent.pending(store.loads)
            for folder in (*_table_folders(store), *_other_folders(store)):
                needed = {f.name for f in Delta(folder).files()}
                for path in folder.glob("*.parquet"):
                    if path.name not in needed and int(path.name.split("-")[0]) not in busy:
                        path.unlink(missing_ok=True)
                        removed += 1
    return removed


def _table_folders(store: Store) -> list[Path]:
    return sorted(p for p in (store.folder / "tables").glob("*") if p.name in store.schemas)


def _other_folders(store: Store) -> list[Path]:
    """The folders of reference tables and of delivered extracts."""
    return [p for kept in ("reference", "extracts") for p in sorted((store.folder / kept).glob("*/"))]
