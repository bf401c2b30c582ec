"""Whoever checks or releases outputs of one source has those made from it alone, and no other is there. T01, T02."""

from __future__ import annotations

from typing import Any

import pytest
from tests.integration.output_desk.test_who_gets_to_which_output import ASKS, _address, _patterns
from tests.support import text_tables
from tests.support.cast import Someone, somebody
from tests.support.outputs_of_people import (
    SAFE,
    begun,
    covered,
    desk,
    excepted,
    output_of,
    pressed,
    reviewed,
    sent,
    stepped,
    votes,
    with_file,
    work,
)
from tests.support.programs import program

from alder.governance.output_review import ReviewAction, ReviewSight

MADE_FROM = ("ilr", "leo", "ilr leo", "nobody says")
SEEN = """
held                                                       | ilr | leo | ilr leo | nobody says
output checker for source ilr                              | yes | no  | no      | no
senior checker for source leo                              | no  | yes | no      | no
output checker for source ilr, output checker for source leo | yes | yes | yes     | no
output checker for source ilr, senior checker for source leo | yes | yes | no      | no
output checker for request queue outputs                   | yes | yes | yes     | yes
output checker for request queue tables                    | no  | no  | no      | no
statistician for source ilr                                | no  | no  | no      | no
release officer for source ilr                             | no  | no  | no      | no
"""
"""What of outputs that wait for their first review is there for whom: release officers have those that are approved."""


def holding(name: str, rights: str) -> Someone:
    """Somebody with these rights, signed in."""
    from alder.web.accounts.rights import give, right_of

    someone = somebody(name, email=f"{name.replace(' ', '.')}@mereshire.example")
    for right in rights.split(", "):
        role, _, scope = right.partition(" for ")
        give(someone.person, right_of(role, scope))
    return someone.sign_in()


def handed_in(author: Someone, made_from: str, content: str = SAFE) -> str:
    """An output of which its author says what it is made from."""
    address = begun(author, title=f"Made from {made_from}")
    with_file(author, address, "distance.csv", content)
    covered(author, address, sources="" if made_from == "nobody says" else made_from)
    stepped(author, f"{address}/submit")
    work()
    return address


@pytest.fixture(scope="module")
def waiting(people: dict[str, Someone]) -> dict[str, str]:
    return {made_from: handed_in(people["ben"], made_from) for made_from in MADE_FROM}


@pytest.fixture(scope="module")
def iris(people: dict[str, Someone]) -> Someone:
    return holding("Iris", "output checker for source ilr, release officer for source ilr")


@pytest.fixture(scope="module")
def tara(people: dict[str, Someone]) -> Someone:
    return holding(
        "Tara", "output checker for source leo, senior checker for source leo, release officer for source leo"
    )


_ROWS = text_tables.rows(SEEN)


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row["held"])
def test_each_sees_what_is_made_from_their_sources_alone(row: dict[str, str], waiting: dict[str, str]) -> None:
    who = holding(f"Checker {_ROWS.index(row)}", str(row["held"]))
    of_desk, of_program = who.client.get("/desk/outputs"), program(who).send("GET", "outputs?of=desk")
    listed, by_program = of_desk.content.decode(), of_program.content.decode()
    for made_from, address in waiting.items():
        seen = row[made_from] == "yes"
        output = output_of(address)
        assert (f"{output.pk}: Made from {made_from}<" in listed) is seen, made_from
        assert (f'"id":"{output.key}"' in by_program) is seen, made_from
        assert who.client.get(desk(address)).status_code == (200 if seen else 404), made_from
        asked = program(who).send("GET", f"outputs/{output.key}")
        assert asked.status_code == (200 if seen else 404), made_from


def test_t01_no_page_of_another_source_is_there_and_nothing_is_done_by_its_form(
    waiting: dict[str, str], tara: Someone
) -> None:
    from alder.web.output_desk.reviews import review_of
    from alder.web.trail.models import TrailEvent

    output = output_of(waiting["ilr"])
    before, denied = review_of(output), TrailEvent.objects.filter(thing=f"output {output.key}", actor=tara.person.pk)
    asked = 0
    for name, pattern in _patterns().items():
        if isinstance(ASKS.get(name), (ReviewSight, ReviewAction)):
            page, methods = _address(pattern, waiting["ilr"]), pattern.callback.methods
            for method in methods:
                reply = getattr(tara.client, method.lower())(page, {"seen": str(output.revision), "reason": "x"})
                assert reply.status_code == 404, (name, method)
                asked += 1
    assert asked >= len(ASKS)
    assert denied.count() == asked
    assert review_of(output_of(waiting["ilr"])) == before
    calls = {"actions": "GET", "groups/1/findings": "GET", "certificate": "GET", "actions/reject": "POST"}
    for rest, method in calls.items():
        reply = program(tara).send(
            method, f"outputs/{output.key}/{rest}", {"reason": "x"} if method == "POST" else None
        )
        assert reply.status_code == 404, rest
    reply = tara.client.post("/incidents/report", {"reason": "It is odd", "output": str(output.pk)})
    assert "no output of that number that you may see" in reply.content.decode()


def test_pages_say_what_the_desk_is_for(iris: Someone, waiting: dict[str, str]) -> None:
    assert 'href="/desk/outputs"' in iris.see("/account"), "it is in their menu"
    shown = iris.see("/desk/outputs")
    assert "You see outputs that are made from Individualised Learner Record" in shown
    assert "How we do" not in shown, "figures of all outputs are for who checks all"
    assert "Made from <b>Individualised Learner Record</b>" in iris.see(desk(waiting["ilr"]))


