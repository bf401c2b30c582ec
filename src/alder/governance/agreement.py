"""How an agreement about learner-level data is signed, lived by and ended. Pages, API and commands ask this table.

The facts hold no table for agreements; this is the first, in the manner of theirs. What they list as states of an
approved application, active to closed, is here, since what may be used, by whom and until when is what was signed.

- Everybody signs one document: a signature names its hash, and a document that changes is signed anew by all.
- Nobody revokes alone. The facts let an incident officer and a chair do it together: the first suspends, which cuts
  access at once, and the second revokes what is suspended, or an officer who did not suspend lifts it.
- *Expiring* is no state: an agreement whose end is near can be suspended, varied and ended like any other, which the
  facts' table forgets. How many days are left follows from its end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alder.governance.process import Act, Move, Process, says_why
from alder.wall_clock import LONDON

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alder.model.event import Event


class AgreementState(StrEnum):
    """Where an agreement is."""

    DRAWN_UP = "drawn up"
    ISSUED = "out for signature"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    ENDED = "ended"
    CLOSED = "closed"
    REVOKED = "revoked"
    CANCELLED = "cancelled"


class AgreementRole(StrEnum):
    """In which capacity somebody acts on an agreement."""

    LEAD = "lead"
    SIGNATORY = "organisation signatory"
    OFFICER = "agreement officer"
    DATA_MANAGER = "data manager"
    INCIDENT_OFFICER = "incident officer"
    GOVERNANCE = "information governance reviewer"
    CHAIR = "panel chair"
    SYSTEM = "system"


class AgreementAction(StrEnum):
    """What can be done to an agreement, as a sentence about it says."""

    ISSUE = "send out an agreement"
    ISSUE_AGAIN = "send out an agreement that changed"
    SIGN = "sign an agreement"
    COUNTERSIGN = "countersign an agreement"
    CANCEL = "cancel an agreement"
    VARY = "vary an agreement"
    SUSPEND = "suspend an agreement"
    LIFT = "lift a suspension"
    REVOKE = "revoke an agreement"
    REMIND = "remind of an agreement's end"
    EXPIRE = "let an agreement expire"
    END = "end a project"
    CLOSE = "close an agreement"


REMIND_BEFORE = (90, 30, 7)
"""How many days before its end everybody on it is reminded."""
MOST_YEARS = 5
"""An agreement lasts so many years at most: as long as the longest accreditation of a researcher."""

_S, _R, _A = AgreementState, AgreementRole, AgreementAction


@dataclass(frozen=True)
class Signature:
    """Somebody's name under a document, for their organisation."""

    person: str
    organisation: str
    document: str
    """SHA-256 of what they signed."""
    at: datetime


@dataclass(frozen=True)
class Agreement:
    """One agreement, as its events made it."""

    id: str
    application: str
    lead: str
    state: AgreementState = AgreementState.DRAWN_UP
    document: str = ""
    """SHA-256 of the document that is signed."""
    organisations: tuple[str, ...] = ()
    """Those that sign."""
    people: tuple[str, ...] = ()
    """Accounts of those who may work with the data under it."""
    scope: str = ""
    """SHA-256 of what may be in an extract: sources, fields, filter, years."""
    start: date | None = None
    end: date | None = None
    signatures: tuple[Signature, ...] = ()
    suspended_by: str = ""
    events: tuple[Event, ...] = ()

    @property
    def unsigned(self) -> tuple[str, ...]:
        """The organisations that have not signed the present document."""
        signed = {one.organisation for one in self.signatures if one.document == self.document}
        return tuple(name for name in self.organisations if name not in signed)

    def is_in_force(self, at: datetime) -> bool:
        """Whether data may be used under it at this moment: up to the end of its last day, by the clock of England."""
        if self.state is not _S.ACTIVE or self.start is None or self.end is None:
            return False
        return self.start <= at.astimezone(LONDON).date() <= self.end

    def days_left(self, at: datetime) -> int:
        """Days until its end, that one not counted: negative once it is over."""
        if self.end is None:
            raise ValueError(f"agreement {self.id} has no end before it is sent out")
        return (self.end - at.astimezone(LONDON).date()).days


def _says_terms(agreement: Agreement, act: Act) -> str:
    """The document, who signs it, who works under it, with what, from when and until when are said."""
    said = act.said
    for name, words in (
        ("document", "the document"),
        ("organisations", "who signs"),
        ("people", "who works with the data"),
        ("scope", "what may be in an extract"),
    ):
        if not said.get(name):
            return f"Say {words}."
    if agreement.lead not in said["people"]:
        return "Its lead is one of the people who work with the data."
    start, end = _day(said.get("start")), _day(said.get("end"))
    if start is None or end is None or end < start:
        return "Say from which day until which day it holds."
    return "" if end <= _years_after(start, MOST_YEARS) else f"It lasts {MOST_YEARS} years at most."


def _signs_document(agreement: Agreement, act: Act) -> str:
    """They sign the document as it is, after they proved who they are once more."""
    if act.said.get("document") != agreement.document:
        return "That is not the document as it is now. Read it again before you sign."
    return "" if act.said.get("proved") is True else "Prove who you are once more before you sign."


