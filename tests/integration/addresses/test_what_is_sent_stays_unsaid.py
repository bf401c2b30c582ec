"""What people send is in no line of the log, no event and no error page: marked values are planted and all is searched.

A refused form shows its own sender what was sent, and an error of the API its own caller; nobody else reads those.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.cast import PASSWORD, Someone, begun
from tests.support.site import Site

from alder.web.request_log import JsonLines

QUERY, BODY, HEADER, FILE, CELL, MAIL, SECRET = (
    f"zq7wzq{word}" for word in ("query", "body", "header", "file", "cell", "mail", "secret")
)
MARK = "zq7wzq"


class Written(logging.Handler):
    """Lines of the log as they are written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(JsonLines())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def lines(site: Site) -> Iterator[list[str]]:
    """Everything that is logged in a test."""
    written = Written()
    logging.getLogger().addHandler(written)
    yield written.lines
    logging.getLogger().removeHandler(written)
    assert written.lines, "there is a line for every request"
    assert [line for line in written.lines if MARK in line.casefold()] == []


def kept(*where: str) -> list[str]:
    """The tables of the database that hold a mark, but for those where it belongs."""
    from django.apps import apps

    return [
        model.__name__
        for model in apps.get_models()
        if model.__name__ not in where and any(MARK in str(row).casefold() for row in model._default_manager.values())
    ]


def test_addresses_and_what_comes_with_them(
    site: Site, people: dict[str, Someone], names: dict[str, str], lines: list[str]
) -> None:
    from tests.integration.addresses.test_every_address import OPEN, OTHERS
    from tests.integration.addresses.test_every_address import lines as known

    for line in (*known(OPEN), *known(OTHERS)):
        someone = people["visitor" if len(line.statuses) == 1 else "leila"]
        address = line.address
        for name, value in names.items():
            address = address.replace(name, value)
        more = f"{'&' if '?' in address else '?'}{QUERY}={QUERY}&search={QUERY}&q={QUERY}"
        headers = {"Preview-Token": HEADER, "User-Agent": HEADER, "Referer": f"http://{HEADER}.example/"}
        reply = someone.client.get(f"{address}{more}", headers=headers)
        assert reply.status_code < 500, address
        reply.close()
    for address in (f"/{QUERY}", f"/data-catalogue/data-set/{QUERY}", f"/find-statistics/{QUERY}/{QUERY}"):
        reply = people["visitor"].client.get(address)
        assert reply.status_code == 404
        assert MARK not in reply.content.decode().casefold()
    assert kept("Session", "Follower", "Subscription", "Mail", "Upload", "ReleaseEvent", "TrailEvent") == []
    assert not any(sent in _events() for sent in (QUERY, HEADER))


def test_bodies_and_passwords(
    site: Site, people: dict[str, Someone], names: dict[str, str], lines: list[str], tmp_path: Path
) -> None:
    stranger = Someone(None)
    for body in (b'{"%s": 1}', b'{"indicators": ["%s"]}', b'{"criteria": {"filters": {"eq": "%s"}}}', b"{%s"):
        reply = site.send("POST", f"/v1/data-sets/{names['ID']}/query", body.replace(b"%s", BODY.encode()))
        assert reply.status_code in (200, 400)
    for email, password in ((f"{MAIL}@mereshire.example", SECRET), (people["pat"].person.email, SECRET)):
        reply = stranger.client.post("/sign-in", {"email": email, "password": password})
        assert SECRET not in reply.content.decode()
    stranger.client.post("/sign-in", {"email": people["pat"].person.email, "password": PASSWORD})
    stranger.client.post("/sign-in/code", {"code": SECRET})
    people["pat"].client.post("/account/password", {"old": SECRET, "new": SECRET, "again": f"{SECRET}2"})
    assert kept("Session", "Upload", "ReleaseEvent", "TrailEvent") == []
    assert not any(sent in _events() for sent in (BODY, MAIL, SECRET))
    stranger.client.post("/follow/email", {"address": f"{MAIL}@example.org", "email": f"{MAIL}@example.org"})
    assert kept("Session", "Upload", "ReleaseEvent", "TrailEvent", "Follower", "Subscription", "Mail") == []


def test_files_that_are_refused(site: Site, people: dict[str, Someone], lines: list[str], tmp_path: Path) -> None:
    from alder.web.work.worker import work_once

    leila = people["leila"]
    release = begun(leila, "Refused")
    contents = {
        "not a table": b"\x89PNG\x00" + CELL.encode(),
        "ragged": f"time_period,geographic_level\n{CELL}\n".encode(),
        "unknown": f"time_period,geographic_level\n{CELL},{CELL}\n".encode(),
        "another encoding": b"time_period,geographic_level\n\x81" + CELL.encode() + b",1\n",
    }
    for content in contents.values():
        data, meta = tmp_path / f"{FILE}.csv", tmp_path / f"{FILE}.meta.csv"
        data.write_bytes(content)
        meta.write_text(f"col_name,col_type,label\n{CELL},Filter,{CELL}\n", encoding="utf-8")
        with data.open("rb") as one, meta.open("rb") as other:
            leila.do(f"{release}/data", data=one, meta=other, title="Figures")
        work_once()
    assert CELL not in _events()
    # A file's name is part of a release's history, on its page and in the trail.
    assert kept("Upload", "ReleaseEvent", "TrailEvent", "Follower", "Subscription", "Mail") == []


def _events() -> str:
    from alder.web.accounts.models import AccountEvent
    from alder.web.publications.models import ReleaseEvent
    from alder.web.trail.models import TrailEvent

    return str([list(model.objects.values()) for model in (ReleaseEvent, AccountEvent, TrailEvent)])


@pytest.mark.parametrize("path", ["/v1/data-sets/{}/query", "/data-catalogue/data-set/{}"])
def test_a_fault_of_our_own(
    site: Site, names: dict[str, str], lines: list[str], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise ValueError(CELL)

    monkeypatch.setattr("alder.web.api.views.find", fails)
    monkeypatch.setattr("alder.web.statistics.data_set_views.contents_of", fails)
    reply = site.send("GET", path.format(names["ID"]) + f"?indicators={QUERY}")
    assert reply.status_code == 500
    assert MARK not in reply.content.decode().casefold()
    assert "Traceback" not in reply.content.decode()
