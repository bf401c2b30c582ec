"""Which outputs wait for somebody: their own that are with them, those that they check or release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.urls import reverse

from alder.governance import Role
from alder.governance.output_review import ReviewState
from alder.web.accounts.turn import MOST, WaitingThing
from alder.web.output_desk.models import OutputReading, OutputRequest
from alder.web.output_desk.sources import CHECKERS, outputs_for

if TYPE_CHECKING:
    from alder.web.accounts.models import Person

_S = ReviewState
_OWN = {_S.DRAFT: "Hand it in, or withdraw it", _S.RETURNED: "Change it and hand it in again"}


def waits(person: Person) -> list[WaitingThing]:
    """All of them."""
    own = OutputRequest.objects.filter(author=person, state__in=_OWN).order_by("moved")[:MOST]
    found = [
        WaitingThing(_about(one), _OWN[_S(one.state)], reverse("output", args=[one.key]), one.moved) for one in own
    ]
    voted = OutputReading.objects.filter(person=person, turn=F("output__turn")).exclude(voted=None).values("output")
    for roles, states, what in (
        (CHECKERS, (_S.SUBMITTED, _S.ONE_REVIEW), "Review it"),
        (CHECKERS, (_S.REVIEWED,), "Decide on it"),
        ((Role.RELEASE_OFFICER,), (_S.APPROVED,), "Release it"),
    ):
        rows = OutputRequest.objects.filter(outputs_for(person, roles), state__in=states).exclude(author=person)
        if what == "Review it":
            rows = rows.exclude(pk__in=voted)
        found += [
            WaitingThing(_about(one), what, reverse("output-review", args=[one.key]), one.moved, one.promised)
            for one in rows.order_by("promised", "pk")[:MOST]
        ]
    return found


def _about(one: OutputRequest) -> str:
    return f"Output {one.pk}: {one.title}"
