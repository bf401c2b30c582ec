"""What the API says of a wrong question: every error with its place and code, all at once."""

# ruff: noqa: E501  # a line is a case

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.support.site import Site
from tests.vectors.api import named, names_of

LONG = "a" * 11
BODIES = """
a blank option               {"criteria": {"filters": {"eq": " "}}}                     criteria.filters.eq NotEmpty
a long option                {"criteria": {"filters": {"eq": "aaaaaaaaaaa"}}}           criteria.filters.eq MaximumLength
options, blank and long      {"criteria": {"filters": {"in": ["", "aaaaaaaaaaa"]}}}     criteria.filters.in[0] NotEmpty, criteria.filters.in[1] MaximumLength
no options                   {"criteria": {"filters": {"notIn": []}}}                   criteria.filters.notIn NotEmpty
a list where one is meant    {"criteria": {"filters": {"eq": ["abcde"]}}}               criteria.filters.eq InvalidValue
one where a list is meant    {"criteria": {"filters": {"in": "abcde"}}}                 criteria.filters.in InvalidValue
a number for an option       {"criteria": {"filters": {"eq": 12345}}}                   criteria.filters.eq InvalidValue
nothing in a list            {"criteria": {"filters": {"in": [null]}}}                  criteria.filters.in[0] RequiredValue
an unknown comparator        {"criteria": {"filters": {"gt": "abcde"}}}                 criteria.filters.gt UnknownField
an unknown facet             {"criteria": {"schools": {}}}                              criteria.schools UnknownField
a facet that is a list       {"criteria": {"filters": []}}                              criteria.filters InvalidValue
a level by its name          {"criteria": {"geographicLevels": {"eq": "National"}}}     criteria.geographicLevels.eq AllowedValue
levels, one unknown          {"criteria": {"geographicLevels": {"in": ["NAT", ""]}}}    criteria.geographicLevels.in[1] AllowedValue
a place at no level          {"criteria": {"locations": {"eq": {"level": "LADD", "code": "1"}}}}              criteria.locations.eq.level AllowedValue
a place without a level      {"criteria": {"locations": {"eq": {"code": "1"}}}}                               criteria.locations.eq.level RequiredValue
a place without a name       {"criteria": {"locations": {"eq": {"level": "LA"}}}}                             criteria.locations.eq.id RequiredValue
a place by two names         {"criteria": {"locations": {"eq": {"level": "LA", "id": "1", "code": "1"}}}}     criteria.locations.eq.code UnknownField
a region by an old code      {"criteria": {"locations": {"eq": {"level": "REG", "oldCode": "1"}}}}            criteria.locations.eq.oldCode UnknownField, criteria.locations.eq.id RequiredValue
a place that is a text       {"criteria": {"locations": {"eq": "LA|code|1"}}}                                 criteria.locations.eq InvalidValue
a place with a blank id      {"criteria": {"locations": {"in": [{"level": "NAT", "id": " "}]}}}               criteria.locations.in[0].id NotEmpty
a place with a blank code    {"criteria": {"locations": {"in": [{"level": "LA", "code": ""}]}}}               criteria.locations.in[0].code NotEmpty
a place with a long id       {"criteria": {"locations": {"eq": {"level": "NAT", "id": "aaaaaaaaaaa"}}}}       criteria.locations.eq.id MaximumLength
a long code                  {"criteria": {"locations": {"eq": {"level": "LA", "code": "1234567890123456789012345678901"}}}}     criteria.locations.eq.code MaximumLength
a long old code              {"criteria": {"locations": {"eq": {"level": "LA", "oldCode": "123456789012345678901"}}}}            criteria.locations.eq.oldCode MaximumLength
a long URN                   {"criteria": {"locations": {"eq": {"level": "SCH", "urn": "123456789012345678901"}}}}               criteria.locations.eq.urn MaximumLength
a long LAESTAB               {"criteria": {"locations": {"eq": {"level": "SCH", "laEstab": "123456789012345678901"}}}}           criteria.locations.eq.laEstab MaximumLength
a long UKPRN                 {"criteria": {"locations": {"eq": {"level": "PROV", "ukprn": "123456789012345678901"}}}}            criteria.locations.eq.ukprn MaximumLength
years the wrong way round    {"criteria": {"timePeriods": {"eq": {"code": "AY", "period": "2020/2019"}}}}     criteria.timePeriods.eq.period TimePeriodInvalidYearRange
a period that is a text       {"criteria": {"timePeriods": {"eq": "2020|AY"}}}                                criteria.timePeriods.eq InvalidValue
a level that is a number      {"criteria": {"geographicLevels": {"eq": 1}}}                                  criteria.geographicLevels.eq InvalidValue
a sort without direction      {"sorts": [{"field": "timePeriod"}]}                    sorts[0].direction RequiredValue
half a range                 {"criteria": {"timePeriods": {"gte": {"code": "AY", "period": "2020/"}}}}        criteria.timePeriods.gte.period TimePeriodInvalidYearRange
a blank year                 {"criteria": {"timePeriods": {"eq": {"code": "CY", "period": ""}}}}              criteria.timePeriods.eq.period TimePeriodInvalidYear
a year of two digits         {"criteria": {"timePeriods": {"eq": {"code": "CY", "period": "20"}}}}            criteria.timePeriods.eq.period TimePeriodInvalidYear
an unknown kind of period    {"criteria": {"timePeriods": {"lt": {"code": "XY", "period": "2020"}}}}          criteria.timePeriods.lt.code TimePeriodAllowedCode
a range of a calendar year   {"criteria": {"timePeriods": {"gt": {"code": "CY", "period": "2020/2021"}}}}     criteria.timePeriods.gt.code TimePeriodAllowedCode
a range of a week            {"criteria": {"timePeriods": {"in": [{"code": "W10", "period": "2020/2021"}]}}}  criteria.timePeriods.in[0].code TimePeriodAllowedCode
a period without its kind    {"criteria": {"timePeriods": {"eq": {"period": "2020"}}}}                        criteria.timePeriods.eq.code RequiredValue
and of nothing               {"criteria": {"and": []}}                                  criteria.and NotEmpty
or that is no list           {"criteria": {"or": {}}}                                   criteria.or InvalidValue
not that is a list           {"criteria": {"not": []}}                                  criteria.not InvalidValue
not of nothing               {"criteria": {"not": null}}                                criteria.not RequiredValue
or beside and                {"criteria": {"and": [{}], "or": [{}]}}                    criteria.or UnknownField
a facet beside not           {"criteria": {"not": {}, "filters": {}}}                   criteria.filters UnknownField
deep inside                  {"criteria": {"and": [{}, {"or": [{"not": {"filters": {"eq": ""}}}]}]}}    criteria.and[1].or[0].not.filters.eq NotEmpty
criteria that are a list     {"criteria": []}                                           criteria InvalidValue
a blank indicator            {"indicators": ["", " "]}                                  indicators[0] NotEmpty, indicators[1] NotEmpty
indicators that are a text   {"indicators": "abcde"}                                    indicators InvalidValue
an unknown indicator         {"indicators": ["zzzzz"]}                                  indicators IndicatorsNotFound
no sorts                     {"sorts": []}                                              sorts NotEmpty
a sort without field         {"sorts": [{"direction": "Asc"}]}                          sorts[0].field RequiredValue
a sort with a blank field    {"sorts": [{"field": "", "direction": "asc"}]}             sorts[0].field NotEmpty, sorts[0].direction AllowedValue
a sort that is a text        {"sorts": ["timePeriod|Asc"]}                              sorts[0] InvalidValue
a sort by a long field       {"sorts": [{"field": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "direction": "Asc"}]}    sorts[0].field MaximumLength
a sort by nothing known      {"sorts": [{"field": "indicator|zzzzz", "direction": "Asc"}]}                              sorts SortFieldsNotFound
a sort by what is not shown  {"indicators": ["@ind:pupils"], "sorts": [{"field": "indicator|@ind:absent", "direction": "Asc"}]}    sorts SortFieldsNotFound
page 0                       {"page": 0}                                                page GreaterThanOrEqual
page as a text               {"page": "1"}                                              page InvalidValue
half a page                  {"page": 1.5}                                              page InvalidValue
a page beyond all numbers    {"page": 9999999999}                                       page InvalidValue
a page of none               {"pageSize": 0}                                            pageSize InclusiveBetween
a page too large             {"pageSize": 10001}                                        pageSize InclusiveBetween
debug as a text              {"debug": "yes"}                                           debug InvalidValue
an unknown field             {"nonsense": 1}                                            nonsense UnknownField
many at once                 {"nonsense": 1, "page": 0, "criteria": {"filters": {"eq": ""}}, "sorts": []}    nonsense UnknownField, page GreaterThanOrEqual, criteria.filters.eq NotEmpty, sorts NotEmpty
a list for a body            []                                                         "" InvalidValue
"""

