"""The site at an address of its own, for a browser or a program that needs one: of this process, or as a server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server


class _Server(ThreadingMixIn, WSGIServer):
    """A thread a request, since browsers open connections that they do not use at once."""

    daemon_threads = True

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, and leave no connection to a database behind: the thread has one of its own."""
        from django.db import connections

        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: the site has a log of its own."""


@contextmanager
def served() -> Iterator[str]:
    """The address at which the site answers as long as this lasts."""
    from alder.web.wsgi import application

    server = make_server("127.0.0.1", 0, application, server_class=_Server, handler_class=_Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True)
class Process:
    """`alder serve` as a process of its own."""

    address: str
    log: Path

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])


@contextmanager
def process(store: Path, *options: str, **environment: str) -> Iterator[Process]:
    """The server that people start, with these options and variables, until this is over."""
    command = [sys.executable, "-m", "alder", "serve", "--port", "0", "--no-worker", "--store", str(store), *options]
    env = {**os.environ, "PYTHONUNBUFFERED": "1", **environment}
    log = store.parent / "server.log"
    with (
        log.open("w") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=env) as server,
    ):
        try:
            assert server.stdout
            address = re.search(r"http://\S+", server.stdout.readline())
            assert address, log.read_text()
            yield Process(address[0], log)
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                raise
