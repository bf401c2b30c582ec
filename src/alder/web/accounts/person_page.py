"""Pages for people who are signed in: their own menu, name and a button to sign out; and the pages that say no."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.middleware.csrf import get_token

from alder.errors import WrongEntry
from alder.governance import Role, ScopeKind
from alder.governance.rights import roles_in, things_of
from alder.look.words import sentence
from alder.web.accounts.notices import unread
from alder.web.accounts.rights import APPLICATION_DESK, REQUESTS, has_output_desk, source_titles
from alder.web.frame import MENU, page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from alder.governance import Denied, Right
    from alder.web.accounts.models import Person


def page_for(request: HttpRequest, person: Person | None, template: str, **shown: Any) -> HttpResponse:
    """A page with everything that forms and the frame need. Nobody is signed in yet on the way in."""
    rights = person.rights if person else frozenset()
    roles = {right.role for right in rights}
    return page(
        request,
        template,
        menu=_menu(rights, unread(person, but_at=request.path)) if person else MENU,
        person=person,
        roles=sorted(roles),
        source_titles=source_titles,
        csrf=get_token(request),
        errors=shown.pop("errors", {}),
        **shown,
    )


@contextmanager
def beside_fields(errors: dict[str, str]) -> Iterator[None]:
    """What is wrong with a form is said beside the field that it is about, and what follows is not done."""
    try:
        yield
    except WrongEntry as error:
        errors[error.field] = ". ".join(filter(None, (sentence(error.what), error.where)))


def _menu(rights: frozenset[Right], notices: int) -> list[tuple[str, str]]:
    found, roles = [("Your turn", "your-turn")], {right.role for right in rights}
    if roles & {Role.PUBLISHER, Role.APPROVER}:
        found += [("Releases", "desk"), ("To check", "desk-to-check")]
    of_sources = things_of(rights, [Role.STATISTICIAN], ScopeKind.SOURCE)
    if of_sources or Role.STATISTICIAN in roles_in(rights, REQUESTS):
        found.append(("Requests", "requests-desk"))
    if has_output_desk(rights):
        found.append(("Outputs to check", "output-desk"))
    if roles & APPLICATION_DESK:
        found.append(("Applications", "application-desk"))
    if roles & {Role.INCIDENT_OFFICER, Role.GOVERNANCE_REVIEWER}:
        found.append(("Incidents", "incidents"))
    if roles & {Role.ACCREDITATION_OFFICER, Role.INCIDENT_OFFICER, Role.SIGNATORY}:
        found.append(("Accreditations", "accreditation-desk"))
    found += [("Your requests", "your-requests"), ("Your outputs", "outputs"), ("Projects", "projects")]
    found += [("Your accreditation", "accreditation-yours"), ("Your applications", "applications")]
    if Role.ADMIN in roles:
        found.append(("People", "people"))
    if Role.AUDITOR in roles:
        found.append(("Trail", "trail"))
    found.append((f"Notices ({notices})" if notices else "Notices", "notices"))
    return [*found, ("Your account", "account"), ("Public site", "home")]


def denied_page(request: HttpRequest, person: Person, denied: Denied) -> HttpResponse:
    return page_for(request, person, "alder.web.accounts:templates/refused.html.j2", status=403, denied=denied)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that another site sent, or that was left open for too long."""
    return page_for(request, None, "alder.web.accounts:templates/refused.html.j2", status=403, denied=None)
