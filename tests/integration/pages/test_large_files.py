"""Large files of tables are made once, by few at a time, and sent without a thread."""

from __future__ import annotations

import errno
import gzip
import io
import json
import operator
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace
from typing import Any, BinaryIO

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from tests.integration.pages.conftest import ABSENCE, Look
from tests.support.site import Site, body_of, in_this_process

from alder.web import connections as web_lanes
from alder.web import files as web_files
from alder.web.child import ChildFailed, write_in_a_child
from alder.web.connections import FILES, PAGES, PROBES, Lanes, lane
from alder.web.files import Busy, Files

QUERY = "place=LA.*&place=SCH.*&from=AY.202122&to=AY.202324"


@pytest.fixture
def address(site: Site, look: Look, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a table that counts as large, with `{}` where the ending stands."""
    monkeypatch.setattr("alder.web.tables.file_views._SMALL", 10)
    meta = site.get(f"/v1/data-sets/{ABSENCE}/meta")
    items = "&".join(f"item={one['id']}.*&item={one['id']}.-" for one in meta["filters"])
    shows = "&".join(f"show={one['id']}" for one in meta["indicators"])
    return f"/create-a-table/data-set/{ABSENCE}/table{{}}?{QUERY}&{items}&{shows}"


def test_eight_who_ask_for_the_same_file_at_once_have_it_made_once(tmp_path: Path) -> None:
    made, together = [], threading.Barrier(8)

    def make(out: BinaryIO) -> None:
        made.append(1)
        out.write(b"figures")

    def ask(_: int) -> bytes:
        together.wait(120)
        with Files(tmp_path / "files", 1000).find_or_make("key", make) as found:
            return found.read()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {b"figures"}
    assert len(made) == 1
    assert sorted(file.suffix for file in (tmp_path / "files").iterdir()) == ["", ".TAG", ".lock"], "nothing is left"
    assert oct((tmp_path / "files").stat().st_mode)[-3:] == "700"


def test_who_waits_too_long_for_a_turn_is_told_to_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_files, "_AT_ONCE", 1)
    files, begun, go_on = Files(tmp_path, 1000), threading.Event(), threading.Event()

    def slow(out: BinaryIO) -> None:
        begun.set()
        go_on.wait(120)

    with ThreadPoolExecutor(1) as pool:
        one = pool.submit(lambda: files.find_or_make("one", slow).close())
        begun.wait(120)
        monkeypatch.setattr(web_files, "_PATIENCE", 0.0)
        with pytest.raises(Busy):
            files.find_or_make("another", lambda out: None)
        go_on.set()
        one.result(10)
    monkeypatch.setattr(web_files, "_PATIENCE", 10.0)
    files.find_or_make("another", lambda out: None).close()


def test_a_file_whose_making_failed_is_not_there(tmp_path: Path) -> None:
    files = Files(tmp_path, 1000)

    def failing(out: BinaryIO) -> None:
        out.write(b"half")
        raise TimeoutError

    with pytest.raises(TimeoutError):
        files.find_or_make("key", failing)
    assert files.find("key") is None
    assert not list(tmp_path.glob("*.half"))


def test_what_was_asked_for_longest_ago_goes_first(tmp_path: Path) -> None:
    files = Files(tmp_path, 250)
    for n, name in enumerate(("a", "b")):
        files.find_or_make(name, lambda out: out.write(b"x" * 100)).close()  # type: ignore[arg-type,return-value]
        os.utime(tmp_path / name, (1, 2_000_000_000 + n))
    files.find_or_make("c", lambda out: out.write(b"x" * 100)).close()  # type: ignore[arg-type,return-value]
    assert sorted(file.name for file in tmp_path.iterdir() if len(file.name) == 1) == ["b", "c"]


def test_a_large_file_comes_whole_packed_in_part_or_not_at_all(site: Site, address: str) -> None:
    path = address.format(".csv")
    whole = site.send("GET", path, **{"Accept-Encoding": "identity"})
    text = body_of(whole)
    assert whole["Content-Length"] == str(len(text))
    packed = site.send("GET", path, **{"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(body_of(packed)) == text
    assert packed["ETag"] != whole["ETag"]
    head = site.send("HEAD", path, **{"Accept-Encoding": "identity"})
    assert (body_of(head), head["Content-Length"], head["ETag"]) == (b"", str(len(text)), whole["ETag"])
    assert site.send("GET", path, **{"If-None-Match": whole["ETag"], "Accept-Encoding": "identity"}).status_code == 304
    part = site.send("GET", path, Range="bytes=10-19")
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 10-19/{len(text)}")
    assert body_of(part) == text[10:20]
    assert body_of(site.send("GET", path, Range="bytes=-7")) == text[-7:]
    assert body_of(site.send("GET", path, Range="bytes=100-")) == text[100:]
    assert site.send("GET", path, Range=f"bytes={len(text)}-").status_code == 416
    other = site.send("GET", path, **{"Range": "bytes=1-2", "If-Range": '"another"', "Accept-Encoding": "identity"})
    assert (other.status_code, body_of(other)) == (200, text)


def test_what_has_not_changed_is_not_made_again_to_say_so(
    site: Site, address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tag = site.send("HEAD", address.format(".zip"))["ETag"]
    monkeypatch.setattr(web_files, "files", lambda: Files(tmp_path, 1))
    assert site.send("GET", address.format(".zip"), **{"If-None-Match": tag}).status_code == 304
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["csv", "zip", "parquet"])
def test_a_large_file_is_that_of_a_small_one(
    site: Site, address: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = body_of(site.send("GET", address.format(f".{kind}"), **{"Accept-Encoding": "identity"}))
    monkeypatch.setattr("alder.web.tables.file_views._SMALL", 1_000_000)
    assert body_of(site.send("GET", address.format(f".{kind}"), **{"Accept-Encoding": "identity"})) == large


def test_what_is_made_of_a_whole_table_in_memory_is_that_of_a_small_one_and_not_made_in_the_server(
    site: Site, address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kinds = ("json", "ods", "xlsx")

    def files() -> list[bytes]:
        return [
            body_of(site.send("GET", address.format(f".{kind}"), **{"Accept-Encoding": "identity"})) for kind in kinds
        ]

    with monkeypatch.context() as server:
        server.setattr(web_files, "files", lambda: Files(tmp_path, 1_000_000))
        server.setattr("alder.web.tables.file_views.file_of", None)
        server.setattr("alder.web.child.file_of", None)
        server.setattr("alder.web.tables.table_address.figures", None)
        large = files()
    assert min(map(len, large)) > 1000
    monkeypatch.setattr("alder.web.tables.file_views._SMALL", 1_000_000)
    assert files() == large


class Full(io.BytesIO):
    def write(self, _: Any) -> int:
        raise OSError(28, "No space left on device")


def test_what_becomes_of_a_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """One that takes too long is given up; one that fails tells the log where, and no value; none is left of who cannot
    take its file; and for its file a child loads no pandas, which took two fifths of the time of a small one.
    """
    never = partial(operator.contains, range(10**12))  # looks for the file among all numbers
    with pytest.raises(TimeoutError):
        write_in_a_child(never, io.BytesIO(), seconds=1)
    capfd.readouterr()

    with pytest.raises(ChildFailed):
        write_in_a_child(operator.methodcaller("write", "Northfield"), io.BytesIO())
    told = json.loads(capfd.readouterr().err)
    assert (told["event"], told["fault"]) == ("fault", "TypeError")
    assert told["place"].startswith("alder/web/child.py:")
    assert "Northfield" not in json.dumps(told)

    with pytest.raises(OSError, match="No space"):
        write_in_a_child(operator.methodcaller("write", b"x" * 1_000_000), Full())

    code = """
        import sys, pyarrow
        def tell(out):
            pyarrow.array(["a list"])
            out.write(str("pandas" in sys.modules).encode())
    """
    (tmp_path / "teller.py").write_text(dedent(code))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend(tmp_path)
    out = io.BytesIO()
    write_in_a_child(import_module("teller").tell, out)
    assert out.getvalue() == b"False"


def test_a_file_for_which_there_is_no_turn_is_told_in_words(
    look: Look, site: Site, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_turn(*_: object) -> None:
        raise Busy

    monkeypatch.setattr(Files, "find_or_make", no_turn)
    monkeypatch.setattr(Files, "find", lambda *_: None)
    page = look(address.format(".csv"), 503)
    assert page.heading == "This file is not ready yet"
    assert "Try again in a minute" in page.words
    assert site.send("GET", address.format(".csv"))["Retry-After"] == "30"
    plain = site.send("GET", f"/v1/data-sets/{ABSENCE}/csv", **{"Accept-Encoding": "identity"})
    assert (plain.status_code, plain["Content-Type"]) == (503, "application/problem+json; charset=utf-8")
    assert plain["Retry-After"] == "30"


def test_an_address_has_only_so_many_files_made_in_a_minute(
    address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from django.test import Client, override_settings

    from alder.web.rate_limits import Buckets

    monkeypatch.setattr("alder.web.rate_limits._of_large_files", Buckets())
    in_this_process(monkeypatch, "alder.web.tables.file_views")
    monkeypatch.setattr(web_files, "files", lambda: Files(tmp_path, 1_000_000))

    def status(kind: str, where: str) -> int:
        path, _, query = address.format(f".{kind}").partition("?")
        with override_settings(ALDER_LARGE_FILES_A_MINUTE=4):
            reply = Client().get(path, QUERY_STRING=query, REMOTE_ADDR=where)
        reply.close()
        assert ("Retry-After" in reply) == (reply.status_code == 429)
        return int(reply.status_code)

    assert [status("csv", "192.0.2.1"), status("zip", "192.0.2.1")] == [200, 429]
    assert status("csv", "192.0.2.1") == 200, "what is there already is not counted"
    assert status("zip", "192.0.2.2") == 200, "each address has its own"
    assert status("parquet", "127.0.0.1") == status("json", "127.0.0.1") == 200, "a proxy here stands for everybody"


def test_pages_and_probes_are_answered_while_all_that_make_files_are_busy() -> None:
    lanes, go_on, answered = Lanes(1), threading.Event(), {name: threading.Event() for name in ("/help", "/health")}

    def channel(path: str) -> Any:
        def service() -> None:
            if path in answered:
                answered[path].set()
            else:
                go_on.wait(120)

        return SimpleNamespace(requests=[SimpleNamespace(path=path)], service=service, cancel=lambda: None)

    try:
        for _ in range(20):
            lanes.add_task(channel("/create-a-table/data-set/x/table.csv"))
        for path, event in answered.items():
            lanes.add_task(channel(path))
            assert event.wait(120), path
    finally:
        go_on.set()
        lanes.shutdown()


def test_where_too_many_wait_for_a_thread_the_next_is_turned_away_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_lanes, "_MOST_WAITING", 3)
    lanes, go_on, told, crowded = Lanes(1), threading.Event(), threading.Event(), []

    def channel(service: Any) -> Any:
        path = "/create-a-table/data-set/x/table.csv"
        return SimpleNamespace(requests=[SimpleNamespace(path=path)], service=service, cancel=lambda: None)

    def tell() -> None:
        crowded.append(web_lanes.is_crowded())
        told.set()

    try:
        lanes.add_task(channel(tell))
        assert told.wait(120)
        told.clear()
        begun = [threading.Event() for _ in range(web_lanes._FILE_THREADS)]
        for event in begun:
            lanes.add_task(channel(lambda event=event: (event.set(), go_on.wait(120))))
            assert event.wait(120)
        for _ in range(3):
            lanes.add_task(channel(lambda: go_on.wait(120)))
        lanes.add_task(channel(tell))
        assert told.wait(120)
        assert crowded == [False, True]
    finally:
        go_on.set()
        lanes.shutdown()


def test_a_full_disk_is_said_in_words_and_logged(
    site: Site, look: Look, address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Files, "_found_or_made", full)
    monkeypatch.setattr(Files, "find", lambda *_: None)
    assert look(address.format(".csv"), 503).heading == "This file cannot be made at the moment"
    assert [one.message for one in caplog.records if one.name == "alder.web.files"] == ["fault"]
    plain = site.send("GET", f"/v1/data-sets/{ABSENCE}/csv", **{"Accept-Encoding": "identity"})
    assert (plain.status_code, plain["Content-Type"]) == (503, "application/problem+json; charset=utf-8")


def test_who_is_turned_away_is_told_in_words(look: Look, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alder.web.tables.file_views.is_crowded", lambda: True)
    assert look(address.format(".csv"), 503).heading == "This file is not ready yet"


def test_every_address_of_a_large_file_goes_to_the_lane_of_files_and_no_other(site: Site) -> None:
    """A file that may take long to make or to read, added to the site, has to be told to `alder.web.connections`."""
    found: dict[str, set[str]] = {FILES: set(), PROBES: set(), PAGES: set()}
    for route in _routes(get_resolver().url_patterns):
        path = "/" + route.replace("<str:kind>", "csv").replace("<slug:id>.", "x.").replace("<", "").replace(">", "")
        found[lane(path)].add(route)
    assert found[PROBES] == {"health", "ready"}
    assert found[FILES] == {
        "create-a-table/data-set/<uuid:data_set>/table.<str:kind>",
        "table/<slug:id>.<str:kind>",
        "find-statistics/<slug:publication>/<slug:release>/all.zip",
        "data-catalogue/data-set/<uuid:data_set>/<str:number>/data.zip",
        "v1/data-sets/<id:data_set>/csv",
        "statistics/v1/data-sets/<id:data_set>/csv",
    }


def _routes(patterns: list[Any], before: str = "") -> list[str]:
    found = []
    for one in patterns:
        if isinstance(one, URLResolver):
            found += _routes(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            found.append(before + str(one.pattern))
    return found
