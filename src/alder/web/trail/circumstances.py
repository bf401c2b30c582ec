"""Under which circumstances something is done: by whom, in which session and from which network, or by a command.

Whatever is recorded meanwhile says so. An area of the site need not hand it on: a request sets it, and the worker.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.crypto import salted_hmac

from alder.governance import Role
from alder.model.event import account, recorded_as
from alder.web.client_address import address_of
from alder.web.http import READING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.governance import Right

CLOCK = "clock"
"""The role of what happens because its time has come."""
VISITOR = "visitor"
"""The role of whoever is not signed in."""
_MARK = 16
"""Hexadecimal digits of a keyed hash: enough to tell sessions and networks of a site apart, and not to guess one."""


class Somebody(Protocol):
    """A person who is signed in."""

    @property
    def pk(self) -> UUID: ...

    @property
    def rights(self) -> frozenset[Right]: ...


@dataclass
class Circumstances:
    """Of a request; of a command or the clock, where there is none."""

    request: HttpRequest | None = None
    role: str = Role.OPERATOR.value
    """Of whoever acts without being signed in."""
    person: Somebody | None = None
    """Who is signed in."""
    token: str = ""
    """The number of the access token by which a program acts for them."""
    owed: list[Callable[[], object]] = field(default_factory=list)
    """What is recorded once the transaction is over that it ended."""
    rights_read: dict[UUID, frozenset[Right]] | None = None
    """What people were found to have, by their numbers, as long as a page is only read; None where each question about
    rights is asked anew, since something may be done meanwhile."""

    @property
    def actor(self) -> str:
        return str(self.person.pk) if self.person else ""

    @property
    def marks(self) -> dict[str, str]:
        """Of the session and the network, neither of which can be read from them; of a program, which token it has; of
        a command, whose account it has.

        The network is that of the address: the same as of wrong tries, since it is who asks that is told apart.
        """
        if self.request is None:
            return {} if self.role == CLOCK else {"account": account()}
        session = getattr(self.request, "session", None)
        key = getattr(session, "session_key", None)
        found = {"network": _keyed("network", address_of(self.request))}
        if self.token:
            return found | {"token": self.token}
        return found | {"session": _keyed("session", key)} if key else found

    def origin(self) -> dict[str, str]:
        """As the trail of the store says it, where the site reads records."""
        match = getattr(self.request, "resolver_match", None)
        page = f" {match.view_name}" if match else ""
        return {"account": account(), "command": f"site{page}", "person": self.actor, "role": self.role}


_NOW: ContextVar[Circumstances] = ContextVar("circumstances")


def circumstances() -> Circumstances:
    """Those of now: of a command, where nothing else was said."""
    return _NOW.get(None) or Circumstances()


@contextmanager
def under(now: Circumstances) -> Iterator[Circumstances]:
    """Do something under these circumstances; what is owed is recorded in the end, however it ended."""
    token = _NOW.set(now)
    try:
        with recorded_as(now.origin):
            yield now
    finally:
        try:
            while now.owed:
                now.owed.pop(0)()
        finally:
            _NOW.reset(token)


def by_clock() -> Any:
    """What a worker does, nobody does."""
    return under(Circumstances(role=CLOCK))


def signed_in_as(person: Somebody, token: str = "") -> None:
    """From now on, what this request does is done by this person, or by a program with this token of theirs."""
    now = circumstances()
    now.person, now.token = person, token


class OfRequests:
    """Sets the circumstances of each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        rights_read: dict[UUID, frozenset[Right]] | None = {} if request.method in READING else None
        with under(Circumstances(request, VISITOR, rights_read=rights_read)):
            return self._get_response(request)


def _keyed(kind: str, text: str) -> str:
    return salted_hmac(f"alder.trail.{kind}", text, algorithm="sha256").hexdigest()[:_MARK]
