"""Who reads or changes the records of a store leaves an event in its folder, or does neither."""

from __future__ import annotations

import errno
import getpass
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.support import commands
from tests.support.stores import count_by_file, keep, store_in

from alder.engine import locks, receipts, trail
from alder.engine.trail import LIST, StoreTrail
from alder.errors import StoreError
from alder.model.event import Event, Head, event_of
from alder.synth import parse_years, write_returns

FIRST = "file | learners\n first | 3"
SECOND = "file | ukprn | learners\n second | 10000002 | 4"


def events_of(folder: Path) -> list[Event]:
    return [event for event, _ in StoreTrail(folder).events()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keep(store_in(tmp_path / "store"), FIRST)
    return tmp_path / "store"


def test_a_load_and_a_read_are_events_of_one_chain_that_only_the_owner_reads(folder: Path) -> None:
    assert count_by_file(store_in(folder)) == {"first": 3}
    stock, load, read = events_of(folder)
    assert (stock.action, load.action, read.action) == ("Stock", "Load", "Read")
    assert (load.said["returns"], load.said["tables"]) == (
        1,
        ["tables/learner", "tables/learning_delivery", "tables/submission"],
    )
    assert (read.said["returns"], read.said["providers"], read.said["years"]) == (1, 1, ["2020/21"])
    assert {"learner"} <= set(read.said["tables"])
    assert (read.said["account"], read.said["command"], read.role) == (getpass.getuser(), "python", "operator")
    assert StoreTrail(folder).verify().broken is None
    assert stat.S_IMODE((folder / LIST).stat().st_mode) == 0o600


def test_a_command_is_named_and_none_of_its_arguments(tmp_path: Path) -> None:
    """A filter can hold somebody's number: what it is about is recorded, and what it compares with is not."""
    write_returns(tmp_path / "returns", years=parse_years(["2020/21"]), learners=20)
    store = tmp_path / "store"
    commands.run("load", tmp_path / "returns", "--store", store)
    before = len(events_of(store))
    secret = "provider = 19000037"
    commands.run(
        "table",
        "enrolments",
        "--year",
        "2020/21",
        "--by",
        "sex",
        "--where",
        secret,
        "--unprotected-not",
        "--store",
        store,
        exit=2,
    )
    assert len(events_of(store)) == before, "what is refused reads nothing"
    commands.run("table", "enrolments", "--year", "2020/21", "--by", "sex", "--where", secret, "--store", store)
    commands.run("quality", "--store", store)
    made = events_of(store)[before:]
    counted = [event for event in made if event.said.get("measures")]
    assert counted, [event.said for event in made]
    assert {event.said["command"] for event in counted} == {"alder table"}
    assert counted[0].said["measures"] == ["enrolments"]
    assert counted[0].said["by"] == ["sex"]
    assert counted[0].said["filters"] == ["provider"]
    assert "19000037" not in (store / LIST).read_text()
    assert any(event.said["command"] == "alder quality" for event in made)


def _fails_at(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuses(*_: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuses)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_what_cannot_be_recorded_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """T26: a full disk is no reason to read people's records without a trace."""
    before = (folder / LIST).read_bytes()
    _fails_at(monkeypatch, number)
    with pytest.raises(StoreError, match="recorded in the trail") as refused:
        store_in(folder).engine()
    assert "Nothing was read." in refused.value.next
    assert (folder / LIST).read_bytes() == before
    monkeypatch.undo()
    assert count_by_file(store_in(folder)) == {"first": 3}
    assert StoreTrail(folder).verify().broken is None


def test_a_store_that_may_not_be_written_is_read_where_a_file_for_the_events_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(path: Path) -> locks.Lock:
        if folder in path.parents:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return take(path)

    take = locks.take
    monkeypatch.setattr(locks, "take", refuses)
    with pytest.raises(StoreError, match="may not be written here") as refused:
        store_in(folder).engine()
    assert trail.ELSEWHERE in refused.value.next
    assert "store check --rights --mend" in refused.value.next
    other = tmp_path / "elsewhere.jsonl"
    monkeypatch.setenv(trail.ELSEWHERE, str(other))
    assert count_by_file(store_in(folder)) == {"first": 3}
    assert [event_of(line)[0].action for line in other.read_bytes().splitlines()] == ["Read"]
    assert stat.S_IMODE(other.stat().st_mode) == 0o600
    monkeypatch.undo()
    monkeypatch.setenv(trail.ELSEWHERE, str(other))
    assert count_by_file(store_in(folder)) == {"first": 3}
    assert len(other.read_bytes().splitlines()) == 1, "who may write to a store leaves the trace there"


class Killed(BaseException):
    """The process is gone."""


def _killed(*_: Any, **__: Any) -> None:
    raise Killed


def test_a_load_that_is_killed_before_its_receipt_leaves_no_event(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T26: neither."""
    before = events_of(folder)
    monkeypatch.setattr(receipts, "sealed", _killed)
    with pytest.raises(Killed):
        keep(store_in(folder), SECOND)
    monkeypatch.undo()
    assert events_of(folder) == before
    assert count_by_file(store_in(folder)) == {"first": 3}


def test_a_load_that_is_killed_after_its_receipt_has_its_event_with_whoever_comes_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T26: both."""
    before = events_of(folder)
    monkeypatch.setattr(trail.TrailEnd, "write", _killed)
    with pytest.raises(Killed):
        keep(store_in(folder), SECOND)
    monkeypatch.undo()
    assert events_of(folder) == before
    assert count_by_file(store_in(folder)) == {"first": 3, "second": 4}
    made = events_of(folder)[len(before) :]
    assert [event.action for event in made] == ["Load", "Read"]
    assert StoreTrail(folder).verify().broken is None


def test_a_line_that_was_not_written_to_its_end_is_written_over(folder: Path) -> None:
    whole = (folder / LIST).read_bytes()
    (folder / LIST).write_bytes(whole + b'{"action":"Re')
    assert count_by_file(store_in(folder)) == {"first": 3}
    assert (folder / LIST).read_bytes().startswith(whole)
    assert [event.seq for event in events_of(folder)] == [0, 1, 2]
    assert StoreTrail(folder).verify().broken is None


def _lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Path], None]:
    def changed(folder: Path) -> None:
        path = folder / LIST
        path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))

    return changed


