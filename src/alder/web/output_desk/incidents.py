"""Incidents: opened by anybody, by a recall or by the site itself, and dealt with by the table of their process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.http import Http404

from alder import wall_clock
from alder.governance import Denied, Role
from alder.governance.incident import ENTRIES, INCIDENT, Incident, IncidentAction, IncidentRole, IncidentState
from alder.governance.output_review import may_see
from alder.governance.process import Act
from alder.look.words import listed as listed_words
from alder.web.accounts.models import Person
from alder.web.accounts.notices import notify
from alder.web.accounts.rights import people_with
from alder.web.accounts.same_person import accounts_among
from alder.web.output_desk.models import IncidentReport, OutputRequest
from alder.web.output_desk.reviews import OutputChangedMeanwhile, review_of, review_roles
from alder.web.trail.events import act_on, record_denial, replayed
from alder.web.trail.models import TrailEvent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from alder.model.event import Event

OFFICERS = (Role.INCIDENT_OFFICER, Role.GOVERNANCE_REVIEWER)
"""Who sees incidents. Whoever reported one is written to."""
PARTS = ("open", "closed")
MOST_SAID = 4_000
"""Letters of a text that is said with an action."""
NO_SUCH_OUTPUT = "There is no output of that number that you may see. Leave it blank, and say which it is."
_KNOWN = {str(role): role for role in IncidentRole}
OPEN = frozenset(IncidentState) - {IncidentState.CLOSED}


def incident_of(report: IncidentReport) -> Incident:
    """The incident as its events made it."""
    return replayed(INCIDENT, Incident(str(report.pk), frozenset(report.about)))


def listed(part: str) -> QuerySet[IncidentReport]:
    """Those that are open, or closed, the newest first."""
    found = IncidentReport.objects.select_related("output").order_by("-pk")
    is_closed = Q(state=IncidentState.CLOSED)
    return found.filter(is_closed if part == "closed" else ~is_closed)


def look_up(person: Person, key: UUID) -> IncidentReport:
    """The incident, if it is there for them. That it is not is an event."""
    found = IncidentReport.objects.select_related("output").filter(key=key).first()
    if found is None or not person.roles & set(OFFICERS):
        record_denial(person, f"incident {key}", "see an incident", "There is no such incident for them.")
        raise Http404
    return found


def output_named(person: Person, number: str) -> OutputRequest | None:
    """The output of this number, if somebody may see it."""
    if not (number.isascii() and number.isdigit() and len(number) < 15):
        return None
    found = OutputRequest.objects.filter(pk=int(number)).first()
    if found is None:
        return None
    review = review_of(found)
    return found if may_see(review, str(person.pk), review_roles(person, review)) else None


def why_not_begin(person: Person, made: IncidentReport, now: Incident, action: IncidentAction) -> str:
    """Why somebody may not do this as it is now, whatever they say with it; empty where they may."""
    try:
        INCIDENT.line(now, act_of(person, made, action, {}))
    except Denied as denied:
        return denied.what
    return "The incident is about you, so another person decides on it." if accounts_among(person, made.about) else ""


_LABELS = {entry.name: entry.label for entries in ENTRIES.values() for entry in entries}
_LABELS["account"] = "By command, from the account"


_BY = {str(IncidentRole.SYSTEM): "the site"}


class IncidentStep(NamedTuple):
    """What was done about an incident, by whom in which role, when, and what was said with it, each with its label."""

    what: str
    role: str
    at: datetime
    said: list[tuple[str, str]]


def history_of(now: Incident) -> list[IncidentStep]:
    numbers = {number for event in now.events for number in event.said.get("whom", ())}
    names = {str(one.pk): one.name for one in Person.objects.filter(pk__in=numbers)} if numbers else {}
    return [
        IncidentStep(event.to_state.capitalize(), _BY.get(event.role, event.role), event.at, _said(event.said, names))
        for event in now.events
    ]


def _said(said: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    words = {True: "yes", False: "no"}
    shown = {**said, "whom": listed_words([names[one] for one in said.get("whom", ())])}
    return [
        (label, words[shown[name]] if isinstance(shown[name], bool) else str(shown[name]))
        for name, label in _LABELS.items()
        if shown.get(name, "") != ""
    ]


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
    after = act_on(INCIDENT, incident_of(locked), act_of(person, locked, action, with_accounts(person, said)))
    if action is IncidentAction.SANCTION:
        locked.about = [*dict.fromkeys((*locked.about, *after.events[-1].said.get("whom", ())))]
        tell_of_sanction(locked)
    locked.state, locked.severity, locked.revision = after.state, after.severity, locked.revision + 1
    locked.save()
    made.state, made.severity, made.revision, made.about = locked.state, locked.severity, locked.revision, locked.about
    whom = _TURN.get(after.state)
    if whom:
        tell(made, whom)
    return after


def with_accounts(person: Person | None, said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said, with the numbers of accounts in the place of addresses. Raises `Denied` where one is nobody's."""
    addresses = str(said.get("whom", "")).casefold().replace(",", " ").split()
    found = {one.email: str(one.pk) for one in Person.objects.filter(email__in=addresses)}
    if unknown := [one for one in addresses if one not in found]:
        raise Denied(f"There is no account with the address {unknown[0]}.")
    if person is not None and accounts_among(person, found.values()):
        raise Denied("That is your own account, so another person decides.")
    named = {"whom": [*found.values()]} if found else {}
    return {**{name: one for name, one in said.items() if name != "whom" and one != ""}, **named}


def sanction_of(now: Incident) -> Event | None:
    """What was decided for whom it is about; None where nothing was."""
    return next((event for event in now.events if event.action == IncidentAction.SANCTION.name), None)


def tell_of_sanction(made: IncidentReport) -> None:
    """Whom it is about: they read what was decided on a page of their own."""
    people = Person.objects.filter(pk__in=made.about)
    notify(people, f"incident {made.pk}", f"/incidents/{made.key}/decision")


def published() -> QuerySet[TrailEvent]:
    """The closing of each incident of which the public is told, the last first."""
    closed = TrailEvent.objects.filter(action=IncidentAction.CLOSE.name, thing__startswith="incident ")
    return closed.filter(said__has_key="public").order_by("-seq")


def act_of(person: Person | None, made: IncidentReport, action: IncidentAction, said: Mapping[str, Any]) -> Act:
    """What somebody wants to do to an incident, or the site, as its process is asked."""
    if person is None:
        return Act(action, "", frozenset({IncidentRole.SYSTEM}), wall_clock.now(), said)
    return Act(
        action, str(person.pk), incident_roles(person), wall_clock.now(), said, accounts_among(person, made.about)
    )


_TURN = {
    IncidentState.REPORTED: Role.INCIDENT_OFFICER,
    IncidentState.CONTAINED: Role.GOVERNANCE_REVIEWER,
    IncidentState.ASSESSED: Role.INCIDENT_OFFICER,
}


def tell(made: IncidentReport, role: Role) -> None:
    """Whoever has this role and is not in it."""
    people = [one for one in people_with(role) if str(one.pk) not in made.about]
    notify(people, f"incident {made.pk}", f"/desk/incidents/{made.key}")
