"""Which accreditations wait for somebody: for whose they are, for supervisors, and for those who decide on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from alder import wall_clock
from alder.governance import Role
from alder.governance.accreditation import ON_THE_WAY, SERVICE_OWNED, AccreditationState, why_no_test
from alder.web.accounts.turn import MOST, WaitingThing
from alder.web.accreditation import qualification
from alder.web.accreditation.models import AccreditationRecord, IdentityProof
from alder.web.accreditation.permissions import OFFICERS
from alder.web.accreditation.process import replayed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from alder.web.accounts.models import Person

_S = AccreditationState
_OWN = {
    _S.EVIDENCE_ASKED: "Show what the officer asked for",
    _S.TRAINING: "Read the course",
    _S.TEST_READY: "Take the test",
    _S.SITTING: "Go on with the test",
    _S.FAILED: "Take the test again",
    _S.PASSED: "Sign the declaration",
}
_AT_THE_DESK = {
    _S.NONE: "Record who they are",
    _S.APPLIED: "Look at the evidence",
    _S.DECLARED: "Decide on it",
    _S.PAUSED: "Confirm that they work for you",
    _S.SUSPENDED: "Reinstate or withdraw it",
}


def waits(person: Person) -> list[WaitingThing]:
    """All of them."""
    return [*_own(person), *_of_supervisors(person), *_at_the_desk(person)]


def _own(person: Person) -> Iterator[WaitingThing]:
    for row in AccreditationRecord.objects.filter(person=person, state__in=ON_THE_WAY | {_S.NONE}):
        if what := _own_turn(row):
            yield WaitingThing("Your accreditation", what, reverse("accreditation-own", args=[row.key]), row.moved)


def _own_turn(row: AccreditationRecord) -> str:
    """What its person has to do; empty where others have the turn, or the test is not open yet."""
    state = _S(row.state)
    if state is _S.NONE:
        missing = qualification.missing(row)
        if not missing:
            return "Send your application"
        return "Go on with your application" if any(one.address for one in missing) else ""
    if state in (_S.TEST_READY, _S.FAILED) and why_no_test(replayed(row), wall_clock.now()):
        return ""
    return _OWN.get(state, "")


def _of_supervisors(person: Person) -> Iterator[WaitingThing]:
    asked = AccreditationRecord.objects.filter(supervisor=person, supervisor_agreed=None, state=_S.NONE)
    for row in asked.select_related("person").order_by("moved")[:MOST]:
        address = reverse("accreditation-supervise", args=[row.key])
        yield WaitingThing(about(row), "Say whether you supervise them", address, row.moved)


def _at_the_desk(person: Person) -> Iterator[WaitingThing]:
    found = seen_by(person).filter(at_desk(person)).exclude(person=person)
    for row in found.select_related("person").order_by("moved", "pk")[:MOST]:
        address = reverse("accreditation-desk-one", args=[row.key])
        yield WaitingThing(about(row), _AT_THE_DESK[_S(row.state)], address, row.moved)


def seen_by(person: Person) -> QuerySet[AccreditationRecord]:
    """Officers see all, signatories those of the organisation that they speak for."""
    if person.roles & set(OFFICERS):
        return AccreditationRecord.objects.all()
    named = person.organisation.name if person.organisation is not None else ""
    return AccreditationRecord.objects.exclude(organisation="").filter(organisation=named)


def at_desk(person: Person) -> Q:
    """Which of them wait for what somebody does in their roles."""
    found = Q(pk=None)
    if Role.ACCREDITATION_OFFICER in person.roles:
        found |= Q(state__in=SERVICE_OWNED)
        found |= Q(~Exists(IdentityProof.objects.filter(person=OuterRef("person"))), state=_S.NONE)
    if Role.SIGNATORY in person.roles and person.organisation is not None:
        found |= Q(state=_S.PAUSED, organisation=person.organisation.name)
    if Role.INCIDENT_OFFICER in person.roles:
        found |= Q(state=_S.SUSPENDED)
    return found


def about(row: AccreditationRecord) -> str:
    return f"Accreditation {row.pk}: {row.person.name}"