def _signs_for_organisation(agreement: Agreement, act: Act) -> str:
    """They sign for an organisation that has not signed, and do not work with the data themselves."""
    if any(act.is_by(person) for person in (agreement.lead, *agreement.people)):
        return "You work with the data, so somebody else signs for your organisation."
    organisation = str(act.said.get("organisation", ""))
    if organisation not in agreement.organisations:
        return "Your organisation is no party to it."
    return "" if organisation in agreement.unsigned else "Your organisation has signed."


def _is_signed(agreement: Agreement, act: Act) -> str:
    """Every organisation signed this very document, and whoever countersigns signed for none of them."""
    if agreement.unsigned:
        if len(agreement.organisations) == 1:
            return "Its organisation has not signed."
        have = "has" if len(agreement.unsigned) == 1 else "have"
        return f"{len(agreement.unsigned)} of {len(agreement.organisations)} organisations {have} not signed."
    twice = any(act.is_by(one.person) for one in agreement.signatures)
    return "You signed for an organisation, so another officer countersigns." if twice else ""


def _may_begin(agreement: Agreement, act: Act) -> str:
    """What had to be done before access is done, and ethical approval and impact assessment hold."""
    if act.said.get("conditions_met") is not True:
        return "A condition has to be met before access."
    if act.said.get("ethics_in_date") is not True:
        return "The ethical approval is not in date."
    return "" if act.said.get("impact_accepted") is True else "The data protection impact assessment is not accepted."


def _has_varied_terms(agreement: Agreement, act: Act) -> str:
    """An amendment that is in force is named, with what it changes."""
    if not str(act.said.get("amendment", "")).strip() or act.said.get("in_force") is not True:
        return "An agreement changes by an amendment that is in force."
    end = _day(act.said.get("end"))
    if "end" in act.said and (
        end is None or agreement.start is None or end > _years_after(agreement.start, MOST_YEARS)
    ):
        return f"It lasts {MOST_YEARS} years at most."
    return "" if agreement.lead in act.said.get("people", agreement.people) else "Its lead stays one of its people."


def _is_another(agreement: Agreement, act: Act) -> str:
    """They did not suspend it themselves, also not under another account."""
    return "You suspended it, so another person decides." if act.is_by(agreement.suspended_by) else ""


def _is_no_party(agreement: Agreement, act: Act) -> str:
    """They do not work under it."""
    theirs = any(act.is_by(person) for person in (agreement.lead, *agreement.people))
    return "You work under this agreement, so others decide." if theirs else ""


def _is_over(agreement: Agreement, act: Act) -> str:
    """Its last day is over, by the clock of England."""
    return "" if agreement.days_left(act.at) < 0 else "It has not reached its end."


def _is_near(agreement: Agreement, act: Act) -> str:
    """Its end is near, and nobody was reminded of it since the next of 90, 30 and 7 days before."""
    left = agreement.days_left(act.at)
    due = [days for days in REMIND_BEFORE if left <= days]
    if not due or left < 0:
        return "Its end is not near."
    for event in reversed(agreement.events):
        if event.action == _A.VARY.name:
            break
        if event.action == _A.REMIND.name:
            return "They were reminded." if agreement.days_left(event.at) <= min(due) else ""
    return ""


def _is_archived(agreement: Agreement, act: Act) -> str:
    """Outputs are archived, and how the final report is given is said."""
    if act.said.get("archived") is not True:
        return "First archive the outputs."
    return "" if str(act.said.get("report", "")).strip() else "Name the final report, or the day it is due."


def _is_destroyed(agreement: Agreement, act: Act) -> str:
    """The extract is destroyed, with the proof of it."""
    return "" if str(act.said.get("proof", "")).strip() else "Name the proof that the extract was destroyed."


_says_why = says_why("everybody on it")
_OFFICER, _SYSTEM, _LEAD = frozenset({_R.OFFICER}), frozenset({_R.SYSTEM}), frozenset({_R.LEAD})
_MANAGER, _INCIDENT = frozenset({_R.DATA_MANAGER}), frozenset({_R.INCIDENT_OFFICER})
_CUT = ("sessions end", "downloads end", "freeze workspace", "notify")

