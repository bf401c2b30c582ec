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
    TRIED = "tried at once"
    TAKEN = "taken"
    QUESTIONED = "questioned"
    QUOTED = "quoted"
    COUNTED = "being counted"
    CHECKED = "with the checkers"
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
    TRY = "try to answer a request at once"
    ANSWER_AT_ONCE = "answer a request without a person"
    HAND_ON = "hand a request on to a person"
    TAKE = "take up a request"
    PUT_BACK = "put a request back"
    QUESTION = "ask back about a request"
    REPLY = "reply to a question"
    QUOTE = "say what a table costs"
    AGREE = "agree to the cost of a table"
    DECLINE = "decline the cost of a table"
    COUNT = "have the answer to a request counted"
    ANSWER = "answer a request"
    GIVE_BACK = "give back a request that could not be answered"
    HAND_IN = "hand in a table made by hand"
    ANSWER_BY_HAND = "answer a request with a table made by hand"
    RECALL = "recall a table made by hand"
    REFUSE = "refuse a request"
    RERUN = "answer a request again on newer data"
    WITHDRAW = "withdraw a request"
    LAPSE = "close a request that lies still"


SILENT_DAYS = 60

_S, _R, _A = RequestState, RequestRole, RequestAction
SERVICE_OWNED = frozenset({_S.ASKED, _S.TRIED, _S.TAKEN, _S.COUNTED, _S.CHECKED})
"""The states in which the service has the turn, and its clock runs."""
OPEN = frozenset({*SERVICE_OWNED, _S.QUESTIONED, _S.QUOTED})
"""The states in which somebody waits for something."""


@dataclass(frozen=True)
class TableRequest:
    """One request, as its events made it."""

    id: str
    asker: str
    state: RequestState = RequestState.DRAFT
    query: str = ""
    """What was asked, as JSON has a query; nothing where it was asked in words alone."""
    words: str = ""
    """What its asker said of it, or asked in words alone."""
    needs_person: bool = False
    """Whether it was tried at once and could not be answered, or cannot be."""
    taken_by: str = ""
    tables: tuple[str, ...] = ()
    """Numbers in the ledger of the tables that answered it, the newest last."""
    output: str = ""
    """The number of the output that is with the checkers for it, or that answers it: a table made by hand."""
    events: tuple[Event, ...] = ()

    def service_days(self, until: datetime) -> int:
        """Working days on which the service had the turn so far."""
        return service_days(self.events, SERVICE_OWNED, until)


def _was_shown(request: TableRequest, act: Act) -> str:
    """They saw what would be counted and what would be hidden before they asked, unless they asked in words alone."""
    if str(act.said.get("query", "")).strip():
        return "" if act.said.get("shown") is True else "See what would be counted and hidden before you ask for it."
    return "" if str(act.said.get("words", "")).strip() else "Say what is to be counted, of whom and for which years."


def _is_a_query(request: TableRequest, act: Act) -> str:
    """It says what is counted in a way that needs nobody to understand it."""
    return "" if request.query else "It is asked in words, and a person has to say what is counted."


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


def _says_what(request: TableRequest, act: Act) -> str:
    """It is said what is counted, which may differ from what was asked."""
    return "" if str(act.said.get("query", "")).strip() else "Say which table answers it."


def _asks_fees(request: TableRequest, act: Act) -> str:
    """Fees are asked at all: a setting, and none by default."""
    return "" if act.said.get("fees") is True else "No fees are asked for tables here."


def _is_paid(request: TableRequest, act: Act) -> str:
    """Where a cost was named, it was agreed to."""
    about = [event.action for event in request.events if event.action in _ABOUT_COST]
    if not about or about[-1] == RequestAction.AGREE.name:
        return ""
    return "Its asker has not agreed to the cost. Name another, or ask back."


_ABOUT_COST = frozenset({RequestAction.QUOTE.name, RequestAction.AGREE.name})


def _names_cost(request: TableRequest, act: Act) -> str:
    """It is said how much it is, beside what for."""
    return "" if str(act.said.get("cost", "")).strip() else "Say what it costs."


