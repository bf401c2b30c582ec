"""How views about an application begin: whether it is there for whoever is signed in, and what they may do to it.

What is not there for somebody is answered as what does not exist, and the denial is an event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.urls import reverse

from alder.governance import Denied, Role
from alder.governance.application import Application, ApplicationAction, ApplicationState
from alder.web.accounts.page_guard import PageGuard, was_just_sent
from alder.web.accounts.person_page import page_for
from alder.web.accounts.rights import APPLICATION_OFFICERS, APPLICATION_PANEL
from alder.web.accounts.same_person import accounts_among
from alder.web.applications.models import ApplicationRecord
from alder.web.applications.process import ApplicationChangedMeanwhile, application_of, check_line
from alder.web.applications.sections import WRITTEN_IN, people_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from alder.web.accounts.models import Person

HERE = "alder.web.applications:templates/"
SEE, WRITE, LEAD, SIGN = "see an application", "write in an application", "lead an application", "sign for it"
"""What pages ask that are about no one act."""
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


def _found(key: UUID) -> tuple[ApplicationRecord, Application] | None:
    row = ApplicationRecord.objects.select_related("lead", "organisation").filter(key=key).first()
    return (row, application_of(row)) if row else None


def _insists_of_applicant(person: Person, asks: Any, row: ApplicationRecord, thing: Application) -> None:
    if asks == LEAD and person.pk != row.lead_id:
        raise Denied("Only the lead of the application can do this.")
    if asks in (WRITE, LEAD) and thing.state not in WRITTEN_IN:
        raise Denied("It is not your turn to write: the service has the application.")
    _insists_on_line(person, asks, row, thing)


def _insists_at_desk(person: Person, asks: Any, row: ApplicationRecord, thing: Application) -> None:
    if has_part(person, row):
        raise Denied("You have a part in this application, so others deal with it.")
    _insists_on_line(person, asks, row, thing)


def _insists_of_signatory(person: Person, asks: Any, row: ApplicationRecord, thing: Application) -> None:
    if has_part(person, row):
        raise Denied("You have a part in this application, so somebody else signs for your organisation.")


def _insists_on_line(person: Person, asks: Any, row: ApplicationRecord, thing: Application) -> None:
    if isinstance(asks, ApplicationAction):
        check_line(person, row, thing, asks)


_OF_LEAD = (ApplicationAction.SUBMIT.name, ApplicationAction.SUBMIT_AGAIN.name)


def _repeated(
    request: HttpRequest, person: Person, asks: Any, row: ApplicationRecord, thing: Application
) -> HttpResponse | None:
    names = (asks.name,) if isinstance(asks, ApplicationAction) else _OF_LEAD if asks == LEAD else ()
    if not was_just_sent(request, person, names, row.revision, thing.events):
        return None
    page = "application" if is_applicant(person, row) else "application-desk-one"
    return HttpResponseRedirect(reverse(page, args=[row.key]))


def _guard(door: str, sees: Callable[..., bool], insists: Callable[..., None]) -> PageGuard:
    def tell(
        request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application, changed: Denied
    ) -> HttpResponse:
        return about(request, person, row, "meanwhile", status=409, said=changed.what, door=door)

    meanwhile = (ApplicationChangedMeanwhile, tell)
    return PageGuard(
        "application", door, _found, sees, insists, steps_up=DECIDES, overtaken=meanwhile, repeated=_repeated
    )


for_applicants = _guard("applicant", lambda person, row, _: is_applicant(person, row), _insists_of_applicant).page
"""A page about an application for its applicants. What only its lead may do is asked of them as well."""
for_desk = _guard("desk", is_at_desk, _insists_at_desk).page
"""A page about an application for the service."""
for_signatory = _guard("signatory", lambda person, row, _: is_signatory(person, row), _insists_of_signatory).page
"""A page about an application for who signs for the organisation of its lead."""


def about(
    request: HttpRequest, person: Person, row: ApplicationRecord, template: str, *, at: str = "", **shown: Any
) -> HttpResponse:
    """A page about an application."""
    where = at or ("application-desk" if shown.get("door") == "desk" else "applications")
    return page_for(request, person, f"{HERE}{template}.html.j2", at=where, row=row, **shown)
