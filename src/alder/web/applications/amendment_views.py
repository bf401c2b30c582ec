"""Pages of amendments: the lead asks, reviewers and officers look at it, organisations sign, it comes into force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.applications.requested_fields import sources as sources_there_are
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
from alder.web.accounts.person_page import page_for
from alder.web.accounts.sessions import for_people
from alder.web.accounts.step_up import proof_owed
from alder.web.applications import amendments, extract_plans
from alder.web.applications.agreement_views import for_agreement, sees
from alder.web.applications.agreements import agreement_of
from alder.web.applications.amendments import AmendmentChangedMeanwhile, amendment_of
from alder.web.applications.models import AgreementRecord, AmendmentRecord
from alder.web.applications.permissions import HERE
from alder.web.forms import form_revision, line, text
from alder.web.http import answers
from alder.web.trail.events import record_denial

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_A, _K = AmendmentAction, AmendmentKind
LONGEST = 4_000
MOST_OPEN = 10
_STEPS_UP = frozenset({_A.SIGN, _A.COUNTERSIGN})
STEPS = {
    "return": _A.RETURN,
    "review": _A.REVIEW,
    "approve": _A.APPROVE,
    "reject": _A.REJECT,
    "sign": _A.SIGN,
    "countersign": _A.COUNTERSIGN,
    "withdraw": _A.WITHDRAW,
    "submit-again": _A.SUBMIT_AGAIN,
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
    kind = line(request, "kind") if request.method == "POST" else request.GET.get("kind", "")
    kind = kind if kind in set(AmendmentKind) else ""
    errors: dict[str, str] = {}
    words, details = text(request, "words")[:LONGEST], {}
    if request.method == "POST" and kind:
        details = _details(request, AmendmentKind(kind), agreement, errors)
        if not words:
            errors["words"] = "Say what is to change, and why"
        if not errors:
            with transaction.atomic():
                made = AmendmentRecord.objects.create(
                    agreement=record, lead=person, kind=kind, words=words, details=details
                )
                amendments.act(person, made, _A.SUBMIT)
            return HttpResponseRedirect(reverse("amendment", args=[made.key]))
    on_it = Person.objects.filter(pk__in=set(agreement.people) - {agreement.lead})
    return page_for(
        request, person, f"{HERE}amend.html.j2", at="applications", record=record, kind=kind, errors=errors,
        words=words, kinds=[str(one) for one in AmendmentKind], people=[(str(one.pk), one.name) for one in on_it],
        sources=list(sources_there_are().items()), given=request.POST, plan=text(request, "plan") or record.plan,
        most_months=LONGEST_EXTENSION,
    )  # fmt: skip


def _details(request: HttpRequest, kind: AmendmentKind, agreement: Agreement, errors: dict[str, str]) -> dict[str, Any]:
    """What a change comes to, as its form says it."""
    if kind is _K.PERSON_ADDED:
        found = Person.objects.filter(email=line(request, "email").casefold(), is_active=True).first()
        if found is None or str(found.pk) in agreement.people:
            errors["email"] = "Enter the address of somebody with an account here who is not on it yet"
            return {}
        return {"person": str(found.pk), "name": found.name}
    if kind is _K.PERSON_REMOVED:
        out = line(request, "person")
        if out not in agreement.people or out == agreement.lead:
            errors["person"] = "Choose who is taken off. Its lead stays"
            return {}
        return {"person": out, "name": Person.objects.get(pk=out).name}
    if kind is _K.EXTENSION:
        months = line(request, "months")
        if not (months.isascii() and months.isdigit() and 1 <= int(months[:3]) <= LONGEST_EXTENSION):
            errors["months"] = f"Enter a number of months from 1 to {LONGEST_EXTENSION}"
            return {}
        return {"months": int(months)}
    named = [one for one in request.POST.getlist("source") if one in sources_there_are()]
    if kind is _K.DATA:
        if not named:
            errors["source"] = "Choose the sources whose data are added"
        plan = text(request, "plan") + "\n"
        try:
            extract_plans.read(plan)
        except AlderError as error:
            errors["plan"] = " ".join(f"{sentence(error.what)}. {error.where} {error.next}".split())
        return {"sources": named, "plan": plan}
    return {"sources": named} if named else {}


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
        record, thing = _look_up(person, key, str(action))
        errors["reason"] = "Something happened to it since you opened the page. Nothing was done: look at it again"
        return _page(request, person, record, thing, errors, status=409)
    return HttpResponseRedirect(reverse("amendment", args=[key]))


def _page(
    request: HttpRequest,
    person: Person,
    record: AmendmentRecord,
    thing: Amendment,
    errors: dict[str, str],
    status: int = 200,
) -> HttpResponseBase:
    given = {one.subject for one in thing.reviews if one.change == thing.change}
    own = [one for one in sorted(thing.subjects - given) if amendments.reviews_it(person, one)]
    said = {"reason": "said", "proved": True, "change": thing.change, "supports": True, "owners_told": True}
    said |= {"subject": own[0] if own else ""}
    may = {name: not amendments.why_not(person, record, thing, action, **said) for name, action in STEPS.items()}
    names = Person.objects.filter(pk__in=[one.reviewer for one in thing.reviews])
    return page_for(
        request,
        person,
        f"{HERE}amendment.html.j2",
        status=status,
        at="applications" if str(person.pk) in thing.people else "application-desk",
        record=record,
        thing=thing,
        may=may,
        own=own,
        subjects=[(one, sentence(one)) for one in own],
        names={str(one.pk): one.name for one in names},
        errors=errors,
        waits=sorted(thing.subjects - {one.subject for one in thing.reviews if one.supports}),
    )
