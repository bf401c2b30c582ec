"""Flags on projects: that the accreditation of somebody in one was suspended or withdrawn.

A flag changes nothing by itself: whoever it is about is out with their next page, and the others work on. It says so to
those who have to do without them, and to those who look after the project. It goes when the accreditation holds again,
when they are accredited anew, or when they are taken off the agreement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.urls import reverse

from alder.governance import Role
from alder.governance.accreditation import LIVE, AccreditationAction, AccreditationState
from alder.web.accounts.notices import notify
from alder.web.accounts.rights import people_with
from alder.web.accreditation.models import AccreditationRecord
from alder.web.projects.models import ProjectMember, ProjectRecord

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

FLAGGING = frozenset({AccreditationAction.SUSPEND.name, AccreditationAction.WITHDRAW.name})
"""What happens to an accreditation and flags the projects of its person."""
_LOST = (AccreditationState.SUSPENDED, AccreditationState.WITHDRAWN)


@dataclass(frozen=True)
class ProjectFlag:
    """Somebody in a project whose accreditation was taken from them."""

    name: str
    state: str
    since: datetime


def flags_of(projects: Iterable[ProjectRecord]) -> dict[int, list[ProjectFlag]]:
    """The flags of each of these projects that has any, by its number."""
    members = list(ProjectMember.objects.filter(project__in=list(projects)).select_related("person"))
    lost = {row.person_id: row for row in _lost().filter(person__in={one.person_id for one in members}).order_by("pk")}
    found: dict[int, list[ProjectFlag]] = {}
    for one in members:
        if row := lost.get(one.person_id):
            found.setdefault(one.project_id, []).append(ProjectFlag(one.person.name, row.state, row.moved))
    return found


def flagged() -> QuerySet[ProjectRecord]:
    """The projects that have a flag."""
    return ProjectRecord.objects.filter(members__person__in=_lost().values("person")).distinct()


def _lost() -> QuerySet[AccreditationRecord]:
    anew = AccreditationRecord.objects.filter(person=OuterRef("person"), pk__gt=OuterRef("pk"), state__in=LIVE)
    return AccreditationRecord.objects.filter(~Exists(anew), state__in=_LOST)


def tell_of(accreditation: str) -> None:
    """The lead of each project of its person, and data managers, in the transaction that follows the event."""
    record = AccreditationRecord.objects.filter(pk=int(accreditation)).first()
    if record is None:
        return
    managers = people_with(Role.DATA_MANAGER)
    for project in ProjectRecord.objects.filter(members__person=record.person_id).select_related("lead"):
        people = {one.pk: one for one in (project.lead, *managers) if one.pk != record.person_id}
        notify(people.values(), f"project {project.pk}", reverse("project", args=[project.key]))
