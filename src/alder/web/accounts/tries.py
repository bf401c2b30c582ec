"""Wrong passwords and codes are counted, for an account and for an address; after a few, one has to wait."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from alder.web.accounts.models import WrongTries

FREE = 5
"""How many wrong tries of an account cost no wait."""
FREE_OF_ADDRESS = 20
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=24)
"""After so long without a wrong try they are forgotten."""


def must_wait(*things: tuple[str, str]) -> timedelta:
    """How long whoever tries has to wait: the longest of the waits of the account and the address."""
    now = timezone.now()
    waits = [timedelta(0)]
    for kind, name in things:
        found = WrongTries.objects.filter(key=_key(kind, name)).first()
        if found:
            waits.append(found.last + _wait(kind, found.count) - now)
    return max(waits)


@transaction.atomic
def count_wrong(*things: tuple[str, str]) -> bool:
    """Count one more wrong try of each; whether the next one has to wait."""
    now, waits = timezone.now(), False
    for kind, name in things:
        found, _ = WrongTries.objects.select_for_update().get_or_create(key=_key(kind, name))
        found.count = 1 if now - found.last > FORGOTTEN else found.count + 1
        found.last = now
        found.save()
        waits |= _wait(kind, found.count) > timedelta(0)
    return waits


def forget(*things: tuple[str, str]) -> None:
    """It was right in the end."""
    WrongTries.objects.filter(key__in=[_key(kind, name) for kind, name in things]).delete()


def forget_old() -> None:
    WrongTries.objects.filter(last__lt=timezone.now() - FORGOTTEN).delete()


def _wait(kind: str, count: int) -> timedelta:
    """None at first, then half a minute that doubles with every further wrong try."""
    free = FREE_OF_ADDRESS if kind == "address" else FREE
    return min(FIRST_WAIT * 2 ** min(count - free, 20), LONGEST_WAIT) if count >= free else timedelta(0)


def _key(kind: str, name: str) -> str:
    return salted_hmac("alder.tries", f"{kind}:{name}", algorithm="sha256").hexdigest()
