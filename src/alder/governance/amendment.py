"""How what was agreed is changed while a project runs. Pages, API and commands ask this table.

The project goes on under its old terms until an amendment is in force. Which people have to look at it follows from
its kind. Taking somebody off is the one kind that nobody signs: it narrows who has access, and waits for nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alder.governance.application import GOVERNANCE, METHODS
from alder.governance.process import Act, Move, Process, lies_still, says_why, service_days

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alder.model.event import Event


class AmendmentKind(StrEnum):
    """What is to change."""

    PERSON_ADDED = "a person is added"
    PERSON_REMOVED = "a person is taken off"
    EXTENSION = "more time"
    DATA = "more data"
    PURPOSE = "other aims"
    PLACE = "another place of use"


class AmendmentState(StrEnum):
    """Where an amendment is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    IN_FORCE = "in force"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class AmendmentRole(StrEnum):
    """In which capacity somebody acts on an amendment."""

    LEAD = "lead"
    OFFICER = "agreement officer"
    REVIEWER = "reviewer"
    SIGNATORY = "organisation signatory"
    SYSTEM = "system"


class AmendmentAction(StrEnum):
    """What can be done to an amendment, as a sentence about it says."""

    SUBMIT = "submit an amendment"
    SUBMIT_AGAIN = "submit an amendment again"
    WITHDRAW = "withdraw an amendment"
    RETURN = "return an amendment"
    REVIEW = "review an amendment"
    PASS = "approve an amendment without a person"
    APPROVE = "approve an amendment"
    REJECT = "reject an amendment"
    SIGN = "sign an amendment"
    COUNTERSIGN = "countersign an amendment"
    TAKE_OFF = "take a person off a project"
    LAPSE = "close an amendment that lies still"


SECURITY = "security"
"""What is reviewed where the place of use changes, beside each source."""
SILENT_DAYS = 90
"""A returned amendment that nothing was heard of for so long is withdrawn, as an application lapses."""
LONGEST_EXTENSION = 12
"""Months by which an end may be put off without the reviews of other changes."""

_S, _R, _A, _K = AmendmentState, AmendmentRole, AmendmentAction, AmendmentKind
SERVICE_OWNED = frozenset({_S.SUBMITTED})
"""The state in which the service has the turn, and the clock runs."""


@dataclass(frozen=True)
class AmendmentReview:
    """What somebody says of an amendment, of exactly what was submitted."""

    subject: str
    reviewer: str
    supports: bool
    reason: str
    change: str
    """SHA-256 of the change that they saw."""


@dataclass(frozen=True)
class Amendment:
    """One amendment, as its events made it."""

    id: str
    agreement: str
    lead: str
    people: tuple[str, ...] = ()
    """Who works under the agreement."""
    kind: AmendmentKind = AmendmentKind.EXTENSION
    state: AmendmentState = AmendmentState.DRAFT
    sources: tuple[str, ...] = ()
    """The sources that it touches: those whose data it adds, or all of the project where aims or place change."""
    organisations: tuple[str, ...] = ()
    """Those that sign it."""
    change: str = ""
    """SHA-256 of what is to change."""
    reviews: tuple[AmendmentReview, ...] = ()
    signatures: tuple[str, ...] = ()
    """The organisations that signed it."""
    signed_by: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def subjects(self) -> frozenset[str]:
        """What has to be reviewed and supported."""
        match self.kind:
            case _K.DATA:
                return frozenset({*self.sources, GOVERNANCE})
            case _K.PURPOSE:
                return frozenset({*self.sources, GOVERNANCE, METHODS})
            case _K.PLACE:
                return frozenset({*self.sources, SECURITY})
        return frozenset()

    def service_days(self, until: datetime) -> int:
        """Working days on which the service had the turn so far, the day on which it got it not counted."""
        return service_days(self.events, SERVICE_OWNED, until)


def _says_change(amendment: Amendment, act: Act) -> str:
    """What changes and why is said; sources that are touched, and months of more time, where they matter."""
    said = act.said
    if said.get("kind") not in set(AmendmentKind) or not str(said.get("change", "")).strip():
        return "Say what is to change."
    if said["kind"] in (_K.DATA, _K.PURPOSE, _K.PLACE) and not said.get("sources"):
        return "Say which sources it touches."
    if said["kind"] == _K.EXTENSION:
        months = said.get("months")
        if not isinstance(months, int) or not 1 <= months <= LONGEST_EXTENSION:
            return f"More time is up to {LONGEST_EXTENSION} months. More than that is a new application."
    signed = said["kind"] == _K.PERSON_REMOVED or bool(said.get("organisations"))
    return "" if signed else "Say which organisations sign it."


