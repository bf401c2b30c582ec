"""Mails that wait in the database to be sent: a row each, taken by one sender and sent once.

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
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.db.models import F
from django.utils.html import format_html, format_html_join

from alder import wall_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.core.mail.backends.base import BaseEmailBackend

TAKEN_FOR = timedelta(minutes=5)
"""How long a sender has for one mail, before another may take it."""
AGAIN_AFTER = tuple(timedelta(minutes=minutes) for minutes in (5, 30, 120, 720))
"""How long to wait after each time that a mail could not be sent. After that it is given up."""
SERVER_AGAIN_AFTER = timedelta(minutes=5)
"""How long to wait for a mail server that does not answer. That counts against no mail."""
_AT_ONCE = 5.0
"""After how many seconds a sender makes way, so that what has its minute is not kept waiting."""
_AT_A_TIME = 50
_LONGEST_SUBJECT = 200
_OF_ONE_MAIL = (SMTPDataError, SMTPNotSupportedError, ValueError)
"""Faults of one mail. All others are of the server, or of our way to it."""
_log = logging.getLogger("alder.mail")


class QueuedMail(models.Model):
    """A row for one mail to one person."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    made = models.DateTimeField(default=wall_clock.now)
    due = models.DateTimeField(default=wall_clock.now, db_index=True)
    """From when it may be sent; while someone is sending it, when another may try."""
    tries = models.PositiveSmallIntegerField(default=0)
    sent = models.DateTimeField(null=True, blank=True, db_index=True)
    given_up = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=QueuedMail)


def _nothing(_: QueuedMail) -> None:
    """What most queues do about an address that was refused or took a mail."""


@dataclass(frozen=True)
class MailQueue(Generic[Row]):
    """The mails of one kind: how one is read from the database, and how it is written."""

    rows: Callable[[], models.QuerySet[Row]]
    message: Callable[[Row], EmailMultiAlternatives]
    on_refused: Callable[[Row], None] = _nothing
    """The address was refused for good."""
    on_sent: Callable[[Row], None] = _nothing

    def send_due(self) -> int:
        """Send what is due, for a few seconds. Returns how many mails were sent."""
        sent, start = 0, time.monotonic()
        connection = django_mail.get_connection()
        try:
            while time.monotonic() - start < _AT_ONCE and (mail := self.take()) is not None:
                sent += self.send(mail, connection)
        except OSError as fault:
            self._wait_for_the_server(fault)
        finally:
            connection.close()
        return sent

    def take(self) -> Row | None:
        """The next mail, which nobody else can take now."""
        now = wall_clock.now()
        waiting = self.rows().filter(sent=None, given_up=None, due__lte=now)
        for id in list(waiting.order_by("due", "made", "id").values_list("id", flat=True)[:_AT_A_TIME]):
            if waiting.filter(id=id).update(due=now + TAKEN_FOR, tries=F("tries") + 1):
                return self.rows().filter(id=id).first()
        return None

    def send(self, mail: Row, connection: BaseEmailBackend) -> bool:
        """Send one that was taken; False where it has to wait or is given up."""
        try:
            connection.send_messages([self.message(mail)])
        except SMTPRecipientsRefused as refused:
            is_final = all(500 <= code < 600 for code, _ in refused.recipients.values())
            if is_final:
                self.on_refused(mail)
            self._put_off(mail, refused, is_final=is_final)
            return False
        except _OF_ONE_MAIL as fault:
            connection.close()
            self._put_off(mail, fault)
            return False
        self.rows().filter(id=mail.id).update(sent=wall_clock.now())
        self.on_sent(mail)
        return True

    def _put_off(self, mail: Row, fault: Exception, *, is_final: bool = False) -> None:
        """Try again later, or give up. What the server said may name the address, so only its kind is logged."""
        now, kind = wall_clock.now(), type(fault).__name__
        if is_final or mail.tries > len(AGAIN_AFTER):
            self.rows().filter(id=mail.id).update(given_up=now)
            _log.warning("a mail was given up: %s, %s", mail.id, kind)
        else:
            self.rows().filter(id=mail.id).update(due=now + AGAIN_AFTER[mail.tries - 1])
            _log.warning("a mail could not be sent and is tried again: %s, %s", mail.id, kind)

    def _wait_for_the_server(self, fault: Exception) -> None:
        """Nobody takes mails, or nobody lets us in: all that would be due by then waits."""
        then = wall_clock.now() + SERVER_AGAIN_AFTER
        count = self.rows().filter(sent=None, given_up=None, due__lte=then).update(due=then, tries=0)
        _log.error("the mail server does not take mails, %s wait: %s", count, type(fault).__name__)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, with a link after it if it has one."""

    words: str
    link: str = ""


def written(
    mail: QueuedMail,
    site: str,
    to: str,
    subject: str,
    parts: Iterable[Paragraph],
    headers: Mapping[str, str] | None = None,
) -> EmailMultiAlternatives:
    """The mail, the same whenever it is made: a server that has seen it before knows it by its id."""
    parts = list(parts)
    made = EmailMultiAlternatives(
        subject=" ".join(subject.split())[:_LONGEST_SUBJECT],
        body=_text(parts),
        from_email=settings.ALDER_EMAIL_FROM,
        to=[to],
        headers={
            "Message-ID": f"<{mail.id}@{urlsplit(site).hostname or 'alder'}>",
            "Date": format_datetime(mail.made),
            "Auto-Submitted": "auto-generated",
            **(headers or {}),
        },
    )
    made.attach_alternative(_html(subject, parts), "text/html")
    return made


def _text(parts: list[Paragraph]) -> str:
    return "\n\n".join(f"{part.words}\n{part.link}" if part.link else part.words for part in parts) + "\n"


def _html(title: str, parts: list[Paragraph]) -> str:
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
