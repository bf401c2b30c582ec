"""Someone makes a table, step by step, with plain forms; and what keeps it from ever being blank.

The how-to "make your own table", followed with apprenticeship starts as they were published.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.integration.pages.conftest import ABSENCE, STARTS, Look
from tests.support import data_sets
from tests.support.page_reader import Page
from tests.support.site import Site, body_of, taken_on

OF_ABSENCE = f"/create-a-table/data-set/{ABSENCE}"
OF_STARTS = f"/create-a-table/data-set/{STARTS}"


def test_from_the_first_step_to_a_table(look: Look) -> None:
    page = look("/create-a-table")
    page = look(page.submitted({"publication": ["Absence"]}))
    assert page.heading == "Which places?"
    assert "+ All 3" not in page.offered("place")
    page = look(page.submitted({"place": ["Aldby", "Brayton"]}))
    assert page.heading == "Which times?"
    page = look(page.submitted({"From": "2022/23", "To": "2023/24"}))
    assert page.heading == "What should the table show?"
    assert "Aldby and Brayton" in page.words
    assert page.offered("show") == ["+ Absence rate", "Number of pupils", "Pupils absent"]
    assert page.offered("item") == ["+ Academy", "+ Maintained", "Boys", "Girls", "+ Total"]
    page = look(page.submitted({"show": ["Pupils absent"], "item": ["Academy", "Maintained", "Boys", "Girls"]}))
    assert page.heading == "Pupils absent by place, kind of school and pupil group, 2022/23 to 2023/24"
    assert page.table() == [
        "Place | Kind of school | Pupil group | 2022/23 | 2023/24",
        *_expected("Aldby", "Brayton"),
    ]


def _expected(*places: str) -> list[str]:
    """The same table, worked out from the rows that were written."""
    figures = {
        (r["la_name"], r["kind"], r["group"], r["time_period"]): r["absent"]
        for r in data_sets.rows()
        if r["geographic_level"] == "Local authority"
    }
    lines = []
    for place in places:
        for k, kind in enumerate(data_sets.KINDS):
            for g, group in enumerate(("Boys", "Girls")):
                heads = [*([place] if not k and not g else []), *([kind] if not g else []), group]
                lines.append(
                    " | ".join([*heads, *(figures[place, kind, group, year] for year in ("202223", "202324"))])
                )
    return lines


def test_the_only_place_of_a_level_is_named_beside_many(look: Look) -> None:
    page = look(f"{OF_ABSENCE}/content?place=SCH.*&place=LA.*&place=NAT.*&from=AY.202324&to=AY.202324")
    assert "England, 4 at the level school and 3 at the level local authority" in page.words


def test_a_filter_that_is_blank_in_some_places_says_so(look: Look) -> None:
    page = look(f"{OF_ABSENCE}/content?place=NAT.*&place=LA.*&from=AY.202324&to=AY.202324")
    assert page.offered("item")[:3] == ["Academy", "Maintained", "+ Not split by this"]
    page = look(page.submitted({"item": ["Not split by this", "Academy", "Total"], "show": ["Number of pupils"]}))
    assert [line.split(" | ")[0] for line in page.table()[1:]] == ["England", "Aldby", "Brayton", "Cove"]


@pytest.mark.parametrize(
    ("step", "heading", "error"),
    [
        ("/create-a-table?next=1", "Which publication has your figures?", "Choose a publication"),
        (f"{OF_ABSENCE}/places?next=1", "Which places?", "Choose at least one place"),
        (f"{OF_ABSENCE}/times?place=LA.*&next=1", "Which times?", "Choose the first and the last time"),
        (
            f"{OF_ABSENCE}/content?place=LA.*&from=AY.202324&to=AY.202324&next=1",
            "What should the table show?",
            "Choose at least one measure",
        ),
    ],
)
def test_a_step_that_is_left_out_is_asked_again(look: Look, step: str, heading: str, error: str) -> None:
    page = look(step)
    assert (page.heading, page.errors[0]) == (heading, error)
    assert page.title.startswith("Error: ")


def test_groups_that_never_cross_make_no_blank_table(look: Look) -> None:
    page = look(f"{OF_STARTS}/places")
    assert page.heading == "Which times?", "one place needs no question"
    page = look(page.submitted({}))
    assert page.offered("item") == ['<b>Level 3</b> & "more"', "Level 2", "+ Total", "Female", "Male", "+ Total"]
    page = look(page.submitted({"show": ["Starts"], "item": ["Level 2", "Female", "Male"]}))
    assert page.errors == [
        "There are no figures for these groups together. For “Level” choose “Total”",
        "There are no figures for these groups together. For “Sex” choose “Total”",
    ]
    citation = look(page.address.replace("/content?", "/citation.bib?"), 404)
    assert citation.heading == "There is no page here", "without figures there is nothing to cite"
    page = look(page.submitted({"show": ["Starts"], "item": ["Total", "Female", "Male"]}))
    assert page.table() == [
        "Sex | 2022/23 | 2023/24",
        "Female | 800 | 760",
        "Male | 700 | 660",
        "Total | 1,500 | 1,420",
    ]


def test_lines_and_columns_without_a_figure_are_left_out(look: Look) -> None:
    page = look(_starts(look, "item={level}.*&item={sex}.*"))
    assert page.table() == [
        "Level | Sex | 2022/23 | 2023/24",
        '<b>Level 3</b> & "more" | Total | 600 | 470',
        "Level 2 | Total | 900 | 950",
        "Total | Female | 800 | 760",
        "Male | 700 | 660",
        "Total | 1,500 | 1,420",
    ]


def _ids(site_look: Look) -> dict[str, str]:
    page = site_look(f"{OF_STARTS}/content?place=NAT.*&from=AY.202223&to=AY.202324")
    labels = {label.attributes["for"]: label.words.strip() for label in page.root.every("label")}
    boxes = page.root.every("input", type="checkbox")
    items = [b.attributes["value"].split(".")[0] for b in boxes if b.attributes["name"] == "item"]
    shown = {labels[b.attributes["id"]]: b.attributes["value"] for b in boxes if b.attributes["name"] == "show"}
    level, sex = dict.fromkeys(items)
    return {"level": level, "sex": sex, "starts": shown["Starts"], "rate": shown["Share of starts"]}


def _starts(look: Look, more: str, kind: str = "") -> str:
    ids = _ids(look)
    query = f"place=NAT.*&from=AY.202223&to=AY.202324&show={{starts}}&{more}".format(**ids)
    return f"{OF_STARTS}/table{kind}?{query}"


def test_headings_have_layers_and_can_be_moved(look: Look) -> None:
    page = look(_starts(look, "show={rate}&item={level}.*&item={sex}.*"))
    assert page.table()[:3] == [
        "| 2022/23 | 2023/24",
        "Level | Sex | Starts | Share of starts | Starts | Share of starts",
        '<b>Level 3</b> & "more" | Total | 600 | 40.0 | 470 | 33.1',
    ]
    swapped = look(page.links["Swap rows and columns"])
    assert swapped.table()[1] == "Time | Measure | Total | Total | Female | Male | Total"
    assert swapped.table()[2] == "2022/23 | Starts | 600 | 900 | 800 | 700 | 1,500"
    nested = look(page.links["Further out"])
    assert nested.table()[:2] == ["| Starts | Share of starts", "Level | Sex | 2022/23 | 2023/24 | 2022/23 | 2023/24"]
    assert look(nested.links["To rows"]).table()[0] == "Level | Sex | Time | Starts | Share of starts"


def test_a_table_of_one_figure(look: Look) -> None:
    ids = _ids(look)
    level, sex = (_only(look, n) for n in (0, 1))
    page = look(f"{OF_STARTS}/table?place=NAT.*&from=AY.202324&show={ids['starts']}&item={level}&item={sex}")
    assert page.heading == "Starts in England, 2023/24"
    assert page.table() == ["Starts", "1,420"]
    assert "Level: Total. Sex: Total." in page.words


def _only(look: Look, position: int) -> str:
    """The value of the box of a filter's total."""
    page = look(f"{OF_STARTS}/content?place=NAT.*&from=AY.202223&to=AY.202324")
    chosen = [b for b in page.root.every("input", name="item") if "checked" in b.attributes]
    return chosen[position].attributes["value"]


