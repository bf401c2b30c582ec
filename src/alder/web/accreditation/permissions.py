"""How views about an accreditation begin: whose it is, and whether its process lets whoever is signed in do what they
want. One that is not there for somebody is answered as one that does not exist, and the denial is an event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404

from alder.governance import Denied, Role
from alder.governance.accreditation import ACCREDITATION, AccreditationAction
from alder.web.accounts.person_page import page_for
from alder.web.accounts.same_person import is_same_person
from alder.web.accounts.sessions import for_people
from alder.web.accounts.step_up import proof_owed
from alder.web.accreditation.models import AccreditationRecord
from alder.web.accreditation.process import AccreditationChangedMeanwhile, act_of, replayed
from alder.web.http import answers
from alder.web.trail.events import record_denial

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


def for_own(asks: AccreditationAction | str, *, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[_View], _View]:
    """A page about an accreditation, for whose it is."""
    return _about_one(asks, methods, is_own, "person")


def for_desk(
    asks: AccreditationAction | str, *, methods: tuple[str, ...] = ("GET", "POST")
) -> Callable[[_View], _View]:
    """A page about an accreditation, for whoever decides on it. Nobody decides on what is their own."""
    return _about_one(asks, methods, is_at_desk, "desk")


def _about_one(
    asks: AccreditationAction | str,
    methods: tuple[str, ...],
    sees: Callable[[Person, AccreditationRecord], bool],
    door: str,
) -> Callable[[_View], _View]:
    def admits(person: Person, record: AccreditationRecord, thing: Accreditation) -> bool:
        """Whether it is there for them. Raises `Denied` where it is, and they may not do this to it now."""
        if not sees(person, record):
            return False
        if isinstance(asks, AccreditationAction):
            ACCREDITATION.line(thing, act_of(person, thing, asks, {}))
        return True

    def made(view: _View) -> _View:
        def entered(request: HttpRequest, person: Person, /, record: UUID, **named: Any) -> HttpResponseBase:
            rows = AccreditationRecord.objects.select_related("person__organisation", "supervisor")
            found = rows.filter(key=record).first()
            thing = replayed(found) if found else None
            if found is None or thing is None or not admits(person, found, thing):
                record_denial(person, f"accreditation {record}", SEE, "There is no such accreditation for them.")
                raise Http404
            if door == "desk" and request.method == "POST" and is_same_person(person, found.person):
                raise Denied("It is your own, so another person decides on it.")
            if asks in STEPS_UP and (owed := proof_owed(request, person)):
                return owed
            reply: HttpResponseBase
            try:
                reply = view(request, person, found, thing, **named)
            except AccreditationChangedMeanwhile as changed:
                back = "accreditation-own" if door == "person" else "accreditation-desk-one"
                reply = page_for(
                    request, person, f"{HERE}overtaken.html.j2", status=409, record=found, said=changed.what, back=back
                )
            return reply

        guarded = answers(*methods)(for_people(entered))
        guarded.asks = asks  # type: ignore[attr-defined]
        guarded.admits = admits  # type: ignore[attr-defined]
        guarded.door = door  # type: ignore[attr-defined]
        guarded.steps_up = asks in STEPS_UP  # type: ignore[attr-defined]
        return guarded

    return made


def own_page(
    request: HttpRequest, person: Person, record: AccreditationRecord, template: str, **shown: Any
) -> HttpResponse:
    return page_for(request, person, f"{HERE}{template}.html.j2", at="accreditation-yours", record=record, **shown)


def desk_page(
    request: HttpRequest, person: Person, record: AccreditationRecord, template: str, **shown: Any
) -> HttpResponse:
    return page_for(request, person, f"{HERE}{template}.html.j2", at="accreditation-desk", record=record, **shown)
