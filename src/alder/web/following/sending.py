"""Mails that are due are sent, each once, whoever else is sending and wherever someone was stopped.

A row is taken by moving its time on, which only one sender can do. A sender that is killed leaves the row, and after
that time another takes it. Where it was killed between the mail server's answer and its own note, the mail goes out
again as it was, under the same id, by which mail servers and mail programs know that they have it.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused
from typing import TYPE_CHECKING

from django.core import mail as django_mail
from django.db.models import F, Q
from django.utils import timezone

from alder.web.following.composing import message
from alder.web.following.models import Follower, Mail

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend

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
