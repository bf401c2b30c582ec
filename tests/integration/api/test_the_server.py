"""`alder serve` as a process: it takes connections, answers, and stops when told."""

from __future__ import annotations

import gzip
import http.client
import json
import resource
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError

import pytest
from click.testing import CliRunner
from tests.support import data_sets
from tests.support.site import Process, process, site_in
from tests.vectors.api import over_http, run

from alder.cli.commands import cli

ID = "0a1b2c3d-0000-4000-8000-00000000cafe"
MANY = 900
MARKER = "marker-of-a-learner"


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="looks at processes in /proc")
def test_no_process_outlives_the_first(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "alder", "serve", "--port", "0", "--processes", "2", "--store", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout
        assert server.stdout.readline().startswith("Alder is at")
        children = children_of(server.pid)
        assert children
        server.kill()
        server.wait(120)
    deadline = time.monotonic() + 120
    while any(Path(f"/proc/{child}").is_dir() for child in children) and time.monotonic() < deadline:
        threading.Event().wait(0.05)
    assert not [child for child in children if Path(f"/proc/{child}").is_dir()]


def children_of(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, _, rest = stat.read_text().partition(" ")
        except OSError:  # it has ended
            continue
        if int(rest.rpartition(")")[2].split()[1]) == pid:
            found.append(int(number))
    return found


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with site_in(tmp_path / "store") as site, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = CliRunner().invoke(cli, ["serve", "--port", port, "--store", str(site.store)])
        assert "cannot listen there" in str(ended.exception)
        assert f"127.0.0.1, port {port}" in str(ended.exception)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """The server as people start it, on a store with a data set; it may hold many connections."""
    folder = tmp_path_factory.mktemp("served")
    with _many_files(), site_in(folder / "store") as site:
        site.publish(data_sets.write(folder), "--id", ID)
        with process(site.store) as server:
            yield server


@contextmanager
def _many_files() -> Iterator[None]:
    """Each connection is an open file of this process, too."""
    before, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < 2 * MANY:
        pytest.skip("this process may not open so many files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before, 2 * MANY), most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (before, most))


def test_a_server_answers_what_was_published(server: Process) -> None:
    vector = {"method": "POST", "body": {}, "expect": {"status": 200, "totalResults": 153}}
    ((_, unlike),) = run([{"name": "", **vector}], ID, over_http(server.address))
    assert not unlike
    status, shown = over_http(server.address)("GET", "/v1/data-sets/x", None)
    assert (status, shown["status"]) == (404, 404)
    assert oct((server.log.parent / "store/published/secret-key").stat().st_mode)[-3:] == "600"


def test_heads_leave_nothing_behind(server: Process) -> None:
    """On one connection the answer after that to a HEAD is the next answer, not the page that nobody asked for."""
    connection = http.client.HTTPConnection(server.address.removeprefix("http://"), timeout=30)
    for path in ("/help", f"/v1/data-sets/{ID}/csv", f"/data-catalogue/data-set/{ID}/1.0/data.zip", "/health"):
        connection.request("HEAD", path, headers={"Accept-Encoding": "identity"})
        head = connection.getresponse()
        assert (head.status, head.read()) == (200, b"")
        connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        reply = connection.getresponse()
        assert reply.status == 200
        assert head.headers["Content-Length"] == str(len(reply.read()))
    connection.close()


def test_files_come_whole_and_in_part(server: Process) -> None:
    """The server sends files from disk by itself, and a part of one where that is asked for."""
    connection = http.client.HTTPConnection(server.address.removeprefix("http://"), timeout=30)

    def taken(**headers: str) -> bytes:
        connection.request("GET", f"/v1/data-sets/{ID}/csv", headers=headers)
        return connection.getresponse().read()

    whole = taken()
    assert whole.count(b"\n") == 154
    assert gzip.decompress(taken(**{"Accept-Encoding": "gzip"})) == whole
    assert taken(Range="bytes=7-106") == whole[7:107]
    connection.close()


def test_nine_hundred_half_requests_do_not_keep_a_probe_from_its_answer(server: Process) -> None:
    with ExitStack() as held:
        assert _probe(server.address) == 200
        connections = []
        for _ in range(MANY):
            connections.append(held.enter_context(socket.create_connection(("127.0.0.1", server.port), 20)))
            connections[-1].sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Half: ")
        for _ in range(3):
            assert _probe(server.address) == 200
            for one in connections:
                with suppress(OSError):  # it had to make room
                    one.send(b"a")


def _probe(address: str) -> int:
    """However busy this machine is, the answer comes in time; where all connections were taken it never did."""
    with urllib.request.urlopen(f"{address}/health", timeout=60) as reply:
        return int(reply.status)


def test_a_server_that_lost_a_file_says_where_it_missed_it(server: Process) -> None:
    """Through the door that readers use, in the log of the process."""
    (folder,) = {path.parent for path in server.log.parent.glob("store/published/**/*.parquet")}
    away = folder.rename(folder.with_name("away"))
    folder.mkdir()
    address = f"{server.address}/data-catalogue/data-set/{ID}?marker={MARKER}"
    with pytest.raises(HTTPError) as failed:
        urllib.request.urlopen(address, timeout=60)
    folder.rmdir()
    away.rename(folder)
    assert failed.value.code == 500
    number = failed.value.headers["X-Request-Id"]
    failed.value.close()
    log = server.log.read_text()
    faults = [line for line in map(json.loads, log.splitlines()) if line.get("logger") == "alder.fault"]
    assert [line["request"] for line in faults] == [number]
    assert faults[0]["place"].startswith("alder/")
    assert MARKER not in log
    with urllib.request.urlopen(address, timeout=60) as reply:
        assert reply.status == 200
