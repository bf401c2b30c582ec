"""What holds of every process, whatever goes through it: P3 to P6 of the access facts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.properties import one_of, tried, up_to

from alder.governance import Denied
from alder.governance.accreditation import ACCREDITATION, Accreditation, AccreditationAction, AccreditationRole
from alder.governance.agreement import AGREEMENT, Agreement, AgreementAction, AgreementRole
from alder.governance.amendment import AMENDMENT, Amendment, AmendmentAction, AmendmentRole
from alder.governance.application import APPLICATION, Application, ApplicationAction, ApplicationRole
from alder.governance.incident import INCIDENT, Incident, IncidentAction, IncidentRole
from alder.governance.ingress import INGRESS, Ingress, IngressAction, IngressRole
from alder.governance.output_review import OUTPUT_REVIEW, OutputReview, ReviewAction, ReviewRole
from alder.governance.process import Act
from alder.governance.table_request import TABLE_REQUEST, RequestAction, RequestRole, RequestState, TableRequest
from alder.governance.workspace import WORKSPACE, Workspace, WorkspaceAction, WorkspaceRole
from alder.model.event import first_broken

START = datetime(2026, 11, 27, 15, tzinfo=UTC)
PROCESSES = {
    "output": (OUTPUT_REVIEW, OutputReview("0001", "amara"), ReviewRole, ReviewAction),
    "request": (TABLE_REQUEST, TableRequest("0001", "amara"), RequestRole, RequestAction),
    "incident": (INCIDENT, Incident("0001", about=frozenset({"amara"})), IncidentRole, IncidentAction),
    "accreditation": (ACCREDITATION, Accreditation("0001", "amara"), AccreditationRole, AccreditationAction),
    "application": (APPLICATION, Application("0001", "amara"), ApplicationRole, ApplicationAction),
    "agreement": (AGREEMENT, Agreement("0001", "0001", "amara"), AgreementRole, AgreementAction),
    "workspace": (WORKSPACE, Workspace("0001", "0001", ("amara", "ben")), WorkspaceRole, WorkspaceAction),
    "ingress": (INGRESS, Ingress("0001", "amara"), IngressRole, IngressAction),
    "amendment": (AMENDMENT, Amendment("0001", "0001", "amara", ("amara", "ben")), AmendmentRole, AmendmentAction),
}
FINE = {
    "query": "achievement rate by sex, 2023/24",
    "shown": True,
    "named": True,
    "within_budget": True,
    "fees": True,
    "cost": "120.00",
    "forbids_publication": False,
    "reason": "a figure was worked out by subtraction",
    "nearest": "",
    "severity": 2,
    "what_data": "one table",
    "who": "one person",
    "done": True,
    "risk": False,
    "owner_told": True,
    "sanction": "advice",
    "lesson": "round totals by themselves",
    "public": "a total was published that told of few people",
    "files": [{"name": "table.csv", "sha256": "a" * 64}],
    "cover": True,
    "checked": True,
    "hashes": {"table.csv": "a" * 64},
    "output": "0007",
    "csv": "1/table.csv",
    "certificate": "a" * 64,
    "replies": {"table.csv": "see the note"},
    "identity": "high",
    "organisation": "University of Mereshire",
    "path": "degree",
    "degree": True,
    "evidence": "certificate of the degree",
    "course": "session",
    "draw": 1,
    "items": [["dom-04", 2]],
    "percent": 88,
    "declaration": "1",
    "reauthenticated": True,
    "supervisor": "grace",
    "supervisor_is_full": True,
    "supervisor_at": "University of Mereshire",
    "until": "2029-11-26",
    "barred_until": "2040-01-01",
    "faults": [],
    "answers": "b" * 64,
    "organisation_verified": True,
    "signed_off": True,
    "sources": ["ilr"],
    "low_risk": True,
    "questions": ["D3"],
    "changed": ["D3"],
    "covers": ["D", "G"],
    "checklist": True,
    "recommendation": "support",
    "approves": True,
    "is_independent": True,
    "condition": 0,
    "conditions": [{"text": "band the age", "owner": "amara", "due": "2027-01-31"}],
    "agreement": "0001",
    "in_force": True,
    "idle_days": 400,
    "document": "d" * 64,
    "organisations": ["University of Mereshire"],
    "people": ["amara", "ben"],
    "scope": "e" * 64,
    "start": "2026-11-01",
    "end": "2027-01-31",
    "proved": True,
    "conditions_met": True,
    "ethics_in_date": True,
    "impact_accepted": True,
    "amendment": "0001",
    "archived": True,
    "report": "due on 31 January 2028",
    "proof": "f" * 64,
    "change": "c" * 64,
    "kind": "more data",
    "reviews_it": True,
    "over": True,
    "extract": "a" * 64,
    "plan": "e" * 64,
    "keep_until": "2026-11-20",
    "inventory": "b" * 64,
    "left": 0,
    "access": True,
    "brings": "code",
    "brought": [{"name": "table.csv", "sha256": "a" * 64, "bytes": 120}],
    "purpose": "distances to colleges",
    "source": "the department",
    "licence": "OGL",
    "personal": False,
    "scanner": "a scanner",
    "found": 0,
    "notes": 0,
    "is_text": True,
    "is_outside": True,
    "agreed_as": "distances",
    "supports": True,
    "owners_told": True,
}
"""Whatever an act of any process asks for, said as it should be."""


UNSAID = st.lists(st.sampled_from([*FINE]), max_size=6)
"""What an act leaves out: of so many rarely more."""
EITHER = st.booleans()


@st.composite
def walks(draw: st.DrawFn, name: str) -> list[Any]:
    """A thing after each act that was tried, those that were refused left out."""
    process, thing, _, _ = PROCESSES[name]
    steps = [thing]
    now = START
    for n in range(1 + draw(up_to(15))):
        possible = [n for n, move in enumerate(process.moves) if thing.state in move.states]
        if not possible:
            break
        move = process.moves[draw(one_of(*possible))]
        actor = draw(one_of("amara", "dev", "grace", "leila"))
        now += timedelta(hours=draw(one_of(0, 5, 30, 24 * 61)))
        unsaid = draw(UNSAID)
        said = {key: value for key, value in FINE.items() if key not in unsaid}
        said["table"] = f"{n:04d}"
        if name == "accreditation" and draw(EITHER):
            said |= {"organisation": "Northfield College", "path": "supervised"}
        said["subject"] = draw(one_of("ilr", "information governance"))
        said["reviewer"] = draw(one_of("dev", "grace", "leila"))
        approves = draw(up_to(4)) > 0
        said["votes"] = [{"file": "table.csv", "sha256": "a" * 64, "approves": approves, "comment": "the total tells"}]
        act = Act(move.action, actor, move.roles, now, said)
        if process.why_not(thing, act):
            continue
        thing = process.done(thing, act)
        steps.append(thing)
    return steps


@pytest.mark.parametrize("name", PROCESSES)
def test_every_act_is_one_event_the_chain_holds_and_makes_the_thing_again(name: str) -> None:
    """P3 and P5."""

    @settings(max_examples=tried(500), deadline=None)
    @given(walks(name))
    def look(steps: list[Any]) -> None:
        process, begun, _, _ = PROCESSES[name]
        events = steps[-1].events
        assert first_broken(events) is None
        for n, thing in enumerate(steps):
            assert thing.events == events[:n], "nothing that was recorded changes, and the chain held up to here too"
        assert process.replayed(begun, steps[-1].events) == steps[-1]

    look()


@pytest.mark.parametrize("name", PROCESSES)
def test_who_is_not_in_the_table_is_refused_in_a_sentence(name: str) -> None:
    """P6: every role in every state, asked for everything."""
    process, begun, roles, actions = PROCESSES[name]
    refused = 0
    for state in process.says:
        thing = type(begun)(**{**vars(begun), "state": state})
        for role in roles:
            for action in actions:
                act = Act(action, "dev", frozenset({role}), START)
                has = process.roles_of(thing, act)
                if any(move.action is action and state in move.states and move.roles & has for move in process.moves):
                    continue
                refused += 1
                with pytest.raises(Denied) as caught:
                    process.check(thing, act)
                assert caught.value.what[0].isupper()
                assert caught.value.what.endswith(".")
    assert refused > len(process.moves)


@pytest.mark.parametrize("name", PROCESSES)
def test_every_state_has_its_words_and_is_led_to_but_the_first(name: str) -> None:
    """P4: what leads out of a state is in the table, and nothing leads out of a final one."""
    process, begun, _, _ = PROCESSES[name]
    led_to = {move.to for move in process.moves}
    led_from = {state for move in process.moves for state in move.states}
    assert set(process.says) == led_to | {begun.state}
    assert begun.state not in led_to
    assert process.final == set(process.says) - led_from
    assert process.final


@pytest.mark.parametrize("name", PROCESSES)
def test_a_role_finds_one_line_for_an_action_in_a_state(name: str) -> None:
    process, _, _, _ = PROCESSES[name]
    seen = [(move.action, state, role) for move in process.moves for state in move.states for role in move.roles]
    assert len(seen) == len(set(seen))


ASKER, STAFF, SYSTEM = (
    frozenset({RequestRole.ASKER}),
    frozenset({RequestRole.STATISTICIAN}),
    frozenset({RequestRole.SYSTEM}),
)


def asked(**more: Any) -> TableRequest:
    act = Act(RequestAction.ASK, "amara", frozenset(), START, {**FINE, **more})
    return TABLE_REQUEST.done(TableRequest("0001", "amara"), act)


@pytest.mark.parametrize(
    ("lacks", "says"),
    [
        ("named", "an account with a name"),
        ("within_budget", "a person looks at this one"),
        ("forbids_publication", "in the way of a planned publication"),
        ("table", "no protected table in the ledger"),
    ],
)
def test_an_answer_at_once_is_for_somebody_known_within_a_budget_and_in_nothings_way(lacks: str, says: str) -> None:
    def tried(said: dict[str, Any]) -> TableRequest:
        request = TABLE_REQUEST.done(asked(), Act(RequestAction.TRY, "alder", SYSTEM, START, said))
        return TABLE_REQUEST.done(request, Act(RequestAction.ANSWER_AT_ONCE, "alder", SYSTEM, START, said))

    said = {**FINE, "table": "0042"}
    assert tried(said).tables == ("0042",)
    with pytest.raises(Denied, match=says):
        tried({name: value for name, value in said.items() if name != lacks})


def test_what_is_asked_in_words_alone_is_for_a_person() -> None:
    request = asked(query="", words="How many learners of each college were adults?", shown=False)
    why = TABLE_REQUEST.why_not(request, Act(RequestAction.TRY, "alder", SYSTEM, START, FINE))
    assert "a person has to say what is counted" in why
    for lacking in ({"shown": False}, {"query": "", "words": " "}):
        with pytest.raises(Denied):
            asked(**lacking)


def walked(request: TableRequest, *steps: tuple[RequestAction, str, frozenset[RequestRole]]) -> TableRequest:
    """The request after these acts, each saying all that it should."""
    for action, actor, roles in steps:
        request = TABLE_REQUEST.done(request, Act(action, actor, roles, START, {**FINE, "table": "0042"}))
    return request


def test_nobody_answers_a_request_of_their_own_and_a_cost_is_agreed_to_first() -> None:
    own = Act(RequestAction.TAKE, "amara", STAFF, START)
    assert "another person answers it" in TABLE_REQUEST.why_not(asked(), own)
    quoted = walked(asked(), (RequestAction.TAKE, "leila", STAFF), (RequestAction.QUOTE, "leila", STAFF))
    unpaid = Act(RequestAction.COUNT, "leila", STAFF, START, FINE)
    assert TABLE_REQUEST.why_not(quoted, unpaid) == "It waits for its asker to agree to the cost."
    request = walked(
        quoted,
        (RequestAction.AGREE, "amara", frozenset()),
        (RequestAction.COUNT, "leila", STAFF),
        (RequestAction.ANSWER, "leila", STAFF),
    )
    assert (request.state, request.tables) == (RequestState.ANSWERED, ("0042",))
    again = Act(RequestAction.RERUN, "leila", STAFF, START, {"table": "0042"})
    assert TABLE_REQUEST.why_not(request, again) == "That table answered it already."


def test_a_cost_that_was_asked_about_or_named_anew_is_agreed_to_before_anything_is_counted() -> None:
    taken = walked(asked(), (RequestAction.TAKE, "leila", STAFF))
    quote, agree = (RequestAction.QUOTE, "leila", STAFF), (RequestAction.AGREE, "amara", frozenset())
    count = Act(RequestAction.COUNT, "leila", STAFF, START, FINE)
    nothing = Act(RequestAction.QUOTE, "leila", STAFF, START, {**FINE, "cost": " "})
    assert TABLE_REQUEST.why_not(taken, nothing) == "Say what it costs."
    asked_about = walked(taken, quote, (RequestAction.REPLY, "amara", frozenset()))
    assert (asked_about.state, TABLE_REQUEST.why_not(asked_about, count)) == (
        RequestState.TAKEN,
        "Its asker has not agreed to the cost. Name another, or ask back.",
    )
    assert TABLE_REQUEST.why_not(walked(asked_about, quote, agree), count) == ""
    raised = walked(taken, quote, agree, quote, (RequestAction.REPLY, "amara", frozenset()))
    assert "has not agreed" in TABLE_REQUEST.why_not(raised, count), "an agreement is to the cost that was named last"
    declined = walked(taken, quote, (RequestAction.DECLINE, "amara", frozenset()))
    assert declined.state == RequestState.WITHDRAWN


def test_who_did_not_take_a_request_up_takes_it_over_before_they_answer_it() -> None:
    taken = walked(asked(), (RequestAction.TAKE, "leila", STAFF))
    for action in (RequestAction.COUNT, RequestAction.REFUSE, RequestAction.QUESTION, RequestAction.PUT_BACK):
        why = TABLE_REQUEST.why_not(taken, Act(action, "omar", STAFF, START, FINE))
        assert why == "Somebody else works on it. Take it over first."
    assert walked(taken, (RequestAction.TAKE, "omar", STAFF)).taken_by == "omar"
    assert walked(taken, (RequestAction.PUT_BACK, "leila", STAFF)).taken_by == ""


def test_the_clock_of_a_request_stands_still_while_its_asker_has_the_turn() -> None:
    """P8: Friday 27 November; its asker has the turn from Monday to Thursday."""
    request = asked()
    for days, action, actor, roles in (
        (3, RequestAction.TAKE, "leila", STAFF),
        (3, RequestAction.QUESTION, "leila", STAFF),
        (6, RequestAction.REPLY, "amara", frozenset()),
    ):
        request = TABLE_REQUEST.done(request, Act(action, actor, roles, START + timedelta(days=days), FINE))
    assert request.service_days(START + timedelta(days=6)) == 1
    assert request.service_days(START + timedelta(days=11)) == 4


def test_an_incident_is_decided_by_nobody_it_is_about_and_the_commissioner_is_told_in_72_hours() -> None:
    incident = INCIDENT.done(
        Incident("0001", about=frozenset({"dev"})), Act(IncidentAction.REPORT, "grace", frozenset(), START, FINE)
    )
    assert incident.tell_by == START + timedelta(hours=72)
    officer = frozenset({IncidentRole.INCIDENT_OFFICER})
    about_them = Act(IncidentAction.TRIAGE, "dev", officer, START, FINE)
    assert "is about you" in INCIDENT.why_not(incident, about_them)
    for action in (IncidentAction.TRIAGE, IncidentAction.CONTAIN):
        incident = INCIDENT.done(incident, Act(action, "ines", officer, START, FINE))
    governance = frozenset({IncidentRole.GOVERNANCE})
    risk = Act(IncidentAction.ASSESS, "noor", governance, START, {**FINE, "risk": True})
    assert "Information Commissioner is told first" in INCIDENT.why_not(incident, risk)
    incident = INCIDENT.done(incident, Act(IncidentAction.ASSESS, "noor", governance, START, FINE))
    assert incident.tell_by is None
