"""How views about an application begin: whether it is there for whoever is signed in, and what they may do to it.

What is not there for somebody is answered as what does not exist, and the denial is an event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404

from alder.governance import Denied, Role
from alder.governance.application import Application, ApplicationAction, ApplicationState
from alder.web.accounts.person_page import page_for
from alder.web.accounts.rights import APPLICATION_OFFICERS, APPLICATION_PANEL
from alder.web.accounts.same_person import accounts_among
from alder.web.accounts.sessions import for_people
from alder.web.accounts.step_up import proof_owed
from alder.web.applications.models import ApplicationRecord
from alder.web.applications.process import ApplicationChangedMeanwhile, application_of, check_line
from alder.web.applications.sections import people_of
from alder.web.http import answers
from alder.web.trail.events import record_denial

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person

_View = Any  # "Callable[..., HttpResponseBase]": what follows the person differs from view to view
HERE = "alder.web.applications:templates/"
SEE, WRITE, LEAD, SIGN = "see an application", "write in an application", "lead an application", "sign for it"
"""What pages ask that are about no one act."""
WRITTEN_IN = frozenset({ApplicationState.DRAFT, ApplicationState.RETURNED})
_BEFORE_PANEL = frozenset({ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW, ApplicationState.RETURNED})
DECIDES = frozenset(
    {ApplicationAction.APPROVE, ApplicationAction.REJECT, ApplicationAction.APPROVE_LOW_RISK, ApplicationAction.DECLINE}
)
"""What ends an application or lets it through is done by who showed their second factor a short while ago."""


def is_applicant(person: Person, row: ApplicationRecord) -> bool:
    return person.pk in {one.pk for one in people_of(row)}


def has_part(person: Person, row: ApplicationRecord) -> bool:
    """Whether somebody is an applicant, also under another account."""
    return bool(accounts_among(person, [one.pk for one in people_of(row)]))


def is_signatory(person: Person, row: ApplicationRecord) -> bool:
    """Whether somebody signs for the lead's organisation."""
    own = person.organisation_id is not None and person.organisation_id == row.lead.organisation_id
    return own and Role.SIGNATORY in person.roles


def is_at_desk(person: Person, row: ApplicationRecord, thing: Application) -> bool:
    """Whether an application is there for somebody of the service: reviewers have those that they were asked for, the
    panel those that came to it, officers all that were submitted.
    """
    if thing.round == 0:
        return False
    roles = person.roles
    if roles & set(APPLICATION_OFFICERS):
        return True
    if roles & set(APPLICATION_PANEL) and thing.state not in _BEFORE_PANEL:
        return True
    return bool(thing.review_of(str(person.pk)))


def for_applicants(
    asks: ApplicationAction | str, *, methods: tuple[str, ...] = ("GET", "POST")
) -> Callable[[_View], _View]:
    """A page about an application for its applicants. What only its lead may do is asked of them as well."""
    return _about_one(asks, methods, _enter_as_applicant, "applicant")


def for_desk(asks: ApplicationAction | str, *, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[_View], _View]:
    """A page about an application for the service."""
    return _about_one(asks, methods, _enter_at_desk, "desk")


def for_signatory(*, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[_View], _View]:
    """A page about an application for who signs for the organisation of its lead."""
    return _about_one(SIGN, methods, _enter_as_signatory, "signatory")


def _enter_as_applicant(person: Person, row: ApplicationRecord, thing: Application, asks: Any) -> bool:
    if not is_applicant(person, row):
        return False
    if asks == LEAD and person.pk != row.lead_id:
        raise Denied("Only the lead of the application can do this.")
    if asks in (WRITE, LEAD) and thing.state not in WRITTEN_IN:
        raise Denied("It is not your turn to write: the service has the application.")
    return True


def _enter_at_desk(person: Person, row: ApplicationRecord, thing: Application, asks: Any) -> bool:
    if not is_at_desk(person, row, thing):
        return False
    if has_part(person, row):
        raise Denied("You have a part in this application, so others deal with it.")
    return True


def _enter_as_signatory(person: Person, row: ApplicationRecord, thing: Application, asks: Any) -> bool:
    if not is_signatory(person, row):
        return False
    if has_part(person, row):
        raise Denied("You have a part in this application, so somebody else signs for your organisation.")
    return True


def _about_one(
    asks: ApplicationAction | str, methods: tuple[str, ...], enters: Callable[..., bool], door: str
) -> Callable[[_View], _View]:
    def admits(person: Person, row: ApplicationRecord, thing: Application) -> bool:
        """Whether it is there for them. Raises `Denied` where it is, and they may not do this to it now."""
        if not enters(person, row, thing, asks):
            return False
        if isinstance(asks, ApplicationAction):
            check_line(person, row, thing, asks)
        return True

    def made(view: _View) -> _View:
        def entered(request: HttpRequest, person: Person, /, key: UUID, **named: Any) -> HttpResponseBase:
            row = ApplicationRecord.objects.select_related("lead", "organisation").filter(key=key).first()
            thing = application_of(row) if row else None
            if row is None or thing is None or not admits(person, row, thing):
                record_denial(person, f"application {key}", str(asks), "There is no such application for them.")
                raise Http404
            if asks in DECIDES and (owed := proof_owed(request, person)):
                return owed
            try:
                reply: HttpResponseBase = view(request, person, row, thing, **named)
            except ApplicationChangedMeanwhile as meanwhile:
                reply = about(request, person, row, "meanwhile", status=409, said=meanwhile.what, door=door)
            return reply

        guarded = answers(*methods)(for_people(entered))
        guarded.asks = asks  # type: ignore[attr-defined]
        guarded.admits = admits  # type: ignore[attr-defined]
        guarded.door = door  # type: ignore[attr-defined]
        guarded.steps_up = asks in DECIDES  # type: ignore[attr-defined]
        return guarded

    return made


def about(
    request: HttpRequest, person: Person, row: ApplicationRecord, template: str, *, at: str = "", **shown: Any
) -> HttpResponse:
    """A page about an application."""
    where = at or ("application-desk" if shown.get("door") == "desk" else "applications")
    return page_for(request, person, f"{HERE}{template}.html.j2", at=where, row=row, **shown)