def _is_no_party(amendment: Amendment, act: Act) -> str:
    """They do not work under the agreement."""
    theirs = any(act.is_by(person) for person in (amendment.lead, *amendment.people))
    return "You work under this agreement, so others decide." if theirs else ""


def _reviews_subject(amendment: Amendment, act: Act) -> str:
    """It is a subject that has to be reviewed, which they are a reviewer of, and has no review of this change yet."""
    subject = act.said.get("subject")
    if subject not in amendment.subjects or act.said.get("reviews_it") is not True:
        return "That is not yours to review."
    if any(one.subject == subject and one.change == amendment.change for one in amendment.reviews):
        return "It has been reviewed."
    return "" if isinstance(act.said.get("supports"), bool) else "Say whether you support it."


def _adds_accredited(amendment: Amendment, act: Act) -> str:
    """A person is added who is accredited, of the same organisation, and accepted the terms."""
    if amendment.kind is not _K.PERSON_ADDED:
        return "A person decides on it."
    said = act.said
    known = said.get("accredited") is True and said.get("same_organisation") is True
    return "" if known and said.get("terms_accepted") is True else "An agreement officer decides on it."


def _is_supported(amendment: Amendment, act: Act) -> str:
    """Everybody who has to review it supports exactly this change."""
    supported = {one.subject for one in amendment.reviews if one.supports and one.change == amendment.change}
    missing = amendment.subjects - supported
    return f"It is not supported yet for: {', '.join(sorted(missing))}." if missing else ""


def _is_on_terms_of_now(amendment: Amendment, act: Act) -> str:
    """What it changes is still in force as it was when this was asked."""
    if act.said.get("terms_of_now") is not False:
        return ""
    return "The plan has changed since this was asked, and would lose that. Its lead asks for it anew."


def _tells_owners(amendment: Amendment, act: Act) -> str:
    """Where there is more time, the owners of the data were told."""
    if amendment.kind is not _K.EXTENSION or act.said.get("owners_told") is True:
        return ""
    return "First tell the owners of the data."


def _signs_change(amendment: Amendment, act: Act) -> str:
    """They sign this change, for an organisation that has not signed, and do not work with the data."""
    if any(act.is_by(person) for person in (amendment.lead, *amendment.people)):
        return "You work with the data, so somebody else signs for your organisation."
    if act.said.get("change") != amendment.change:
        return "That is not the change as it was approved. Read it again before you sign."
    if act.said.get("proved") is not True:
        return "Prove who you are once more before you sign."
    organisation = act.said.get("organisation")
    if organisation not in amendment.organisations:
        return "Your organisation is no party to it."
    return "Your organisation has signed." if organisation in amendment.signatures else ""


def _is_signed(amendment: Amendment, act: Act) -> str:
    """Every organisation signed it, and whoever countersigns signed for none."""
    if set(amendment.organisations) - set(amendment.signatures):
        return "Not every organisation has signed."
    twice = any(act.is_by(person) for person in amendment.signed_by)
    return "You signed for an organisation, so another officer countersigns." if twice else ""


def _takes_off(amendment: Amendment, act: Act) -> str:
    """A person is taken off, who is not the lead."""
    if amendment.kind is not _K.PERSON_REMOVED:
        return "A person decides on it."
    if act.said.get("is_lead") is not False:
        return "A project has a lead: name another first."
    return ""


_says_why = says_why("its lead")
_LEAD, _OFFICER, _SYSTEM = frozenset({_R.LEAD}), frozenset({_R.OFFICER}), frozenset({_R.SYSTEM})
_FORCE = ("vary the agreement", "notify")

