"""Connections that last are shared out evenly: a process takes a new one only while no other process has fewer.

Programs keep a connection for many requests. Without this, whichever process wakes first takes it, and those who come
to the process with most connections wait longest.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import MutableSequence
    from multiprocessing.context import SpawnContext

_SILENT = 2.5
"""A process that has said nothing for so many seconds is not waited for. Each says something more often."""
_LOOKS = 0.02
"""How many seconds pass until a process looks again whether the others have as many as it: as long as a browser that
opens several connections at once may have to wait for each."""
_EVEN_ENOUGH = 8
"""Up to so many connections processes have equally many. Of more, one in so many is no reason to wait: where hundreds
come at once, each process takes what it can."""


class Shares:
    """How many connections each process has, in memory that they share: a count, and when it was last said."""

    def __init__(self, said: MutableSequence[float], own: int) -> None:
        self._said, self._own = said, 2 * own

    @property
    def are_many(self) -> bool:
        return len(self._said) > 2

    def may_take(self, mine: int, now: float) -> bool:
        """Say how many connections this process has; whether it may take one more."""
        self._said[self._own], self._said[self._own + 1] = mine, now
        others = [n for n in range(0, len(self._said), 2) if n != self._own]
        fewest = mine - mine // _EVEN_ENOUGH
        return all(fewest <= self._said[n] for n in others if now - self._said[n + 1] < _SILENT)


def memory(context: SpawnContext, processes: int) -> MutableSequence[float]:
    """Shared memory for so many processes."""
    shared: Any = context.RawArray("d", 2 * processes)
    return shared  # type: ignore[no-any-return]


def share_out(server: Any, shares: Shares) -> None:  # pragma: no cover  # in a process that a test starts
    """Have this server of waitress leave a connection to the others when they have fewer."""
    listens = server.readable

    def readable() -> bool:
        may = shares.may_take(len(server.active_channels), time.monotonic())
        return bool(listens()) and may

    server.readable = readable
    if shares.are_many:
        server.adj.asyncore_loop_timeout = _LOOKS
