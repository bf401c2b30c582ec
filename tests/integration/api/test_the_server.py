"""`alder serve` as a process: it takes connections, answers, and stops when told."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner
from tests import made_data_set
from tests.api_vectors import over_http, run
from tests.site import site_in

from alder.cli.group import cli

ID = "0a1b2c3d-0000-4000-8000-00000000cafe"


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
        site.publish(made_data_set.write(tmp_path), "--id", ID)
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
        finally:
            server.terminate()  # not an interrupt: what runs in the background may be deaf to that
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                raise
    assert server.returncode == 0
    assert oct((store / "published/secret-key").stat().st_mode)[-3:] == "600"
