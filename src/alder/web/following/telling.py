"""News is laid out as one mail for each follower whom it concerns, once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from alder.web.following.models import Mail, MailKind, Subscription, Told
from alder.web.following.news import of_data_set, of_releases
from alder.web.following.topics import EVERYTHING, PUBLICATION, data_set_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from alder.web.following.news import News

_TOLD_FOR = timedelta(days=30)
"""News that is older is no news."""


def tell() -> int:
    """Lay out the mails of all news that has not been told yet. Returns how many mails that makes."""
    since = timezone.now() - _TOLD_FOR
    found = [(news, topics) for news, topics in _followed(since) if news.first >= since]
    told = set(Told.objects.filter(news__in=[news.id for news, _ in found]).values_list("news", flat=True))
    return sum(_lay_out(news, topics) for news, topics in found if news.id not in told)


def _followed(since: datetime) -> Iterator[tuple[News, list[str]]]:
    """News that somebody follows, the oldest first, with the topics that it belongs to, the narrowest first."""
    topics = set(Subscription.objects.filter(confirmed__isnull=False).values_list("topic", flat=True).distinct())
    if not topics:
        return
    for news in reversed(of_releases(since=since)):
        its = [f"{PUBLICATION}:{news.publication}", EVERYTHING]
        if topics & set(its):
            yield news, its
    for text in sorted(topics):
        if data_set := data_set_of(text):
            yield from ((news, [text]) for news in reversed(of_data_set(data_set)))


def _lay_out(news: News, topics: list[str]) -> int:
    """One mail for each who followed before it happened. Whoever does this second finds that it is done."""
    before = Subscription.objects.filter(topic__in=topics, confirmed__lte=news.first)
    try:
        with transaction.atomic():
            Told.objects.create(news=news.id)
            chosen: dict[UUID, Subscription] = {}
            for subscription in sorted(before, key=lambda one: topics.index(one.topic)):
                chosen.setdefault(subscription.follower_id, subscription)
            mails = [_mail(news, subscription) for subscription in chosen.values()]
            Mail.objects.bulk_create(mails, batch_size=500)
    except IntegrityError:
        return 0
    return len(mails)


def _mail(news: News, subscription: Subscription) -> Mail:
    return Mail(
        follower_id=subscription.follower_id,
        subscription=subscription,
        kind=MailKind.NEWS,
        news=news.id,
        subject=news.title,
        said=news.in_short,
        path=news.address,
    )
