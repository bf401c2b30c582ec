"""Answers held to the service's own published description and vectors, where the folder of facts is at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.support.site import Site, site_in
from tests.vectors.api import main, run

ID = "0a1b2c3d-0000-4000-8000-00000000face"
OTHER = "0a1b2c3d-0000-4000-8000-00000000feed"


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with the data set behind the service's own tests, and its pairs of versions."""
    versions = shared / "ees/data/versions"
    with site_in(tmp_path_factory.mktemp("real") / "store") as site:
        site.publish(shared / "ees/data/absence_school_api/absence_school.csv", "--id", ID)
        site.publish(versions / "absence_school.csv", "--id", OTHER)
        minor = ("--renamed", "enrolments=number_of_enrolments")
        minor += ("--renamed", "school_type:Total=State-funded primary and secondary")
        site.publish(versions / "absence_school_minor_manual.csv", "--id", OTHER, *minor)
        patch = ("--patch", "--renamed", "number_of_enrolments=enrolments", "--notes", "Names of places")
        site.publish(versions / "absence_school_patch_manual.csv", "--id", OTHER, *patch)
        site.publish(versions / "absence_school_major_auto.csv", "--id", OTHER)
        yield site


@pytest.fixture(scope="module")
def described(shared: Path) -> Any:
    """A check of a value against a schema of the description."""
    document = json.loads((shared / "ees/openapi.json").read_text(encoding="utf-8"))
    components = _strict(document)["components"]

    def check(name: str, value: Any) -> None:
        schema = {"$ref": f"#/components/schemas/{name}", "components": components}
        errors = [error.message for error in Draft202012Validator(schema).iter_errors(value)]
        assert not errors

    return check


def _strict(value: Any) -> Any:
    """The description as plain JSON Schema that an answer can fit.

    Its `nullable` would add null, which answers leave out in any case. Options of places are described by a base that
    allows no property of theirs, so that no real one could fit: there, properties are open, and what each level has is
    held by a test of its own.
    """
    if isinstance(value, list):
        return [_strict(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {"anyOf" if key == "oneOf" else key: _strict(item) for key, item in value.items()}
    kept = {key: item for key, item in kept.items() if key not in ("example", "nullable")}
    for name in _PLACES & kept.keys():
        parts = kept[name].get("allOf", [kept[name]])
        for part in parts:
            part.pop("additionalProperties", None)
    return kept


_KINDS = ("", "Coded", "LocalAuthority", "Provider", "RscRegion", "School")
_PLACES = {f"Location{kind}OptionViewModel" for kind in _KINDS}


def test_every_vector_passes(real: Site, shared: Path) -> None:
    vectors = json.loads((shared / "ees/api_vectors_dev.json").read_text(encoding="utf-8"))["vectors"]
    assert len(vectors) > 20
    assert {name: unlike for name, unlike in run(vectors, ID, real.call) if unlike} == {}


SHAPES = {
    "PublicationPaginatedListViewModel": "publications",
    "DataSetViewModel": "data-sets/{other}",
    "DataSetVersionPaginatedListViewModel": "data-sets/{other}/versions",
    "DataSetVersionViewModel": "data-sets/{other}/versions/1.1.1",
    "DataSetVersionChangesViewModel": "data-sets/{other}/versions/1.1.1/changes?includePatchHistory=true",
    "DataSetQueryPaginatedResultsViewModel": "data-sets/{id}/query?filters.eq=zzzzz&debug=true",
}


@pytest.mark.parametrize("name", SHAPES)
def test_an_answer_has_the_shape_that_is_described(real: Site, described: Any, name: str) -> None:
    described(name, real.get(f"/v1/{SHAPES[name].format(id=ID, other=OTHER)}"))


def test_a_page_of_rows_has_the_shape_that_is_described(real: Site, described: Any) -> None:
    described("DataSetQueryPaginatedResultsViewModel", real.get(f"/v1/data-sets/{ID}/query?pageSize=10000"))


def test_data_sets_of_a_publication_have_the_shape_that_is_described(real: Site, described: Any) -> None:
    publication = real.get("/v1/publications")["results"][0]
    described("PublicationSummaryViewModel", publication)
    described("DataSetPaginatedListViewModel", real.get(f"/v1/publications/{publication['id']}/data-sets"))


def test_the_meta_has_the_shape_that_is_described_and_places_the_codes_of_their_level(
    real: Site, described: Any
) -> None:
    meta = real.get(f"/v1/data-sets/{ID}/meta")
    places = {group["level"]["code"]: group["options"] for group in meta["locations"]}
    described("DataSetMetaViewModel", meta)
    keys = {"NAT": {"code"}, "REG": {"code"}, "LA": {"code", "oldCode"}, "SCH": {"urn", "laEstab"}}
    for level, own in keys.items():
        assert all(set(place) == {"id", "label"} | own for place in places[level])


def test_refusals_have_the_shape_that_is_described(real: Site, described: Any) -> None:
    described("ValidationProblemViewModel", real.get(f"/v1/data-sets/{ID}/query?page=0&x=1&locations.eq=A|b|c", 400))
    described("ProblemDetailsViewModel", real.get(f"/v1/data-sets/{ID}/versions/9", 404))


@pytest.mark.parametrize(
    ("version", "major", "minor"),
    [
        ("1.0", [], []),
        ("1.1", [], ["filterOptions", "indicators", "locationOptions"]),
        ("1.1.1", [], ["indicators", "locationOptions"]),
        ("2.0", ["filters"], ["locationOptions"]),
    ],
)
def test_versions_of_the_service_differ_as_it_says(
    real: Site, version: str, major: list[str], minor: list[str]
) -> None:
    shown = real.get(f"/v1/data-sets/{OTHER}/versions/{version}/changes")
    assert (sorted(shown["majorChanges"]), sorted(shown["minorChanges"])) == (major, minor)


def test_the_runner_of_vectors_tells_what_differs(real: Site, tmp_path: Path, capsys: Any, monkeypatch: Any) -> None:
    expect = {"status": 200, "totalResults": 1, "returned": 2, "warnings": ["x"], "levels": ["NAT"], "debug": True}
    vectors = [
        {"name": "wrong", "method": "POST", "body": {}, "expect": {**expect, "first": {"geographicLevel": "X"}}},
        {"name": "refused", "method": "GET", "query": "page=0", "expect": {"status": 400, "errors": [["page", "X"]]}},
        {"name": "right", "method": "GET", "query": "page=1", "expect": {"status": 200}},
    ]
    (tmp_path / "file.json").write_text(json.dumps({"vectors": vectors}), encoding="utf-8")
    monkeypatch.setattr("tests.vectors.api.over_http", lambda base: real.call)
    assert main([str(tmp_path / "file.json"), "--base", "http://x", "--data-set", ID]) == 1
    said = capsys.readouterr().out
    assert said.endswith("pass 1 fail 2\n")
    for differing in (
        "totalResults 216, not 1",
        "216 rows returned",
        "warnings []",
        "levels",
        "no error X at page",
        "names",
    ):
        assert differing in said
