"""Every page about an accreditation, as everybody, in every state: the table of the process decides, and a page without
it fails. T01 to T07 where they touch accreditations; P1.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from tests.support import researchers as of
from tests.support.cast import Someone, another_account, somebody

from alder.governance import Denied
from alder.governance.accreditation import (
    ACCREDITATION,
    AccreditationAction,
    AccreditationState,
)
from alder.governance.process import Act

_A, _S = AccreditationAction, AccreditationState
SEE = "see an accreditation"
OWN: dict[str, AccreditationAction | str] = {
    "accreditation-own": SEE,
    "accreditation-qualification": _A.APPLY,
    "accreditation-evidence": SEE,
    "accreditation-document": SEE,
    "accreditation-remove-document": SEE,
    "accreditation-apply": _A.APPLY,
    "accreditation-reply": _A.SHOW_EVIDENCE,
    "accreditation-module": SEE,
    "accreditation-complete": _A.COMPLETE,
    "accreditation-repeat": _A.REPEAT,
    "accreditation-begin-test": _A.BEGIN_TEST,
    "accreditation-question": SEE,
    "accreditation-all": SEE,
    "accreditation-paused": SEE,
    "accreditation-hand-in": SEE,
    "accreditation-result": SEE,
    "accreditation-declaration": _A.DECLARE,
    "accreditation-name-me": SEE,
    "accreditation-move": _A.MOVE,
    "accreditation-give-up": _A.GIVE_UP,
}
"""What each page asks of whose accreditation it is. A page that is in no table, or asks otherwise, fails."""
DESK: dict[str, AccreditationAction | str] = {
    "accreditation-desk-one": SEE,
    "accreditation-desk-document": SEE,
    "accreditation-identity": SEE,
    "accreditation-session": SEE,
} | {
    f"accreditation-act-{action.name.lower().replace('_', '-')}": action
    for action in (
        _A.ADMIT,
        _A.ASK_EVIDENCE,
        _A.GRANT_FULL,
        _A.GRANT_PROVISIONAL,
        _A.UPGRADE,
        _A.TALK,
        _A.CONFIRM,
        _A.REINSTATE,
        _A.MOVE,
        _A.REFUSE,
        _A.SUSPEND,
        _A.WITHDRAW,
    )
}
LISTS = {"accreditation-desk": {"accreditation officer", "incident officer", "organisation signatory"}}
EVERYBODYS = {"accreditation-yours", "accreditation-begin", "accreditation-supervise", "visas", "checkers"}
OF_LEARNERS = {"checkers-output", "checkers-hand-in", "checkers-result"}
PUBLIC = {
    "accreditation",
    "accreditation-register",
    "accreditation-register-json",
    "accreditation-register-csv",
    "visa-keys",
}
SYSTEMS = {_A.PASS, _A.FAIL, _A.REMIND, _A.EXPIRE, _A.LAPSE}
"""What time and the marking do: no page asks for it."""


def _patterns() -> dict[str, Any]:
    from alder.web.accreditation.urls import urlpatterns

    return {pattern.name: pattern for pattern in urlpatterns}


def test_t02_every_page_about_accreditations_names_what_it_asks(people: dict[str, Someone]) -> None:
    from alder.web.accreditation.permissions import STEPS_UP

    for name, pattern in _patterns().items():
        view = pattern.callback
        if name in PUBLIC:
            assert not hasattr(view, "for_people"), name
        elif name in LISTS:
            assert {str(role) for role in view.asks} == LISTS[name]
        elif name in EVERYBODYS | OF_LEARNERS:
            assert view.for_people
        else:
            asks, door = (OWN[name], "person") if name in OWN else (DESK[name], "desk")
            assert (view.asks, view.door) == (asks, door), name
            assert view.steps_up is (asks in STEPS_UP), name
    asked = {what for what in (*OWN.values(), *DESK.values()) if isinstance(what, AccreditationAction)}
    assert asked | SYSTEMS == set(AccreditationAction)


@pytest.fixture(scope="module")
def in_states(people: dict[str, Someone]) -> dict[AccreditationState, tuple[Someone, str]]:
    """An accreditation in every state, each of somebody else."""
    owen, noor, ines = people["owen"], people["noor"], people["ines"]
    found: dict[AccreditationState, tuple[Someone, str]] = {}

    def kept(state: AccreditationState, address: str, who: Someone) -> None:
        assert of.row(address).state == state
        found[state] = (who, address)

    def new(state: AccreditationState, made: Any) -> None:
        who = of.researcher(f"Amara {state}")
        kept(state, made(who, owen), who)

    new(_S.NONE, lambda who, _: of.begun(who))
    new(_S.APPLIED, of.applied)

    def asked(who: Someone, officer: Someone) -> str:
        address = of.applied(who, officer)
        of.sent(officer, f"{of.at_desk(address)}/ask-evidence", reason="More")
        return address

    new(_S.EVIDENCE_ASKED, asked)
    new(_S.TRAINING, of.admitted)
    new(_S.TEST_READY, of.studied)

    def sitting(who: Someone, officer: Someone) -> str:
        address = of.studied(who, officer)
        of.sent(who, f"{address}/test", extra="0")
        return address

    new(_S.SITTING, sitting)

    def failed(who: Someone, officer: Someone) -> str:
        address = sitting(who, officer)
        of.sent(who, f"{address}/test/hand-in")
        return address

    new(_S.FAILED, failed)
    new(_S.PASSED, of.passed)
    new(_S.DECLARED, of.declared)
    new(_S.FULL, of.granted)
    supervisor = found[_S.FULL][0]

    def provisional(who: Someone, officer: Someone) -> str:
        said = {"path": "supervised", "supervisor": supervisor.person.email}
        address = of.begun(who, **said)
        of.identified(officer, address)
        supervisor.client.post(f"/accreditation/supervise/{of.row(address).key}")
        of.sent(who, f"{address}/apply")
        of.sent(officer, f"{of.at_desk(address)}/admit", evidence="Nothing is needed")
        of.completed(who, address)
        of.sent(who, f"{address}/test", extra="0")
        of.answered(who, address)
        of.sent(who, f"{address}/declaration", version="1", promise="yes")
        page = f"{of.at_desk(address)}/grant-provisional"
        of.sent(officer, page, **of.latest(officer, page))
        return address

    new(_S.PROVISIONAL, provisional)

    def moved(who: Someone, officer: Someone) -> str:
        address = of.granted(who, officer)
        organisation = of.organisation(of.NORTHFIELD)
        of.sent(who, f"{address}/employer", organisation=str(organisation.pk))
        return address

    new(_S.PAUSED, moved)

    def suspended(who: Someone, officer: Someone) -> str:
        address = of.granted(who, officer)
        of.sent(ines, f"{of.at_desk(address)}/suspend", reason="A table was passed on")
        return address

    new(_S.SUSPENDED, suspended)
    for state, last, given in (
        (_S.REINSTATED, "reinstate", {"reason": "It was somebody else"}),
        (_S.WITHDRAWN, "withdraw", {"reason": "It was them", "day": "1", "month": "1", "year": "2099"}),
    ):
        who = of.researcher(f"Amara {state}")
        address = suspended(who, owen)
        of.sent(noor, f"{of.at_desk(address)}/{last}", **given)
        kept(state, address, who)

    def refused(who: Someone, officer: Someone) -> str:
        address = of.applied(who, officer)
        of.sent(officer, f"{of.at_desk(address)}/refuse", reason="No")
        return address

    new(_S.REFUSED, refused)

    def given_up(who: Someone, officer: Someone) -> str:
        address = of.applied(who, officer)
        of.sent(who, f"{address}/give-up")
        return address

    new(_S.GIVEN_UP, given_up)
    assert set(AccreditationState) - set(found) == {_S.EXPIRING, _S.EXPIRED}, "those that time alone leads to"
    return found


def test_t02_everybody_gets_to_accreditations_where_the_table_says(
    people: dict[str, Someone], in_states: dict[AccreditationState, tuple[Someone, str]]
) -> None:
    """Every page admits in every state whom the table says, and no other. It is there in each state in which it admits
    somebody, and for each whom it admits; somebody of each kind that it does not is refused by it in one state, as a
    page and by a form that asks to move it: what refuses is the same for all.
    """
    from alder.web.accreditation.process import accreditation_roles, replayed

    stranger, patterns = of.researcher("Stranger"), _patterns()
    let = refused = hidden = sent = 0
    refusing: set[str] = set()
    was_there: set[tuple[Any, str]] = set()
    for state, (owner, address) in in_states.items():
        record, thing = of.row(address), replayed(of.row(address))
        players = {"owner": owner, "stranger": stranger, **{name: people[name] for name in ("owen", "ines", "sam")}}
        roles = {player: accreditation_roles(who.person) for player, who in players.items()}
        at_desk = {"owen", "ines"} | ({"sam"} if record.organisation == of.NORTHFIELD else set())
        for name, what in (*OWN.items(), *DESK.items()):
            view, tried = patterns[name].callback, set()
            page = f"/{patterns[name].pattern}".replace("<uuid:record>", str(record.key))
            page = page.replace("<uuid:file>", str(UUID(int=0))).replace("<int:number>", "1")
            for player, who in players.items():
                where = (state, name, player)
                sees = who is owner if name in OWN else player in at_desk
                act = Act(what, str(who.person.pk), roles[player], record.moved)
                may = sees and (what == SEE or _has_line(thing, act))
                wanted = 200 if may else 403 if sees else 404
                assert _answer(view, who, record, thing) == wanted, where
                let, refused, hidden = let + may, refused + (wanted == 403), hidden + (wanted == 404)
                if may and "GET" in view.methods and not {(state, name), (player, name)} <= was_there:
                    was_there |= {(state, name), (player, name)}
                    reply = who.client.get(page)
                    reply.close()
                    # Pages that show something lead on to a result, are for officers alone, or have no such document.
                    assert reply.status_code in ({200, 302, 403, 404} if what == SEE else {200}), where
                elif not may and wanted not in tried and state is _S.FULL:
                    form = {"seen": "77777", "state": "full", "reason": "x"}
                    for method in set(view.methods) & {"GET", "POST"}:  # a form is refused by the step as well
                        reply = getattr(who.client, method.lower())(page, form)
                        assert reply.status_code == wanted, (*where, method)
                    tried.add(wanted)
                    refusing.add(name)
                    sent += 1
        assert of.row(address).state == record.state, "nothing moved"
    assert min(let, refused, hidden) > 200
    assert refusing == {*OWN, *DESK}
    assert sent > len(refusing), "most as who may not, and as to whom it is not there"


def _answer(view: Any, who: Someone, record: Any, thing: Any) -> int:
    """How the door of a page answers somebody."""
    try:
        return 200 if view.admits(who.person, record, thing) else 404
    except Denied:
        return 403


def _has_line(thing: Any, act: Act) -> bool:
    try:
        ACCREDITATION.line(thing, act)
    except Denied:
        return False
    return True


def test_t01_what_is_of_others_is_as_what_is_not_there(
    in_states: dict[AccreditationState, tuple[Someone, str]],
) -> None:
    from alder.web.trail.events import DENIED
    from alder.web.trail.models import TrailEvent

    tom = of.researcher("Tom")
    _, address = in_states[_S.SITTING]
    missing = "/accreditation/yours/0a1b2c3d-0000-4000-8000-0000000000bb"
    for more in ("", "/test/1", "/test/all", "/evidence", "/test/result"):
        one, other = (tom.client.get(f"{at}{more}").content for at in (address, missing))
        assert one.replace(address.encode(), b"") == other.replace(missing.encode(), b"")
    denied = TrailEvent.objects.filter(actor=str(tom.person.pk), action=DENIED)
    assert denied.count() == 10


def test_t03_a_form_says_nothing_of_states_people_or_supervisors(
    people: dict[str, Someone], in_states: dict[AccreditationState, tuple[Someone, str]]
) -> None:
    owner, address = in_states[_S.NONE]
    extra = {"state": "full", "person": str(people["owen"].person.pk), "grade": "full", "until": "2099-01-01"}
    of.sent(owner, f"{address}/qualification", **of.DEGREE, **extra)
    record = of.row(address)
    assert (record.state, record.person, record.grade, record.until) == ("none", owner.person, "", None)
    _, declared = in_states[_S.DECLARED]
    page = f"{of.at_desk(declared)}/grant-provisional"
    said = {"supervisor": str(people["sam"].person.pk), "supervisor_is_full": "true", "supervisor_at": of.MERESHIRE}
    form = {"seen": str(of.row(declared).revision), **of.latest(people["owen"], page), **said}
    assert "Name a supervisor" in people["owen"].client.post(page, form).content.decode()


def test_p1_t04_nobody_decides_on_their_own_also_not_under_another_account(people: dict[str, Someone]) -> None:
    gwen = of.employed(somebody("Gwen", "accreditation officer"), of.MERESHIRE)
    address = of.begun(gwen)
    second = another_account(gwen, "accreditation officer", "incident officer")
    for who in (gwen, second):
        page = of.at_desk(address)
        assert "It is your own, so another person decides on it." in who.see(page)
        reply = who.client.post(f"{page}/identity", {"level": "high", "how": "I know myself"})
        assert reply.status_code == 403
    of.identified(people["owen"], address)
    of.sent(gwen, f"{address}/apply")
    for who in (gwen, second):
        assert who.client.post(f"{of.at_desk(address)}/admit", {"evidence": "x"}).status_code == 403
    assert of.row(address).state == "applied"


def test_a_withdrawal_bars_the_person_under_whichever_account(
    in_states: dict[AccreditationState, tuple[Someone, str]],
) -> None:
    owner, _ = in_states[_S.WITHDRAWN]
    second = of.employed(another_account(owner), of.MERESHIRE)
    for who in (owner, second):
        address = of.begun(who)
        shown = who.client.post(f"{address}/apply")
        assert shown.status_code == 403
    from alder.web.accreditation.accredited_people import why_not_accredited_today

    assert "was withdrawn" in why_not_accredited_today(second.person, "Jisc")


def test_t05_two_officers_at_the_same_instant_decide_once(
    people: dict[str, Someone], in_states: dict[AccreditationState, tuple[Someone, str]]
) -> None:
    """The second form was made from what is no longer so; and so was a second press."""
    who = of.researcher("Quick")
    address = of.applied(who, people["owen"])
    seen = str(of.row(address).revision)
    page = of.at_desk(address)
    assert people["owen"].client.post(f"{page}/ask-evidence", {"seen": seen, "reason": "More"}).status_code == 302
    of.sent(who, f"{address}/reply", reason="Here")
    late = people["noor"].client.post(f"{page}/admit", {"seen": seen, "evidence": "All"})
    assert late.status_code == 409
    assert "Nothing was done" in late.content.decode()
    assert of.row(address).state == "applied"


def test_t07_what_is_taken_away_is_gone_at_the_next_question(
    people: dict[str, Someone], in_states: dict[AccreditationState, tuple[Someone, str]]
) -> None:
    from alder.web.accounts.organisations import employ
    from alder.web.accreditation.accredited_people import why_not_accredited_today

    amara, address = in_states[_S.REINSTATED]
    ask = lambda: why_not_accredited_today(amara.person, "Jisc")  # noqa: E731  # one question, asked often
    assert ask() == ""
    of.sent(people["ines"], f"{of.at_desk(address)}/suspend", reason="Again")
    assert "suspended" in ask()
    of.sent(people["noor"], f"{of.at_desk(address)}/reinstate", reason="No")
    assert ask() == ""
    employ(amara.person, of.organisation(of.NORTHFIELD), "by telephone")
    assert ask() == f"The accreditation is for work at {of.MERESHIRE}. {of.NORTHFIELD} has to confirm it."
    employ(amara.person, None)
    assert "not known here whom the person works for" in ask()


def test_a_new_employer_confirms_and_only_that_one(
    people: dict[str, Someone], in_states: dict[AccreditationState, tuple[Someone, str]]
) -> None:
    who, address = in_states[_S.PAUSED]
    sam = people["sam"]
    assert who.person.name in sam.see("/desk/accreditations")
    page = of.at_desk(address)
    assert sam.client.get(f"{page}/evidence/{of.row(address).evidence.first().pk}").status_code == 403
    _, elsewhere = in_states[_S.FULL]
    assert sam.client.get(of.at_desk(elsewhere)).status_code == 404
    of.sent(sam, f"{page}/confirm")
    who.person.refresh_from_db()
    assert (of.row(address).state, who.person.organisation.name) == ("reinstated", of.NORTHFIELD)
    from alder.web.accreditation.accredited_people import why_not_accredited_today

    assert why_not_accredited_today(who.person, "Jisc") == ""


def test_a_provisional_one_ends_with_its_supervisors(
    people: dict[str, Someone], in_states: dict[AccreditationState, tuple[Someone, str]]
) -> None:
    from alder.web.accreditation.accredited_people import why_not_accredited_today
    from alder.web.accreditation.public_views import accredited

    who, address = in_states[_S.PROVISIONAL]
    _, of_supervisor = in_states[_S.FULL]
    assert why_not_accredited_today(who.person, "Jisc") == ""
    assert accredited().filter(pk=of.row(address).pk).exists()
    of.sent(people["ines"], f"{of.at_desk(of_supervisor)}/suspend", reason="To be looked at")
    assert "its supervisor has none in full" in why_not_accredited_today(who.person, "Jisc")
    assert not accredited().filter(pk=of.row(address).pk).exists()
    of.sent(people["noor"], f"{of.at_desk(of_supervisor)}/reinstate", reason="Fine")
    page = f"{of.at_desk(address)}/upgrade"
    said = {"path": "degree", "degree": "yes", "evidence": "Degree certificate", **of.latest(people["owen"], page)}
    of.sent(people["owen"], page, **said)
    assert (of.row(address).state, of.row(address).grade) == ("full", "full")


def test_t16_t37_the_register_names_who_wants_it_and_counts_the_others(people: dict[str, Someone]) -> None:
    import csv
    import io

    ben = of.researcher("=HYPERLINK(Ben)")
    shy = of.researcher("Shy")
    address = of.granted(ben, people["owen"])
    of.sent(shy, f"{of.granted(shy, people['owen'])}/named", is_named="")
    rows = list(csv.reader(io.StringIO(ben.client.get("/accreditation/register.csv").content.decode())))
    assert rows[0] == ["name", "organisation", "grade", "since", "until"]
    names = [row[0] for row in rows[1:]]
    assert [name for name in names if "HYPERLINK" in name] == ["'=HYPERLINK(Ben)"]
    shown = ben.client.get("/accreditation/register.json").json()
    assert shown["accredited"] > len(shown["named"]) == len(names)
    assert "Shy" not in str(shown) + ben.see("/accreditation/register")
    of.sent(people["ines"], f"{of.at_desk(address)}/suspend", reason="To be looked at")
    assert "HYPERLINK" not in ben.see("/accreditation/register")
