"""Any query, however nested, finds the rows that a plain reading of its meaning finds, in both ways of asking."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support import data_sets
from tests.support.properties import tried
from tests.support.site import Site, site_in
from tests.vectors.api import names_of

ID = "0a1b2c3d-0000-4000-8000-0000000fac1e"
Row = dict[str, str]
Test = Callable[[Row], bool]

LEVELS = {"NAT": "National", "REG": "Regional", "LA": "Local authority", "SCH": "School", "WARD": "Ward"}
OPTIONS = [("group", label) for label in data_sets.GROUPS] + [("kind", label) for label in data_sets.KINDS]
PLACES = [
    ("NAT", "code", "country_code", "E92000001"),
    ("REG", "code", "region_code", "X12000001"),
    ("LA", "code", "new_la_code", "X06000003"),
    ("LA", "oldCode", "old_la_code", "901"),
    ("SCH", "urn", "school_urn", "990004"),
    ("SCH", "laEstab", "school_laestab", "9014001"),
    ("LA", "code", "new_la_code", "nowhere"),
]
YEARS = ["202122", "202223", "202324", "199900"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with site_in(folder / "store") as site:
        site.publish(data_sets.write(folder), "--id", ID)
        yield site


@pytest.fixture(scope="module")
def names(site: Site) -> dict[str, str]:
    return names_of(site.get(f"/v1/data-sets/{ID}/meta"))


def options_of(values: list[Any], comparator: str) -> list[Any]:
    return values if comparator in ("in", "notIn") else values[:1]


def turned(comparator: str, found: bool) -> bool:
    return found != (comparator in ("notEq", "notIn"))


NAMED = st.sampled_from(["eq", "notEq", "in", "notIn"])


def some(items: list[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(items), min_size=1, max_size=3)


def filter_test(comparator: str, chosen: list[tuple[str, str]]) -> Test:
    return lambda row: turned(comparator, any(row[column] == label for column, label in chosen))


def level_test(comparator: str, chosen: list[str]) -> Test:
    return lambda row: turned(comparator, row["geographic_level"] in [LEVELS[code] for code in chosen])


def place_test(comparator: str, chosen: list[tuple[str, str, str, str]]) -> Test:
    return lambda row: turned(comparator, any(row[column] == value for _, _, column, value in chosen))


def year_test(comparator: str, chosen: list[str]) -> Test:
    (year, *_) = chosen

    def compared(row: Row) -> bool:
        if year == "199900":
            return False
        at, of = int(row["time_period"]), int(year)
        return {"gt": at > of, "gte": at >= of, "lt": at < of, "lte": at <= of}[comparator]

    if comparator in ("gt", "gte", "lt", "lte"):
        return compared
    return lambda row: turned(comparator, row["time_period"] in chosen)


def year_shown(year: str) -> dict[str, str]:
    return {"code": "AY", "period": f"{year[:4]}/{int(year[:4]) + 1}"}


@st.composite
def facets(draw: st.DrawFn, names: dict[str, str]) -> tuple[dict[str, Any], list[Test]]:
    """Facets, and a test for each of them."""
    shown: dict[str, Any] = {}
    tests: list[Test] = []
    kinds: list[tuple[str, st.SearchStrategy[str], list[Any], Any, Any]] = [
        ("filters", NAMED, OPTIONS, filter_test, lambda o: names[f"@opt:{o[0]}:{o[1]}"]),
        ("geographicLevels", NAMED, list(LEVELS), level_test, lambda level: level),
        ("locations", NAMED, PLACES, place_test, lambda p: {"level": p[0], p[1]: p[3]}),
        (
            "timePeriods",
            st.sampled_from(["eq", "notEq", "in", "notIn", "gt", "gte", "lt", "lte"]),
            YEARS,
            year_test,
            year_shown,
        ),
    ]
    for name, comparators, items, test, show in kinds:
        if not draw(st.booleans()):
            continue
        within: list[Test] = []
        for comparator in draw(st.lists(comparators, min_size=1, max_size=2, unique=True)):
            chosen = options_of(draw(some(items)), comparator)
            values = [show(item) for item in chosen]
            shown.setdefault(name, {})[comparator] = values if comparator in ("in", "notIn") else values[0]
            within.append(test(comparator, chosen))
        tests.append(lambda row, within=within: all(test(row) for test in within))  # type: ignore[misc]
    return shown, tests


def criteria(names: dict[str, str]) -> st.SearchStrategy[tuple[dict[str, Any], Test, list[Test] | None]]:
    """Criteria, what they mean, and for facets the test of each of them."""
    leaves = facets(names).map(lambda f: (f[0], lambda row: all(test(row) for test in f[1]), f[1]))

    def joined(word: str, how: Callable[[Iterator[bool]], bool]) -> Callable[[Any], Any]:
        return lambda parts: (
            {word: [shown for shown, _, _ in parts]},
            lambda row: how(test(row) for _, test, _ in parts),
            None,
        )

    def negated(part: Any) -> Any:
        shown, test, each = part
        if each is None:
            return {"not": shown}, lambda row: not test(row), None
        return {"not": shown}, lambda row: not any(one(row) for one in each), None

    def extended(inner: Any) -> Any:
        parts = st.lists(inner, min_size=1, max_size=3)
        return st.one_of(parts.map(joined("and", all)), parts.map(joined("or", any)), inner.map(negated))

    return st.recursive(leaves, extended, max_leaves=6)


def loaded() -> list[Row]:
    rows = enumerate(data_sets.rows())
    return [row for _, row in sorted(rows, key=lambda r: (-int(r[1]["time_period"]), r[1]["geographic_level"], r[0]))]


@settings(max_examples=tried(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_rows_of_a_query(site: Site, names: dict[str, str], data: st.DataObject) -> None:
    shown, test, _ = data.draw(criteria(names))
    status, answer = site.call("POST", f"/v1/data-sets/{ID}/query", {"criteria": shown, "pageSize": 10_000})
    assert status == 200, answer
    found = [(row["values"][names["@ind:pupils"]], row["values"][names["@ind:absent"]]) for row in answer["results"]]
    assert found == [(row["pupils"], row["absent"]) for row in loaded() if test(row)]
    assert answer["paging"]["totalResults"] == len(found)


@settings(max_examples=tried(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_both_ways_of_asking_give_the_same_answer(site: Site, names: dict[str, str], data: st.DataObject) -> None:
    from urllib.parse import urlencode

    shown, _ = data.draw(facets(names))
    _, by_body = site.call("POST", f"/v1/data-sets/{ID}/query", {"criteria": shown})
    pairs = [
        (f"{facet}.{comparator}", ", ".join(map(written, value if isinstance(value, list) else [value])))
        for facet, comparisons in shown.items()
        for comparator, value in comparisons.items()
    ]
    _, by_address = site.call("GET", f"/v1/data-sets/{ID}/query?{urlencode(pairs)}")
    assert by_address["results"] == by_body["results"]
    assert [w["code"] for w in by_address["warnings"]] == [w["code"] for w in by_body["warnings"]]


def written(value: Any) -> str:
    if isinstance(value, str):
        return value
    if "period" in value:
        return f"{value['period']}|{value['code']}"
    (property,) = set(value) - {"level"}
    return f"{value['level']}|{property}|{value[property]}"


_WORDS = """
    criteria and or not filters geographicLevels locations timePeriods eq notEq in notIn gt level id code oldCode
    period indicators sorts field direction debug page pageSize x
