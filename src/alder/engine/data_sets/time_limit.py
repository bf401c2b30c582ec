"""A question may take only so long; then it is stopped, wherever it is.

One thread watches all questions, since a thread for each would cost more than most questions do.
"""

from __future__ import annotations

import atexit
import time
from contextlib import contextmanager
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LOOK = 0.05
"""How often the watch looks, in seconds."""
_IDLE = 20.0
"""How long it goes on looking where there is nothing to watch."""


class _Watch:
    def __init__(self) -> None:
        self._ends: dict[int, tuple[float, duckdb.DuckDBPyConnection]] = {}
        self._lock = Lock()
        self._thread: Thread | None = None
        self._ended = Event()
        atexit.register(self._end)

    def _end(self) -> None:
        """Nothing of the database may be in use when the interpreter goes."""
        self._ended.set()
        if thread := self._thread:
            thread.join()

    def begin(self, cursor: duckdb.DuckDBPyConnection, end: float) -> None:
        with self._lock:
            self._ends[id(cursor)] = (end, cursor)
            if self._thread is None:
                self._thread = Thread(target=self._look, name="query limit", daemon=True)
                self._thread.start()

    def stop(self, cursor: duckdb.DuckDBPyConnection) -> None:
        with self._lock:
            self._ends.pop(id(cursor), None)

    def _look(self) -> None:
        idle = 0.0
        while not self._ended.wait(_LOOK):
            now = time.monotonic()
            with self._lock:
                for end, cursor in self._ends.values():
                    if now >= end:
                        cursor.interrupt()
                idle = 0.0 if self._ends else idle + _LOOK
                if idle >= _IDLE:
                    self._thread = None
                    return


_watch = _Watch()


@contextmanager
def limited(cursor: duckdb.DuckDBPyConnection, seconds: float | None) -> Iterator[Callable[[], None]]:
    """What runs on the cursor raises TimeoutError after so many seconds. The check is for between two statements."""
    if seconds is None:
        yield lambda: None
        return
    end = time.monotonic() + seconds

    def check() -> None:
        if time.monotonic() >= end:
            raise TimeoutError

    _watch.begin(cursor, end)
    try:
        check()
        yield check
    except duckdb.InterruptException:
        raise TimeoutError from None
    finally:
        _watch.stop(cursor)