MOVES: tuple[Move, ...] = (
    Move(_A.ISSUE, _OFFICER, frozenset({_S.DRAWN_UP}), _S.ISSUED, (_is_no_party, _says_terms), ("notify",)),
    Move(
        _A.ISSUE_AGAIN,
        _OFFICER,
        frozenset({_S.ISSUED}),
        _S.ISSUED,
        (_is_no_party, _says_terms, _says_why),
        ("drop signatures", "notify"),
    ),
    Move(
        _A.SIGN,
        frozenset({_R.SIGNATORY}),
        frozenset({_S.ISSUED}),
        _S.ISSUED,
        (_signs_for_organisation, _signs_document),
        ("notify",),
    ),
    Move(
        _A.COUNTERSIGN,
        _OFFICER,
        frozenset({_S.ISSUED}),
        _S.ACTIVE,
        (_is_no_party, _is_signed, _signs_document, _may_begin),
        ("project and workspace", "register", "notify"),
    ),
    Move(
        _A.CANCEL,
        _OFFICER,
        frozenset({_S.DRAWN_UP, _S.ISSUED}),
        _S.CANCELLED,
        (_is_no_party, _says_why),
        ("notify",),
    ),
    Move(
        _A.VARY,
        _SYSTEM,
        frozenset({_S.ACTIVE}),
        _S.ACTIVE,
        (_has_varied_terms,),
        ("build the extract anew", "register", "notify"),
    ),
    Move(
        _A.SUSPEND,
        frozenset({_R.INCIDENT_OFFICER, _R.GOVERNANCE}),
        frozenset({_S.ACTIVE}),
        _S.SUSPENDED,
        (_is_no_party, _says_why),
        _CUT,
    ),
    Move(_A.LIFT, _INCIDENT, frozenset({_S.SUSPENDED}), _S.ACTIVE, (_is_no_party, _is_another, _says_why), ("notify",)),
    Move(
        _A.REVOKE,
        frozenset({_R.CHAIR}),
        frozenset({_S.SUSPENDED}),
        _S.REVOKED,
        (_is_no_party, _is_another, _says_why),
        (*_CUT, "destroy workspace", "register", "flag other applications"),
    ),
    Move(_A.REMIND, _SYSTEM, frozenset({_S.ACTIVE}), _S.ACTIVE, (_is_near,), ("notify",)),
    Move(
        _A.EXPIRE,
        _SYSTEM,
        frozenset({_S.ACTIVE, _S.SUSPENDED}),
        _S.EXPIRED,
        (_is_over,),
        (*_CUT, "register"),
    ),
    Move(
        _A.END,
        _LEAD,
        frozenset({_S.ACTIVE, _S.EXPIRED}),
        _S.ENDED,
        (_is_archived,),
        (*_CUT, "register"),
    ),
    Move(
        _A.CLOSE,
        _MANAGER | _SYSTEM,
        frozenset({_S.ENDED, _S.EXPIRED}),
        _S.CLOSED,
        (_is_no_party, _is_destroyed),
        ("register", "notify"),
    ),
)

_STATE_SAYS = {
    _S.DRAWN_UP: "It is drawn up, and nobody was asked to sign it yet.",
    _S.ISSUED: "It waits for signatures.",
    _S.ACTIVE: "It is active.",
    _S.SUSPENDED: "It is suspended: nobody works under it until that is settled.",
    _S.EXPIRED: "It has expired.",
    _S.ENDED: "The project has ended, and its data are to be destroyed.",
    _S.CLOSED: "It is closed, and its data are destroyed.",
    _S.REVOKED: "It was revoked.",
    _S.CANCELLED: "It was cancelled before everybody had signed.",
}


def _roles_of(agreement: Agreement, act: Act) -> frozenset[AgreementRole]:
    """Its lead is lead of their own, and otherwise what they are."""
    own = frozenset({_R.LEAD}) if act.actor == agreement.lead else frozenset()
    return (act.roles - {_R.LEAD}) | own


def _after(agreement: Agreement, event: Event) -> Agreement:
    said: Mapping[str, Any] = event.said
    now = replace(agreement, state=AgreementState(event.to_state), events=(*agreement.events, event))
    match AgreementAction[event.action]:
        case _A.ISSUE | _A.ISSUE_AGAIN:
            return replace(_with_terms(now, said), organisations=tuple(said["organisations"]), signatures=())
        case _A.SIGN:
            signature = Signature(event.actor, str(said["organisation"]), str(said["document"]), event.at)
            return replace(now, signatures=(*now.signatures, signature))
        case _A.VARY:
            return _with_terms(now, said)
        case _A.SUSPEND:
            return replace(now, suspended_by=event.actor)
        case _A.LIFT:
            return replace(now, suspended_by="")
    return now


def _with_terms(agreement: Agreement, said: Mapping[str, Any]) -> Agreement:
    """With the terms that are said in the place of its own; those that are not stay."""
    return replace(
        agreement,
        document=str(said.get("document", agreement.document)),
        people=tuple(said.get("people", agreement.people)),
        scope=str(said.get("scope", agreement.scope)),
        start=_day(said.get("start")) or agreement.start,
        end=_day(said.get("end")) or agreement.end,
    )


def _day(said: object) -> date | None:
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        return None


def _years_after(day: date, years: int) -> date:
    """The same day so many years later, less one: five years from 1 March end with the last of February."""
    try:
        return day.replace(year=day.year + years) - timedelta(days=1)
    except ValueError:  # the 29th of February
        return date(day.year + years, 2, 28)


AGREEMENT: Process[Agreement] = Process("agreement", MOVES, _STATE_SAYS, _roles_of, _after, AgreementRole.LEAD)
"""The process, to check and to do what people ask of an agreement."""