ADDRESSES = """
a blank option              filters.eq=                            filters.eq NotEmpty
no options                  filters.in=                            filters.in NotEmpty
a blank item                filters.in[0]=                         filters.in[0] NotEmpty
a blank item among others   filters.in=&filters.in=aaaaaaaaaaa     filters.in[0] NotEmpty, filters.in[1] MaximumLength
a blank item in a list      filters.in=,aaaaaaaaaaa                filters.in[0] NotEmpty, filters.in[1] MaximumLength
a long option               filters.in=abcde,aaaaaaaaaaa           filters.in[1] MaximumLength
a level by its name         geographicLevels.eq=National           geographicLevels.eq AllowedValue
no place                    locations.in=LA|code|1,                locations.in[1] NotEmpty
a place in two parts        locations.eq=LA|code                   locations.eq LocationFormat
a place of marks            locations.eq=||                        locations.eq LocationFormat
a place at no level         locations.eq=LADD|code|1               locations.eq LocationAllowedLevel
a place by a wrong name     locations.eq=RSC|code|1                locations.eq LocationAllowedProperty
a blank place               locations.eq=NAT|id|%20                locations.eq LocationValueNotEmpty
a long place                locations.eq=SCH|id|aaaaaaaaaaa        locations.eq LocationValueMaxLength
a period of one part        timePeriods.eq=2020                    timePeriods.eq TimePeriodFormat
a blank period              timePeriods.in[0]=                     timePeriods.in[0] NotEmpty
a period of a mark          timePeriods.in=|                       timePeriods.in[0] TimePeriodAllowedCode
years too far apart         timePeriods.gt=2020/2022|AY            timePeriods.gt TimePeriodInvalidYearRange
no year                     timePeriods.gt=last|CY                 timePeriods.gt TimePeriodInvalidYear
a range of a month          timePeriods.lte=2020/2021|M5           timePeriods.lte TimePeriodAllowedCode
a blank indicator           indicators=%20                         indicators[0] NotEmpty
no indicators               indicators=                            indicators NotEmpty
an unknown indicator        indicators=zzzzz                       indicators IndicatorsNotFound
a blank sort                sorts[0]=                              sorts[0] NotEmpty
a sort without direction    sorts=timePeriod                       sorts[0] SortFormat
a sort without field        sorts=|Asc                             sorts[0] SortFieldNotEmpty
a sort by a long field      sorts=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa|Asc    sorts[0] SortFieldMaxLength
a sort in small letters     sorts=timePeriod|asc                   sorts[0] SortDirection
a sort by nothing known     sorts=filter|zzzzz|Asc                 sorts SortFieldsNotFound
page 0                      page=0                                 page GreaterThanOrEqual
page in words               page=one                               page InvalidValue
a page too large            pageSize=10001                         pageSize InclusiveBetween
a truth in words            debug=yes                              debug InvalidValue
one thing twice             page=1&page=2                          page InvalidValue
an unknown parameter        filters.gt=abcde                       filters.gt UnknownField
a parameter of nothing      nonsense=1                             nonsense UnknownField
"""


