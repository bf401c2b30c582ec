"""What happened to a request, read from the trail, in words for whoever looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.governance.table_request import RequestAction
from alder.web.accounts.models import Person
from alder.web.trail.events import events_of

if TYPE_CHECKING:
    from datetime import datetime

    from alder.model.event import Event
    from alder.web.table_requests.models import RequestRecord

_SAYS = {
    RequestAction.ASK: "Asked",
    RequestAction.TRY: "Tried at once",
    RequestAction.ANSWER_AT_ONCE: "Answered at once",
    RequestAction.HAND_ON: "Handed on to a person",
    RequestAction.TAKE: "Taken up",
    RequestAction.PUT_BACK: "Put back",
    RequestAction.QUESTION: "Asked back",
    RequestAction.REPLY: "Replied",
    RequestAction.QUOTE: "Cost named",
    RequestAction.AGREE: "Cost agreed to",
    RequestAction.DECLINE: "Cost declined",
    RequestAction.COUNT: "Answer being counted",
    RequestAction.ANSWER: "Answered",
    RequestAction.GIVE_BACK: "Answer could not be given",
    RequestAction.HAND_IN: "Table made by hand, now with the checkers",
    RequestAction.ANSWER_BY_HAND: "Answered with a table made by hand",
    RequestAction.RECALL: "Table withdrawn",
    RequestAction.REFUSE: "Refused",
    RequestAction.RERUN: "Answered again on newer data",
    RequestAction.WITHDRAW: "Withdrawn",
    RequestAction.LAPSE: "Closed: nobody replied",
}
_INSIDE = {RequestAction.GIVE_BACK, RequestAction.COUNT}
"""What the asker is not told of: the ledger's words name other tables."""


@dataclass(frozen=True)
class Happening:
    """One event in words."""

    when: datetime
    action: str
    what: str
    who: str
    said: str


def _said(event: Event) -> str:
    """What was written, after what it would cost where that was named."""
    cost, reason = event.said.get("cost"), str(event.said.get("reason", ""))
    return f"£{cost}. {reason}".strip() if cost else reason


def history_of(row: RequestRecord, *, for_asker: bool) -> list[Happening]:
    """The newest first. An asker does not read what is about other tables, nor who of the service did what."""
    events = [e for e in events_of(f"request {row.pk}") if e.action in RequestAction.__members__]
    numbers = {e.actor for e in events if e.actor and not e.actor.startswith("command ")}
    names = {str(p.pk): p.name for p in Person.objects.filter(pk__in=numbers)}
    found = []
    for event in reversed(events):
        action = RequestAction[event.action]
        if for_asker and action in _INSIDE:
            continue
        own = event.actor == row.asked_by
        service = "" if not event.actor else "a statistician"
        who = ("you" if own else service) if for_asker else names.get(event.actor, event.actor or "the site")
        found.append(Happening(event.at, action.name, _SAYS[action], who, _said(event)))
    return found
