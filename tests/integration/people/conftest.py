"""A site with people who sign in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.support.cast import Someone, everybody
from tests.support.site import Site, site_of_people


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_people(tmp_path_factory.mktemp("people") / "store") as site:
        yield site


@pytest.fixture(scope="module")
def people(site: Site) -> dict[str, Someone]:
    return everybody()


@pytest.fixture
def leila(people: dict[str, Someone]) -> Someone:
    return Someone(people["leila"].person).sign_in()


@pytest.fixture
def marcus(people: dict[str, Someone]) -> Someone:
    return Someone(people["marcus"].person).sign_in()


@pytest.fixture
def ada(people: dict[str, Someone]) -> Someone:
    return Someone(people["ada"].person).sign_in()


@pytest.fixture
def outbox(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The mails that Django sent, with a mail server that takes everything."""
    from django.conf import settings
    from django.core import mail

    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
    monkeypatch.setattr(settings, "ALDER_ADDRESS", "https://alder.example")
    monkeypatch.setattr(mail, "outbox", [], raising=False)
    return mail.outbox
