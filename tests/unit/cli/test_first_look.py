"""`alder serve --check`: the home page is asked for once, and the server stops."""

from __future__ import annotations

import os
import signal
import socket
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from click.testing import CliRunner

from alder.cli.commands import cli
from alder.cli.serve import FirstLook
from alder.errors import StoreError


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """What the process was told, instead of being told it."""
    signals: list[tuple[int, int]] = []
    monkeypatch.setattr("os.kill", lambda process, number: signals.append((process, number)))
    return signals


def test_a_home_page_that_answers_is_enough(told: list[tuple[int, int]]) -> None:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        look = FirstLook()
        look.begin(f"http://127.0.0.1:{server.server_port}").join(20)
        server.shutdown()
    look.end()
    assert told == [(os.getpid(), signal.SIGTERM)]


def test_one_that_does_not_is_an_error(told: list[tuple[int, int]]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        look = FirstLook()
        look.begin(address).join(20)
    assert told == [(os.getpid(), signal.SIGTERM)]
    with pytest.raises(StoreError, match="did not answer"):
        look.end()


def test_the_command_says_the_address_and_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("alder.web.server.serve", lambda *_, ready, **__: ready("http://here"))
    monkeypatch.setattr("alder.cli.serve.FirstLook.begin", lambda self, address: asked.append(address))
    for options in ((), ("--check",)):
        said = CliRunner().invoke(cli, ["serve", *options], catch_exceptions=False)
        assert said.output == "Alder is at http://here\n"
    assert asked == ["http://here"]