def _names_nearest(request: TableRequest, act: Act) -> str:
    """A refusal names the nearest table that could be had, or says that there is none."""
    return "" if "nearest" in act.said else "Name the nearest table that can be had, or say that there is none."


def _is_another(request: TableRequest, act: Act) -> str:
    """They did not ask for it, also not under another account."""
    return "You asked for it, so another person answers it." if act.is_by(request.asker) else ""


def _has_it(request: TableRequest, act: Act) -> str:
    """They took it up, so that no two people work on it without knowing of each other."""
    return "" if act.actor == request.taken_by else "Somebody else works on it. Take it over first."


def _has_it_not(request: TableRequest, act: Act) -> str:
    """They have not taken it up already."""
    return "You work on it already." if act.actor == request.taken_by else ""


def _is_newer(request: TableRequest, act: Act) -> str:
    """No table that answered it before."""
    table = str(act.said.get("table", ""))
    return "That table answered it already." if table in request.tables else ""


def _has_csv(request: TableRequest, act: Act) -> str:
    """A file of it is CSV: everybody can read it, and it is shown as a table."""
    if not str(act.said.get("output", "")).strip():
        return "Begin the table on the page of the request, so that the checkers know what it answers."
    return "" if str(act.said.get("csv", "")).strip() else "One of its files that leave has to be CSV, with the table."


def _is_released(request: TableRequest, act: Act) -> str:
    """It is the output that was handed in for it, and left with a certificate: two people looked at it."""
    if not str(act.said.get("certificate", "")).strip():
        return "It has no certificate of a release."
    return "" if act.said.get("output") == request.output else "Another table is with the checkers for it."


def _is_its_answer(request: TableRequest, act: Act) -> str:
    """It is the output that answers it."""
    answers = bool(request.output) and act.said.get("output") == request.output
    return "" if answers else "No table made by hand answers it."


def _was_counted(request: TableRequest, act: Act) -> str:
    """Alder counted what answers it: a table made by hand cannot be counted again."""
    return "It was made by hand, so it cannot be counted again." if request.output else ""


_says_why = says_why("its asker")
_ASKER, _STAFF, _SYSTEM = frozenset({_R.ASKER}), frozenset({_R.STATISTICIAN}), frozenset({_R.SYSTEM})
_AT_ONCE = (_is_a_query, _has_a_name, _within_budget)
_TAKEN = frozenset({_S.TAKEN})

