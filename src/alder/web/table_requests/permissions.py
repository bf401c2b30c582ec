"""How views about a request begin: whose it is, and whether its process lets whoever is signed in do what they want.

A request of somebody else is not there, whoever knows its address: the answer is that of one that never was, and the
trail has that somebody tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404

from alder.governance.table_request import RequestAction
from alder.web.accounts.sessions import for_people
from alder.web.http import answers
from alder.web.table_requests.answerers import answers_query
from alder.web.table_requests.models import RequestRecord
from alder.web.table_requests.process import RequestActor, check
from alder.web.trail.events import record_denial

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person

_View = Any  # "Callable[..., HttpResponseBase]": what follows the person differs from view to view
SEE = "see a request"
"""What a page asks that only shows: its asker and statisticians may, whatever its state."""
STEPS_UP = frozenset({RequestAction.COUNT, RequestAction.RERUN})
"""What makes a table that everybody will read is done by who showed their second factor a short while ago."""


def all_that_can_be_said() -> dict[str, Any]:
    """What an act would say if a form were filled in: so a page is refused for who, when and why, not for blanks."""
    fees = bool(settings.ALDER_REQUEST_FEES)
    said = dict.fromkeys(("reason", "query", "words", "table", "nearest", "cost", "output", "csv"), "said")
    return {**said, "shown": True, "fees": fees}


def for_own(action: RequestAction | str, *, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[_View], _View]:
    """A page about a request, for who asked it."""
    return _about_one(action, methods, is_asker, "asker")


def for_staff(action: RequestAction | str, *, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[_View], _View]:
    """A page about a request, for statisticians."""
    return _about_one(action, methods, is_staff, "statistician")


def is_asker(person: Person, row: RequestRecord) -> bool:
    return row.asker_id == person.pk


def is_staff(person: Person, row: RequestRecord) -> bool:
    return answers_query(person, row.query)


def look_up(
    request: HttpRequest, person: Person, key: UUID, sees: Callable[[Person, RequestRecord], bool]
) -> RequestRecord:
    """The request, if it is there for them."""
    row = RequestRecord.objects.select_related("asker", "taken_by").filter(key=key).first()
    if row is None or not sees(person, row):
        note_denial(request, person, f"request {key}")
        raise Http404
    return row


def _about_one(
    action: RequestAction | str,
    methods: tuple[str, ...],
    sees: Callable[[Person, RequestRecord], bool],
    door: str,
) -> Callable[[_View], _View]:
    def insists(person: Person, row: RequestRecord) -> None:
        """Raise `Denied` where somebody for whom the request is there may not do this to it now."""
        if isinstance(action, RequestAction):
            check(row, RequestActor.of(person), action, **all_that_can_be_said())

    def made(view: _View) -> _View:
        def entered(request: HttpRequest, person: Person, /, key: UUID, **named: Any) -> HttpResponseBase:
            row = look_up(request, person, key, sees)
            insists(person, row)
            reply: HttpResponseBase = view(request, person, row, **named)
            return reply

        guarded = answers(*methods)(for_people(entered))
        guarded.asks = action  # type: ignore[attr-defined]
        guarded.sees, guarded.insists = sees, insists  # type: ignore[attr-defined]
        guarded.door = door  # type: ignore[attr-defined]
        return guarded

    return made


def note_denial(request: HttpRequest, person: Person, thing: str) -> None:
    """Somebody asked for what is not theirs, or is not there: the page, and never what was sent."""
    match = request.resolver_match
    record_denial(person, thing, (match.view_name or "") if match else "", "It is not theirs, or there is none.")
