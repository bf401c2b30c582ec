"""Access tokens: what a program shows to act as the person who made it, within what that person may do.

A token is drawn, shown once, and kept as a hash. It has no rights of its own: each request asks anew what its person
may do, and then whether the token was made for that. It never shows a second factor, so what asks for one is not done
with it. It ends on its day, with its person's account, when it is revoked, and when their password changes.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from alder import wall_clock
from alder.errors import WrongEntry
from alder.web.accounts.models import AccessToken, AccountHappened, Person, record_account_event

if TYPE_CHECKING:
    from collections.abc import Mapping


class TokenProcess(StrEnum):
    """What a token can be made for."""

    REQUESTS = "requests"
    OUTPUTS = "outputs"
    INCIDENTS = "incidents"
    ACCREDITATION = "accreditation"

    @property
    def says(self) -> str:
        return {
            "requests": "Requests for tables",
            "outputs": "Outputs under review",
            "incidents": "Incidents",
            "accreditation": "Visas of your accreditation",
        }[self]


class TokenUse(StrEnum):
    """What a token may do for a process."""

    READ = "read"
    ACT = "act"
    """And read."""


PREFIX = "alder_"
"""What each begins with, so that programs that look for secrets in files know it."""
_BYTES = 32
"""256 bits: nobody guesses one, so its hash needs no salt and no slow function, and finds it by an index."""
_FORM = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")
MOST_TOKENS = 20
"""Tokens that one person may have at a time: more than anybody can keep an eye on."""
LONGEST_NAME = 80
_A_WHILE = timedelta(seconds=60)


@transaction.atomic
def make(person: Person, name: str, scope: Mapping[TokenProcess, TokenUse], days: int) -> tuple[AccessToken, str]:
    """A new token and what is to be shown of it, this once."""
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise WrongEntry("name", "enter a name by which you will know it, such as Weekly table")
    if len(name) > LONGEST_NAME:
        raise WrongEntry("name", f"a name has at most {LONGEST_NAME} letters")
    if not scope:
        raise WrongEntry(TokenProcess.REQUESTS, "choose at least one thing that it is for")
    if not 1 <= days <= settings.ALDER_TOKEN_DAYS:
        raise WrongEntry("days", f"write a whole number of days from 1 to {settings.ALDER_TOKEN_DAYS}")
    Person.objects.select_for_update().get(pk=person.pk)  # two at once are counted one after the other
    if alive(person) >= MOST_TOKENS:
        raise WrongEntry("name", f"you have {MOST_TOKENS} tokens already", where="Revoke one that you do not need.")
    shown = PREFIX + secrets.token_urlsafe(_BYTES)
    token = AccessToken.objects.create(
        person=person,
        name=name,
        digest=_digest(shown),
        scope={str(process): str(use) for process, use in scope.items()},
        ends=wall_clock.now() + timedelta(days=days),
    )
    record_account_event(person, AccountHappened.TOKEN_MADE, f"{_said(token)}, until {token.ends.date().isoformat()}")
    return token, shown


def _digest(shown: str) -> str:
    return hashlib.sha256(shown.encode()).hexdigest()


def in_words(scope: Mapping[str, str]) -> str:
    """What a token is for."""
    parts = [f"{process.says}: {_USES[scope[process]]}" for process in TokenProcess if scope.get(process) in _USES]
    return "; ".join(parts) or "nothing"


_USES = {str(TokenUse.READ): "read", str(TokenUse.ACT): "read and act"}


def _said(token: AccessToken) -> str:
    """As events name it: they never hold the token itself."""
    return f"{token.name} ({in_words(token.scope)})"


def alive(person: Person) -> int:
    """How many tokens of somebody work now."""
    return person.tokens.filter(revoked=None, ends__gt=wall_clock.now()).count()


def token_of(shown: str) -> AccessToken | None:
    """The token that a program shows, whether it still works or not; None where there never was one."""
    if not _FORM.fullmatch(shown):
        return None
    return AccessToken.objects.select_related("person__organisation").filter(digest=_digest(shown)).first()


def works(token: AccessToken) -> bool:
    """Whether it lets anybody in now."""
    return token.is_alive and token.person.is_active


def may(token: AccessToken, process: TokenProcess, use: TokenUse) -> bool:
    """Whether it was made for that. What is written there that this release does not know opens nothing."""
    has = token.scope.get(process)
    return has == TokenUse.ACT or (has == TokenUse.READ and use is TokenUse.READ)


def note_use(token: AccessToken) -> None:
    """It is used. The first time is an event, since that is when one was taken from where it was put."""
    now = wall_clock.now()
    if token.used is None:
        with transaction.atomic():
            if AccessToken.objects.filter(pk=token.pk, used=None).update(used=now):
                record_account_event(token.person, AccountHappened.TOKEN_USED, _said(token))
    elif now - token.used > _A_WHILE:
        AccessToken.objects.filter(pk=token.pk).update(used=now)


def note_refusal(token: AccessToken | None) -> None:
    """Somebody came with a token that does not work, or that there never was."""
    record_account_event(token.person if token else None, AccountHappened.TOKEN_REFUSED, _said(token) if token else "")


@transaction.atomic
def revoke(token: AccessToken, why: str = "") -> None:
    """It opens nothing from now on. Done twice it is one event."""
    if AccessToken.objects.filter(pk=token.pk, revoked=None).update(revoked=wall_clock.now()):
        said = f"{_said(token)}: {why}" if why else _said(token)
        record_account_event(token.person, AccountHappened.TOKEN_REVOKED, said)


@transaction.atomic
def revoke_all(person: Person, why: str) -> None:
    """Every token of somebody ends."""
    for token in person.tokens.filter(revoked=None, ends__gt=wall_clock.now()):
        token.person = person
        revoke(token, why)