def _cases(table: str) -> list[Any]:
    found = []
    for line in table.strip().splitlines():
        name, rest = line[:29].strip(), line[29:] if table is BODIES else line[28:]
        question, _, errors = rest.rstrip().rpartition("  ")
        expected = [tuple(error.split()) for error in errors.split(", ")]
        found.append(
            pytest.param(
                question.strip(),
                [(path.strip('"'), code) for path, code in expected],
                id=name if table is BODIES else line[:28].strip(),
            )
        )
    return found


def _errors(reply: Any) -> list[tuple[str, str]]:
    assert reply.status_code == 400, reply.content
    assert reply["Content-Type"] == "application/problem+json; charset=utf-8"
    shown = json.loads(reply.content)
    assert shown["status"] == 400
    assert all(error["message"] for error in shown["errors"])
    return [(error.get("path"), error["code"]) for error in shown["errors"]]


@pytest.mark.parametrize(("body", "expected"), _cases(BODIES))
def test_a_wrong_body(site: Site, data_set: str, body: str, expected: list[tuple[str, str]]) -> None:
    names = names_of(site.get(f"/v1/data-sets/{data_set}/meta"))
    found = _errors(site.send("POST", f"/v1/data-sets/{data_set}/query", named(json.loads(body), names)))
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(("query", "expected"), _cases(ADDRESSES))
def test_a_wrong_address(site: Site, data_set: str, query: str, expected: list[tuple[str, str]]) -> None:
    assert sorted(_errors(site.send("GET", f"/v1/data-sets/{data_set}/query?{query}"))) == sorted(expected)


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"{", "InvalidValue"), (b"\xff", "InvalidValue"), (b"[" * 100_000, "InvalidValue"), (b'{"page": NaN}', "InvalidValue"), (b'{"indicators": ["\\ud83d"]}', "InvalidValue"), (b"  ", "NotEmptyBody"), (b"null", "NotEmptyBody")],
    ids=["broken off", "not UTF-8", "bottomless", "not a number", "half a letter", "blanks", "null"],
)  # fmt: skip
def test_a_body_that_is_no_query(site: Site, data_set: str, body: bytes, code: str) -> None:
    assert [found for _, found in _errors(site.send("POST", f"/v1/data-sets/{data_set}/query", body))] == [code]


