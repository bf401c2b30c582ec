"""A researcher's own accreditation: applying, evidence, the declaration, whom they work for, giving it up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404, HttpResponseRedirect
from django.urls import reverse

from alder import wall_clock
from alder.accreditation.declaration import current_declaration
from alder.governance import Denied
from alder.governance.accreditation import (
    LIVE,
    ON_THE_WAY,
    Accreditation,
    AccreditationAction,
    AccreditationState,
    new_accreditation,
    why_no_test,
)
from alder.governance.accreditation_policy import accreditation_policy
from alder.wall_clock import today
from alder.web.accounts.models import Organisation
from alder.web.accounts.person_page import beside_fields, page_for
from alder.web.accounts.sessions import for_people
from alder.web.accounts.team_views import uuid_of
from alder.web.accreditation import evidence, qualification, sittings, study
from alder.web.accreditation.accredited_people import every_standing
from alder.web.accreditation.models import AccreditationRecord
from alder.web.accreditation.permissions import HERE, SEE, for_own, own_page
from alder.web.accreditation.process import act, declare_version, earlier_of, why_not
from alder.web.accreditation.prose import as_page_part
from alder.web.forms import TOO_LARGE, form_revision, line, text, too_long
from alder.web.http import answers
from alder.web.output_desk.private_files import open_frozen, present_hash
from alder.web.trail.events import record_denial, record_read

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person
    from alder.web.accreditation.models import EvidenceFile

LONGEST_REASON = 4_000


def _to(record: AccreditationRecord) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("accreditation-own", args=[record.key]))


@answers("GET")
@for_people
def yours(request: HttpRequest, person: Person) -> HttpResponseBase:
    """All that somebody has and had, how they stand with each owner of data, and a button to begin."""
    rows = list(AccreditationRecord.objects.filter(person=person))
    begun = next((row for row in rows if row.state == AccreditationState.NONE or row.state in ON_THE_WAY), None)
    return page_for(
        request,
        person,
        f"{HERE}yours.html.j2",
        at="accreditation-yours",
        rows=rows,
        standings=every_standing(person),
        begun=begun,
        why_not_begin="" if begun else _why_not_begin(person),
        holds=any(row.state in LIVE for row in rows),
    )


def _why_not_begin(person: Person) -> str:
    try:
        new_accreditation("", str(person.pk), earlier_of(person))
    except Denied as denied:
        return denied.what
    return ""


@answers("POST")
@for_people
def begin(request: HttpRequest, person: Person) -> HttpResponseBase:
    """A further one is begun, to be filled in; the one that is being filled in, where there is one."""
    if why := _why_not_begin(person):
        raise Denied(why)
    return _to(qualification.begin(person))


@for_own(SEE, methods=("GET",))
def own(request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation) -> HttpResponseBase:
    """One's own accreditation: whose turn it is, what is missing, until when, what happened."""
    sitting = sittings.open_sitting(record)
    if sitting is None and thing.state == AccreditationState.SITTING:
        return _to(record)  # its time was over, and it has been marked just now
    progress = study.progress(record)
    last = thing.events[-1] if thing.events else None
    rules = accreditation_policy(today())
    return own_page(
        request,
        person,
        record,
        "own",
        thing=thing,
        missing=qualification.missing(record) if thing.state == AccreditationState.NONE else [],
        progress=progress,
        read=sum(one.finished is not None for one in progress),
        by_session=study.session_counts(record, thing),
        why_no_test=why_no_test(thing, wall_clock.now()),
        minutes_left=-(-int(sittings.left(sitting, wall_clock.now()).total_seconds()) // 60) if sitting else 0,
        reason=str(last.said.get("reason", "")) if last is not None else "",
        lapses=(last.at + timedelta(days=rules.silent_days)) if last is not None else None,
        attempts=[one for one in thing.attempts if one.passed is not None],
        standings=every_standing(person) if thing.state in LIVE else [],
        history=[(HAPPENED[AccreditationAction[one.action]], one.at) for one in reversed(thing.events)],
        kinds=evidence.KINDS,
        may_show=thing.state in evidence.OPEN_TO_EVIDENCE,
        may_give_up=not why_not(person, thing, AccreditationAction.GIVE_UP),
        may_move=thing.state in LIVE | {AccreditationState.PAUSED, AccreditationState.SUSPENDED},
        is_live=thing.state in LIVE,
        ends_soon=thing.until is not None and (thing.until - today()).days <= max(rules.reminders, default=0),
    )


HAPPENED = {
    AccreditationAction.APPLY: "Applied",
    AccreditationAction.ASK_EVIDENCE: "Evidence asked for",
    AccreditationAction.SHOW_EVIDENCE: "Evidence shown",
    AccreditationAction.ADMIT: "Admitted to the course",
    AccreditationAction.COMPLETE: "Course completed",
    AccreditationAction.BEGIN_TEST: "Test begun",
    AccreditationAction.PASS: "Test passed",
    AccreditationAction.FAIL: "Test failed",
    AccreditationAction.REPEAT: "Course to be repeated",
    AccreditationAction.TALK: "Talk recorded",
    AccreditationAction.DECLARE: "Declaration signed",
    AccreditationAction.GRANT_FULL: "Full accreditation granted",
    AccreditationAction.GRANT_PROVISIONAL: "Provisional accreditation granted",
    AccreditationAction.UPGRADE: "Made a full accreditation",
    AccreditationAction.REMIND: "Reminded that it ends",
    AccreditationAction.EXPIRE: "Ended",
    AccreditationAction.MOVE: "Change of employer recorded",
    AccreditationAction.CONFIRM: "Confirmed by the organisation",
    AccreditationAction.SUSPEND: "Suspended",
    AccreditationAction.REINSTATE: "Reinstated",
    AccreditationAction.WITHDRAW: "Withdrawn",
    AccreditationAction.REFUSE: "Refused",
    AccreditationAction.GIVE_UP: "Given up",
    AccreditationAction.LAPSE: "Closed: nothing was shown",
}
"""What happened, in words for whoever reads a history."""


_FIELDS = ("path", "degree", "statistics", "years", "experience", "referees", "supervisor")


@for_own(AccreditationAction.APPLY)
def qualify(
    request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation
) -> HttpResponseBase:
    """What qualifies them, or who supervises them."""
    errors: dict[str, str] = {}
    given = {name: str(record.application.get(name, "")) for name in _FIELDS}
    if request.method == "POST":
        given = {name: (text if name in ("experience", "referees") else line)(request, name) for name in _FIELDS}
        errors = too_long(given, qualification.LONGEST) or qualification.wrong_with(given)
        if not errors:
            qualification.keep(record, given)
            return _to(record)
    return own_page(request, person, record, "qualification", given=given, paths=qualification.PATHS, errors=errors)


@for_own(SEE)
def show(request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation) -> HttpResponseBase:
    """Documents: those that are there, and a form for one more."""
    errors: dict[str, str] = {}
    given = {name: line(request, name) for name in ("kind", "day", "month", "year")}
    if request.method == "POST":
        _check_open(thing)
        dated = day_in(given)
        if request.META.get(TOO_LARGE):
            errors["file"] = f"A document has up to {evidence.MOST_BYTES // 1024 // 1024} MB"
        elif dated is None:
            errors["day"] = "Enter the day that the document bears, in numbers, for example 26 3 2027"
        else:
            with beside_fields(errors):
                evidence.add_evidence(person, record, request.FILES.get("file"), given["kind"], dated)
                return HttpResponseRedirect(reverse("accreditation-evidence", args=[record.key]))
    return own_page(
        request,
        person,
        record,
        "evidence",
        given=given,
        kinds=evidence.KINDS,
        files=list(record.evidence.all()),
        is_open=thing.state in evidence.OPEN_TO_EVIDENCE,
        most=evidence.MOST_BYTES // 1024 // 1024,
        errors=errors,
    )


def day_in(given: dict[str, str]) -> date | None:
    """The day of a form in three fields; None where there is no such day."""
    try:
        return date(*(int(given[name]) for name in ("year", "month", "day")))
    except (ValueError, OverflowError):
        return None


def _check_open(thing: Accreditation) -> None:
    if thing.state not in evidence.OPEN_TO_EVIDENCE:
        raise Denied("An officer has the documents now. You can add one when they ask for it.")


@for_own(SEE, methods=("GET",))
def own_document(
    request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation, file: UUID
) -> HttpResponseBase:
    """One of one's own documents."""
    return handed_over(document_of(record, file))


def document_of(record: AccreditationRecord, file: UUID) -> EvidenceFile:
    found = record.evidence.select_related("record").filter(pk=file).first()
    if found is None:
        raise Http404
    return found


def handed_over(file: EvidenceFile) -> FileResponse:
    """A document to be saved: no browser opens it as a page of this site. One whose bytes have changed is not shown."""
    if present_hash(evidence.path_of(file)) != file.sha256:
        raise Denied("This document is not what was sent: its file has changed. Tell whoever runs the site.")
    return FileResponse(
        open_frozen(evidence.path_of(file)), as_attachment=True, filename=file.name, content_type=file.content_type
    )


@for_own(SEE, methods=("POST",))
def remove_document(
    request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation, file: UUID
) -> HttpResponseBase:
    """A document is taken back."""
    _check_open(thing)
    evidence.remove_evidence(person, document_of(record, file))
    return HttpResponseRedirect(reverse("accreditation-evidence", args=[record.key]))


@for_own(AccreditationAction.APPLY, methods=("POST",))
def apply(request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation) -> HttpResponseBase:
    """It is handed in."""
    qualification.apply(person, record)
    return _to(record)


@for_own(AccreditationAction.SHOW_EVIDENCE)
def reply(request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation) -> HttpResponseBase:
    """What an officer asked for is shown."""
    return _acting(
        request,
        person,
        record,
        AccreditationAction.SHOW_EVIDENCE,
        heading="Show what was asked for",
        lead=str(thing.events[-1].said.get("reason", "")),
        reason="What you show, and where it stands",
        button="Send it",
    )


@for_own(AccreditationAction.GIVE_UP)
def give_up(
    request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation
) -> HttpResponseBase:
    """It ends, because its person wants it to."""
    lead = "It ends at once, and so does your access. You can apply for another at any time."
    return _acting(
        request, person, record, AccreditationAction.GIVE_UP, heading="Give it up", lead=lead, button="Give it up"
    )


@for_own(AccreditationAction.REPEAT, methods=("POST",))
def repeat(request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation) -> HttpResponseBase:
    """The live session is attended again."""
    act(person, record, AccreditationAction.REPEAT, seen=form_revision(request))
    return _to(record)


def _acting(
    request: HttpRequest,
    person: Person,
    record: AccreditationRecord,
    action: AccreditationAction,
    *,
    heading: str,
    lead: str,
    button: str,
    reason: str = "",
) -> HttpResponseBase:
    """A page with one act, and a reason where it takes one."""
    errors: dict[str, str] = {}
    words = text(request, "reason")[:LONGEST_REASON]
    if request.method == "POST":
        if reason and not words:
            errors["reason"] = f"Enter {reason[0].lower()}{reason[1:]}"
        else:
            act(person, record, action, {"reason": words} if reason else {}, seen=form_revision(request))
            return _to(record)
    shown: dict[str, Any] = {"heading": heading, "lead": lead, "button": button, "reason": reason, "given": words}
    return own_page(request, person, record, "own_act", errors=errors, **shown)


@for_own(AccreditationAction.DECLARE)
def declare(
    request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation
) -> HttpResponseBase:
    """The declaration is read, and signed in the version that was read. The second factor was shown for it."""
    version, words = current_declaration(today())
    errors: dict[str, str] = {}
    is_named = request.POST.get("is_named") == "yes" if request.method == "POST" else record.is_named
    if request.method == "POST":
        if request.POST.get("version") != version:
            errors["promise"] = "The declaration has changed since you opened the page. Read it once more"
        elif request.POST.get("promise") != "yes":
            errors["promise"] = "Say that you promise it"
        else:
            declare_version(person, record, version, is_named=is_named, seen=form_revision(request))
            return _to(record)
    return own_page(
        request,
        person,
        record,
        "declaration",
        version=version,
        words=as_page_part(words),
        is_named=is_named,
        errors=errors,
    )


@for_own(SEE, methods=("POST",))
def name_me(
    request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation
) -> HttpResponseBase:
    """Whether they stand in the public register by name, from now on."""
    AccreditationRecord.objects.filter(pk=record.pk).update(is_named=request.POST.get("is_named") == "yes")
    return _to(record)


@for_own(AccreditationAction.MOVE)
def move(request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation) -> HttpResponseBase:
    """They work for another organisation, which has to confirm it."""
    errors: dict[str, str] = {}
    chosen = request.POST.get("organisation", "")
    if request.method == "POST":
        found = Organisation.objects.filter(pk=uuid_of(chosen)).first()
        if found is None or found.name == thing.organisation:
            errors["organisation"] = "Choose the organisation that you work for now"
        else:
            act(person, record, AccreditationAction.MOVE, {"organisation": found.name}, seen=form_revision(request))
            return _to(record)
    others = Organisation.objects.exclude(name=thing.organisation).order_by("name")
    return own_page(
        request,
        person,
        record,
        "move",
        organisations=[("", "Choose one"), *((one.pk, one.name) for one in others)],
        chosen=chosen,
        now_at=thing.organisation,
        errors=errors,
    )


@answers("GET", "POST")
@for_people
def supervise(request: HttpRequest, person: Person, record: UUID) -> HttpResponseBase:
    """Whoever somebody names as their supervisor agrees, or leaves it."""
    found = AccreditationRecord.objects.select_related("person").filter(key=record, supervisor=person).first()
    if found is None:
        record_denial(person, f"accreditation {record}", SEE, "There is no such accreditation for them.")
        raise Http404
    if request.method == "POST":
        qualification.agree_to_supervise(person, found)
        return HttpResponseRedirect(reverse("accreditation-supervise", args=[found.key]))
    return page_for(request, person, f"{HERE}supervise.html.j2", at="accreditation-yours", record=found)


def note_reading(person: Person, record: AccreditationRecord, file: EvidenceFile) -> None:
    """Somebody else than its sender reads a document."""
    record_read(person, f"accreditation {record.pk}", "a document of evidence", file.sha256)