ATTACKS = {
    "an event is changed": (2, _lines(lambda old: [*old[:2], old[2].replace(b'"Read"', b'"Load"'), *old[3:]])),
    "an event is deleted": (2, _lines(lambda old: old[:2] + old[3:])),
    "an event is put in": (3, _lines(lambda old: [*old[:3], old[2], *old[3:]])),
    "two change places": (2, _lines(lambda old: [*old[:2], old[3], old[2], *old[4:]])),
    "a line is spoilt": (2, _lines(lambda old: [*old[:2], b"no event\n", *old[3:]])),
    "the end is cut off": (4, _lines(lambda old: old[:4])),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_first_event_that_is_wrong_is_named(folder: Path, attack: str) -> None:
    """T25."""
    for _ in range(4):
        store_in(folder).engine().close()
    published = StoreTrail(folder).head()
    assert published.events == 6
    first, change = ATTACKS[attack]
    change(folder)
    found = StoreTrail(folder).verify((published,))
    assert found.broken
    assert found.broken.seq == first


def test_events_that_a_receipt_tells_of_are_missed_when_the_end_is_cut_off(folder: Path) -> None:
    for _ in range(2):
        store_in(folder).engine().close()
    keep(store_in(folder), SECOND)
    path = folder / LIST
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:3]))
    assert count_by_file(store_in(folder)) == {"first": 3, "second": 4}, "nobody is locked out"
    broken = StoreTrail(folder).verify().broken
    assert broken
    assert (broken.seq, broken.why) == (3, "it is not there")


def test_a_group_that_reads_returns_adds_to_the_trail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import grp

    monkeypatch.setenv("ALDER_GROUP", grp.getgrgid(os.getegid()).gr_name)
    keep(store_in(tmp_path / "store"), FIRST)
    for name in (LIST, trail.LOCK):
        assert stat.S_IMODE((tmp_path / "store" / name).stat().st_mode) == 0o660


def test_both_chains_are_verified_by_one_command(folder: Path) -> None:
    said = commands.run("trail", "verify", "--store", folder)
    assert "The trail of the store: 2 events, each as it was recorded." in said
    assert "of the site" not in said
    shown = commands.run("trail", "export", "--of", "store", "--store", folder)
    assert [json.loads(line)["action"] for line in shown.splitlines()] == ["Stock", "Load"]
    head = commands.run("trail", "head", "--store", folder)
    assert head == f"store 2 {StoreTrail(folder).head().hash}\n"
    path = folder / LIST
    path.write_bytes(path.read_bytes().replace(b'"Load"', b'"Read"'))
    assert "number 1:" in commands.run("trail", "verify", "--store", folder, exit=1)


def test_an_older_head_of_an_empty_trail_asks_for_nothing(folder: Path) -> None:
    assert StoreTrail(folder).verify((Head(0, "0" * 64),)).broken is None
