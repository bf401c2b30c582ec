"""Pages for what went wrong: in the look of the site, with what to do next, and never a trace of the fault."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.http import Http404
from tests.seen import Page
from tests.site import Site

FAULTS: dict[type[Exception], tuple[int, str]] = {
    BadRequest: (400, "The address could not be understood"),
    PermissionDenied: (403, "You cannot see this page"),
    Http404: (404, "There is no page here"),
    RuntimeError: (500, "Sorry, something went wrong on our side"),
    OperationalError: (503, "The site cannot be used just now"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_has_its_page(site: Site, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]) -> None:
    monkeypatch.setattr("alder.web.statistics.find.series", _raising(fault))
    status, heading = FAULTS[fault]
    reply = site.send("GET", "/find-statistics")
    page = Page("/find-statistics", reply.content.decode())
    assert (reply.status_code, page.heading) == (status, heading)
    assert "marker" not in reply.content.decode()
    assert page.root.every("footer")
    assert ("Retry-After" in reply) == (status == 503)


def _raising(fault: type[Exception]) -> Callable[[], None]:
    def series() -> None:
        raise fault("marker of this fault")

    return series


def test_the_cookies_page_names_those_that_there_are(site: Site) -> None:
    said = site.send("GET", "/cookies").content.decode()
    signing_in = site.send("GET", "/sign-in")
    assert signing_in.status_code == 200
    assert [name for name in signing_in.cookies if name not in said] == []
