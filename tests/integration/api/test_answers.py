"""What an answer of the API looks like: rows, pages, sorts, the meta, the file."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import Any

import pytest
from tests.support import data_sets
from tests.support.site import Site, taken_on
from tests.vectors.api import named, names_of


@pytest.fixture
def names(site: Site, data_set: str) -> dict[str, str]:
    return names_of(site.get(f"/v1/data-sets/{data_set}/meta"))


def asked(site: Site, data_set: str, names: dict[str, str], **body: Any) -> Any:
    status, shown = site.call("POST", f"/v1/data-sets/{data_set}/query", named(body, names))
    assert status == 200, shown
    return shown


SCHOOL = {"locations": {"eq": {"level": "SCH", "urn": "990004"}}}


def test_a_row_has_ids_for_everything_and_its_figures_as_the_file_has_them(
    site: Site, data_set: str, names: dict[str, str]
) -> None:
    criteria = {
        **SCHOOL,
        "filters": {"eq": "@opt:kind:Maintained"},
        "timePeriods": {"eq": {"code": "AY", "period": "2022"}},
    }
    row = asked(site, data_set, names, criteria=criteria)["results"][1]
    (figures,) = [
        (written["pupils"], written["absent"], written["absence_rate"])
        for written in data_sets.rows()
        if written["school_urn"] == "990004"
        and (written["time_period"], written["group"], written["kind"]) == ("202223", "Boys", "Maintained")
    ]
    assert row == named(
        {
            "timePeriod": {"code": "AY", "period": "2022/2023"},
            "geographicLevel": "SCH",
            "locations": {
                "NAT": "@loc:NAT:E92000001",
                "REG": "@loc:REG:X12000002",
                "LA": "@loc:LA:X06000003",
                "SCH": "@loc:SCH:990004",
            },
            "filters": {"@flt:group": "@opt:group:Boys", "@flt:kind": "@opt:kind:Maintained"},
            "values": dict(zip(("@ind:pupils", "@ind:absent", "@ind:absence_rate"), figures, strict=True)),
        },
        names,
    )


def test_a_blank_filter_or_place_is_left_out_and_a_blank_figure_is_an_empty_text(
    site: Site, data_set: str, names: dict[str, str]
) -> None:
    rows = asked(site, data_set, names, criteria={"geographicLevels": {"eq": "NAT"}})["results"]
    assert all(set(row["locations"]) == {"NAT"} and set(row["filters"]) == {names["@flt:group"]} for row in rows)
    every = asked(site, data_set, names)["results"]
    figures = {value for row in every for value in row["values"].values()}
    assert {"", "c", "low"} <= figures


def test_only_the_indicators_asked_for_are_shown_and_none_for_an_empty_list(
    site: Site, data_set: str, names: dict[str, str]
) -> None:
    one = asked(site, data_set, names, indicators=["@ind:absent", "@ind:absent"], pageSize=1)["results"]
    assert list(one[0]["values"]) == [names["@ind:absent"]]
    assert asked(site, data_set, names, indicators=[], pageSize=1)["results"][0]["values"] == {}


def test_debug_adds_names_and_labels(site: Site, data_set: str, names: dict[str, str]) -> None:
    answer = asked(site, data_set, names, criteria=SCHOOL, debug=True, pageSize=1)
    (row,) = answer["results"]
    assert [warning["code"] for warning in answer["warnings"]] == ["DebugEnabled"]
    assert next(iter(row["values"])) == f"{names['@ind:absence_rate']} :: absence_rate"
    assert row["locations"]["LA"] == f"{names['@loc:LA:X06000003']} :: Cove (code = X06000003, oldCode = 903)"
    assert row["locations"]["SCH"] == f"{names['@loc:SCH:990004']} :: Ashdown School (urn = 990004, laEstab = 9034004)"
    assert row["filters"][f"{names['@flt:group']} :: group"] == f"{names['@opt:group:Total']} :: Total"


def test_rows_come_newest_period_first_then_by_level_then_as_the_file_has_them(
    site: Site, data_set: str, names: dict[str, str]
) -> None:
    rows = asked(site, data_set, names, pageSize=10_000)["results"]
    expected = sorted(
        enumerate(data_sets.rows()),
        key=lambda row: (-int(row[1]["time_period"]), row[1]["geographic_level"], row[0]),
    )
    assert [row["values"][names["@ind:absent"]] for row in rows] == [row["absent"] for _, row in expected]


SORTS = {
    "oldest first": ("timePeriod|Asc", lambda r: (r["time_period"],)),
    "levels by their labels": ("geographicLevel|Asc", lambda r: (r["geographic_level"],)),
    "places by their names, blanks first": ("location|SCH|Asc", lambda r: (r["school_name"],)),
    "options by their labels": ("filter|@flt:group|Asc", lambda r: (r["group"],)),
    "figures as text": ("indicator|@ind:absent|Asc", lambda r: (r["absent"],)),
}


@pytest.mark.parametrize("name", SORTS)
@pytest.mark.parametrize("direction", ["Asc", "Desc"])
def test_sorts(site: Site, data_set: str, names: dict[str, str], name: str, direction: str) -> None:
    field, key = SORTS[name]
    sort = {"field": field.removesuffix("|Asc"), "direction": direction}
    rows = asked(site, data_set, names, sorts=[sort], pageSize=10_000)["results"]
    loaded = sorted(
        enumerate(data_sets.rows()),
        key=lambda row: (row[1]["geographic_level"], -int(row[1]["time_period"]), row[0]),
    )
    expected = sorted((row for _, row in loaded), key=key, reverse=False)
    if direction == "Desc":
        values = sorted({key(row) for row in expected}, reverse=True)
        expected = [row for value in values for row in expected if key(row) == value]
    assert [row["values"][names["@ind:pupils"]] for row in rows] == [row["pupils"] for row in expected]


def test_several_sorts_are_applied_in_turn(site: Site, data_set: str, names: dict[str, str]) -> None:
    query = "sorts=timePeriod|Asc,%20location|LA|Desc&geographicLevels.eq=LA&pageSize=10000"
    rows = site.get(f"/v1/data-sets/{data_set}/query?{query}")["results"]
    places = list(dict.fromkeys((row["timePeriod"]["period"], row["locations"]["LA"]) for row in rows))
    las = [names[f"@loc:LA:X0600000{n}"] for n in (3, 2, 1)]
    assert places == [(year, la) for year in ("2021/2022", "2022/2023", "2023/2024") for la in las]


def test_figures_sort_as_numbers_where_the_site_is_set_so(
    site: Site, data_set: str, names: dict[str, str], settings: Any
) -> None:
    settings.ALDER_NUMERIC_SORT = True
    sort = {"field": "indicator|@ind:absent", "direction": "Asc"}
    rows = asked(site, data_set, names, sorts=[sort], pageSize=10_000)["results"]
    values = [row["values"][names["@ind:absent"]] for row in rows]
    numbers = [int(value) for value in values if value.isdigit()]
    assert values == [*map(str, sorted(numbers)), *["low"] * (len(values) - len(numbers))]


@pytest.mark.parametrize(
    ("page", "size", "rows", "pages"), [(1, 50, 50, 4), (4, 50, 3, 4), (5, 50, 0, 4), (1, 153, 153, 1), (77, 2, 1, 77)]
)
def test_pages(site: Site, data_set: str, page: int, size: int, rows: int, pages: int) -> None:
    shown = site.get(f"/v1/data-sets/{data_set}/query?page={page}&pageSize={size}")
    assert shown["paging"] == {"page": page, "pageSize": size, "totalResults": 153, "totalPages": pages}
    assert len(shown["results"]) == rows


def test_a_question_without_an_answer_has_one_page_unless_a_page_is_one_row(site: Site, data_set: str) -> None:
    for size, pages in ((1000, 1), (2, 1), (1, 0)):
        shown = site.get(f"/v1/data-sets/{data_set}/query?filters.eq=zzzzz&pageSize={size}")
        assert shown["paging"]["totalPages"] == pages


def test_the_meta_lists_what_can_be_asked_for(site: Site, data_set: str) -> None:
    meta = site.get(f"/v1/data-sets/{data_set}/meta")
    assert [(f["column"], f["label"], f["hint"], [o["label"] for o in f["options"]]) for f in meta["filters"]] == [
        ("kind", "Kind of school", "", ["Academy", "Maintained"]),
        ("group", "Pupil group", "As schools record it", ["Boys", "Girls", "Total"]),
    ]
    assert [(i["column"], i["unit"], i.get("decimalPlaces")) for i in meta["indicators"]] == [
        ("absence_rate", "%", 1),
        ("pupils", "", 0),
        ("absent", "", 0),
    ]
    assert [level["code"] for level in meta["geographicLevels"]] == ["LA", "NAT", "REG", "SCH"]
    groups = {group["level"]["code"]: group["options"] for group in meta["locations"]}
    assert [{k: v for k, v in place.items() if k != "id"} for place in groups["LA"]] == [
        {"label": "Aldby", "code": "X06000001", "oldCode": "901"},
        {"label": "Brayton", "code": "X06000002", "oldCode": "902"},
        {"label": "Cove", "code": "X06000003", "oldCode": "903"},
    ]
    assert [place["label"] for place in groups["SCH"]] == [
        "Aldby High",
        "Ashdown School",
        "Brayton Park",
        "Cove Academy",
    ]
    assert set(groups["SCH"][0]) == {"id", "label", "urn", "laEstab"}
    assert meta["timePeriods"][0] == {"code": "AY", "period": "2021/2022", "label": "2021/22"}
    ids = [thing["id"] for thing in (*meta["filters"], *meta["indicators"], *groups["SCH"])]
    assert all(5 <= len(id) <= 10 and id.isalnum() for id in ids)


def test_the_meta_can_be_had_in_parts(site: Site, data_set: str) -> None:
    some = site.get(f"/v1/data-sets/{data_set}/meta?types=Filters,%20TimePeriods")
    assert some["filters"]
    assert some["timePeriods"]
    assert some["indicators"] == some["locations"] == []
    wrong = site.get(f"/v1/data-sets/{data_set}/meta?types=Filters,Sorts", 400)
    assert [(error["path"], error["code"]) for error in wrong["errors"]] == [("types[1]", "AllowedValue")]


def test_the_file_comes_as_it_was_published(site: Site, data_set: str) -> None:
    packed = site.send("GET", f"/v1/data-sets/{data_set}/csv", **{"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert packed["Content-Type"].startswith("text/csv")
    assert packed["Content-Disposition"] == f'attachment; filename="{data_set}_v1.0.csv"'
    assert packed["X-Robots-Tag"] == "noindex"
    plain = site.send("GET", f"/v1/data-sets/{data_set}/csv?dataSetVersion=1.0", **{"Accept-Encoding": "identity"})
    assert not plain.has_header("Content-Encoding")
    text = b"".join(plain.streaming_content)
    assert gzip.decompress(b"".join(packed.streaming_content)) == text
    assert list(csv.DictReader(io.StringIO(text.decode()))) == data_sets.rows()


def test_what_has_not_changed_is_not_sent_again(site: Site, data_set: str) -> None:
    first = site.send("GET", f"/v1/data-sets/{data_set}/meta")
    again = site.send("GET", f"/v1/data-sets/{data_set}/meta", **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_long_answers_are_compressed_for_those_who_take_it(site: Site, data_set: str) -> None:
    reply = site.send("GET", f"/v1/data-sets/{data_set}/query", **{"Accept-Encoding": "gzip"})
    assert reply["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(reply.content))["paging"]["totalResults"] == 153


def test_pages_of_every_site_may_ask(site: Site, data_set: str) -> None:
    asked_first = site.send("OPTIONS", f"/v1/data-sets/{data_set}/query")
    assert asked_first.status_code == 204
    assert asked_first["Access-Control-Allow-Methods"] == "GET, POST, OPTIONS"
    assert site.send("GET", f"/v1/data-sets/{data_set}")["Access-Control-Allow-Origin"] == "*"


def test_a_query_that_takes_too_long_is_given_up(site: Site, data_set: str, settings: Any) -> None:
    settings.ALDER_QUERY_SECONDS = 0.0
    reply = site.send("GET", f"/v1/data-sets/{data_set}/query?page=3")
    assert (reply.status_code, reply.content) == (504, b"")


def taken(site: Site, data_set: str, kind: str, query: str = "") -> Any:
    reply = site.send("GET", f"/v1/data-sets/{data_set}/query?{query}", Accept=kind)
    assert reply["Content-Type"].split(";")[0] == kind
    return reply


def test_an_answer_can_be_had_as_csv_in_the_columns_of_the_standard(site: Site, data_set: str) -> None:
    reply = taken(site, data_set, "text/csv", "geographicLevels.eq=SCH&sorts=timePeriod|Asc")
    rows = list(csv.DictReader(io.StringIO(reply.content.decode())))
    assert set(rows[0]) == set(data_sets.COLUMNS)
    assert sorted(map(str, (sorted(row.items()) for row in rows))) == sorted(
        str(sorted(row.items())) for row in data_sets.rows() if row["geographic_level"] == "School"
    )


def test_an_answer_and_the_whole_file_can_be_had_as_parquet(site: Site, data_set: str) -> None:
    import pyarrow.parquet as pq

    reply = taken(site, data_set, "application/vnd.apache.parquet", "indicators=&pageSize=1".partition("&")[2])
    table = pq.read_table(io.BytesIO(reply.content))
    assert table.num_rows == 1
    assert table.schema.field("absence_rate").metadata[b"unit"] == b"%"
    whole = site.send("GET", f"/v1/data-sets/{data_set}/csv", Accept="application/vnd.apache.parquet")
    assert whole["Content-Disposition"].endswith('_v1.0.parquet"')
    assert pq.read_table(io.BytesIO(b"".join(whole.streaming_content))).to_pylist() == data_sets.rows()


def test_an_answer_can_be_had_as_a_cube(site: Site, data_set: str, names: dict[str, str]) -> None:
    query = "geographicLevels.eq=LA&timePeriods.eq=2022|AY&sorts=location|LA|Asc"
    cube = json.loads(taken(site, data_set, "application/vnd.json-stat+json", query).content)
    assert (cube["version"], cube["class"], cube["label"]) == ("2.0", "dataset", "Absence by school")
    kind, group = names["@flt:kind"], names["@flt:group"]
    assert cube["id"] == ["period", "place", kind, group, "indicator"]
    assert cube["size"] == [1, 3, 2, 3, 3]
    assert list(cube["dimension"]["place"]["category"]["label"].values()) == ["Aldby", "Brayton", "Cove"]
    assert cube["dimension"]["period"]["category"]["label"] == {"AY202223": "2022/23"}
    written = [
        row
        for row in data_sets.rows()
        if (row["geographic_level"], row["time_period"]) == ("Local authority", "202223")
    ]
    assert len(cube["value"]) + len(cube["status"]) == 3 * len(written)
    numbers = sorted(float(row["pupils"]) for row in written if row["pupils"] != "c")
    at = list(cube["dimension"]["indicator"]["category"]["index"]).index(names["@ind:pupils"])
    assert sorted(value for key, value in cube["value"].items() if int(key) % 3 == at) == numbers
    units = cube["dimension"]["indicator"]["category"]["unit"]
    assert units[names["@ind:absence_rate"]] == {"label": "%", "decimals": 1}
    assert units[names["@ind:pupils"]] == {"label": "", "decimals": 0}


def test_a_cube_of_rows_about_places_that_have_no_name(site: Site, tmp_path: Any) -> None:
    first, *rows = ({**row, "absent": "x", "pupils": "c"} for row in data_sets.rows()[:9])
    data = [first, *({**row, "country_name": "", "country_code": ""} for row in rows)]
    file = data_sets.write(tmp_path, "nowhere", data=data)
    id = site.publish(file, *taken_on(file))["dataSetId"]
    cube = json.loads(taken(site, id, "application/vnd.json-stat+json").content)
    assert set(cube["dimension"]["place"]["category"]["label"].values()) == {"England", "No place"}
    assert {"x", "c"} <= set(cube["status"].values())


def test_rows_about_places_without_a_name_can_be_asked_for_and_chosen(site: Site, tmp_path: Any) -> None:
    data = [{**row, "school_name": ""} for row in data_sets.rows() if row["geographic_level"] == "School"]
    id = site.publish(data_sets.write(tmp_path, "unnamed", data=data))["dataSetId"]
    (schools,) = [
        group for group in site.get(f"/v1/data-sets/{id}/meta")["locations"] if group["level"]["code"] == "SCH"
    ]
    assert {place["label"] for place in schools["options"]} == {"Not named"}
    place = schools["options"][0]
    found = site.get(f"/v1/data-sets/{id}/query?locations.eq=SCH|id|{place['id']}")
    assert {row["locations"]["SCH"] for row in found["results"]} == {place["id"]}
    chosen = site.send("GET", f"/create-a-table/data-set/{id}/times?place=SCH.{place['id']}")
    assert "Which times?" in chosen.content.decode()