def test_two_of_its_source_check_and_one_releases_it_and_nobody_else_is_told(
    people: dict[str, Someone], iris: Someone, tara: Someone
) -> None:
    ivan = holding("Ivan", "output checker for source ilr, senior checker for source ilr")
    address = handed_in(people["ben"], "ilr")
    for checker in (iris, ivan):
        assert votes(checker, address).status_code == 302
    pressed(ivan, address, "approve")
    lars = holding("Lars", "release officer for source ilr")
    assert f"{output_of(address).pk}: " in lars.see("/desk/outputs")
    lars.see(f"{desk(address)}/release")
    assert tara.client.get(f"{desk(address)}/release").status_code == 404
    stepped(lars, f"{desk(address)}/release")
    work()
    assert output_of(address).state == "released"
    told = f"output {output_of(address).pk}"
    is_told = [who.person.notices.filter(about=told).exists() for who in (iris, ivan, tara, people["dev"])]
    assert is_told == [True, True, False, True]


def test_senior_checkers_of_its_source_are_told_of_what_waits_for_long(
    people: dict[str, Someone], tara: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alder.web.output_desk.clock import escalate
    from alder.web.output_desk.models import OutputRequest

    mine, others = handed_in(people["ben"], "leo"), handed_in(people["ben"], "ilr")
    for address in (mine, others):
        OutputRequest.objects.filter(pk=output_of(address).pk).update(promised="2026-01-05")
    monkeypatch.setattr("django.conf.settings.ALDER_OUTPUT_WARN_DAYS", 0)
    escalate()
    told = set(tara.person.notices.values_list("about", flat=True))
    assert f"output {output_of(mine).pk}" in told
    assert f"output {output_of(others).pk}" not in told


def test_what_is_found_beside_an_output_of_another_source_is_told_without_its_names_and_figures(
    people: dict[str, Someone], iris: Someone
) -> None:
    table = "district,learners\nCove,118\nMere,240\nTarn,355\nDale,471\n"
    unrounded = {"rounding": "0", "threshold": "10"}
    first = excepted(people["amara"], table, "secret name.csv", sources="leo", **unrounded)
    reviewed(people, first)
    pressed(people["dev"], first, "approve")
    stepped(people["leila"], f"{desk(first)}/release")
    work()
    assert output_of(first).state == "released"
    second = excepted(people["ben"], table.replace("118", "112"), "district.csv", sources="ilr", **unrounded)
    number, new = output_of(first).pk, output_of(second)
    findings = f"outputs/{new.key}/groups/1/findings"
    file = new.groups.get().present.get()
    pages = (desk(second), f"{desk(second)}/files/{file.pk}")
    for page in pages:
        assert "secret name" in people["dev"].see(page)
        shown = iris.see(page)
        assert f"eside output {number}, which is made from another source than yours" in shown
        assert "secret name" not in shown
        assert f"/beside/{number}" not in shown
    assert "secret name" in str(program(people["dev"]).get(findings))
    assert "secret name" not in str(program(iris).get(findings))
    assert iris.client.get(f"{desk(second)}/beside/{number}").status_code == 404
    people["dev"].see(f"{desk(second)}/beside/{number}")
    for name in ("dev", "grace"):
        votes(people[name], second)
    pressed(people["dev"], second, "approve")
    before_release = iris.see(f"{desk(second)}/release")
    assert f"eside output {number}, which is made from another source" in before_release
    assert "secret name" not in before_release


def test_approvals_are_not_kept_when_it_is_handed_in_as_of_another_source(
    people: dict[str, Someone], iris: Someone
) -> None:
    from alder.web.output_desk.reviews import review_of

    address = handed_in(people["ben"], "ilr")
    assert votes(iris, address).status_code == 302
    assert votes(people["dev"], address, approves=False, comment="Say more").status_code == 302
    changes = {"vote-1": "changes", "comment-1": "Say more", "sha-1": _sha(output_of(address))}
    people["sunita"].do(f"{desk(address)}/settle", **changes)
    people["dev"].do(f"{desk(address)}/return", categories=["context"], reason="")
    assert [vote.approves for vote in review_of(output_of(address)).votes].count(True) == 1
    covered(people["ben"], address, sources="leo")
    stepped(people["ben"], f"{address}/submit", **{"reply-1": "There is no more to say"})
    assert review_of(output_of(address)).votes == ()
    assert iris.client.get(desk(address)).status_code == 404


def _sha(output: Any) -> str:
    return str(output.groups.get().present.get().leaving_sha256)


COVERS = """
said               | file's words        | answer
ilr, leo           |                     | ilr, leo
lir                |                     | There is no source called lir
                   | sources = ["leo"]   | leo
                   | sources = "leo"     | sources should be a list
"""


@pytest.mark.parametrize("row", text_tables.rows(COVERS), ids=str)
def test_a_source_is_one_of_the_catalogue(people: dict[str, Someone], row: dict[str, str | None]) -> None:
    ben, wanted = people["ben"], str(row["answer"])
    address = begun(ben)
    page = f"{address}/groups/1"
    if words := row["file's words"]:
        given = {"files": sent("cover.toml", words), "kind": "output"}
        reply = ben.client.post(f"{page}/files", {"seen": str(output_of(address).revision), **given})
    else:
        with_file(ben, address, "distance.csv", SAFE)
        given = {"title": "T", "shows": "S", "population": "P", "people": "2830", "unit": "learners"}
        given |= {"statistic-1": "FREQ", "relation-1": "None", "sources": row["said"]}
        reply = ben.client.post(f"{page}/cover", {"seen": str(output_of(address).revision), **given})
    if "source" in wanted:
        assert reply.status_code == 200
        assert wanted in reply.content.decode()
    else:
        assert reply.status_code == 302, reply.content.decode()
        assert f'value="{wanted}"' in ben.see(f"{page}/cover")
