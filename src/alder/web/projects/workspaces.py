"""What is done to the workspace of a project: by the table of its process, in the trail, and on the disk.

A project is made by the agreement under which it is: the clock reads what happened to agreements in the trail, and
makes, freezes and retains workspaces accordingly. No form makes a project, and none lets anybody into one.
"""

from __future__ import annotations

import logging
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from alder import wall_clock
from alder.errors import AlderError, Inconsistency
from alder.governance import Denied, Role
from alder.governance.agreement import AGREEMENT, Agreement, AgreementAction, AgreementState
from alder.governance.process import Act
from alder.governance.workspace import WORKSPACE, Workspace, WorkspaceAction, WorkspaceRole, WorkspaceState
from alder.web.accounts.models import Person
from alder.web.accounts.notices import notify
from alder.web.accounts.rights import people_with
from alder.web.accounts.same_person import accounts_among
from alder.web.projects.access import agreement_of
from alder.web.projects.flags import FLAGGING, tell_of
from alder.web.projects.models import AgreementsSeen, ProjectMember, ProjectRecord
from alder.web.trail import events as trail
from alder.web.trail.models import TrailEvent
from alder.workspaces.destruction import Destruction, begin, take_inventory
from alder.workspaces.project_extract import read_extract
from alder.workspaces.project_folder import EXTRACT, SETTINGS, ProjectFolder, open_project, write_new

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_log = logging.getLogger(__name__)
_A, _S = WorkspaceAction, WorkspaceState
_ROLES = {Role.DATA_MANAGER: WorkspaceRole.DATA_MANAGER, Role.INCIDENT_OFFICER: WorkspaceRole.INCIDENT_OFFICER}
_OVER = frozenset(
    {
        AgreementState.EXPIRED,
        AgreementState.ENDED,
        AgreementState.CLOSED,
        AgreementState.REVOKED,
        AgreementState.CANCELLED,
    }
)
_FROM_ALL = frozenset({_S.PROVISIONED, _S.ACTIVE, _S.FROZEN})
_AT_ONCE = 50
"""Events of agreements that one turn of the clock follows."""


class ProjectChangedMeanwhile(Denied):
    """Somebody did something to the project since the page was opened."""


def workspace_of(project: ProjectRecord, agreement: Agreement | None = None) -> Workspace:
    """The workspace as its events made it, with the people whom the agreement names."""
    people = (agreement or agreement_of(project)).people
    return trail.replayed(WORKSPACE, Workspace(str(project.pk), project.agreement, people))


def folder_of(project: ProjectRecord) -> Path | None:
    """Where its workspace lies, if workspaces are on this machine."""
    return Path(settings.ALDER_WORKSPACES, project.name) if settings.ALDER_WORKSPACES else None


def opened(project: ProjectRecord) -> ProjectFolder | None:
    """Its folder, where it is here and is one."""
    folder = folder_of(project)
    return open_project(folder) if folder is not None and (folder / SETTINGS).exists() else None


def act_of(
    person: Person | None, project: ProjectRecord, workspace: Workspace, action: WorkspaceAction, said: Any
) -> Act:
    """What somebody wants to do, or the system, with what the table cannot know."""
    facts = {**said, **_facts(project)}
    if person is None:
        return Act(action, "", frozenset({WorkspaceRole.SYSTEM}), wall_clock.now(), facts)
    roles = frozenset(_ROLES[role] for role in person.roles if role in _ROLES)
    accounts = accounts_among(person, {*workspace.people, workspace.marked_by} - {""})
    return Act(action, str(person.pk), roles, wall_clock.now(), facts, frozenset(accounts))


def _facts(project: ProjectRecord) -> dict[str, Any]:
    agreement = agreement_of(project)
    return {
        "in_force": agreement.is_in_force(wall_clock.now()),
        "over": agreement.state in _OVER,
        "scope": agreement.scope,
    }


