"""Incidents: reported by anybody who signs in, dealt with by those whose turn it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.governance import Denied
from alder.governance.incident import ENTRIES, INCIDENT, SANCTIONS, SEVERITIES, Incident, IncidentAction
from alder.web.accounts.person_page import page_for
from alder.web.accounts.same_person import accounts_among
from alder.web.accounts.sessions import for_people, for_roles
from alder.web.forms import form_revision, line, text
from alder.web.frame import page
from alder.web.http import answers
from alder.web.output_desk import incidents
from alder.web.output_desk.models import IncidentReport
from alder.web.output_desk.permissions import HERE
from alder.web.output_desk.reviews import OutputChangedMeanwhile
from alder.web.result_lists import Paged
from alder.web.trail.events import record_denial

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person
    from alder.web.trail.models import TrailEvent

WORDS: dict[IncidentAction, tuple[str, str]] = {
    IncidentAction.TRIAGE: ("Say how severe it is", "Say what data it touches, who is involved and since when."),
    IncidentAction.CONTAIN: ("It is contained", "Suspensions and recalls that it needs are done."),
    IncidentAction.ASSESS: (
        "Assess the risk to people",
        "If people are at risk, the Commissioner is told within 72 hours.",
    ),
    IncidentAction.SANCTION: ("Decide a sanction", "From advice to a bar of the organisation."),
    IncidentAction.SPARE: ("Decide that nothing follows", "A near miss is recorded as well."),
    IncidentAction.CLOSE: ("Close it", "Write down what was learnt."),
}


@for_roles(*incidents.OFFICERS)
def listed(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Those that are open, then those that are closed, the newest first."""
    is_closed = request.GET.get("part") == "closed"
    part = "closed" if is_closed else "open"
    found = incidents.listed(part)
    pages = Paged(
        cast("Sequence[IncidentReport]", found),
        request.GET.get("page"),
        lambda n: f"{request.path}?part={part}&page={n}",
        total=found.count(),
    )
    return page_for(request, person, f"{HERE}incidents.html.j2", at="incidents", listed=pages, part=part)


