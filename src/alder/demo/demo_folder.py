"""The folder of a demo: made by one process at a time, and not removed while somebody serves it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from alder.engine.locks import Lock, share_lock, take, try_lock
from alder.errors import UsageError, present
from alder.look.words import listed

if TYPE_CHECKING:
    from collections.abc import Callable

_MAKING, _SERVED = "making.lock", "served.lock"
_PARTS = ("returns", "store", "tables", "workspaces", "findings.html", "report.html")
"""What a demo is made of: nothing else is ever removed."""

_PLANTED = Path("returns", "planted.csv")
"""Only a demo has it: what was put wrong on purpose."""


def alone(folder: Path, waits: Callable[[], None]) -> Lock:
    """Wait until nobody else makes this demo, and make it alone. `waits` is called where there is somebody."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _MAKING
    path.touch()
    if (free := try_lock(path)) is not None:
        return free
    waits()
    return take(path)


def served(folder: Path) -> Lock:
    """Says that the demo is served, by as many as like, until it is released."""
    path = folder / _SERVED
    path.touch()
    return present(share_lock(path), "a file that was just made is there")


def clear(folder: Path) -> None:
    """Remove a demo. Raises `UsageError` where somebody serves it, and where what lies there is no demo."""
    there = [name for name in _PARTS if (folder / name).exists()]
    if there and not (folder / _PLANTED).is_file():
        raise UsageError(
            f"{folder} holds {listed(there)}, and is no demo that was made to its end, so nothing is removed",
            next="Look what it is, and remove it yourself; or name the folder of a demo.",
        )
    path = folder / _SERVED
    if path.exists():
        lock = try_lock(path)
        if lock is None:
            raise UsageError(
                "this demo is served now, so it is not removed",
                where=str(folder),
                next="Stop whoever serves it, then do the same again.",
            )
        lock.release()
    for name in there:
        part = folder / name
        if part.is_dir():
            shutil.rmtree(part)
        else:
            part.unlink()
