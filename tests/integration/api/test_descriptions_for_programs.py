"""The API describes itself truly, and lists its data sets for catalogues."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.support import data_sets
from tests.support.site import Site


@pytest.fixture
def described(site: Site) -> Any:
    return site.get("/v1/openapi.json")


def fits(described: Any, name: str, value: Any) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    errors = [error.message for error in Draft202012Validator(schema).iter_errors(value)]
    assert not errors


def test_every_address_is_described(described: Any) -> None:
    from alder.web.api.urls import urlpatterns

    # The last one is for whatever is no address.
    served = {re.sub(r"<\w+:(\w+)>", "{}", str(one.pattern)) for one in urlpatterns[:-1]}
    paths = {re.sub(r"\{\w+\}", "{}", path[1:]) for path in described["paths"]}
    assert paths == served - {"openapi.json", "catalogue.jsonld"}
    assert described["servers"] == [{"url": "http://testserver/v1"}]


SHAPES = {
    "publications": "Publications",
    "data-sets/{id}": "DataSet",
    "data-sets/{id}/meta": "Meta",
    "data-sets/{id}/versions": "Versions",
    "data-sets/{id}/versions/1.0": "Version",
    "data-sets/{id}/versions/1.0/changes?includePatchHistory=true": "Changes",
    "data-sets/{id}/query?debug=true&filters.eq=zzzzz": "Found",
    "data-sets/{id}/query": "Found",
}


@pytest.mark.parametrize("path", SHAPES)
def test_answers_are_as_described(site: Site, described: Any, data_set: str, path: str) -> None:
    fits(described, SHAPES[path], site.get(f"/v1/{path.format(id=data_set)}"))


def test_refusals_are_as_described(site: Site, described: Any, data_set: str) -> None:
    fits(described, "Errors", site.get(f"/v1/data-sets/{data_set}/query?page=0&x=1", 400))
    fits(described, "Problem", site.get(f"/v1/data-sets/{data_set}/versions/7", 404))


def test_changes_of_a_version_are_as_described(site: Site, described: Any, tmp_path: Path) -> None:
    id = site.publish(data_sets.write(tmp_path))["dataSetId"]
    data = [{**row, "group": row["group"].replace("Girls", "Young women")} for row in data_sets.rows()]
    for row in data:
        row["la_name"] = row["la_name"].replace("Cove", "Cove and Bay")
    site.publish(data_sets.write(tmp_path, "after", data=data), "--id", id)
    shown = site.get(f"/v1/data-sets/{id}/versions/2.0/changes")
    assert shown["majorChanges"]["filterOptions"]
    assert shown["minorChanges"]["locationOptions"]
    fits(described, "Changes", shown)


def test_the_queries_of_the_specification_are_as_described(described: Any) -> None:
    from tests.integration.api.test_queries import CRITERIA

    for line in CRITERIA.strip().splitlines():
        criteria = json.loads(line[line.index("{") : line.rindex("}") + 1])
        text = re.sub(r"@\w+:\w+:[^\"]+", "abcde", json.dumps({"criteria": criteria}))
        fits(described, "Query", json.loads(text))


def test_the_catalogue_lists_every_public_data_set(site: Site, data_set: str) -> None:
    reply = site.send("GET", "/statistics/v1/catalogue.jsonld")
    assert reply["Content-Type"] == "application/ld+json"
    listed = {one["dct:identifier"]: one for one in json.loads(reply.content)["dcat:dataset"]}
    one = listed[data_set]
    assert one["@type"] == ["dcat:Dataset", "schema:Dataset"]
    assert (one["dct:title"], one["dcat:version"]) == ("Absence by school", "1.0")
    assert one["dct:description"] == "Absence by school, from Absence."
    assert one["schema:temporalCoverage"] == "2021/22 to 2023/24"
    assert (
        one["dcat:distribution"][0]["dcat:downloadURL"] == f"http://testserver/statistics/v1/data-sets/{data_set}/csv"
    )
    assert one["schema:variableMeasured"] == ["Absence rate", "Number of pupils", "Pupils absent"]
