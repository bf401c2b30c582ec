"""Which applications and agreements wait for somebody, in whichever capacity they have a part in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from alder.applications.terms import current_terms
from alder.governance import Role
from alder.governance.agreement import AgreementState
from alder.governance.amendment import AmendmentAction, AmendmentKind, AmendmentState
from alder.governance.application import VOTES, ApplicationAction, ApplicationState, ReviewProgress
from alder.wall_clock import today
from alder.web.accounts.rights import APPLICATION_PANEL, APPLICATION_REVIEWERS, has_anywhere
from alder.web.accounts.same_person import other_accounts
from alder.web.accounts.turn import MOST, WaitingThing
from alder.web.applications import amendments
from alder.web.applications.amendments import amendment_of, reviews_it
from alder.web.applications.models import (
    AgreementRecord,
    AmendmentRecord,
    ApplicationRecord,
    CoApplicant,
    TermsAcceptance,
)
from alder.web.applications.process import application_of, is_signed_off, why_not
from alder.web.applications.sections import WRITTEN_IN, answers_of, as_submitted, people_of
from alder.web.trail.models import TrailEvent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

    from alder.web.accounts.models import Person

_A, _S = ApplicationAction, ApplicationState
_OF_AMENDMENTS = {*APPLICATION_REVIEWERS, Role.AGREEMENT_OFFICER}
_OWN = {
    _S.DRAFT: "Write it, and send it",
    _S.RETURNED: "Answer the comments, and send it again",
    _S.REJECTED_AT_FIRST: "Appeal, or let it stand",
}


def waits(person: Person) -> list[WaitingThing]:
    """All of them."""
    return [*_of_applicants(person), *_of_reviewers(person), *_of_officers(person), *_of_signatories(person)]


def _of_applicants(person: Person) -> Iterator[WaitingThing]:
    own = ApplicationRecord.objects.filter(lead=person, state__in=_OWN).order_by("moved")
    for row in own[:MOST]:
        yield WaitingThing(about(row), _OWN[_S(row.state)], reverse("application", args=[row.key]), row.moved)
    back = _open_amendments(AmendmentState.RETURNED).filter(lead=person).order_by("moved")
    for amendment in back[:MOST]:
        yield _amendment(amendment, "Change it and send it again, or withdraw it")
    joined = CoApplicant.objects.filter(person=person, ended=None).values("application")
    written = ApplicationRecord.objects.filter(Q(lead=person) | Q(pk__in=joined), state__in=WRITTEN_IN)
    over = AgreementRecord.objects.filter(lead=person, state=AgreementState.EXPIRED).select_related("application")
    yield from _agreements(over.order_by("moved"), "End the project, and say how its report is given")
    if not TermsAcceptance.objects.filter(person=person, version=current_terms(today())[0]).exists():
        for row in written.order_by("moved")[:MOST]:
            address = reverse("application-terms", args=[row.key])
            yield WaitingThing(about(row), "Accept the terms of use", address, row.moved)
        yield from _terms_of_work(person)
    asked = CoApplicant.objects.filter(email=person.email, person=None, ended=None)
    for one in asked.filter(application__state__in=(_S.DRAFT, _S.RETURNED)).select_related("application")[:MOST]:
        address = reverse("application-invitation", args=[one.application.key])
        yield WaitingThing(about(one.application), "Accept or decline to take part", address, one.asked)


def _terms_of_work(person: Person) -> Iterator[WaitingThing]:
    """Who works under an agreement, or is to come to one, has no access before they accept the terms of now."""
    under = AgreementRecord.objects.filter(people__person=person, state=AgreementState.ACTIVE)
    for one in under.select_related("application").order_by("moved")[:MOST]:
        named = f"Agreement {one.pk}: {one.application.title}"
        yield WaitingThing(named, "Accept the terms of use", reverse("terms-of-use"), one.moved)
    coming = _open_amendments(*amendments.OPEN).filter(kind=AmendmentKind.PERSON_ADDED)
    for added in coming.filter(details__person=str(person.pk)).order_by("moved")[:MOST]:
        named = f"A project that {added.lead.name} leads"
        yield WaitingThing(named, "Accept the terms of use", reverse("terms-of-use"), added.moved)


def _of_reviewers(person: Person) -> Iterator[WaitingThing]:
    for one in (
        person.asked_reviews.exclude(progress=ReviewProgress.DONE)
        .filter(application__state=_S.IN_REVIEW)
        .select_related("application")
        .order_by("application__moved")[:MOST]
    ):
        what = {
            ReviewProgress.ASKED: "Accept or decline to review it",
            ReviewProgress.STALE: "Confirm your review on what changed",
        }.get(ReviewProgress(one.progress), "Review it")
        yield WaitingThing(about(one.application), what, _desk(one.application), one.application.moved)


def _of_officers(person: Person) -> Iterator[WaitingThing]:
    roles = person.roles
    if Role.INTAKE_OFFICER in roles:
        yield from _those(_in(_S.SUBMITTED), "Check whether it is complete")
        yield from _those(_all_reviewed(), "Send it on, or back")
        open_ones = _in(_S.IN_REVIEW).exclude(pk__in=_all_reviewed().values("pk"))
        commented = open_ones.filter(comments__sent=None, comments__is_private=False, comments__isnull=False)
        yield from _those(commented.distinct(), "Read what reviewers comment, and return it or wait")
    if Role.DELEGATED_OFFICER in roles:
        for row in _all_reviewed().filter(risk="low")[:MOST]:
            if not why_not(person, row, application_of(row), _A.APPROVE_LOW_RISK, reason="said"):
                yield WaitingThing(about(row), "Approve it without the panel", _desk(row), row.moved)
    if roles & set(APPLICATION_PANEL):
        yield from _of_panel(person)
    waiting = _open_amendments(AmendmentState.SUBMITTED).order_by("moved")
    for one in waiting[:MOST] if has_anywhere(person, _OF_AMENDMENTS) else ():
        thing = amendment_of(one)
        left = thing.subjects - {review.subject for review in thing.reviews if review.change == thing.change}
        if any(reviews_it(person, subject) for subject in left):
            yield _amendment(one, "Review what is to change")
        elif not left and Role.AGREEMENT_OFFICER in roles:
            yield _amendment(one, "Decide on what is to change")
    if Role.AGREEMENT_OFFICER in roles:
        yield from _those(_in(_S.APPROVED), "Draw up the agreement")
        signed = AgreementRecord.objects.filter(state=AgreementState.ISSUED).exclude(parties__signed=None)
        yield from _agreements(signed, "Countersign it")
        for one in _open_amendments(AmendmentState.APPROVED).order_by("moved")[:MOST]:
            if not amendments.why_not(person, one, amendment_of(one), AmendmentAction.COUNTERSIGN):
                yield _amendment(one, "Countersign what is to change")


def _of_panel(person: Person) -> Iterator[WaitingThing]:
    """Votes that are missing, and for chairs what has enough of them; nothing that they are too near to."""
    near = Q(interests__person=person) | Q(lead__in=other_accounts(person)) | Q(lead=person)
    near |= Q(co_applicants__person=person, co_applicants__ended=None)
    near |= Q(lead__teams__team__members__person=person)
    if person.organisation_id is not None:
        near |= Q(lead__organisation=person.organisation_id)
    rows = list(_in(_S.PANEL, _S.APPEALED).exclude(pk__in=ApplicationRecord.objects.filter(near).values("pk"))[:MOST])
    votes: dict[str, list[TrailEvent]] = {row.thing: [] for row in rows}
    begins = (_A.SEND_TO_PANEL.name, _A.APPEAL.name)
    for event in TrailEvent.objects.filter(thing__in=votes, action__in=(*begins, _A.VOTE.name)).order_by("seq"):
        if event.action in begins:
            votes[event.thing].clear()
        else:
            votes[event.thing].append(event)
    for row in rows:
        cast = votes[row.thing]
        is_enough = len(cast) >= VOTES and any(event.said.get("is_independent") for event in cast)
        if Role.PANEL_CHAIR in person.roles:
            if is_enough:
                yield WaitingThing(about(row), "Decide as the panel voted", _desk(row), row.moved)
        elif str(person.pk) not in {event.actor for event in cast}:
            yield WaitingThing(about(row), "Vote on it", _desk(row), row.moved)


def _of_signatories(person: Person) -> Iterator[WaitingThing]:
    if Role.SIGNATORY not in person.roles or person.organisation_id is None:
        return
    theirs = Q(parties__organisation=person.organisation_id, parties__signed=None)
    found = AgreementRecord.objects.filter(theirs, state=AgreementState.ISSUED).exclude(people__person=person)
    yield from _agreements(found, "Sign it for your organisation")
    approved = _open_amendments(AmendmentState.APPROVED).filter(agreement__parties__organisation=person.organisation_id)
    for one in approved.exclude(agreement__people__person=person)[:MOST]:
        if str(person.organisation) not in amendment_of(one).signatures:
            yield _amendment(one, "Sign what is to change")
    asked = ApplicationRecord.objects.filter(lead__organisation=person.organisation_id, state__in=WRITTEN_IN)
    for row in asked.exclude(sign_off_asked=None).order_by("sign_off_asked")[:MOST]:
        is_apart = all(one.pk != person.pk for one in people_of(row))
        if is_apart and not is_signed_off(row, as_submitted(answers_of(row))):
            address = reverse("application-sign-off", args=[row.key])
            since = row.sign_off_asked or row.moved
            yield WaitingThing(about(row), "Confirm what it says of your organisation", address, since)


def _in(*states: ApplicationState) -> QuerySet[ApplicationRecord]:
    return ApplicationRecord.objects.filter(state__in=states).order_by("moved", "pk")


def _all_reviewed() -> QuerySet[ApplicationRecord]:
    open_ones = Q(asked_reviews__progress__in=[one for one in ReviewProgress if one is not ReviewProgress.DONE])
    return _in(_S.IN_REVIEW).exclude(open_ones)


def _those(rows: QuerySet[ApplicationRecord], what: str) -> Iterator[WaitingThing]:
    for row in rows[:MOST]:
        yield WaitingThing(about(row), what, _desk(row), row.moved)


def _agreements(found: Iterable[AgreementRecord] | QuerySet[AgreementRecord], what: str) -> Iterator[WaitingThing]:
    for one in list(found)[:MOST]:
        address = reverse("agreement", args=[one.key])
        yield WaitingThing(f"Agreement {one.pk}: {one.application.title}", what, address, one.moved)


def _open_amendments(*states: AmendmentState) -> QuerySet[AmendmentRecord]:
    """Changes of agreements that are not over: what was asked of others comes to nothing any more."""
    living = (AgreementState.ACTIVE, AgreementState.SUSPENDED)
    return AmendmentRecord.objects.filter(state__in=states, agreement__state__in=living)


def _amendment(one: AmendmentRecord, what: str) -> WaitingThing:
    about_it = f"Amendment {one.pk}: {one.kind}"
    return WaitingThing(about_it, what, reverse("amendment", args=[one.key]), one.moved)


def about(row: ApplicationRecord) -> str:
    return f"Application {row.pk}: {row.title}"


def _desk(row: ApplicationRecord) -> str:
    return reverse("application-desk-one", args=[row.key])
