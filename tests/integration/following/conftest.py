"""A site with two releases of absence, for readers who follow it; and the mails that it sends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.support import data_sets
from tests.support.page_reader import Page
from tests.support.site import Site, site_in

ABSENCE = "0a1b2c3d-0000-4000-8000-00000000f011"
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("following")
    with site_in(folder / "store") as site:
        titled = ("--id", ABSENCE, "--title", "Absence by school", "--publication-summary", "Pupils <away> & why.")
        site.publish(data_sets.write(folder), *titled, release="2022/23")
        later = [row | {"group": row["group"].replace("Girls", "Young <women>")} for row in data_sets.rows()]
        site.publish(data_sets.write(folder, "later", data=later), *titled)
        yield site


@pytest.fixture
def days_ago(site: Site) -> Iterator[None]:
    """Everything that happened is three days old, and nothing that a test makes outlives it."""
    from django.db import transaction

    from alder.web.publications.models import DataSetVersion, Release, ReleaseEvent

    class Undone(Exception):
        pass

    try:
        with transaction.atomic():
            for event in ReleaseEvent.objects.all():
                ReleaseEvent.objects.filter(pk=event.pk).update(when=event.when - timedelta(days=3))
            for model in (Release, DataSetVersion):
                for one in model.objects.exclude(published=None):
                    model.objects.filter(pk=one.pk).update(published=one.published - timedelta(days=3))
            yield
            raise Undone
    except Undone:
        pass


def the_release(slug: str = "2023-24") -> Any:
    from alder.web.publications.models import Release

    return Release.objects.get(slug=slug)


def happens(release: Any, what: str, note: str = "", *, when: datetime | None = None, takes_back: bool = False) -> Any:
    """Something that readers are told of."""
    from alder.publishing.releases import Happened
    from alder.web.publications.history import record_event
    from alder.web.publications.models import ReleaseEvent

    event = record_event(release, Happened(what), note, takes_back=takes_back)
    if when:
        ReleaseEvent.objects.filter(pk=event.pk).update(when=when)
    return event


@pytest.fixture(autouse=True)
def _all_at_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, whoever sends goes on until nothing is due."""
    monkeypatch.setattr("alder.web.mail_queue._AT_ONCE", 600.0)


@pytest.fixture
def outbox(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The mails that Django sent, with a mail server that takes everything."""
    from django.conf import settings
    from django.core import mail

    monkeypatch.setattr(settings, "EMAIL_BACKEND", LOCMEM)
    monkeypatch.setattr(settings, "ALDER_MAIL_IS_SENT", True)
    monkeypatch.setattr(mail, "outbox", [], raising=False)
    return mail.outbox


@pytest.fixture
def ask(site: Site) -> Ask:
    """Sends a form, as a browser does from a page of the site, and returns the answer."""

    def asked(address: str, /, **fields: str) -> Any:
        from django.test import Client

        headers = {"Origin": "http://testserver"}
        client = Client(raise_request_exception=False)
        return client.post(address, {name.rstrip("_"): value for name, value in fields.items()}, headers=headers)

    return asked


def page_of(reply: Any, status: int = 200) -> Page:
    assert reply.status_code == status
    return Page("/", reply.content.decode())


def links(message: Any) -> list[str]:
    """The addresses in a mail, without the site."""
    return [found.removeprefix("http://testserver") for found in re.findall(r"http://testserver\S*", message.body)]


def files_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.eml")) if folder.is_dir() else []
