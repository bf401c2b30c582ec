"""Whatever people do to an output, in whichever order: P1 and P3 to P8 of the access facts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.properties import one_of, tried, up_to

from alder.governance import Denied
from alder.governance.output_review import (
    MOVES,
    OUTPUT_REVIEW,
    SERVICE_OWNED,
    Decision,
    OutputReview,
    ReviewAction,
    ReviewRole,
    ReviewState,
)
from alder.governance.process import Act
from alder.model.event import first_broken
from alder.model.working_days import is_working_day

AUTHOR = "amara"
PEOPLE: dict[str, frozenset[ReviewRole]] = {
    AUTHOR: frozenset(ReviewRole) - {ReviewRole.SYSTEM},  # an author who has every role is an author still
    "dev": frozenset({ReviewRole.CHECKER}),
    "grace": frozenset({ReviewRole.CHECKER, ReviewRole.RELEASE_OFFICER}),
    "marcus": frozenset({ReviewRole.CHECKER}),
    "leila": frozenset({ReviewRole.SENIOR_CHECKER, ReviewRole.RELEASE_OFFICER}),
    "ines": frozenset({ReviewRole.INCIDENT_OFFICER}),
    "clock": frozenset({ReviewRole.SYSTEM}),
    "nobody": frozenset(),
}
FORWARD = frozenset(
    {
        ReviewAction.SUBMIT,
        ReviewAction.SUBMIT_AGAIN,
        ReviewAction.REVIEW,
        ReviewAction.APPROVE,
        ReviewAction.RELEASE,
        ReviewAction.CONFIRM,
    }
)
"""Acts that lead an output on, tried more often than others so that many are released."""
START = datetime(2026, 11, 27, 15, tzinfo=UTC)

VERSIONS = st.lists(st.integers(1, 3), min_size=1, max_size=2)
EITHER = st.booleans()


def files_of(versions: list[int], held: bool, exception: bool) -> list[dict[str, Any]]:
    named = [
        {"name": f"table{n}.csv", "sha256": f"{version:064d}", "held": held, "exception": "agreed" if exception else ""}
        for n, version in enumerate(versions)
    ]
    return [*named, {"name": "counts.csv", "sha256": "f" * 64, "kind": "supporting", "held": True}]


@st.composite
def said(draw: st.DrawFn, review: OutputReview, action: ReviewAction) -> dict[str, Any]:
    """What goes with an act: mostly what it takes, sometimes not."""
    fine = draw(up_to(9)) > 0
    match action:
        case ReviewAction.SUBMIT | ReviewAction.SUBMIT_AGAIN:
            versions = draw(VERSIONS)
            return {
                "files": files_of(versions, held=draw(up_to(5)) == 0, exception=draw(EITHER)),
                "cover": fine,
                "checked": fine or draw(EITHER),
                "replies": {file.name: "see the note" for file in review.files} if draw(EITHER) else {},
            }
        case ReviewAction.REVIEW | ReviewAction.SETTLE:
            votes = []
            for file in review.files:
                if file.leaves and (fine or draw(EITHER)):
                    approves = draw(up_to(3)) > 0
                    sha256 = file.sha256 if draw(up_to(19)) else "0" * 64
                    comment = "" if approves else draw(one_of("", "the total tells"))
                    votes.append({"file": file.name, "sha256": sha256, "approves": approves, "comment": comment})
            return {"votes": votes, "conflict": draw(up_to(19)) == 0}
        case ReviewAction.RELEASE:
            swapped = draw(up_to(5)) == 0
            hashes = {file.name: "1" * 64 if swapped else file.sha256 for file in review.files}
            return {"hashes": hashes, "suspended": draw(up_to(9)) == 0}
        case _:
            return {"reason": "the numbers are of the wrong year" if fine else " "}


@st.composite
def walks(draw: st.DrawFn) -> list[OutputReview]:
    """A review after each act that was tried, those that were refused among them."""
    review = OutputReview("0001", AUTHOR)
    steps = [review]
    now = START
    for _ in range(1 + draw(up_to(23))):
        possible = [move for move in MOVES if review.state in move.states]
        if possible and draw(up_to(9)):
            likely = [move for move in possible if move.action in FORWARD] if draw(up_to(3)) else []
            move = draw(one_of(*(likely or possible)))
            action = move.action
            fit = [name for name, roles in PEOPLE.items() if move.roles & roles]
            actor = draw(one_of(*fit)) if draw(up_to(9)) else draw(one_of(*sorted(PEOPLE)))
        else:
            action, actor = draw(one_of(*ReviewAction)), draw(one_of(*sorted(PEOPLE)))
        now += timedelta(hours=draw(one_of(0, 1, 7, 30, 80, 24 * 61)))
        act = Act(action, actor, PEOPLE[actor], now, draw(said(review, action)))
        why = OUTPUT_REVIEW.why_not(review, act)
        if why:
            with pytest.raises(Denied, match=f"^{re.escape(why)}$"):
                OUTPUT_REVIEW.done(review, act)
            assert why[0].isupper()
            assert why.endswith(".")
            continue
        review = OUTPUT_REVIEW.done(review, act)
        steps.append(review)
    return steps


@settings(max_examples=tried(1_500), deadline=None)
@given(walks())
def test_whatever_is_done_in_whichever_order_what_is_promised_of_reviews_holds(steps: list[OutputReview]) -> None:
    """To draw what is done costs most, so all that is promised is asked of each."""
    nothing_is_released_without_two_approvals_of_the_same_bytes_by_others(steps)
    every_act_is_one_event_the_chain_holds_and_tells_the_state(steps)
    a_final_state_has_no_way_out_and_a_release_only_its_recall(steps)
    the_clock_runs_while_the_service_has_the_turn_and_then_alone(steps[-1])


def nothing_is_released_without_two_approvals_of_the_same_bytes_by_others(steps: list[OutputReview]) -> None:
    """P1."""
    for review in steps:
        if review.state in (ReviewState.APPROVED, ReviewState.RELEASING, ReviewState.RELEASED):
            for file in review.files:
                approvals = {
                    v.checker for v in review.votes if v.approves and (v.file, v.sha256) == (file.name, file.sha256)
                }
                assert not file.leaves or len(approvals - {AUTHOR}) >= 2
                assert AUTHOR not in approvals


def every_act_is_one_event_the_chain_holds_and_tells_the_state(steps: list[OutputReview]) -> None:
    """P3 and P5."""
    for n, review in enumerate(steps):
        assert len(review.events) == n
        assert first_broken(review.events) is None
    last = steps[-1]
    assert OUTPUT_REVIEW.replayed(OutputReview(last.id, last.author), last.events) == last


@settings(max_examples=tried(300), deadline=None)
@given(walks(), st.data())
def test_an_event_that_was_changed_left_out_moved_or_cut_off_is_found(
    steps: list[OutputReview], data: st.DataObject
) -> None:
    events = list(steps[-1].events)
    if len(events) < 2:
        return
    at = data.draw(st.integers(0, len(events) - 2))
    head = events[-1].hash
    changed = [*events[:at], replace(events[at], actor="somebody"), *events[at + 1 :]]
    moved = [*events[:at], events[at + 1], events[at], *events[at + 2 :]]
    assert first_broken(changed) == at + 1
    assert first_broken([*events[:at], *events[at + 1 :]]) == at
    assert first_broken(moved) == at
    assert first_broken(events[:-1], head=head) == len(events) - 1
    assert first_broken(events, head=head) is None


def a_final_state_has_no_way_out_and_a_release_only_its_recall(steps: list[OutputReview]) -> None:
    """P4."""
    for before, after in pairwise(steps):
        assert before.state not in OUTPUT_REVIEW.final
        if before.state is ReviewState.RELEASED:
            assert after.state is ReviewState.RECALLED


def the_clock_runs_while_the_service_has_the_turn_and_then_alone(review: OutputReview) -> None:
    """P8, counted day by day."""
    until = (review.events[-1].at if review.events else START) + timedelta(days=9)
    wanted = 0
    spans = [*review.events, None]
    for event, following in pairwise(spans):
        if event is None or ReviewState(event.to_state) not in SERVICE_OWNED:
            continue
        end = following.at.date() if following is not None else until.date()
        day = event.at.date()
        while day < end:
            day += timedelta(days=1)
            wanted += is_working_day(day)
    assert review.service_days(until) == wanted


def test_a_conflict_waits_for_a_senior_checker_whose_vote_settles_it() -> None:
    review = OutputReview("0001", AUTHOR)
    file = {"name": "table.csv", "sha256": "a" * 64}

    def act(action: ReviewAction, actor: str, **more: Any) -> None:
        nonlocal review
        review = OUTPUT_REVIEW.done(review, Act(action, actor, PEOPLE[actor], START, more))

    act(ReviewAction.SUBMIT, AUTHOR, files=[file], cover=True, checked=True)
    act(ReviewAction.REVIEW, "dev", votes=[{"file": "table.csv", "sha256": "a" * 64, "approves": True}])
    changes = {"file": "table.csv", "sha256": "a" * 64, "approves": False, "comment": "a margin tells the hidden cell"}
    act(ReviewAction.REVIEW, "grace", votes=[changes])
    assert review.decisions == {"table.csv": Decision.CONFLICTED}
    for action in (ReviewAction.APPROVE, ReviewAction.RETURN):
        assert OUTPUT_REVIEW.why_not(review, Act(action, "dev", PEOPLE["dev"], START))
    act(ReviewAction.SETTLE, "leila", votes=[{"file": "table.csv", "sha256": "a" * 64, "approves": True}])
    act(ReviewAction.APPROVE, "dev")
    swapped = Act(ReviewAction.RELEASE, "leila", PEOPLE["leila"], START, {"hashes": {"table.csv": "b" * 64}})
    assert "no longer what was approved" in OUTPUT_REVIEW.why_not(review, swapped)
    act(ReviewAction.RELEASE, "leila", hashes={"table.csv": "a" * 64})
    act(ReviewAction.CONFIRM, "clock")
    assert review.state is ReviewState.RELEASED
    assert (
        OUTPUT_REVIEW.why_not(review, Act(ReviewAction.RELEASE, "leila", PEOPLE["leila"], START)) == "It was released."
    )
