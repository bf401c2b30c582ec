"""T25: whoever changes the trail in spite of what guards it is found out, and the first wrong event is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.support.site import Site, site_in

EVENTS, HEAD = "trail_trailevent", "trail_trailhead"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path / "store") as made:
        _add(10)
        yield made


def _add(number: int, note: str = "as it was") -> None:
    from django.db import transaction

    from alder.web.trail.events import record

    for _ in range(number):
        with transaction.atomic():
            record("ada", "admin", "output one", "LOOK", said={"note": note})


def _unguarded(*statements: str) -> None:
    """As whoever owns the database can."""
    from django.db import connection, transaction

    from alder.web.trail.protection import _RULES

    with transaction.atomic(), connection.cursor() as cursor:
        for name, table, *_ in _RULES:
            on = f" on {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"drop trigger if exists trail_{name}{on}")
        for statement in statements:
            cursor.execute(statement)


def _columns(hash: str = "hash") -> str:
    return f"at, actor, role, thing, action, from_state, to_state, said, previous, {hash}"


def _hash_of(event: int) -> str:
    from alder.web.trail.models import TrailEvent

    return str(TrailEvent.objects.get(seq=event).hash)


def _alder(*arguments: str) -> Any:
    from click.testing import CliRunner

    from alder.cli.commands import cli

    return CliRunner().invoke(cli, list(arguments), catch_exceptions=False)


def _verify(site: Site, *options: str) -> tuple[int, str]:
    ended = _alder("trail", "verify", "--store", str(site.store), *options)
    return ended.exit_code, ended.output


ATTACKS = {
    "an event is changed": (4, [f"update {EVENTS} set role = 'auditor' where seq = 4"]),
    "what was said is changed": (4, [f"update {EVENTS} set said = '{{}}' where seq = 4"]),
    "its time is changed": (4, [f"update {EVENTS} set at = (select at from {EVENTS} where seq = 2) where seq = 4"]),
    "an event is deleted": (4, [f"delete from {EVENTS} where seq = 4"]),
    "the first is deleted": (0, [f"delete from {EVENTS} where seq = 0"]),
    "one is deleted and the others move up": (
        4,
        [
            f"delete from {EVENTS} where seq = 4",
            *(f"update {EVENTS} set seq = {n - 1} where seq = {n}" for n in range(5, 10)),
        ],
    ),
    "an event is put in": (
        4,
        [
            *(f"update {EVENTS} set seq = {n + 1} where seq = {n}" for n in range(9, 3, -1)),
            f"insert into {EVENTS} (seq, {_columns()}) select 4, {_columns()} from {EVENTS} where seq = 3",
        ],
    ),
    "two change places": (
        4,
        [
            f"update {EVENTS} set seq = 99 where seq = 4",
            f"update {EVENTS} set seq = 4 where seq = 5",
            f"update {EVENTS} set seq = 5 where seq = 99",
        ],
    ),
    "one is put in before the first": (
        0,
        [f"insert into {EVENTS} (seq, {_columns()}) select -1, {_columns()} from {EVENTS} where seq = 3"],
    ),
    "the end is deleted": (8, [f"delete from {EVENTS} where seq >= 8"]),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_first_event_that_is_wrong_is_named(site: Site, attack: str) -> None:
    first, statements = ATTACKS[attack]
    assert _verify(site)[0] == 0
    _unguarded(*statements)
    status, said = _verify(site)
    assert status == 1
    assert f"The first event that is wrong is number {first}:" in said


def _publish() -> Any:
    from alder.web.trail.models import PublishedHead
    from alder.web.trail.verification import publish_head

    publish_head()
    return PublishedHead.objects.latest("day")


def _cut_to(number: int) -> None:
    """Cut the end off, and the head with it: what is left is a chain that holds."""
    _unguarded(
        f"delete from {EVENTS} where seq >= {number}",
        f"update {HEAD} set events = {number}, hash = '{_hash_of(number - 1)}'",
    )


def test_an_end_that_is_cut_off_with_its_head_is_told_by_one_that_was_published(site: Site) -> None:
    published = _publish()
    assert (published.events, published.hash) == (10, _hash_of(9))
    _add(2)
    _cut_to(11)
    assert _verify(site)[0] == 0, "nobody published what came later"
    _cut_to(7)
    status, said = _verify(site)
    assert status == 1
    assert "number 7:" in said
    assert "counts 10 events" in said


def test_a_head_that_somebody_noted_is_looked_for(site: Site) -> None:
    noted = next(line.split()[2] for line in site.run("trail", "head").splitlines() if line.startswith("site"))
    _add(1)
    assert _verify(site, "--head", noted)[0] == 0
    assert _verify(site, "--head", "F" * 64)[0] == 1
    _cut_to(9)
    status, said = _verify(site, "--head", noted)
    assert status == 1
    assert "No event has the hash that was given" in said
    with pytest.raises(Exception, match="64 hexadecimal digits"):
        _verify(site, "--head", "beef")


def test_an_old_copy_of_the_database_that_is_put_back_is_told(site: Site) -> None:
    """The published heads of the database go back with it. The file beside what is published does not."""
    from alder.web.trail.models import PublishedHead

    _publish()
    _unguarded("delete from trail_publishedhead")
    _cut_to(6)
    _add(5, note="made up since")
    assert PublishedHead.objects.count() == 0
    status, said = _verify(site)
    assert status == 1
    assert "are not those of the head published on" in said


def test_a_chain_that_is_made_anew_after_a_published_head_is_told_from_there_on(site: Site) -> None:
    from alder.web.trail.models import PublishedHead
    from alder.web.trail.verification import head

    _publish()
    earlier = timedelta(days=1)
    PublishedHead.objects.bulk_create(
        [PublishedHead(day=_publish().day - earlier, at=_publish().at - earlier, events=6, hash=_hash_of(5))]
    )
    _cut_to(8)
    _add(6, note="made up since")
    status, said = _verify(site)
    assert (status, head().events) == (1, 14)
    assert "number 6:" in said, "up to 5 the head of the day before vouches"
    assert "from here to 9 the events are not those" in said


TEN_LINES = """
import hashlib, json, sys

