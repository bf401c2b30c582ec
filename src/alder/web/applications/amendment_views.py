"""Pages of amendments: the lead asks, reviewers and officers look at it, organisations sign, it comes into force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.urls import reverse

from alder.errors import AlderError
from alder.governance import Denied
from alder.governance.agreement import Agreement, AgreementState
from alder.governance.amendment import (
    AMENDMENT,
    LONGEST_EXTENSION,
    Amendment,
    AmendmentAction,
    AmendmentKind,
)
from alder.look.words import sentence
from alder.web.accounts.models import Person
from alder.web.accounts.page_guard import was_just_sent
from alder.web.accounts.person_page import page_for
from alder.web.accounts.sessions import for_people
from alder.web.accounts.step_up import proof_owed
from alder.web.applications import amendments, extract_plans
from alder.web.applications.agreement_views import LONGEST_PLAN, for_agreement, sees
from alder.web.applications.agreements import agreement_of, project_name
from alder.web.applications.amendment_changes import (
    parts_of,
    places,
    plan_in_force,
    plan_of_last_time,
    since,
    sources_touched,
)
from alder.web.applications.amendments import AmendmentChangedMeanwhile, amendment_of
from alder.web.applications.models import AgreementRecord, AmendmentRecord
from alder.web.applications.permissions import HERE
from alder.web.applications.reviews import title
from alder.web.forms import form_revision, line, text
from alder.web.http import answers
from alder.web.trail.events import record_denial

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_A, _K = AmendmentAction, AmendmentKind
LONGEST = 4_000
LONGEST_PUBLIC = 300
MOST_OPEN, MOST_PLANNED = 10, 60
_STEPS_UP = frozenset({_A.SIGN, _A.COUNTERSIGN})
STEPS = {
    "return": _A.RETURN,
    "review": _A.REVIEW,
    "approve": _A.APPROVE,
    "reject": _A.REJECT,
    "sign": _A.SIGN,
    "countersign": _A.COUNTERSIGN,
    "withdraw": _A.WITHDRAW,
}
"""What a form of the page asks, by the last part of its address."""


@for_agreement("amend an agreement")
def amend(request: HttpRequest, person: Person, record: AgreementRecord, agreement: Agreement) -> HttpResponseBase:
    """Its lead asks for a change: what kind, what it comes to, and why."""
    if person.pk != record.lead_id:
        raise Denied("Only the lead of the project can ask for a change.")
    if agreement.state is not AgreementState.ACTIVE:
        raise Denied("Only what is in force can be changed.")
    if record.amendments.filter(state__in=amendments.OPEN).count() >= MOST_OPEN:
        raise Denied(f"{MOST_OPEN} changes wait already. Withdraw one first.")
    said = line(request, "kind") if request.method == "POST" else request.GET.get("kind", "")
    if said not in set(AmendmentKind):
        errors = {"kind": "Choose what is to change"} if request.method == "POST" or "continue" in request.GET else {}
        kinds = [(str(one), sentence(str(one)), _HINTS[one]) for one in AmendmentKind]
        return page_for(
            request, person, f"{HERE}amend_kind.html.j2", at="applications", record=record, kinds=kinds, errors=errors
        )
    kind = AmendmentKind(said)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        words, details = _said(request, kind, record, agreement, wrong)
        if not wrong:
            made = amendments.ask(person, record, kind, words, details)
            return HttpResponseRedirect(reverse("amendment", args=[made.key]))
    now = dict(zip(("places", "home"), amendments.places_now(record), strict=True)) if kind is _K.PLACE else {}
    given = request.POST if request.method == "POST" else _given(now, "")
    return _form(request, person, record, agreement, kind, given, wrong, amendment=None)


_HINTS = {
    _K.PERSON_ADDED: "No officer decides where they are accredited, of an organisation of the agreement, and accepted "
    "the terms",
    _K.PERSON_REMOVED: "Their access ends at once",
    _K.EXTENSION: f"Up to {LONGEST_EXTENSION} months; the owners of the data are told",
    _K.DATA: "Other fields, years or sources; the owners of what changes review it",
    _K.PURPOSE: "Other questions of research; every owner of data and methods review it",
    _K.PLACE: "Where people work; every owner of data and information governance review it",
}
"""What a lead reads beside each kind."""


@answers("GET", "POST")
@for_people
def change(request: HttpRequest, person: Person, key: UUID) -> HttpResponseBase:
    """Its lead changes what was returned, and sends it once more."""
    record, thing = _look_up(person, key, str(_A.SUBMIT_AGAIN))
    if was_just_sent(request, person, (_A.SUBMIT_AGAIN.name,), record.revision, thing.events):
        return HttpResponseRedirect(reverse("amendment", args=[key]))
    AMENDMENT.line(thing, amendments.act_of(person, thing, _A.SUBMIT_AGAIN, {}))
    agreement = agreement_of(record.agreement)
    errors: dict[str, str] = {}
    given: Any = _given(record.details, record.words)
    seen = record.revision
    if request.method == "POST":
        given, seen = request.POST, form_revision(request)
        words, details = _said(request, thing.kind, record.agreement, agreement, errors)
        reply = text(request, "reply")[:LONGEST]
        is_same = (words, details) == (record.words, record.details)
        if not errors and is_same and not reply:
            errors["reply"] = "Change something, or say why it stays as it is"
        if not errors:
            try:
                amendments.ask_again(person, record, words, details, reply, seen=seen)
                return HttpResponseRedirect(reverse("amendment", args=[key]))
            except AmendmentChangedMeanwhile:
                return _overtaken(request, person, key)
    shown = {"amendment": record, "why_returned": _why_returned(thing), "seen": seen}
    return _form(request, person, record.agreement, agreement, thing.kind, given, errors, **shown)


def _why_returned(thing: Amendment) -> str:
    returned = [event for event in thing.events if event.action == _A.RETURN.name]
    return str(returned[-1].said.get("reason", "")) if returned else ""


def _form(
    request: HttpRequest,
    person: Person,
    record: AgreementRecord,
    agreement: Agreement,
    kind: AmendmentKind,
    given: Any,
    errors: dict[str, str],
    **shown: Any,
) -> HttpResponseBase:
    on_it = Person.objects.filter(pk__in=agreement.people).order_by("name")
    chosen = {name: given.getlist(name) for name in ("places", "home")}
    return page_for(
        request,
        person,
        f"{HERE}amend.html.j2",
        at="applications",
        record=record,
        kind=kind,
        is_public=kind in _FOR_THE_PUBLIC,
        errors=errors,
        given=given,
        chosen=chosen,
        plan=given.get("plan") or record.plan,
        people=[(str(one.pk), one.name) for one in on_it if kind is _K.PLACE or str(one.pk) != agreement.lead],
        places=list(places().items()),
        most_months=LONGEST_EXTENSION,
        **shown,
    )


def _given(details: dict[str, Any], words: str) -> QueryDict:
    """What was asked before, as a form sends it."""
    sent = QueryDict(mutable=True)
    sent["words"] = words
    for name, asked in details.items():
        sent.setlist(name, [str(one) for one in asked] if isinstance(asked, list) else [str(asked)])
    if "planned" in details:
        sent["planned"] = "\n".join(details["planned"])
    if "person" in details:
        found = Person.objects.filter(pk=details["person"]).first()
        sent["email"] = found.email if found else ""
    return sent


_FOR_THE_PUBLIC = frozenset({_K.DATA, _K.PURPOSE, _K.PLACE})
"""Kinds of which the lead says in a sentence what the register tells of them."""


def _said(
    request: HttpRequest, kind: AmendmentKind, record: AgreementRecord, agreement: Agreement, errors: dict[str, str]
) -> tuple[str, dict[str, Any]]:
    """What a change comes to and why, as its form says it; what is wrong with that in the errors."""
    details = _details(request, kind, record, agreement, errors)
    if kind in _FOR_THE_PUBLIC:
        details["public"] = line(request, "public")[:LONGEST_PUBLIC]
        if not details["public"]:
            errors["public"] = "Say in a sentence what the register may tell the public"
    words = text(request, "words")[:LONGEST]
    if not words:
        errors["words"] = "Say what is to change, and why"
    return words, details


def _details(
    request: HttpRequest, kind: AmendmentKind, record: AgreementRecord, agreement: Agreement, errors: dict[str, str]
) -> dict[str, Any]:
    match kind:
        case _K.PERSON_ADDED:
            found = Person.objects.filter(email=line(request, "email").casefold(), is_active=True).first()
            if found is None or str(found.pk) in agreement.people:
                errors["email"] = "Enter the address of somebody with an account here who is not on it yet"
                return {}
            return {"person": str(found.pk), "name": found.name}
        case _K.PERSON_REMOVED:
            out = line(request, "person")
            if out not in agreement.people or out == agreement.lead:
                errors["person"] = "Choose who is taken off. Its lead stays"
                return {}
            return {"person": out, "name": Person.objects.get(pk=out).name}
        case _K.EXTENSION:
            months = line(request, "months")
            if not (months.isascii() and months.isdigit() and 1 <= int(months[:3]) <= LONGEST_EXTENSION):
                errors["months"] = f"Enter a number of months from 1 to {LONGEST_EXTENSION}"
                return {}
            return {"months": int(months)}
        case _K.DATA:
            return _of_data(request, record, errors)
        case _K.PLACE:
            return _of_place(request, agreement, errors)
    planned = [" ".join(one.split())[:200] for one in text(request, "planned").split("\n")]
    return {"planned": [one for one in planned if one][:MOST_PLANNED]}


def _of_data(request: HttpRequest, record: AgreementRecord, errors: dict[str, str]) -> dict[str, Any]:
    """The plan as it would be. Whose data change follows from it, so that no owner is left out."""
    plan = text(request, "plan")[:LONGEST_PLAN] + "\n"
    try:
        named = extract_plans.read(plan)
        touched = sources_touched(record.plan, plan)
    except AlderError as error:
        errors["plan"] = " ".join(f"{sentence(error.what)}. {error.where} {error.next}".split())
        return {}
    known = (str(record.pk), project_name(record))
    if (named.agreement, named.project) != known:
        errors["plan"] = f'The plan is of agreement = "{known[0]}" and project = "{known[1]}"'
    elif not touched:
        errors["plan"] = "The plan says what it says now. Change what is to be different"
    return {"sources": touched, "plan": plan, "plan_before": record.plan}


def _of_place(request: HttpRequest, agreement: Agreement, errors: dict[str, str]) -> dict[str, Any]:
    """Where people would work, all places of it, and who of them from home."""
    where = [one for one in places() if one in request.POST.getlist("places")]
    home = [one for one in agreement.people if one in request.POST.getlist("home")]
    if not where:
        errors["places"] = "Choose every place where people will work, also those of now that stay"
    if "home" in where and not home:
        errors["home"] = "Choose who works from home"
    if "home" not in where:
        home = []
    names = sorted(Person.objects.filter(pk__in=home).values_list("name", flat=True))
    return {"places": where, "home": home, "home_names": names}


def _look_up(person: Person, key: UUID, asks: str) -> tuple[AmendmentRecord, Amendment]:
    found = AmendmentRecord.objects.select_related("agreement__application", "lead").filter(key=key).first()
    thing = amendment_of(found) if found else None
    reads = found is not None and (
        sees(person, found.agreement, agreement_of(found.agreement))
        or (thing is not None and any(amendments.reviews_it(person, subject) for subject in thing.subjects))
    )
    if found is None or thing is None or not reads:
        record_denial(person, f"amendment {key}", asks, "There is no such amendment for them.")
        raise Http404
    return found, thing


@answers("GET")
@for_people
def one(request: HttpRequest, person: Person, key: UUID) -> HttpResponseBase:
    """An amendment: what changes, who has looked at it, and what is to be done."""
    record, thing = _look_up(person, key, "see an amendment")
    return _page(request, person, record, thing, {})


@answers("POST")
@for_people
def step(request: HttpRequest, person: Person, key: UUID, name: str) -> HttpResponseBase:
    """Somebody does something to it: the table of its process says who may."""
    if name not in STEPS:
        raise Http404
    action = STEPS[name]
    record, thing = _look_up(person, key, str(action))
    if was_just_sent(request, person, (action.name,), record.revision, thing.events):
        return HttpResponseRedirect(reverse("amendment", args=[key]))
    AMENDMENT.line(thing, amendments.act_of(person, thing, action, {}))
    if action in _STEPS_UP and (owed := proof_owed(request, person)):
        return owed
    reason = text(request, "reason")[:LONGEST]
    said: dict[str, Any] = {"reason": reason} if reason else {}
    errors: dict[str, str] = {}
    if action in (_A.RETURN, _A.APPROVE, _A.REJECT, _A.REVIEW) and not reason:
        errors["reason"] = "Say why, in words that its lead may read"
    if action is _A.REVIEW:
        if request.POST.get("supports") not in ("yes", "no"):
            errors["supports"] = "Say whether you support it"
        said |= {"subject": line(request, "subject"), "supports": request.POST.get("supports") == "yes"}
    if action is _A.SIGN:
        said |= {"change": request.POST.get("change", ""), "proved": True}
    if errors:
        return _page(request, person, record, thing, errors)
    try:
        with transaction.atomic():
            if action is _A.APPROVE:
                amendments.tell_owners(record)
                said["owners_told"] = True
            amendments.act(person, record, action, said, seen=form_revision(request))
    except AmendmentChangedMeanwhile:
        return _overtaken(request, person, key)
    return HttpResponseRedirect(reverse("amendment", args=[key]))


def _overtaken(request: HttpRequest, person: Person, key: UUID) -> HttpResponseBase:
    """Nothing was done: the page as it is now, and why."""
    record, thing = _look_up(person, key, "see an amendment")
    said = "Something happened to it since you opened the page. Nothing was done: look at it as it is now"
    return _page(request, person, record, thing, {"now": said}, status=409)


def _page(
    request: HttpRequest,
    person: Person,
    record: AmendmentRecord,
    thing: Amendment,
    errors: dict[str, str],
    *,
    status: int = 200,
) -> HttpResponseBase:
    given = {one.subject for one in thing.reviews if one.change == thing.change}
    own = [one for one in sorted(thing.subjects - given) if amendments.reviews_it(person, one)]
    said = {"reason": "said", "proved": True, "change": thing.change, "supports": True, "owners_told": True}
    said |= {"subject": own[0] if own else ""}
    offered = {**STEPS, "change": _A.SUBMIT_AGAIN}
    why = {name: amendments.why_not(person, record, thing, action, **said) for name, action in offered.items()}
    named = {one.reviewer for one in thing.reviews} | {event.actor for event in thing.events if event.actor}
    names = Person.objects.filter(pk__in=named)
    versions = list(record.versions.order_by("-number")[:2])
    before = versions[1] if len(versions) > 1 else None
    supported = {one.subject for one in thing.reviews if one.supports and one.change == thing.change}
    return page_for(
        request,
        person,
        f"{HERE}amendment.html.j2",
        status=status,
        at="applications" if str(person.pk) in thing.people else "application-desk",
        record=record,
        thing=thing,
        parts=parts_of(record.words, record.details),
        before=before,
        changed=since(before, record) if before else [],
        plan_changed=plan_of_last_time(record, before),
        plan=plan_in_force(record),
        may={name: not said for name, said in why.items()},
        facts=_facts(record, thing) if not why["return"] else [],
        is_stale=thing.state in amendments.OPEN and not amendments.is_on_terms_of_now(record),
        own=own,
        subjects=[(one, title(one)) for one in own],
        names={str(one.pk): one.name for one in names},
        errors=errors,
        sent=request.POST,
        waits=[title(one) for one in sorted(thing.subjects - supported)],
        unsigned=[one for one in thing.organisations if one not in thing.signatures],
        history=_history(thing),
    )


def _facts(record: AmendmentRecord, thing: Amendment) -> list[tuple[str, str]]:
    """Of somebody who is to be added, what kept it from being approved without a person: for whoever decides."""
    if thing.kind is not _K.PERSON_ADDED:
        return []
    known = amendments.person_facts(record, agreement_of(record.agreement))
    return [(words, "Yes" if known.get(name) else f"No. {means}") for name, (words, means) in _FACTS.items()]


_FACTS = {
    "accredited": ("Accredited for every owner", "They have no access before they are."),
    "same_organisation": (
        "Works for an organisation of the agreement",
        "They have no access: an organisation that has not signed answers for nobody.",
    ),
    "terms_accepted": ("Accepted the terms", "It stands under their turn."),
}
_HAPPENED = {
    _A.SUBMIT: "Asked for",
    _A.SUBMIT_AGAIN: "Sent again",
    _A.WITHDRAW: "Withdrawn",
    _A.RETURN: "Returned to its lead",
    _A.REVIEW: "Reviewed",
    _A.PASS: "Approved without a person",
    _A.APPROVE: "Approved",
    _A.REJECT: "Rejected",
    _A.SIGN: "Signed",
    _A.COUNTERSIGN: "Countersigned, and in force",
    _A.TAKE_OFF: "In force",
    _A.LAPSE: "Withdrawn: nothing was heard for long",
}


def _history(thing: Amendment) -> list[tuple[str, str, Any, str]]:
    """What happened, the last first: what, by whom by number, when, and what was said of it."""
    found = []
    for event in reversed(thing.events):
        said = str(event.said.get("reason", ""))
        if event.action == _A.REVIEW.name:
            support = "supports it" if event.said.get("supports") else "does not support it"
            said = f"{title(str(event.said.get('subject')))}: {support}. {said}"
        if event.action == _A.SIGN.name:
            said = f"For {event.said.get('organisation')}."
        found.append((_HAPPENED[_A[event.action]], event.actor, event.at, said))
    return found
