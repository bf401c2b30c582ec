"""Whoever has the turn is told that something happened to an application, without what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from alder.governance import Role
from alder.governance.application import MOVES, ApplicationAction, ApplicationRole, turn
from alder.web.accounts.models import Person
from alder.web.accounts.notices import notify
from alder.web.accounts.rights import people_with
from alder.web.applications.sections import people_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.governance.application import Application
    from alder.web.applications.models import ApplicationRecord

_TELLS = frozenset(move.action for move in MOVES if "notify" in move.effects)
_STAFF = {
    ApplicationRole.INTAKE: (Role.INTAKE_OFFICER,),
    ApplicationRole.PANEL: (Role.PANEL_MEMBER, Role.INDEPENDENT_MEMBER),
    ApplicationRole.CHAIR: (Role.PANEL_CHAIR,),
    ApplicationRole.AGREEMENT: (Role.AGREEMENT_OFFICER,),
}
_WITHIN = frozenset({ApplicationAction.ASK_REVIEW, ApplicationAction.DECLINE_REVIEW, ApplicationAction.REVIEW})
"""What is the service's own affair: applicants see it on the page, and need not come for it."""


def tell(row: ApplicationRecord, after: Application, action: ApplicationAction) -> None:
    """After an act that its process says, in its transaction: who has the turn, and the applicants."""
    if action not in _TELLS:
        return
    has = turn(after)
    staff = [
        one for role in has if role in _STAFF for kind in _STAFF[ApplicationRole(role)] for one in people_with(kind)
    ]
    reviewers = Person.objects.filter(pk__in=[one for one in has if one not in set(ApplicationRole)])
    tell_staff(row, [*staff, *reviewers])
    if action not in _WITHIN:
        notify(people_of(row), row.thing, reverse("application", args=[row.key]))


def tell_staff(row: ApplicationRecord, people: Iterable[Person]) -> None:
    notify(people, row.thing, reverse("application-desk-one", args=[row.key]))
