"""Data sets that leave a step out, have no total, or whose latest figure is a symbol."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.page_reader import Page
from tests.support.site import Site, site_in
from tests.support.text_tables import rows

REGIONS, NATION = "0a1b2c3d-0000-4000-8000-00000000c1d1", "0a1b2c3d-0000-4000-8000-00000000c1d2"
CROSSED = "0a1b2c3d-0000-4000-8000-00000000c1d3"
PLACES = [("E12000001", "North East"), ("E12000002", "North West"), ("E12000004", "East Midlands")]
PLACES += [("E12000005", "West Midlands"), ("E12000006", "East of England")]
META = "col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,filter_hint,filter_grouping_column\n"
HEAD = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name"


def write(file: Path, head: str, lines: list[list[str]], meta: str) -> Path:
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([head.split(","), *lines])
    file.with_suffix(".meta.csv").write_text(META + meta, encoding="utf-8")
    return file


def by_region(folder: Path) -> Path:
    """Five regions in one year, by a filter without a total."""
    lines = [
        ["2024", "Calendar year", "Regional", "E92000001", "England", *place, kind, str(-100 * n - 7)]
        for n, place in enumerate(PLACES)
        for kind in ("Day", "Evening")
    ]
    meta = "kind,Filter,Kind of class,,,,,\nchange,Indicator,Change in pay,,£m,0,,\n"
    return write(folder / "by_region.csv", f"{HEAD},kind,change", lines, meta)


FIGURES = """
time_period | pay   | gap  | share | known | code
2022        | 21000 | 1.25 | 10.0  | 5     | 01
2023        | 21500 | x    | c     | 6     | 02
2024        | 22050 | 1.75 | 11.5  | x     | 03
"""


def national(folder: Path) -> Path:
    """England alone: pounds, points, a percentage after a hidden one, a symbol, and a number that is a name."""
    found = rows(FIGURES)
    names = list(found[0])[1:]
    lines = [
        [
            str(r["time_period"]),
            "Calendar year",
            "National",
            "E92000001",
            "England",
            "",
            "",
            *(str(r[n]) for n in names),
        ]
        for r in found
    ]
    units = {"pay": "£,0", "gap": "pp,", "share": "%,1", "known": ",0", "code": "numberstring,"}
    meta = "".join(f"{n},Indicator,{n.title()} of leavers,,{units[n]},,\n" for n in names)
    return write(folder / "national.csv", f"{HEAD},{','.join(names)}", lines, meta)


def never_crossed(folder: Path) -> Path:
    """Totals by sex and totals by age, and never the total of both."""
    lines = [
        ["2024", "Calendar year", "National", "E92000001", "England", "", "", *groups, "100"]
        for groups in (("Total", "Under 19"), ("Female", "All ages"))
    ]
    meta = "sex,Filter,Sex,,,,,\nage,Filter,Age,,,,,\nstarts,Indicator,Starts,,,0,,\n"
    return write(folder / "never_crossed.csv", f"{HEAD},sex,age,starts", lines, meta)


def without_a_total(folder: Path) -> Path:
    """England, by a filter whose options nothing sums."""
    lines = [
        ["2024", "Calendar year", "National", "E92000001", "England", "", "", kind, "100"]
        for kind in ("Day", "Evening")
    ]
    meta = "kind,Filter,Kind of class,,,,,\nstarts,Indicator,Starts,,,0,,\n"
    return write(folder / "without_a_total.csv", f"{HEAD},kind,starts", lines, meta)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("odd")
    with site_in(folder / "store") as site:
        site.publish(by_region(folder), "--id", REGIONS, "--title", "Pay by region", publication="Pay", release="2024")
        site.publish(national(folder), "--id", NATION, "--title", "Pay in England", publication="Pay", release="2024")
        site.publish(never_crossed(folder), "--id", CROSSED, "--title", "Starts", publication="Starts", release="2024")
        site.publish(without_a_total(folder), "--title", "Classes", publication="Classes", release="2024")
        yield site


def look(site: Site, address: str) -> Page:
    for _ in range(5):
        reply = site.send("GET", address)
        if reply.status_code != 302:
            break
        address = reply["Location"]
    assert reply.status_code == 200, address
    return Page(address, reply.content.decode())


def test_a_publication_with_two_data_sets_asks_which(odd: Site) -> None:
    page = look(odd, look(odd, "/create-a-table").submitted({"publication": ["Pay"]}))
    assert page.heading == "Which data set?"
    assert look(odd, page.submitted({})).errors == ["Choose a data set"]
    assert look(odd, page.submitted({"data_set": ["Pay by region"]})).heading == "Which places?"


def test_one_time_needs_no_question_and_all_groups_are_chosen_where_there_is_no_total(odd: Site) -> None:
    page = look(odd, f"/create-a-table/data-set/{REGIONS}/places")
    page = look(odd, page.submitted({"place": ["All 5"]}))
    assert page.heading == "What should the table show?"
    assert "5 at the level region" in page.words
    assert page.offered("item") == ["+ Day", "+ Evening"]
    table = look(odd, page.submitted({})).table()
    assert table[:3] == ["Place | Kind of class | Change in pay", "East Midlands | Day | −207", "Evening | −207"]


def test_headlines_of_every_unit(odd: Site) -> None:
    page = look(odd, "/find-statistics/pay/2024")
    (tiles,) = page.root.every("ul", class_="alder-tiles")
    assert "Share of leavers 11.5% England, 2024. There is no figure for 2023." in tiles.words
    assert "Change in pay" not in tiles.words, "no single place stands for the whole"
    alone = look(odd, f"/create-a-table/data-set/{NATION}/content?place=NAT.*&from=CY.2022&to=CY.2024")
    table = look(odd, alone.submitted({"show": [f"{n} of leavers" for n in ("Pay", "Gap", "Code")]})).table()
    assert table == [
        "Time | Code of leavers | Gap of leavers | Pay of leavers",
        "2022 | 01 | 1.25 | 21,000",
        "2023 | 02 | x | 21,500",
        "2024 | 03 | 1.75 | 22,050",
    ]


def test_totals_that_are_never_crossed_give_no_headline_and_no_table(odd: Site) -> None:
    page = look(odd, "/find-statistics/starts/2024")
    assert page.root.every("ul", class_="alder-tiles") == []
    page = look(odd, f"/create-a-table/data-set/{CROSSED}/places")
    assert page.heading == "What should the table show?"
    assert page.offered("item") == ["Under 19", "+ All ages", "Female", "+ Total"]
    assert look(odd, page.submitted({})).errors == [
        "There are no figures for these groups together. For “Age” choose “Under 19”",
        "There are no figures for these groups together. For “Sex” choose “Female”",
    ]


def test_without_a_total_there_is_no_headline(odd: Site) -> None:
    assert look(odd, "/find-statistics/classes/2024").root.every("ul", class_="alder-tiles") == []


def test_a_request_to_a_name_that_is_not_ours_is_refused(odd: Site) -> None:
    assert odd.send("GET", "/find-statistics", Host="elsewhere.example").status_code == 400
