"""How a table is asked for and answered. Pages, API and commands ask this table.

A table on request is the second way to the data: what would be counted and what would be hidden is shown before asking,
so that nobody waits for a table that holds nothing. It is answered at once where it may be: to a person with a name,
within what they may ask for, protected and judged beside all that is out, and not in the way of a planned publication.
Everything else a person answers. The facts hold no table for such requests; this is the first, in the manner of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alder.governance.process import Act, Move, Process, lies_still, says_why, service_days

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alder.model.event import Event


class RequestState(StrEnum):
    """Where a request for a table is."""

    DRAFT = "draft"
    ASKED = "asked"
    TAKEN = "taken"
    QUESTIONED = "questioned"
    QUOTED = "quoted"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class RequestRole(StrEnum):
    """In which capacity somebody acts on a request."""

    ASKER = "asker"
    STATISTICIAN = "statistician"
    SYSTEM = "system"


class RequestAction(StrEnum):
    """What can be done to a request, as a sentence about it says."""

    ASK = "ask for a table"
    ANSWER_AT_ONCE = "answer a request without a person"
    TAKE = "take up a request"
    QUESTION = "ask back about a request"
    REPLY = "reply to a question"
    QUOTE = "say what a table costs"
    AGREE = "agree to the cost of a table"
    ANSWER = "answer a request"
    REFUSE = "refuse a request"
    RERUN = "answer a request again on newer data"
    WITHDRAW = "withdraw a request"
    LAPSE = "close a request that lies still"


SILENT_DAYS = 60

_S, _R, _A = RequestState, RequestRole, RequestAction
SERVICE_OWNED = frozenset({_S.ASKED, _S.TAKEN})


@dataclass(frozen=True)
class TableRequest:
    """One request, as its events made it."""

    id: str
    asker: str
    state: RequestState = RequestState.DRAFT
    query: str = ""
    """What was asked, as a query of the builder or in words."""
    taken_by: str = ""
    tables: tuple[str, ...] = ()
    """Numbers in the ledger of the tables that answered it, the newest last."""
    events: tuple[Event, ...] = ()

    def service_days(self, until: datetime) -> int:
        """Working days on which the service had the turn so far."""
        return service_days(self.events, SERVICE_OWNED, until)


def _was_shown(request: TableRequest, act: Act) -> str:
    """They saw what would be counted and what would be hidden before they asked."""
    if not str(act.said.get("query", "")).strip():
        return "Say what is to be counted, of whom and for which years."
    return "" if act.said.get("shown") is True else "See what would be counted and hidden before you ask for it."


def _has_a_name(request: TableRequest, act: Act) -> str:
    """They have an account with a name."""
    return "" if act.said.get("named") is True else "An answer at once needs an account with a name."


def _within_budget(request: TableRequest, act: Act) -> str:
    """Each answer narrows what can be told later, so that nobody takes more than their part without a person."""
    return (
        ""
        if act.said.get("within_budget") is True
        else "You have had your answers at once: a person looks at this one."
    )


def _forbids_nothing(request: TableRequest, act: Act) -> str:
    """A planned publication could still be published beside it."""
    if act.said.get("forbids_publication") is False:
        return ""
    return "The answer could stand in the way of a planned publication: a person looks at it."


def _is_protected(request: TableRequest, act: Act) -> str:
    """It is protected and in the ledger: no table leaves otherwise, whoever sends it."""
    return (
        "" if str(act.said.get("table", "")).strip() else "There is no protected table in the ledger that answers it."
    )


def _is_paid(request: TableRequest, act: Act) -> str:
    """Where a cost was named, it was agreed to."""
    quoted = [event for event in request.events if event.action == RequestAction.QUOTE.name]
    agreed = [event for event in request.events if event.action == RequestAction.AGREE.name]
    return "" if len(agreed) >= len(quoted) else "Its asker has not agreed to the cost."


def _names_nearest(request: TableRequest, act: Act) -> str:
    """A refusal names the nearest table that could be had, or says that there is none."""
    return "" if "nearest" in act.said else "Name the nearest table that can be had, or say that there is none."


def _is_another(request: TableRequest, act: Act) -> str:
    """They did not ask for it."""
    return "You asked for it, so another person answers it." if act.actor == request.asker else ""


def _is_newer(request: TableRequest, act: Act) -> str:
    """No table that answered it before."""
    table = str(act.said.get("table", ""))
    return "That table answered it already." if table in request.tables else ""


_says_why = says_why("its asker")
_ASKER, _STAFF, _SYSTEM = frozenset({_R.ASKER}), frozenset({_R.STATISTICIAN}), frozenset({_R.SYSTEM})
_AT_ONCE = (_has_a_name, _within_budget, _forbids_nothing, _is_protected)

MOVES: tuple[Move, ...] = (
    Move(_A.ASK, _ASKER, frozenset({_S.DRAFT}), _S.ASKED, (_was_shown,), ("start clock",)),
    Move(_A.ANSWER_AT_ONCE, _SYSTEM, frozenset({_S.ASKED}), _S.ANSWERED, _AT_ONCE, ("ledger", "public list", "notify")),
    Move(_A.TAKE, _STAFF, frozenset({_S.ASKED}), _S.TAKEN, (_is_another,)),
    Move(
        _A.QUESTION,
        _STAFF,
        frozenset({_S.TAKEN}),
        _S.QUESTIONED,
        (_is_another, _says_why),
        ("pause clock", "notify"),
    ),
    Move(_A.REPLY, _ASKER, frozenset({_S.QUESTIONED}), _S.TAKEN, (_says_why,), ("resume clock",)),
    Move(_A.QUOTE, _STAFF, frozenset({_S.TAKEN}), _S.QUOTED, (_is_another, _says_why), ("pause clock", "notify")),
    Move(_A.AGREE, _ASKER, frozenset({_S.QUOTED}), _S.TAKEN, (), ("resume clock",)),
    Move(
        _A.ANSWER,
        _STAFF,
        frozenset({_S.TAKEN}),
        _S.ANSWERED,
        (_is_another, _is_paid, _is_protected),
        ("ledger", "public list", "stop clock", "notify"),
    ),
    Move(
        _A.REFUSE,
        _STAFF,
        frozenset({_S.TAKEN}),
        _S.REFUSED,
        (_is_another, _says_why, _names_nearest),
        ("stop clock", "notify"),
    ),
    Move(
        _A.RERUN,
        _STAFF,
        frozenset({_S.ANSWERED}),
        _S.ANSWERED,
        (_is_another, _is_protected, _is_newer),
        ("ledger", "public list", "notify"),
    ),
    Move(_A.WITHDRAW, _ASKER, frozenset({_S.DRAFT, _S.ASKED, _S.TAKEN, _S.QUESTIONED, _S.QUOTED}), _S.WITHDRAWN),
    Move(
        _A.LAPSE,
        _SYSTEM,
        frozenset({_S.QUESTIONED, _S.QUOTED}),
        _S.WITHDRAWN,
        (lies_still(SILENT_DAYS, "asker"),),
        ("notify",),
    ),
)

_STATE_SAYS = {
    _S.DRAFT: "It is a draft, which nobody was asked for yet.",
    _S.ASKED: "It waits for somebody to take it up.",
    _S.TAKEN: "Somebody works on it.",
    _S.QUESTIONED: "It waits for its asker to reply.",
    _S.QUOTED: "It waits for its asker to agree to the cost.",
    _S.ANSWERED: "It is answered.",
    _S.REFUSED: "It was refused. Ask for another table.",
    _S.WITHDRAWN: "It was withdrawn.",
}


def _roles_of(request: TableRequest, act: Act) -> frozenset[RequestRole]:
    """Whoever asks is asker of their own request, and may be a statistician for those of others."""
    own = frozenset({RequestRole.ASKER}) if act.actor == request.asker else frozenset()
    return (act.roles - {RequestRole.ASKER}) | own


def _after(request: TableRequest, event: Event) -> TableRequest:
    said: Mapping[str, Any] = event.said
    now = replace(request, state=RequestState(event.to_state), events=(*request.events, event))
    match RequestAction[event.action]:
        case RequestAction.ASK:
            return replace(now, query=str(said["query"]))
        case RequestAction.TAKE:
            return replace(now, taken_by=event.actor)
        case RequestAction.ANSWER_AT_ONCE | RequestAction.ANSWER | RequestAction.RERUN:
            return replace(now, tables=(*request.tables, str(said["table"])))
    return now


TABLE_REQUEST: Process[TableRequest] = Process("request", MOVES, _STATE_SAYS, _roles_of, _after, RequestRole.ASKER)
"""The process, to check and to do what people ask of a request."""
