"""Outputs by the API: the same people, the same table of the process, and no way around anybody's eyes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.integration.output_desk.test_who_gets_to_which_output import PLAYERS, in_states  # noqa: F401  # a fixture
from tests.support.cast import Someone
from tests.support.outputs_of_people import (
    SAFE,
    SMALL,
    output_of,
    released,
    reviewed,
    sent,
    submitted,
    votes,
    work,
)
from tests.support.programs import Program, program, said
from tests.support.site import Site

from alder.governance import Denied
from alder.governance.output_review import (
    MOVES,
    OUTPUT_REVIEW,
    ReviewAction,
    ReviewRole,
    ReviewState,
    may_see,
)

NEW = {"title": "Learners by distance", "purpose": "A paper on travel to learn", "plannedUse": "paper"}
COVER = {
    "title": "Learners by distance",
    "shows": "Learners by how far they live from where they learn",
    "population": "Adults with funded learning in Mereshire in 2026/27",
    "people": 2830,
    "unit": "learners",
    "threshold": 10,
    "rounding": 10,
    "suppression": "Nothing is hidden",
    "files": {"distance.csv": {"statistic": ["FREQ"], "relation": "Nothing left before"}},
}
NOBODYS = "0a1b2c3d-0000-4000-8000-0000000000bb"


@pytest.fixture(scope="module")
def programs(people: dict[str, Someone]) -> dict[str, Program]:
    made = {name: program(someone) for name, someone in people.items()}
    for one in made.values():  # the first use of a token is an event: one more for each call that is undone
        one.send("GET", "outputs")
    return made


@pytest.fixture
def ben(programs: dict[str, Program]) -> Program:
    return programs["ben"]


def sent_files(who: Program, output: str, version: str, status: int = 201, **more: Any) -> Any:
    """Files as a program sends them: one that is safe, if no other is named."""
    given = {"files": sent("distance.csv", SAFE), **more}
    headers = {"Authorization": f"Bearer {who.token}", "If-Match": f'"{version}"'}
    return said(who.client.post(f"/v1/outputs/{output}/groups/1/files", given, headers=headers), status)


def filled(who: Program, content: str = SAFE) -> dict[str, Any]:
    """An output that can be handed in, begun by a program."""
    made = who.post("outputs", NEW, status=201)
    here = f"outputs/{made['id']}"
    made = sent_files(who, made["id"], made["version"], files=sent("distance.csv", content))
    work()
    made = who.post(f"{here}/groups/1/cover", COVER, version=made["version"])
    work()
    found: dict[str, Any] = who.get(here)
    return found


def handed_in(who: Program) -> dict[str, Any]:
    made = filled(who)
    found: dict[str, Any] = who.post(f"outputs/{made['id']}/actions/submit", version=made["version"])
    work()
    return found


# From a file to its release


def test_an_output_goes_by_program_from_its_file_to_the_desk_and_back_with_its_certificate(
    ben: Program, people: dict[str, Someone]
) -> None:
    made = filled(ben)
    assert made["missing"] == []
    assert made["groups"][0]["checks"] == {"state": "done", "why": "", "held": 0, "open": 0}
    checks = ben.get(f"outputs/{made['id']}/groups/1/findings")
    assert checks["isDone"]
    assert [check["number"] for check in checks["checks"]] == list(range(1, 16))
    in_review = ben.post(f"outputs/{made['id']}/actions/submit", version=made["version"])
    assert (in_review["state"], in_review["actions"]) == ("in review", [])
    assert ben.get(f"outputs/{made['id']}/certificate", 403)["detail"] == "It waits for its first review."
    work()
    address = f"/outputs/{made['id']}"
    reviewed(people, address)
    people["dev"].client.post(f"/desk{address}/approve", {"seen": str(output_of(address).revision)})
    people["leila"].do(f"/desk{address}/release")
    work()
    done = ben.get(f"outputs/{made['id']}")
    assert done["state"] == "released"
    certificate = ben.send("GET", f"outputs/{made['id']}/certificate")
    from hashlib import sha256

    from alder.web.output_desk.reviews import review_of

    confirmed = next(event for event in review_of(output_of(address)).events if event.action == "CONFIRM")
    assert sha256(certificate.content).hexdigest() == confirmed.said["certificate"]
    file = done["groups"][0]["files"][0]
    got = ben.send("GET", f"outputs/{made['id']}/files/{file['id']}")
    content = b"".join(got.streaming_content)
    got.close()
    assert sha256(content).hexdigest() == file["leavingSha256"]
    from alder.web.trail.models import TrailEvent

    read = TrailEvent.objects.filter(thing=output_of(address).thing, action="Read").latest("seq")
    assert (read.said["what"], read.actor) == ("a released file", str(people["ben"].person.pk))
    assert read.said["token"], "the trail says by which token"


def test_what_is_missing_is_told_and_nothing_is_handed_in(ben: Program) -> None:
    made = ben.post("outputs", NEW, status=201)
    assert made["missing"] == ["Add a file that is to leave."]
    refused = ben.post(f"outputs/{made['id']}/actions/submit", version=made["version"], status=400)
    assert [error["message"] for error in refused["errors"]] == made["missing"]
    assert ben.get(f"outputs/{made['id']}")["state"] == "draft"


def test_a_held_finding_needs_an_exception_with_a_reason(ben: Program) -> None:
    made = filled(ben, SMALL)
    here = f"outputs/{made['id']}"
    assert made["groups"][0]["checks"]["open"] > 0
    found = [one for check in ben.get(f"{here}/groups/1/findings")["checks"] for one in check["findings"]]
    held = next(one for one in found if one["weight"] == "held")
    aside = {"file": "distance.csv", "rule": held["rule"], "reason": "It is about colleges, not people"}
    for rule in {one["rule"] for one in found if one["weight"] == "held"}:
        made = ben.post(f"{here}/groups/1/exceptions", {**aside, "rule": rule}, version=made["version"])
    assert made["groups"][0]["checks"]["open"] == 0
    unknown = ben.post(f"{here}/groups/1/exceptions", {**aside, "rule": "X"}, version=made["version"], status=400)
    assert unknown["errors"][0]["path"] == "reason"


def test_the_cover_sheet_is_drafted_from_the_files_and_read_as_its_form_is(ben: Program) -> None:
    made = ben.post("outputs", NEW, status=201)
    here = f"outputs/{made['id']}"
    made = sent_files(ben, made["id"], made["version"])
    work()
    drafted = ben.get(f"{here}/groups/1/cover")
    assert "rounding" in drafted["drafted"]
    assert drafted["missing"]
    wrong = {
        **COVER,
        "people": "many",
        "threshold": -4,
        "weighted": "yes",
        "files": {"distance.csv": {"statistic": ["NONSENSE"], "x": "y", "n": {}}, "other.csv": {}, "a": 3},
        "state": "released",
    }
    refused = ben.post(f"{here}/groups/1/cover", wrong, version=made["version"], status=400)
    paths = {error["path"] for error in refused["errors"]}
    assert paths >= {
        "people",
        "threshold",
        "weighted",
        "state",
        "files.distance.csv.x",
        "files.distance.csv.n",
        "files.distance.csv.statistic",
        "files.distance.csv.relation",
        "files.other.csv",
        "files.a",
    }
    assert ben.get(here)["version"] == made["version"], "nothing was kept"


def test_files_come_as_a_form_sends_them_and_in_no_other_way(ben: Program) -> None:
    made = ben.post("outputs", NEW, status=201)
    here = f"outputs/{made['id']}/groups/1/files"
    assert ben.post(here, {"files": "x"}, version=made["version"], status=415)["detail"].startswith("Send the files as")
    assert sent_files(ben, made["id"], made["version"], 400, state="released")["errors"][0]["path"] == "state"
    assert sent_files(ben, made["id"], made["version"], 400, kind="everything")["errors"][0]["path"] == "kind"
    assert sent_files(ben, made["id"], made["version"], 400, files=sent("a.csv", ""))["errors"][0]["path"] == "files"
    made = sent_files(ben, made["id"], made["version"], files=sent("../../etc/passwd", SAFE))
    (file,) = made["groups"][0]["files"]
    assert "/" not in file["name"], "T13: the server names files, theirs are words"
    taken = ben.post(f"{here}/{file['id']}/remove", version=made["version"])
    assert taken["groups"][0]["files"] == []


def test_files_that_are_too_large_are_refused(ben: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """T24: one file, all together, and a body of JSON."""
    from django.conf import settings

    made = ben.post("outputs", NEW, status=201)
    monkeypatch.setattr(settings, "ALDER_OUTPUT_MB", 0)
    assert "is larger than" in sent_files(ben, made["id"], made["version"], 400)["errors"][0]["message"]
    monkeypatch.setattr(settings, "ALDER_UPLOAD_MB", 0)
    assert "are larger than" in sent_files(ben, made["id"], made["version"], 413)["detail"]
    assert ben.send("POST", "outputs", {**NEW, "purpose": "x" * 2**20}).status_code == 413
    assert ben.get(f"outputs/{made['id']}")["version"] == made["version"]


def test_an_output_that_came_back_is_handed_in_again_with_a_reply(ben: Program, programs: dict[str, Program]) -> None:
    made = handed_in(ben)
    here = f"outputs/{made['id']}"
    dev = programs["dev"]
    at_desk = dev.get(here)
    assert at_desk["author"] == "Ben"
    assert at_desk["state"] == "submitted"
    assert made["id"] in {one["id"] for one in dev.get("outputs?of=desk&part=review&pageSize=100")["results"]}
    why = {"reason": "Which year?", "categories": ["context"]}
    assert dev.post(f"{here}/actions/return-early", {"reason": "x"}, version=at_desk["version"], status=400)
    dev.post(f"{here}/actions/return-early", why, version=at_desk["version"])
    mine = ben.get(here)
    assert (mine["state"], mine["reason"], mine["toAnswer"]) == ("returned", "Which year?", ["1/distance.csv"])
    bare = ben.post(f"{here}/actions/submit-again", version=mine["version"], status=403)
    assert bare["detail"] == "Each file that was sent back needs a change or a reply."
    again = {"replies": {"1/distance.csv": "It says so in the title"}}
    assert ben.post(f"{here}/actions/submit-again", again, version=mine["version"])["state"] == "in review"


# The table of the process decides


def test_every_action_that_people_do_has_its_call_and_no_other() -> None:
    """T02: a line more in the table, or a call without one, fails."""
    from alder.web.api.output_views import _STEPS, DOING, PEOPLES
    from alder.web.output_desk.permissions import STEPS_UP

    of_people = {move.action for move in MOVES if move.roles - {ReviewRole.SYSTEM}}
    assert set(DOING) == set(PEOPLES) == of_people
    on_pages = {action for action, doing in DOING.items() if doing.page}
    assert on_pages >= STEPS_UP, "what takes a second factor"
    assert on_pages - STEPS_UP == {ReviewAction.REVIEW, ReviewAction.SETTLE, ReviewAction.APPROVE}, "and eyes"
    assert set(_STEPS) == of_people - on_pages


BODIES: dict[ReviewAction, Any] = {
    ReviewAction.SUBMIT_AGAIN: {"replies": {"1/distance.csv": "It stays as it is"}},
    ReviewAction.RETURN_EARLY: {"reason": "Wrong year", "categories": ["other"]},
    ReviewAction.RETURN: {"reason": "", "categories": ["other"]},
    ReviewAction.REJECT: {"reason": "It may not leave"},
}


def test_every_person_and_action_in_every_state_by_program(
    people: dict[str, Someone],
    programs: dict[str, Program],
    in_states: dict[ReviewState, str],  # noqa: F811
) -> None:
    """T02 at the API: what the table allows is done, and comes to a state that it names; nothing else moves.

    Each call is undone, so that every one meets the output as it was.
    """
    from django.db import transaction
    from django.utils import timezone

    from alder.governance.process import Act
    from alder.web.api.actions import name_of
    from alder.web.api.output_views import DOING, version_of
    from alder.web.output_desk.permissions import why_not_check
    from alder.web.output_desk.reviews import review_of, review_roles

    asked = hidden = refused = on_page = moved = near = unmet = 0
    for state, address in in_states.items():
        output = output_of(address)
        review = review_of(output)
        for action in ReviewAction:
            for player in PLAYERS:
                asked += 1
                who = people[player].person
                roles = review_roles(who, review)
                act = Act(action, str(who.pk), roles, timezone.now())
                try:
                    line, why = OUTPUT_REVIEW.line(review, act), ""
                except Denied as denied:
                    line, why = None, denied.what
                with transaction.atomic():
                    reply = programs[player].send(
                        "POST",
                        f"outputs/{output.key}/actions/{name_of(action)}",
                        BODIES.get(action),
                        **{"If-Match": f'"{version_of(output, review, who)}"'},
                    )
                    after = output_of(address).state
                    transaction.set_rollback(True)
                where = (state, action, player, reply.status_code, reply.content.decode()[:400])
                if not may_see(review, str(who.pk), roles):
                    hidden += 1
                    assert reply.status_code == 404, where
                elif line is None:
                    refused += 1
                    assert said(reply, 403)["detail"] == why, where
                elif why_not_check(who, output, review) and player != "ben":
                    near += 1
                    assert reply.status_code == 403, where
                elif DOING[action].page:
                    on_page += 1
                    detail = said(reply, 403)["detail"]
                    if not (full := OUTPUT_REVIEW.why_not(review, act)) or action is not ReviewAction.APPROVE:
                        assert f"/desk/outputs/{output.key}" in detail, where
                    else:
                        assert detail == full, where
                elif reply.status_code == 200:
                    moved += 1
                    assert after == line.to, where
                    continue
                else:
                    unmet += 1  # a condition of the table that this output does not meet: it is told in its words
                    full = Act(action, str(who.pk), roles, timezone.now(), BODIES.get(action) or {})
                    assert said(reply, 403)["detail"] == OUTPUT_REVIEW.why_not(review, full), where
                assert after == state, where
    assert asked == len(ReviewState) * len(ReviewAction) * len(PLAYERS) == 11 * 16 * 6
    assert hidden + refused + near + on_page + moved + unmet == asked
    assert moved >= 8, moved
    assert on_page >= 8, on_page
    assert near == 0


def test_what_can_be_done_is_told_as_the_table_says(
    people: dict[str, Someone],
    programs: dict[str, Program],
    in_states: dict[ReviewState, str],  # noqa: F811
) -> None:
    from django.utils import timezone

    from alder.governance.process import Act
    from alder.web.api.actions import name_of
    from alder.web.api.output_views import DOING
    from alder.web.output_desk.reviews import review_of, review_roles

    told = 0
    for state, address in in_states.items():
        output = output_of(address)
        review = review_of(output)
        for player in PLAYERS:
            who = people[player].person
            if not may_see(review, str(who.pk), review_roles(who, review)):
                assert programs[player].send("GET", f"outputs/{output.key}/actions").status_code == 404
                continue
            shown = {one["action"]: one for one in programs[player].get(f"outputs/{output.key}/actions")["actions"]}
            assert set(shown) == {name_of(action) for action in DOING}
            for action in DOING:
                act = Act(action, str(who.pk), review_roles(who, review), timezone.now(), {"reason": "-"})
                if why := _why_no_line(review, act):
                    assert shown[name_of(action)]["whyNot"] == why, (state, player, action)
                    assert not shown[name_of(action)]["may"]
                else:
                    told += 1
    assert told > 20


def _why_no_line(review: Any, act: Any) -> str:
    """Why the table has no line for it; empty where it has one."""
    try:
        OUTPUT_REVIEW.line(review, act)
    except Denied as denied:
        return denied.what
    return ""


def test_nobody_votes_releases_or_recalls_with_a_token(
    people: dict[str, Someone],
    programs: dict[str, Program],
    in_states: dict[ReviewState, str],  # noqa: F811
) -> None:
    """No program approves anything, and none shows a second factor: each is refused with its page."""
    tried = (
        (ReviewState.SUBMITTED, "dev", "review", ""),
        (ReviewState.REVIEWED, "dev", "approve", ""),
        (ReviewState.APPROVED, "leila", "release", "/release"),
        (ReviewState.RELEASED, "ines", "recall", "/recall"),
    )
    for state, who, action, page in tried:
        key = output_of(in_states[state]).key
        version = programs[who].get(f"outputs/{key}")["version"]
        body = {"reason": "x", "votes": [{"file": "1/distance.csv", "approves": True}]}
        for given in (None, body):
            refused = programs[who].post(f"outputs/{key}/actions/{action}", given, version=version, status=403)
            assert refused["detail"].endswith(f"Do it on its page: http://testserver/desk/outputs/{key}{page}")
        assert output_of(in_states[state]).state == state


def test_an_author_is_their_own_author_by_token_as_well(
    people: dict[str, Someone], programs: dict[str, Program]
) -> None:
    """T04: Omar has every role of the desk, and none of them for what he wrote."""
    made = handed_in(programs["omar"])
    here = f"outputs/{made['id']}"
    version = programs["omar"].get(here)["version"]
    for action in ("return-early", "review", "reject", "approve", "release", "recall"):
        refused = programs["omar"].post(
            f"{here}/actions/{action}", BODIES[ReviewAction.RETURN_EARLY], version=version, status=403
        )
        assert "output" in refused["detail"]
    assert made["id"] not in {one["id"] for one in programs["omar"].get("outputs?of=desk&pageSize=100")["results"]}


# What is not told


def test_an_author_does_not_learn_from_a_version_or_a_state_how_far_the_checkers_are(
    ben: Program, people: dict[str, Someone]
) -> None:
    """P6: nothing of the answer changes while the two look."""
    made = handed_in(ben)
    here, address = f"outputs/{made['id']}", f"/outputs/{made['id']}"
    before = ben.send("GET", here)
    for name in ("dev", "grace"):
        assert votes(people[name], address).status_code == 302
        now = ben.send("GET", here)
        assert (now.content, now["ETag"]) == (before.content, before["ETag"])
    listed = ben.get("outputs?state=reviewed&pageSize=100")["results"]
    assert {one["state"] for one in listed} == {"in review"}
    assert listed == ben.get("outputs?state=submitted&pageSize=100")["results"], "no filter tells them apart either"


def test_checkers_are_blind_to_each_other_by_program_too(
    people: dict[str, Someone], programs: dict[str, Program]
) -> None:
    address = submitted(people["ben"])
    votes(people["dev"], address, comment="", private="Looks fine to me")
    here = f"outputs/{output_of(address).key}"
    assert [vote["checker"] for vote in programs["dev"].get(here)["votes"]] == ["Dev"]
    for name in ("grace", "sunita"):
        shown = programs[name].send("GET", here)
        assert said(shown)["votes"] == []
        assert b"Looks fine" not in shown.content


def test_an_output_of_somebody_else_is_like_one_that_is_not_there(
    people: dict[str, Someone], programs: dict[str, Program], ben: Program
) -> None:
    """T01 and enumeration: at every address and by every method, also its files; and the trail has that they tried."""
    from alder.web.trail.events import DENIED
    from alder.web.trail.models import TrailEvent

    made = filled(ben)
    file = made["groups"][0]["files"][0]["id"]
    parts = ["", "/groups", "/groups/1/files", f"/groups/1/files/{file}/remove", "/groups/1/cover"]
    parts += ["/groups/1/findings", "/groups/1/exceptions", f"/files/{file}", "/certificate", "/actions"]
    parts += ["/actions/withdraw"]
    tried = 0
    before = TrailEvent.objects.filter(action=DENIED).count()
    for name in ("amara", "dev", "leila", "pat"):
        for part in parts:
            for method in ("GET", "POST"):
                theirs, nobodys = (programs[name].send(method, f"outputs/{key}{part}") for key in (made["id"], NOBODYS))
                assert (theirs.status_code, theirs.content) == (nobodys.status_code, nobodys.content), (name, part)
                assert theirs.status_code in (404, 405)
                tried += theirs.status_code == 404
    assert tried == 4 * 13
    assert TrailEvent.objects.filter(action=DENIED).count() == before + 2 * tried
    number = output_of(f"/outputs/{made['id']}").pk
    assert programs["amara"].send("GET", f"outputs/{number}").status_code == 404
    for name in ("amara", "pat"):
        assert made["id"] not in json.dumps(programs[name].get("outputs?pageSize=100"))
        assert "The desk is for people who are" in programs[name].get("outputs?of=desk", 403)["detail"]


@pytest.mark.parametrize(
    "forged",
    [
        {"state": "released"},
        {"author": NOBODYS},
        {"decision": "approved"},
        {"certificate": {}},
        {"revision": 99},
        {"groups": []},
        {"promised": "2026-12-01"},
    ],
)
def test_fields_that_a_call_does_not_have_are_refused_and_nothing_is_done(ben: Program, forged: dict[str, Any]) -> None:
    """T03, mass assignment."""
    from alder.web.output_desk.models import OutputRequest

    before = OutputRequest.objects.count()
    refused = ben.post("outputs", {**NEW, **forged}, status=400)
    assert {error["path"] for error in refused["errors"]} == set(forged)
    assert OutputRequest.objects.count() == before
    made = ben.post("outputs", NEW, status=201)
    here = f"outputs/{made['id']}"
    assert ben.post(here, {**NEW, **forged}, version=made["version"], status=400)
    assert ben.post(f"{here}/groups", forged, version=made["version"], status=400)
    assert ben.post(f"{here}/actions/withdraw", forged, version=made["version"], status=400)
    assert ben.get(here) == made


def test_what_it_is_for_is_read_as_the_form_of_its_page_is(ben: Program) -> None:
    wrong = {"title": "", "purpose": "", "plannedUse": "fun", "deadline": "26 March", "recipients": [{"name": "Nia"}]}
    refused = ben.post("outputs", wrong, status=400)
    assert {error["path"] for error in refused["errors"]} == set(wrong)
    many = [{"name": f"N{n}", "email": f"n{n}@mereshire.example"} for n in range(11)]
    assert ben.post("outputs", {**NEW, "recipients": many}, status=400)["errors"][0]["path"] == "recipients"
    past = ben.post("outputs", {**NEW, "deadline": "2020-01-01"}, status=400)
    assert past["errors"][0] == {"message": "That day has passed", "code": "InvalidValue", "path": "deadline"}
    made = ben.post("outputs", {**NEW, "recipients": many[:2]}, status=201)
    assert made["recipients"] == many[:2]
    changed = ben.post(f"outputs/{made['id']}", {**NEW, "title": "Another"}, version=made["version"])
    assert (changed["title"], changed["recipients"]) == ("Another", [])
    late = ben.post(f"outputs/{made['id']}", NEW, version=made["version"], status=412)
    assert late["detail"].startswith("Somebody changed it")
    assert ben.post(f"outputs/{made['id']}/groups", version=changed["version"], status=201)["groups"][1]["number"] == 2


def test_files_that_are_sent_again_with_their_key_are_there_once(ben: Program) -> None:
    made = ben.post("outputs", NEW, status=201, key="begin")
    assert ben.post("outputs", NEW, status=201, key="begin")["id"] == made["id"]
    headers = {"Authorization": f"Bearer {ben.token}", "If-Match": f'"{made["version"]}"', "Idempotency-Key": "files"}
    address = f"/v1/outputs/{made['id']}/groups/1/files"
    first, again, other = (
        ben.client.post(address, {"files": sent("distance.csv", content)}, headers=headers)
        for content in (SAFE, SAFE, SMALL)
    )
    assert said(first, 201) == said(again, 201)
    assert again["Idempotency-Replayed"] == "true"
    assert other.status_code == 422
    from alder.web.output_desk.models import OutputFile

    assert OutputFile.objects.filter(group__output__key=made["id"]).count() == 1


def test_answers_are_as_described(site_described: Any, ben: Program, programs: dict[str, Program], people: Any) -> None:
    made = filled(ben)
    here = f"outputs/{made['id']}"
    site_described("Output", made)
    site_described("Outputs", ben.get("outputs"))
    site_described("Cover", ben.get(f"{here}/groups/1/cover"))
    site_described("Findings", ben.get(f"{here}/groups/1/findings"))
    site_described("Actions", ben.get(f"{here}/actions"))
    site_described("Output", ben.post(f"{here}/actions/submit", version=made["version"]))
    work()
    site_described("Output", programs["dev"].get(here))
    site_described("Outputs", programs["dev"].get("outputs?of=desk"))
    site_described("Findings", programs["dev"].get(f"{here}/groups/1/findings"))
    site_described("Refusal", ben.get(f"outputs/{NOBODYS}", 404))
    address = released(people)
    site_described("Output", ben.get(f"outputs/{output_of(address).key}"))
    site_described("Output", programs["leila"].get(f"outputs/{output_of(address).key}"))


@pytest.fixture
def site_described(desk: Site) -> Any:
    from jsonschema import Draft202012Validator

    described = desk.get("/v1/openapi.json")

    def fits(name: str, value: Any) -> None:
        schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
        assert not [error.message for error in Draft202012Validator(schema).iter_errors(value)], name

    return fits
