"""A sane limit for one address: a bucket of requests that fills at a steady rate. What does not fit waits."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

_ADDRESSES = 10_000
"""How many addresses are remembered; the one that was heard longest ago is forgotten first."""
_BURST = 0.25
"""The part of a minute's requests that may come at once."""


class Buckets:
    """How many requests each address has left."""

    def __init__(self) -> None:
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, address: str, a_minute: float, now: float) -> float:
        """Takes one request from the bucket; 0, or the seconds after which there is room for it."""
        most = max(a_minute * _BURST, 1.0)
        with self._lock:
            left, then = self._left.pop(address, (most, now))
            left = min(most, left + (now - then) * a_minute / 60)
            allowed = left >= 1
            self._left[address] = (left - 1 if allowed else left, now)
            if len(self._left) > _ADDRESSES:
                self._left.popitem(last=False)
        return 0.0 if allowed else (1 - left) * 60 / a_minute
