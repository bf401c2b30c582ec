"""What the log says of a page that fails: its kind and place, under the number that the page shows, and no value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from tests.support import data_sets
from tests.support.site import Site, site_in

from alder.web.request_log import JsonLines

MARKER = "marker-of-a-learner"
ID = "0a1b2c3d-0000-4000-8000-00000000fa17"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("faults")
    with site_in(folder / "store") as site:
        site.publish(data_sets.write(folder), "--id", ID)
        yield site


def _lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(JsonLines().format(record)) for record in caplog.records]


def test_a_page_that_fails_is_logged_by_kind_and_place_and_without_its_values(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def series(value: str = MARKER) -> None:
        try:
            raise KeyError(value)
        except KeyError:
            raise ValueError(f"{value} cannot be read") from None

    monkeypatch.setattr("alder.web.statistics.catalogue_views.public_publications", series)
    reply = site.send("GET", f"/find-statistics?search={MARKER}", **{"User-Agent": MARKER, "Cookie": f"a={MARKER}"})
    assert reply.status_code == 500
    assert reply["X-Request-Id"] in reply.content.decode()
    fault, request = _lines(caplog)
    assert (fault["logger"], fault["level"], fault["fault"]) == ("alder.fault", "error", "ValueError")
    assert (fault["request"], fault["route"]) == (reply["X-Request-Id"], "find-statistics")
    assert re.fullmatch(r"alder/web/statistics/catalogue_views\.py:\d+", fault["place"])
    assert re.fullmatch(r"server/test_faults_in_the_log\.py:\d+", fault["at"][-1])
    assert (request["event"], request["status"]) == ("request", 500)
    assert MARKER not in json.dumps([fault, request])


def test_what_a_fault_came_of_is_told_by_its_kind(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def series() -> None:
        try:
            raise KeyError(MARKER)
        except KeyError as error:
            raise ValueError(MARKER) from error

    monkeypatch.setattr("alder.web.statistics.catalogue_views.public_publications", series)
    site.send("GET", "/find-statistics")
    assert _lines(caplog)[0]["because"] == ["KeyError"]
    assert MARKER not in json.dumps(_lines(caplog))


def test_a_fault_of_the_api_has_the_number_of_its_request_too(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def data_set(*_: object) -> None:
        raise ValueError(MARKER)

    monkeypatch.setattr("alder.web.api.views.look_up.data_set", data_set)
    reply = site.send("GET", f"/v1/data-sets/{ID}", **{"User-Agent": MARKER})
    fault = _lines(caplog)[0]
    assert (fault["request"], fault["route"]) == (reply["X-Request-Id"], "v1/data-sets/<id:data_set>")
    assert fault["place"].startswith("alder/web/api/views.py:")
    assert MARKER not in json.dumps(fault)


def test_a_path_that_is_refused_or_not_there_is_not_logged_for_it_may_be_a_secret(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    from django.test import Client

    stranger = Client(enforce_csrf_checks=True)
    for method, path in (("GET", f"/{MARKER}"), ("TRACE", f"/preview/{MARKER}"), ("POST", f"/sign-in?x={MARKER}")):
        assert stranger.generic(method, path).status_code in (403, 404, 405)
    site.send("GET", "/", Host=f"{MARKER}.example")
    logged = [record for record in caplog.records if not _is_silenced(record.name, record.levelno)]
    assert len(logged) == 4
    assert MARKER not in "".join(JsonLines().format(record) for record in logged)


def test_the_log_goes_to_standard_error_as_it_is_when_something_is_said(site: Site) -> None:
    """Whoever runs a command within their own process puts something in its place for as long, and closes it."""
    from contextlib import redirect_stderr
    from io import StringIO

    with redirect_stderr(StringIO()) as before:
        site.send("GET", "/")
        assert json.loads(before.getvalue())["event"] == "request"
    before.close()
    with redirect_stderr(StringIO()) as now:
        site.send("GET", "/find-statistics")
        (line,) = now.getvalue().splitlines()
    assert json.loads(line)["route"] == "find-statistics"


def _is_silenced(name: str, level: int) -> bool:
    """By the settings: caplog hears what they keep from the log."""
    from django.conf import settings

    while name:
        if name in settings.LOGGING["loggers"]:
            return level < getattr(__import__("logging"), settings.LOGGING["loggers"][name]["level"])
        name = name.rpartition(".")[0]
    return False
