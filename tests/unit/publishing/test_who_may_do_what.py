"""The policy of releases, as a truth table: every role, every state, every action."""

from __future__ import annotations

from itertools import product

import pytest

from alder.governance import Denied, Role
from alder.governance.release_policy import POLICY, check, rule, why_not
from alder.publishing.releases import Action, Actor, Facts, ReleaseState

TABLE = """
action    | who       | draft | in check | approved | scheduled | live | withdrawn
SEE       | publisher | yes   | yes      | yes      | yes       | yes  | yes
SEE       | approver  | yes   | yes      | yes      | yes       | yes  | yes
EDIT      | publisher | yes   |          |          |           |      |
SHARE     | publisher | yes   | yes      | yes      | yes       |      |
SHARE     | approver  | yes   | yes      | yes      | yes       |      |
SEND      | publisher | not overtaken | |          |           |      |
TAKE_BACK | publisher |       | yes      | yes      | yes       |      |
DISCARD   | publisher | yes   |          |          |           |      |
APPROVE   | approver  |       | another, not overtaken |  |   |      |
SEND_BACK | approver  |       | yes      | yes      | yes       |      |
SCHEDULE  | approver  |       |          | another, not overtaken | another, not overtaken | |
PUBLISH   | approver  |       |          | another, not overtaken | another, not overtaken | |
CORRECT   | publisher |       |          |          |           | yes  |
STAND_ALONE | publisher | overtaken |    |          |           |      |
WITHDRAW  | approver  |       |          |          |           | yes  |
IMPORT    | operator  | outside |        |          |           | yes  |
"""
"""`another`: not for whoever worked on it. `outside`: only where nobody began it at the desk. `overtaken`: it corrects
a release that was withdrawn meanwhile. All else is denied."""

STATES = (
    ReleaseState.DRAFT,
    ReleaseState.IN_CHECK,
    ReleaseState.APPROVED,
    ReleaseState.SCHEDULED,
    ReleaseState.LIVE,
    ReleaseState.WITHDRAWN,
)


def _expected() -> dict[tuple[Action, Role, ReleaseState], str]:
    found = {}
    for line in TABLE.strip().splitlines()[1:]:
        action, who, *words = (cell.strip() for cell in line.split("|"))
        found |= {(Action[action], Role(who), state): word for state, word in zip(STATES, words, strict=True) if word}
    return found


def test_only_what_the_table_lists_may_be_done() -> None:
    expected, asked = _expected(), 0
    for action in Action:
        for role in Role:
            for state in ReleaseState:
                for worked, at_desk, overtaken in product((False, True), repeat=3):
                    asked += 1
                    words = [one for one in expected.get((action, role, state), "").split(", ") if one]
                    true = {
                        "yes": True,
                        "another": not worked,
                        "outside": not at_desk,
                        "overtaken": overtaken,
                        "not overtaken": not overtaken,
                    }
                    may = bool(words) and all(true[word] for word in words)
                    facts = Facts(state, frozenset({7}) if worked else frozenset(), at_desk, overtaken)
                    reason = why_not(action, Actor(frozenset({role}), 7), facts)
                    assert (reason == "") is may, (action, role, state, worked, at_desk, overtaken, reason)
    assert asked == 14 * len(Role) * 6 * 2 * 2 * 2


def test_nobody_without_a_role_may_do_anything() -> None:
    for action in Action:
        for state in ReleaseState:
            assert why_not(action, Actor(frozenset()), Facts(state)).startswith("Only ")


def test_every_action_has_one_rule_and_what_makes_public_takes_a_code() -> None:
    assert sorted(one.action for one in POLICY) == sorted(Action)
    asks = {one.action for one in POLICY if one.code_again}
    assert asks == {Action.APPROVE, Action.SCHEDULE, Action.PUBLISH, Action.WITHDRAW}
    assert rule(Action.APPROVE).by_another


@pytest.mark.parametrize(
    ("action", "roles", "facts", "says"),
    [
        (Action.APPROVE, {Role.PUBLISHER}, Facts(ReleaseState.IN_CHECK), "Only an approver can approve a release."),
        (Action.SHARE, set(), Facts(ReleaseState.DRAFT), "Only a publisher or an approver can let others preview"),
        (Action.EDIT, {Role.PUBLISHER}, Facts(ReleaseState.LIVE), "What is live is put right by a correction."),
        (
            Action.APPROVE,
            {Role.PUBLISHER, Role.APPROVER},
            Facts(ReleaseState.IN_CHECK, frozenset({7})),
            "You worked on this release, so another approver must check it.",
        ),
        (
            Action.SEND,
            {Role.PUBLISHER},
            Facts(ReleaseState.DRAFT, corrects_withdrawn=True),
            "The release that it corrects was withdrawn",
        ),
        (Action.STAND_ALONE, {Role.PUBLISHER}, Facts(ReleaseState.DRAFT), "It is not a correction of a release"),
        (Action.IMPORT, {Role.OPERATOR}, Facts(ReleaseState.DRAFT), "a second person approves it there"),
    ],
)
def test_a_refusal_says_why(action: Action, roles: set[Role], facts: Facts, says: str) -> None:
    with pytest.raises(Denied, match=says):
        check(action, Actor(frozenset(roles), 7), facts)


def test_roles_say_what_they_are_for() -> None:
    assert all(role.says for role in Role)
