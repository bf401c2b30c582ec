"""How views about an accreditation begin: whose it is, and whether its process lets whoever is signed in do what they
want. One that is not there for somebody is answered as one that does not exist, and the denial is an event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.governance import Denied, Role
from alder.governance.accreditation import ACCREDITATION, AccreditationAction
from alder.web.accounts.page_guard import PageGuard
from alder.web.accounts.person_page import page_for
from alder.web.accounts.same_person import is_same_person
from alder.web.accreditation.models import AccreditationRecord
from alder.web.accreditation.process import AccreditationChangedMeanwhile, act_of, replayed

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from alder.governance.accreditation import Accreditation
    from alder.web.accounts.models import Person

_View = Any  # "Callable[..., HttpResponseBase]": what follows the accreditation differs from view to view
HERE = "alder.web.accreditation:templates/"
SEE = "see an accreditation"
"""What a page asks that shows it, or keeps what is no act of its process."""
OFFICERS = (Role.ACCREDITATION_OFFICER, Role.INCIDENT_OFFICER)
"""Who sees every accreditation. A signatory sees those of the organisation that they speak for."""
STEPS_UP = frozenset(
    {
        AccreditationAction.DECLARE,
        AccreditationAction.GRANT_FULL,
        AccreditationAction.GRANT_PROVISIONAL,
        AccreditationAction.UPGRADE,
        AccreditationAction.CONFIRM,
        AccreditationAction.SUSPEND,
        AccreditationAction.REINSTATE,
        AccreditationAction.WITHDRAW,
    }
)
"""What is signed, and what gives or takes access, is done by who showed their second factor a short while ago."""


def is_own(person: Person, record: AccreditationRecord) -> bool:
    return record.person_id == person.pk


def is_at_desk(person: Person, record: AccreditationRecord) -> bool:
    """Officers see every accreditation, signatories those of their organisation."""
    roles = person.roles
    if roles & set(OFFICERS):
        return True
    named = person.organisation.name if person.organisation is not None else ""
    return Role.SIGNATORY in roles and bool(named) and record.organisation == named


def _found(key: UUID) -> tuple[AccreditationRecord, Accreditation] | None:
    rows = AccreditationRecord.objects.select_related("person__organisation", "supervisor")
    found = rows.filter(key=key).first()
    return (found, replayed(found)) if found else None


def _insists(
    person: Person, asks: AccreditationAction | str, record: AccreditationRecord, thing: Accreditation
) -> None:
    if isinstance(asks, AccreditationAction):
        ACCREDITATION.line(thing, act_of(person, thing, asks, {}))


def _guard(door: str, sees: Callable[[Person, AccreditationRecord], bool], back: str) -> PageGuard:
    def tell(
        request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation, changed: Denied
    ) -> HttpResponse:
        said = {"record": record, "said": changed.what, "back": back}
        return page_for(request, person, f"{HERE}overtaken.html.j2", status=409, **said)

    return PageGuard(
        kind="accreditation",
        door=door,
        find=_found,
        sees=lambda person, record, thing: sees(person, record),
        insists=_insists,
        key="record",
        steps_up=STEPS_UP,
        overtaken=(AccreditationChangedMeanwhile, tell),
    )


for_own = _guard("person", is_own, "accreditation-own").page
"""A page about an accreditation, for whose it is."""
_DESK = _guard("desk", is_at_desk, "accreditation-desk-one")


def for_desk(
    asks: AccreditationAction | str, *, methods: tuple[str, ...] = ("GET", "POST")
) -> Callable[[_View], _View]:
    """A page about an accreditation, for whoever decides on it. Nobody decides on what is their own."""

    def made(view: _View) -> _View:
        def decides(
            request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation, **named: Any
        ) -> HttpResponseBase:
            if request.method == "POST" and is_same_person(person, record.person):
                raise Denied("It is your own, so another person decides on it.")
            reply: HttpResponseBase = view(request, person, record, thing, **named)
            return reply

        return _DESK.page(asks, methods=methods)(decides)

    return made


def own_page(
    request: HttpRequest, person: Person, record: AccreditationRecord, template: str, **shown: Any
) -> HttpResponse:
    return page_for(request, person, f"{HERE}{template}.html.j2", at="accreditation-yours", record=record, **shown)


def desk_page(
    request: HttpRequest, person: Person, record: AccreditationRecord, template: str, **shown: Any
) -> HttpResponse:
    return page_for(request, person, f"{HERE}{template}.html.j2", at="accreditation-desk", record=record, **shown)
