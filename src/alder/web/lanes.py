"""Threads by what is asked for: pages have their own, files have others, and a probe finds one free at all times.

Files take long to make or to wait for. In the threads of pages, as many downloads as there are threads would stop the
site. Waitress hands a whole request to its dispatcher, so the lane is chosen before any thread is taken.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any

from waitress.task import ThreadedTaskDispatcher

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES, FILES, PROBES = "pages", "files", "probes"
_PATHS = {
    FILES: re.compile(
        r"/create-a-table/data-set/[^/]+/table\.[^/]+|/table/[^/]+\.[^/]+"
        r"|/find-statistics/[^/]+/[^/]+/all\.zip|/data-catalogue/data-set/[^/]+/[^/]+/data\.zip"
        r"|/.+/data-sets/[^/]+/csv"
    ),
    PROBES: re.compile("/health|/ready"),
}
"""What goes to which lane; everything else is a page. A test compares this with the addresses of the site."""
_FILE_THREADS = 4
"""Threads for files. Few files are made at a time; these wait for their turn."""
_MOST_WAITING = 64
"""Requests for files that wait for a thread, in each process. One more is turned away by a thread for pages."""


def lane(path: str) -> str:
    """The lane of a path."""
    return next((name for name, paths in _PATHS.items() if paths.fullmatch(path)), PAGES)


def is_crowded() -> bool:
    """Whether the request of this thread is for a file and could not go to the lane of files, since too many wait."""
    return threading.current_thread().name.startswith(f"{PAGES}-")


class Lanes:
    """The dispatcher of the server."""

    def __init__(self, threads: int) -> None:
        numbers = {PAGES: threads, FILES: _FILE_THREADS, PROBES: 1}
        self._lanes = {name: _Lane(name) for name in numbers}
        for name, number in numbers.items():
            self._lanes[name].set_thread_count(number)

    def add_task(self, channel: Any) -> None:
        """Have the next request of a connection answered."""
        name = lane(getattr(channel.requests[0], "path", ""))
        if name == FILES and len(self._lanes[FILES].queue) >= _MOST_WAITING:
            name = PAGES
        self._lanes[name].add_task(channel)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        ended = [one.shutdown(cancel_pending, timeout) for one in self._lanes.values()]
        return all(ended)


class _Lane(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Threads with the name of their lane."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def start_new_thread(self, target: Callable[[int], None], thread_no: int) -> None:
        threading.Thread(target=target, name=f"{self._name}-{thread_no}", args=(thread_no,), daemon=True).start()
