"""Notebooks of one person in one project, in the sandbox: who they answer to, what stays and what is kept of it."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.support.analysis_programs import programs_with
from tests.support.commands import run
from tests.support.notebooks_by_hand import PROGRAM
from tests.support.unprivileged import folder, hand_over, unprivileged, with_a_sandbox

from alder.errors import UsageError
from alder.workspaces.notebook_server import NotebookServer
from alder.workspaces.project_extract import read_extract
from alder.workspaces.project_folder import AnalysisPrograms, open_project
from alder.workspaces.run_limits import StopReason


@pytest.fixture(scope="module")
def workspace() -> Iterator[Path]:
    """A project with made-up records, owned by an account that owns nothing else."""
    with_a_sandbox()
    import_module("alder.outputs.cover_sheet")  # the account may not be able to
    with folder() as top:
        run("project", "new", top / "leavers", "--learners", 5)
        written = top / "leavers" / "notebooks" / "amara"
        written.mkdir(parents=True)
        (written / "counts.csv").write_text("sex,learners\nFemale,120\n")
        (written / "cover.toml").write_text('[[files]]\nname = "counts.csv"\n')
        hand_over(top)
        yield top


def _server(top: Path, program: str = PROGRAM, programs: AnalysisPrograms | None = None) -> NotebookServer:
    project = open_project(top / "leavers")
    if programs:
        project = replace(project, programs=programs)
    extract = read_extract(project.folder / "made-up")
    return NotebookServer(project, extract, person="amara", socket=top / "s", program=program)


def _asked(server: NotebookServer, method: str, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("notebooks")
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(str(server.socket))
    connection.request(method, path)
    answer = connection.getresponse()
    return answer.status, answer.read()


def _served(server: NotebookServer, meanwhile: Any) -> list[Any]:
    """The record, and what `meanwhile` gives while it is served."""
    records: list[dict[str, Any]] = []
    thread = threading.Thread(target=lambda: records.append(server.serve().as_object()))
    thread.start()
    assert server.begun.wait(30)
    gives = meanwhile(server)
    thread.join(30)
    return [records[0], gives, server.socket.exists()]


def test_what_is_declared_is_gathered_once_whoever_works_there_shuts_it_down_and_all_stays(workspace: Path) -> None:
    def shut_down(server: NotebookServer) -> list[Any]:
        mode = server.socket.stat().st_mode & 0o777
        with pytest.raises(UsageError, match="notebooks of this person are open already"):
            replace_socket(server).serve()
        return [mode, json.loads(_asked(server, "POST", "/api/shutdown")[1])["path"]]

    def replace_socket(server: NotebookServer) -> NotebookServer:
        other = _server(workspace)
        other.socket = server.socket.with_name("other")
        return other

    record, (mode, path), there = unprivileged(lambda: _served(_server(workspace), shut_down))
    assert (mode, path, there) == (0o600, "/api/shutdown", False)
    assert [record["script"], record["state"], record["exit"]] == ["notebooks", "ended", 0]
    assert [one["name"] for one in record["outputs"]] == ["counts.csv"]
    assert record["limits"]["seconds"] == 8 * 3600
    assert (workspace / "leavers" / "notebooks" / "amara" / "counts.csv").exists()


ENDED = {StopReason.CLOSED: ("ended", ["counts.csv"]), StopReason.ACCESS: ("stopped", [])}


@pytest.mark.parametrize("reason", ENDED)
def test_it_ends_at_once_when_it_is_ended_from_outside_and_gathers_only_what_was_closed(
    workspace: Path, reason: StopReason
) -> None:
    def end(server: NotebookServer) -> float:
        server.end(reason)
        return time.monotonic()

    record, _, there = unprivileged(lambda: _served(_server(workspace), end))
    assert not there
    assert (record["state"], [one["name"] for one in record["outputs"]]) == ENDED[reason]
    assert record["stopped_for"] == reason


def test_the_server_of_jupyter_begins_a_kernel_in_the_sandbox_and_offers_no_terminal(workspace: Path) -> None:
    programs = programs_with("jupyterlab", "ipykernel")

    def use(server: NotebookServer) -> list[Any]:
        asked = [("POST", "/api/kernels"), ("GET", "/api/terminals"), ("POST", "/api/shutdown")]
        return [_asked(server, method, path)[0] for method, path in asked]

    record, answers, _ = unprivileged(lambda: _served(_server(workspace, "", programs), use))
    assert (answers, record["exit"], record["sandbox"]["wrong"]) == ([201, 404, 200], 0, [])
