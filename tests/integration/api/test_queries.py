"""What the query language of the API means, shown on made-up figures: a line is a question and what comes of it."""

# ruff: noqa: E501  # a line is a case

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from tests.support.site import Site
from tests.vectors.api import run

CRITERIA = """
every row                        {}                                                                    153
one option                       {"filters": {"eq": "@opt:group:Boys"}}                                51
not one option                   {"filters": {"notEq": "@opt:group:Boys"}}                             102
a blank is not the option        {"filters": {"notEq": "@opt:kind:Academy"}}                           90
options of one filter            {"filters": {"in": ["@opt:group:Boys", "@opt:group:Girls"]}}          102
options of two filters: either   {"filters": {"in": ["@opt:group:Boys", "@opt:kind:Academy"]}}         93
options of two filters: neither  {"filters": {"notIn": ["@opt:group:Boys", "@opt:kind:Academy"]}}      60
comparators of one facet: both   {"filters": {"eq": "@opt:group:Boys", "notEq": "@opt:kind:Academy"}}  30
a level                          {"geographicLevels": {"eq": "LA"}}                                    54
not a level                      {"geographicLevels": {"notEq": "LA"}}                                 99
levels                           {"geographicLevels": {"in": ["NAT", "REG"]}}                          27
none of the levels               {"geographicLevels": {"notIn": ["NAT", "REG"]}}                       126
a place, with what is in it      {"locations": {"eq": {"level": "LA", "code": "X06000003"}}}           54
a place by its old code          {"locations": {"eq": {"level": "LA", "oldCode": "901"}}}              36
a place by its id                {"locations": {"eq": {"level": "REG", "id": "@loc:REG:X12000001"}}}   81
a school by its number           {"locations": {"eq": {"level": "SCH", "urn": "990004"}}}              18
a school by its LAESTAB          {"locations": {"eq": {"level": "SCH", "laEstab": "9034004"}}}         18
not the place, also where blank  {"locations": {"notEq": {"level": "LA", "code": "X06000003"}}}        99
places of two levels: either     {"locations": {"in": [{"level": "LA", "code": "X06000003"}, {"level": "SCH", "urn": "990001"}]}}     72
places of two levels: neither    {"locations": {"notIn": [{"level": "LA", "code": "X06000003"}, {"level": "SCH", "urn": "990001"}]}}  81
a period                         {"timePeriods": {"eq": {"code": "AY", "period": "2022/2023"}}}        51
a period by its first year       {"timePeriods": {"eq": {"code": "AY", "period": "2022"}}}             51
not a period                     {"timePeriods": {"notEq": {"code": "AY", "period": "2022"}}}          102
periods                          {"timePeriods": {"in": [{"code": "AY", "period": "2021"}, {"code": "AY", "period": "2022"}]}}     102
none of the periods              {"timePeriods": {"notIn": [{"code": "AY", "period": "2021"}, {"code": "AY", "period": "2022"}]}}  51
after                            {"timePeriods": {"gt": {"code": "AY", "period": "2022"}}}             51
from                             {"timePeriods": {"gte": {"code": "AY", "period": "2022"}}}            102
before                           {"timePeriods": {"lt": {"code": "AY", "period": "2022"}}}             51
until                            {"timePeriods": {"lte": {"code": "AY", "period": "2022"}}}            102
between                          {"timePeriods": {"gt": {"code": "AY", "period": "2021"}, "lt": {"code": "AY", "period": "2023"}}}  51
facets together                  {"filters": {"eq": "@opt:group:Boys"}, "geographicLevels": {"eq": "LA"}}            18
and                              {"and": [{"filters": {"eq": "@opt:group:Boys"}}, {"filters": {"eq": "@opt:kind:Academy"}}]}  21
or                               {"or": [{"filters": {"eq": "@opt:group:Boys"}}, {"filters": {"eq": "@opt:kind:Academy"}}]}   93
or of one                        {"or": [{"filters": {"eq": "@opt:group:Boys"}}]}                      51
not                              {"not": {"filters": {"eq": "@opt:group:Boys"}}}                       102
not of facets: none of them      {"not": {"filters": {"eq": "@opt:group:Boys"}, "geographicLevels": {"eq": "LA"}}}   66
not of and: not all of them      {"not": {"and": [{"filters": {"eq": "@opt:group:Boys"}, "geographicLevels": {"eq": "LA"}}]}}  135
not of not                       {"not": {"not": {"filters": {"eq": "@opt:group:Boys"}}}}              51
not of one facet: comparators and  {"not": {"filters": {"eq": "@opt:group:Boys", "notEq": "@opt:kind:Academy"}}}      123
"""

