"""Mails to followers: each news is laid out as one for each whom it concerns, composed when it is due, and sent once.

What they say is a few sentences and a link, as plain text and as simple HTML, and never a figure.

Each is sent once whoever else is sending and wherever someone was stopped. A row is taken by moving its time on, which
only one sender can do. A sender that is killed leaves the row, and after that time another takes it. Where it was
killed between the mail server's answer and its own note, the mail goes out again as it was, under the same id, by which
mail servers and mail programs know that they have it.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

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
from alder.web.following.subscription_topics import EVERYTHING, PUBLICATION, data_set_of, topic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from django.core.mail.backends.base import BaseEmailBackend

    from alder.web.following.news import News

_OF_ONE_MAIL = (SMTPDataError, SMTPNotSupportedError, ValueError)
"""Faults of one mail. All others are of the server, or of our way to it."""
_log = logging.getLogger("alder.mail")

TAKEN_FOR = timedelta(minutes=5)
"""How long a sender has for one mail, before another may take it."""
AGAIN_AFTER = tuple(timedelta(minutes=minutes) for minutes in (5, 30, 120, 720))
"""How long to wait after each time that a mail could not be sent. After that it is given up."""
SERVER_AGAIN_AFTER = timedelta(minutes=5)
"""How long to wait for a mail server that does not answer. That counts against no mail."""
_AT_ONCE = 5.0
"""After how many seconds a sender makes way, so that what has its minute is not kept waiting."""
_AT_A_TIME = 50
_KEPT = timedelta(days=31)
"""How long it is remembered which news was sent to whom."""


def send_due() -> int:
    """Send what is due, for a few seconds. Returns how many mails were sent."""
    sent, start = 0, time.monotonic()
    connection = django_mail.get_connection()
    try:
        while time.monotonic() - start < _AT_ONCE and (mail := _take()) is not None:
            sent += _send(mail, connection)
    except OSError as fault:
        _wait_for_the_server(fault)
    finally:
        connection.close()
    return sent


def forget_sent() -> None:
    """What was sent long ago, or given up. That it was told is kept apart, without whom, so it is not told again."""
    long_ago = timezone.now() - _KEPT
    Mail.objects.filter(Q(sent__lt=long_ago) | Q(given_up__lt=long_ago)).delete()


def _take() -> Mail | None:
    """The next mail, which nobody else can take now."""
    now = timezone.now()
    waiting = Mail.objects.filter(sent=None, given_up=None, due__lte=now)
    for id in list(waiting.order_by("due", "made", "id").values_list("id", flat=True)[:_AT_A_TIME]):
        if waiting.filter(id=id).update(due=now + TAKEN_FOR, tries=F("tries") + 1):
            return Mail.objects.select_related("subscription", "follower").filter(id=id).first()
    return None


def _send(mail: Mail, connection: BaseEmailBackend) -> bool:
    try:
        connection.send_messages([message(mail)])
    except SMTPRecipientsRefused as refused:
        is_final = all(500 <= code < 600 for code, _ in refused.recipients.values())
        if is_final:
            Follower.objects.filter(id=mail.follower_id).update(refused=F("refused") + 1)
        _put_off(mail, refused, is_final=is_final)
        return False
    except _OF_ONE_MAIL as fault:
        connection.close()
        _put_off(mail, fault)
        return False
    Mail.objects.filter(id=mail.id).update(sent=timezone.now())
    Follower.objects.filter(id=mail.follower_id, refused__gt=0).update(refused=0)
    return True


def _put_off(mail: Mail, fault: Exception, *, is_final: bool = False) -> None:
    """Try again later, or give up. What the server said may name the address, so only its kind is logged."""
    now, kind = timezone.now(), type(fault).__name__
    if is_final or mail.tries > len(AGAIN_AFTER):
        Mail.objects.filter(id=mail.id).update(given_up=now)
        _log.warning("a mail was given up: %s, %s", mail.id, kind)
    else:
        Mail.objects.filter(id=mail.id).update(due=now + AGAIN_AFTER[mail.tries - 1])
        _log.warning("a mail could not be sent and is tried again: %s, %s", mail.id, kind)


def _wait_for_the_server(fault: Exception) -> None:
    """Nobody takes mails, or nobody lets us in: all that would be due by then waits."""
    then = timezone.now() + SERVER_AGAIN_AFTER
    count = Mail.objects.filter(sent=None, given_up=None, due__lte=then).update(due=then, tries=0)
    _log.error("the mail server does not take mails, %s wait: %s", count, type(fault).__name__)


_LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class _Paragraph:
    """A paragraph, with a link after it if it has one."""

    words: str
    link: str = ""


def message(mail: Mail) -> EmailMultiAlternatives:
    """The mail, the same whenever it is made: a server that has seen it before knows it by its id."""
    subscription = mail.subscription
    site = settings.ALDER_ADDRESS or subscription.site
    stop = f"{site}{reverse('subscription', args=[give_link(subscription, LinkPurpose.STOP)])}"
    subject, parts = _said(mail, site, stop)
    made = EmailMultiAlternatives(
        subject=" ".join(subject.split())[:_LONGEST_SUBJECT],
        body=_text(parts),
        from_email=settings.ALDER_EMAIL_FROM,
        to=[mail.follower.address],
        headers={
            "Message-ID": f"<{mail.id}@{urlsplit(site).hostname or 'alder'}>",
            "Date": format_datetime(mail.made),
            "Auto-Submitted": "auto-generated",
            **({} if mail.kind == MailKind.CONFIRM else _one_click(stop)),
        },
    )
    made.attach_alternative(_html(subject, parts), "text/html")
    return made


def _one_click(stop: str) -> dict[str, str]:
    """RFC 8058: mail programs can stop the mails with one request."""
    return {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _said(mail: Mail, site: str, stop: str) -> tuple[str, list[_Paragraph]]:
    followed = topic(mail.subscription.topic)
    words = followed.words if followed else "statistics that are no longer public"
    if mail.kind == MailKind.CONFIRM:
        token = give_link(mail.subscription, LinkPurpose.CONFIRM)
        return f"Confirm that you want e-mails about {words}", [
            _Paragraph(
                f"Someone, we hope you, asked for e-mails about {words} at this address. To get them, confirm it:",
                f"{site}{reverse('subscription-confirm', args=[token])}",
            ),
            _Paragraph(
                f"The link works for {UNCONFIRMED.days} days. If it was not you, do nothing: we then forget it."
            ),
        ]
    if mail.kind == MailKind.KNOWN:
        return f"You already get e-mails about {words}", [
            _Paragraph(f"Someone, we hope you, asked for e-mails about {words} at this address. You get them already."),
            _Paragraph("See what we keep about you, or stop the e-mails:", stop),
        ]
    return mail.subject, [
        _Paragraph(mail.subject + "."),
        _Paragraph(mail.said, f"{site}{mail.path}"),
        _Paragraph(f"You get this because you follow {words}. See what we keep about you, or stop the e-mails:", stop),
    ]


def _text(parts: list[_Paragraph]) -> str:
    return "\n\n".join(f"{part.words}\n{part.link}" if part.link else part.words for part in parts) + "\n"


def _html(title: str, parts: list[_Paragraph]) -> str:
    body = format_html_join(
        "\n",
        "<p>{}{}</p>",
        (
            (part.words, format_html('<br><a href="{}">{}</a>', part.link, part.link) if part.link else "")
            for part in parts
        ),
    )
    return format_html(
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{}</title></head>\n'
        "<body>\n{}\n</body></html>\n",
        title,
        body,
    )


_TOLD_FOR = timedelta(days=30)
"""News that is older is no news."""


def lay_out_news() -> int:
    """Lay out the mails of all news that has not been told yet. Returns how many mails that makes."""
    since = timezone.now() - _TOLD_FOR
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
