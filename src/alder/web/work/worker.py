"""The loop of a worker: what has its time is done, then the tasks that wait, then a short rest."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.management.commands.db_worker import Worker as Queue
from django_tasks_db.models import DBTaskResult

from alder.web.work.alive import signs_of_life, take_up_what_was_left

if TYPE_CHECKING:
    from threading import Event

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
    """Do all that is to be done now."""
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
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - _KEPT).delete()


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
