"""Signs of life: workers give them, and what a worker left undone when it died is taken up by another."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from alder.web.work.models import Worker

if TYPE_CHECKING:
    from collections.abc import Iterator

_log = logging.getLogger("alder.work")
EVERY = 10.0
"""After how many seconds a worker gives the next sign of life."""
GONE = timedelta(seconds=60)
"""A worker that gave none for so long has died."""
MOST_TRIES = 3
"""A task that was begun so often and never ended is given up: it may be what workers die of."""


def is_any_alive() -> bool:
    """Whether anything works in the background."""
    return Worker.objects.filter(seen__gt=timezone.now() - GONE).exists()


@contextmanager
def signs_of_life(worker: str) -> Iterator[None]:
    """Give signs of life from a thread, also while a long task runs."""
    Worker.objects.create(id=worker)
    over = Event()
    thread = Thread(target=_beat, args=(worker, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        Worker.objects.filter(id=worker).delete()


def _beat(worker: str, over: Event) -> None:
    while not over.wait(EVERY):
        try:
            Worker.objects.filter(id=worker).update(seen=timezone.now())
        except DatabaseError:
            connection.close()
    connection.close()


def take_up_what_was_left() -> int:
    """Tasks whose worker has died become ready again; how many."""
    Worker.objects.filter(seen__lte=timezone.now() - GONE).delete()
    living = set(Worker.objects.values_list("id", flat=True))
    left = [one for one in DBTaskResult.objects.running() if one.worker_ids and one.worker_ids[-1] not in living]
    for one in left:
        still_running = DBTaskResult.objects.filter(id=one.id, status=TaskResultStatus.RUNNING)
        if len(one.worker_ids) < MOST_TRIES:
            still_running.update(status=TaskResultStatus.READY)
        else:
            still_running.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
            _log.error("a task was given up: its workers died of it")
    return len(left)