def why_not(person: Person | None, project: ProjectRecord, action: WorkspaceAction, **said: Any) -> str:
    """Why somebody may not do something now; empty where they may."""
    workspace = workspace_of(project)
    return WORKSPACE.why_not(workspace, act_of(person, project, workspace, action, said))


@transaction.atomic
def act(
    person: Person | None,
    project: ProjectRecord,
    action: WorkspaceAction,
    said: Mapping[str, Any] | None = None,
    *,
    seen: int | None = None,
) -> Workspace:
    """Do something to a workspace, as a person or as the system. Raises `Denied` where it may not be done."""
    locked = ProjectRecord.objects.select_for_update().get(pk=project.pk)
    if seen is not None and locked.revision != seen:
        raise ProjectChangedMeanwhile("Somebody changed this project since you opened the page. Nothing was done.")
    workspace = workspace_of(locked)
    if workspace.state != locked.state:
        raise Inconsistency(f"{locked} is {locked.state} in its row and {workspace.state} by its events")
    after = trail.act_on(WORKSPACE, workspace, act_of(person, locked, workspace, action, said or {}))
    locked.state, locked.revision, locked.moved = after.state, locked.revision + 1, after.events[-1].at
    locked.save()
    project.state, project.revision, project.moved = locked.state, locked.revision, locked.moved
    _on_disk(locked, after, action)
    _tell(locked, action)
    if action is _A.CERTIFY:
        for follower in settings.ALDER_DESTRUCTION_FOLLOWERS:
            import_string(follower)(locked.agreement, after.certificate)
    return after


def _on_disk(project: ProjectRecord, workspace: Workspace, action: WorkspaceAction) -> None:
    """What runs ends before the act is done, so that it never says less than is so."""
    folder = opened(project)
    if folder is None:
        return
    if action in (_A.FREEZE, _A.RETAIN):
        folder.freeze(workspace.reason or "The agreement of this project is over.")
    if action is _A.THAW:
        folder.thaw()
    if action in (_A.LOAD, _A.LOAD_AGAIN):
        folder.note_loaded(workspace.extract)


def _tell(project: ProjectRecord, action: WorkspaceAction) -> None:
    effects = {effect for move in WORKSPACE.moves if move.action is action for effect in move.effects}
    people: dict[Any, Person] = {}
    if "notify" in effects:
        people |= {one.person_id: one.person for one in project.members.select_related("person")}
    if "tell data managers" in effects:
        people |= {one.pk: one for one in people_with(Role.DATA_MANAGER)}
    if people:
        from django.urls import reverse

        notify(people.values(), f"project {project.pk}", reverse("project", args=[project.key]))


@transaction.atomic
def make_project(
    agreement: Agreement,
    *,
    title: str,
    sources: list[str],
    connections: list[str],
    keep_until: date | None = None,
    planned: list[str] | None = None,
    planned_kinds: dict[str, str] | None = None,
    own_data: list[str] | None = None,
    from_home: frozenset[str] = frozenset(),
) -> ProjectRecord:
    """The project of an agreement that is in force, and its workspace. Raises `Denied` for any other agreement."""
    if not agreement.is_in_force(wall_clock.now()):
        raise Denied("The agreement of this project is not in force.")
    lead = Person.objects.get(pk=agreement.lead)
    project = ProjectRecord.objects.create(
        agreement=agreement.id,
        application=agreement.application,
        lead=lead,
        name=_name(agreement),
        title=title[:200],
        sources=sources,
        connections=connections,
        keep_until=keep_until or agreement.end,
        planned=planned or [],
        planned_kinds=planned_kinds or {},
        own_data=own_data or [],
    )
    _note_members(project, agreement, from_home)
    folder = folder_of(project)
    if folder is not None:
        write_new(folder, project.name)
    act(None, project, _A.PROVISION)
    return project


