"""How an incident is dealt with, from whoever reports it to what was learnt. Pages, API and commands ask this table.

Incidents are what breaks the promises: a shared password, an output seen before it was cleared, a figure worked out by
subtraction, a file that is no longer what was approved. Near misses are recorded as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from alder.governance.process import Act, Move, Process

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alder.model.event import Event


class IncidentState(StrEnum):
    """Where an incident is."""

    BEGUN = "begun"
    REPORTED = "reported"
    TRIAGED = "triaged"
    CONTAINED = "contained"
    ASSESSED = "assessed"
    SANCTIONED = "sanctioned"
    NO_ACTION = "no action"
    CLOSED = "closed"


class IncidentRole(StrEnum):
    """In which capacity somebody acts on an incident."""

    REPORTER = "reporter"
    INCIDENT_OFFICER = "incident officer"
    GOVERNANCE = "information governance reviewer"
    CHAIR = "panel chair"
    SYSTEM = "system"


class IncidentAction(StrEnum):
    """What can be done to an incident, as a sentence about it says."""

    REPORT = "report an incident"
    TRIAGE = "say how severe an incident is"
    CONTAIN = "contain an incident"
    ASSESS = "assess the risk to people"
    SANCTION = "sanction an incident"
    SPARE = "close an incident without a sanction"
    CLOSE = "close an incident"


TELL_WITHIN = timedelta(hours=72)
"""The Information Commissioner is told of a risk to people so soon after the service knew (UK GDPR, Article 33)."""
SANCTIONS = ("advice", "retrain", "suspend", "revoke", "bar organisation")
"""From the mildest to the hardest."""
SEVERITIES = {
    1: "people are known to be harmed",
    2: "people could be harmed",
    3: "a promise was broken, nobody could be harmed",
    4: "a near miss",
}

_S, _R, _A = IncidentState, IncidentRole, IncidentAction


@dataclass(frozen=True)
class Incident:
    """One incident, as its events made it."""

    id: str
    about: frozenset[str] = frozenset()
    """Whom it is about: none of them decides on it."""
    state: IncidentState = IncidentState.BEGUN
    known_since: datetime | None = None
    is_risk: bool | None = None
    """Whether people are at risk; None until that was assessed."""
    severity: int | None = None
    events: tuple[Event, ...] = ()

    @property
    def tell_by(self) -> datetime | None:
        """Until when the Information Commissioner is told, unless nobody is at risk."""
        return None if self.known_since is None or self.is_risk is False else self.known_since + TELL_WITHIN


def _is_not_about_them(incident: Incident, act: Act) -> str:
    """It is not about them, also not under another account."""
    is_about = any(act.is_by(account) for account in incident.about)
    return "The incident is about you, so another person decides on it." if is_about else ""


def _says_what(incident: Incident, act: Act) -> str:
    """They say what happened, or why."""
    return "" if str(act.said.get("reason", "")).strip() else "Say what happened, or why."


def _has_severity(incident: Incident, act: Act) -> str:
    """How severe it is, what data and who is involved are said."""
    if act.said.get("severity") in SEVERITIES and act.said.get("what_data") and act.said.get("who"):
        return ""
    return "Say how severe it is (1 to 4), what data it touches and who is involved."


def _is_contained(incident: Incident, act: Act) -> str:
    """Suspensions and recalls are done."""
    return "" if act.said.get("done") is True else "First suspend whom and recall what has to be."


def _says_risk(incident: Incident, act: Act) -> str:
    """Whether people are at risk is said, and whoever has to be told was told."""
    if not isinstance(act.said.get("risk"), bool):
        return "Say whether people are at risk."
    if act.said["risk"] and act.said.get("commissioner_told") is not True:
        return "People are at risk: the Information Commissioner is told first."
    return "" if act.said.get("owner_told") is True else "The owner of the data is told first."


def _names_sanction(incident: Incident, act: Act) -> str:
    """One of the sanctions is named."""
    said = act.said.get("sanction")
    return "" if said in SANCTIONS else f"Name the sanction: {', '.join(SANCTIONS)}."


def _says_lesson(incident: Incident, act: Act) -> str:
    """What was learnt is written down."""
    return "" if str(act.said.get("lesson", "")).strip() else "Write down what was learnt."


def _tells_public(incident: Incident, act: Act) -> str:
    """What the public is told is written down, or why nothing is."""
    told, withheld = (bool(str(act.said.get(name, "")).strip()) for name in ("public", "withheld"))
    if told and withheld:
        return "Say what the public is told, or why nothing is: not both."
    return "" if told or withheld else "Say what the public is told, or why nothing is."


@dataclass(frozen=True)
class IncidentEntry:
    """One thing that is said with an action."""

    name: str
    label: str
    """What it is called where it is read."""
    says: str
    """What is to be said, for whoever writes it."""
    kind: type = str
    values: tuple[str | int, ...] = ()
    is_required: bool = True


_WHY = IncidentEntry("reason", "What is said", "Why")
ENTRIES: Mapping[IncidentAction, tuple[IncidentEntry, ...]] = {
    _A.REPORT: (IncidentEntry("reason", "What is said", "What happened, when, and how you know"),),
    _A.TRIAGE: (
        IncidentEntry(
            "severity",
            "Severity",
            f"How severe it is: {', '.join(f'{n} {what}' for n, what in SEVERITIES.items())}",
            int,
            tuple(SEVERITIES),
        ),
        IncidentEntry("what_data", "What data", "What data it touches"),
        IncidentEntry("who", "Who is involved", "Who is involved, and since when it is known"),
    ),
    _A.CONTAIN: (
        IncidentEntry("done", "It is contained", "Whom it needs is suspended, and what it needs is recalled", bool),
        IncidentEntry("reason", "What is said", "What was done", is_required=False),
    ),
    _A.ASSESS: (
        IncidentEntry("risk", "People are at risk", "Whether people are at risk", bool),
        IncidentEntry(
            "commissioner_told",
            "The Commissioner was told",
            "The Information Commissioner was told",
            bool,
            is_required=False,
        ),
        IncidentEntry("owner_told", "The owner of the data was told", "The owner of the data was told", bool),
    ),
    _A.SANCTION: (
        IncidentEntry("sanction", "Sanction", "The sanction", values=SANCTIONS),
        IncidentEntry(
            "whom", "For", "Whom it is for, by the address with which they sign in, one a line", is_required=False
        ),
        _WHY,
    ),
    _A.SPARE: (_WHY,),
    _A.CLOSE: (
        IncidentEntry("lesson", "What was learnt", "What was learnt"),
        IncidentEntry(
            "public",
            "The public is told",
            "What the public is told: what happened and what follows, naming nobody",
            is_required=False,
        ),
        IncidentEntry("withheld", "The public is not told", "Why the public is told nothing", is_required=False),
    ),
}
"""What is said with each action. Pages, calls and commands read it from here; the guards insist on it."""

_OFFICER = frozenset({_R.INCIDENT_OFFICER})
_DECIDERS = frozenset({_R.INCIDENT_OFFICER, _R.CHAIR})

MOVES: tuple[Move, ...] = (
    Move(
        _A.REPORT,
        frozenset({_R.REPORTER, _R.SYSTEM}),
        frozenset({_S.BEGUN}),
        _S.REPORTED,
        (_says_what,),
        ("start the clock of 72 hours", "notify"),
    ),
    Move(_A.TRIAGE, _OFFICER, frozenset({_S.REPORTED}), _S.TRIAGED, (_is_not_about_them, _has_severity)),
    Move(
        _A.CONTAIN,
        _OFFICER,
        frozenset({_S.TRIAGED}),
        _S.CONTAINED,
        (_is_not_about_them, _is_contained),
        ("sessions end", "downloads end"),
    ),
    Move(
        _A.ASSESS,
        frozenset({_R.GOVERNANCE}),
        frozenset({_S.CONTAINED}),
        _S.ASSESSED,
        (_is_not_about_them, _says_risk),
    ),
    Move(
        _A.SANCTION,
        _DECIDERS,
        frozenset({_S.ASSESSED}),
        _S.SANCTIONED,
        (_is_not_about_them, _says_what, _names_sanction),
        ("notify",),
    ),
    Move(_A.SPARE, _DECIDERS, frozenset({_S.ASSESSED}), _S.NO_ACTION, (_is_not_about_them, _says_what)),
    Move(
        _A.CLOSE,
        _OFFICER,
        frozenset({_S.SANCTIONED, _S.NO_ACTION}),
        _S.CLOSED,
        (_is_not_about_them, _says_lesson, _tells_public),
        ("public summary",),
    ),
)

_STATE_SAYS = {
    _S.BEGUN: "It is not reported yet.",
    _S.REPORTED: "It waits for an incident officer to say how severe it is.",
    _S.TRIAGED: "It has to be contained first.",
    _S.CONTAINED: "The risk to people has to be assessed first.",
    _S.ASSESSED: "It waits for a decision.",
    _S.SANCTIONED: "A sanction was decided.",
    _S.NO_ACTION: "It was decided that nothing follows.",
    _S.CLOSED: "It is closed.",
}


def _roles_of(incident: Incident, act: Act) -> frozenset[IncidentRole]:
    """Everybody may report."""
    return act.roles if IncidentRole.SYSTEM in act.roles else act.roles | {IncidentRole.REPORTER}


def _after(incident: Incident, event: Event) -> Incident:
    now = replace(incident, state=IncidentState(event.to_state), events=(*incident.events, event))
    match IncidentAction[event.action]:
        case IncidentAction.REPORT:
            return replace(now, known_since=event.at)
        case IncidentAction.TRIAGE:
            return replace(now, severity=int(event.said["severity"]))
        case IncidentAction.ASSESS:
            return replace(now, is_risk=bool(event.said["risk"]))
    return now


INCIDENT: Process[Incident] = Process("incident", MOVES, _STATE_SAYS, _roles_of, _after, IncidentRole.REPORTER)
"""The process, to check and to do what people ask of an incident."""