@answers("GET", "POST")
@for_people
def report(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Anybody reports what they saw: also of themselves, also what nearly happened."""
    given = {"reason": text(request, "reason")[: incidents.MOST_SAID], "output": line(request, "output")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        if not given["reason"]:
            errors["reason"] = "Say what happened"
        about = incidents.output_named(person, given["output"])
        if given["output"] and about is None:
            errors["output"] = incidents.NO_SUCH_OUTPUT
        if not errors:
            incidents.report(person, given["reason"], about)
            return page_for(request, person, f"{HERE}reported.html.j2", at="")
    return page_for(request, person, f"{HERE}report_incident.html.j2", at="", given=given, errors=errors)


def for_incident(asks: IncidentAction | None) -> Callable[[Any], Any]:
    """A page about an incident, for its officers; with an action, for whoever may do it as it is now."""

    def made(view: Any) -> Any:
        def entered(request: HttpRequest, person: Person, /, incident: UUID) -> HttpResponseBase:
            found = incidents.look_up(person, incident)
            now = incidents.incident_of(found)
            if asks is not None and (why := incidents.why_not_begin(person, found, now, asks)):
                raise Denied(why)
            reply: HttpResponseBase = view(request, person, found, now)
            return reply

        guarded = answers(*(("GET", "POST") if asks else ("GET",)))(for_people(entered))
        guarded.asks = asks  # type: ignore[attr-defined]
        return guarded

    return made


@for_incident(None)
def overview(request: HttpRequest, person: Person, made: IncidentReport, now: Incident) -> HttpResponseBase:
    """What happened, whose turn it is, and until when whom has to be told."""
    may = [
        (action.name.lower(), words)
        for action, (words, _) in WORDS.items()
        if not incidents.why_not_begin(person, made, now, action)
    ]
    return page_for(
        request,
        person,
        f"{HERE}incident.html.j2",
        at="incidents",
        made=made,
        incident=now,
        may=may,
        is_about_them=bool(accounts_among(person, made.about)),
        says=INCIDENT.says[now.state],
        history=incidents.history_of(now),
    )


def _acting(action: IncidentAction) -> Any:
    @for_incident(action)
    def view(request: HttpRequest, person: Person, made: IncidentReport, now: Incident) -> HttpResponseBase:
        errors: dict[str, str] = {}
        said = _sent(request, action)
        if request.method == "POST":
            errors = _wrong(person, made, now, action, said)
            if not errors:
                try:
                    incidents.act(person, made, action, said, seen=form_revision(request))
                    return HttpResponseRedirect(reverse("incident", args=[made.key]))
                except OutputChangedMeanwhile as changed:
                    errors[_FIRST[action]] = changed.what
        return page_for(
            request,
            person,
            f"{HERE}incident_act.html.j2",
            at="incidents",
            made=made,
            action=action.name.lower(),
            heading=WORDS[action][0],
            lead=WORDS[action][1],
            said=said,
            sanctions=[(name, name.capitalize(), "") for name in SANCTIONS],
            severities=[(str(n), f"{n}: {what}", "") for n, what in SEVERITIES.items()],
            errors=errors,
        )

    return view


def _wrong(
    person: Person, made: IncidentReport, now: Incident, action: IncidentAction, said: dict[str, Any]
) -> dict[str, str]:
    """What keeps it from being done, beside the field that it is about."""
    try:
        named = incidents.with_accounts(person, said)
    except Denied as denied:
        return {"whom": denied.what}
    why = INCIDENT.why_not(now, incidents.act_of(person, made, action, named))
    if why and action is IncidentAction.CLOSE and said["lesson"]:
        return {"public": why}
    return {_FIRST[action]: why} if why else {}


_FIRST = {action: entries[0].name for action, entries in ENTRIES.items()}
"""The field beside which it is told what is missing."""
_YES_OR_NO = {"yes": True, "no": False}


def _sent(request: HttpRequest, action: IncidentAction) -> dict[str, Any]:
    """What a form says, by the action. What was not chosen or is no number is left out; an empty tick is a no."""
    said: dict[str, Any] = {}
    for entry in ENTRIES[action]:
        given = request.POST.get(entry.name, "")
        if entry.kind is bool and entry.name != "risk":
            said[entry.name] = given == "yes"
        elif entry.kind is bool and given in _YES_OR_NO:
            said[entry.name] = _YES_OR_NO[given]
        elif entry.kind is int and given in map(str, entry.values):
            said[entry.name] = int(given)
        elif entry.kind is str:
            said[entry.name] = (
                line(request, entry.name) if entry.values else text(request, entry.name)[: incidents.MOST_SAID]
            )
    return said


ACTING = {action.name.lower(): _acting(action) for action in WORDS}
"""A page for each step, by the last part of its address."""


@answers("GET")
@for_people
def decision(request: HttpRequest, person: Person, incident: UUID) -> HttpResponseBase:
    """What was decided, for whom it is about: the sanction and why, and nothing of who reported it."""
    made = IncidentReport.objects.filter(key=incident).first()
    decided = incidents.sanction_of(incidents.incident_of(made)) if made is not None else None
    if made is None or decided is None or str(person.pk) not in made.about:
        record_denial(person, f"incident {incident}", "see what was decided", "There is no such decision for them.")
        raise Http404
    return page_for(request, person, f"{HERE}incident_decision.html.j2", at="", made=made, decided=decided)


@answers("GET")
def published(request: HttpRequest) -> HttpResponseBase:
    """What the public is told of incidents that are closed: how severe each was, what happened and what follows."""
    found = incidents.published()
    pages = Paged(
        cast("Sequence[TrailEvent]", found),
        request.GET.get("page"),
        lambda n: f"{request.path}?page={n}",
        total=found.count(),
    )
    numbers = [int(event.thing.removeprefix("incident ")) for event in pages.items]
    triaged = IncidentReport.objects.filter(pk__in=numbers).exclude(severity=None)
    severities = {one.pk: SEVERITIES[one.severity] for one in triaged if one.severity is not None}
    told = [
        (number, event.at, severities[number], str(event.said["public"]))
        for number, event in zip(numbers, pages.items, strict=True)
    ]
    return page(request, f"{HERE}incidents_published.html.j2", at="get-access", listed=pages, told=told)
