"""Flags on applications: that somebody who applies worked under an agreement that was revoked.

A flag decides nothing. Whoever deals with the application reads it and judges by themselves; its applicants do not see
it. Accounts that are of one person count as one, so that another address is no way round it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.governance import Role
from alder.governance.agreement import AgreementState
from alder.web.accounts.rights import people_with
from alder.web.accounts.same_person import accounts_of_each
from alder.web.applications.models import AgreementPerson, ApplicationRecord, CoApplicant
from alder.web.applications.notices import tell_staff
from alder.web.applications.process import OVER

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from alder.web.accounts.models import Person
    from alder.web.applications.models import AgreementRecord


@dataclass(frozen=True)
class ApplicationFlag:
    """Somebody who applies, and the agreement under which they worked when it was revoked."""

    name: str
    agreement: int
    since: datetime


def flags_of(rows: Iterable[ApplicationRecord]) -> dict[int, list[ApplicationFlag]]:
    """The flags of each of these applications that has any, by its number."""
    revoked: dict[str, list[AgreementPerson]] = {}
    under = AgreementPerson.objects.filter(agreement__state=AgreementState.REVOKED).select_related("agreement")
    for one in under.order_by("agreement__moved"):
        revoked.setdefault(str(one.person_id), []).append(one)
    if not revoked:
        return {}
    applying = _people_of(rows)
    accounts = accounts_of_each({one.pk for people in applying.values() for one in people}, revoked)
    found: dict[int, list[ApplicationFlag]] = {}
    for number, people in applying.items():
        for person in people:
            for worked in (worked for account in accounts[str(person.pk)] for worked in revoked[account]):
                if worked.agreement.application_id != number:
                    flag = ApplicationFlag(person.name, worked.agreement_id, worked.agreement.moved)
                    found.setdefault(number, []).append(flag)
    return found


def _people_of(rows: Iterable[ApplicationRecord]) -> dict[int, list[Person]]:
    """The lead of each, and who joined them."""
    found = {row.pk: [row.lead] for row in rows}
    joined = CoApplicant.objects.filter(application__in=found, ended=None).exclude(person=None)
    for one in joined.select_related("person"):
        if one.person is not None:
            found[one.application_id].append(one.person)
    return found


def tell_of_others(record: AgreementRecord) -> None:
    """An agreement was revoked: who deals with other applications of its people is told of each, in its transaction."""
    open_ones = ApplicationRecord.objects.filter(round__gt=0).exclude(state__in=OVER).select_related("lead")
    rows = {row.pk: row for row in open_ones}
    officers = [one for role in (Role.INTAKE_OFFICER, Role.PANEL_CHAIR) for one in people_with(role)]
    for number, flags in flags_of(rows.values()).items():
        if any(one.agreement == record.pk for one in flags):
            row = rows[number]
            asked = row.asked_reviews.select_related("reviewer")
            tell_staff(row, [*officers, *(one.reviewer for one in asked)])
