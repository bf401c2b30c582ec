"""Which requests for tables wait for somebody: their own that ask them back, and those that they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from alder.governance.table_request import RequestState
from alder.web.accounts.turn import MOST, WaitingThing
from alder.web.table_requests.answerers import answered_by, answers_some
from alder.web.table_requests.models import RequestRecord

if TYPE_CHECKING:
    from alder.web.accounts.models import Person

_S = RequestState
_OWN = {_S.QUESTIONED: "Reply to a question", _S.QUOTED: "Agree to a cost, or decline"}


def waits(person: Person) -> list[WaitingThing]:
    """All of them."""
    own = RequestRecord.objects.filter(asker=person, state__in=_OWN).order_by("changed")[:MOST]
    found = [
        WaitingThing(_about(row), _OWN[_S(row.state)], reverse("your-request", args=[row.key]), row.changed)
        for row in own
    ]
    if answers_some(person):
        theirs = Q(state__in=(_S.ASKED, _S.TRIED), needs_person=True) | Q(state=_S.TAKEN, taken_by=person)
        rows = RequestRecord.objects.filter(answered_by(person), theirs).exclude(asker=person).order_by("due", "id")
        found += [
            WaitingThing(
                _about(row),
                "Answer it" if row.state == _S.TAKEN else "Take it up",
                reverse("requests-desk-one", args=[row.key]),
                row.changed,
                row.due,
            )
            for row in rows[:MOST]
        ]
    return found


def _about(row: RequestRecord) -> str:
    return f"Request {row.pk}: {row.title}"
