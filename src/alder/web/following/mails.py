"""Mails to followers: each news is laid out as one for each whom it concerns, composed when it is due, and sent once.

What they say is a few sentences and a link, as plain text and as simple HTML, and never a figure.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.urls import reverse

from alder import wall_clock
from alder.web.following.models import (
    UNCONFIRMED,
    Follower,
    LinkPurpose,
    Mail,
    MailedNews,
    MailKind,
    Subscription,
    give_link,
)
from alder.web.following.news import of_data_set, of_releases
from alder.web.following.subscription_topics import EVERYTHING, PUBLICATION, data_set_of, of_other_areas, topic
from alder.web.mail_queue import MailQueue, Paragraph, written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from django.core.mail import EmailMultiAlternatives
    from django.db.models import QuerySet

    from alder.web.following.news import News

_KEPT = timedelta(days=31)
"""How long it is remembered which news was sent to whom."""


def _rows() -> QuerySet[Mail]:
    return Mail.objects.select_related("subscription", "follower")


def _refused(mail: Mail) -> None:
    Follower.objects.filter(id=mail.follower_id).update(refused=F("refused") + 1)


def _taken(mail: Mail) -> None:
    Follower.objects.filter(id=mail.follower_id, refused__gt=0).update(refused=0)


QUEUE = MailQueue[Mail](_rows, lambda mail: message(mail), on_refused=_refused, on_sent=_taken)


def send_due() -> int:
    """Send what is due, for a few seconds. Returns how many mails were sent."""
    return QUEUE.send_due()


def forget_sent() -> None:
    """What was sent long ago, or given up. That it was told is kept apart, without whom, so it is not told again."""
    long_ago = wall_clock.now() - _KEPT
    Mail.objects.filter(Q(sent__lt=long_ago) | Q(given_up__lt=long_ago)).delete()


def message(mail: Mail) -> EmailMultiAlternatives:
    """The mail, the same whenever it is made: a server that has seen it before knows it by its id."""
    subscription = mail.subscription
    site = settings.ALDER_ADDRESS or subscription.site
    stop = f"{site}{reverse('subscription', args=[give_link(subscription, LinkPurpose.STOP)])}"
    subject, parts = _said(mail, site, stop)
    headers = {} if mail.kind == MailKind.CONFIRM else _one_click(stop)
    return written(mail, site, mail.follower.address, subject, parts, headers)


def _one_click(stop: str) -> dict[str, str]:
    """RFC 8058: mail programs can stop the mails with one request."""
    return {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _said(mail: Mail, site: str, stop: str) -> tuple[str, list[Paragraph]]:
    followed = topic(mail.subscription.topic)
    words = followed.words if followed else "statistics that are no longer public"
    if mail.kind == MailKind.CONFIRM:
        token = give_link(mail.subscription, LinkPurpose.CONFIRM)
        return f"Confirm that you want e-mails about {words}", [
            Paragraph(
                f"Someone, we hope you, asked for e-mails about {words} at this address. To get them, confirm it:",
                f"{site}{reverse('subscription-confirm', args=[token])}",
            ),
            Paragraph(f"The link works for {UNCONFIRMED.days} days. If it was not you, do nothing: we then forget it."),
        ]
    if mail.kind == MailKind.KNOWN:
        return f"You already get e-mails about {words}", [
            Paragraph(f"Someone, we hope you, asked for e-mails about {words} at this address. You get them already."),
            Paragraph("See what we keep about you, or stop the e-mails:", stop),
        ]
    return mail.subject, [
        Paragraph(mail.subject + "."),
        Paragraph(mail.said, f"{site}{mail.path}"),
        Paragraph(f"You get this because you follow {words}. See what we keep about you, or stop the e-mails:", stop),
    ]


_TOLD_FOR = timedelta(days=30)
"""News that is older is no news."""


def lay_out_news() -> int:
    """Lay out the mails of all news that has not been told yet. Returns how many mails that makes."""
    since = wall_clock.now() - _TOLD_FOR
    followed = [(news, topics) for news, topics in _followed(since) if news.first >= since]
    mailed = set(MailedNews.objects.filter(news__in=[news.id for news, _ in followed]).values_list("news", flat=True))
    return sum(_lay_out(news, topics) for news, topics in followed if news.id not in mailed)


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
    for area in of_other_areas():
        yield from ((news, its) for news, its in area.news(since) if topics & set(its))


def _lay_out(news: News, topics: list[str]) -> int:
    """One mail for each who followed before it happened. Whoever does this second finds that it is done."""
    before = Subscription.objects.filter(topic__in=topics, confirmed__lte=news.first)
    try:
        with transaction.atomic():
            MailedNews.objects.create(news=news.id)
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
