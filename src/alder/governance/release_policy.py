"""Who may do what to a release in which state, and why not. Pages and commands ask this one table.

What is not in the table may not be done.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from alder.governance import Denied, Role
from alder.governance.release_states import ReleaseState

if TYPE_CHECKING:
    from collections.abc import Hashable


class Action(StrEnum):
    """What can be done to a release, as a sentence about it says."""

    SEE = "see a release that is not public"
    EDIT = "change a release"
    SHARE = "let others preview a release"
    SEND = "send a release for checking"
    TAKE_BACK = "take a release back"
    DISCARD = "throw a draft away"
    APPROVE = "approve a release"
    SEND_BACK = "send a release back"
    SCHEDULE = "say when a release is published"
    PUBLISH = "publish a release"
    CORRECT = "begin a correction"
    STAND_ALONE = "make a correction a release of its own"
    WITHDRAW = "withdraw a release"
    IMPORT = "publish what was checked elsewhere"


@dataclass(frozen=True)
class Actor:
    """Who wants to do something: the roles they have, and who they are."""

    roles: frozenset[Role]
    id: Hashable = None
    accounts: frozenset[Hashable] = frozenset()
    """Other accounts of theirs that had a hand in the release: where it takes two people, all are one."""


@dataclass(frozen=True)
class Facts:
    """What the policy asks of a release."""

    state: ReleaseState
    worked_on_by: frozenset[Hashable] = field(default_factory=frozenset)
    """Everybody who began or changed it."""
    at_desk: bool = True
    """Whether people began it at the desk, and not a command."""
    corrects_withdrawn: bool = False
    """Whether it corrects a release that was withdrawn in the meantime."""


@dataclass(frozen=True)
class Permission:
    """One line of the table."""

    action: Action
    roles: frozenset[Role]
    states: frozenset[ReleaseState]
    to: ReleaseState | None = None
    """The state that it leads to; None where the state stays."""
    by_another: bool = False
    """Whether it takes a person who had no hand in the release."""
    code_again: bool = False
    """Whether whoever does it has shown the second factor a short while ago."""
    from_outside: bool = False
    """Whether it is for releases alone that no one began at the desk."""
    of_withdrawn: bool | None = None
    """Whether it is only for corrections of a release that was withdrawn (True), never for those, or for both.

    What is withdrawn stays withdrawn, as its page promises: no correction brings it back. An approver can withdraw at
    any time, so it is the correction that has to wait, whatever state it was in.
    """


_S, _R = ReleaseState, Role
_DESK = frozenset({_R.PUBLISHER, _R.APPROVER})
_PUBLISHER, _APPROVER = frozenset({_R.PUBLISHER}), frozenset({_R.APPROVER})
_DRAFT, _IN_CHECK, _LIVE = frozenset({_S.DRAFT}), frozenset({_S.IN_CHECK}), frozenset({_S.LIVE})
_PASSED = frozenset({_S.APPROVED, _S.SCHEDULED})

POLICY: tuple[Permission, ...] = (
    Permission(Action.SEE, _DESK, frozenset(_S)),
    Permission(Action.EDIT, _PUBLISHER, _DRAFT),
    Permission(Action.SHARE, _DESK, _DRAFT | _IN_CHECK | _PASSED),
    Permission(Action.SEND, _PUBLISHER, _DRAFT, to=_S.IN_CHECK, of_withdrawn=False),
    Permission(Action.TAKE_BACK, _PUBLISHER, _IN_CHECK | _PASSED, to=_S.DRAFT),
    Permission(Action.DISCARD, _PUBLISHER, _DRAFT),
    Permission(
        Action.APPROVE, _APPROVER, _IN_CHECK, to=_S.APPROVED, by_another=True, code_again=True, of_withdrawn=False
    ),
    Permission(Action.SEND_BACK, _APPROVER, _IN_CHECK | _PASSED, to=_S.DRAFT),
    Permission(
        Action.SCHEDULE, _APPROVER, _PASSED, to=_S.SCHEDULED, by_another=True, code_again=True, of_withdrawn=False
    ),
    Permission(Action.PUBLISH, _APPROVER, _PASSED, to=_S.LIVE, by_another=True, code_again=True, of_withdrawn=False),
    Permission(Action.CORRECT, _PUBLISHER, _LIVE),
    Permission(Action.STAND_ALONE, _PUBLISHER, _DRAFT, of_withdrawn=True),
    Permission(Action.WITHDRAW, _APPROVER, _LIVE, to=_S.WITHDRAWN, code_again=True),
    Permission(Action.IMPORT, frozenset({_R.OPERATOR}), _DRAFT | _LIVE, to=_S.LIVE, from_outside=True),
)
_BY_ACTION = {rule.action: rule for rule in POLICY}

_STATE_SAYS = {
    _S.DRAFT: "It is a draft, which its publisher still works on.",
    _S.IN_CHECK: "It is being checked. Its publisher can take it back.",
    _S.APPROVED: "It is approved already.",
    _S.SCHEDULED: "It is approved and has its time already.",
    _S.LIVE: "It is live. What is live is put right by a correction.",
    _S.WITHDRAWN: "It was withdrawn.",
}
_ROLE_SAYS = {_R.PUBLISHER: "a publisher", _R.APPROVER: "an approver", _R.OPERATOR: "a command on the server"}


def rule(action: Action) -> Permission:
    return _BY_ACTION[action]


def check(action: Action, actor: Actor, release: Facts) -> Permission:
    """Insist that it may be done; the rule by which it may."""
    permission = rule(action)
    if not permission.roles & actor.roles:
        who = " or ".join(_ROLE_SAYS[role] for role in Role if role in permission.roles)
        raise Denied(f"Only {who} can {action}.")
    if release.state not in permission.states:
        raise Denied(_STATE_SAYS[release.state])
    if permission.of_withdrawn is False and release.corrects_withdrawn:
        raise Denied(
            "The release that it corrects was withdrawn, so it cannot be published as a correction. "
            "A publisher can make it a release of its own, or throw it away."
        )
    if permission.of_withdrawn and not release.corrects_withdrawn:
        raise Denied("It is not a correction of a release that was withdrawn.")
    if permission.by_another and release.worked_on_by & {actor.id, *actor.accounts}:
        raise Denied("You worked on this release, so another approver must check it.")
    if permission.from_outside and release.at_desk and release.state is not ReleaseState.LIVE:
        raise Denied("People prepare this release at the desk of the site, and a second person approves it there.")
    return permission


def why_not(action: Action, actor: Actor, release: Facts) -> str:
    """The reason why it may not be done, to show or hide a button; empty where it may."""
    try:
        check(action, actor, release)
    except Denied as denied:
        return denied.what
    return ""