def test_symbols_are_explained_and_a_link_is_the_table(look: Look) -> None:
    address = f"{OF_ABSENCE}/table?place=SCH.*&from=AY.202122&to=AY.202324&item={_kind(look)}.*&item={_group(look)}.*"
    page = look(f"{address}&show={_show(look, 'Pupils absent')}")
    assert "low rounds to 0 but is not 0" in page.words
    frozen = look(page.links["Version 1.1"])
    assert frozen.table() == page.table()
    assert "version=1.1" in frozen.address
    old = look(frozen.address.replace("version=1.1", "version=1.0"))
    assert "These figures are from version 1.0, which is not the latest." in old.words
    gone = look(f"{page.address}&place=SCH.nope1&show=nope2")
    assert "2 things that the link asks for are not in this version" in gone.words


def _content(look: Look) -> Page:
    return look(f"{OF_ABSENCE}/content?place=SCH.*&from=AY.202122&to=AY.202324")


def _kind(look: Look) -> str:
    return _content(look).root.every("input", name="item")[0].attributes["value"].split(".")[0]


def _group(look: Look) -> str:
    return _content(look).root.every("input", name="item")[-1].attributes["value"].split(".")[0]


def _show(look: Look, words: str) -> str:
    page = _content(look)
    labels = {label.words.strip(): label.attributes["for"] for label in page.root.every("label")}
    return page.root.every("input", id=labels[words])[0].attributes["value"]


