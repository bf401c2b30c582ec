"""What the clock on the wall says: the one that everything which writes down a time asks.

It goes as the machine's does. Who tells a history, as the demo does, sets it back for as long as that takes: all that
is done meanwhile is done, written down and chained at those times, by the same code as ever.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

LONDON = ZoneInfo("Europe/London")

_ahead: ContextVar[timedelta] = ContextVar("ahead", default=timedelta())
"""How far it is ahead of the machine's clock, in this thread: a server that runs beside is not moved."""
_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)
"""Where it stands still."""


def now() -> datetime:
    return _stopped.get() or datetime.now(UTC) + _ahead.get()


def today() -> date:
    """The day in England."""
    return now().astimezone(LONDON).date()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """It shows this moment, and goes on from there until the block ends."""
    kept = _ahead.set(moment - datetime.now(UTC))
    try:
        yield
    finally:
        _ahead.reset(kept)


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """It stands still at this moment until the block ends, so that what is written down is the same every time."""
    kept = _stopped.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _stopped.reset(kept)
