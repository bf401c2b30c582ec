"""The client asks by names and gets names: an Arrow table of a data set that a service has."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.support import data_sets
from tests.support.site import Site

from alder import client as client_module
from alder.client import DataSet, Service, over_http
from alder.errors import UnreadableFile, UsageError


@pytest.fixture
def service(site: Site) -> Service:
    def call(method: str, address: str, body: bytes | None) -> tuple[int, bytes]:
        reply = site.send(method, address.removeprefix("http://service"), body or None)
        return reply.status_code, reply.content

    return Service("http://service/v1/", call=call)


@pytest.fixture
def data(service: Service, data_set: str) -> DataSet:
    return service.data_set(data_set)


def test_publications_and_data_sets(service: Service, data_set: str) -> None:
    assert [one["title"] for one in service.publications()] == ["Absence"]
    assert service.publications("nothing of the kind") == []
    assert [one["id"] for one in service.data_sets("Absence")] == [data_set]
    with pytest.raises(UsageError, match="no publication Presence"):
        service.data_sets("Presence")


def test_rows_by_names(data: DataSet) -> None:
    table = data.query(
        indicators=["absent", "Absence rate"],
        filters={"Pupil group": ["Boys"], "kind": ["Academy", "Maintained"]},
        places=[("LA", "Cove"), ("SCH", "990001")],
        periods=[("2022/2023", "AY")],
        levels=["SCH"],
    )
    assert set(table.column_names) == {
        *("time_period", "geographic_level", "la_code", "la_name", "nat_code", "nat_name", "reg_code", "reg_name"),
        *("sch_code", "sch_name", "kind", "group", "absent", "absence_rate"),
    }
    found = {(r["time_period"], r["sch_name"], r["kind"], r["absent"], r["absence_rate"]) for r in table.to_pylist()}
    assert found == {
        ("2022/23", r["school_name"], r["kind"], r["absent"], r["absence_rate"])
        for r in data_sets.rows()
        if r["geographic_level"] == "School" and (r["time_period"], r["group"]) == ("202223", "Boys")
        if r["la_name"] == "Cove" or r["school_urn"] == "990001"
    }


def test_everything_over_all_pages(data: DataSet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "PAGE", 40)
    table = data.query()
    assert table.num_rows == 153
    assert sorted(table["pupils"].to_pylist()) == sorted(row["pupils"] for row in data_sets.rows())
    assert set(table["kind"].to_pylist()) == {"", "Academy", "Maintained"}


def test_criteria_of_ones_own(data: DataSet) -> None:
    assert data.query(criteria={"not": {"geographicLevels": {"eq": "SCH"}}}).num_rows == 81


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"indicators": ["Pupils absnt"]}, "Did you mean Pupils absent?"),
        ({"filters": {"sex": ["Boys"]}}, "no filter sex"),
        ({"filters": {"group": ["Boy"]}}, "Did you mean Boys?"),
        ({"places": [("LA", "Nowhere at all")]}, "no place at LA"),
        ({"places": [("WARD", "X")]}, "It has LA, NAT, REG, SCH."),
        ({"levels": ["School"]}, "criteria.and[0].geographicLevels.in[0]: "),
    ],
    ids=["indicator", "filter", "item", "place", "level of a place", "level"],
)
def test_what_is_not_there_is_told_with_what_is(data: DataSet, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        data.query(**asked)
    assert told in str(caught.value)


def test_a_list_over_several_pages() -> None:
    def call(method: str, address: str, body: bytes | None) -> tuple[int, bytes]:
        page = int(address.partition("page=")[2].partition("&")[0])
        return 200, json.dumps({"paging": {"totalPages": 3}, "results": [{"title": page}]}).encode()

    assert [one["title"] for one in Service("http://x", call=call).publications()] == [1, 2, 3]


def test_a_version_that_is_not_there(service: Service, data_set: str) -> None:
    with pytest.raises(UsageError, match="answers 404"):
        service.data_set(data_set, version="9").query()


@pytest.mark.parametrize(("status", "text"), [(200, b"<html>"), (504, b""), (200, b"")])
def test_an_answer_that_is_no_json(status: int, text: bytes) -> None:
    service = Service("http://x", call=lambda *_: (status, text))
    with pytest.raises(UsageError, match=f"answers {status}"):
        service.publications()


def test_only_the_web_is_asked_and_what_cannot_be_reached_is_said() -> None:
    with pytest.raises(UsageError, match="not an address of the web"):
        over_http("GET", "file:///etc/hostname", None)
    with pytest.raises(UnreadableFile, match="cannot be reached"):
        over_http("GET", "http://127.0.0.1:9/v1", None)


def test_over_a_real_connection() -> None:
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(404 if "gone" in self.path else 200)
            self.end_headers()
            self.wfile.write(json.dumps({"paging": {"totalPages": 1}, "results": [], "title": "Gone"}).encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            assert Service(f"http://127.0.0.1:{server.server_port}").publications() == []
            with pytest.raises(UsageError, match="answers 404"):
                Service(f"http://127.0.0.1:{server.server_port}/gone").publications()
        finally:
            server.shutdown()
