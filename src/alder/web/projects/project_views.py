"""Pages of projects: which there are, who is in one, its extract and runs, and what is done to its workspace."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from alder import wall_clock
from alder.errors import Inconsistency, UsageError
from alder.governance import Role
from alder.governance.workspace import WORKSPACE, WorkspaceAction, WorkspaceState
from alder.look.words import sentence
from alder.web.accounts.models import Person
from alder.web.accounts.person_page import beside_fields, page_for
from alder.web.accounts.sessions import for_people
from alder.web.forms import form_revision, line, text
from alder.web.frame import query
from alder.web.http import answers
from alder.web.projects import outputs, runs, workspaces
from alder.web.projects.access import owner_of, why_none
from alder.web.projects.flags import ProjectFlag, flagged, flags_of
from alder.web.projects.models import ProjectRecord
from alder.web.projects.permissions import (
    HERE,
    LOOKS_AFTER,
    ProjectDoor,
    ProjectVisit,
    for_project,
    project_page,
)
from alder.web.projects.waits import waits
from alder.web.result_lists import PAGE_SIZE, Paged
from alder.web.trail.events import events_of, record_read

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_A = WorkspaceAction
LONGEST_REASON = 2_000
FLAGGED = "flagged"
"""What the list of projects is asked for, beside states."""


@answers("GET")
@for_people
def projects(request: HttpRequest, person: Person) -> HttpResponse:
    """One's own projects; and all of them, for those who look after workspaces."""
    own = ProjectRecord.objects.filter(members__person=person)
    looks_after = bool(person.roles & (LOOKS_AFTER | {Role.AUDITOR}))
    state = request.GET.get("state", "")
    listed: Paged[ProjectRecord] | None = None
    flags: dict[int, list[ProjectFlag]] = {}
    if looks_after:
        found = ProjectRecord.objects.select_related("lead")
        found = found.filter(state=state) if state in set(WorkspaceState) else found
        found = flagged().select_related("lead") if state == FLAGGED else found

        def address(n: int) -> str:
            return reverse("projects") + query(("state", state), ("page", n))

        listed = Paged(found, request.GET.get("page"), address, total=found.count())  # type: ignore[arg-type]
        flags = flags_of(listed.items)
    return page_for(
        request,
        person,
        f"{HERE}projects.html.j2",
        at="projects",
        own=[(one, why_none(person, one, None)) for one in own.select_related("lead")[:PAGE_SIZE]],
        listed=listed,
        states=[("", "Any state"), *((str(one), sentence(str(one))) for one in WorkspaceState), (FLAGGED, "Flagged")],
        flags=flags,
        state=state,
        waiting=waits(person),
    )


@for_project(ProjectDoor.SEE)
def project(request: HttpRequest, visit: ProjectVisit) -> HttpResponseBase:
    """A project: whose turn it is, who is in it, what it may use, what ran and what left."""
    row = visit.project
    workspace = workspaces.workspace_of(row, visit.agreement)
    people = Person.objects.filter(pk__in=visit.agreement.people).select_related("organisation").order_by("name")
    return project_page(
        request,
        visit,
        "project",
        workspace=workspace,
        says=WORKSPACE.says[workspace.state],
        people=[(one, why_none(one, row, None, visit.agreement)) for one in people],
        flags=flags_of([row]).get(row.pk, []),
        now=wall_clock.now(),
        days_left=visit.agreement.days_left(wall_clock.now()) if visit.agreement.end else None,
        sources=[(name, owner_of(name)) for name in row.sources],
        manifest=runs.manifest_of(row),
        runs=runs.runs_of(row)[:5],
        brought=list(row.brought.all()[:5]),
        outputs=list(row.outputs.select_related("output")[:5]),
        publications=list(row.publications.all()[:5]),
        notebooks=bool(settings.ALDER_NOTEBOOKS and settings.ALDER_NOTEBOOKS_KEY),
        may=_may(visit),
        history=_history(row),
    )


def _may(visit: ProjectVisit) -> set[str]:
    """Names of what whoever looks may do to the workspace, if they say all that is to be said."""
    said = {
        "reason": "said",
        "inventory": visit.project.certificate.get("inventory") or "said",
        "extract": "said",
        "agreement": visit.agreement.id,
        "plan": visit.agreement.scope,
    }
    if visit.is_member or not visit.roles & LOOKS_AFTER:
        return set()
    workspace = workspaces.workspace_of(visit.project, visit.agreement)
    said["inventory"] = workspace.inventory or "said"
    tried = (_A.LOAD, _A.LOAD_AGAIN, _A.FREEZE, _A.THAW, _A.MARK, _A.UNMARK, _A.DESTROY)
    acts = {action.name: workspaces.act_of(visit.person, visit.project, workspace, action, said) for action in tried}
    return {name for name, act in acts.items() if not WORKSPACE.why_not(workspace, act)}


_TOLD = {
    "PROVISION": "Made",
    "CANCEL": "Cancelled",
    "LOAD": "Extract loaded",
    "LOAD_AGAIN": "Extract loaded anew",
    "FREEZE": "Frozen",
    "THAW": "Thawed",
    "RETAIN": "Kept without use",
    "MARK": "To be destroyed",
    "UNMARK": "Not to be destroyed",
    "DESTROY": "Its destruction was agreed to",
    "CERTIFY": "Destroyed",
}


