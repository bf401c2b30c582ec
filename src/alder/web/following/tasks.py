"""Work in the background, and what starts it: news of publications is told to their followers soon.

Each time that a worker looks, it also does what the queue did not, because someone was stopped, and forgets what is not
to be kept.

No address is handed over: it would be kept with the task.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django_tasks import task

from alder import wall_clock
from alder.web.following.mails import forget_sent, lay_out_news, send_due
from alder.web.following.models import UNCONFIRMED, Follower, Mail, MailRequest, Subscription, Superseded
from alder.web.publications.models import DataSet, ReleaseEvent
from alder.web.work.chores import once_a_minute


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
        tell_soon()


def _event(instance: ReleaseEvent, **_: Any) -> None:
    """Versions of data sets come and go with an event of their release."""
    if instance.public:
        tell_soon()


def tell_soon() -> None:
    """Something is new for followers once this transaction is over."""
    transaction.on_commit(_soon)


def _soon() -> None:
    """All of it is in the database: tell it, if anybody follows anything."""
    if Subscription.objects.filter(confirmed__isnull=False).exists():
        tell_news.enqueue()


MOST_REFUSED = 3
"""An address that mail servers refused for good so often, and never took in between, is forgotten."""
_REQUESTS_KEPT = timedelta(hours=24)
"""How long it is remembered that someone asked for a mail: as long as the longest limit looks back."""


def forget_refused() -> int:
    """Addresses that are no more. Not while everything is refused: then it is our way to send that is wrong."""
    if not Mail.objects.filter(sent__gt=wall_clock.now() - UNCONFIRMED).exists():
        return 0
    count, _ = Follower.objects.filter(refused__gte=MOST_REFUSED).delete()
    return count


def forget_unconfirmed() -> int:
    """Addresses that were never confirmed are forgotten. Returns how many subscriptions that were."""
    old = Subscription.objects.filter(confirmed=None, asked__lt=wall_clock.now() - UNCONFIRMED)
    with transaction.atomic():
        count = old.count()
        old.delete()
        Follower.objects.filter(subscriptions=None).delete()
    return count


def forget_requests() -> None:
    MailRequest.objects.filter(when__lt=wall_clock.now() - _REQUESTS_KEPT).delete()


def tell_and_send() -> None:
    """Send what is due. Once a minute also look for news that nobody noticed, and forget what is not to be kept."""
    _keep_house_in_time()
    send_due()


def keep_house() -> None:
    forget_unconfirmed()
    forget_refused()
    forget_requests()
    forget_sent()
    lay_out_news()


_keep_house_in_time = once_a_minute(keep_house)