MISSING = """
an option that is not there      {"filters": {"eq": "zzzzz"}}                          0    FiltersNotFound QueryNoResults
not an option that is not there  {"filters": {"notEq": "zzzzz"}}                       153  FiltersNotFound
one of two options               {"filters": {"in": ["zzzzz", "@opt:group:Boys"]}}     51   FiltersNotFound
none of two options              {"filters": {"notIn": ["zzzzz", "@opt:group:Boys"]}}  102  FiltersNotFound
a level                          {"geographicLevels": {"eq": "WARD"}}                  0    GeographicLevelsNotFound QueryNoResults
none of the levels               {"geographicLevels": {"notIn": ["WARD"]}}             153  GeographicLevelsNotFound
a place                          {"locations": {"eq": {"level": "LA", "code": "no"}}}  0    LocationsNotFound QueryNoResults
a place of no level here         {"locations": {"notEq": {"level": "PROV", "ukprn": "1"}}}  153  LocationsNotFound
a code at another level          {"locations": {"eq": {"level": "REG", "code": "X06000003"}}}  0  LocationsNotFound QueryNoResults
a period                         {"timePeriods": {"eq": {"code": "AY", "period": "1999"}}}     0  TimePeriodsNotFound QueryNoResults
a kind of period                 {"timePeriods": {"eq": {"code": "CY", "period": "2022"}}}     0  TimePeriodsNotFound QueryNoResults
after a period                   {"timePeriods": {"gt": {"code": "AY", "period": "1999"}}}     0  TimePeriodsNotFound QueryNoResults
in the order of the parts        {"or": [{"timePeriods": {"eq": {"code": "AY", "period": "1999"}}}, {"filters": {"eq": "zzzzz"}}]}  0  TimePeriodsNotFound FiltersNotFound QueryNoResults
"""

BY_ADDRESS = """
every row                  -                                                      153
an option                  filters.eq=@opt:group:Boys                             51
options                    filters.in=@opt:group:Boys,@opt:group:Girls            102
a blank after the comma    filters.in=@opt:group:Boys,%20@opt:group:Girls         102
a list given in two        filters.in=@opt:group:Boys&filters.in=@opt:group:Girls 102
a list with positions      filters.in[0]=@opt:group:Boys&filters.in[1]=@opt:group:Girls  102
none of the options        filters.notIn=@opt:group:Boys,@opt:kind:Academy        60
levels                     geographicLevels.in=NAT,REG                            27
a place by its code        locations.eq=LA|code|X06000003                         54
a place by its old code    locations.eq=LA%7ColdCode%7C901                        36
a place by its id          locations.eq=REG|id|@loc:REG:X12000001                 81
places                     locations.in=LA|code|X06000003,SCH|urn|990001          72
a period                   timePeriods.eq=2022/2023|AY                            51
periods                    timePeriods.in=2021|AY,2022|AY                         102
after                      timePeriods.gt=2022|AY                                 51
until                      timePeriods.lte=2022|AY                                102
several facets             filters.eq=@opt:group:Boys&geographicLevels.eq=LA      18
a version                  dataSetVersion=1.0                                     153
"""


def _lines(table: str) -> list[Any]:
    found = []
    for line in table.strip().splitlines():
        name, question, rows, *codes = re.split(r" {2,}(?=[{]|[0-9]+\b|[A-Z]|\S+=|-)| (?=[0-9]+$)", line.strip())
        found.append(pytest.param(question, int(rows), " ".join(codes).split(), id=name.strip()))
    return found


def passes(site: Site, data_set: str, vector: dict[str, Any]) -> None:
    ((_, unlike),) = run([{"name": "", **vector}], data_set, site.call)
    assert not unlike


@pytest.mark.parametrize(("criteria", "rows", "warnings"), _lines(CRITERIA) + _lines(MISSING))
def test_criteria(site: Site, data_set: str, criteria: str, rows: int, warnings: list[str]) -> None:
    body = {"criteria": json.loads(criteria)}
    passes(
        site,
        data_set,
        {"method": "POST", "body": body, "expect": {"status": 200, "totalResults": rows, "warnings": warnings}},
    )


@pytest.mark.parametrize(("query", "rows", "_"), _lines(BY_ADDRESS))
def test_the_same_by_address(site: Site, data_set: str, query: str, rows: int, _: object) -> None:
    expect = {"status": 200, "totalResults": rows, "warnings": []}
    passes(site, data_set, {"method": "GET", "query": query.strip("-"), "expect": expect})
