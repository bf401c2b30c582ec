"""Pages of agreements: the document and who signed it, for everybody on it, and what officers and signatories do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from alder import wall_clock
from alder.applications.answers import day_of
from alder.governance import Denied, Role
from alder.governance.agreement import AGREEMENT, AgreementAction, AgreementState
from alder.governance.application import Application, ApplicationAction
from alder.web.accounts.models import Person
from alder.web.accounts.page_guard import PageGuard, was_just_sent
from alder.web.accounts.person_page import page_for
from alder.web.accounts.same_person import accounts_among
from alder.web.applications import agreements, extract_plans
from alder.web.applications.agreements import AGREEMENT_ROLES, AgreementChangedMeanwhile, agreement_of
from alder.web.applications.entries import day_in_field
from alder.web.applications.models import AgreementRecord, ApplicationRecord
from alder.web.applications.permissions import HERE, about, for_desk
from alder.web.applications.process import application_of
from alder.web.forms import day_typed, form_revision, line, text

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.governance.agreement import Agreement

_A, _S = AgreementAction, AgreementState
STEPS_UP = frozenset({_A.SIGN, _A.COUNTERSIGN, _A.REVOKE, _A.SUSPEND})
LONGEST_PLAN = 100_000


def sees(person: Person, record: AgreementRecord, agreement: Agreement) -> bool:
    """Everybody who works under it, who signs for a party, and the service."""
    if accounts_among(person, [record.lead_id, *agreement.people]):
        return True
    roles = person.roles
    if roles & (set(AGREEMENT_ROLES) - {Role.SIGNATORY}):
        return True
    works_for = person.organisation.name if person.organisation is not None else ""
    return Role.SIGNATORY in roles and works_for in agreement.organisations


def _found(key: UUID) -> tuple[AgreementRecord, Agreement] | None:
    record = AgreementRecord.objects.select_related("application__lead", "lead").filter(key=key).first()
    return (record, agreement_of(record)) if record else None


def _insists(person: Person, asks: AgreementAction | str, record: AgreementRecord, agreement: Agreement) -> None:
    if isinstance(asks, AgreementAction):
        AGREEMENT.line(agreement, agreements.act_of(person, agreement, asks, {}))


def _tell(
    request: HttpRequest, person: Person, record: AgreementRecord, agreement: Agreement, changed: Denied
) -> HttpResponse:
    said = {"record": record, "said": changed.what}
    return page_for(request, person, f"{HERE}agreement_meanwhile.html.j2", status=409, **said)


def _repeated(
    request: HttpRequest, person: Person, asks: Any, record: AgreementRecord, agreement: Agreement
) -> HttpResponse | None:
    names = (asks.name,) if isinstance(asks, AgreementAction) else ()
    is_sent = was_just_sent(request, person, names, record.revision, agreement.events)
    return HttpResponseRedirect(reverse("agreement", args=[record.key])) if is_sent else None


for_agreement = PageGuard(
    kind="agreement",
    door="agreement",
    find=_found,
    sees=sees,
    insists=_insists,
    steps_up=STEPS_UP,
    overtaken=(AgreementChangedMeanwhile, _tell),
    repeated=_repeated,
).page
"""A page about an agreement, for whom it concerns and who may do this to it now."""


def agreement_page(
    request: HttpRequest,
    person: Person,
    record: AgreementRecord,
    agreement: Agreement,
    template: str = "agreement",
    **shown: Any,
) -> HttpResponse:
    said = {"reason": "said", "document": record.sha256, "proved": True, "archived": True, "report": "r", "proof": "p"}
    may = {action.name: not agreements.why_not(person, record, agreement, action, **said) for action in _OFFERED}
    own = set(agreement.people) & set(map(str, [person.pk]))
    names = {str(one.pk): one.name for one in Person.objects.filter(pk__in=_named(agreement))}
    return page_for(
        request,
        person,
        f"{HERE}{template}.html.j2",
        at="applications" if own else "application-desk",
        record=record,
        agreement=agreement,
        may=may,
        names=names,
        days_left=agreement.days_left(wall_clock.now()) if agreement.end and record.state == _S.ACTIVE else None,
        waits=agreements.preconditions(record.application, application_of(record.application)),
        why_countersign=agreements.why_not(
            person, record, agreement, _A.COUNTERSIGN, document=record.sha256, proved=True
        ),
        amended=list(record.amendments.all()[:20]),
        is_officer=Role.AGREEMENT_OFFICER in person.roles,
        **shown,
    )


_OFFERED = (
    _A.ISSUE_AGAIN,
    _A.SIGN,
    _A.COUNTERSIGN,
    _A.CANCEL,
    _A.SUSPEND,
    _A.LIFT,
    _A.REVOKE,
    _A.END,
    _A.CLOSE,
)


def _named(agreement: Agreement) -> set[str]:
    return {*agreement.people, agreement.lead, *(one.person for one in agreement.signatures)}


@for_agreement("see an agreement", methods=("GET",))
def one(request: HttpRequest, person: Person, record: AgreementRecord, agreement: Agreement) -> HttpResponseBase:
    """An agreement: where it is, its document, and who signed it."""
    return agreement_page(request, person, record, agreement)


@for_agreement("see an agreement", methods=("GET",))
def document(request: HttpRequest, person: Person, record: AgreementRecord, agreement: Agreement) -> HttpResponseBase:
    """The document as the bytes whose hash is signed."""
    reply = HttpResponse(record.document.encode(), content_type="text/plain; charset=utf-8")
    reply["Content-Disposition"] = f'attachment; filename="agreement-{record.pk}.txt"'
    return reply


@for_desk(ApplicationAction.ISSUE)
def draw_up(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """An agreement officer writes the plan of the extract and the days, looks at the document, and sends it out."""
    record = agreements.prepared(row)
    given, errors = _given(request, record)
    if request.method == "POST" and not errors and request.POST.get("do") == "send":
        agreements.issue(person, row, given["plan"], given["start"], given["end"], seen=form_revision(request))
        return HttpResponseRedirect(reverse("agreement", args=[record.key]))
    made = agreements.document(record, given["plan"], given["start"], given["end"]) if _is_whole(given) else ""
    return about(
        request,
        person,
        row,
        "draw_up",
        door="desk",
        given=given | {key: day_in_field(given[key]) for key in ("start", "end")},
        errors=errors,
        document=made,
        again=None,
        action=reverse("application-desk-draw-up", args=[row.key]),
        revision=row.revision,
    )


@for_agreement(_A.ISSUE_AGAIN)
def issue_again(
    request: HttpRequest, person: Person, record: AgreementRecord, agreement: Agreement
) -> HttpResponseBase:
    """The document is changed while it is out: whoever signed signs anew."""
    given, errors = _given(request, record)
    reason = text(request, "reason")[:2_000]
    if request.method == "POST" and not reason:
        errors["reason"] = "Say what changed and why, in words that everybody on it may read"
    if request.method == "POST" and not errors and request.POST.get("do") == "send":
        agreements.issue_again(
            person, record, given["plan"], given["start"], given["end"], reason, seen=form_revision(request)
        )
        return HttpResponseRedirect(reverse("agreement", args=[record.key]))
    made = agreements.document(record, given["plan"], given["start"], given["end"]) if _is_whole(given) else ""
    return about(
        request,
        person,
        record.application,
        "draw_up",
        door="desk",
        given=given | {key: day_in_field(given[key]) for key in ("start", "end")},
        errors=errors,
        document=made,
        again=record,
        action=reverse("agreement-issue-again", args=[record.key]),
        revision=record.revision,
        reason=reason,
    )


def _is_whole(given: dict[str, Any]) -> bool:
    return hasattr(given["start"], "isoformat") and hasattr(given["end"], "isoformat")


def _given(request: HttpRequest, record: AgreementRecord) -> tuple[dict[str, Any], dict[str, str]]:
    """Plan and days as they were sent, or as they are drafted; and what is wrong with them."""
    answers_ = record.application.rounds.order_by("-round")[0].answers
    number, name = str(record.pk), agreements.project_name(record)
    if request.method != "POST":
        days = (answers_.get("D5") or [{}])[0]
        start: date | str = record.start or day_of(days.get("start")) or ""
        end: date | str = record.end or day_of(days.get("end")) or ""
        return {"plan": record.plan or extract_plans.drafted(answers_, number, name), "start": start, "end": end}, {}
    errors: dict[str, str] = {}
    plan = text(request, "plan")[:LONGEST_PLAN] + "\n"
    days_given = {key: day_of(day_typed(line(request, key))) or line(request, key) for key in ("start", "end")}
    for key, said in days_given.items():
        if isinstance(said, str):
            errors[key] = "Write a day, for example 31 1 2027"
    if wrong := extract_plans.faults(plan, answers_, number, name):
        errors["plan"] = " ".join(wrong)
    return {"plan": plan, **days_given}, errors


@for_agreement(_A.SIGN)
def sign(request: HttpRequest, person: Person, record: AgreementRecord, agreement: Agreement) -> HttpResponseBase:
    """Somebody signs for their organisation the document that they read, and no other."""
    return _signed(request, person, record, agreement, _A.SIGN)


@for_agreement(_A.COUNTERSIGN)
def countersign(
    request: HttpRequest, person: Person, record: AgreementRecord, agreement: Agreement
) -> HttpResponseBase:
    """An agreement officer signs for the service: it is in force from then on."""
    return _signed(request, person, record, agreement, _A.COUNTERSIGN)


def _signed(
    request: HttpRequest, person: Person, record: AgreementRecord, agreement: Agreement, action: AgreementAction
) -> HttpResponseBase:
    errors: dict[str, str] = {}
    if request.method == "POST":
        if request.POST.get("read") != "yes":
            errors["read"] = "Tick that you have read the document"
        else:
            said = {"document": request.POST.get("document", ""), "proved": True}
            agreements.act(person, record, action, said)
            return HttpResponseRedirect(reverse("agreement", args=[record.key]))
    name = "agreement-sign" if action is _A.SIGN else "agreement-countersign"
    works_for = person.organisation.name if person.organisation is not None else ""
    return agreement_page(
        request,
        person,
        record,
        agreement,
        "sign",
        errors=errors,
        action=reverse(name, args=[record.key]),
        signs_for="the service" if action is _A.COUNTERSIGN else works_for,
    )


_STEPS: dict[AgreementAction, tuple[str, str, str]] = {
    _A.CANCEL: ("Cancel the agreement", "It was never in force, and cannot be taken up again.", "reason"),
    _A.SUSPEND: ("Suspend the agreement", "Nobody works under it from now on, until it is lifted.", "reason"),
    _A.LIFT: ("Lift the suspension", "Everybody on it may work again.", "reason"),
    _A.REVOKE: ("Revoke the agreement", "It ends for good, and the data are destroyed.", "reason"),
    _A.CLOSE: ("Close the agreement", "Its data are destroyed. Nothing more happens to it.", "proof"),
    _A.END: (
        "End the project",
        "Access ends now. Outputs have to be archived first; the data are destroyed.",
        "report",
    ),
}


_MISSING = {
    _A.END: "Name the final report, or the day it is due",
    _A.CLOSE: "Name the certificate that the extract was destroyed",
}


def _step(action: AgreementAction, name: str) -> Any:
    @for_agreement(action)
    def view(request: HttpRequest, person: Person, record: AgreementRecord, agreement: Agreement) -> HttpResponseBase:
        words, means, field = _STEPS[action]
        errors: dict[str, str] = {}
        said = text(request, field)[:4_000]
        if request.method == "POST":
            if not said:
                errors[field] = _MISSING.get(action, "Say why")
            elif action is _A.END and request.POST.get("archived") != "yes":
                errors["archived"] = "Tick that the outputs are archived"
            else:
                archived = {"archived": True} if action is _A.END else {}
                agreements.act(person, record, action, {field: said, **archived}, seen=form_revision(request))
                return HttpResponseRedirect(reverse("agreement", args=[record.key]))
        return agreement_page(
            request,
            person,
            record,
            agreement,
            "agreement_step",
            errors=errors,
            said=said,
            words=words,
            means=means,
            field=field,
            action=reverse(name, args=[record.key]),
        )

    return view


cancel, suspend = _step(_A.CANCEL, "agreement-cancel"), _step(_A.SUSPEND, "agreement-suspend")
lift, revoke = _step(_A.LIFT, "agreement-lift"), _step(_A.REVOKE, "agreement-revoke")
end, close = _step(_A.END, "agreement-end"), _step(_A.CLOSE, "agreement-close")


@for_agreement("lead an agreement", methods=("POST",))
def consent(request: HttpRequest, person: Person, record: AgreementRecord, agreement: Agreement) -> HttpResponseBase:
    """Its lead lets the register name them, or takes that back."""
    if person.pk != record.lead_id:
        raise Http404
    AgreementRecord.objects.filter(pk=record.pk).update(names_are_public=request.POST.get("public") == "yes")
    return HttpResponseRedirect(reverse("agreement", args=[record.key]))
