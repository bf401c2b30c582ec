"""Amendments: what is to change of an agreement while a project runs, who looks at it, and how it comes into force.

The agreement stays as it is until every organisation signed exactly this change and an officer countersigned: then it
is varied in the same transaction. Who is taken off is off at once.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse

from alder import wall_clock
from alder.applications.answers import sources_of
from alder.applications.terms import current_terms
from alder.errors import Inconsistency
from alder.governance import Denied, Role
from alder.governance.agreement import AgreementAction
from alder.governance.amendment import (
    AMENDMENT,
    SECURITY,
    Amendment,
    AmendmentAction,
    AmendmentKind,
    AmendmentRole,
    AmendmentState,
)
from alder.governance.application import GOVERNANCE, METHODS
from alder.governance.process import Act
from alder.sources import catalogue
from alder.wall_clock import today
from alder.web.accounts.models import Person
from alder.web.accounts.notices import notify
from alder.web.accounts.rights import people_with
from alder.web.accounts.same_person import accounts_among
from alder.web.accreditation.accredited_people import standing_with
from alder.web.applications import agreements
from alder.web.applications.amendment_changes import told_of_amendment
from alder.web.applications.models import AgreementRecord, AmendmentRecord, TermsAcceptance
from alder.web.applications.process import owns, staff
from alder.web.applications.sections import people_of
from alder.web.trail.events import act_on
from alder.web.trail.models import TrailEvent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.governance.agreement import Agreement

_A, _S, _R, _K = AmendmentAction, AmendmentState, AmendmentRole, AmendmentKind
AMENDMENT_ROLES = {
    Role.AGREEMENT_OFFICER: _R.OFFICER,
    Role.GOVERNANCE_REVIEWER: _R.REVIEWER,
    Role.METHODS_REVIEWER: _R.REVIEWER,
    Role.DATA_OWNER: _R.REVIEWER,
    Role.SIGNATORY: _R.SIGNATORY,
}
_ACTIONS = tuple(AmendmentAction.__members__)
OPEN = (_S.DRAFT, _S.SUBMITTED, _S.RETURNED, _S.APPROVED)


class AmendmentChangedMeanwhile(Denied):
    """Somebody did something to the amendment since the page was opened."""


def amendment_of(record: AmendmentRecord) -> Amendment:
    """The amendment as its events made it."""
    people = agreements.agreement_of(record.agreement).people
    acts = TrailEvent.objects.filter(thing=record.thing, action__in=_ACTIONS).order_by("seq")
    return AMENDMENT.replayed(record.started(people), (kept.event for kept in acts))


def act_of(person: Person | None, thing: Amendment, action: AmendmentAction, said: Mapping[str, Any]) -> Act:
    """What somebody wants to do, with the accounts that count as them."""
    if person is None:
        return Act(action, "", frozenset({_R.SYSTEM}), wall_clock.now(), said)
    held = {right.role for right in person.rights}
    roles = frozenset(AMENDMENT_ROLES[role] for role in held if role in AMENDMENT_ROLES)
    accounts = accounts_among(person, {thing.lead, *thing.people, *thing.signed_by})
    return Act(action, str(person.pk), roles, wall_clock.now(), said, accounts)


def why_not(
    person: Person | None, record: AmendmentRecord, thing: Amendment, action: AmendmentAction, **said: Any
) -> str:
    """Why somebody may not do something now; empty where they may, said what they would say."""
    known = {**said, **_known(person, record, thing, action, said)}
    return AMENDMENT.why_not(thing, act_of(person, thing, action, known))


@transaction.atomic
def ask(
    person: Person, agreement: AgreementRecord, kind: AmendmentKind, words: str, details: Mapping[str, Any]
) -> AmendmentRecord:
    """The lead asks for a change. Whoever sends the same form twice has asked once."""
    locked = AgreementRecord.objects.select_for_update().get(pk=agreement.pk)
    for waiting in locked.amendments.filter(state__in=OPEN, kind=kind, words=words):
        if waiting.details == details:
            return waiting
    made = AmendmentRecord.objects.create(agreement=agreement, lead=person, kind=kind, words=words, details=details)
    act(person, made, _A.SUBMIT)
    return made


@transaction.atomic
def ask_again(
    person: Person, record: AmendmentRecord, words: str, details: Mapping[str, Any], reply: str, *, seen: int
) -> None:
    """The lead sends what was returned once more, changed or with a reply."""
    locked = AmendmentRecord.objects.select_for_update().get(pk=record.pk)
    AMENDMENT.line(thing := amendment_of(locked), act_of(person, thing, _A.SUBMIT_AGAIN, {}))
    locked.words, locked.details = words, details
    locked.save(update_fields=["words", "details"])
    act(person, locked, _A.SUBMIT_AGAIN, {"reason": reply} if reply else {}, seen=seen)
    record.refresh_from_db()


@transaction.atomic
def act(
    person: Person | None,
    record: AmendmentRecord,
    action: AmendmentAction,
    said: Mapping[str, Any] | None = None,
    *,
    seen: int | None = None,
) -> Amendment:
    """Do something to an amendment; once it is in force, the agreement is varied with it."""
    locked = AmendmentRecord.objects.select_for_update().get(pk=record.pk)
    if seen is not None and seen != locked.revision:
        raise AmendmentChangedMeanwhile("Somebody did something to this amendment since you opened the page.")
    thing = amendment_of(locked)
    if thing.state != locked.state:
        raise Inconsistency(f"{locked} is {locked.state} in its row and {thing.state} by its events")
    known = {**(said or {}), **_known(person, locked, thing, action, said or {})}
    after = act_on(AMENDMENT, thing, act_of(person, thing, action, known))
    if action in (_A.SUBMIT, _A.SUBMIT_AGAIN):
        number = locked.versions.count() + 1
        locked.versions.create(number=number, words=locked.words, details=locked.details)
    locked.state, locked.revision, locked.moved = after.state, locked.revision + 1, after.events[-1].at
    locked.save()
    if after.state is _S.IN_FORCE:
        vary = {"amendment": str(locked.pk), "in_force": True, **varied(locked)}
        at = agreements.act(None, locked.agreement, AgreementAction.VARY, vary).events[-1].at
        if "plan" in locked.details:
            AgreementRecord.objects.filter(pk=locked.agreement_id).update(plan=locked.details["plan"])
        locked.told = told_of_amendment(locked, at, vary.get("end"))
        locked.save(update_fields=["told"])
    _tell(locked, after, action)
    record.refresh_from_db()
    if action in (_A.SUBMIT, _A.SUBMIT_AGAIN):
        _pass_by_itself(record)
    return after


def _pass_by_itself(record: AmendmentRecord) -> None:
    """Somebody known is added without a person deciding, and whoever is taken off is off at once."""
    thing = amendment_of(record)
    for action in (_A.TAKE_OFF, _A.PASS):
        if not why_not(None, record, thing, action):
            act(None, record, action)
            return


def varied(record: AmendmentRecord) -> dict[str, Any]:
    """What changes of the agreement by an amendment."""
    now, said = agreements.agreement_of(record.agreement), record.details
    match AmendmentKind(record.kind):
        case _K.PERSON_ADDED:
            return {"people": sorted({*now.people, str(said["person"])})}
        case _K.PERSON_REMOVED:
            return {"people": [one for one in now.people if one != said["person"]]}
        case _K.EXTENSION if now.end is not None:
            return {"end": months_after(now.end, int(said["months"])).isoformat()}
        case _K.DATA:
            return {"scope": agreements.scope_of(str(said["plan"]))}
    return {}


def places_now(record: AgreementRecord) -> tuple[list[str], list[str]]:
    """Where people may work by the application, as amendments in force changed it, and who of them from home."""
    answers = record.application.rounds.order_by("-round")[0].answers
    for varied in record.amendments.filter(state=_S.IN_FORCE, kind=_K.PLACE).order_by("-moved", "-pk"):
        if "places" in varied.details:  # the first version did not ask for them
            return varied.details["places"], varied.details["home"]
    named = {str(one.get("name", "")).strip().casefold() for one in answers.get("J3") or []}
    home = [str(one.pk) for one in people_of(record.application) if one.name.strip().casefold() in named]
    return answers.get("J1") or [], home


def is_on_terms_of_now(record: AmendmentRecord) -> bool:
    """Whether the plan that it changes is still the one that is in force."""
    now: str = record.agreement.plan
    return bool(record.details.get("plan_before", now) == now)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(last, day.day))
        except ValueError:
            continue
    return date(year, month, 28)


def change_of(record: AmendmentRecord) -> str:
    """By which a change is reviewed and signed: the hash of all that it says."""
    said = {"kind": record.kind, "words": record.words, "details": record.details}
    return agreements.sha256_of(json.dumps(said, sort_keys=True, ensure_ascii=False))


def sources(record: AmendmentRecord) -> list[str]:
    """The sources that it touches: those that are named, or all of the project."""
    named: list[str] = record.details.get("sources", [])
    return named or list(sources_of(record.agreement.application.rounds.order_by("-round")[0].answers))


def _known(
    person: Person | None, record: AmendmentRecord, thing: Amendment, action: AmendmentAction, said: Mapping[str, Any]
) -> dict[str, Any]:
    """What the site knows for the act, whatever was said."""
    agreement = agreements.agreement_of(record.agreement)
    if action in (_A.SUBMIT, _A.SUBMIT_AGAIN):
        known: dict[str, Any] = {"kind": record.kind, "change": change_of(record)}
        known |= {"sources": sources(record), "organisations": list(agreement.organisations)}
        return known | ({"months": record.details["months"]} if "months" in record.details else {})
    if action is _A.REVIEW and person is not None:
        return {"reviews_it": reviews_it(person, str(said.get("subject", "")))}
    if action is _A.PASS:
        return person_facts(record, agreement)
    if action is _A.TAKE_OFF:
        return {"is_lead": record.details.get("person") == agreement.lead}
    if action in (_A.APPROVE, _A.COUNTERSIGN):
        return {"terms_of_now": is_on_terms_of_now(record)}
    if action is _A.SIGN and person is not None:
        return {"organisation": person.organisation.name if person.organisation is not None else ""}
    return {}


def person_facts(record: AmendmentRecord, agreement: Agreement) -> dict[str, bool]:
    """Whether somebody who is to be added is accredited, of a party, and accepted the terms."""
    found = Person.objects.filter(pk=record.details.get("person")).select_related("organisation").first()
    if found is None:
        return {}
    owners = dict.fromkeys(catalogue.source(name).owner for name in sources(record))
    works_for = found.organisation.name if found.organisation is not None else ""
    accepted = TermsAcceptance.objects.filter(person=found, version=current_terms(today())[0])
    return {
        "accredited": not any(one.why_not for one in standing_with(found, [*owners])),
        "same_organisation": works_for in agreement.organisations,
        "terms_accepted": accepted.exists(),
    }


def reviews_it(person: Person, subject: str) -> bool:
    """Whether somebody reviews amendments for a subject: security is looked at by information governance."""
    held = {right.role for right in person.rights}
    if subject in (GOVERNANCE, SECURITY):
        return Role.GOVERNANCE_REVIEWER in held
    if subject == METHODS:
        return Role.METHODS_REVIEWER in held
    return Role.DATA_OWNER in held and owns(person, subject)


def reviewers_of(subject: str) -> list[Person]:
    """Who can review it."""
    if subject in (GOVERNANCE, SECURITY):
        return staff(Role.GOVERNANCE_REVIEWER)
    return staff(Role.METHODS_REVIEWER) if subject == METHODS else staff(Role.DATA_OWNER, subject)


def tell_owners(record: AmendmentRecord) -> None:
    """The owners of the data are told of it, in the transaction of what is done about it."""
    owners = [one for source in sources(record) for one in staff(Role.DATA_OWNER, source)]
    notify(owners, record.thing, reverse("amendment", args=[record.key]))


def _tell(record: AmendmentRecord, after: Amendment, action: AmendmentAction) -> None:
    """Whoever has the turn, and the lead."""
    address = reverse("amendment", args=[record.key])
    told = {record.lead_id: record.lead}
    if after.state is _S.SUBMITTED:
        told |= {one.pk: one for one in people_with(Role.AGREEMENT_OFFICER)}
        told |= {one.pk: one for subject in after.subjects for one in reviewers_of(subject)}
    if after.state is _S.APPROVED:
        waiting = set(after.organisations) - set(after.signatures)
        of = {
            one.pk: one for one in people_with(Role.SIGNATORY) if one.organisation and one.organisation.name in waiting
        }
        told |= of or {one.pk: one for one in people_with(Role.AGREEMENT_OFFICER)}
    notify(told.values(), record.thing, address)