def test_places_are_searched_by_name_and_code(look: Look) -> None:
    page = look(f"{OF_ABSENCE}/places?q=ash&search=1")
    assert "Ashdown School" in page.offered("place")
    assert "Aldby High" not in page.offered("place")
    assert "Cove Academy" in look(f"{OF_ABSENCE}/places?q=990003").offered("place")
    assert "Brayton Park" in look(f"{OF_ABSENCE}/places?q=park,+bray").offered("place"), "words in any order"
    kept = look(f"{page.submitted({'place': ['Ashdown School'], 'q': 'cove'}, button='search')}")
    assert "+ Ashdown School" in kept.offered("place")
    assert "Cove" in kept.offered("place")


def test_many_places_are_searched_before_they_are_listed(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alder.web.tables.step_options.MANY", 2)
    monkeypatch.setattr("alder.web.tables.step_options.MOST_FOUND", 1)
    assert "Too many to list" in look(f"{OF_ABSENCE}/places").words
    assert "more have “a” in their name" in look(f"{OF_ABSENCE}/places?q=a").words
    page = look(f"{OF_ABSENCE}/places?q=a")
    assert "Show 100 more" in " ".join(b.words for b in page.root.every("button"))
    assert len(look(f"{OF_ABSENCE}/places?q=a&search=2").offered("place")) > len(page.offered("place"))
    assert "None has “zzz”" in look(f"{OF_ABSENCE}/places?q=zzz").words


def test_a_large_table_is_cut_and_its_files_are_whole(site: Site, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    address = _starts(look, "item={level}.*&item={sex}.*")
    monkeypatch.setattr("alder.web.tables.table_views._MOST_ROWS", 3)
    page = look(address)
    assert "This is the first part of a large table." in page.words
    assert len(page.table()) < 5
    assert len(site.send("GET", address.replace("/table?", "/table.csv?")).content.splitlines()) == 11
    groups = ["Choose at least one for “Level”", "Choose at least one for “Sex”"]
    assert look(address.split("&item=")[0].replace("/table?", "/content?next=1&")).errors == groups


def test_a_very_large_table_is_shown_in_part_and_offered_as_the_files_that_hold_it(
    site: Site, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = f"place=LA.*&place=SCH.*&from=AY.202122&to=AY.202324&item={_kind(look)}.*&item={_group(look)}.*"
    address = f"{OF_ABSENCE}/table?{query}&show={_show(look, 'Pupils absent')}"
    small = {kind: site.send("GET", address.replace("/table?", f"/table.{kind}?")) for kind in ("csv", "parquet")}
    monkeypatch.setattr("alder.publishing.tables.chosen_table.MOST_FIGURES", 100)
    monkeypatch.setattr("alder.web.tables.file_views._SMALL", 10)
    monkeypatch.setattr("alder.publishing.tables.table_files._SHARE", 1)
    monkeypatch.setattr("alder.show.workbook.MOST_CELLS", 20)
    page = look(address)
    assert "This table is too large to show whole." in page.words
    shown = {line.split(" | ")[0] for line in page.table()[1:]}
    assert {"Aldby", "Brayton"} <= shown
    assert "Cove" not in shown
    assert "/table.csv?" in page.links["Download all of it as CSV"]
    assert "There is no spreadsheet of this table. It has 126 cells. 20 is the most." in page.words
    assert "There is no JSON-stat file of this table. It could have more than 100 figures." in page.words
    assert not any(f"/table.{kind}?" in link for link in page.links.values() for kind in ("ods", "xlsx", "json"))
    assert any("/table.parquet?" in link for link in page.links.values())
    whole = site.send("GET", address.replace("/table?", "/table.csv?"))
    assert sorted(body_of(whole).splitlines()) == sorted(small["csv"].content.splitlines())
    parquet = pq.read_table(io.BytesIO(body_of(site.send("GET", address.replace("/table?", "/table.parquet?")))))
    of_small = pq.read_table(io.BytesIO(small["parquet"].content))
    assert sorted(map(str, parquet.to_pylist())) == sorted(map(str, of_small.to_pylist()))
    assert parquet.schema.metadata == of_small.schema.metadata
    for kind in ("ods", "xlsx", "json"):
        refused = look(address.replace("/table?", f"/table.{kind}?"), 413)
        assert refused.heading.startswith("This table is too large for")
        assert "download all of it as CSV" in refused.links


def test_a_table_that_takes_too_long_is_given_up(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    address = _starts(look, "item={level}.*&item={sex}.*")

    def out_of_time(*_: object, **__: object) -> None:
        raise TimeoutError

    monkeypatch.setattr("alder.publishing.tables.chosen_table.table", out_of_time)
    page = look(address, 503)
    assert page.heading == "This table takes too long"
    assert look(address.replace("/table?", "/table.csv?"), 503).heading == page.heading


def test_the_same_table_as_files(site: Site, look: Look) -> None:
    reply = site.send("GET", _starts(look, "show={rate}&item={level}.*&item={sex}.*", ".csv"))
    rows = list(csv.DictReader(io.StringIO(reply.content.decode())))
    assert len(rows) == 10
    total = next(r for r in rows if (r["sex"], r["level"], r["time_period"]) == ("Total", "Total", "202324"))
    assert (total["starts"], total["rate"], total["location_code"]) == ("1420", "100.0", "E92000001")
    reply = site.send("GET", _starts(look, "item={level}.*&item={sex}.*", ".parquet"))
    table = pq.read_table(io.BytesIO(reply.content))
    assert table.num_rows == 10
    assert b"Starts by level and sex" not in table.schema.metadata[b"notes"]
    assert b"Starts in England by level and sex, 2022/23 to 2023/24" in table.schema.metadata[b"notes"]


def test_a_table_has_a_chart_that_can_be_changed_and_kept(site: Site, look: Look) -> None:
    page = look(_starts(look, "item={level}.*&item={sex}.*"))
    assert "Starts by level, 2022/23 to 2023/24" in page.words
    changed = _drawn(look, page, {"Kind of chart": "Bars"})
    changed = _drawn(look, changed, {"A bar for each": "Sex"})
    assert "Starts by sex" in changed.words
    reply = site.send("GET", changed.links["Download the chart (SVG)"])
    assert reply["Content-Type"].startswith("image/svg+xml")
    assert "Starts by sex" in reply.content.decode()
    assert "&lt;b&gt;Level 3&lt;/b&gt;" in site.send("GET", page.links["Download the chart (SVG)"]).content.decode()


def _drawn(look: Look, page: Page, choose: dict[str, list[str] | str]) -> Page:
    """The page after the form of the chart was sent. The form leads back to the chart on the same page."""
    query = page.submitted(choose, form=-2, button="").rpartition("#chart?")[2]
    return look(f"{page.address.partition('?')[0]}?{query}")


def test_a_chart_that_would_mislead_is_refused_on_the_page(site: Site, look: Look) -> None:
    page = look(_starts(look, "show={rate}&item={level}.*&item={sex}.*&by=indicator"))
    assert "There is no chart of this. Starts (a number) and share of starts (in %) cannot share an axis" in page.words
    assert "Starts, 2022/23 to 2023/24" in look(page.links["Draw starts alone"]).words
    assert site.send("GET", page.address.replace("/table?", "/chart.svg?")).status_code == 404


def test_the_call_of_the_api_gives_the_same_figures(site: Site, look: Look) -> None:
    page = look(f"{OF_ABSENCE}/content?place=NAT.*&place=LA.*&from=AY.202324&to=AY.202324")
    page = look(page.submitted({"item": ["Not split by this", "Academy", "Total"], "show": ["Number of pupils"]}))
    (pre,) = [p for p in page.root.every("pre") if "curl" in p.words]
    body = json.loads(pre.words.split("--data '")[1].rstrip().rstrip("'"))
    _, answer = site.call("POST", f"/v1/data-sets/{ABSENCE}/query", body)
    figures = sorted(v for row in answer["results"] for v in row["values"].values())
    shown = [cell.replace(",", "") for line in page.table()[1:] for cell in line.split(" | ")[1:]]
    assert figures == sorted(cell for cell in shown if cell.isdecimal() or cell == "c")
    assert len(figures) == 4


def test_an_address_that_is_not_whole_leads_to_its_step(look: Look) -> None:
    assert look(f"{OF_ABSENCE}/table").heading == "Which places?"
    assert look(f"{OF_ABSENCE}/table?place=LA.*").heading == "Which times?"
    assert look(f"{OF_ABSENCE}/table?place=LA.*&from=AY.202324").heading == "What should the table show?"
    assert look(f"{OF_ABSENCE}/content?place=LA.*").heading == "Which times?"
    assert look(f"{OF_ABSENCE}/times").heading == "Which places?"
    assert look(f"{OF_ABSENCE}/table.csv").heading == "Which places?"


def test_a_table_without_rows_leads_back_to_the_choice(site: Site, look: Look) -> None:
    ids = _ids(look)
    page = look(f"{OF_STARTS}/content?place=NAT.*&from=AY.202223&to=AY.202324")
    labels = {label.words.strip(): label.attributes["for"] for label in page.root.every("label")}
    items = [page.root.every("input", id=labels[w])[0].attributes["value"] for w in ("Level 2", "Female")]
    query = f"place=NAT.*&from=AY.202324&show={ids['starts']}&item={items[0]}&item={items[1]}"
    assert len(look(f"{OF_STARTS}/table?{query}").errors) == 2
    assert site.send("GET", f"{OF_STARTS}/table.csv?{query}").status_code == 404


def test_from_thousands_of_providers_to_a_table_its_chart_and_its_files(site: Site, look: Look, shared: Path) -> None:
    import openpyxl

    file = shared / "ees/data/app-provider-starts-202122-q4.csv.gz"
    id = site.publish(file, *taken_on(file), publication="Apprenticeships")["dataSetId"]
    page = look(f"/create-a-table/data-set/{id}/places")
    assert "Too many to list" in page.words
    page = look(page.submitted({"q": "college exeter"}, button="search"))
    page = look(page.submitted({"place": ["EXETER COLLEGE (10002370)"]}))
    page = look(page.submitted({"From": "2016/17", "To": "2021/22"}))
    page = look(page.submitted({"show": ["Starts"]}))
    with gzip.open(file, "rt", encoding="utf-8-sig", newline="") as text:
        written = list(csv.DictReader(text))
    totals = [
        row["starts"]
        for row in written
        if (row["provider_ukprn"], row["apps_level"], row["ssa_t1_desc"]) == ("10002370", "Total", "Total")
    ]
    shown = page.table()[1].split(" | ")
    assert [cell.replace(",", "") for cell in shown] == totals
    assert page.heading == "Starts in EXETER COLLEGE (10002370), 2016/17 to 2021/22"
    assert [heading.words.strip() for heading in page.root.every("h3")].count("Starts, 2016/17 to 2021/22") == 1
    reply = site.send("GET", page.address.replace("/table?", "/table.xlsx?"))
    sheet = openpyxl.load_workbook(io.BytesIO(reply.content))["Table"]
    assert [cell.value for cell in list(sheet.iter_rows())[-1]] == [int(total) for total in totals]

    everything = page.address.partition("?")[0]
    meta = site.get(f"/v1/data-sets/{id}/meta")
    items = "&".join(f"item={filter['id']}.*" for filter in meta["filters"])
    shows = "&".join(f"show={indicator['id']}" for indicator in meta["indicators"])
    every = f"{everything}?place=PROV.*&from=AY.201617&to=AY.202122&{items}&{shows}"
    assert "This is the first part of a large table." in look(every).words
    whole = body_of(site.send("GET", every.replace("/table?", "/table.csv?"))).decode()
    assert sorted((r["location_code"], r["starts"]) for r in csv.DictReader(io.StringIO(whole))) == sorted(
        (r["provider_ukprn"], r["starts"]) for r in written
    )
    assert look(every.replace("/table?", "/table.ods?"), 413).heading == "This table is too large for a spreadsheet"
