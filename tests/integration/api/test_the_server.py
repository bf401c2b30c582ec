"""`alder serve` as a process: it takes connections, answers, and stops when told."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.support import data_sets
from tests.support.site import site_in
from tests.vectors.api import over_http, run

from alder.cli.commands import cli

ID = "0a1b2c3d-0000-4000-8000-00000000cafe"


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="looks at processes in /proc")
def test_no_process_outlives_the_first(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "alder", "serve", "--port", "0", "--processes", "2", "--store", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout
        assert server.stdout.readline().startswith("Alder is at")
        children = children_of(server.pid)
        assert children
        server.kill()
        server.wait(20)
    deadline = time.monotonic() + 30
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


def test_a_server_answers_what_was_published(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with site_in(store) as site:
        site.publish(data_sets.write(tmp_path), "--id", ID)
        command = [sys.executable, "-m", "alder", "serve", "--port", "0", "--store", str(store)]
        env = {**os.environ, "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env) as server:
            try:
                assert server.stdout
                address = re.search(r"http://\S+", server.stdout.readline())
                assert address
                vector = {"method": "POST", "body": {}, "expect": {"status": 200, "totalResults": 153}}
                ((_, unlike),) = run([{"name": "", **vector}], ID, over_http(address[0]))
                assert not unlike
                status, shown = over_http(address[0])("GET", "/v1/data-sets/x", None)
                assert (status, shown["status"]) == (404, 404)
                heads_leave_nothing_behind(address[0])
                files_come_whole_and_in_part(address[0])
            finally:
                server.terminate()  # not an interrupt: what runs in the background may be deaf to that
                try:
                    server.wait(20)
                except subprocess.TimeoutExpired:
                    server.kill()
                    raise
        assert server.returncode == 0
    assert oct((store / "published/secret-key").stat().st_mode)[-3:] == "600"


def heads_leave_nothing_behind(address: str) -> None:
    """On one connection the answer after that to a HEAD is the next answer, not the page that nobody asked for."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30)
    for path in ("/help", f"/v1/data-sets/{ID}/csv", f"/data-catalogue/data-set/{ID}/1.0/data.zip", "/health"):
        connection.request("HEAD", path, headers={"Accept-Encoding": "identity"})
        head = connection.getresponse()
        assert (head.status, head.read()) == (200, b"")
        connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        reply = connection.getresponse()
        assert reply.status == 200
        assert head.headers["Content-Length"] == str(len(reply.read()))
    connection.close()


def files_come_whole_and_in_part(address: str) -> None:
    """The server sends files from disk by itself, and a part of one where that is asked for."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30)

    def taken(**headers: str) -> bytes:
        connection.request("GET", f"/v1/data-sets/{ID}/csv", headers=headers)
        return connection.getresponse().read()

    whole = taken()
    assert whole.count(b"\n") == 154
    assert gzip.decompress(taken(**{"Accept-Encoding": "gzip"})) == whole
    assert taken(Range="bytes=7-106") == whole[7:107]
    connection.close()