previous, number = "0" * 64, 0
for line in open(sys.argv[1], encoding="ascii"):
    event = json.loads(line)
    hash, before = event.pop("hash"), event.pop("previous")
    body = json.dumps(event, sort_keys=True, separators=(",", ":"))
    right = hashlib.sha256(f"{before}\\n{body}".encode()).hexdigest()
    if (event["seq"], before, hash) != (number, previous, right):
        sys.exit(f"event {number} is not as it was recorded")
    previous, number = hash, number + 1
print(number, previous)
"""


def test_ten_lines_that_know_nothing_of_alder_verify_an_export(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """They stand in the documentation, word by word."""
    page = Path("docs/explanation/trail.md").read_text(encoding="utf-8")
    assert TEN_LINES.strip() in page
    assert re.findall(r"^import (.+)", TEN_LINES, re.MULTILINE) == ["hashlib, json, sys"]
    _add(1, note="línea\n\u2028\x1b[2J")
    out, check = tmp_path / "trail.jsonl", compile(TEN_LINES, "check.py", "exec")
    monkeypatch.setattr("sys.argv", ["check.py", str(out)])
    site.run("trail", "export", "--to", str(out))
    assert out.stat().st_mode & 0o777 == 0o600
    capsys.readouterr()
    with ExitStack() as held:  # the ten lines leave their file open until their process ends
        exec(check, {"open": lambda name, **said: held.enter_context(Path(name).open(**said))})
    number, hash = capsys.readouterr().out.split()
    assert (int(number), hash) == (12, _hash_of(11)), "eleven, and that they were exported"
    assert _verify(site, "--from", str(out))[0] == 0
    out.write_text(out.read_text().replace('"role":"admin"', '"role":"owner"', 1))
    with pytest.raises(SystemExit, match="event 0 is not as it was recorded"), ExitStack() as held:
        exec(check, {"open": lambda name, **said: held.enter_context(Path(name).open(**said))})
    assert "number 0:" in _verify(site, "--from", str(out))[1]


def test_an_export_that_was_stopped_goes_on_where_it_was(site: Site, tmp_path: Path) -> None:
    from alder.model.event import event_of

    out = tmp_path / "trail.jsonl"
    site.run("trail", "export", "--to", str(out))
    whole = out.read_bytes()
    cut = whole[: whole.rfind(b"\n", 0, -1) + 40]
    out.write_bytes(cut)
    _add(3)
    said = site.run("trail", "export", "--to", str(out))
    assert out.read_bytes().startswith(whole)
    assert [event_of(line)[0].seq for line in out.read_bytes().splitlines()] == list(range(15))
    assert "from number 10 on" in said
    shown = site.run("trail", "export", "--after", "13").splitlines()
    assert [event_of(line)[0].seq for line in shown] == [14, 15]
    out.write_text("a letter to somebody\n")
    with pytest.raises(Exception, match="no trail that could be gone on with"):
        site.run("trail", "export", "--to", str(out))


def test_the_worker_verifies_what_is_new_and_all_of_it_again(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from alder.web.trail import verification
    from alder.web.trail.models import TrailCheck

    monkeypatch.setattr(verification, "EVERY", timedelta(0))
    monkeypatch.setattr(verification, "_A_TURN", 4)
    for _ in range(3):
        verification.verify_on()
    new, everything = (TrailCheck.objects.get(name=name) for name in ("new", "all"))
    assert (new.events, new.broken, everything.events) == (10, None, 10)
    assert everything.ended
    _add(1)
    _unguarded(f"update {EVENTS} set role = 'auditor' where seq = 4")
    verification.verify_on()
    assert verification.check_state().broken is None, "an event of before is read again once a day"
    monkeypatch.setattr(verification, "AGAIN", timedelta(0))
    for _ in range(3):
        verification.verify_on()
    broken = verification.check_state().broken
    assert broken
    assert (broken.broken, broken.why) == (4, "it was changed")
    assert "the trail is not as it was recorded" in caplog.text
    _unguarded(f"update {EVENTS} set role = 'admin' where seq = 4")
    for _ in range(4):
        verification.verify_on()
    assert verification.check_state().broken is None


def test_what_is_new_and_wrong_is_found_within_a_minute_and_said_until_all_is_whole_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alder.web.trail import verification

    verification.verify_on()
    monkeypatch.setattr(verification, "EVERY", timedelta(0))
    _add(1)
    _unguarded(f"update {EVENTS} set role = 'auditor' where seq = 10")
    verification.verify_on()
    verification.verify_on()
    broken = verification.check_state().broken
    assert broken
    assert (broken.name, broken.broken) == ("new", 10)
    _unguarded(f"update {EVENTS} set role = 'admin' where seq = 10")
    verification.verify_on()
    assert verification.check_state().broken, "all is verified once a day"
    monkeypatch.setattr(verification, "AGAIN", timedelta(0))
    verification.verify_on()
    assert verification.check_state().broken is None


def test_events_that_are_recorded_at_the_same_time_make_one_chain(tmp_path: Path) -> None:
    """The first ones too, when nothing is there yet that could be locked."""
    with site_in(tmp_path / "store") as site:
        _record_at_the_same_time(site.store)


def _record_at_the_same_time(store: Path) -> None:
    from threading import Thread

    from django.db import connection, transaction

    from alder.web.trail.events import events_of, record

    def work(name: str) -> None:
        try:
            for _ in range(10):
                with transaction.atomic():
                    record("", "clock", f"output of {name}", "LOOK")
        finally:
            connection.close()

    threads = [Thread(target=work, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(events_of(f"output of {number}")) for number in range(4)] == [10] * 4
    assert _alder("trail", "verify", "--store", str(store)).exit_code == 0
