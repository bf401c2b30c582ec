"""How code and data that researchers bring come into a workspace. Pages and commands ask this table.

- What is brought lies in quarantine until it was scanned and somebody who does not work in the project let it in. What
  a scan finds harmful stays there for good.
- A scan that could not be done is a state of its own, with what was missing: never taken for a clean one, and tried
  again by the clock. Until then nothing but plain text, which a person can read, is let in by one who read it.
- Code that is plain, short and without any finding needs no person to let it in; data always do, and only what the
  agreement speaks of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alder.governance.process import Act, Move, Process, lies_still, says_why

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.model.event import Event


class IngressState(StrEnum):
    """Where something is that is brought."""

    DRAFT = "draft"
    QUARANTINED = "in quarantine"
    UNSCANNED = "scan unavailable"
    READY = "to be looked at"
    BLOCKED = "blocked"
    RETURNED = "returned"
    APPROVED = "let in"
    DELIVERED = "delivered"
    REJECTED = "refused"
    WITHDRAWN = "withdrawn"


class IngressRole(StrEnum):
    """In which capacity somebody acts on what is brought."""

    RESEARCHER = "researcher"
    DATA_MANAGER = "data manager"
    SYSTEM = "system"


class IngressAction(StrEnum):
    """What can be done to what is brought, as a sentence about it says."""

    BRING = "bring files"
    BRING_AGAIN = "bring files again"
    PASS_SCAN = "say that files passed the scan"
    BLOCK = "block files"
    REPORT_UNSCANNED = "say that files could not be scanned"
    LET_IN = "let files in"
    LET_IN_CODE = "let plain code in"
    RETURN = "return files to whoever brought them"
    REFUSE = "refuse files"
    DELIVER = "deliver files"
    HOLD = "hold files that changed"
    WITHDRAW = "withdraw files"
    LAPSE = "withdraw files that lie still"


class BroughtKind(StrEnum):
    """What is brought."""

    CODE = "code"
    DATA = "data"


MOST_CODE = 256 << 10
"""Bytes of code that needs no person to let it in. What is longer is more likely a file of data."""
SILENT_DAYS = 60
"""Files that lie returned for so many days are withdrawn."""
_S, _R, _A = IngressState, IngressRole, IngressAction


@dataclass(frozen=True)
class BroughtFile:
    """A file as it was when it was brought."""

    name: str
    sha256: str
    bytes: int = 0


@dataclass(frozen=True)
class Ingress:
    """What somebody brings at one time, as its events made it."""

    id: str
    researcher: str
    state: IngressState = IngressState.DRAFT
    kind: BroughtKind = BroughtKind.CODE
    files: tuple[BroughtFile, ...] = ()
    is_text: bool = False
    """Whether every file is plain text, which a person can read."""
    scanner: str = ""
    """What scanned them last, with its version and the day of its signatures; empty where nothing did."""
    events: tuple[Event, ...] = ()

    @property
    def reason(self) -> str:
        """Why it is as it is, where that was said."""
        return str(self.events[-1].said.get("reason", "")) if self.events else ""


def _has_access(ingress: Ingress, act: Act) -> str:
    """They have access to the project now."""
    return "" if act.said.get("access") is True else "You have no access to this project now."


def _says_what(ingress: Ingress, act: Act) -> str:
    """There are files, and it is said what they are for, whence, under which licence, and whether about people."""
    said = act.said
    if not _files(said):
        return "Choose a file."
    if said.get("brings") not in set(BroughtKind):
        return "Say whether it is code or data."
    for name, words in (("purpose", "what it is for"), ("source", "where it is from"), ("licence", "its licence")):
        if not str(said.get(name, "")).strip():
            return f"Say {words}."
    return "" if isinstance(said.get("personal"), bool) else "Say whether it is about people."


def _is_clean(ingress: Ingress, act: Act) -> str:
    """Every file was scanned, as it is, and nothing found."""
    if not str(act.said.get("scanner", "")).strip():
        return "No scanner looked at it."
    return "" if act.said.get("found") == 0 and _is_same(ingress, act) else "Something was found in it."


def _says_finding(ingress: Ingress, act: Act) -> str:
    """What was found is said."""
    return "" if str(act.said.get("reason", "")).strip() else "Say what was found."


def _is_outside(ingress: Ingress, act: Act) -> str:
    """They do not work in the project, and did not bring it, also not under another account."""
    if act.is_by(ingress.researcher):
        return "You brought it, so another data manager lets it in."
    return "" if act.said.get("is_outside") is True else "You work in this project, so another data manager decides."


def _is_agreed(ingress: Ingress, act: Act) -> str:
    """Data are among those that the agreement speaks of, by name."""
    if ingress.kind is BroughtKind.CODE or str(act.said.get("agreed_as", "")).strip():
        return ""
    return "Name what of the application these data are. What it does not speak of needs an amendment."


def _is_readable(ingress: Ingress, act: Act) -> str:
    """All of it is plain text, and they say that they read it."""
    if not ingress.is_text:
        return "No scanner looked at it, and it is no plain text that a person could read. It waits for the scanner."
    return "" if str(act.said.get("reason", "")).strip() else "Say what you looked at, since no scanner did."


def _is_plain_code(ingress: Ingress, act: Act) -> str:
    """It is code in plain text, short, of a project whose people have access, and nothing at all was found in it."""
    if ingress.kind is not BroughtKind.CODE or not ingress.is_text:
        return "A person looks at what is not plain code."
    if sum(file.bytes for file in ingress.files) > MOST_CODE:
        return f"A person looks at code of more than {MOST_CODE >> 10} KB."
    return "" if act.said.get("notes") == 0 else "A person looks at what the scan remarks on."


def _is_unchanged(ingress: Ingress, act: Act) -> str:
    """What is delivered is what was let in, by its hashes."""
    return "" if _is_same(ingress, act) else "A file is no longer what was let in."


def _is_same(ingress: Ingress, act: Act) -> bool:
    hashes: Mapping[str, str] = act.said.get("hashes", {})
    return all(hashes.get(file.name) == file.sha256 for file in ingress.files)


_says_why = says_why("whoever brought it")
_RESEARCHER, _MANAGER, _SYSTEM = frozenset({_R.RESEARCHER}), frozenset({_R.DATA_MANAGER}), frozenset({_R.SYSTEM})
_SCANNED = frozenset({_S.QUARANTINED, _S.UNSCANNED})

MOVES: tuple[Move, ...] = (
    Move(
        _A.BRING,
        _RESEARCHER,
        frozenset({_S.DRAFT}),
        _S.QUARANTINED,
        (_has_access, _says_what),
        ("quarantine", "scan"),
    ),
    Move(
        _A.BRING_AGAIN,
        _RESEARCHER,
        frozenset({_S.RETURNED}),
        _S.QUARANTINED,
        (_has_access, _says_what),
        ("quarantine", "scan"),
    ),
    Move(_A.PASS_SCAN, _SYSTEM, _SCANNED, _S.READY, (_is_clean,), ("tell data managers",)),
    Move(_A.BLOCK, _SYSTEM, _SCANNED, _S.BLOCKED, (_says_finding,), ("open incident", "notify")),
    Move(
        _A.REPORT_UNSCANNED,
        _SYSTEM,
        _SCANNED,
        _S.UNSCANNED,
        (_says_finding,),
        ("scan again later", "tell data managers"),
    ),
    Move(
        _A.LET_IN,
        _MANAGER,
        frozenset({_S.READY}),
        _S.APPROVED,
        (_is_outside, _is_agreed),
        ("deliver", "notify"),
    ),
    Move(
        _A.LET_IN,
        _MANAGER,
        frozenset({_S.UNSCANNED}),
        _S.APPROVED,
        (_is_outside, _is_agreed, _is_readable),
        ("deliver", "notify"),
    ),
    Move(_A.LET_IN_CODE, _SYSTEM, frozenset({_S.READY}), _S.APPROVED, (_is_plain_code,), ("deliver",)),
    Move(
        _A.RETURN,
        _MANAGER,
        frozenset({_S.READY, _S.UNSCANNED}),
        _S.RETURNED,
        (_is_outside, _says_why),
        ("notify",),
    ),
    Move(
        _A.REFUSE,
        _MANAGER,
        frozenset({_S.READY, _S.UNSCANNED}),
        _S.REJECTED,
        (_is_outside, _says_why),
        ("notify",),
    ),
    Move(_A.DELIVER, _SYSTEM, frozenset({_S.APPROVED}), _S.DELIVERED, (_is_unchanged,), ("notify",)),
    Move(_A.HOLD, _SYSTEM, frozenset({_S.APPROVED}), _S.BLOCKED, (_says_finding,), ("open incident", "notify")),
    Move(
        _A.WITHDRAW,
        _RESEARCHER,
        frozenset({_S.QUARANTINED, _S.UNSCANNED, _S.READY, _S.RETURNED}),
        _S.WITHDRAWN,
        (),
        ("remove files",),
    ),
    Move(
        _A.LAPSE,
        _SYSTEM,
        frozenset({_S.RETURNED}),
        _S.WITHDRAWN,
        (lies_still(SILENT_DAYS, "researcher"),),
        ("remove files", "notify"),
    ),
)

_STATE_SAYS = {
    _S.DRAFT: "Nothing was brought yet.",
    _S.QUARANTINED: "It is in quarantine, and being scanned.",
    _S.UNSCANNED: "It is in quarantine: no scanner is there to look at it.",
    _S.READY: "It was scanned, and waits for a data manager.",
    _S.BLOCKED: "It is blocked, and stays in quarantine.",
    _S.RETURNED: "It is with whoever brought it, to be changed.",
    _S.APPROVED: "It was let in, and is being delivered.",
    _S.DELIVERED: "It is in the workspace.",
    _S.REJECTED: "It was refused.",
    _S.WITHDRAWN: "It was withdrawn.",
}


def _roles_of(ingress: Ingress, act: Act) -> frozenset[IngressRole]:
    """Whoever brings it is its researcher and nothing else, whatever roles they have."""
    if act.actor == ingress.researcher:
        return frozenset({IngressRole.RESEARCHER})
    return act.roles - {IngressRole.RESEARCHER}


def _after(ingress: Ingress, event: Event) -> Ingress:
    said = event.said
    now = replace(ingress, state=IngressState(event.to_state), events=(*ingress.events, event))
    match IngressAction[event.action]:
        case _A.BRING | _A.BRING_AGAIN:
            return replace(now, kind=BroughtKind(said["brings"]), files=_files(said), is_text=False, scanner="")
        case _A.PASS_SCAN | _A.BLOCK | _A.REPORT_UNSCANNED:
            return replace(now, is_text=said.get("is_text") is True, scanner=str(said.get("scanner", "")))
    return now


def _files(said: Mapping[str, Any]) -> tuple[BroughtFile, ...]:
    return tuple(BroughtFile(**file) for file in said.get("brought", ()))


INGRESS: Process[Ingress] = Process("ingress", MOVES, _STATE_SAYS, _roles_of, _after, IngressRole.RESEARCHER)
"""The process, to check and to do what people ask of what is brought."""
