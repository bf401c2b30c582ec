"""Whether a person is accredited today for the data of an owner, and why not: what other areas ask of this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.governance.accreditation import Accreditation, AccreditationState, why_not_accredited
from alder.governance.accreditation_policy import accreditation_policy
from alder.wall_clock import today
from alder.web.accounts.models import Person
from alder.web.accounts.same_person import other_accounts
from alder.web.accreditation.models import AccreditationRecord
from alder.web.accreditation.process import replayed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

OTHERS = "others"
"""Under which name the policy has owners that it does not name."""
_STAND_IN_THE_WAY = (AccreditationState.SUSPENDED, AccreditationState.PAUSED, AccreditationState.WITHDRAWN)


@dataclass(frozen=True)
class OwnerStanding:
    """How somebody stands with one owner of data."""

    owner: str
    why_not: str
    """Why they are not accredited for its data today; empty where they are."""
    until: date | None
    """The last day, where they are."""


def accreditations_of(person: Person) -> list[Accreditation]:
    """All that count for somebody: their own, and those under another account of theirs that stand in the way."""
    rows = AccreditationRecord.objects.filter(person=person).exclude(state=AccreditationState.NONE)
    near = AccreditationRecord.objects.filter(person__in=other_accounts(person), state__in=_STAND_IN_THE_WAY)
    return [replayed(row) for row in (*rows.order_by("pk"), *near.order_by("pk"))]


def supervisors_of(theirs: Iterable[Accreditation]) -> list[Accreditation]:
    """All accreditations of whoever supervises somebody under one of these."""
    ids = {one.supervisor for one in theirs if one.supervisor}
    return [
        found for person in Person.objects.filter(pk__in=ids, is_active=True) for found in accreditations_of(person)
    ]


def why_not_accredited_today(person: Person, owner: str, on: date | None = None) -> str:
    """Why somebody is not accredited for the data of an owner today, or on another day; empty where they are."""
    return standing_with(person, [owner], on)[0].why_not


def standing_with(person: Person, owners: Iterable[str], on: date | None = None) -> list[OwnerStanding]:
    """How somebody stands with each of these owners, with as few questions as with one."""
    day = on or today()
    theirs = accreditations_of(person)
    supervising = supervisors_of(theirs)
    return [_standing(person, owner, day, theirs, supervising) for owner in owners]


def every_standing(person: Person) -> list[OwnerStanding]:
    """How somebody stands with each owner that the policy names, and with all others, who come last."""
    named = sorted(accreditation_policy(today()).owners, key=lambda name: (name == OTHERS, name))
    return standing_with(person, ["Every other owner of data" if name == OTHERS else name for name in named])


def _standing(
    person: Person, owner: str, day: date, theirs: list[Accreditation], supervising: list[Accreditation]
) -> OwnerStanding:
    works_for = person.organisation.name if person.organisation is not None else ""

    def why(found: list[Accreditation]) -> str:
        return why_not_accredited(found, owner, day, organisation=works_for, supervisors=supervising)

    said = why(theirs)
    if not said and not works_for:
        said = "It is not known here whom the person works for now. An admin of the site says so."
    if said:
        return OwnerStanding(owner, said, None)
    rules = accreditation_policy(day)
    ends = [
        min(one.until, rules.counted_until(owner, one.tested_on))
        for one in theirs
        if one.until is not None and one.tested_on is not None and not why([one])
    ]
    return OwnerStanding(owner, "", max(ends))
