"""What happens to publications is noticed here, so that followers hear of it soon. The clock finds what is missed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save

from alder.web.following.models import Subscription, Superseded
from alder.web.publications.models import DataSet, ReleaseEvent


def listen() -> None:
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
    from alder.web.following.tasks import tell_news

    if Subscription.objects.filter(confirmed__isnull=False).exists():
        tell_news.enqueue()
