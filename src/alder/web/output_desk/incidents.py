"""Incidents: opened by anybody, by a recall or by the site itself, and dealt with by the table of their process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from alder.governance import Role
from alder.governance.incident import INCIDENT, Incident, IncidentAction, IncidentRole, IncidentState
from alder.governance.process import Act
from alder.web.accounts.notices import notify
from alder.web.accounts.rights import people_with
from alder.web.accounts.same_person import accounts_among
from alder.web.output_desk.models import IncidentReport
from alder.web.output_desk.reviews import OutputChangedMeanwhile
from alder.web.trail.events import act_on, replayed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.web.accounts.models import Person
    from alder.web.output_desk.models import OutputRequest

_KNOWN = {str(role): role for role in IncidentRole}
OPEN = frozenset(IncidentState) - {IncidentState.CLOSED}


def incident_of(report: IncidentReport) -> Incident:
    """The incident as its events made it."""
    return replayed(INCIDENT, Incident(str(report.pk), frozenset(report.about)))


def incident_roles(person: Person) -> frozenset[IncidentRole]:
    return frozenset(_KNOWN[role] for role in person.roles if role in _KNOWN)


@transaction.atomic
def report(
    person: Person | None, reason: str, output: OutputRequest | None = None, about: tuple[str, ...] = ()
) -> IncidentReport:
    """Open an incident, by a person or by the site. The clock of 72 hours starts."""
    made = IncidentReport.objects.create(output=output, about=list(about))
    act(person, made, IncidentAction.REPORT, {"reason": reason, "output": output.pk if output else 0})
    return made


def open_by_system(output: OutputRequest, reason: str) -> IncidentReport:
    """One incident for an output at a time, however often the site sees the same."""
    known = IncidentReport.objects.filter(output=output, state__in=OPEN).first()
    return known or report(None, reason, output)


@transaction.atomic
def act(
    person: Person | None,
    made: IncidentReport,
    action: IncidentAction,
    said: Mapping[str, Any],
    *,
    seen: int | None = None,
) -> Incident:
    """Do something to an incident. Raises `Denied` where it may not be done."""
    locked = IncidentReport.objects.select_for_update().get(pk=made.pk)
    if seen is not None and locked.revision != seen:
        raise OutputChangedMeanwhile("Somebody changed this incident since you opened the page. Nothing was done.")
    after = act_on(INCIDENT, incident_of(locked), act_of(person, locked, action, said))
    locked.state, locked.severity, locked.revision = after.state, after.severity, locked.revision + 1
    locked.save()
    made.state, made.severity, made.revision = locked.state, locked.severity, locked.revision
    whom = _TURN.get(after.state)
    if whom:
        tell(made, whom)
    return after


def act_of(person: Person | None, made: IncidentReport, action: IncidentAction, said: Mapping[str, Any]) -> Act:
    """What somebody wants to do to an incident, or the site, as its process is asked."""
    if person is None:
        return Act(action, "", frozenset({IncidentRole.SYSTEM}), timezone.now(), said)
    return Act(action, str(person.pk), incident_roles(person), timezone.now(), said, accounts_among(person, made.about))


_TURN = {
    IncidentState.REPORTED: Role.INCIDENT_OFFICER,
    IncidentState.CONTAINED: Role.GOVERNANCE_REVIEWER,
    IncidentState.ASSESSED: Role.INCIDENT_OFFICER,
}


def tell(made: IncidentReport, role: Role) -> None:
    """Whoever has this role and is not in it."""
    people = [one for one in people_with(role) if str(one.pk) not in made.about]
    notify(people, f"incident {made.pk}", f"/desk/incidents/{made.key}")
