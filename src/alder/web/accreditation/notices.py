"""Whom an accreditation concerns is told that something happened to it, without what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from alder.governance import Role
from alder.governance.accreditation import MOVES, SERVICE_OWNED, AccreditationAction, AccreditationState
from alder.web.accounts.notices import notify
from alder.web.accounts.rights import people_with

if TYPE_CHECKING:
    from alder.web.accounts.models import Person
    from alder.web.accreditation.models import AccreditationRecord

_TELLS = frozenset(move.action for move in MOVES if "notify" in move.effects)
_OWN = frozenset({AccreditationAction.SHOW_EVIDENCE, AccreditationAction.GIVE_UP})
"""What its person does, who need not be told."""


def tell(record: AccreditationRecord, action: AccreditationAction) -> None:
    """Whoever has the turn after an act, and the person whom it happened to, in the transaction of the act."""
    about = f"accreditation {record.pk}"
    if action in _TELLS - _OWN:
        tell_person(record)
    if record.state in SERVICE_OWNED:
        tell_officers(record)
    if action is AccreditationAction.MOVE and record.state in (AccreditationState.PAUSED, AccreditationState.SUSPENDED):
        theirs = [one for one in people_with(Role.SIGNATORY) if _works_for(one, record.organisation)]
        notify(theirs, about, reverse("accreditation-desk-one", args=[record.key]))


def tell_person(record: AccreditationRecord) -> None:
    notify([record.person], f"accreditation {record.pk}", reverse("accreditation-own", args=[record.key]))


def tell_officers(record: AccreditationRecord) -> None:
    officers = [one for one in people_with(Role.ACCREDITATION_OFFICER) if one.pk != record.person_id]
    notify(officers, f"accreditation {record.pk}", reverse("accreditation-desk-one", args=[record.key]))


def tell_supervisor(record: AccreditationRecord) -> None:
    """Whoever is named as the supervisor of somebody says whether they are."""
    if record.supervisor is not None:
        about = f"accreditation {record.pk}"
        notify([record.supervisor], about, reverse("accreditation-supervise", args=[record.key]))


def _works_for(person: Person, organisation: str) -> bool:
    return person.organisation is not None and person.organisation.name == organisation
