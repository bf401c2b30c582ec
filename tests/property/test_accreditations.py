"""How a researcher is accredited, keeps it and loses it: section 3 of the access facts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.test_processes import FINE, START
from tests.support.properties import one_of, tried, up_to

from alder.errors import UsageError
from alder.governance import Denied
from alder.governance.accreditation import (
    ACCREDITATION,
    MOVES,
    Accreditation,
    AccreditationAction,
    AccreditationGrade,
    AccreditationRole,
    AccreditationState,
    clock_act,
    new_accreditation,
    why_no_test,
    why_not_accredited,
)
from alder.governance.accreditation_policy import SETTING, accreditation_policy
from alder.governance.process import Act

DFE = "Department for Education"
ACTS: dict[str, tuple[AccreditationAction, str, AccreditationRole, dict[str, Any]]] = {
    "apply": (AccreditationAction.APPLY, "amara", AccreditationRole.PERSON, {}),
    "apply without a degree": (AccreditationAction.APPLY, "amara", AccreditationRole.PERSON, {"path": "supervised"}),
    "admit": (AccreditationAction.ADMIT, "owen", AccreditationRole.OFFICER, {}),
    "read": (AccreditationAction.COMPLETE, "amara", AccreditationRole.PERSON, {"course": "modules", "read": True}),
    "attend": (AccreditationAction.COMPLETE, "amara", AccreditationRole.PERSON, {}),
    "begin": (AccreditationAction.BEGIN_TEST, "amara", AccreditationRole.PERSON, {}),
    "fail": (AccreditationAction.FAIL, "system", AccreditationRole.SYSTEM, {"percent": 60}),
    "pass": (AccreditationAction.PASS, "system", AccreditationRole.SYSTEM, {}),
    "pass with 60": (AccreditationAction.PASS, "system", AccreditationRole.SYSTEM, {"percent": 60}),
    "repeat": (AccreditationAction.REPEAT, "amara", AccreditationRole.PERSON, {}),
    "talk": (AccreditationAction.TALK, "owen", AccreditationRole.OFFICER, {}),
    "declare": (AccreditationAction.DECLARE, "amara", AccreditationRole.PERSON, {}),
    "grant": (AccreditationAction.GRANT_FULL, "owen", AccreditationRole.OFFICER, {"until": "2031-11-27"}),
    "grant too long": (AccreditationAction.GRANT_FULL, "owen", AccreditationRole.OFFICER, {"until": "2033-01-01"}),
    "grant provisionally": (AccreditationAction.GRANT_PROVISIONAL, "owen", AccreditationRole.OFFICER, {}),
    "upgrade": (AccreditationAction.UPGRADE, "owen", AccreditationRole.OFFICER, {"until": "2031-11-27"}),
    "move": (AccreditationAction.MOVE, "amara", AccreditationRole.PERSON, {"organisation": "Northfield College"}),
    "confirm as the old": (AccreditationAction.CONFIRM, "sam", AccreditationRole.SIGNATORY, {}),
    "confirm": (
        AccreditationAction.CONFIRM,
        "sam",
        AccreditationRole.SIGNATORY,
        {"organisation": "Northfield College", "supervisor_at": "Northfield College"},
    ),
    "suspend": (AccreditationAction.SUSPEND, "ines", AccreditationRole.INCIDENT_OFFICER, {}),
    "reinstate": (AccreditationAction.REINSTATE, "noor", AccreditationRole.INCIDENT_OFFICER, {}),
    "reinstate alone": (AccreditationAction.REINSTATE, "ines", AccreditationRole.INCIDENT_OFFICER, {}),
    "withdraw": (
        AccreditationAction.WITHDRAW,
        "noor",
        AccreditationRole.INCIDENT_OFFICER,
        {"barred_until": "2028-03-01"},
    ),
    "expire": (AccreditationAction.EXPIRE, "clock", AccreditationRole.SYSTEM, {}),
}
LEARNT = ["apply", "admit", "read"]
GRANTED = [*LEARNT, "begin", "pass", "declare", "grant"]
TWICE = ["begin", "fail", "+20 days", "begin", "fail", "+20 days"]
SUPERVISED = ["apply without a degree", *GRANTED[1:-1], "grant provisionally"]


def act(name: str, at: datetime) -> Act:
    action, actor, role, said = ACTS[name]
    return Act(action, actor, frozenset({role}), at, {**FINE, **said})


def after(*names: str, accreditation: Accreditation | None = None) -> Accreditation:
    """The accreditation after these acts, a day between each two where a number stands there."""
    thing, now = accreditation or Accreditation("0001", "amara"), START
    for name in names:
        if name.startswith("+"):
            now += timedelta(days=int(name.split()[0]))
        else:
            thing = ACCREDITATION.done(thing, act(name, now))
    return thing


@st.composite
def walks(draw: st.DrawFn) -> list[Accreditation]:
    """Whatever people with whichever roles do to an accreditation, those acts left out that were refused."""
    begun = draw(st.sampled_from([[], LEARNT, GRANTED[:-1], SUPERVISED[:-1], GRANTED, SUPERVISED]))
    thing, now = after(*begun), START
    steps = [thing]
    for _ in range(draw(st.integers(8, 24))):
        possible = [move for move in MOVES if thing.state in move.states]
        onwards = [move for move in possible if move.to not in ACCREDITATION.final]
        if not possible:
            break
        move = draw(one_of(*(onwards if onwards and draw(up_to(19)) else possible)))
        actor = draw(one_of("amara", "amara", "owen", "ines", "noor"))
        now += timedelta(hours=draw(one_of(0, 30, 24 * 15, 24 * 200)))
        until = now.date() + timedelta(days=draw(one_of(30, 365, 3 * 365)))
        said = {**FINE, "until": until.isoformat(), "percent": draw(one_of(60, 88))}
        if draw(up_to(2)) == 0:
            said |= {"organisation": "Northfield College", "supervisor_at": "Northfield College"}
        said["path"] = draw(one_of("degree", "supervised"))
        wanted = Act(move.action, actor, move.roles, now, said)
        if move.action in (AccreditationAction.EXPIRE, AccreditationAction.REMIND):
            wanted = clock_act(thing, now) or wanted
        if not ACCREDITATION.why_not(thing, wanted):
            thing = ACCREDITATION.done(thing, wanted)
            steps.append(thing)
    return steps


def test_nobody_is_accredited_but_by_a_test_a_declaration_and_another_person() -> None:
    """P2 for this term: in whichever order things are done, and on the day of each."""
    reached = set()
    grace = Accreditation(**{**vars(after(*GRANTED)), "person": "grace", "until": date(2099, 1, 1)})

    @settings(max_examples=tried(500), deadline=None, derandomize=True)
    @given(walks())
    def look(steps: list[Accreditation]) -> None:
        for thing in steps[1:]:
            last = thing.events[-1]
            why = why_not_accredited([thing], DFE, last.at.date(), supervisors=[grace])
            done = [event.action for event in thing.events]
            if why == "":
                reached.add(done[-1])
                assert [one for one in ("PASS", "DECLARE") if one not in done] == []
                granted = next(event for event in thing.events if event.action.startswith("GRANT"))
                assert granted.actor != "amara"
                assert done.index("PASS") < done.index("DECLARE") < thing.events.index(granted)
                assert last.at.date() <= (thing.until or date.min)
                assert thing.confirmed
                suspended = [n for n, one in enumerate(done) if one == "SUSPEND"]
                assert not suspended or "REINSTATE" in done[suspended[-1] :]

    look()
    assert {"GRANT_FULL", "GRANT_PROVISIONAL", "REINSTATE"} <= reached, "walks lead to what they are about"


def assert_said(why: str, says: str) -> None:
    """A reason begins as it should; an empty one is none."""
    assert why.startswith(says) if says else why == ""


@pytest.mark.parametrize(
    ("done", "then", "says"),
    [
        (LEARNT, "pass", "The test comes next."),
        ([*LEARNT, "begin"], "pass with 60", "80% of the answers have to be right."),
        ([*GRANTED[:-1]], "grant provisionally", ""),
        ([*GRANTED[:-1]], "grant too long", "Say on which day it ends: 27 November 2031 at the latest."),
        ([*SUPERVISED[:-1]], "grant", "They applied with neither degree nor experience."),
        (SUPERVISED, "upgrade", ""),
        (GRANTED, "upgrade", "It is full."),
        ([*GRANTED, "move"], "confirm as the old", "Only the organisation that they work for now can confirm it."),
        ([*GRANTED, "move"], "confirm", ""),
        ([*GRANTED, "suspend"], "reinstate alone", "You suspended it, so another person decides."),
        ([*GRANTED, "suspend"], "reinstate", ""),
        ([*GRANTED, "move", "suspend"], "reinstate", "The organisation that they work for now confirms that first."),
        ([*GRANTED, "suspend", "move", "confirm"], "reinstate", ""),
        (GRANTED, "withdraw", "It is full."),
        ([*LEARNT, *TWICE, "repeat"], "read", "After a failed test the course is repeated at the live session."),
        (GRANTED, "expire", "Its time is not over."),
        ([*GRANTED, "suspend", "withdraw"], "reinstate", "It was withdrawn."),
    ],
)
def test_what_may_follow_and_why_not(done: list[str], then: str, says: str) -> None:
    why = ACCREDITATION.why_not(after(*done), act(then, START))
    assert_said(why, says)


@pytest.mark.parametrize(
    ("done", "hours", "says"),
    [
        (["begin", "fail"], 23, "You can try again from 3pm on Saturday 28 November 2026."),
        (["begin", "fail"], 24, ""),
        (["begin", "fail", "+1 day", "begin", "fail"], 24 * 30, "You have failed 2 times since the session."),
        (
            ["begin", "fail", "+1 day", "begin", "fail", "repeat", "attend"],
            24 * 13,
            "You can try again from 3pm on Friday 11 December 2026.",
        ),
        (["begin", "fail", "+1 day", "begin", "fail", "repeat", "attend"], 24 * 14, ""),
        ([*TWICE, "repeat", "attend", *TWICE, "repeat", "attend"], 24 * 90, "You have tried 4 times in a year. Talk"),
        ([*TWICE, "repeat", "attend", *TWICE, "repeat", "attend", "talk"], 24 * 90, ""),
    ],
)
def test_how_often_the_test_may_be_taken(done: list[str], hours: int, says: str) -> None:
    assert_said(why_no_test(after(*LEARNT, *done), START + timedelta(hours=hours)), says)


@pytest.mark.parametrize(
    ("done", "owner", "on", "says"),
    [
        ([], DFE, "2026-11-27", "There is no accreditation. Apply for one."),
        (LEARNT, DFE, "2026-11-27", "There is no accreditation. The test comes next."),
        (GRANTED, DFE, "2026-11-26", "The accreditation holds from 27 November 2026."),
        (GRANTED, DFE, "2026-11-27", ""),
        (GRANTED, DFE, "2031-11-27", ""),
        (GRANTED, DFE, "2031-11-28", "The accreditation ended on 27 November 2031."),
        (GRANTED, "Jisc", "2029-11-27", ""),
        (GRANTED, "Jisc", "2029-11-28", "Jisc counted the test until 27 November 2029."),
        (
            [*GRANTED, "move"],
            DFE,
            "2026-11-28",
            "There is no accreditation that holds. It is paused until the organisation",
        ),
        ([*GRANTED, "move", "confirm"], DFE, "2026-11-28", ""),
        ([*GRANTED, "suspend"], DFE, "2026-11-28", "There is no accreditation that holds. It is suspended."),
        ([*GRANTED, "suspend", "reinstate"], DFE, "2026-11-28", ""),
        ([*GRANTED, "suspend", "withdraw"], DFE, "2026-11-28", "The accreditation was withdrawn."),
        (SUPERVISED, DFE, "2026-11-28", "The accreditation is provisional, and its supervisor has none in full"),
    ],
)
def test_whether_somebody_is_accredited_for_an_owner_on_a_day(done: list[str], owner: str, on: str, says: str) -> None:
    theirs = [after(*done)] if done else []
    why = why_not_accredited(theirs, owner, date.fromisoformat(on))
    assert_said(why, says)


def test_a_provisional_one_holds_while_its_supervisor_has_a_full_one_at_the_same_organisation() -> None:
    theirs, on = [after(*SUPERVISED)], date(2026, 11, 28)
    grace = Accreditation(**{**vars(after(*GRANTED)), "person": "grace"})
    assert why_not_accredited(theirs, DFE, on, supervisors=[grace]) == ""
    for lacking in (
        {"grade": AccreditationGrade.PROVISIONAL, "supervisor": "grace"},
        {"organisation": "Northfield College"},
        {"state": AccreditationState.SUSPENDED},
        {"person": "leila"},
    ):
        other = Accreditation(**{**vars(grace), **lacking})
        assert "provisional" in why_not_accredited(theirs, DFE, on, supervisors=[other]), lacking


def test_what_was_withdrawn_stands_in_the_way_of_another_until_its_day() -> None:
    withdrawn = after(*GRANTED, "suspend", "withdraw")
    again = new_accreditation("0002", "amara", [withdrawn])
    why = ACCREDITATION.why_not(again, act("apply", START))
    assert why == "An earlier accreditation was withdrawn. You can apply again after 1 March 2028."
    assert ACCREDITATION.why_not(again, act("apply", datetime(2028, 3, 2, tzinfo=UTC))) == ""
    for since, on, says in (
        ("2026-11-27", "2028-02-29", "The accreditation was withdrawn."),
        ("2026-11-27", "2028-03-02", "The accreditation was withdrawn. Another can be applied for after 1 March 2028."),
        ("2028-03-02", "2028-03-02", ""),
    ):
        other = Accreditation(**{**vars(after(*GRANTED)), "since": date.fromisoformat(since)})
        assert_said(why_not_accredited([withdrawn, other], DFE, date.fromisoformat(on)), says)
    for doubtful in (after("apply"), after(*GRANTED, "suspend"), after(*GRANTED, "move")):
        with pytest.raises(Denied, match="You have one already"):
            new_accreditation("0002", "amara", [doubtful])


def test_what_stands_in_the_way_of_one_stands_in_the_way_of_every_other() -> None:
    other = after(*GRANTED)
    for one in (after(*GRANTED, "suspend"), after(*GRANTED, "move")):
        assert "There is no accreditation that holds." in why_not_accredited([one, other], DFE, date(2026, 11, 28))
    elsewhere = why_not_accredited([other], DFE, date(2026, 11, 28), organisation="Northfield College")
    assert elsewhere == (
        "The accreditation is for work at University of Mereshire. Northfield College has to confirm it."
    )
    assert why_not_accredited([other], DFE, date(2026, 11, 28), organisation="University of Mereshire") == ""


def test_nobody_decides_on_their_own() -> None:
    officer = frozenset(AccreditationRole)
    for done, action in (
        (["apply"], AccreditationAction.ADMIT),
        (["apply"], AccreditationAction.REFUSE),
        (GRANTED[:-1], AccreditationAction.GRANT_FULL),
        ([*GRANTED, "suspend"], AccreditationAction.REINSTATE),
    ):
        for actor, accounts in (("amara", frozenset()), ("amara2", frozenset({"amara"}))):
            own = Act(action, actor, officer, START, FINE, accounts=accounts)
            assert ACCREDITATION.why_not(after(*done), own) == "It is your own, so another person decides on it."


def test_the_clock_reminds_three_times_and_ends_it_at_midnight_in_london() -> None:
    """Also after a pause of the clock: of reminders that were missed the last alone is sent."""
    thing = after(*GRANTED)
    told = []
    for on in range(100):
        at = datetime(2031, 8, 28, 23, 30, tzinfo=UTC) + timedelta(
            days=on
        )  # half past midnight there while it is summer
        while due := clock_act(thing, at):
            thing = ACCREDITATION.done(thing, due)
            told.append((at.date().isoformat(), due.action.name, due.said.get("days")))
    assert told == [
        ("2031-08-28", "REMIND", 90),
        ("2031-10-28", "REMIND", 30),
        ("2031-11-20", "REMIND", 7),
        ("2031-11-28", "EXPIRE", None),
    ]
    late = clock_act(after(*GRANTED), datetime(2031, 11, 25, tzinfo=UTC))
    assert late is not None
    assert late.said["days"] == 7
    asked = Act(AccreditationAction.ASK_EVIDENCE, "owen", frozenset({AccreditationRole.OFFICER}), START, FINE)
    silent = ACCREDITATION.done(after("apply"), asked)
    lapses = clock_act(silent, START + timedelta(days=90))
    assert clock_act(silent, START + timedelta(days=89)) is None
    assert lapses is not None
    assert lapses.action is AccreditationAction.LAPSE


def test_a_service_has_a_policy_of_its_own_from_a_day_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "policy.toml"
    text = files("alder.governance").joinpath("accreditation_policy.toml").read_text(encoding="utf-8")
    own.write_text(text + text.replace("2026-01-01", "2027-09-01").replace("others = 3", "others = 4"))
    monkeypatch.setenv(SETTING, str(own))
    assert accreditation_policy(date(2027, 8, 31)).owners["others"] == 3
    assert accreditation_policy(date(2027, 9, 1)).owners["others"] == 4
    with pytest.raises(UsageError, match="no policy of accreditation holds on 31 December 2025"):
        accreditation_policy(date(2025, 12, 31))
    for at, (old, new) in enumerate([("percent = 80", ""), ("from = 2026-01-01", 'from = "soon"'), ("others = 3", "")]):
        broken = tmp_path / f"broken{at}.toml"
        broken.write_text(text.replace(old, new))
        monkeypatch.setenv(SETTING, str(broken))
        with pytest.raises(UsageError, match="is not complete"):
            accreditation_policy(date(2026, 11, 27))


def test_a_person_is_known_before_they_apply_and_qualified_in_a_way_that_counts() -> None:
    apply = act("apply", START)
    for said, says in (
        ({"identity": "low"}, "Prove who you are first"),
        ({"organisation": " "}, "Say which organisation you work for."),
        ({"degree": False}, "Name what qualifies you"),
        ({"path": "experience", "years": 2, "referees": 2}, "Name what qualifies you"),
        ({"path": "experience", "years": 3, "referees": 2}, ""),
    ):
        tried = Act(apply.action, apply.actor, apply.roles, START, {**apply.said, **said})
        why = ACCREDITATION.why_not(Accreditation("0001", "amara"), tried)
        assert_said(why, says)
