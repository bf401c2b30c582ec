"""Work that the queue does in the background, and what starts it: news of publications is told to their followers soon.

No address is handed over: it would be kept with the task.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django_tasks import task

from alder.web.following.mails import lay_out_news, send_due
from alder.web.following.models import Subscription, Superseded
from alder.web.publications.models import DataSet, ReleaseEvent


@task
def tell_news() -> None:
    """Lay out the mails of what is new, and send them."""
    lay_out_news()
    send_due()


@task
def send_mails() -> None:
    """Send the mails that are due."""
    send_due()


def listen() -> None:
    """What happens to publications is noticed, so that followers hear of it soon. The clock finds what is missed."""
    post_save.connect(_data_set, sender=DataSet, dispatch_uid="following.data_set")
    post_save.connect(_event, sender=ReleaseEvent, dispatch_uid="following.event")


def _data_set(instance: DataSet, **_: Any) -> None:
    if instance.superseded_by_id and Superseded.objects.get_or_create(data_set=instance.id)[1]:
        transaction.on_commit(_soon)


def _event(instance: ReleaseEvent, **_: Any) -> None:
    """Versions of data sets come and go with an event of their release."""
    if instance.public:
        transaction.on_commit(_soon)


def _soon() -> None:
    """All of it is in the database: tell it, if anybody follows anything."""
    if Subscription.objects.filter(confirmed__isnull=False).exists():
        tell_news.enqueue()
