"""Requests for tables by the API: the same people, the same table of the process, the same answers as on pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.integration.table_requests.conftest import FINE
from tests.integration.table_requests.test_who_may_do_what_with_a_request import put
from tests.support.cast import Someone
from tests.support.programs import Program, program, said
from tests.support.site import Site

from alder.governance.table_request import MOVES, RequestAction, RequestRole, RequestState

QUERY = {"measure": FINE["measure"], "by": FINE["by"], "years": FINE["year"]}
NOBODYS = "0a1b2c3d-0000-4000-8000-0000000000bb"


@pytest.fixture(scope="module")
def programs(people: dict[str, Someone]) -> dict[str, Program]:
    made = {name: program(someone) for name, someone in people.items()}
    for one in made.values():  # the first use of a token is an event: one more for each call that is undone
        one.send("GET", "requests")
    return made


@pytest.fixture
def amara(programs: dict[str, Program]) -> Program:
    return programs["amara"]


@pytest.fixture
def idris(programs: dict[str, Program]) -> Program:
    return programs["idris"]


@pytest.fixture
def row(site: Site, people: dict[str, Someone]) -> Iterator[Any]:
    """A request that Amara asked, which Idris took up. Its state is set as a test needs it."""
    from django.test import override_settings

    from alder.web.table_requests.process import RequestActor, act, ask

    who = {name: RequestActor.of(people[name].person) for name in ("amara", "idris")}
    asked = ask(who["amara"], query=None, title="Standing", words="How many?")
    with override_settings(ALDER_REQUEST_FEES="£100 a day"):
        yield act(asked, who["idris"], RequestAction.TAKE)


def work() -> None:
    from alder.web.work.worker import work_once

    for _ in range(4):
        work_once()


def version_of(row: Any) -> str:
    from alder.web.api import request_views

    return request_views.version_of(row)


# From the question to the table


def test_a_table_is_looked_at_asked_for_answered_and_fetched_by_a_program(amara: Program) -> None:
    choices = amara.get("requests/options")
    assert "2020/21" in choices["years"]
    assert QUERY["measure"] in {one["id"] for one in choices["measures"]}
    of_one = amara.get(f"requests/options?measure={QUERY['measure']}")
    assert set(QUERY["by"]) <= {one["id"] for one in of_one["by"]}
    shown = amara.post("requests/previews", QUERY, status=202)
    assert shown["state"] == "waiting"
    early = amara.post("requests", {"preview": shown["id"]}, status=400)
    assert early["errors"] == [
        {"message": "Wait until you can see what would be hidden.", "code": "InvalidValue", "path": "preview"}
    ]
    work()
    shown = amara.get(f"requests/previews/{shown['id']}")
    assert (shown["state"], shown["hidden"]["band"]) == ("done", "few")
    assert shown["about"]["population"]
    asked = amara.post("requests", {"preview": shown["id"], "words": "For a talk"}, status=201)
    assert asked["state"] == "asked"
    work()
    one = amara.get(f"requests/{asked['id']}")
    assert one["state"] == "answered", one
    assert [happening["what"] for happening in one["history"]] == ["Answered at once", "Tried at once", "Asked"]
    files = {file["name"].rpartition(".")[2]: file for file in one["answers"][0]["files"]}
    assert {"csv", "parquet"} <= set(files)
    got = amara.send("GET", files["parquet"]["address"].partition("/v1/")[2])
    content = b"".join(got.streaming_content)
    got.close()
    assert len(content) == files["parquet"]["bytes"]
    import hashlib

    assert hashlib.sha256(content).hexdigest() == files["parquet"]["sha256"]
    listed = amara.get("requests?state=answered")
    assert asked["id"] in {row["id"] for row in listed["results"]}
    assert amara.send("GET", f"requests/{asked['id']}/answers/1/../../x").status_code == 404


def test_one_asked_in_words_goes_to_a_person_who_asks_back_and_is_replied_to(amara: Program, idris: Program) -> None:
    asked = amara.post("requests", {"title": "By college", "words": "How many\r\nstarted?\x07"}, status=201)
    assert asked["words"] == "How many\nstarted?", "as the form of the page cleans it"
    work()
    here = f"requests/{asked['id']}"
    assert asked["id"] in {row["id"] for row in idris.get("requests?of=desk&pageSize=100")["results"]}
    at_desk = idris.get(here)
    assert at_desk["asker"] == "Amara"
    assert "asker" not in amara.get(here)
    taken = idris.post(f"{here}/actions/take", version=at_desk["version"])
    assert (taken["state"], taken["takenBy"]) == ("taken", "Idris")
    asked_back = idris.post(f"{here}/actions/question", {"reason": "Which year?"}, version=taken["version"])
    assert asked_back["state"] == "questioned"
    mine = amara.get(here)
    assert mine["said"] == "Which year?"
    assert [action["action"] for action in mine["actions"]] == ["reply", "withdraw"]
    assert all(happening["who"] != "Idris" for happening in mine["history"]), "an asker is not told who of the service"
    replied = amara.post(f"{here}/actions/reply", {"reason": "2020/21"}, version=mine["version"])
    assert replied["state"] == "taken"
    refused = {"reason": "It would tell of people", "nearest": "none"}
    done = idris.post(f"{here}/actions/refuse", refused, version=replied["version"])
    assert (done["state"], done["nearest"]) == ("refused", None)


@pytest.mark.parametrize(
    "sent", [{"title": "Grades", "words": "Of 1000000019"}, {"title": "Grades of 1000000019", "words": "Which?"}]
)
def test_a_number_of_a_learner_is_not_taken_from_a_program_and_not_repeated(amara: Program, sent: dict) -> None:
    refused = json.dumps(amara.post("requests", sent, status=400))
    assert "Take out the number of a learner" in refused
    assert "1000000019" not in refused


def test_the_nearest_table_is_taken_from_a_preview(amara: Program, people: dict[str, Someone]) -> None:
    from tests.integration.table_requests.conftest import SMALL

    small = {"measure": SMALL["measure"], "by": SMALL["by"], "years": SMALL["year"]}
    shown = amara.post("requests/previews", small, status=202)
    work()
    shown = amara.get(f"requests/previews/{shown['id']}")
    assert shown["nearest"], shown
    assert not any("share" in near or "figures" in near for near in shown["nearest"]), "bands, and no numbers"
    made = amara.post(f"requests/previews/{shown['id']}/nearest/0", status=201)
    assert (made["state"], made["title"]) == ("done", shown["nearest"][0]["title"])
    assert amara.send("POST", f"requests/previews/{shown['id']}/nearest/99").status_code == 404


# The table of the process decides


def test_every_action_that_people_do_has_its_call_and_no_other() -> None:
    """T02: a line more in the table, or a call without one, fails."""
    from alder.web.api.request_views import DOING, PEOPLES
    from alder.web.table_requests.permissions import STEPS_UP

    of_people = {move.action for move in MOVES if move.roles - {RequestRole.SYSTEM}}
    assert set(DOING) == set(PEOPLES) == of_people
    begun_as_an_output = {RequestAction.HAND_IN}
    assert {action for action, doing in DOING.items() if doing.page} == STEPS_UP | begun_as_an_output
    for action, doing in DOING.items():
        assert not (doing.needs and doing.why), action


def test_what_asks_for_the_second_factor_on_a_page_is_what_a_token_cannot_do(site: Site) -> None:
    from alder.web.table_requests.permissions import STEPS_UP
    from alder.web.table_requests.urls import urlpatterns

    asks = {one.callback.asks for one in urlpatterns if getattr(one.callback, "steps_up", False)}
    assert {action for action in asks if isinstance(action, RequestAction)} <= STEPS_UP


PLAYERS = ("amara", "ben", "idris", "sofia")
"""Who asked, somebody else, and both who answer. Who looks after people is one more to whom it is not there."""


def test_every_person_and_action_in_every_state_by_program(
    site: Site, people: dict[str, Someone], programs: dict[str, Program], row: Any
) -> None:
    """T02 at the API: what the table allows is done and comes to the state that it says; nothing else moves.

    Each call is undone, so that every one meets the request as it was put.
    """
    from django.db import transaction
    from django.utils import timezone

    from alder.governance import Denied
    from alder.governance.process import Act
    from alder.governance.table_request import TABLE_REQUEST
    from alder.web.api.actions import name_of
    from alder.web.api.request_views import DOING
    from alder.web.table_requests.models import RequestRecord
    from alder.web.table_requests.permissions import all_that_can_be_said
    from alder.web.table_requests.process import RequestActor, replayed

    bodies: dict[RequestAction, Any] = {
        action: {need.name: "120" if need.name == "cost" else "none" for need in doing.needs}
        for action, doing in DOING.items()
    }
    asked = moved = refused = hidden = on_page = elsewhere = 0
    for state in RequestState:
        put(row, state)
        row.refresh_from_db()
        thing, version = replayed(row), version_of(row)
        assert thing.state == state
        for action in RequestAction:
            for name in ("amara", "ben", "idris", "sofia", "ada") if state is RequestState.TAKEN else PLAYERS:
                asked += 1
                who = RequestActor.of(people[name].person)
                sees = name == "amara" or RequestRole.STATISTICIAN in who.roles
                act = Act(action, who.name, who.roles, timezone.now(), all_that_can_be_said())
                try:
                    line, why = TABLE_REQUEST.check(thing, act), ""
                except Denied as denied:
                    line, why = None, denied.what
                with transaction.atomic():
                    reply = programs[name].send(
                        "POST",
                        f"requests/{row.key}/actions/{name_of(action)}",
                        bodies.get(action),
                        **{"If-Match": f'"{version}"'},
                    )
                    after = RequestRecord.objects.get(pk=row.pk).state
                    transaction.set_rollback(True)
                where = (state, action, name, reply.status_code, reply.content.decode()[:300])
                if not sees:
                    hidden += 1
                    assert reply.status_code == 404, where
                elif line is None:
                    refused += 1
                    assert said(reply, 403)["detail"] == why, where
                elif DOING[action].page:
                    on_page += 1
                    detail = said(reply, 403)["detail"]
                    assert f"/requests/desk/{row.key}/" in detail, where
                elif DOING[action].why:
                    elsewhere += 1
                    assert said(reply, 403)["detail"] == DOING[action].why, where
                else:
                    moved += 1
                    assert said(reply)["state"] == after == line.to, where
                    continue
                assert after == state, where
    assert asked == (len(RequestState) * 4 + 1) * len(RequestAction) == 45 * 21
    assert hidden == (len(RequestState) + 1) * len(RequestAction)
    assert (on_page, elsewhere) == (4, 2)
    assert moved >= 13


def test_what_can_be_done_is_told_as_the_table_says(
    site: Site, people: dict[str, Someone], programs: dict[str, Program], row: Any
) -> None:
    from alder.web.api.actions import name_of
    from alder.web.api.request_views import DOING
    from alder.web.table_requests.permissions import all_that_can_be_said
    from alder.web.table_requests.process import RequestActor, why_none

    for state in RequestState:
        put(row, state)
        row.refresh_from_db()
        for name in ("amara", "idris", "sofia"):
            why = why_none(row, RequestActor.of(people[name].person), all_that_can_be_said())
            told = {one["action"]: one for one in programs[name].get(f"requests/{row.key}/actions")["actions"]}
            assert set(told) == {name_of(action) for action in DOING}
            for action, doing in DOING.items():
                one = told[name_of(action)]
                assert one["whyNot"] == (why[action.name] or ("" if doing.page else doing.why)), (state, name, action)
                assert one["may"] is (one["whyNot"] == "")
                lines = [move for move in MOVES if move.action is action]
                assert one["from"] == sorted({str(state) for line in lines for state in line.states})
                assert [need["name"] for need in one["needs"]] == [need.name for need in doing.needs]
                assert ("onlyOnPage" in one) is bool(doing.page)
    idris = programs["idris"].get(f"requests/{row.key}/actions")["actions"]
    refuse = next(one for one in idris if one["action"] == "refuse")
    (line,) = [move for move in MOVES if move.action is RequestAction.REFUSE]
    assert refuse["conditions"] == [str(guard.__doc__).strip() for guard in line.guards]


def test_two_people_are_two_people_by_token_as_well(
    site: Site, people: dict[str, Someone], programs: dict[str, Program]
) -> None:
    """Who asked and is a statistician does not answer themselves, whichever door they come through."""
    asked = programs["idris"].post("requests", {"title": "Mine", "words": "How many?"}, status=201)
    work()
    here = f"requests/{asked['id']}"
    version = programs["idris"].get(here)["version"]
    refused = programs["idris"].post(f"{here}/actions/take", version=version, status=403)
    assert refused["detail"] == "You asked for it, so another person answers it."


# Attacks


def test_a_request_of_somebody_else_is_like_one_that_is_not_there(
    site: Site, people: dict[str, Someone], programs: dict[str, Program], row: Any
) -> None:
    """T01 and enumeration: the same answer at every address, by every method, and the trail has that they tried."""
    from alder.web.trail.events import DENIED
    from alder.web.trail.models import TrailEvent

    ben = programs["ben"]
    before = TrailEvent.objects.filter(action=DENIED, thing=f"request {row.key}").count()
    parts = ("", "/actions", "/actions/withdraw", "/answers/1/request-1-table-1.csv")
    tried = 0
    for part in parts:
        for method in ("GET", "POST"):
            theirs, nobodys = (ben.send(method, f"requests/{key}{part}") for key in (row.key, NOBODYS))
            assert (theirs.status_code, theirs.content) == (nobodys.status_code, nobodys.content), (method, part)
            assert theirs.status_code in (404, 405)
            tried += theirs.status_code == 404
    assert tried == 4
    assert TrailEvent.objects.filter(action=DENIED, thing=f"request {row.key}").count() == before + tried
    for number in (row.pk, str(row.pk), f"{row.pk}/actions"):
        assert ben.send("GET", f"requests/{number}").status_code == 404, "no number of the row leads anywhere"
    listed = ben.get("requests?pageSize=100")
    assert str(row.key) not in json.dumps(listed)
    assert ben.get("requests?of=desk", 403)["detail"] == "The desk is for people who are statistician."


def test_a_preview_of_somebody_else_is_not_there(amara: Program, programs: dict[str, Program]) -> None:
    """T01: nor can a request be made by it."""
    shown = amara.post("requests/previews", QUERY, status=202)
    for name in ("ben", "idris"):
        assert programs[name].send("GET", f"requests/previews/{shown['id']}").status_code == 404
        assert programs[name].send("POST", f"requests/previews/{shown['id']}/nearest/0").status_code == 404
        assert programs[name].send("POST", "requests", {"preview": shown["id"]}).status_code == 404
    assert programs["ben"].send("POST", "requests", {"preview": "nonsense"}).status_code == 404


@pytest.mark.parametrize(
    "forged",
    [
        {"state": "answered"},
        {"asker": NOBODYS},
        {"shown": True},
        {"named": True, "within_budget": True, "forbids_publication": False},
        {"table": "0001"},
        {"taken_by": NOBODYS},
        {"query": {"measure": "starts", "years": "2020/21"}},
        {"policy": "none"},
    ],
)
def test_fields_that_a_call_does_not_have_are_refused_and_nothing_is_done(
    amara: Program, row: Any, forged: dict[str, Any]
) -> None:
    """T03, mass assignment: in what is made, and in what is done to it."""
    from alder.web.table_requests.models import RequestRecord

    before = RequestRecord.objects.count()
    refused = amara.post("requests", {"title": "Forged", "words": "How many?", **forged}, status=400)
    assert {error["path"] for error in refused["errors"]} == set(forged)
    assert amara.post("requests/previews", {**QUERY, **forged}, status=400)
    here = f"requests/{row.key}/actions/withdraw"
    assert amara.post(here, forged, version=version_of(row), status=400)
    assert RequestRecord.objects.count() == before
    assert RequestRecord.objects.get(pk=row.pk).state == "taken"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"measure": "nothing"}, "measure"),
        ({"measure": "starts; drop table learners"}, "measure"),
        ({"by": ["sex' or 1=1"]}, "by"),
        ({"by": ["sex"] * 5}, "by"),
        ({"only": ["sex=F') or ('1'='1"]}, "by"),
        ({"only": "read_csv('/etc/passwd')"}, "by"),
        ({"years": []}, "years"),
        ({"years": ["2020/21"] * 11}, "years"),
        ({"years": ["' ; attach 'x"]}, "by"),
        ({"scope": "*/ union select"}, "by"),
        ({"ukprn": "10000001 or 1=1"}, "ukprn"),
        ({"ukprn": 10000001}, "ukprn"),
        ({"by": {"sex": 1}}, "by"),
    ],
)
def test_a_query_is_chosen_from_what_is_declared_and_what_is_wrong_is_told_at_its_field(
    amara: Program, query: dict[str, Any], field: str
) -> None:
    """T22: nothing that is sent becomes part of a filter."""
    refused = amara.post("requests/previews", {**QUERY, **query}, status=400)
    assert field in {error["path"] for error in refused["errors"]}, refused


def test_a_budget_is_the_same_at_every_door(
    people: dict[str, Someone], amara: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "ALDER_TABLE_PREVIEWS", 0)
    refused = amara.post("requests/previews", QUERY, status=400)
    assert refused["errors"][0]["path"] == "measure"
    assert "for now" in refused["errors"][0]["message"]


def test_what_was_not_seen_is_not_changed(amara: Program, idris: Program, row: Any) -> None:
    """Two at once: who looked before the other acted is told so, and nothing is done (T05)."""
    here = f"requests/{row.key}"
    seen = amara.get(here)["version"]
    assert "If-Match" in amara.post(f"{here}/actions/withdraw", status=428)["detail"]
    for wrong in ("*", f'W/"{seen}"', seen, f'"{seen}", "{seen}"', '"1"'):
        assert amara.send("POST", f"{here}/actions/withdraw", **{"If-Match": wrong}).status_code == 428, wrong
    idris.post(f"{here}/actions/question", {"reason": "Which year?"}, version=seen)
    late = amara.post(f"{here}/actions/withdraw", version=seen, status=412)
    assert late["detail"].startswith("Somebody changed it since you looked at it. Nothing was done.")
    assert amara.get(here)["state"] == "questioned"
    reply = amara.send("GET", here)
    assert reply["ETag"] == f'"{said(reply)["version"]}"'


def test_a_call_that_is_sent_again_with_its_key_does_nothing_more(
    amara: Program, programs: dict[str, Program], row: Any
) -> None:
    """T05, a double click: made once, and done once, with the same answer."""
    from alder.web.table_requests.models import RequestRecord

    before = RequestRecord.objects.count()
    wanted = {"title": "Once", "words": "How many?"}
    first = amara.post("requests", wanted, status=201, key="k-1")
    again = amara.send("POST", "requests", wanted, **{"Idempotency-Key": "k-1"})
    assert again["Idempotency-Replayed"] == "true"
    assert said(again, 201) == first
    assert RequestRecord.objects.count() == before + 1
    other = amara.post("requests", {**wanted, "title": "Twice"}, status=422, key="k-1")
    assert "new Idempotency-Key" in other["detail"]
    assert programs["ben"].post("requests", wanted, status=201, key="k-1")["id"] != first["id"], "a key is its person's"
    for wrong in ("", "a b", "x" * 201, "é"):
        assert amara.send("POST", "requests", wanted, **{"Idempotency-Key": wrong}).status_code == 400, wrong
    here, seen = f"requests/{row.key}/actions/withdraw", version_of(row)
    done = amara.post(here, version=seen, key="k-2")
    assert amara.post(here, version=seen, key="k-2", status=403)["detail"] == "It was withdrawn.", done


def test_a_refusal_is_not_remembered_and_the_same_key_may_try_again(amara: Program) -> None:
    amara.post("requests", {"title": "", "words": ""}, status=400, key="k-9")
    assert amara.post("requests", {"title": "Now", "words": "How many?"}, status=201, key="k-9")["title"] == "Now"


def test_pages_of_a_list_are_bounded_and_strict(amara: Program, row: Any) -> None:
    """T24."""
    for wrong in ("pageSize=101", "page=0", "page=-1", "page=x", "pageSize=1e3", "page=1&page=2", "x=1", "state=lost"):
        assert amara.get(f"requests?{wrong}", 400)["errors"], wrong
    shown = amara.get("requests?page=999999&pageSize=100")
    assert shown["results"] == []
    assert shown["paging"]["totalResults"] > 0


def test_answers_are_as_described(site: Site, amara: Program, idris: Program, row: Any) -> None:
    from jsonschema import Draft202012Validator

    described = site.get("/v1/openapi.json")

    def fits(name: str, value: Any) -> None:
        schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
        assert not [error.message for error in Draft202012Validator(schema).iter_errors(value)], name

    fits("Requests", amara.get("requests"))
    fits("Requests", idris.get("requests?of=desk"))
    fits("RequestOptions", amara.get("requests/options"))
    fits("RequestOptions", amara.get("requests/options?measure=starts"))
    made = amara.post("requests/previews", QUERY, status=202)
    fits("Preview", made)
    work()
    fits("Preview", amara.get(f"requests/previews/{made['id']}"))
    fits("Request", amara.get(f"requests/{row.key}"))
    fits("Request", idris.get(f"requests/{row.key}"))
    answered = amara.get("requests?state=answered")["results"]
    for one in answered[:2]:
        fits("Request", amara.get(f"requests/{one['id']}"))
    fits("Actions", amara.get(f"requests/{row.key}/actions"))
    fits("Refusal", amara.get(f"requests/{NOBODYS}", 404))
    fits("Refusal", amara.post("requests", {"x": 1}, status=400))
    fits("Refusal", amara.get("requests?of=desk", 403))


# What a statistician tries before answering

TRIAL = {"measure": "starts", "by": ["sex"], "years": ["2020/21"]}


def test_a_statistician_tries_a_table_by_program_and_sees_in_numbers_how_it_would_stand(
    site: Site, amara: Program, idris: Program, row: Any
) -> None:
    from jsonschema import Draft202012Validator

    from alder.web.trail.models import TrailEvent

    here = f"requests/{row.key}"
    made = idris.post(f"{here}/trials", TRIAL, status=202, key="try")
    assert idris.post(f"{here}/trials", TRIAL, status=202, key="try") == made, "sent again, it is one trial"
    assert (made["state"], made["policy"]) == ("waiting", row.policy)
    work()
    done = idris.get(f"{here}/trials/{made['id']}")
    described = site.get("/v1/openapi.json")["components"]
    schema = {"$ref": "#/components/schemas/Trial", "components": described}
    assert not [error.message for error in Draft202012Validator(schema).iter_errors(done)]
    assert done["state"] == "done"
    assert done["found"]["figures"] > 0
    assert done["found"]["share"].endswith("%")
    assert [one["id"] for one in idris.get(here)["trials"]] == [made["id"]]
    event = TrailEvent.objects.filter(thing=f"preview {made['id']}").get()
    assert (event.action, event.said["request"]) == ("TRY AN ANSWER", row.pk)
    for path in (f"{here}/trials", f"{here}/trials/{made['id']}"):
        method = "POST" if path.endswith("trials") else "GET"
        assert amara.send(method, path, TRIAL).status_code == 404, "an asker is told in bands"
    assert idris.send("GET", f"{here}/trials/{NOBODYS}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"measure": ""}, "measure"),
        ({"measure": "nonsense"}, "measure"),
        ({"years": []}, "years"),
        ({"by": ["nonsense"]}, "by"),
        ({"where": "nonsense = 1"}, "where"),
        ({"policy": "none"}, "policy"),
        ({"set": ["a"]}, "set"),
        ({"researchCopy": True, "asOf": "R04"}, "researchCopy"),
        ({"state": "done"}, "state"),
    ],
)
def test_what_is_wrong_with_a_trial_is_told_at_its_field(
    idris: Program, row: Any, wrong: dict[str, Any], field: str
) -> None:
    refused = idris.post(f"requests/{row.key}/trials", {**TRIAL, **wrong}, status=400)
    assert field in {error["path"] for error in refused["errors"]}, refused
    assert not row.trials.exists()


def test_a_trial_is_made_in_the_state_in_which_a_table_can_be_counted_alone(idris: Program, row: Any) -> None:
    put(row, RequestState.REFUSED)
    assert "refused" in idris.post(f"requests/{row.key}/trials", TRIAL, status=403)["detail"]
