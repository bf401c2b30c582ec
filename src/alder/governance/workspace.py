"""How the workspace of a project is asked for, used, frozen, kept and destroyed. Pages and commands ask this table.

- A workspace follows its agreement: without one in force nothing is loaded and nothing thawed, and once it is over
  nothing is used again, whatever is kept.
- Two people destroy. One asks, with the list of all that is there; another agrees to this very list, and from then on
  there is no way back. What is being destroyed when the power fails is still being destroyed afterwards.
- Frozen is for what may go on, retained for what may not: files are kept in both, and read by nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from alder.governance.process import Act, Move, Process, says_why
from alder.look.words import day
from alder.wall_clock import LONDON

if TYPE_CHECKING:
    from alder.model.event import Event


class WorkspaceState(StrEnum):
    """Where a workspace is."""

    REQUESTED = "requested"
    PROVISIONED = "provisioned"
    ACTIVE = "active"
    FROZEN = "frozen"
    RETAINED = "retained"
    MARKED = "marked for destruction"
    DESTROYING = "being destroyed"
    DESTROYED = "destroyed"
    CANCELLED = "cancelled"


class WorkspaceRole(StrEnum):
    """In which capacity somebody acts on a workspace."""

    DATA_MANAGER = "data manager"
    INCIDENT_OFFICER = "incident officer"
    SYSTEM = "system"


class WorkspaceAction(StrEnum):
    """What can be done to a workspace, as a sentence about it says."""

    PROVISION = "make a workspace"
    CANCEL = "cancel a workspace"
    LOAD = "load an extract"
    LOAD_AGAIN = "load an extract anew"
    FREEZE = "freeze a workspace"
    THAW = "thaw a workspace"
    RETAIN = "keep a workspace without use"
    REMIND = "remind of what is to be destroyed"
    MARK = "ask that a workspace be destroyed"
    UNMARK = "keep a workspace that was to be destroyed"
    DESTROY = "destroy a workspace"
    CERTIFY = "certify that a workspace is destroyed"


_S, _R, _A = WorkspaceState, WorkspaceRole, WorkspaceAction
USED = frozenset({_S.PROVISIONED, _S.ACTIVE})
"""States in which people of the project work in it, if they have access."""


@dataclass(frozen=True)
class Workspace:
    """The workspace of one project, as its events made it."""

    id: str
    agreement: str
    people: tuple[str, ...] = ()
    """Accounts of those who work in it. None of them decides on it."""
    state: WorkspaceState = WorkspaceState.REQUESTED
    extract: str = ""
    """SHA-256 of the manifest of what is loaded."""
    keep_until: date | None = None
    """The last day on which it has to be kept, once it is retained."""
    marked_by: str = ""
    inventory: str = ""
    """SHA-256 of the list of all that was there when its destruction was asked for."""
    certificate: str = ""
    events: tuple[Event, ...] = ()

    @property
    def reason(self) -> str:
        """Why it is as it is, where somebody said so."""
        return str(self.events[-1].said.get("reason", "")) if self.events else ""


def _is_in_force(workspace: Workspace, act: Act) -> str:
    """Its agreement is in force."""
    return "" if act.said.get("in_force") is True else "The agreement of this project is not in force."


def _is_over(workspace: Workspace, act: Act) -> str:
    """Its agreement is over: it expired, ended, or was revoked or cancelled."""
    return "" if act.said.get("over") is True else "The agreement of this project is not over."


def _is_outside(workspace: Workspace, act: Act) -> str:
    """They do not work in it, also not under another account."""
    return "You work in this workspace, so others decide." if any(map(act.is_by, workspace.people)) else ""


def _is_as_agreed(workspace: Workspace, act: Act) -> str:
    """The extract is what the agreement allows, by the hash of its plan, for this agreement."""
    if not str(act.said.get("extract", "")).strip():
        return "Name the extract by the checksum of its manifest."
    if act.said.get("agreement") != workspace.agreement:
        return "The extract was built for another agreement."
    same = bool(act.said.get("plan")) and act.said.get("plan") == act.said.get("scope")
    return "" if same else "The extract was not built by the plan that the agreement allows."


def _says_until(workspace: Workspace, act: Act) -> str:
    """Until when it is kept is said."""
    return "" if _day(act.said.get("keep_until")) else "Say until which day it is kept."


def _is_due(workspace: Workspace, act: Act) -> str:
    """The last day on which it is kept is over, by the clock of England."""
    until = workspace.keep_until
    if until is not None and act.at.astimezone(LONDON).date() > until:
        return ""
    return f"It is kept until {day(until)}." if until else "Nobody said until when it is kept."


def _was_not_reminded(workspace: Workspace, act: Act) -> str:
    """Nobody was reminded since it is retained."""
    last = workspace.events[-1].action if workspace.events else ""
    return "They were reminded." if last == _A.REMIND.name else ""


def _names_inventory(workspace: Workspace, act: Act) -> str:
    """All that is there is listed, and the list named by its hash."""
    return "" if str(act.said.get("inventory", "")).strip() else "List what is there first."


def _is_same_inventory(workspace: Workspace, act: Act) -> str:
    """What is there is what was listed when the destruction was asked for."""
    if act.said.get("inventory") == workspace.inventory:
        return ""
    return "What is there has changed since its destruction was asked for. Keep it, and ask again."


def _is_another(workspace: Workspace, act: Act) -> str:
    """They are not whoever asked for it, also not under another account."""
    return "You asked for it, so another data manager agrees." if act.is_by(workspace.marked_by) else ""


def _is_proved(workspace: Workspace, act: Act) -> str:
    """The certificate is of the list that two people agreed to, and nothing of it is left."""
    if act.said.get("inventory") != workspace.inventory or not str(act.said.get("certificate", "")).strip():
        return "The certificate is not of what two people agreed to destroy."
    return "" if act.said.get("left") == 0 else "Something of it is still there."


_says_why = says_why("everybody in the project")
_SYSTEM, _MANAGER = frozenset({_R.SYSTEM}), frozenset({_R.DATA_MANAGER})
_MAY_FREEZE = frozenset({_R.SYSTEM, _R.DATA_MANAGER, _R.INCIDENT_OFFICER})
_CUT = ("runs end", "sessions end", "notify")

MOVES: tuple[Move, ...] = (
    Move(_A.PROVISION, _SYSTEM, frozenset({_S.REQUESTED}), _S.PROVISIONED, (_is_in_force,), ("make folder", "notify")),
    Move(_A.CANCEL, _SYSTEM, frozenset({_S.REQUESTED}), _S.CANCELLED, (_is_over,), ("notify",)),
    Move(
        _A.LOAD,
        _MANAGER,
        frozenset({_S.PROVISIONED}),
        _S.ACTIVE,
        (_is_outside, _is_in_force, _is_as_agreed),
        ("notify",),
    ),
    Move(
        _A.LOAD_AGAIN,
        _MANAGER,
        frozenset({_S.ACTIVE}),
        _S.ACTIVE,
        (_is_outside, _is_in_force, _is_as_agreed, _says_why),
        ("runs end", "notify"),
    ),
    Move(_A.FREEZE, _MAY_FREEZE, frozenset({_S.ACTIVE}), _S.FROZEN, (_is_outside, _says_why), _CUT),
    Move(
        _A.THAW,
        _MANAGER,
        frozenset({_S.FROZEN}),
        _S.ACTIVE,
        (_is_outside, _is_in_force, _says_why),
        ("notify",),
    ),
    Move(
        _A.RETAIN,
        _SYSTEM,
        frozenset({_S.PROVISIONED, _S.ACTIVE, _S.FROZEN}),
        _S.RETAINED,
        (_is_over, _says_until),
        _CUT,
    ),
    Move(
        _A.REMIND, _SYSTEM, frozenset({_S.RETAINED}), _S.RETAINED, (_is_due, _was_not_reminded), ("tell data managers",)
    ),
    Move(
        _A.MARK,
        _MANAGER,
        frozenset({_S.RETAINED}),
        _S.MARKED,
        (_is_outside, _is_due, _names_inventory, _says_why),
        ("tell data managers", "notify"),
    ),
    Move(_A.UNMARK, _MANAGER, frozenset({_S.MARKED}), _S.RETAINED, (_is_outside, _says_why), ("notify",)),
    Move(
        _A.DESTROY,
        _MANAGER,
        frozenset({_S.MARKED}),
        _S.DESTROYING,
        (_is_outside, _is_another, _is_same_inventory),
        ("overwrite and remove",),
    ),
    Move(
        _A.CERTIFY,
        _SYSTEM,
        frozenset({_S.DESTROYING}),
        _S.DESTROYED,
        (_is_proved,),
        ("certificate", "close agreement", "notify"),
    ),
)

_STATE_SAYS = {
    _S.REQUESTED: "It was asked for, and is not there yet.",
    _S.PROVISIONED: "It is there, and has no extract yet.",
    _S.ACTIVE: "It is active.",
    _S.FROZEN: "It is frozen: nobody uses it until that is settled.",
    _S.RETAINED: "Its agreement is over. It is kept, and used by nobody.",
    _S.MARKED: "It is to be destroyed, once another data manager agrees.",
    _S.DESTROYING: "It is being destroyed, which cannot be stopped.",
    _S.DESTROYED: "It is destroyed.",
    _S.CANCELLED: "It was cancelled before anything was in it.",
}


def _roles_of(workspace: Workspace, act: Act) -> frozenset[WorkspaceRole]:
    return act.roles


def _after(workspace: Workspace, event: Event) -> Workspace:
    said = event.said
    now = replace(workspace, state=WorkspaceState(event.to_state), events=(*workspace.events, event))
    match WorkspaceAction[event.action]:
        case _A.LOAD | _A.LOAD_AGAIN:
            return replace(now, extract=str(said["extract"]))
        case _A.RETAIN:
            return replace(now, keep_until=_day(said["keep_until"]))
        case _A.MARK:
            return replace(now, marked_by=event.actor, inventory=str(said["inventory"]))
        case _A.UNMARK:
            return replace(now, marked_by="", inventory="")
        case _A.CERTIFY:
            return replace(now, certificate=str(said["certificate"]))
    return now


def _day(said: object) -> date | None:
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        return None


WORKSPACE: Process[Workspace] = Process("workspace", MOVES, _STATE_SAYS, _roles_of, _after, WorkspaceRole.DATA_MANAGER)
"""The process, to check and to do what people ask of a workspace."""
