"""Pages for the service: what waits, and one application with all that somebody of the service may see and do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder import wall_clock
from alder.applications.answers import day_of
from alder.applications.form import form
from alder.applications.risk import risk_of
from alder.errors import Inconsistency
from alder.governance import Denied, Role
from alder.governance.application import (
    METHODS,
    VOTES,
    Application,
    ApplicationAction,
    ApplicationState,
    Recommendation,
    ReviewProgress,
)
from alder.web.accounts.models import Person
from alder.web.accounts.person_page import page_for
from alder.web.accounts.rights import APPLICATION_OFFICERS, APPLICATION_PANEL, APPLICATION_REVIEWERS
from alder.web.accounts.sessions import for_roles
from alder.web.applications import reviews
from alder.web.applications.answer_sheet import sheet
from alder.web.applications.conflicts import conflict_of
from alder.web.applications.entries import day_in_field
from alder.web.applications.flags import flags_of
from alder.web.applications.history import history_of, turn_in_words, where_it_is
from alder.web.applications.models import AgreementRecord, ApplicationRecord, DeclaredInterest, QuestionComment
from alder.web.applications.permissions import (
    HERE,
    SEE,
    about,
    for_desk,
)
from alder.web.applications.process import ApplicationChangedMeanwhile, act, why_none, why_not
from alder.web.applications.sections import digest
from alder.web.applications.stage_chart import progress_shown
from alder.web.forms import day_typed, form_revision, line, text
from alder.web.frame import query as address_query
from alder.web.result_lists import Paged
from alder.web.trail.events import record

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_A, _S = ApplicationAction, ApplicationState
AT = "application-desk"
PARTS = {
    "reviews": "Your reviews",
    "check": "To check",
    "review": "In review",
    "panel": "With the panel",
    "agreement": "Approved",
    "returned": "With applicants",
    "ended": "Ended",
}
_STATES = {
    "check": (_S.SUBMITTED,),
    "review": (_S.IN_REVIEW,),
    "panel": (_S.PANEL, _S.APPEALED),
    "agreement": (_S.APPROVED, _S.AGREEMENT),
    "returned": (_S.RETURNED, _S.REJECTED_AT_FIRST),
    "ended": (_S.AGREED, _S.REJECTED, _S.WITHDRAWN, _S.LAPSED),
}
LONGEST = 4_000


def _seen(person: Person) -> QuerySet[ApplicationRecord]:
    """The applications that are there for somebody of the service."""
    found = ApplicationRecord.objects.filter(round__gt=0)
    roles = person.roles
    if roles & set(APPLICATION_OFFICERS):
        return found
    own = Q(pk__in=person.asked_reviews.values("application"))
    if roles & set(APPLICATION_PANEL):
        own |= ~Q(state__in=(_S.SUBMITTED, _S.IN_REVIEW, _S.RETURNED))
    return found.filter(own)


@for_roles(*APPLICATION_OFFICERS, *APPLICATION_PANEL, *APPLICATION_REVIEWERS, anywhere=True)
def queue(request: HttpRequest, person: Person) -> HttpResponseBase:
    """What waits, part by part, what has waited longest first."""
    asked = request.GET.get("part", "")
    roles = person.roles
    parts = [part for part in PARTS if part == "reviews" or roles & {*APPLICATION_OFFICERS, *APPLICATION_PANEL}]
    part = asked if asked in parts else _first(person)
    words = request.GET.get("q", "").strip()[:100]
    if part == "reviews":
        open_ones = person.asked_reviews.exclude(progress=ReviewProgress.DONE).values("application")
        found = ApplicationRecord.objects.filter(pk__in=open_ones, state=_S.IN_REVIEW)
    else:
        found = _seen(person).filter(state__in=_STATES[part])
    for word in words.split()[:6]:
        found = found.filter(title__icontains=word)
    order = ("-ended", "-pk") if part == "ended" else ("moved", "pk")
    found = found.select_related("lead", "organisation").order_by(*order)
    paged: Paged[ApplicationRecord] = Paged(
        found,  # type: ignore[arg-type]  # a QuerySet is as good a sequence, once somebody else has counted it
        request.GET.get("page"),
        lambda number: reverse("application-desk") + address_query(("part", part), ("q", words), ("page", number)),
        total=found.count(),
    )
    named = [(one, PARTS[one]) for one in parts]
    flags = flags_of(paged.items)
    return page_for(
        request,
        person,
        f"{HERE}queue.html.j2",
        at=AT,
        paged=paged,
        parts=named,
        part=part,
        words=words,
        flags=flags,
    )


def _first(person: Person) -> str:
    """Where somebody's own work is."""
    roles = person.roles
    for role, part in (
        (Role.INTAKE_OFFICER, "check"),
        (Role.PANEL_CHAIR, "panel"),
        (Role.PANEL_MEMBER, "panel"),
        (Role.INDEPENDENT_MEMBER, "panel"),
        (Role.AGREEMENT_OFFICER, "agreement"),
        (Role.DELEGATED_OFFICER, "review"),
    ):
        if role in roles:
            return part
    return "reviews"