def _name(agreement: Agreement) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", agreement.id.casefold()).strip("-")
    return f"agreement-{plain}"[:60]


def _note_members(project: ProjectRecord, agreement: Agreement, from_home: frozenset[str] | None) -> None:
    """Who is in it; and who of them works from home, where that is said."""
    people = Person.objects.filter(pk__in=agreement.people)
    project.members.exclude(person__in=people).delete()
    for person in people:
        home = {} if from_home is None else {"from_home": str(person.pk) in from_home}
        ProjectMember.objects.update_or_create(project=project, person=person, defaults=home)


def follow_agreements() -> None:
    """What happened to agreements since the last turn, and to accreditations of their people: each in a transaction.

    An agreement that cannot be followed, as where the disk of its workspace is away, holds up none of the others. Its
    project says why, and it is tried again with each turn.
    """
    kept, _ = AgreementsSeen.objects.get_or_create(id=1)
    for number in kept.left:
        if _is_followed(number):
            kept.left = [one for one in kept.left if one != number]
            kept.save(update_fields=["left"])
            ProjectRecord.objects.filter(agreement=number).update(trouble="")
    of_agreements = Q(thing__startswith="agreement ", action__in=AgreementAction.__members__)
    of_people = Q(thing__startswith="accreditation ", action__in=FLAGGING)
    for event in TrailEvent.objects.filter(of_agreements | of_people, seq__gt=kept.seq).order_by("seq")[:_AT_ONCE]:
        kind, _, number = event.thing.partition(" ")
        with transaction.atomic():
            if kind == "accreditation":
                tell_of(number)
            elif number not in kept.left and not _is_followed(number):
                kept.left = [*kept.left, number]
            kept.seq = event.seq
            kept.save(update_fields=["seq", "left"])


def _is_followed(number: str) -> bool:
    try:
        with transaction.atomic():
            _follow(number)
    except (OSError, AlderError) as error:
        _log.exception("an agreement could not be followed")
        ProjectRecord.objects.filter(agreement=number).update(trouble=_why(error))
        return False
    return True


def _why(error: OSError | AlderError) -> str:
    """What kept a chore from being done, in words for whoever looks after projects."""
    return error.what if isinstance(error, AlderError) else f"The disk: {error.strerror or type(error).__name__}."


def _follow(number: str) -> None:
    project = ProjectRecord.objects.filter(agreement=number).first()
    if project is None:
        _make_from(number)
        return
    agreement = agreement_of(project)
    _note_terms(project, agreement)
    with suppress(Denied):
        if agreement.state is AgreementState.SUSPENDED and project.state == _S.ACTIVE:
            act(None, project, _A.FREEZE, {"reason": "The agreement of this project is suspended."})
        if agreement.state in _OVER and project.state in _FROM_ALL:
            today = wall_clock.today()
            until = today if agreement.state is AgreementState.REVOKED else max(project.keep_until or today, today)
            act(None, project, _A.RETAIN, {"keep_until": until.isoformat(), "reason": _WHY[agreement.state]})


_WHY = {
    AgreementState.EXPIRED: "The agreement has expired.",
    AgreementState.ENDED: "The project has ended.",
    AgreementState.CLOSED: "The agreement is closed.",
    AgreementState.REVOKED: "The agreement was revoked.",
    AgreementState.CANCELLED: "The agreement was cancelled.",
}


def _note_terms(project: ProjectRecord, agreement: Agreement) -> None:
    """Who is in it, whose data it holds and from where people work, as the agreement is now with its amendments."""
    found = _terms_of(project.agreement)
    terms = found[1] if found is not None else {}
    _note_members(project, agreement, terms.get("from_home"))
    known = {name: terms[name] for name in ("sources", "connections", "planned", "planned_kinds") if name in terms}
    if known:
        ProjectRecord.objects.filter(pk=project.pk).update(**known)


