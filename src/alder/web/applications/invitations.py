"""Who takes part in an application: invited by its lead under an address, and in once they accepted themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from alder import wall_clock
from alder.web.accounts.models import Person
from alder.web.accounts.notices import notify
from alder.web.applications.models import CoApplicant
from alder.web.trail.events import record

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from alder.web.applications.models import ApplicationRecord


@transaction.atomic
def invite(row: ApplicationRecord, email: str) -> None:
    """Its lead asks somebody to take part."""
    _, is_new = CoApplicant.objects.get_or_create(application=row, email=email, ended=None)
    if is_new:
        record(str(row.lead_id), "lead", row.thing, "Invited")
        known = Person.objects.filter(email=email, is_active=True)
        notify(known, row.thing, reverse("application-invitation", args=[row.key]))


@transaction.atomic
def take_off(row: ApplicationRecord, pk: str) -> None:
    """Its lead takes somebody off, or an invitation back."""
    found = row.co_applicants.filter(pk=int(pk) if pk.isdecimal() and len(pk) < 12 else 0, ended=None)
    if found.update(ended=wall_clock.now()):
        record(str(row.lead_id), "lead", row.thing, "Taken off")


def open_to(person: Person) -> QuerySet[CoApplicant]:
    """The invitations that somebody has not answered."""
    return CoApplicant.objects.filter(email=person.email, person=None, ended=None)


@transaction.atomic
def answer(person: Person, row: ApplicationRecord, *, is_in: bool) -> None:
    """Whoever was invited accepts, or declines."""
    given = {"person": person, "accepted": wall_clock.now()} if is_in else {"ended": wall_clock.now()}
    open_to(person).filter(application=row).update(**given)
    record(str(person.pk), "co-applicant", row.thing, "Joined" if is_in else "Declined to join")
    notify([row.lead], row.thing, reverse("application", args=[row.key]))
