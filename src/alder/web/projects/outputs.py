"""Outputs of projects: begun from a run, checked by nobody of the project, and taken by its people alone."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.urls import reverse

from alder.errors import UsageError, WrongEntry
from alder.governance.output_review import ReviewAction
from alder.governance.workspace import USED, WorkspaceState
from alder.look.words import listed
from alder.web.accounts.models import Person
from alder.web.accounts.notices import notify
from alder.web.accounts.same_person import accounts_among
from alder.web.output_desk import drafts
from alder.web.projects.access import agreement_of, owner_of
from alder.web.projects.models import ProjectOutput, ProjectRecord

if TYPE_CHECKING:
    from alder.web.output_desk.models import OutputRequest
    from alder.web.projects.runs import RunRecord

IN_PROJECT = "You work in this project, so another checker must."
IN_ORGANISATION = "You work for an organisation of this project, so another checker must."
COVER = "cover.toml"


def _project(named: str) -> ProjectRecord:
    return ProjectRecord.objects.get(pk=named.removeprefix("project "))


def conflict_of(person: Person, named: str) -> str:
    """Why somebody is too near to a project to check what leaves it; empty where they are not."""
    people = agreement_of(_project(named)).people
    if str(person.pk) in people or accounts_among(person, people):
        return IN_PROJECT
    works_with = person.organisation_id is not None and person.organisation_id in set(
        Person.objects.filter(pk__in=people).values_list("organisation_id", flat=True)
    )
    return IN_ORGANISATION if works_with and not settings.ALDER_OUTPUT_SAME_EMPLOYER else ""


def is_suspended(named: str) -> bool:
    """Whether its agreement is suspended, or its workspace frozen until something is settled."""
    project = _project(named)
    return str(agreement_of(project).state) in ("suspended", "revoked") or project.state == WorkspaceState.FROZEN


def about(output: OutputRequest) -> dict[str, Any]:
    """What checkers are told, key by key, and what the certificate says."""
    project = _project(output.project)
    made = ProjectOutput.objects.filter(output=output).first()
    if made is None:
        return {}
    code = [f"{file['name']}, SHA-256 {file['sha256']}" for file in made.code]
    rows = [
        ("Project", [f"{project.pk}: {project.title}"]),
        ("Sources", [f"{name} ({owner_of(name)})" for name in project.sources] or ["Not said"]),
        ("Run", [made.run]),
        ("Code", code),
        ("Extract", [f"manifest with SHA-256 {made.extract}"]),
        ("It is", [made.planned or "None of the outputs that the application speaks of"]),
        ("Kind of statistic", _kinds(output, project.planned_kinds.get(made.planned, ""))),
        ("Outputs that the application speaks of", project.planned or ["None is named"]),
    ]
    certified = {"project": project.pk, "agreement": project.agreement, "run": made.run, "extract": made.extract}
    return {"rows": rows, "certified": {"of": certified}}


def _kinds(output: OutputRequest, planned: str) -> list[str]:
    """The kind that was planned, and those of the cover sheets that are others."""
    sheets = (group.cover.get("files", {}).values() for group in output.groups.all())
    stated = dict.fromkeys(kind for files in sheets for file in files for kind in file.get("statistic", ()))
    found = [f"Planned: {_kind(planned)}" if planned else "No kind was planned"]
    others = [_kind(one) for one in stated if planned and one != planned]
    return [*found, *([f"Not planned, and on the cover sheet: {listed(others)}"] if others else [])]


def _kind(id: str) -> str:
    from alder.outputs import OUTPUT_RULES

    return next((f"{rule.name} ({id})" for rule in OUTPUT_RULES if rule.id == id), id)


def follow(output: OutputRequest, action: ReviewAction) -> None:
    """Everybody in the project is told that something is there for them, or is to be deleted."""
    if action not in (ReviewAction.CONFIRM, ReviewAction.RECALL):
        return
    project = _project(output.project)
    people = [one.person for one in project.members.select_related("person") if one.person_id != output.author_id]
    notify(people, f"project {project.pk}", reverse("project-outputs", args=[project.key]))


@transaction.atomic
def from_run(person: Person, project: ProjectRecord, run: RunRecord, planned: str) -> OutputRequest:
    """An output of the files that a run declared, with its cover sheet filled in from what is known of the run.

    Raises `WrongEntry` where there is nothing to take, or it was taken before.
    """
    project = ProjectRecord.objects.select_for_update().get(pk=project.pk)
    if project.state not in USED:
        raise WrongEntry("run", "nothing is taken from this workspace now")
    if not (run.gathered / COVER).is_file() or not run.said.get("outputs"):
        raise WrongEntry("run", "this run declared no output that could be gathered")
    if ProjectOutput.objects.filter(project=project, run=run.number).exists():
        raise WrongEntry("run", "this run was taken to the desk already")
    if planned and planned not in project.planned:
        raise WrongEntry("planned", "choose one of the outputs that the application speaks of")
    output = drafts.begin(
        person,
        title=f"{(planned or project.title)[:180]}: run {run.number}",
        purpose=planned or "None of the outputs that the application speaks of",
        planned_use="team",
        deadline=None,
        recipients=[],
        project=f"project {project.pk}",
    )
    ProjectOutput.objects.create(
        project=project,
        output=output,
        run=run.number,
        extract=str(run.said.get("extract", {}).get("sha256", "")),
        code=[{"name": one["name"], "sha256": one["sha256"]} for one in run.said.get("code", [])],
        planned=planned,
    )
    for kind in ("output", "supporting", "code"):
        files = {one["name"]: one["sha256"] for one in run.said["outputs"] if one["kind"] == kind}
        _send(person, output, run, files if kind != "output" else {**files, COVER: ""}, kind)
    _fill_in(person, output, run)
    return output


def _send(person: Person, output: OutputRequest, run: RunRecord, files: dict[str, str], kind: str) -> None:
    if not files:
        return
    output.refresh_from_db()
    with ExitStack() as opened:
        try:
            found = {name: opened.enter_context(run.open_gathered(name, digest)) for name, digest in files.items()}
        except UsageError as error:
            raise WrongEntry("run", error.what) from None
        sent = [File(file, name=name.replace("/", "-")) for name, file in found.items()]
        drafts.add_files(person, output.groups.get(), output.revision, sent, kind)


def _fill_in(person: Person, output: OutputRequest, run: RunRecord) -> None:
    """Which code made each file, where its author did not say it."""
    output.refresh_from_db()
    group = output.groups.get()
    code = listed([f"{one['name']} ({one['sha256'][:12]})" for one in run.said.get("code", [])])
    files = {**group.cover.get("files", {})}
    for file in group.present:
        files[file.name] = {"made_by": f"Run {run.number}: {code}"[:2000], **files.get(file.name, {})}
    drafts.save_cover(person, group, output.revision, {**group.cover, "files": files})
