"""What holds of workspaces and of what is brought into them, whoever does what in which order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support import text_tables
from tests.support.properties import one_of, tried, up_to

from alder.governance.ingress import INGRESS, Ingress, IngressAction, IngressRole, IngressState
from alder.governance.process import Act
from alder.governance.workspace import WORKSPACE, Workspace, WorkspaceAction, WorkspaceRole, WorkspaceState

START = datetime(2026, 11, 27, 15, tzinfo=UTC)
W, WR, WS = WorkspaceAction, WorkspaceRole, WorkspaceState
PEOPLE = ("amara", "ben")
KEPT_UNTIL = date(2027, 11, 27)
FULL: dict[str, Any] = {
    "in_force": True,
    "over": True,
    "agreement": "A-1",
    "extract": "e" * 64,
    "plan": "p" * 64,
    "scope": "p" * 64,
    "reason": "as agreed",
    "keep_until": "2027-11-27",
    "inventory": "i" * 64,
    "certificate": "c" * 64,
    "left": 0,
}
FALSE: dict[str, Any] = {"in_force": False, "over": False, "plan": "q" * 64, "inventory": "j" * 64, "left": 3}


@st.composite
def workspaces(draw: st.DrawFn) -> list[Workspace]:
    """A workspace after each act that was not refused, with what was said false now and then."""
    workspace, now = Workspace("7", "A-1", PEOPLE), START
    steps = []
    for _ in range(4 + draw(up_to(26))):
        move = draw(one_of(*([move for move in WORKSPACE.moves if workspace.state in move.states] or [None])))
        if move is None:
            break
        who = draw(one_of("dev", "grace", "amara", "dev-again"))
        now += timedelta(days=draw(one_of(0, 1, 370)))
        wrong = draw(one_of(*FALSE, *[""] * 12))
        said = {**FULL, **({wrong: FALSE[wrong]} if wrong else {})}
        accounts = frozenset({"dev", "dev-again"}) if who.startswith("dev") else frozenset()
        act = Act(move.action, who, move.roles, now, said, accounts)
        if not WORKSPACE.why_not(workspace, act):
            workspace = WORKSPACE.done(workspace, act)
            steps.append(workspace)
    return steps


@settings(max_examples=tried(400), deadline=None)
@given(workspaces())
def test_nothing_is_destroyed_but_what_two_people_outside_agreed_to_after_the_last_day(steps: list[Workspace]) -> None:
    """Told by the events alone. And nothing is used without an agreement in force, nor after it is over."""
    for workspace in steps:
        event, before = workspace.events[-1], workspace.events[:-1]
        if event.to_state == WS.ACTIVE:
            assert event.said["in_force"] is True or event.action == W.FREEZE.name
            assert not any(one.action == W.RETAIN.name for one in before)
        if event.action in (W.LOAD.name, W.LOAD_AGAIN.name):
            assert event.said["plan"] == event.said["scope"]
        if event.action == W.DESTROY.name:
            marked = next(one for one in reversed(before) if one.action == W.MARK.name)
            assert marked.actor.removesuffix("-again") != event.actor.removesuffix("-again")
            assert marked.said["inventory"] == event.said["inventory"]
            assert marked.at.date() > KEPT_UNTIL
            assert not {marked.actor, event.actor} & {*PEOPLE}
        if event.to_state == WS.DESTROYED:
            assert [one.action for one in before].count(W.DESTROY.name) == 1
            assert event.said["left"] == 0


def act(who: str, action: IngressAction, role: IngressRole, **said: Any) -> Act:
    return Act(action, who, frozenset({role}), START, said)


BY, IR = IngressAction, IngressRole
FILE = {"name": "distances.csv", "sha256": "a" * 64, "bytes": 2_000}
BROUGHT = {
    "access": True,
    "brought": [FILE],
    "brings": "code",
    "purpose": "distances",
    "source": "the department",
    "licence": "OGL",
    "personal": False,
}
SCAN = {"scanner": "ClamAV 1.4", "found": 0, "is_text": True, "hashes": {"distances.csv": "a" * 64}}
WHY = {"reason": "it is long"}


def scanned(*, brings: str = "code", size: int = 2_000, **scan: Any) -> Ingress:
    """Something that was brought, after its scan: with a `reason` one that could not be done."""
    brought = {**BROUGHT, "brings": brings, "brought": [{**FILE, "bytes": size}]}
    ingress = INGRESS.done(Ingress("3", "amara"), act("amara", BY.BRING, IR.RESEARCHER, **brought))
    action = BY.REPORT_UNSCANNED if "reason" in scan else BY.PASS_SCAN
    return INGRESS.done(ingress, act("", action, IR.SYSTEM, **{**SCAN, **scan}))


ABSENT: dict[str, Any] = {"reason": "there is no scanner", "scanner": ""}
LETS_IN = """
    what was brought   | by     | says      | answer
    clean code         | system |           |
    clean code         | dev    |           |
    clean code         | amara  |           | Only a data manager can let files in.
    clean code         | ben    |           | You work in this project, so another
    long code          | system |           | A person looks at code of more than 256 KB.
    remarked code      | system | notes     | A person looks at what the scan remarks on.
    clean data         | system |           | A person looks at what is not plain code.
    clean data         | dev    |           | Name what of the application these data are.
    clean data         | dev    | agreed_as |
    unscanned text     | dev    |           | Say what you looked at, since no scanner did.
    unscanned text     | dev    | reason    |
    unscanned binary   | dev    | reason    | No scanner looked at it, and it is no plain text
    unscanned text     | system |           | It is in quarantine: no scanner is there
