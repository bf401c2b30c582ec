"""A worker as a process: it ends when it is told to, after the task that it is at."""

from __future__ import annotations

import multiprocessing
import os
import signal
from multiprocessing.connection import wait
from threading import Event, Thread
from typing import TYPE_CHECKING

from alder.process_settings import settle
from alder.web.setup import set_up

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

_AGAIN = 5.0
"""After how many seconds a worker that died is started again."""


def run(store: Path) -> None:  # pragma: no cover  # in a process that a test starts
    """Work until the process is told to stop."""
    set_up(store)
    from alder.web.work.worker import work

    over = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: over.set())
    work(over)


class Companion:  # pragma: no cover  # in a process that a test starts
    """A worker beside the server. It is started again when it dies, and ends with the server."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._over = Event()
        self._process = self._start()
        Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        self._over.set()
        self._process.terminate()
        self._process.join(10)

    def _start(self) -> SpawnProcess:
        started = multiprocessing.get_context("spawn").Process(target=_beside, args=(self._store,), daemon=True)
        started.start()
        return started

    def _watch(self) -> None:
        while not self._over.is_set():
            self._process.join()
            if not self._over.wait(_AGAIN):
                self._process = self._start()


def _beside(store: Path) -> None:  # pragma: no cover  # in a process that a test starts

    end_with_the_first()
    settle()
    run(store)


def _follow() -> None:  # pragma: no cover  # in a process that a test starts
    """End when the first process ends, even if that had no time to say so."""
    if first := multiprocessing.parent_process():
        wait([first.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


def end_with_the_first() -> None:  # pragma: no cover  # in a process that a test starts
    """A process that the first one started does not outlive it."""
    Thread(target=_follow, daemon=True).start()
