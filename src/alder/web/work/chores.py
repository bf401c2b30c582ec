"""Chores of a worker: how often they are due, and that one thing which fails keeps no other from being done."""

from __future__ import annotations

import logging
import time
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

from alder.errors import AlderError
from alder.governance import Denied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_T = TypeVar("_T")
_log = logging.getLogger("alder.work")
AT_ONCE = 50
"""So many are done in one turn, for a second or two: whatever else the worker has to do waits for that."""
MINUTE = 60.0


def once_a_minute(chore: Callable[[], object]) -> Callable[[], None]:
    """A chore that a worker may ask for each second, and that does something once a minute."""
    last = float("-inf")

    @wraps(chore)
    def due() -> None:
        nonlocal last
        if time.monotonic() - last >= MINUTE:
            last = time.monotonic()
            chore()

    return due


def one_by_one(due: Iterable[_T], do: Callable[[_T], object], *, most: int = AT_ONCE) -> int:
    """Do something to each that is due, until so many had something done to them; how many.

    `do` says whether it did anything. What it may not be done to any more (`Denied`: somebody was quicker) is passed
    over, and so is what fails, as where a disk is away or a row is not what its events say: that is logged, and tried
    again with the next turn. A fault of the database is raised, as everything after it would fail.
    """
    done = 0
    for one in due:
        if done == most:
            break
        try:
            done += bool(do(one))
        except Denied:
            continue
        except (OSError, AlderError):
            _log.exception("a chore failed for one of many")
    return done