def _terms_of(number: str) -> tuple[Agreement, dict[str, Any]] | None:
    """An agreement before its first event, and what is said of its project, by whoever knows it."""
    named = settings.ALDER_ACCESS_FACTS.get("project", "")
    found: tuple[Agreement, dict[str, Any]] | None = import_string(named)(number) if named else None
    return found


def _make_from(number: str) -> None:
    """The project of an agreement that has just come into force, with what its application says of it."""
    found = _terms_of(number)
    if found is None:
        return
    begun, terms = found
    agreement = trail.replayed(AGREEMENT, begun)
    if agreement.is_in_force(wall_clock.now()):
        make_project(agreement, **terms)


def plan_of(project: ProjectRecord) -> str:
    """The plan of its extract as the agreement signs it; empty where nobody says it."""
    named = settings.ALDER_ACCESS_FACTS.get("plan", "")
    return import_string(named)(project.agreement) if named else ""


def mark(person: Person, project: ProjectRecord, seen: int, reason: str) -> Workspace:
    """The first of two who destroy it: all that is there is listed."""
    said = {"inventory": inventory_of(project), "reason": reason}
    return act(person, project, _A.MARK, said, seen=seen)


def agree(person: Person, project: ProjectRecord, seen: int) -> Workspace:
    """The second. The worker destroys it."""
    return act(person, project, _A.DESTROY, {"inventory": inventory_of(project)}, seen=seen)


NOTHING = "nothing was ever there"
"""Stands for the list of what is there, and for the certificate, where no workspace was ever made on a disk."""


def inventory_of(project: ProjectRecord) -> str:
    """The hash of the list of all that lies in its folder. Raises `Denied` where that is not on this machine."""
    folder = folder_of(project)
    if folder is not None and folder.exists():
        return take_inventory(folder).sha256
    if workspace_of(project).extract:
        raise Denied("Its workspace is not on this machine. Destroy it where it is, with: alder project destroy")
    return NOTHING


def load(person: Person, project: ProjectRecord, seen: int, reason: str = "") -> Workspace:
    """What lies in the workspace as its extract may be used from now on, if it is what was agreed.

    Raises `Denied` where it is not, and `UsageError` where there is none, or its files are not those of its manifest.
    """
    folder = opened(project)
    if folder is None:
        raise Denied("Its workspace is not on this machine, so that nothing can be loaded from here.")
    extract = read_extract(folder.folder / EXTRACT)
    said = {"extract": extract.sha256, "agreement": extract.agreement, "plan": extract.plan, "reason": reason}
    action = _A.LOAD if project.state == _S.PROVISIONED else _A.LOAD_AGAIN
    return act(person, project, action, said, seen=seen)


def destroy_due() -> None:
    """Destroy what two people agreed to, or go on with what a power cut stopped."""
    for project in ProjectRecord.objects.filter(state=_S.DESTROYING).order_by("trouble", "pk")[:5]:
        try:
            _destroy(project)
        except (OSError, AlderError) as error:
            ProjectRecord.objects.filter(pk=project.pk).update(trouble=_why(error))


def _destroy(project: ProjectRecord) -> None:
    workspace, folder = workspace_of(project), folder_of(project)
    certificate: dict[str, Any] = {"sha256": NOTHING, "left": 0}
    if workspace.inventory != NOTHING and folder is not None:
        destruction = Destruction(folder)
        if not destruction.is_begun:
            inventory = take_inventory(folder)
            if inventory.sha256 != workspace.inventory:
                raise Inconsistency("What is there has changed since two people agreed to destroy it.")
            begin(destruction, inventory, workspace, project=project.name, agreement=project.agreement)
        certificate = destruction.carry_out()
    ProjectRecord.objects.filter(pk=project.pk).update(certificate=certificate, trouble="")
    project.certificate = certificate
    said = {"inventory": workspace.inventory, "certificate": certificate["sha256"], "left": certificate["left"]}
    act(None, project, _A.CERTIFY, said)
