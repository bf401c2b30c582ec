"""What of projects waits for somebody: files that came back; files and destructions on which data managers decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from alder.governance import Role
from alder.governance.ingress import IngressState
from alder.governance.workspace import WorkspaceState
from alder.web.accounts.turn import MOST, WaitingThing
from alder.web.projects.models import IngressRecord, ProjectRecord

if TYPE_CHECKING:
    from alder.web.accounts.models import Person


def waits(person: Person) -> list[WaitingThing]:
    """All of them."""
    brought = IngressRecord.objects.select_related("project").order_by("moved")
    back = brought.filter(researcher=person, state=IngressState.RETURNED)[:MOST]
    found = [_of_ingress(one, "See what has to change") for one in back]
    if Role.DATA_MANAGER not in person.roles:
        return found
    for state in (IngressState.READY, IngressState.UNSCANNED):
        rows = brought.filter(state=state).exclude(project__members__person=person)
        found += [_of_ingress(one, f"Decide: {one.state}") for one in rows[:MOST]]
    loading = (WorkspaceState.PROVISIONED, "Load its extract", "project")
    marked = (WorkspaceState.MARKED, "Agree to its destruction, or keep it", "project-end")
    for stage, what, page in (loading, marked):
        theirs = ProjectRecord.objects.filter(state=stage).exclude(members__person=person).order_by("moved")[:MOST]
        found += [WaitingThing(f"Project {one.pk}", what, reverse(page, args=[one.key]), one.moved) for one in theirs]
    return found


def _of_ingress(one: IngressRecord, what: str) -> WaitingThing:
    address = reverse("project-ingress-one", args=[one.project.key, one.key])
    return WaitingThing(f"Brought into project {one.project_id}", what, address, one.moved)
