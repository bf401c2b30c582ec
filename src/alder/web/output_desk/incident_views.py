"""Incidents: reported by anybody who signs in, dealt with by those whose turn it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from alder.governance import Denied, Role
from alder.governance.incident import INCIDENT, SANCTIONS, Incident, IncidentAction, IncidentState
from alder.governance.output_review import may_see
from alder.governance.process import Act
from alder.web.accounts.person_page import page_for
from alder.web.accounts.same_person import accounts_among
from alder.web.accounts.sessions import for_people, for_roles
from alder.web.forms import line, text
from alder.web.http import answers
from alder.web.output_desk import incidents
from alder.web.output_desk.models import IncidentReport, OutputRequest
from alder.web.output_desk.permissions import HERE, form_revision
from alder.web.output_desk.reviews import OutputChangedMeanwhile, review_of, review_roles
from alder.web.result_lists import Paged
from alder.web.trail.events import record_denial

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person

OFFICERS = (Role.INCIDENT_OFFICER, Role.GOVERNANCE_REVIEWER)
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


@for_roles(*OFFICERS)
def listed(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Those that are open, then those that are closed, the newest first."""
    is_closed = request.GET.get("part") == "closed"
    found = IncidentReport.objects.select_related("output").order_by("-pk")
    found = found.filter(state=IncidentState.CLOSED) if is_closed else found.exclude(state=IncidentState.CLOSED)
    part = "closed" if is_closed else "open"
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
    given = {"reason": text(request, "reason")[:4_000], "output": line(request, "output")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        if not given["reason"]:
            errors["reason"] = "Say what happened"
        about = _named(person, given["output"])
        if given["output"] and about is None:
            errors["output"] = (
                "There is no output of that number that you may see. Leave it blank, and say which it is."
            )
        if not errors:
            incidents.report(person, given["reason"], about)
            return page_for(request, person, f"{HERE}reported.html.j2", at="")
    return page_for(request, person, f"{HERE}report_incident.html.j2", at="", given=given, errors=errors)


def _named(person: Person, number: str) -> OutputRequest | None:
    if not (number.isascii() and number.isdigit() and len(number) < 15):
        return None
    found = OutputRequest.objects.filter(pk=int(number)).first()
    if found is None:
        return None
    review = review_of(found)
    return found if may_see(review, str(person.pk), review_roles(person, review)) else None


def for_incident(asks: IncidentAction | None) -> Callable[[Any], Any]:
    """A page about an incident, for its officers; with an action, for whoever may do it as it is now."""

    def made(view: Any) -> Any:
        def entered(request: HttpRequest, person: Person, /, incident: UUID) -> HttpResponseBase:
            found = IncidentReport.objects.select_related("output").filter(key=incident).first()
            if found is None or not person.roles & set(OFFICERS):
                record_denial(person, f"incident {incident}", "see an incident", "There is no such incident for them.")
                raise Http404
            now = incidents.incident_of(found)
            if asks is not None:
                INCIDENT.line(now, incidents.act_of(person, found, asks, {}))
                if accounts_among(person, found.about):
                    raise Denied("The incident is about you, so another person decides on it.")
            reply: HttpResponseBase = view(request, person, found, now)
            return reply

        guarded = answers(*(("GET", "POST") if asks else ("GET",)))(for_people(entered))
        guarded.asks = asks  # type: ignore[attr-defined]
        return guarded

    return made


@for_incident(None)
def overview(request: HttpRequest, person: Person, made: IncidentReport, now: Incident) -> HttpResponseBase:
    """What happened, whose turn it is, and until when whom has to be told."""
    is_about_them = bool(accounts_among(person, made.about))
    roles = incidents.incident_roles(person)
    may = []
    for action in WORDS:
        try:
            INCIDENT.line(now, Act(action, str(person.pk), roles, timezone.now()))
        except Denied:
            continue
        may.append((action.name.lower(), WORDS[action][0]))
    return page_for(
        request,
        person,
        f"{HERE}incident.html.j2",
        at="incidents",
        made=made,
        incident=now,
        may=[] if is_about_them else may,
        is_about_them=is_about_them,
        says=INCIDENT.says[now.state],
        history=[(event.action.lower().capitalize(), event.role, event.at, _said(event.said)) for event in now.events],
    )


_KEYS = {
    "reason": "What is said",
    "severity": "Severity",
    "what_data": "What data",
    "who": "Who is involved",
    "risk": "People are at risk",
    "commissioner_told": "The Commissioner was told",
    "owner_told": "The owner of the data was told",
    "sanction": "Sanction",
    "lesson": "What was learnt",
}


def _said(said: Any) -> list[tuple[str, str]]:
    words = {True: "yes", False: "no"}
    return [
        (label, words.get(said[name], said[name]) if isinstance(said[name], bool) else str(said[name]))
        for name, label in _KEYS.items()
        if name in said and said[name] != ""
    ]


def _acting(action: IncidentAction) -> Any:
    @for_incident(action)
    def view(request: HttpRequest, person: Person, made: IncidentReport, now: Incident) -> HttpResponseBase:
        errors: dict[str, str] = {}
        said = _sent(request, action)
        if request.method == "POST":
            why = INCIDENT.why_not(now, incidents.act_of(person, made, action, said))
            if why:
                errors[_FIRST[action]] = why
            else:
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
            errors=errors,
        )

    return view


_FIRST = {
    IncidentAction.TRIAGE: "severity",
    IncidentAction.CONTAIN: "done",
    IncidentAction.ASSESS: "risk",
    IncidentAction.SANCTION: "sanction",
    IncidentAction.SPARE: "reason",
    IncidentAction.CLOSE: "lesson",
}


def _sent(request: HttpRequest, action: IncidentAction) -> dict[str, Any]:
    """What a form says, by the action."""
    ticked = {name: request.POST.get(name) == "yes" for name in ("done", "commissioner_told", "owner_told")}
    match action:
        case IncidentAction.TRIAGE:
            severity = request.POST.get("severity", "")
            said = {name: text(request, name)[:2_000] for name in ("what_data", "who")}
            return {"severity": int(severity) if severity in ("1", "2", "3", "4") else 0, **said}
        case IncidentAction.CONTAIN:
            return {"done": ticked["done"], "reason": text(request, "reason")[:4_000]}
        case IncidentAction.ASSESS:
            risk = {"yes": True, "no": False}.get(request.POST.get("risk", ""))
            found: dict[str, Any] = {name: ticked[name] for name in ("commissioner_told", "owner_told")}
            return found if risk is None else {"risk": risk, **found}
        case IncidentAction.SANCTION:
            return {"sanction": line(request, "sanction"), "reason": text(request, "reason")[:4_000]}
        case IncidentAction.CLOSE:
            return {"lesson": text(request, "lesson")[:4_000]}
    return {"reason": text(request, "reason")[:4_000]}


ACTING = {action.name.lower(): _acting(action) for action in WORDS}
"""A page for each step, by the last part of its address."""
