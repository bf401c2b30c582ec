"""The end of a workspace: what is kept until when, who destroys it, and the certificate."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponseRedirect

from alder.governance.workspace import WorkspaceAction, WorkspaceState
from alder.web.forms import form_revision, text
from alder.web.projects import workspaces
from alder.web.projects.permissions import ProjectDoor, ProjectVisit, for_project, project_page
from alder.web.work.worker import is_any_alive

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


@for_project(ProjectDoor.LOOK_AFTER, methods=("GET", "POST"), steps_up=True)
def end(request: HttpRequest, visit: ProjectVisit) -> HttpResponseBase:
    """Ask that it be destroyed, or agree to it."""
    project = visit.project
    errors: dict[str, str] = {}
    reason = text(request, "reason")[:2_000]
    marked = project.state == WorkspaceState.MARKED
    if request.method == "POST":
        if marked:
            workspaces.agree(visit.person, project, form_revision(request))
            return HttpResponseRedirect(request.path)
        if reason:
            workspaces.mark(visit.person, project, form_revision(request), reason)
            return HttpResponseRedirect(request.path)
        errors["reason"] = "Say why, in words that everybody in the project may read"
    workspace = workspaces.workspace_of(project, visit.agreement)
    action = WorkspaceAction.DESTROY if marked else WorkspaceAction.MARK
    said = {"reason": "said", "inventory": workspace.inventory or "said"}
    return project_page(
        request,
        visit,
        "end",
        workspace=workspace,
        why=workspaces.why_not(visit.person, project, action, **said),
        marked=marked,
        is_working=is_any_alive(),
        reason=reason,
        errors=errors,
    )


@for_project(ProjectDoor.LOOK_AFTER)
def certificate(request: HttpRequest, visit: ProjectVisit) -> HttpResponseBase:
    """What was destroyed, how, when and by whom."""
    if visit.project.state != WorkspaceState.DESTROYED:
        raise Http404
    return project_page(request, visit, "certificate", said=visit.project.certificate)


@for_project(ProjectDoor.LOOK_AFTER)
def certificate_file(request: HttpRequest, visit: ProjectVisit) -> HttpResponseBase:
    """The same as a file, which `alder project certificate` can check."""
    if visit.project.state != WorkspaceState.DESTROYED:
        raise Http404
    body = json.dumps(visit.project.certificate, indent=1, ensure_ascii=True) + "\n"
    reply = HttpResponse(body, content_type="application/json")
    reply["Content-Disposition"] = f'attachment; filename="{visit.project.name}.destroyed.json"'
    return reply