def test_criteria_may_be_deep_but_not_bottomless(site: Site, data_set: str) -> None:
    deep: dict[str, Any] = {}
    for _ in range(200):
        deep = {"not": deep}
    ((path, code),) = _errors(site.send("POST", f"/v1/data-sets/{data_set}/query", {"criteria": deep}))
    assert code == "InvalidValue"
    assert path.startswith("criteria.not.not")


def test_a_body_may_have_comments_and_may_be_left_out(site: Site, data_set: str) -> None:
    path = f"/v1/data-sets/{data_set}/query"
    commented = b'{ // the first page\n "page": 1, /* of */ "pageSize": 7 }'
    assert len(json.loads(site.send("POST", path, commented).content)["results"]) == 7
    assert json.loads(site.send("POST", path).content)["paging"]["totalResults"] == 153


def test_a_body_that_is_too_large_is_not_read(site: Site, data_set: str) -> None:
    reply = site.send("POST", f"/v1/data-sets/{data_set}/query", b" " * (1024 * 1024 + 1))
    assert reply.status_code == 413


def test_details_say_what_would_have_been_right(site: Site, data_set: str) -> None:
    query = "filters.eq=aaaaaaaaaaa&geographicLevels.eq=X&pageSize=0&locations.eq=RSC|code|1"
    shown = json.loads(site.send("GET", f"/v1/data-sets/{data_set}/query?{query}").content)
    details = {error["path"]: error["detail"] for error in shown["errors"]}
    assert details["filters.eq"] == {"value": "aaaaaaaaaaa", "maxLength": 10, "totalLength": 11}
    assert details["geographicLevels.eq"]["value"] == "X"
    assert "NAT" in details["geographicLevels.eq"]["allowed"]
    assert details["pageSize"] == {"value": 0, "from": 1, "to": 10000}
    assert details["locations.eq"]["allowedProperties"] == ["id"]


