"""The site in this process, on a store of its own: what commands publish, a client reads."""

from __future__ import annotations

import json
import os
import pickle
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

import pytest
from click.testing import CliRunner

from alder.cli.commands import cli
from tests.support import postgresql

_FAILING = ("filter_blanks", "ind_invalid_entry", "geog_level_completed", "geog_overcompleted_cols")
ACCEPTED = ("--reason", "Made up", *(option for check in _FAILING for option in ("--accept", check)))
"""Made-up pairs leave a filter and a figure blank, as files that were published long ago do."""


@dataclass
class Site:
    """A store with the site over it."""

    store: Path

    def run(self, *arguments: str) -> str:
        """A command on this store, as a person types it. It must succeed."""
        ended = CliRunner().invoke(cli, [*arguments, "--store", str(self.store)], catch_exceptions=False)
        assert ended.exit_code == 0, ended.output
        return ended.output

    def publish(
        self, file: Path, *arguments: str, publication: str = "Absence", release: str = "2023/24"
    ) -> dict[str, Any]:
        """Publish a pair and return what the command says of it."""
        where = ("--publication", publication, "--release", release, "--format", "json", *ACCEPTED)
        said: dict[str, Any] = json.loads(self.run("publish", "import", str(file), *where, *arguments))
        return said

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """A request, with the body as JSON unless it is bytes; the response."""
        from django.test import Client

        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        client = Client(raise_request_exception=False)
        address, _, query = path.partition("?")
        reply = client.generic(
            method, address, data, content_type="application/json", QUERY_STRING=query, headers=headers
        )
        if reply.streaming:  # a file, which a server closes once it is sent
            sent = b"".join(reply.streaming_content)
            reply.close()
            reply.streaming_content = [sent]
        return reply

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of an answer, as `tests.vectors.api` wants them."""
        reply = self.send(method, path, body)
        return reply.status_code, json.loads(reply.content or b"null")

    def get(self, path: str, status: int = 200) -> Any:
        found, shown = self.call("GET", path)
        assert found == status, shown
        return shown


def in_this_process(patch: pytest.MonkeyPatch, module: str) -> list[Any]:
    """What a module has a child write is written here, from what the child would be sent; what was asked of children.

    That a child is a process, and what becomes of it, has tests of its own.
    """
    asked: list[Any] = []

    def write(what: Any, out: Any, **_: Any) -> None:
        asked.append(what)
        pickle.loads(pickle.dumps(what))(out)

    patch.setattr(f"{module}.write_in_a_child", write)
    return asked


@contextmanager
def same_store_after() -> Iterator[None]:
    """Whichever store this process is turned to meanwhile, by another site or a command: it is back at its own after.

    Tests run in any order, and what comes next may be about the site that was there before.
    """
    conf = sys.modules.get("django.conf")
    if conf is None or not conf.settings.configured:
        yield
        return
    from django.db import connections

    published, store = conf.settings.ALDER_PUBLISHED, os.environ.get("ALDER_STORE")
    named = dict(connections["default"].settings_dict)
    try:
        yield
    finally:
        if published != conf.settings.ALDER_PUBLISHED:
            connections.close_all()
            conf.settings.ALDER_PUBLISHED = published
            there = connections["default"].settings_dict
            other = there["ENGINE"] != named["ENGINE"]
            there.update(named)
            if other:
                del connections["default"]
            if store is not None:
                os.environ["ALDER_STORE"] = store


@contextmanager
def site_in(folder: Path) -> Iterator[Site]:
    """A site on an empty store in the folder."""
    from alder.web.setup import set_up

    with same_store_after(), pytest.MonkeyPatch.context() as patch:
        if url := postgresql.database_of(folder):
            patch.setenv("DATABASE_URL", url)
            set_up(folder)
        else:
            _set_up_with_sqlite(folder)
        from django.conf import settings

        limits = ("ALDER_FROZEN_TABLES_A_MINUTE", "ALDER_LARGE_FILES_A_MINUTE", "ALDER_TOKEN_REQUESTS_A_MINUTE")
        for limit in limits:
            patch.setattr(settings, limit, 0.0)  # all tests are one reader, as fast as the machine: limits have theirs
        patch.setattr(settings, "ALDER_CHECKER_COURSE", False)  # it has its own tests: others give roles as they need
        try:
            yield Site(folder)
        finally:
            from django.db import connections

            connections.close_all()


_EMPTY: list[bytes] = []
"""The empty database that this process made for its first site; those that follow begin with copies of it."""


def _set_up_with_sqlite(folder: Path) -> None:
    """Its tables are made once a process: to make them takes as long as a few pages."""
    from alder.rights import private_file, private_folder
    from alder.web.setup import set_up

    file = folder / "published" / "alder.sqlite3"
    is_new = not os.environ.get("DATABASE_URL") and not file.exists()
    if is_new and _EMPTY:
        private_folder(file.parent, owner_alone=True)
        private_file(file, owner_alone=True).write_bytes(_EMPTY[0])
    set_up(folder)
    if is_new and not _EMPTY:
        from django.db import connections

        connections.close_all()
        _EMPTY.append(file.read_bytes())


def body_of(reply: Any) -> bytes:
    """What a reply holds, whether it was in memory or is a file."""
    found = b"".join(reply.streaming_content) if reply.streaming else bytes(reply.content)
    reply.close()
    return found


@contextmanager
def site_of_people(folder: Path, **settings: Any) -> Iterator[Site]:
    """The same with these settings and with passwords that are quick to check, since tests of people check many."""
    with site_in(folder) as site:
        from django.test import override_settings

        with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"], **settings):
            yield site


def taken_on(file: Path) -> list[str]:
    """Options that take on whatever fails in a pair, as a person would who publishes it in this form."""
    from alder.publishing.screener import screen_files

    failing: list[str] = []
    while not (screening := screen_files(file, accept=failing)).passed:
        failing += [result.check for result in screening.failures]
    return [option for check in failing for option in ("--accept", check)]


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
    """The server that people start, with these options and variables, until this is over. It has to end well."""
    command = [sys.executable, "-m", "alder", "serve", "--port", "0", "--store", str(store), *options]
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
            server.terminate()  # not an interrupt: what runs in the background may be deaf to that
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                raise
    assert server.returncode == 0, log.read_text()
    assert "leaked" not in log.read_text(), "a log tells of requests and faults, not of what libraries held at the end"
