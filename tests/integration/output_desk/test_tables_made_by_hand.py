"""A request that no query says is answered with a file that a statistician makes and two people check."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from tests.support.cast import Someone, another_account, somebody
from tests.support.commands import refused
from tests.support.feed_rules import parsed
from tests.support.outputs_of_people import (
    SAFE,
    covered,
    desk,
    output_of,
    pressed,
    reviewed,
    with_file,
    work,
)
from tests.support.site import Site, body_of
from tests.support.tables_by_hand import asked, at_desk, begun, handed_in, now, recalled, released


@pytest.fixture(scope="module")
def cast(people: dict[str, Someone]) -> dict[str, Someone]:
    """Amara asks, Idris and Sofia answer; the desk is as always."""
    return people | {name: somebody(name.capitalize(), "statistician").sign_in() for name in ("idris", "sofia")}


@pytest.fixture(scope="module")
def answered(cast: dict[str, Someone]) -> tuple[Any, str]:
    """A request that was answered by hand, with what its statistician said; the output."""
    row = asked(cast["amara"])
    address = released(cast, row, reason="By distance to the college, not to a station.", hide_words="yes")
    return now(row), address


def test_a_table_made_by_hand_answers_the_request_once_it_is_released(cast: dict[str, Someone]) -> None:
    row = asked(cast["amara"], "Learners by way to college")
    states = [now(row).state]
    cast["idris"].client.post(at_desk(row, "/take"))
    states.append(now(row).state)
    address = handed_in(cast, row)
    states.append(now(row).state)
    assert "It is the checkers’ turn" in cast["sofia"].see(at_desk(row))
    assert "A statistician made a table for you" in cast["amara"].see(f"/requests/yours/{row.key}")
    assert f"request {row.pk}" in cast["dev"].see(desk(address)), "checkers know what it is for"
    assert now(row).due == row.due, "the clock runs on"
    reviewed(cast, address)
    pressed(cast["dev"], address, "approve")
    assert f"It answers request {row.pk}" in cast["leila"].see(f"{desk(address)}/release")
    cast["leila"].do(f"{desk(address)}/release")
    work()
    states.append(now(row).state)
    assert states == ["asked", "taken", "with the checkers", "answered"]
    assert f'href="/requests/{row.pk}"' in cast["amara"].see(f"/requests/yours/{row.key}")
    assert [event.action for event in events_of(row)] == ["ASK", "TAKE", "HAND_IN", "ANSWER_BY_HAND"]


def events_of(row: Any) -> list[Any]:
    from alder.web.table_requests.process import replayed

    return list(replayed(now(row)).events)


def test_everybody_reads_the_table_its_cover_sheet_and_how_it_was_checked_and_nobody_by_name(
    desk: Site, cast: dict[str, Someone], answered: tuple[Any, str]
) -> None:
    row, _ = answered
    page = desk.send("GET", f"/requests/{row.pk}").content.decode()
    for cell in next(csv.reader(io.StringIO(SAFE.splitlines()[1]))):
        assert f">{cell}</" in page
    for said in (
        "By distance to the college, not to a station.",
        "Adults with funded learning in Mereshire in 2026/27",
        "2,830",
        "Nothing is hidden",
        "made this table by hand",
        "cannot count it again",
        "Two output checkers",
        "Table made on request",
    ):
        assert said in page, said
    for name in ("Idris", "Amara", "Dev", "Grace", "Leila", "Nia Bevan", "station?"):
        assert name not in page, name
    assert row.title == "Learners by distance", "the title of the cover sheet, where the asker's words are not shown"


def test_what_is_downloaded_is_what_was_released_with_its_certificate(
    desk: Site, cast: dict[str, Someone], answered: tuple[Any, str], tmp_path: Path
) -> None:
    row, _ = answered
    said = desk.get("/requests.json")["results"]
    table = next(one for one in said if one["number"] == row.pk)["tables"][0]
    assert (table["madeByHand"], table["query"], table["policy"]) == (True, None, None)
    for file in table["files"]:
        reply = desk.send("GET", file["href"])
        data = body_of(reply)
        assert reply.status_code == 200
        assert reply["Access-Control-Allow-Origin"] == "*"
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (file["sha256"], file["bytes"]), file["title"]
        (tmp_path / file["href"].rpartition("/")[2]).write_bytes(data)
    assert (tmp_path / "distance.csv").read_bytes() == SAFE.encode()
    certificate = json.loads((tmp_path / "certificate.json").read_text())
    assert certificate["author"] == "a statistician"
    assert certificate["files"][0]["sha256"] == hashlib.sha256(SAFE.encode()).hexdigest()
    (tmp_path / "1").mkdir()
    (tmp_path / "distance.csv").rename(tmp_path / "1" / "distance.csv")
    told = desk.run("outputs", "verify", str(tmp_path / "certificate.json"), "--issued")
    assert "distance.csv" in told
    assert str(row.pk) in body_of(desk.send("GET", "/requests.csv")).decode()


def test_programs_and_commands_know_that_it_was_made_by_hand(
    desk: Site, cast: dict[str, Someone], answered: tuple[Any, str]
) -> None:
    row, address = answered
    number = output_of(address).pk
    assert f"made by hand, output {number}" in desk.run("requests", "show", str(row.pk))
    shown = json.loads(desk.run("requests", "show", str(row.pk), "--format", "json"))["answers"][0]
    assert (shown["output"], shown["folder"], shown["state"]) == (number, None, "ready")
    why = refused("requests", "rerun", str(row.pk), "--store", str(desk.store))
    assert "made by hand, so it cannot be counted again" in str(why)


def test_a_statistician_is_not_shown_what_cannot_be_done(cast: dict[str, Someone], answered: tuple[Any, str]) -> None:
    row, _ = answered
    page = cast["sofia"].see(at_desk(row))
    assert "Answer again on newer data" not in page
    assert cast["sofia"].client.get(at_desk(row, "/rerun")).status_code == 403
    assert cast["sofia"].client.get(at_desk(row, "/by-hand")).status_code == 403


def test_what_comes_back_or_is_rejected_gives_the_request_back_and_another_can_be_made(
    cast: dict[str, Someone],
) -> None:
    row = asked(cast["amara"], "Returned first")
    address = handed_in(cast, row)
    cast["dev"].do(f"{desk(address)}/return-early", reason="Say who is left out", categories=["context"])
    assert now(row).state == "taken"
    assert "Say who is left out" not in cast["amara"].see(f"/requests/yours/{row.key}"), "it is for its author"
    covered(cast["idris"], address, population="Adults with funded learning, those in custody left out")
    cast["idris"].do(f"{address}/submit", **{"reply-1": "Said on the cover sheet"})
    work()
    assert now(row).state == "with the checkers"
    reviewed(cast, address)
    cast["dev"].do(f"{desk(address)}/reject", reason="It cannot be had")
    assert now(row).state == "taken"
    again = begun(cast, row)
    assert again != address
    assert [one.state for one in row.answers.all()] == ["failed", "begun"]


@pytest.mark.parametrize("end", ["refused", "taken over", "put back"])
def test_an_output_whose_request_went_elsewhere_is_no_answer_any_more(cast: dict[str, Someone], end: str) -> None:
    row = asked(cast["amara"], f"To be {end}")
    address = begun(cast, row)
    match end:
        case "refused":
            cast["idris"].do(at_desk(row, "/refuse"), reason="Too few people", nearest="none")
        case "taken over":
            assert cast["sofia"].client.post(at_desk(row, "/take")).status_code == 302
        case "put back":
            assert cast["idris"].client.post(at_desk(row, "/put-back")).status_code == 302
    assert row.answers.get().state == "failed"
    assert f"equest {row.pk}" in cast["idris"].see("/account/notices")
    cast["idris"].do(f"{address}/withdraw")
    assert (output_of(address).state, row.answers.get().state) == ("withdrawn", "failed")


def test_a_request_that_is_withdrawn_leaves_the_output_to_its_checkers_and_is_answered_by_nothing(
    cast: dict[str, Someone],
) -> None:
    row = asked(cast["amara"], "Not wanted any more")
    address = handed_in(cast, row)
    cast["amara"].do(f"/requests/yours/{row.key}/withdraw")
    reviewed(cast, address)
    pressed(cast["dev"], address, "approve")
    cast["leila"].do(f"{desk(address)}/release")
    work()
    assert (output_of(address).state, now(row).state) == ("released", "withdrawn")
    assert [(one.state, one.files) for one in row.answers.all()] == [("failed", [])]
    assert cast["ben"].client.get(f"/requests/{row.pk}").status_code == 404


def test_while_its_asker_has_the_turn_nothing_is_handed_in(cast: dict[str, Someone]) -> None:
    row = asked(cast["amara"], "Unclear")
    address = begun(cast, row)
    with_file(cast["idris"], address, "distance.csv", SAFE)
    covered(cast["idris"], address)
    cast["idris"].do(at_desk(row, "/question"), reason="Which year?")
    reply = cast["idris"].do(f"{address}/submit", 403)
    assert "It waits for its asker to reply" in reply.content.decode()
    assert (output_of(address).state, now(row).state) == ("draft", "questioned")


def test_one_answer_is_made_at_a_time_and_with_a_file_that_everybody_can_read(cast: dict[str, Someone]) -> None:
    from alder.governance import Denied
    from alder.web.table_requests.answering import have_counted
    from alder.web.table_requests.process import RequestActor

    row = asked(cast["amara"], "Twice")
    address = begun(cast, row)
    assert begun(cast, row) == address, "pressed twice it is begun once"
    query = {"alder_query": 1, "measure": "starts", "years": "2020/21"}
    with pytest.raises(Denied, match="Withdraw that output first"):
        have_counted(now(row), RequestActor.of(cast["idris"].person), query, "srs-output", "")
    with_file(cast["idris"], address, "distance.txt", SAFE)
    covered(cast["idris"], address)
    assert "has to be CSV" in cast["idris"].do(f"{address}/submit", 403).content.decode()
    with_file(cast["idris"], address, "heading.csv", "distance,learners\n")
    covered(cast["idris"], address)
    assert "cannot be read as a table" in cast["idris"].do(f"{address}/submit", 403).content.decode()
    cast["idris"].do(f"{address}/withdraw")
    assert row.answers.get().state == "failed"
    assert begun(cast, row) != address


# Who may do what


def test_t04_who_asked_neither_makes_nor_checks_nor_releases_the_table_under_any_account(
    cast: dict[str, Someone],
) -> None:
    omar = cast["omar"]
    row = asked(omar, "Asked by a checker")
    address = handed_in(cast, row)
    second = another_account(omar, "output checker", "statistician", "release officer")
    for who in (omar, second):
        assert "You asked for this table" in who.see(desk(address))
        assert who.client.post(desk(address), {"vote-1": "approve"}).status_code == 403
    reviewed(cast, address)
    assert "APPROVE" not in [action for action, may in _may(omar, address).items() if may]
    pressed(cast["dev"], address, "approve")
    for who in (omar, second):
        assert who.client.get(f"{desk(address)}/release").status_code == 403
        assert who.client.post(f"{desk(address)}/release", {"seen": "9"}).status_code == 403
    own = asked(cast["sofia"], "Asked by a statistician")
    assert cast["sofia"].client.get(at_desk(own, "/by-hand")).status_code == 403
    other = another_account(cast["sofia"], "statistician")
    assert other.client.post(at_desk(own, "/by-hand"), {"reason": ""}).status_code == 403


def _may(who: Someone, address: str) -> dict[str, bool]:
    from alder.web.output_desk.desk_views import _acts
    from alder.web.output_desk.reviews import review_of

    output = output_of(address)
    return _acts(who.person, output, review_of(output))


def test_a_statistician_of_another_source_has_no_such_page(desk: Site, cast: dict[str, Someone]) -> None:
    """Requests in words are for those who answer all of the queue."""
    from alder.governance import Right, Role, RoleScope, ScopeKind
    from alder.web.accounts import rights

    someone = somebody("Rhian")
    rights.give(someone.person, Right(Role.STATISTICIAN, RoleScope(ScopeKind.SOURCE, "ilr")))
    row = asked(cast["amara"], "Of no source")
    assert someone.sign_in().client.get(at_desk(row, "/by-hand")).status_code == 404


def test_who_is_no_statistician_any_more_hands_nothing_in_as_an_answer(cast: dict[str, Someone]) -> None:
    from alder.governance import EVERYTHING, Right, Role
    from alder.web.accounts import rights

    someone = somebody("Bronwen", "statistician").sign_in()
    row = asked(cast["amara"], "By somebody who leaves")
    address = begun(cast | {"bronwen": someone}, row, by="bronwen")
    with_file(someone, address, "distance.csv", SAFE)
    covered(someone, address)
    rights.take(someone.person, Right(Role.STATISTICIAN, EVERYTHING))
    someone.sign_in()
    assert someone.do(f"{address}/submit", 403)
    assert (output_of(address).state, now(row).state) == ("draft", "taken")


# After the release


def test_a_recall_takes_the_table_off_every_page_at_once_and_the_request_is_answered_again(
    desk: Site, cast: dict[str, Someone]
) -> None:
    from alder.web.table_requests.news import news, topic

    row = asked(cast["amara"], "To be recalled")
    address = released(cast, row)
    first = [file["href"] for file in _tables(desk, row)[0]["files"]]
    public = [f"/requests/{row.pk}", f"/requests/{row.pk}/1", *first]
    assert [desk.send("GET", one).status_code for one in public] == [200] * len(public)
    recalled(cast, address)
    for one in public:
        reply = desk.send("GET", one)
        page = body_of(reply).decode()
        assert reply.status_code == 410, one
        assert "This table was withdrawn" in page
        assert "1240" not in page
        assert "one college" not in page, "the reason is the desk's"
    assert f"/requests/{row.pk}<" not in desk.send("GET", "/requests").content.decode()
    assert _tables(desk, row) == []
    for feed in ("/follow/requests.atom", f"/follow/requests/{row.pk}.atom"):
        entry = parsed(desk.send("GET", feed).content).entries[0]
        assert (entry.kinds, entry.title) == (["withdrawn"], f"Table made on request {row.pk}: withdrawn")
    assert topic(f"request:{row.pk}") is not None, "who follows it can still be told"
    told = [(one.kind, one.in_short) for one, topics in news(row.asked) if f"request:{row.pk}" in topics]
    assert told == [
        ("withdrawn", "A table that was made on request was withdrawn. Do not use it, and delete every copy.")
    ]
    for name in ("amara", "sofia"):
        assert f"equest {row.pk}" in cast[name].see("/account/notices"), name
    theirs = cast["amara"].see(f"/requests/yours/{row.key}")
    assert "A table that you were given was withdrawn" in theirs
    assert "1240" not in theirs
    assert (now(row).state, now(row).days, now(row).taken_actor) == ("asked", None, "")
    released(cast, row, SAFE.replace("2830", "2840").replace("1240", "1250"))
    again = desk.send("GET", f"/requests/{row.pk}")
    assert again.status_code == 200
    assert "1250" in again.content.decode()
    assert "An earlier table was withdrawn" in again.content.decode()
    assert [one["page"] for one in _tables(desk, row)] == [f"/requests/{row.pk}/2"]
    assert [desk.send("GET", one).status_code for one in public[1:]] == [410] * (len(public) - 1)


def _tables(site: Site, row: Any) -> list[Any]:
    said = site.get("/requests.json")["results"]
    return [table for one in said if one["number"] == row.pk for table in one["tables"]]


def test_a_file_that_was_swapped_after_its_release_is_handed_to_nobody(desk: Site, cast: dict[str, Someone]) -> None:
    from alder.web.output_desk.models import IncidentReport, OutputFile
    from alder.web.output_desk.private_files import leaving_path

    row = asked(cast["amara"], "To be swapped")
    address = released(cast, row)
    file = OutputFile.objects.get(group__output=output_of(address), gone=False)
    path = leaving_path(file)
    path.chmod(0o600)
    path.write_text(SAFE.replace("980", "7"))
    link = f"/requests/{row.pk}/1/distance.csv"
    assert [desk.send("GET", link).status_code for _ in range(2)] == [404, 404]
    assert IncidentReport.objects.filter(output=output_of(address)).count() == 1
    assert "980" in desk.send("GET", f"/requests/{row.pk}").content.decode(), "what was approved is what is shown"


def releasing(cast: dict[str, Someone], row: Any) -> str:
    """An output for a request, which a worker has to finish."""
    address = handed_in(cast, row)
    reviewed(cast, address)
    pressed(cast["dev"], address, "approve")
    cast["leila"].do(f"{desk(address)}/release")
    return address


def at_once(*steps: Callable[[], object]) -> list[str]:
    """What becomes of steps that are taken at the same time, each by a thread: `done`, or why not."""
    from django.db import connections

    from alder.errors import AlderError

    came: list[str] = []

    def take(step: Callable[[], object]) -> None:
        try:
            step()
            came.append("done")
        except AlderError as error:
            came.append(error.what)
        finally:
            connections.close_all()

    threads = [Thread(target=take, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def finish(address: str) -> None:
    from alder.web.output_desk import releases

    releases.finish(output_of(address))


def test_two_workers_that_finish_a_release_at_once_give_one_answer(cast: dict[str, Someone]) -> None:
    row = asked(cast["amara"], "Released twice")
    address = releasing(cast, row)
    assert "done" in at_once(*[lambda: finish(address)] * 3)
    assert [event.action for event in events_of(row)].count("ANSWER_BY_HAND") == 1
    assert (output_of(address).state, row.answers.get().state) == ("released", "ready")


def test_a_withdrawal_and_a_release_that_meet_come_to_one_end_or_the_other(cast: dict[str, Someone]) -> None:
    from alder.governance.table_request import RequestAction
    from alder.web.table_requests.process import RequestActor, act

    row = asked(cast["amara"], "Withdrawn and released")
    address = releasing(cast, row)
    amara = RequestActor.of(cast["amara"].person)
    came = at_once(lambda: finish(address), lambda: act(now(row), amara, RequestAction.WITHDRAW))
    ends = (now(row).state, row.answers.get().state, sorted(came))
    assert ends in (
        ("answered", "ready", ["It is answered.", "done"]),
        ("withdrawn", "failed", ["done", "done"]),
    )
    assert output_of(address).state == "released"


def test_a_release_that_cannot_answer_is_no_release(cast: dict[str, Someone], monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are in one transaction: where the table cannot be read any more, the output is not released either."""
    from alder.web.output_desk.models import OutputRequest
    from alder.web.table_requests import tables_by_hand

    row = asked(cast["amara"], "Interrupted")
    address = releasing(cast, row)
    with monkeypatch.context() as patch:
        patch.setattr(tables_by_hand, "_shown", lambda file: (_ for _ in ()).throw(OSError("the disk is gone")))
        work()
    assert (output_of(address).state, now(row).state) == ("releasing", "with the checkers")
    OutputRequest.objects.filter(pk=output_of(address).pk).update(next_try=row.asked)
    work()
    assert (output_of(address).state, now(row).state) == ("released", "answered")
    assert not _differing(row)


def _differing(row: Any) -> bool:
    from alder.web.table_requests.clock import differing

    return row.pk in differing()