@for_desk(SEE, methods=("GET",))
def one(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """An application as somebody of the service sees it: their sections, and with `changed` what changed in them."""
    return desk_page(request, person, row, thing, "desk_one", errors={})


def desk_page(
    request: HttpRequest,
    person: Person,
    row: ApplicationRecord,
    thing: Application,
    template: str,
    *,
    errors: dict[str, str],
    **shown: Any,
) -> HttpResponseBase:
    rounds = list(row.rounds.order_by("-round"))
    now = rounds[0]
    if digest(now.answers) != thing.answers:
        raise Inconsistency(f"the answers of {row} are not those that were submitted in round {now.round}")
    seen = reviews.sections_seen(person, thing)
    own = thing.review_of(str(person.pk))
    before = _compared(row, own, rounds)
    comments: dict[str, list[QuestionComment]] = {}
    for comment in row.comments.filter(question__in=[one.id for one in form().questions if one.section in seen]):
        comments.setdefault(comment.question, []).append(comment)
    said = {
        "reason": "said",
        "questions": ["A1"],
        "checklist": True,
        "recommendation": "support",
        "approves": True,
        "agreement": "1",
    }
    may = {name: not why for name, why in why_none(person, row, thing, _OFFERED, **said).items()}
    judged = risk_of(now.answers)
    when = wall_clock.now()
    return about(
        request,
        person,
        row,
        template,
        door="desk",
        thing=thing,
        errors=errors,
        parts=sheet(now.answers, seen, before.answers if before else None),
        before=before,
        only_changed=before is not None and "all" not in request.GET,
        files=now.files,
        file_address=lambda file: reverse("application-file", args=[row.key, file]),
        statement=now.statement if "G" in seen else [],
        comments=comments,
        may=may,
        own=own,
        conflict=conflict_of(person, row),
        flags=flags_of([row]).get(row.pk, []),
        judged=judged,
        review_title=reviews.title,
        missing=sorted({*thing.subjects, METHODS} - {one.subject for one in thing.reviews}),
        needed=thing.subjects,
        sees_votes=bool(person.roles & set(APPLICATION_PANEL)),
        votes_needed=VOTES,
        turn=turn_in_words(thing),
        **progress_shown(where_it_is(thing, when)),
        day=thing.service_days(when),
        history=history_of(row, thing, person, for_applicants=False)
        if person.roles & {*APPLICATION_OFFICERS, *APPLICATION_PANEL}
        else [],
        unsent=[one for several in comments.values() for one in several if one.sent is None and not one.is_private],
        questions=[(one.id, f"{one.id} {one.label}") for one in form().questions if one.section in seen],
        names=_names(thing),
        agreement=AgreementRecord.objects.filter(application=row).first(),
        **shown,
    )


_OFFERED = (
    _A.RETURN,
    _A.SEND_TO_REVIEW,
    _A.SEND_TO_PANEL,
    _A.APPROVE_LOW_RISK,
    _A.DECLINE,
    _A.VOTE,
    _A.APPROVE,
    _A.REJECT,
    _A.DEFER,
    _A.ISSUE,
)


def _names(thing: Application) -> dict[str, str]:
    numbers = {one.reviewer for one in thing.reviews} | {one.member for one in thing.ballots}
    return {str(one.pk): one.name for one in Person.objects.filter(pk__in=numbers)}


def _compared(row: ApplicationRecord, own: tuple[Any, ...], rounds: list[Any]) -> Any:
    """What is compared with: the round that a reviewer gave their review on, for others the round before."""
    stale = [review for review in own if review.progress is ReviewProgress.STALE]
    if stale:
        return reviews.round_before(row, stale[0])
    return rounds[1] if len(rounds) > 1 and not own else None


def _to(row: ApplicationRecord, fragment: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('application-desk-one', args=[row.key])}{fragment}")


@for_desk(SEE, methods=("POST",))
def comment(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """A comment on an answer: for the applicants with the next return, or for the service alone."""
    errors: dict[str, str] = {}
    question, words = line(request, "question"), text(request, "comment")
    known = {one.id for one in form().questions if one.section in reviews.sections_seen(person, thing)}
    if question not in known:
        errors["question"] = "Choose the question that it is about"
    if not words:
        errors["comment"] = "Write what they should know or change"
    elif len(words) > LONGEST:
        errors["comment"] = f"A comment has at most {LONGEST:,} letters"
    if conflict := conflict_of(person, row):
        raise Denied(conflict)
    if thing.state not in (_S.SUBMITTED, _S.IN_REVIEW, _S.PANEL, _S.APPEALED):
        raise Denied("Comments are made while the service has the application.")
    if errors:
        return desk_page(
            request, person, row, thing, "desk_one", errors=errors, said={"question": question, "comment": words}
        )
    reviews.comment(person, row, thing, question, words, is_private=request.POST.get("private") == "yes")
    return _to(row, f"#answer-{question}")


@for_desk(SEE, methods=("POST",))
def take_back_comment(
    request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application, comment: int
) -> HttpResponseBase:
    """A comment that was not sent yet is taken back by who wrote it."""
    row.comments.filter(pk=comment, by=person, sent=None).delete()
    return _to(row)


@for_desk(SEE)
def interest(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """Somebody of the service says that they are too near to it: from then on others deal with it."""
    if request.method == "POST":
        with transaction.atomic():
            _, is_new = DeclaredInterest.objects.get_or_create(application=row, person=person)
            if is_new:
                record(str(person.pk), "service", row.thing, "Interest declared")
        return _to(row)
    return about(request, person, row, "interest", door="desk", at=AT)


@for_desk(_A.ASK_REVIEW)
def ask_review(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """The owner of a source, information governance or methods are asked for their review."""
    subjects = [one for one in sorted({*thing.subjects, METHODS}) if one not in {r.subject for r in thing.reviews}]
    subject = line(request, "subject") if request.method == "POST" else request.GET.get("subject", "")
    if request.method == "POST" and subject in {one.subject for one in thing.reviews}:
        raise ApplicationChangedMeanwhile("That review was asked for since you opened the page.")
    subject = subject if subject in subjects else (subjects[0] if subjects else "")
    if not subject:
        raise Denied("Every review has been asked for.")
    errors: dict[str, str] = {}
    people = [one for one in reviews.candidates(subject) if not conflict_of(one, row)]
    if request.method == "POST":
        found = next((one for one in people if str(one.pk) == request.POST.get("reviewer")), None)
        if found is None:
            errors["reviewer"] = "Choose who reviews it"
        else:
            said = {"reviewer": str(found.pk), "subject": subject, "covers": list(reviews.covers(subject))}
            act(person, row, _A.ASK_REVIEW, said, seen=form_revision(request))
            return _to(row)
    return about(
        request,
        person,
        row,
        "ask_review",
        door="desk",
        subject=subject,
        subjects=[(one, reviews.title(one)) for one in subjects],
        people=[(str(one.pk), one.name) for one in people],
        covers=[one for one in form().sections if one.id in reviews.covers(subject)],
        errors=errors,
    )


@for_desk(_A.SEND_TO_REVIEW)
def send_to_review(
    request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application
) -> HttpResponseBase:
    """The checklist of whoever looks whether an application is complete."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        missing = [id for id, _ in CHECKLIST if not request.POST.get(id)]
        if missing:
            errors[missing[0]] = "Go through the whole list, or return the application with a comment"
        else:
            act(person, row, _A.SEND_TO_REVIEW, {"checklist": True}, seen=form_revision(request))
            return _to(row)
    why = why_not(person, row, thing, _A.SEND_TO_REVIEW, checklist=True)
    return about(
        request,
        person,
        row,
        "send_to_review",
        door="desk",
        checklist=[(id, words, bool(request.POST.get(id))) for id, words in CHECKLIST],
        judged=risk_of(row.rounds.order_by("-round").first().answers),  # type: ignore[union-attr]
        errors=errors,
        why=why,
    )


CHECKLIST = (
    ("readable", "A person outside the field can understand what it is about"),
    ("questions", "Each research question can be answered by the fields that are asked for"),
    ("attached", "The letter, the impact assessment and the advice that are spoken of are attached"),
    ("people", "The people are those of the organisations that are named"),
    ("less", "Published statistics or a table on request would not do"),
)
"""What makes an application complete, beside what the form checks by itself."""


@for_desk(_A.RETURN)
def return_it(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """The comments that have gathered go to the applicants, who have the turn from then on."""
    return _returned(request, person, row, thing, _A.RETURN)


@for_desk(_A.DEFER)
def defer(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """The panel wants something changed before it decides."""
    return _returned(request, person, row, thing, _A.DEFER)


def _returned(
    request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application, action: ApplicationAction
) -> HttpResponseBase:
    unsent = row.comments.filter(sent=None, is_private=False).select_related("by")
    errors: dict[str, str] = {}
    reason = text(request, "reason")[:LONGEST]
    if request.method == "POST":
        chosen = [one for one in unsent if request.POST.get(f"comment-{one.pk}")]
        if not chosen:
            errors["comments"] = "Choose at least one comment, so that they know what to do"
        elif action is _A.DEFER and not reason:
            errors["reason"] = "Say why the panel defers it"
        else:
            reviews.send_comments(person, row, action, chosen, reason, seen=form_revision(request))
            return _to(row)
    return about(
        request,
        person,
        row,
        "return",
        door="desk",
        unsent=list(unsent),
        errors=errors,
        reason=reason,
        is_panel=action is _A.DEFER,
        action=reverse("application-desk-defer" if action is _A.DEFER else "application-desk-return", args=[row.key]),
    )


def _subject(request: HttpRequest, person: Person, thing: Application) -> str:
    """The review of theirs that a form is about."""
    named = line(request, "subject")
    own = [one.subject for one in thing.review_of(str(person.pk))]
    if named not in own:
        raise Http404
    return named


@for_desk(_A.ACCEPT_REVIEW, methods=("POST",))
def accept_review(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """A reviewer says that they are in no conflict, and reviews it."""
    act(person, row, _A.ACCEPT_REVIEW, {"subject": _subject(request, person, thing)}, seen=form_revision(request))
    return _to(row)


@for_desk(_A.DECLINE_REVIEW)
def decline_review(
    request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application
) -> HttpResponseBase:
    """A reviewer cannot review it: somebody else is asked."""
    errors: dict[str, str] = {}
    reason = text(request, "reason")[:LONGEST]
    own = thing.review_of(str(person.pk))
    if request.method == "POST":
        if not reason:
            errors["reason"] = "Say why, in words that the intake officers may read"
        else:
            said = {"subject": _subject(request, person, thing), "reason": reason}
            act(person, row, _A.DECLINE_REVIEW, said, seen=form_revision(request))
            return HttpResponseRedirect(reverse("application-desk"))
    return about(request, person, row, "decline_review", door="desk", own=own, errors=errors, reason=reason, at=AT)


@for_desk(_A.REVIEW)
def review(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """What a reviewer recommends, with the reason; in a later round of what changed since alone."""
    errors: dict[str, str] = {}
    given = {"recommendation": line(request, "recommendation"), "reason": text(request, "reason")[:LONGEST]}
    if request.method == "POST":
        if given["recommendation"] not in set(Recommendation):
            errors["recommendation"] = "Choose what you recommend"
        if not given["reason"]:
            errors["reason"] = "Say why, in words that its applicants may read"
        if not errors:
            act(
                person,
                row,
                _A.REVIEW,
                {**given, "subject": _subject(request, person, thing)},
                seen=form_revision(request),
            )
            return _to(row)
    return desk_page(
        request,
        person,
        row,
        thing,
        "review",
        errors=errors,
        given=given,
        recommendations=[(str(one), str(one).capitalize(), "") for one in Recommendation],
    )


@for_desk(_A.SEND_TO_PANEL, methods=("POST",))
def send_to_panel(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """All reviews are in: the panel has the turn."""
    act(person, row, _A.SEND_TO_PANEL, seen=form_revision(request))
    return _to(row)


@for_desk(_A.VOTE)
def vote(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """A member of the panel votes. That they are independent of the service their role says, and no form."""
    errors: dict[str, str] = {}
    given = {"vote": request.POST.get("vote", ""), "reason": text(request, "reason")[:LONGEST]}
    if request.method == "POST":
        if given["vote"] not in ("for", "against"):
            errors["vote"] = "Vote for or against it"
        else:
            said: dict[str, Any] = {"approves": given["vote"] == "for"}
            if given["reason"]:
                said["reason"] = given["reason"]
            act(person, row, _A.VOTE, said, seen=form_revision(request))
            return _to(row)
    return about(request, person, row, "vote", door="desk", errors=errors, given=given)


MOST_CONDITIONS = 5


@for_desk(_A.APPROVE)
def approve(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """The chair tells that the panel approves it, with the conditions that are to be met."""
    return _decided(request, person, row, thing, _A.APPROVE)


@for_desk(_A.REJECT)
def reject(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """The chair tells that the panel rejects it."""
    return _decided(request, person, row, thing, _A.REJECT)


@for_desk(_A.APPROVE_LOW_RISK)
def approve_low_risk(
    request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application
) -> HttpResponseBase:
    """An officer approves what is of low risk and supported by every review."""
    return _decided(request, person, row, thing, _A.APPROVE_LOW_RISK)


@for_desk(_A.DECLINE)
def decline(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """An owner of the data opposes it: the applicants are told that it was declined."""
    return _decided(request, person, row, thing, _A.DECLINE)


_DECISIONS = {
    _A.APPROVE: ("Approve it", "application-desk-approve"),
    _A.REJECT: ("Reject it", "application-desk-reject"),
    _A.APPROVE_LOW_RISK: ("Approve it without the panel", "application-desk-approve-low-risk"),
    _A.DECLINE: ("Tell that an owner of the data declined", "application-desk-decline"),
}


def _decided(
    request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application, action: ApplicationAction
) -> HttpResponseBase:
    errors: dict[str, str] = {}
    reason = text(request, "reason")[:LONGEST]
    rows = [_condition(request, n) for n in range(1, MOST_CONDITIONS + 1)] if action is _A.APPROVE else []
    conditions = [one for one in rows if one["text"] or one["owner"] or one["due"]]
    if request.method == "POST":
        if not reason:
            errors["reason"] = "Say why, in words that its applicants read"
        for n, one in enumerate(rows, 1):
            if one in conditions and not (one["text"] and one["owner"] and day_of(one["due"])):
                errors[f"condition-{n}"] = "A condition says what has to be done, by whom and until which day"
        if not errors:
            said = {"reason": reason, **({"conditions": conditions} if conditions else {})}
            act(person, row, action, said, seen=form_revision(request))
            return _to(row)
    words, name = _DECISIONS[action]
    return about(
        request,
        person,
        row,
        "decide",
        door="desk",
        errors=errors,
        reason=reason,
        words=words,
        action=reverse(name, args=[row.key]),
        rows=[{**one, "due": day_in_field(one["due"])} for one in rows],
        reviews=thing.reviews,
        review_title=reviews.title,
        ballots=thing.ballots,
    )


def _condition(request: HttpRequest, n: int) -> dict[str, Any]:
    return {
        "text": line(request, f"condition-{n}")[:500],
        "owner": line(request, f"owner-{n}")[:200],
        "due": day_typed(line(request, f"due-{n}")[:40]),
        "before_access": request.POST.get(f"before-{n}") == "yes",
    }


@for_desk(_A.MEET, methods=("POST",))
def meet(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """An agreement officer says that a condition is met."""
    number = request.POST.get("condition", "")
    said = {"condition": int(number) if number.isdecimal() and len(number) < 4 else -1}
    act(person, row, _A.MEET, said, seen=form_revision(request))
    return _to(row)
