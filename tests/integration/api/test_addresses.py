"""Every address of the API, what it shows of publications and data sets, and what it says of what is not there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.support.site import Site

from alder.web.client_address import LOOPBACK
from alder.web.request_log import JsonLines

NOBODY = "00000000-0000-4000-8000-000000000000"


def test_a_publication_with_its_data_sets(site: Site, data_set: str) -> None:
    (publication,) = site.get("/v1/publications")["results"]
    assert (publication["title"], publication["slug"]) == ("Absence", "absence")
    assert site.get(f"/v1/publications/{publication['id']}") == publication
    listed = site.get(f"/v1/publications/{publication['id']}/data-sets")
    assert listed["paging"] == {"page": 1, "pageSize": 10, "totalResults": 1, "totalPages": 1}
    assert listed["results"] == [site.get(f"/v1/data-sets/{data_set}")]
    shown = listed["results"][0]
    assert (shown["id"], shown["title"], shown["status"]) == (data_set, "Absence by school", "Published")
    latest = shown["latestVersion"]
    assert (latest["version"], latest["totalResults"]) == ("1.0", 153)
    assert latest["timePeriods"] == {"start": "2021/22", "end": "2023/24"}
    assert latest["geographicLevels"] == ["Local authority", "National", "Regional", "School"]
    assert latest["filters"] == ["Kind of school", "Pupil group"]
    assert latest["indicators"] == ["Absence rate", "Number of pupils", "Pupils absent"]


@pytest.mark.parametrize(("words", "found"), [("absence", 1), ("ABS sen", 1), ("absence figures", 0)])
def test_search(site: Site, words: str, found: int) -> None:
    assert site.get(f"/v1/publications?search={words.replace(' ', '+')}")["paging"]["totalResults"] == found


@pytest.mark.parametrize("prefix", ["/v1", "/statistics/v1"])
def test_both_prefixes_answer_alike(site: Site, data_set: str, prefix: str) -> None:
    assert site.get(f"{prefix}/data-sets/{data_set}/versions/1.0")["version"] == "1.0"


WRONG = """
publications?search=ab                  400  search MinimumLength
publications?page=0                     400  page GreaterThanOrEqual
publications?pageSize=41                400  pageSize InclusiveBetween
publications?sort=title                 400  sort UnknownField
publications/{nobody}                   404
publications/{nobody}?page=1            400  page UnknownField
publications/{nobody}/data-sets         200
publications/x                          404
publications/{nobody}/data-sets?pageSize=21  400  pageSize InclusiveBetween
data-sets                               404
data-sets/{nobody}                      404
data-sets/{nobody}/meta                 404
data-sets/{nobody}/query                404
data-sets/{nobody}/query?page=0         400  page GreaterThanOrEqual
data-sets/{nobody}/csv                  404
data-sets/{nobody}/versions             200
data-sets/{nobody}/versions/1.0         404
data-sets/{id}/versions?pageSize=21     400  pageSize InclusiveBetween
data-sets/{id}/versions/1.1             404
data-sets/{id}/versions/one             404
data-sets/{id}/versions/*               200
data-sets/{id}/versions/v1              200
data-sets/{id}/versions/1.0.0           200
data-sets/{id}/versions/1.0/changes?includePatchHistory=maybe  400  includePatchHistory InvalidValue
data-sets/{id}/meta?dataSetVersion=2    404
data-sets/{id}/meta?dataSetVersion=1.*  200
data-sets/{id}/query?dataSetVersion=1.1?indicators=abcde  404
data-sets/{id}/?                        404
data-sets/{capitals}                    200
"""


@pytest.mark.parametrize("line", WRONG.strip().splitlines(), ids=lambda line: line.split()[0])
def test_what_is_not_there_or_not_asked_for_rightly(site: Site, data_set: str, line: str) -> None:
    path, status, *error = line.split()
    path = path.format(nobody=NOBODY, id=data_set, capitals=data_set.upper())
    shown = site.get(f"/v1/{path}", int(status))
    if error:
        assert (shown["errors"][0]["path"], shown["errors"][0]["code"]) == tuple(error)
    elif status == "404":
        assert set(shown) == {"type", "title", "status"}


def test_nothing_can_be_changed(site: Site, data_set: str) -> None:
    for method in ("PUT", "DELETE", "PATCH", "POST"):
        reply = site.send(method, f"/v1/data-sets/{data_set}")
        assert (reply.status_code, reply["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_ids_are_the_same_after_an_import_into_another_store(site: Site, data_set: str, tmp_path: Any) -> None:
    from tests.support import data_sets
    from tests.support.site import site_in

    before = site.get(f"/v1/data-sets/{data_set}/meta")
    with site_in(tmp_path / "elsewhere") as other:
        other.publish(data_sets.write(tmp_path), "--id", data_set)
        after = other.get(f"/v1/data-sets/{data_set}/meta")
    assert site.get(f"/v1/data-sets/{data_set}/meta") == before == after


def test_health_and_readiness(site: Site) -> None:
    assert site.get("/health") == {"status": "ok"}
    assert site.get("/ready") == {"status": "ok", "database": "ok", "store": "ok"}


def test_a_site_without_its_store_is_not_ready(site: Site, settings: Any, tmp_path: Any) -> None:
    settings.ALDER_PUBLISHED = tmp_path / "gone"
    assert site.get("/ready", 503)["store"] == "unavailable"


def test_a_site_without_its_database_is_not_ready(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import DatabaseError, connection

    def gone() -> None:
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", gone)
    assert site.get("/ready", 503)["database"] == "unavailable"


def test_pages_may_not_be_framed_and_run_only_what_is_theirs(site: Site) -> None:
    reply = site.send("GET", "/v1/publications")
    assert "frame-ancestors 'none'" in reply["Content-Security-Policy"]
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_the_log_has_patterns_and_no_values(site: Site, data_set: str, caplog: pytest.LogCaptureFixture) -> None:
    reply = site.send("GET", f"/v1/data-sets/{data_set}/query?locations.eq=SCH|urn|990004")
    line = json.loads(JsonLines().format(caplog.records[-1]))
    assert (line["route"], line["status"], line["method"]) == ("v1/data-sets/<id:data_set>/query", 200, "GET")
    assert line["request"] == reply["X-Request-Id"]
    assert "990004" not in json.dumps(line)
    assert data_set not in json.dumps(line)


def test_a_fault_is_logged_by_its_place_and_told_without_it(
    site: Site, data_set: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("990004 is in here")

    monkeypatch.setattr("alder.web.api.views.look_up.data_set", broken)
    reply = site.send("GET", f"/v1/data-sets/{data_set}")
    assert reply.status_code == 500
    assert json.loads(reply.content)["status"] == 500
    (line,) = [JsonLines().format(record) for record in caplog.records if record.exc_info]
    assert json.loads(line)["fault"] == "ValueError"
    assert "test_addresses.py" in line
    assert "990004" not in line + reply.content.decode()


def test_whoever_asks_too_often_is_told_how_long_to_wait(site: Site, data_set: str, settings: Any) -> None:
    settings.ALDER_REQUESTS_A_MINUTE = 8.0
    settings.ALDER_BEHIND_PROXY = LOOPBACK
    path = f"/v1/data-sets/{data_set}"
    replies = [site.send("GET", path, **{"X-Forwarded-For": "10.0.0.1"}) for _ in range(3)]
    assert replies[-1].status_code == 429
    assert int(replies[-1]["Retry-After"]) in (7, 8)
    assert json.loads(replies[-1].content)["type"].endswith("rfc6585#section-4")
    assert site.send("GET", path, **{"X-Forwarded-For": "10.0.0.9, 10.0.0.2"}).status_code == 200
    settings.ALDER_REQUESTS_A_MINUTE = 0.0
    assert site.send("GET", path).status_code == 200
