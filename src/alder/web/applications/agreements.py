"""Agreements: the document, word for word, and what people do to it.

There is one document with one hash, which the plan of the extract is part of. Whoever signs sends the hash of what they
read: where another stands there by then, nothing is signed.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse

from alder import wall_clock
from alder.applications.answers import day_of
from alder.applications.terms import current_terms
from alder.errors import Inconsistency
from alder.governance import Denied, Role
from alder.governance.agreement import (
    AGREEMENT,
    REMIND_BEFORE,
    Agreement,
    AgreementAction,
    AgreementRole,
    AgreementState,
)
from alder.governance.application import GOVERNANCE, ApplicationAction, Recommendation
from alder.governance.process import Act
from alder.look.words import day
from alder.wall_clock import today
from alder.web.accounts.models import Organisation, Person
from alder.web.accounts.notices import notify
from alder.web.accounts.rights import people_with
from alder.web.accounts.same_person import accounts_among
from alder.web.applications.answer_sheet import sheet
from alder.web.applications.flags import tell_of_others
from alder.web.applications.models import AgreementParty, AgreementPerson, AgreementRecord, ApplicationRecord
from alder.web.applications.process import act as act_on_application
from alder.web.applications.process import application_of
from alder.web.applications.public_entries import approved_answers, told_of
from alder.web.applications.sections import people_of
from alder.web.trail.events import act_on
from alder.web.trail.models import TrailEvent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from alder.governance.application import Application

_A, _S, _R = AgreementAction, AgreementState, AgreementRole
AGREEMENT_ROLES = {
    Role.SIGNATORY: _R.SIGNATORY,
    Role.AGREEMENT_OFFICER: _R.OFFICER,
    Role.INCIDENT_OFFICER: _R.INCIDENT_OFFICER,
    Role.GOVERNANCE_REVIEWER: _R.GOVERNANCE,
    Role.PANEL_CHAIR: _R.CHAIR,
    Role.DATA_MANAGER: _R.DATA_MANAGER,
}
_ACTIONS = tuple(AgreementAction.__members__)
SIGNS = frozenset({_A.SIGN, _A.COUNTERSIGN})
LIVING = frozenset({_S.ACTIVE, _S.SUSPENDED, _S.EXPIRED, _S.ENDED, _S.CLOSED, _S.REVOKED})
"""States of agreements that were in force once."""


class AgreementChangedMeanwhile(Denied):
    """Somebody did something to the agreement since the page was opened."""


def agreement_of(record: AgreementRecord) -> Agreement:
    """The agreement as its events made it."""
    acts = TrailEvent.objects.filter(thing=record.thing, action__in=_ACTIONS).order_by("seq")
    return AGREEMENT.replayed(record.started, (kept.event for kept in acts))


def act_of(person: Person | None, agreement: Agreement, action: AgreementAction, said: Mapping[str, Any]) -> Act:
    """What somebody wants to do, with the accounts that count as them."""
    if person is None:
        return Act(action, "", frozenset({_R.SYSTEM}), wall_clock.now(), said)
    roles = frozenset(AGREEMENT_ROLES[role] for role in person.roles if role in AGREEMENT_ROLES)
    near = {agreement.lead, *agreement.people, agreement.suspended_by, *(one.person for one in agreement.signatures)}
    return Act(action, str(person.pk), roles, wall_clock.now(), said, accounts_among(person, near - {""}))


def why_not(
    person: Person | None, record: AgreementRecord, agreement: Agreement, action: AgreementAction, **said: Any
) -> str:
    """Why somebody may not do something now; empty where they may, said what they would say."""
    return AGREEMENT.why_not(agreement, act_of(person, agreement, action, {**said, **_known(record, person, action)}))


@transaction.atomic
def act(
    person: Person | None,
    record: AgreementRecord,
    action: AgreementAction,
    said: Mapping[str, Any] | None = None,
    *,
    seen: int | None = None,
) -> Agreement:
    """Do something to an agreement, as a person or as the site. Raises `Denied` where it may not be done."""
    locked = AgreementRecord.objects.select_for_update().get(pk=record.pk)
    if seen is not None and seen != locked.revision:
        raise AgreementChangedMeanwhile("Somebody did something to this agreement since you opened the page.")
    before = agreement_of(locked)
    if before.state != locked.state:
        raise Inconsistency(f"{locked} is {locked.state} in its row and {before.state} by its events")
    known = {**(said or {}), **_known(locked, person, action)}
    after = act_on(AGREEMENT, before, act_of(person, before, action, known))
    _note(locked, before, after)
    _tell(locked, action)
    if action is _A.REVOKE:
        tell_of_others(locked)
    if after.state is _S.ACTIVE and before.state is _S.ISSUED:
        in_force = {"agreement": str(locked.pk), "in_force": True}
        act_on_application(None, locked.application, ApplicationAction.AGREE, in_force)
    record.refresh_from_db()
    return after


def close_destroyed(number: str, certificate: str) -> None:
    """The workspace of an agreement is destroyed: the agreement is closed with that as proof, as the register says.

    What was revoked, or closed by a data manager, stays so.
    """
    record = AgreementRecord.objects.filter(pk=int(number)).first() if number.isdecimal() else None
    if record is not None and record.state in (_S.ENDED, _S.EXPIRED):
        act(None, record, _A.CLOSE, {"proof": certificate})


def _known(record: AgreementRecord, person: Person | None, action: AgreementAction) -> dict[str, Any]:
    """What the site knows for the act, whatever was said."""
    if action is _A.COUNTERSIGN:
        row = record.application
        return {**preconditions(row, application_of(row))}
    if action is _A.SIGN and person is not None:
        return {"organisation": person.organisation.name if person.organisation is not None else ""}
    return {}


def preconditions(row: ApplicationRecord, thing: Application) -> dict[str, bool]:
    """What has to hold before anybody has access: conditions, ethics and the impact assessment."""
    answers = row.rounds.order_by("-round")[0].answers
    until = [day_of(one.get("until")) for one in answers.get("H1a") or []]
    ethics = answers.get("H1") is not True or any(one is not None and one >= today() for one in until)
    accepted = {Recommendation.SUPPORT, Recommendation.CONDITIONS}
    governed = [one.recommendation in accepted for one in thing.reviews if one.subject == GOVERNANCE]
    return {"conditions_met": thing.may_begin, "ethics_in_date": ethics, "impact_accepted": any(governed)}


def _note(record: AgreementRecord, before: Agreement, after: Agreement) -> None:
    """What lists show of it."""
    now = after.events[-1].at
    if after.state is not before.state:
        record.moved = now
    record.state, record.revision = after.state, record.revision + 1
    record.start, record.end = after.start, after.end
    if after.state is _S.ACTIVE and record.in_force is None:
        record.in_force, record.told = now, told_of(approved_answers(record), now)
    record.next_look = next_look(after)
    record.save()
    record.people.exclude(person__in=Person.objects.filter(pk__in=after.people)).delete()
    for number in after.people:
        AgreementPerson.objects.get_or_create(agreement=record, person=Person.objects.get(pk=number))
    signed = {one.organisation: one.at for one in after.signatures if one.document == after.document}
    record.parties.exclude(organisation__name__in=after.organisations).delete()
    for name in after.organisations:
        party, _ = AgreementParty.objects.get_or_create(
            agreement=record, organisation=Organisation.objects.get(name=name)
        )
        party.signed = signed.get(name)
        party.save(update_fields=["signed"])


def next_look(agreement: Agreement) -> date | None:
    """The next day on which people are reminded of its end, or the day after that; None while it is not living."""
    if agreement.end is None or agreement.state not in (_S.ACTIVE, _S.SUSPENDED):
        return None
    days = [agreement.end - timedelta(days=left) for left in REMIND_BEFORE]
    return min((day for day in days if day > today()), default=agreement.end + timedelta(days=1))


_TELLS = frozenset(move.action for move in AGREEMENT.moves if {"notify", "sessions end"} & set(move.effects))


def _tell(record: AgreementRecord, action: AgreementAction) -> None:
    """Everybody on it is told, those who sign while it waits for them, and officers."""
    if action not in _TELLS:
        return
    people = {one.person_id: one.person for one in record.people.select_related("person")}
    people |= {one.pk: one for one in people_with(Role.AGREEMENT_OFFICER)}
    if record.state == _S.ISSUED:
        people |= {one.pk: one for one in signatories(record)}
    notify(people.values(), record.thing, reverse("agreement", args=[record.key]))


def signatories(record: AgreementRecord) -> list[Person]:
    """Who signs for one of its parties that has not signed."""
    waiting = set(record.parties.filter(signed=None).values_list("organisation_id", flat=True))
    return [one for one in people_with(Role.SIGNATORY) if one.organisation_id in waiting]


def parties_of(row: ApplicationRecord) -> list[str]:
    """The organisations that sign: those of everybody who works with the data."""
    names = {one.organisation.name for one in people_of(row) if one.organisation is not None}
    return sorted(names)


def document(record: AgreementRecord, plan: str, start: date, end: date) -> str:
    """What is signed, drafted from the approved application: the same for everybody, and nothing beside it."""
    row = record.application
    thing = application_of(row)
    submitted = row.rounds.order_by("-round")[0]
    lines = [
        f"Agreement {record.pk} on learner-level data, for application {row.pk}",
        "",
        f"Project: {row.title}",
        f"Lead: {row.lead.name}",
        f"Parties: {'; '.join(parties_of(row))}; and the service",
        f"From {day(start)} until {day(end)}",
        f"The application as it was submitted in round {submitted.round}, SHA-256 {submitted.sha256}",
        f"The terms of use that each person accepts, version {current_terms(today())[0]}",
        "",
        "1. People who work with the data",
        *(f"   {one.name}{f', {one.organisation.name}' if one.organisation else ''}" for one in people_of(row)),
        "",
        "2. Conditions of the approval",
        *(_conditions(thing) or ["   None."]),
        "",
        "3. What is agreed of purpose, benefit, place, keeping and results",
        *_agreed(submitted.answers),
        "",
        "4. The plan of the extract. Nothing else is built, and it is built by this plan, word for word.",
        f"   SHA-256 {scope_of(plan)}",
        "",
        *(f"   {line}".rstrip() for line in plan.splitlines()),
        "",
        "5. The organisations see to it that everybody keeps the terms, tell the service at once of what went wrong,",
        "   and have the data destroyed when the agreement ends. The service may suspend it at any time, and says why.",
        "",
    ]
    return "\n".join(lines)


_AGREED = ("D2", "D1", "E1", "F1", "F4", "G1", "G2", "G3", "G4", "J1", "K1", "K2", "L1", "L2", "L4")


def _agreed(answers: Mapping[str, Any]) -> list[str]:
    found = []
    for part in sheet(answers):
        for one in part.answers:
            if one.question.id in _AGREED:
                found.append(f"   {one.question.id} {one.question.label}")
                said = one.words.splitlines() or ["; ".join(entry for _, entry in cells if entry) for cells in one.rows]
                found += [f"      {line}" for line in said]
    return found


def _conditions(thing: Application) -> list[str]:
    return [
        f"   {one.text} ({one.owner}, by {day(one.due)}{', before access' if one.before_access else ''})"
        for one in thing.conditions
    ]


def sha256_of(text: str) -> str:
    """By which a document is signed."""
    return hashlib.sha256(text.encode()).hexdigest()


def scope_of(plan: str) -> str:
    """By which an extract is allowed: the hash of its plan."""
    return sha256_of(plan)


def project_name(record: AgreementRecord) -> str:
    """What its project is called where workspaces are."""
    return f"agreement-{record.pk}"


@transaction.atomic
def issue(person: Person, row: ApplicationRecord, plan: str, start: date, end: date, *, seen: int) -> AgreementRecord:
    """The document is sent out: the agreement and its application move together."""
    record = prepared(row)
    record.plan, record.document = plan, document(record, plan, start, end)
    record.sha256 = sha256_of(record.document)
    record.save()
    said = _terms(record, start, end)
    act_on_application(person, row, ApplicationAction.ISSUE, {"agreement": str(record.pk)}, seen=seen)
    act(person, record, _A.ISSUE, said)
    return record


@transaction.atomic
def issue_again(
    person: Person, record: AgreementRecord, plan: str, start: date, end: date, reason: str, *, seen: int
) -> None:
    """Another document takes the place of the one that is out: everybody signs anew."""
    record.plan, record.document = plan, document(record, plan, start, end)
    record.sha256 = sha256_of(record.document)
    said = {**_terms(record, start, end), "reason": reason}
    kept = {"plan": record.plan, "document": record.document, "sha256": record.sha256}
    act(person, record, _A.ISSUE_AGAIN, said, seen=seen)
    AgreementRecord.objects.filter(pk=record.pk).update(**kept)


def prepared(row: ApplicationRecord) -> AgreementRecord:
    """The agreement of an application, drawn up where there is none yet: its number is part of what is signed."""
    record, _ = AgreementRecord.objects.get_or_create(application=row, defaults={"lead": row.lead})
    return record


def _terms(record: AgreementRecord, start: date, end: date) -> dict[str, Any]:
    row = record.application
    return {
        "document": record.sha256,
        "organisations": parties_of(row),
        "people": [str(one.pk) for one in people_of(row)],
        "scope": scope_of(record.plan),
        "start": start.isoformat(),
        "end": end.isoformat(),
    }
