"""The site in this process, on a store of its own: what commands publish, a client reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from alder.cli.group import cli
from tests import postgresql

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
        """Status and JSON of an answer, as `tests.api_vectors` wants them."""
        reply = self.send(method, path, body)
        return reply.status_code, json.loads(reply.content or b"null")

    def get(self, path: str, status: int = 200) -> Any:
        found, shown = self.call("GET", path)
        assert found == status, shown
        return shown


@contextmanager
def site_in(folder: Path) -> Iterator[Site]:
    """A site on an empty store in the folder."""
    from alder.web.setup import set_up

    with pytest.MonkeyPatch.context() as patch:
        if url := postgresql.database_of(folder):
            patch.setenv("DATABASE_URL", url)
        set_up(folder)
        from django.conf import settings

        for limit in ("ALDER_FROZEN_TABLES_A_MINUTE", "ALDER_LARGE_FILES_A_MINUTE"):
            patch.setattr(settings, limit, 0.0)  # all tests are one reader, as fast as the machine: limits have theirs
        try:
            yield Site(folder)
        finally:
            from django.db import connections

            connections.close_all()


def body_of(reply: Any) -> bytes:
    """What a reply holds, whether it was in memory or is a file."""
    found = b"".join(reply.streaming_content) if reply.streaming else bytes(reply.content)
    reply.close()
    return found


def taken_on(file: Path) -> list[str]:
    """Options that take on whatever fails in a pair, as a person would who publishes it in this form."""
    from alder.publishing.screener import screen_files

    failing: list[str] = []
    while not (screening := screen_files(file, accept=failing)).passed:
        failing += [result.check for result in screening.failures]
    return [option for check in failing for option in ("--accept", check)]