MOVES: tuple[Move, ...] = (
    Move(_A.SUBMIT, _LEAD, frozenset({_S.DRAFT}), _S.SUBMITTED, (_says_change,), ("start clock", "notify")),
    Move(
        _A.SUBMIT_AGAIN,
        _LEAD,
        frozenset({_S.RETURNED}),
        _S.SUBMITTED,
        (_says_change,),
        ("show what changed", "resume clock", "notify"),
    ),
    Move(_A.WITHDRAW, _LEAD, frozenset({_S.DRAFT, _S.SUBMITTED, _S.RETURNED, _S.APPROVED}), _S.WITHDRAWN),
    Move(
        _A.RETURN,
        _OFFICER,
        frozenset({_S.SUBMITTED}),
        _S.RETURNED,
        (_is_no_party, _says_why),
        ("pause clock", "notify"),
    ),
    Move(
        _A.REVIEW,
        frozenset({_R.REVIEWER}),
        frozenset({_S.SUBMITTED}),
        _S.SUBMITTED,
        (_is_no_party, _reviews_subject, _says_why),
        ("notify",),
    ),
    Move(_A.PASS, _SYSTEM, frozenset({_S.SUBMITTED}), _S.APPROVED, (_adds_accredited,), ("stop clock", "notify")),
    Move(
        _A.APPROVE,
        _OFFICER,
        frozenset({_S.SUBMITTED}),
        _S.APPROVED,
        (_is_no_party, _is_on_terms_of_now, _is_supported, _tells_owners, _says_why),
        ("stop clock", "notify"),
    ),
    Move(
        _A.REJECT,
        _OFFICER,
        frozenset({_S.SUBMITTED}),
        _S.REJECTED,
        (_is_no_party, _says_why),
        ("stop clock", "notify"),
    ),
    Move(
        _A.SIGN,
        frozenset({_R.SIGNATORY}),
        frozenset({_S.APPROVED}),
        _S.APPROVED,
        (_signs_change,),
        ("notify",),
    ),
    Move(
        _A.COUNTERSIGN,
        _OFFICER,
        frozenset({_S.APPROVED}),
        _S.IN_FORCE,
        (_is_no_party, _is_on_terms_of_now, _is_signed),
        _FORCE,
    ),
    Move(_A.TAKE_OFF, _SYSTEM, frozenset({_S.SUBMITTED}), _S.IN_FORCE, (_takes_off,), ("sessions end", *_FORCE)),
    Move(_A.LAPSE, _SYSTEM, frozenset({_S.RETURNED}), _S.WITHDRAWN, (lies_still(SILENT_DAYS, "lead"),), ("notify",)),
)

_STATE_SAYS = {
    _S.DRAFT: "It is a draft, which its lead still works on.",
    _S.SUBMITTED: "It waits for the service.",
    _S.RETURNED: "It is with its lead, to be changed.",
    _S.APPROVED: "It is approved, and waits for signatures. Until then the old terms hold.",
    _S.IN_FORCE: "It is in force.",
    _S.REJECTED: "It was rejected. The old terms hold.",
    _S.WITHDRAWN: "It was withdrawn. The old terms hold.",
}


def _roles_of(amendment: Amendment, act: Act) -> frozenset[AmendmentRole]:
    """Its lead is lead of their own, and otherwise what they are."""
    own = frozenset({_R.LEAD}) if act.actor == amendment.lead else frozenset()
    return (act.roles - {_R.LEAD}) | own


def _after(amendment: Amendment, event: Event) -> Amendment:
    said: Mapping[str, Any] = event.said
    now = replace(amendment, state=AmendmentState(event.to_state), events=(*amendment.events, event))
    match AmendmentAction[event.action]:
        case _A.SUBMIT | _A.SUBMIT_AGAIN:
            return replace(
                now,
                kind=AmendmentKind(said["kind"]),
                change=str(said["change"]),
                sources=tuple(said.get("sources", ())),
                organisations=tuple(said.get("organisations", ())),
            )
        case _A.REVIEW:
            review = AmendmentReview(
                str(said["subject"]), event.actor, said["supports"], str(said["reason"]), amendment.change
            )
            return replace(now, reviews=(*now.reviews, review))
        case _A.SIGN:
            signed = (*now.signatures, str(said["organisation"]))
            return replace(now, signatures=signed, signed_by=(*now.signed_by, event.actor))
    return now


AMENDMENT: Process[Amendment] = Process("amendment", MOVES, _STATE_SAYS, _roles_of, _after, AmendmentRole.LEAD)
"""The process, to check and to do what people ask of an amendment."""