def _history(row: ProjectRecord) -> list[tuple[str, Any, str]]:
    events = [event for event in events_of(row.thing) if event.action in _TOLD]
    return [(_TOLD[one.action], one.at, str(one.said.get("reason", ""))) for one in reversed(events)]


@for_project(ProjectDoor.SEE)
def extract(request: HttpRequest, visit: ProjectVisit) -> HttpResponseBase:
    """What the extract holds, by its manifest: tables, fields, checksums, and no record."""
    manifest = runs.manifest_of(visit.project)
    made = datetime.fromisoformat(manifest["made"]) if manifest else None
    return project_page(request, visit, "extract", manifest=manifest, made=made)


@for_project(ProjectDoor.SEE)
def manifest(request: HttpRequest, visit: ProjectVisit) -> HttpResponseBase:
    """The manifest as a file."""
    found = runs.manifest_bytes(visit.project)
    if found is None:
        raise Http404
    record_read(visit.person, visit.project.thing, "the manifest of an extract")
    reply = HttpResponse(found, content_type="application/json")
    reply["Content-Disposition"] = 'attachment; filename="manifest.json"'
    return reply


@for_project(ProjectDoor.SEE)
def plan(request: HttpRequest, visit: ProjectVisit) -> HttpResponseBase:
    """The plan by which its extract is built, as a file: to the letter that was signed, for whoever builds it."""
    signed = workspaces.plan_of(visit.project).encode()
    if not signed:
        raise Http404
    if hashlib.sha256(signed).hexdigest() != visit.agreement.scope:
        raise Inconsistency(f"the plan of {visit.project} is not the one that its agreement signs")
    record_read(visit.person, visit.project.thing, "the plan of an extract")
    reply = HttpResponse(signed, content_type="application/toml")
    reply["Content-Disposition"] = 'attachment; filename="plan.toml"'
    return reply


@for_project(ProjectDoor.SEE)
def run(request: HttpRequest, visit: ProjectVisit, number: str) -> HttpResponseBase:
    """What left a run: how it ended, times and sizes, and what of it can be taken to the desk."""
    found = runs.run_of(visit.project, number)
    if found is None:
        raise Http404
    return _run_page(request, visit, found, {})


def _run_page(request: HttpRequest, visit: ProjectVisit, found: runs.RunRecord, errors: dict[str, str]) -> HttpResponse:
    taken = visit.project.outputs.filter(run=found.number).select_related("output").first()
    return project_page(
        request,
        visit,
        "run",
        run=found,
        said=found.said,
        taken=taken,
        planned=[("", "None of these"), *((one, one) for one in visit.project.planned)],
        errors=errors,
    )


@for_project(ProjectDoor.USE, methods=("POST",))
def take_to_desk(request: HttpRequest, visit: ProjectVisit, number: str) -> HttpResponseBase:
    """An output is begun with the files that a run declared."""
    found = runs.run_of(visit.project, number)
    if found is None:
        raise Http404
    errors: dict[str, str] = {}
    with beside_fields(errors):
        begun = outputs.from_run(visit.person, visit.project, found, line(request, "planned"))
        return HttpResponseRedirect(reverse("output", args=[begun.key]))
    return _run_page(request, visit, found, errors)


ACTS = {
    "load": (_A.LOAD, "Load the extract", "What lies in the workspace as its extract may be used from then on."),
    "load-again": (
        _A.LOAD_AGAIN,
        "Load the extract anew",
        "What runs is ended. Say why, for example which amendment it is for.",
    ),
    "freeze": (_A.FREEZE, "Freeze the workspace", "What runs is ended, and nobody uses it until it is thawed."),
    "thaw": (_A.THAW, "Thaw the workspace", "People of the project use it again, if they have access."),
    "unmark": (_A.UNMARK, "Keep the workspace", "It is not destroyed for now."),
}


def _acting(name: str) -> Any:
    action, words, follows = ACTS[name]

    @for_project(ProjectDoor.LOOK_AFTER, methods=("GET", "POST"))
    def acted(request: HttpRequest, visit: ProjectVisit) -> HttpResponseBase:
        """Ask for the reason, then do it."""
        errors: dict[str, str] = {}
        reason = text(request, "reason")[:LONGEST_REASON]
        if request.method == "POST" and not reason and action is not _A.LOAD:
            errors["reason"] = "Say why, in words that everybody in the project may read"
        elif request.method == "POST":
            try:
                _do(visit, action, form_revision(request), reason)
                return HttpResponseRedirect(reverse("project", args=[visit.project.key]))
            except UsageError as wrong:
                errors["reason"] = f"{sentence(wrong.what)}. {wrong.next or ''}".strip()
        return project_page(
            request,
            visit,
            "act",
            words=words,
            follows=follows,
            asks_why=action is not _A.LOAD,
            errors=errors,
            reason=reason,
            address=request.path,
        )

    return acted


def _do(visit: ProjectVisit, action: WorkspaceAction, seen: int, reason: str) -> None:
    if action in (_A.LOAD, _A.LOAD_AGAIN):
        workspaces.load(visit.person, visit.project, seen, reason)
    else:
        workspaces.act(visit.person, visit.project, action, {"reason": reason}, seen=seen)


ACTING = {name: _acting(name) for name in ACTS}
