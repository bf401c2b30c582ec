"""Wrong passwords and codes are counted, and after a few, one has to wait.

Passwords are counted for an account from one address, for the account from wherever, and for the address. Anybody can
try wrong passwords of somebody else, and so keep the account waiting. So a browser that has signed in to the account
before, with both factors, is counted by itself and waits for nobody else: OWASP calls that device cookies.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.crypto import salted_hmac

from alder import wall_clock
from alder.web.accounts.models import AnsweredCall, Session, WrongTries
from alder.web.client_address import address_of

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import AccessToken, Person

FREE = 5
"""How many wrong tries cost no wait: of an account from one address or browser, and of codes."""
FREE_OF_ADDRESS = 20
"""One address may be a whole office."""
FREE_OF_ACCOUNT = 100
"""From wherever: as many failures in a row as NIST SP 800-63B allows of an account."""
_FREE = {"address": FREE_OF_ADDRESS, "account": FREE_OF_ACCOUNT}
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=24)
"""After so long without a wrong try they are forgotten."""


KNOWN = "alder-known"
"""The cookie of a browser that has signed in before. It lets nobody in, and says nothing to anybody else."""
KNOWN_FOR = timedelta(days=180)
_PEOPLE = 4
"""How many people who share a browser it is known for, the last ones."""


def of_password(request: HttpRequest, email: str) -> tuple[tuple[str, str], ...]:
    """What a wrong password of this account is counted for."""
    if browser := dict(_known(request)).get(_whose(email)):
        return (("browser", f"{email} {browser}"),)
    address = address_of(request)
    return (("account from", f"{email} {address}"), ("account", email), ("address", address))


def of_code(request: HttpRequest, person: Person) -> tuple[str, str]:
    """What a wrong code after a right password is counted for: a browser that was let in before, by itself."""
    browser = dict(_known(request)).get(_whose(person.email.casefold()))
    return ("code from browser", f"{person.pk} {browser}") if browser else ("code", str(person.pk))


def of_code_again(person: Person) -> tuple[str, str]:
    """What a wrong code in a session is counted for: of those alone who are signed in."""
    return ("code again", str(person.pk))


def of_token(request: HttpRequest, token: AccessToken | None) -> tuple[str, str]:
    """What a token that does not work is counted for: itself, and one that there never was for whoever asks.

    It keeps nobody from coming with one that works. It bounds how much refusals write.
    """
    return ("token", str(token.pk)) if token else ("address without a token", address_of(request))


def of_own_password(person: Person) -> tuple[str, str]:
    """What a wrong old password is counted for where somebody who is signed in changes it."""
    return ("own password", str(person.pk))


def remember_browser(reply: HttpResponseBase, request: HttpRequest, email: str) -> HttpResponseBase:
    """The browser has signed in to the account, and is known for it from now on."""
    email = email.casefold()
    known = dict(_known(request))
    known[_whose(email)] = known.pop(_whose(email), "") or secrets.token_urlsafe(16)
    reply.set_cookie(
        KNOWN,
        signing.dumps(list(known.items())[-_PEOPLE:], salt=KNOWN),
        max_age=KNOWN_FOR,
        path="/sign-in",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return reply


def _known(request: HttpRequest) -> list[tuple[str, str]]:
    """Whose account the browser has signed in to, as a mark, and what it is called for that."""
    try:
        found = signing.loads(request.COOKIES.get(KNOWN, ""), salt=KNOWN, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return []
    return [(str(whose), str(browser)) for whose, browser in found]


def _whose(email: str) -> str:
    return _key("known", email)[:20]


def wait_of(*things: tuple[str, str]) -> timedelta:
    """How long whoever tries has to wait: the longest of the waits of the account and the address."""
    now = wall_clock.now()
    waits = [timedelta(0)]
    for kind, name in things:
        found = WrongTries.objects.filter(key=_key(kind, name)).first()
        if found:
            waits.append(found.last + _wait(kind, found.count) - now)
    return max(waits)


@transaction.atomic
def count_failure(*things: tuple[str, str]) -> bool:
    """Count one more wrong try of each; whether the next one has to wait."""
    now, waits = wall_clock.now(), False
    for kind, name in things:
        found, _ = WrongTries.objects.select_for_update().get_or_create(key=_key(kind, name))
        found.count = 1 if now - found.last > FORGOTTEN else found.count + 1
        found.last = now
        found.save()
        waits |= _wait(kind, found.count) > timedelta(0)
    return waits


def forget_failures(*things: tuple[str, str]) -> None:
    """It was right in the end."""
    WrongTries.objects.filter(key__in=[_key(kind, name) for kind, name in things]).delete()


def forget_old_failures() -> None:
    WrongTries.objects.filter(last__lt=wall_clock.now() - FORGOTTEN).delete()


def _wait(kind: str, count: int) -> timedelta:
    """None at first, then half a minute that doubles with every further wrong try."""
    free = _FREE.get(kind, FREE)
    return min(FIRST_WAIT * 2 ** min(count - free, 20), LONGEST_WAIT) if count >= free else timedelta(0)


def _key(kind: str, name: str) -> str:
    return salted_hmac("alder.tries", f"{kind}:{name}", algorithm="sha256").hexdigest()


def forget_old() -> None:
    """Sessions that are over, wrong tries of long ago, and what calls were answered by which nobody asks again."""
    AnsweredCall.objects.filter(when__lt=wall_clock.now() - FORGOTTEN).delete()
    Session.objects.filter(expire_date__lt=wall_clock.now()).delete()
    forget_old_failures()