MOVES: tuple[Move, ...] = (
    Move(_A.ASK, _ASKER, frozenset({_S.DRAFT}), _S.ASKED, (_was_shown,), ("start clock",)),
    Move(_A.TRY, _SYSTEM, frozenset({_S.ASKED}), _S.TRIED, _AT_ONCE),
    Move(
        _A.ANSWER_AT_ONCE,
        _SYSTEM,
        frozenset({_S.TRIED}),
        _S.ANSWERED,
        (_forbids_nothing, _is_protected),
        ("ledger", "public list", "stop clock", "notify"),
    ),
    Move(_A.HAND_ON, _SYSTEM, frozenset({_S.ASKED, _S.TRIED}), _S.ASKED, (_says_why,), ("notify",)),
    Move(_A.TAKE, _STAFF, frozenset({_S.ASKED, _S.TAKEN}), _S.TAKEN, (_is_another, _has_it_not)),
    Move(_A.PUT_BACK, _STAFF, _TAKEN, _S.ASKED, (_has_it,)),
    Move(
        _A.QUESTION,
        _STAFF,
        _TAKEN,
        _S.QUESTIONED,
        (_is_another, _has_it, _says_why),
        ("pause clock", "notify"),
    ),
    # To a cost as well: whether it could be had for less is asked without agreeing to anything.
    Move(_A.REPLY, _ASKER, frozenset({_S.QUESTIONED, _S.QUOTED}), _S.TAKEN, (_says_why,), ("resume clock", "notify")),
    Move(
        _A.QUOTE,
        _STAFF,
        _TAKEN,
        _S.QUOTED,
        (_asks_fees, _is_another, _has_it, _names_cost, _says_why),
        ("pause clock", "notify"),
    ),
    Move(_A.AGREE, _ASKER, frozenset({_S.QUOTED}), _S.TAKEN, (), ("resume clock", "notify")),
    Move(_A.DECLINE, _ASKER, frozenset({_S.QUOTED}), _S.WITHDRAWN, (), ("stop clock", "notify")),
    Move(_A.COUNT, _STAFF, _TAKEN, _S.COUNTED, (_is_another, _has_it, _is_paid, _says_what)),
    Move(
        _A.ANSWER,
        _STAFF,
        frozenset({_S.COUNTED}),
        _S.ANSWERED,
        (_is_another, _has_it, _is_paid, _is_protected),
        ("ledger", "public list", "stop clock", "notify"),
    ),
    Move(_A.HAND_IN, _STAFF, _TAKEN, _S.CHECKED, (_is_another, _has_it, _is_paid, _has_csv)),
    Move(
        _A.ANSWER_BY_HAND,
        _SYSTEM,
        frozenset({_S.CHECKED}),
        _S.ANSWERED,
        (_is_released,),
        ("public list", "stop clock", "notify"),
    ),
    Move(
        _A.RECALL,
        _SYSTEM,
        frozenset({_S.ANSWERED}),
        _S.ASKED,
        (_is_its_answer, _says_why),
        ("leave public list", "resume clock", "notify"),
    ),
    Move(_A.GIVE_BACK, _SYSTEM, frozenset({_S.COUNTED, _S.CHECKED}), _S.TAKEN, (_says_why,), ("notify",)),
    # On newer data it could not be counted, or not beside what is out: what answered it before still does.
    Move(_A.GIVE_BACK, _SYSTEM, frozenset({_S.ANSWERED}), _S.ANSWERED, (_says_why,), ("notify",)),
    Move(
        _A.REFUSE,
        _STAFF,
        _TAKEN,
        _S.REFUSED,
        (_is_another, _has_it, _says_why, _names_nearest),
        ("stop clock", "notify"),
    ),
    Move(
        _A.RERUN,
        _STAFF,
        frozenset({_S.ANSWERED}),
        _S.ANSWERED,
        (_is_another, _was_counted, _is_protected, _is_newer),
        ("ledger", "public list", "notify"),
    ),
    # Also while checkers look: the output goes on without it, and what is then released answers nothing.
    Move(
        _A.WITHDRAW,
        _ASKER,
        frozenset({_S.DRAFT, _S.ASKED, _S.TAKEN, _S.QUESTIONED, _S.QUOTED, _S.CHECKED}),
        _S.WITHDRAWN,
    ),
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
    _S.TRIED: "It is being counted, to be answered at once.",
    _S.TAKEN: "Somebody works on it.",
    _S.QUESTIONED: "It waits for its asker to reply.",
    _S.QUOTED: "It waits for its asker to agree to the cost.",
    _S.COUNTED: "Its answer is being counted.",
    _S.CHECKED: "A table was made for it by hand, and is with the checkers.",
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
            return replace(now, query=str(said.get("query", "")), words=str(said.get("words", "")))
        case RequestAction.HAND_ON:
            return replace(now, needs_person=True)
        case RequestAction.TAKE:
            return replace(now, taken_by=event.actor, needs_person=True)
        case RequestAction.PUT_BACK:
            return replace(now, taken_by="")
        case RequestAction.HAND_IN:
            return replace(now, output=str(said["output"]))
        case RequestAction.GIVE_BACK:
            return replace(now, output="")
        case RequestAction.RECALL:
            return replace(now, output="", taken_by="", needs_person=True)
        case RequestAction.ANSWER_AT_ONCE | RequestAction.ANSWER | RequestAction.RERUN:
            return replace(now, tables=(*request.tables, str(said["table"])))
    return now


TABLE_REQUEST: Process[TableRequest] = Process("request", MOVES, _STATE_SAYS, _roles_of, _after, RequestRole.ASKER)
"""The process, to check and to do what people ask of a request."""