HARD: dict[str, tuple[bytes, str]] = {
    "quotation marks without an end": (b'"' + b'\\"' * 400_000, ""),
    "a comment without an end": (b'{"page": 1} /* ' * 50_000, ""),
    "a comment that only begins": (b'{"page": 1} /*/', ""),
    "brackets without an end": (b"[" * 500_000, ""),
    "a number of many figures": (b'{"page": ' + b"9" * 500_000 + b"}", ""),
    "more criteria than are joined": (
        b'{"criteria": {"or": [%s]}}' % b",".join([b'{"filters": {"eq": "abcde"}}'] * 20_000),
        "criteria.or[1999]",
    ),
    "more errors than are told": (b'{"indicators": [%s]}' % b",".join([b"1"] * 200_000), "indicators[0]"),
}
"""Bodies that would take long to read or to refuse, and where the first error is."""


@pytest.mark.parametrize("name", HARD)
def test_a_body_that_is_made_to_take_long_is_refused(site: Site, data_set: str, name: str) -> None:
    body, at = HARD[name]
    reply = site.send("POST", f"/v1/data-sets/{data_set}/query", body)
    assert reply.status_code == 400
    assert reply.json()["errors"][0]["path"] == at
    assert len(reply.content) < 100_000


def _problem(reply: Any, status: int) -> Any:
    assert reply.status_code == status, reply.content
    assert reply["Content-Type"] == "application/problem+json; charset=utf-8"
    assert reply["Access-Control-Allow-Origin"] == "*"
    shown = json.loads(reply.content)
    assert (shown["status"], bool(shown["type"]), bool(shown["title"])) == (status, True, True)
    return reply


def test_every_error_of_the_api_is_a_problem_document(
    site: Site, data_set: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.exceptions import SuspiciousOperation
    from django.db import OperationalError

    for prefix in ("/v1", "/statistics/v1"):
        _problem(site.send("GET", f"{prefix}/publications", Host="elsewhere.example"), 400)
        _problem(site.send("GET", f"{prefix}/nothing"), 404)
    assert _problem(site.send("DELETE", f"/v1/data-sets/{data_set}"), 405)["Allow"] == "GET, HEAD, OPTIONS"
    _problem(site.send("POST", f"/v1/data-sets/{data_set}/query", b"[" * 2_000_000), 413)
    for error, status in ((OperationalError, 503), (SuspiciousOperation, 400), (RuntimeError, 500)):

        def failing(*_: object, error: type[Exception] = error) -> None:
            raise error("marker")

        with monkeypatch.context() as patch:
            patch.setattr("alder.web.publications.look_up.data_set", failing)
            reply = _problem(site.send("GET", f"/v1/data-sets/{data_set}"), status)
        assert b"marker" not in reply.content
        assert ("Retry-After" in reply) == (status == 503)
    with monkeypatch.context() as patch:
        patch.setattr("alder.web.http._HEADERS", None)  # what fails before and after the endpoint
        _problem(site.send("GET", f"/v1/data-sets/{data_set}"), 500)
    settings.ALDER_REQUESTS_A_MINUTE = 0.0001
    replies = [site.send("GET", "/v1/publications") for _ in range(2)]
    assert int(_problem(replies[1], 429)["Retry-After"]) > 0


def test_pages_of_the_site_go_on_answering_in_pages(site: Site) -> None:
    assert site.send("GET", "/nothing")["Content-Type"].startswith("text/html")
    assert site.send("GET", "/help", Host="elsewhere.example")["Content-Type"].startswith("text/html")
    assert site.send("GET", "/v1x/nothing")["Content-Type"].startswith("text/html")


def test_json_says_that_it_is_utf_8(site: Site, data_set: str) -> None:
    """The client in R prints at every answer that does not that it has to guess."""
    for path in ("publications", f"data-sets/{data_set}", f"data-sets/{data_set}/meta", f"data-sets/{data_set}/query"):
        assert site.send("GET", f"/v1/{path}")["Content-Type"] == "application/json; charset=utf-8"