"""
THINGS = {
    "clean code": lambda: scanned(),
    "long code": lambda: scanned(size=300 << 10),
    "remarked code": lambda: scanned(),
    "clean data": lambda: scanned(brings="data"),
    "unscanned text": lambda: scanned(**ABSENT),
    "unscanned binary": lambda: scanned(**ABSENT, is_text=False),
}


def test_who_lets_what_in_and_never_what_nobody_looked_at() -> None:
    """T38: an absent scanner is a state of its own, and what no person can read waits for it."""
    for line in text_tables.rows(LETS_IN):
        row = {name: cell or "" for name, cell in line.items()}
        ingress = THINGS[row["what was brought"]]()
        said: dict[str, Any] = {"notes": 0, "is_outside": row["by"] != "ben"}
        said |= {name: 1 if name == "notes" else "distances" for name in row["says"].split()}
        action, role = (BY.LET_IN_CODE, IR.SYSTEM) if row["by"] == "system" else (BY.LET_IN, IR.DATA_MANAGER)
        why = INGRESS.why_not(ingress, act(row["by"], action, role, **said))
        assert why[: len(row["answer"])] == row["answer"], row
        assert bool(why) is bool(row["answer"]), row


@pytest.mark.parametrize(
    ("scan", "why"),
    [
        ({"scanner": ""}, "No scanner looked at it."),
        ({"found": 1}, "Something was found in it."),
        ({"hashes": {"distances.csv": "b" * 64}}, "Something was found in it."),
    ],
)
def test_only_a_scan_of_these_very_bytes_that_found_nothing_is_passed(scan: dict[str, Any], why: str) -> None:
    ingress = INGRESS.done(Ingress("3", "amara"), act("amara", BY.BRING, IR.RESEARCHER, **BROUGHT))
    assert INGRESS.why_not(ingress, act("", BY.PASS_SCAN, IR.SYSTEM, **{**SCAN, **scan})) == why


def test_what_changed_after_it_was_let_in_is_held_and_what_is_blocked_stays() -> None:
    let_in = INGRESS.done(scanned(), act("dev", BY.LET_IN, IR.DATA_MANAGER, is_outside=True))
    swapped = act("", BY.DELIVER, IR.SYSTEM, hashes={"distances.csv": "b" * 64})
    assert INGRESS.why_not(let_in, swapped) == "A file is no longer what was let in."
    held = INGRESS.done(let_in, act("", BY.HOLD, IR.SYSTEM, reason="It changed."))
    assert held.state is IngressState.BLOCKED
    assert IngressState.BLOCKED in INGRESS.final
