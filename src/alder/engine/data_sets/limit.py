"""A question may take only so long; then it is stopped, wherever it is."""

from __future__ import annotations

import time
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


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

    alarm = Timer(seconds, cursor.interrupt)
    alarm.daemon = True
    alarm.start()
    try:
        check()
        yield check
    except duckdb.InterruptException:
        raise TimeoutError from None
    finally:
        alarm.cancel()
