"""An auditor reads all events and changes nothing; that they look is an event. Heads are for everybody."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.support.cast import Someone, everybody, somebody
from tests.support.site import Site, body_of, site_of_people


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_people(tmp_path_factory.mktemp("pages") / "store") as made:
        yield made


@pytest.fixture(scope="module")
def people(site: Site) -> dict[str, Someone]:
    return everybody() | {"grace": somebody("Grace", "auditor")}


@pytest.fixture(scope="module")
def grace(people: dict[str, Someone]) -> Someone:
    return people["grace"].sign_in()


def _add(number: int, thing: str = "output one", action: str = "LOOK", actor: str = "", **more: Any) -> None:
    from django.db import transaction

    from alder.web.trail.events import record

    for _ in range(number):
        with transaction.atomic():
            record(actor, "output checker", thing, action, **more)


def _numbers(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'href="/trail/(\d+)"><span class="govuk-visually-hidden">Event ', page)]


def _last() -> Any:
    from alder.web.trail.models import TrailEvent

    return TrailEvent.objects.latest("seq").event


def test_only_auditors_get_in_and_who_is_refused_is_told(people: dict[str, Someone], grace: Someone) -> None:
    ada = Someone(people["ada"].person).sign_in()
    for address in ("/trail", "/trail/store", "/trail/0", "/trail/events.jsonl"):
        assert ada.client.get(address).status_code == 403
        assert _last().action == "Denied"
        assert _last().actor == str(ada.person.pk)
        assert grace.client.get(address).status_code == 200
    assert 'href="/trail"' in grace.see("/trail")
    assert 'href="/trail"' not in ada.see("/people")


def test_nothing_is_changed_there(grace: Someone) -> None:
    for address in ("/trail", "/trail/0", "/trail/events.jsonl", "/trail-head", "/trail-head.json"):
        assert grace.client.post(address).status_code == 405


def test_that_an_auditor_looks_is_an_event(grace: Someone) -> None:
    for address, what, said in (
        ("/trail?thing=output+one", "events", {"asked": {"thing": "output one"}}),
        ("/trail/0", "event 0", {}),
        ("/trail/events.jsonl?from=2", "export", {"first": 2}),
    ):
        body_of(grace.client.get(address))
        event = _last()
        assert (event.action, event.actor, event.thing, event.said["what"]) == (
            "Read",
            str(grace.person.pk),
            "trail",
            what,
        )
        assert said.items() <= event.said.items()


def test_events_are_listed_the_newest_first_page_by_page(grace: Someone) -> None:
    from alder.web.trail.models import TrailEvent, TrailHead

    _add(120)
    found: list[int] = []
    page = grace.see("/trail")
    end = TrailHead.objects.get().events
    while True:
        found += _numbers(page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        if following is None:
            break
        page = grace.see(following[1].replace("&amp;", "&"))
    assert found == list(TrailEvent.objects.filter(seq__lt=end).order_by("-at", "-seq").values_list("seq", flat=True))
    assert len(found) == end > 120


def test_events_are_found_by_person_thing_action_and_day(people: dict[str, Someone], grace: Someone) -> None:
    from django.utils import timezone

    marcus = people["marcus"].person
    now = timezone.now()
    today = timezone.localdate(now)
    _add(1, "output two", "APPROVE", str(marcus.pk), at=now)
    _add(1, "output two", "REJECT", at=now - timedelta(days=3))
    whole = len(_numbers(grace.see("/trail?thing=output+two")))
    assert whole == 2
    for question, number in (
        (f"person={marcus.email}&thing=output+two", 1),
        (f"person={marcus.pk}&thing=output+two", 1),
        ("action=REJECT", 1),
        (f"thing=output+two&first={today}", 1),
        (f"thing=output+two&last={today - timedelta(days=1)}", 1),
        (f"thing=output+two&first={today - timedelta(days=3)}&last={today}", 2),
        ("thing=output+99", 0),
    ):
        assert len(_numbers(grace.see(f"/trail?{question}"))) == number, question
    assert "Marcus</a>, output checker" in grace.see("/trail?thing=output+two")


@pytest.mark.parametrize(
    ("question", "field", "says"),
    [
        ("person=nobody@example.org", "person", "There is nobody with that e-mail address"),
        ("first=yesterday", "first", "Write the day in numbers, for example 30 11 2026"),
        ("last=9999-12-31", "last", "Write the day in numbers, for example 30 11 2026"),
        ("first=2026-11-30&last=2026-11-29", "last", "The last day is before the first one"),
    ],
)
def test_what_is_wrong_with_a_question_is_said_beside_its_field(
    grace: Someone, question: str, field: str, says: str
) -> None:
    page = grace.see(f"/trail?{question}")
    assert f'<a href="#{field}">{says}' in page
    assert f'id="{field}-error"' in page


@pytest.mark.parametrize("after", ["", "x", "2026-11-30_1", "2026-11-30T00:00:00+00:00_", "_9" * 40, "\x01"])
def test_an_address_that_names_no_place_begins_at_the_newest(grace: Someone, after: str) -> None:
    from urllib.parse import quote

    assert _numbers(grace.see(f"/trail?after={quote(after)}"))[0] == _last().seq


def test_an_event_has_a_page_with_all_that_was_said_and_whether_its_hash_is_right(grace: Someone) -> None:
    from django.db import connection, transaction

    evil = "<script>alert(1)</script>\n\x1b[2J\u202e"
    _add(1, "output three", said={"reason": evil, "files": ["a.csv", "b.csv"], "ready": True})
    seq = _last().seq
    page = grace.see(f"/trail/{seq}")
    assert "It is the hash of what stands here." in page
    assert _last().previous in grace.see(f"/trail/{_last().seq}")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n\\x1b[2J\\u202e" in page
    assert "<script>alert" not in page
    assert "[&#34;a.csv&#34;, &#34;b.csv&#34;]" in page
    assert grace.client.get("/trail/999999").status_code == 404
    with transaction.atomic(), connection.cursor() as cursor:
        on = " on trail_trailevent" if connection.vendor == "postgresql" else ""
        cursor.execute(f"drop trigger trail_changed{on}")
        cursor.execute("update trail_trailevent set role = 'auditor' where seq = %s", [seq])
        assert "This event is not as it was recorded" in grace.see(f"/trail/{seq}")
        transaction.set_rollback(True)


def test_the_page_says_what_the_worker_found_and_what_protects_the_trail(grace: Someone) -> None:
    from alder.web.trail.models import TrailCheck
    from alder.web.trail.verification import verify_on

    TrailCheck.objects.all().delete()
    assert "Not verified yet" in grace.see("/trail")
    verify_on()
    page = grace.see("/trail")
    assert page.count("As they were recorded") == 2
    assert "The database refuses to change or delete an event." in page
    TrailCheck.objects.filter(name="all").update(broken=3, why="it was changed")
    assert "The first event that is wrong is number 3: it was changed." in grace.see("/trail")


def test_an_export_from_the_page_is_one_that_the_command_verifies(
    site: Site, grace: Someone, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("export") / "trail.jsonl"
    reply = grace.client.get("/trail/events.jsonl")
    assert reply["Content-Disposition"] == 'attachment; filename="trail-from-0.jsonl"'
    file.write_bytes(body_of(reply))
    from click.testing import CliRunner

    from alder.cli.commands import cli

    said = CliRunner().invoke(cli, ["trail", "verify", "--from", str(file)])
    assert said.exit_code == 0, said.output
    assert f"{_last().seq + 1:,} events" in said.output


def test_heads_are_for_everybody_and_programs(site: Site) -> None:
    from alder.web.trail.models import PublishedHead
    from alder.web.trail.verification import publish_head

    assert "None was published yet" in site.send("GET", "/trail-head").content.decode()
    publish_head()
    publish_head()
    row = PublishedHead.objects.get()
    page = site.send("GET", "/trail-head").content.decode()
    assert row.hash in page
    (head,) = json.loads(site.send("GET", "/trail-head.json").content)["heads"]
    assert head["site"] == {"events": row.events, "hash": row.hash}
    (line,) = (site.store / "published" / "trail-heads.jsonl").read_text().splitlines()
    assert json.loads(line) == head


def test_events_of_the_store_are_listed_from_its_own_file_page_by_page(site: Site, grace: Someone) -> None:
    from alder.engine.trail import StoreTrail

    trail = StoreTrail(site.store)
    first = trail.head().events
    for number in range(120):
        trail.record_read({"account": "vera", "command": f"alder table {number}", "tables": ["Learner"]})
    seen: list[int] = []
    address = "/trail/store"
    while address:
        shown = grace.see(address)
        seen += [int(n.replace(",", "")) for n in re.findall(r"Event </span>([\d,]+)", shown)]
        following = re.search(r'href="(/trail/store\?before=\d+)"', shown)
        address = following[1] if following else ""
    assert seen == list(range(first + 119, -1, -1))
    shown = grace.see("/trail/store")
    assert "vera, alder table 119" in shown
    assert "Learner" in shown
    assert "Altered" not in shown
    assert _last().said["what"] == "events of the store"


def test_an_event_of_the_store_that_was_altered_is_marked_and_a_line_that_is_none_is_said(
    site: Site, grace: Someone
) -> None:
    from alder.engine.trail import StoreTrail

    trail = StoreTrail(site.store)
    for _ in range(3):
        trail.record_read({"account": "vera", "command": "alder table"})
    kept = trail.path.read_bytes()
    lines = kept.splitlines(keepends=True)
    try:
        trail.path.write_bytes(b"".join([*lines[:-2], lines[-2].replace(b"vera", b"vira"), lines[-1]]))
        assert grace.see("/trail/store").count("Altered") == 1
        trail.path.write_bytes(b"".join([*lines[:-2], lines[-1]]))
        assert grace.see("/trail/store").count("Altered") == 1, "one that follows another than it says"
        trail.path.write_bytes(b"".join([*lines[:-2], b"{}\n", lines[-1]]))
        assert "it was altered" in grace.see("/trail/store")
    finally:
        trail.path.write_bytes(kept)
