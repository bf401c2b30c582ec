"""How views about a project begin: whether it is there for whoever is signed in, and whether they may use it now.

People of a project are asked for their access at every request, a download among them. Those who look after workspaces
see what they decide on, and no data. To everybody else a project does not exist, and the denial is an event.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.http import Http404

from alder.governance import Denied, Role
from alder.web.accounts.person_page import page_for
from alder.web.accounts.sessions import for_people
from alder.web.accounts.step_up import proof_owed
from alder.web.http import answers
from alder.web.projects.access import SessionFacts, agreement_of, why_none
from alder.web.projects.models import ProjectRecord
from alder.web.projects.workspaces import ProjectChangedMeanwhile
from alder.web.trail.events import record_denial

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from alder.governance.agreement import Agreement
    from alder.web.accounts.models import Person

_View = Any  # "Callable[..., HttpResponseBase]": what follows the person differs from view to view
HERE = "alder.web.projects:templates/"
LOOKS_AFTER = frozenset({Role.DATA_MANAGER, Role.INCIDENT_OFFICER})


class ProjectDoor(StrEnum):
    """For whom a page about a project is."""

    USE = "people of the project who have access now"
    LOOK_AFTER = "people who look after workspaces and are not in it"
    SEE = "both"


@dataclass(frozen=True)
class ProjectVisit:
    """Who asks for a page about which project, and as what."""

    person: Person
    project: ProjectRecord
    agreement: Agreement
    is_member: bool
    roles: frozenset[Role]
    session: SessionFacts

    @property
    def is_data_manager(self) -> bool:
        return Role.DATA_MANAGER in self.roles and not self.is_member

    def still(self) -> bool:
        """Whether they have access still, asked anew."""
        return not self.is_member or not why_none(self.person, self.project, self.session)


def for_project(
    door: ProjectDoor, *, methods: tuple[str, ...] = ("GET",), steps_up: bool = False
) -> Callable[[_View], _View]:
    """A page about a project, for whom its door says."""

    def made(view: _View) -> _View:
        def entered(request: HttpRequest, person: Person, /, project: UUID, **named: Any) -> HttpResponseBase:
            visit = look_up(request, person, project)
            if visit.is_member:
                if door is ProjectDoor.LOOK_AFTER:
                    raise Denied("You work in this project, so others look after its workspace.")
                if reasons := why_none(person, visit.project, visit.session, visit.agreement):
                    record_denial(person, visit.project.thing, "use a project", " ".join(reasons))
                    return project_page(request, visit, "no_access", status=403, reasons=reasons)
            elif door is ProjectDoor.USE:
                raise Denied("Only people of the project can do that.")
            if steps_up and (owed := proof_owed(request, person)):
                return owed
            try:
                reply: HttpResponseBase = view(request, visit, **named)
            except ProjectChangedMeanwhile as overtaken:
                reply = project_page(request, visit, "overtaken", status=409, overtaken=overtaken)
            return reply

        guarded = answers(*methods)(for_people(entered))
        guarded.asks = door  # type: ignore[attr-defined]
        guarded.steps_up = steps_up  # type: ignore[attr-defined]
        return guarded

    return made


def look_up(request: HttpRequest, person: Person, key: UUID) -> ProjectVisit:
    """The project, if it is there for them."""
    found = ProjectRecord.objects.select_related("lead").filter(key=key).first()
    roles = person.roles & (LOOKS_AFTER | {Role.AUDITOR})
    agreement = agreement_of(found) if found else None
    is_member = agreement is not None and str(person.pk) in agreement.people
    if found is None or agreement is None or not (is_member or roles):
        record_denial(person, f"project {key}", "see a project", "There is no such project for them.")
        raise Http404
    return ProjectVisit(person, found, agreement, is_member, roles, SessionFacts.of(request, person, found))


def project_page(
    request: HttpRequest, visit: ProjectVisit, template: str, *, status: int = 200, **shown: Any
) -> HttpResponse:
    """A page about a project."""
    return page_for(
        request,
        visit.person,
        f"{HERE}{template}.html.j2",
        at="projects",
        status=status,
        project=visit.project,
        visit=visit,
        **shown,
    )
