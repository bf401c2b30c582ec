"""Notices: that something waits for somebody, on the site and by e-mail, never what it says.

A mail is read on telephones and over shoulders and is kept by others. So it names a thing by its kind and number and
links to it: no titles, no figures, no names. Whoever follows the link signs in and reads the rest there.
"""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.urls import reverse

from alder import wall_clock
from alder.errors import StoreError
from alder.web.accounts.models import Notification, Person
from alder.web.mail_queue import MailQueue, Paragraph, written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.mail import EmailMultiAlternatives
    from django.db.models import QuerySet

_ABOUT = re.compile(r"[a-z]+(?: [a-z]+){0,3}(?: [0-9][0-9./-]{0,11}| [0-9a-f-]{8,36})?")
"""A kind of thing in up to four small words, and its number: `request 12`, `output group 0f3a…`, `your account`."""
_ADDRESS = re.compile(r"/[A-Za-z0-9/_.-]*")
_READ_KEPT = timedelta(days=90)
_KEPT = timedelta(days=400)
"""Unread ones are kept longer than a year, so that nobody on leave finds that nothing happened."""


class SaysTooMuch(StoreError):
    """What a notice would say is more than which thing it is about."""


def notify(people: Iterable[Person], about: str, address: str) -> int:
    """Tell each of these people that something about a thing waits for them, in the transaction of what happened.

    `about` names the kind of the thing and its number, such as `request 12`; `address` is its page on this site. Who
    has not read an earlier notice of the same, whose mail has not gone out either, is told once. Returns how many were
    told. Raises `SaysTooMuch` where the words or the address could say what the thing contains.
    """
    if not _ABOUT.fullmatch(about):
        raise SaysTooMuch(f"a notice is about a kind of thing and its number, like request 12, not {about!r}")
    if not _ADDRESS.fullmatch(address) or address.startswith("//"):
        raise SaysTooMuch(f"a notice leads to a page of this site by its path alone, not to {address!r}")
    if not connection.in_atomic_block:
        raise StoreError("a notice is made in the transaction of what it tells, and there is none")
    to_tell = {person.pk: person for person in people if person.is_active}
    waiting = Notification.objects.filter(person__in=to_tell, about=about, address=address, read=None, sent=None)
    already = set(waiting.filter(given_up=None).values_list("person_id", flat=True))
    made = [Notification(person=one, about=about, address=address) for id, one in to_tell.items() if id not in already]
    Notification.objects.bulk_create(made, batch_size=500)
    return len(made)


def unread(person: Person, *, but_at: str = "") -> int:
    """How many notices somebody has not read; those about the page that they are at do not count."""
    return _count_unread(person, "address <> %s", but_at)


def _count_unread(person: Person, also: Literal["address = %s", "address <> %s"], address: str) -> int:
    """Each page asks twice: its SQL is written here, since to build it anew takes longer than its answer."""
    own = Person._meta.pk.get_db_prep_value(person.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f'select count(*) from accounts_notification where person_id = %s and "read" is null and {also}',
            [own, address],
        )
        (count,) = cursor.fetchone()
    return int(count)


def mark_read(person: Person, *, address: str = "", id: str = "") -> None:
    """Notices of this person about a page, the one with this number, or all."""
    if address and not _count_unread(person, "address = %s", address):
        return  # a page is read often
    found = Notification.objects.filter(person=person, read=None)
    if address:
        found = found.filter(address=address)
    if id:
        found = found.filter(pk=id)
    if found.exists():  # a page is read often, and a write locks the database of SQLite
        found.update(read=wall_clock.now())


def _rows() -> QuerySet[Notification]:
    return Notification.objects.select_related("person")


def message(notice: Notification) -> EmailMultiAlternatives:
    """What the e-mail says: that something waits, and where."""
    site = settings.ALDER_ADDRESS
    where = f"{site}{notice.address}" if site else f"Sign in to the site and open {notice.address}"
    return written(
        notice,
        site,
        notice.person.email,
        f"Alder: {notice.about}",
        (
            Paragraph(f"Something about {notice.about} waits for you. Sign in to read it:", where),
            Paragraph(
                "E-mails of this kind say no more than that. All your notices:",
                f"{site}{reverse('notices')}" if site else "Your account, then Notices",
            ),
        ),
    )


QUEUE = MailQueue[Notification](_rows, lambda notice: message(notice))


def send_due() -> None:
    """Mails whose notice was read on the site meanwhile, or whose person may no longer sign in, are not sent."""
    forget_old()
    waiting = Notification.objects.filter(sent=None, given_up=None)
    if not waiting.exists():
        return
    now = wall_clock.now()
    waiting.filter(Q(read__isnull=False) | Q(person__is_active=False)).update(given_up=now)
    QUEUE.send_due()


_EVERY = 3600.0
_last = float("-inf")


def forget_old() -> None:
    """Once an hour: those that were read long ago, and those that nobody ever read."""
    global _last
    if time.monotonic() - _last < _EVERY:
        return
    _last, now = time.monotonic(), wall_clock.now()
    Notification.objects.filter(Q(read__lt=now - _READ_KEPT) | Q(made__lt=now - _KEPT)).delete()
