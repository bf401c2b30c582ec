"""The loop of a worker: what has its time is done, then the tasks that wait, then a short rest. And its signs of life.

What a worker left undone when it died is taken up by another.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as Queue
from django_tasks_db.models import DBTaskResult

from alder import wall_clock
from alder.web.trail.circumstances import by_clock
from alder.web.work.models import Worker

if TYPE_CHECKING:
    from collections.abc import Iterator

_log = logging.getLogger("alder.work")
REST = 1.0
"""How many seconds a worker rests when nothing is left to do."""
_KEPT = timedelta(days=7)
"""How long it is remembered what came of a task."""


def work(over: Event) -> None:
    """Work until told that it is over. Any number of workers may work at the same time."""
    name = uuid4().hex
    with signs_of_life(name):
        while not over.is_set():
            try:
                close_old_connections()
                work_once(name)
            except DatabaseError:
                _log.exception("the database could not be asked")
                connection.close()
            over.wait(REST)


def work_once(name: str = "once") -> None:
    """Do all that is to be done now. What comes of it is recorded as the doing of the clock, unless a person asked."""
    with by_clock():
        _work(name)


def _work(name: str) -> None:
    for chore in settings.ALDER_CHORES:
        try:
            import_string(chore)()
        except DatabaseError:
            raise
        except Exception:  # one chore that fails does not keep the others from being done
            _log.exception("a chore failed")
    if DBTaskResult.objects.ready().exists():
        _queue(name).run()


def tidy() -> None:
    """Tasks of workers that died are begun again, and those done long ago are forgotten."""
    take_up_what_was_left()
    DBTaskResult.objects.finished().filter(finished_at__lt=wall_clock.now() - _KEPT).delete()


def _queue(name: str) -> Queue:
    """The tasks that wait, until none is left."""
    return Queue(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )


EVERY = 10.0
"""After how many seconds a worker gives the next sign of life."""
GONE = timedelta(seconds=60)
"""A worker that gave none for so long has died."""
MOST_TRIES = 3
"""A task that was begun so often and never ended is given up: it may be what workers die of."""


def is_any_alive() -> bool:
    """Whether anything works in the background."""
    return Worker.objects.filter(seen__gt=wall_clock.now() - GONE).exists()


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
            Worker.objects.filter(id=worker).update(seen=wall_clock.now())
        except DatabaseError:
            connection.close()
    connection.close()


def take_up_what_was_left() -> int:
    """Tasks whose worker has died become ready again; how many."""
    Worker.objects.filter(seen__lte=wall_clock.now() - GONE).delete()
    living = set(Worker.objects.values_list("id", flat=True))
    left = [one for one in DBTaskResult.objects.running() if one.worker_ids and one.worker_ids[-1] not in living]
    for one in left:
        still_running = DBTaskResult.objects.filter(id=one.id, status=TaskResultStatus.RUNNING)
        if len(one.worker_ids) < MOST_TRIES:
            still_running.update(status=TaskResultStatus.READY)
        else:
            still_running.update(status=TaskResultStatus.FAILED, finished_at=wall_clock.now())
            _log.error("a task was given up: its workers died of it")
    return len(left)