"""
WORDS = st.sampled_from(_WORDS.split())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 12) | st.sampled_from(["", " ", "AY", "LA", "2022", "abcde", "Asc"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=tried(150), deadline=None, suppress_health_check=list(HealthCheck))
@given(body=st.dictionaries(WORDS, JSON, max_size=5) | JSON)
def test_any_json_is_answered_or_refused_in_the_shape_of_the_api(site: Site, body: Any) -> None:
    reply = site.send("POST", f"/v1/data-sets/{ID}/query", json.dumps(body).encode())
    assert reply.status_code in (200, 400), reply.content
    shown = json.loads(reply.content)
    if reply.status_code == 400:
        assert shown["errors"]
        assert all(set(error) <= {"message", "code", "path", "detail"} for error in shown["errors"])
    else:
        assert set(shown) == {"paging", "results", "warnings"}


@settings(max_examples=tried(100), deadline=None, suppress_health_check=list(HealthCheck))
@given(query=st.text(st.sampled_from("abcLASCH.|=&,%[]0123 éin"), max_size=40))
def test_any_address_is_answered_or_refused(site: Site, query: str) -> None:
    from urllib.parse import quote

    reply = site.send("GET", f"/v1/data-sets/{ID}/query?{quote(query, safe='|=&,%[]')}")
    assert reply.status_code in (200, 400, 404)
