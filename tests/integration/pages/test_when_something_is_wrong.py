"""Pages for what went wrong: in the look of the site, with what to do next, and never a trace of the fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.http import Http404
from tests.support import data_sets
from tests.support.page_reader import Page
from tests.support.site import Site

FAULTS: dict[type[Exception], tuple[int, str]] = {
    BadRequest: (400, "The address could not be understood"),
    PermissionDenied: (403, "You cannot see this page"),
    Http404: (404, "There is no page here"),
    RuntimeError: (500, "Sorry, something went wrong on our side"),
    OperationalError: (503, "The site cannot be used just now"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_has_its_page(site: Site, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]) -> None:
    monkeypatch.setattr("alder.web.statistics.catalogue_views.public_publications", _raising(fault))
    status, heading = FAULTS[fault]
    reply = site.send("GET", "/find-statistics")
    page = Page("/find-statistics", reply.content.decode())
    assert (reply.status_code, page.heading) == (status, heading)
    assert "marker" not in reply.content.decode()
    assert page.root.every("footer")
    assert ("Retry-After" in reply) == (status == 503)


@pytest.mark.parametrize("address", ["/requests?q=a%00b", "/register.json?q=%00", "/find-statistics/a%00b"])
def test_an_address_with_a_sign_that_no_text_has_is_not_understood(site: Site, address: str) -> None:
    """PostgreSQL cannot look for it."""
    reply = site.send("GET", address)
    assert (reply.status_code, Page(address, reply.content.decode()).heading) == (400, FAULTS[BadRequest][1])


def _raising(fault: type[Exception]) -> Callable[[], None]:
    def series() -> None:
        raise fault("marker of this fault")

    return series


def test_the_cookies_page_names_those_that_there_are(site: Site) -> None:
    said = site.send("GET", "/cookies").content.decode()
    signing_in = site.send("GET", "/sign-in")
    assert signing_in.status_code == 200
    assert [name for name in signing_in.cookies if name not in said] == []


def test_who_asks_for_very_many_pages_waits_and_others_do_not(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings
    from django.test import Client

    monkeypatch.setattr(settings, "ALDER_PAGES_A_MINUTE", 40.0)
    monkeypatch.setattr("alder.web.rate_limits.time", SimpleNamespace(monotonic=lambda: 100.0))
    busy = Client(REMOTE_ADDR="203.0.113.7")
    assert [busy.get("/glossary").status_code for _ in range(11)] == [200] * 10 + [429]
    refused = busy.get("/glossary")
    assert Page("/glossary", refused.content.decode()).heading == "Too many pages were asked for"
    assert 0 < int(refused["Retry-After"]) < 60
    assert busy.get("/v1/publications").status_code == 200, "the API has a limit of its own"
    assert busy.get("/health").status_code == 200
    busy.handler.load_middleware()  # each has buckets of its own, as each process does
    assert [busy.get("/glossary").status_code for _ in range(2)] == [200, 200]
    assert {Client().get("/glossary").status_code for _ in range(30)} == {200}


def test_one_address_does_not_use_up_the_pages_of_another(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings
    from django.test import Client

    monkeypatch.setattr(settings, "ALDER_PAGES_A_MINUTE", 8.0)
    monkeypatch.setattr("alder.web.rate_limits.time", SimpleNamespace(monotonic=lambda: 100.0))
    reader = Client()
    asked = [reader.get("/glossary", REMOTE_ADDR=f"203.0.113.{n}").status_code for n in (7, 7, 7, 8, 8)]
    assert asked == [200, 200, 429, 200, 200]


def test_figures_that_no_number_can_hold_do_not_fail_the_page_of_a_data_set(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are not published any more; a site may hold some from before."""
    monkeypatch.setattr("alder.publishing.standard.plain._figures", lambda _: ())
    rows = data_sets.rows()
    rows[0]["pupils"] = "9" * 400
    said = site.publish(data_sets.write(tmp_path, data=rows), publication="Beyond", release="2023/24")
    assert site.send("GET", f"/data-catalogue/data-set/{said['dataSetId']}").status_code == 200
