"""Whom a request concerns is told that something happened to it, without what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from alder.governance import Role
from alder.web.accounts.models import Person
from alder.web.accounts.notices import notify

if TYPE_CHECKING:
    from alder.web.table_requests.models import TableRequest


def tell_asker(row: TableRequest) -> None:
    if row.asker is not None:
        notify([row.asker], f"request {row.pk}", reverse("your-request", args=[row.key]))


def tell_taker(row: TableRequest) -> None:
    """Whoever works on it; all statisticians where nobody does."""
    if row.taken_by is not None:
        notify([row.taken_by], f"request {row.pk}", reverse("requests-desk-one", args=[row.key]))
    else:
        tell_statisticians(row)


def tell_statisticians(row: TableRequest) -> None:
    people = Person.objects.filter(is_active=True, holds__role=Role.STATISTICIAN).exclude(pk=row.asker_id)
    notify(people.distinct(), f"request {row.pk}", reverse("requests-desk-one", args=[row.key]))
