"""Incidents, for programs that act as people: reported by anybody, read and dealt with by those whose turn it is.

A call shows what the page shows, to the same people, and asks what the form asks.
Nothing about an incident takes a second factor, so a token does whatever its person may.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse

from alder.governance import Denied
from alder.governance.incident import ENTRIES, INCIDENT, MOVES, IncidentAction, IncidentEntry
from alder.web.accounts.same_person import accounts_among
from alder.web.accounts.tokens import TokenProcess
from alder.web.api.actions import Need, action_named, needs_json
from alder.web.api.governed import (
    Sent,
    check_version,
    chosen,
    governed,
    once,
    page_of,
    parameters,
    version_mark,
    version_seen,
    versioned,
)
from alder.web.error_replies import as_json
from alder.web.output_desk import incidents
from alder.web.output_desk.models import IncidentReport

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from alder.governance.incident import Incident
    from alder.web.accounts.models import Person

INCIDENTS = TokenProcess.INCIDENTS


@governed(INCIDENTS, "GET", "POST")
def incident_list(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Those that are open or closed, for their officers; and a new one, from anybody."""
    if request.method == "POST":
        return once(request, person, lambda: _report(request, person))
    asked = parameters(request, "part", "page", "pageSize")
    part = chosen(asked, "part", incidents.PARTS) or "open"
    if not person.roles & set(incidents.OFFICERS):
        raise Denied(f"Incidents are for people who are {' or '.join(incidents.OFFICERS)}. Anybody may report one.")
    return page_of(asked, incidents.listed(part), lambda made: _listed(request, made))


def _report(request: HttpRequest, person: Person) -> HttpResponse:
    sent = Sent(request, "reason", "output")
    reason = sent.text("reason", "Say what happened, when, and how you know.", incidents.MOST_SAID)
    number, about = sent.value("output"), None
    if number is not None:
        is_number = isinstance(number, int) and not isinstance(number, bool)
        about = incidents.output_named(person, str(number)) if is_number else None
        if about is None:
            sent.wrong("output", incidents.NO_SUCH_OUTPUT)
    sent.settled()
    made = incidents.report(person, reason, about)
    shown = {"id": str(made.key), "number": made.pk, "state": made.state, "reported": made.reported.isoformat()}
    return as_json(shown, 201)


def _listed(request: HttpRequest, made: IncidentReport) -> dict[str, Any]:
    return {
        "id": str(made.key),
        "number": made.pk,
        "state": made.state,
        "severity": made.severity,
        "output": made.output_id,
        "reported": made.reported.isoformat(),
        "page": request.build_absolute_uri(reverse("incident", args=[made.key])),
    }


def version_of(made: IncidentReport) -> str:
    return version_mark(f"incident {made.pk}", made.revision)


@governed(INCIDENTS, "GET")
def one(request: HttpRequest, person: Person, incident: UUID) -> HttpResponseBase:
    """What happened, whose turn it is, and until when whom has to be told."""
    parameters(request)
    return versioned(_whole(request, person, incidents.look_up(person, incident)))


def _whole(request: HttpRequest, person: Person, made: IncidentReport) -> dict[str, Any]:
    now = incidents.incident_of(made)
    return {
        **_listed(request, made),
        "version": version_of(made),
        "says": INCIDENT.says[now.state],
        "isAboutYou": bool(accounts_among(person, made.about)),
        "tellBy": now.tell_by.isoformat() if now.tell_by else None,
        "history": [
            {
                "at": step.at.isoformat(),
                "what": step.what,
                "role": step.role,
                "said": [{"label": label, "words": words} for label, words in step.said],
            }
            for step in incidents.history_of(now)
        ],
        "actions": [action for action in _actions(person, made, now) if action["may"]],
    }


# What can be done


def _field(entry: IncidentEntry) -> str:
    """As JSON names it: `commissionerTold`."""
    first, *rest = entry.name.split("_")
    return "".join((first, *(word.capitalize() for word in rest)))


_KINDS = {str: "text", int: "number", bool: "truth"}


def _need(entry: IncidentEntry) -> Need:
    is_free_text = entry.kind is str and not entry.values
    return Need(
        _field(entry),
        _KINDS[entry.kind],
        entry.says,
        entry.is_required,
        incidents.MOST_SAID if is_free_text else 0,
        entry.values,
    )


@dataclass(frozen=True)
class IncidentDoing:
    """How a person does an action by a call."""

    needs: tuple[Need, ...]


PEOPLES = tuple(action for action in IncidentAction if action is not IncidentAction.REPORT)
"""An incident is reported once, when it is made."""
DOING = {action: IncidentDoing(tuple(_need(entry) for entry in ENTRIES[action])) for action in PEOPLES}


@governed(INCIDENTS, "GET")
def actions(request: HttpRequest, person: Person, incident: UUID) -> HttpResponseBase:
    """Everything that people do about an incident: whether this person may now, why not, and what it needs."""
    parameters(request)
    made = incidents.look_up(person, incident)
    return versioned({"version": version_of(made), "actions": _actions(person, made, incidents.incident_of(made))})


def _actions(person: Person, made: IncidentReport, now: Incident) -> list[dict[str, Any]]:
    found = []
    for action in PEOPLES:
        lines = [move for move in MOVES if move.action is action]
        why = incidents.why_not_begin(person, made, now, action)
        found.append(needs_json(action, lines, DOING[action].needs) | {"may": not why, "whyNot": why})
    return found


@governed(INCIDENTS, "POST")
def take_action(request: HttpRequest, person: Person, incident: UUID, action: str) -> HttpResponseBase:
    """Do one of them."""
    made = incidents.look_up(person, incident)
    asked = action_named(IncidentAction, action)
    if why := incidents.why_not_begin(person, made, incidents.incident_of(made), asked):
        raise Denied(why)
    version_seen(request)

    def do() -> HttpResponse:
        said = _said(request, asked)
        with transaction.atomic():
            locked = IncidentReport.objects.select_for_update().get(pk=made.pk)
            check_version(request, version_of(locked))
            incidents.act(person, locked, asked, said)
        return versioned(_whole(request, person, locked))

    return once(request, person, do)


def _said(request: HttpRequest, action: IncidentAction) -> dict[str, Any]:
    """What a call says, by the names of the table; what it lacks is told by its field."""
    entries = ENTRIES[action]
    sent = Sent(request, *map(_field, entries))
    said: dict[str, Any] = {}
    for entry in entries:
        name = _field(entry)
        if entry.kind is bool:
            said[entry.name] = sent.truth(name, False)
        elif entry.kind is int:
            said[entry.name] = sent.number(name, [value for value in entry.values if isinstance(value, int)])
        else:
            said[entry.name] = sent.text(name, most=incidents.MOST_SAID)
            if entry.values and said[entry.name] not in entry.values:
                sent.wrong(name, f"Write one of: {', '.join(map(str, entry.values))}.")
        if entry.is_required and (name not in sent or said[entry.name] == ""):
            sent.wrong(name, f"Say it: {entry.says}.")
    sent.settled()
    return said
