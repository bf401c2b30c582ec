"""Someone looks for figures: the home page, search, a release, the catalogue and a data set."""

from __future__ import annotations

import re

import pytest
from tests.integration.pages.conftest import ABSENCE, STARTS, Look
from tests.support import data_set_of_starts
from tests.support.site import Site


def test_the_home_page_answers_five_questions_and_shows_what_is_new(look: Look) -> None:
    page = look("/")
    for question, address in (
        ("What data is there?", "/data-sources"),
        ("Which source answers my question?", "/data-sources/which"),
        ("What is the ILR?", "/data-sources/ilr"),
        ("How do I get it?", "/get-access"),
        ("How good is it?", "/quality"),
        ("Can I make my own table?", "/create-a-table"),
    ):
        assert page.links[question] == address
    assert "Starts & more 1,420 Starts. England, 2023/24. " in page.words
    assert "100.0%" not in page.words, "a share of the total in itself says nothing"
    assert [h.words.strip() for h in page.root.every("ul", class_="alder-tiles")[0].every("h3")] == [
        "Starts & more",
        "Absence",
    ]


def test_programs_find_each_publication_and_data_set_in_the_site_map_and_none_of_the_endless_tables(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    named = re.findall(r"<loc>http://[^/]+(/.*?)</loc>", site.send("GET", "/sitemap.xml").content.decode())
    assert len(named) == len(set(named))
    assert f"/data-catalogue/data-set/{STARTS}" in named
    assert "/find-statistics/starts-more/academic-year-2023-24" in named
    of_each_kind = {re.sub(r"[^/]+$", "", one): one for one in named}.values()
    assert {site.send("GET", one).status_code for one in of_each_kind} == {200}
    told = site.send("GET", "/robots.txt").content.decode()
    endless = [line.removeprefix("Disallow: ") for line in told.splitlines() if line.startswith("Disallow")]
    assert not [one for one in named if one.startswith(tuple(endless))]
    monkeypatch.setattr(settings, "ALDER_DEMO", True)
    assert "Disallow: /\n" in site.send("GET", "/robots.txt").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Starts & more", "Absence"]),
        ("?sort=oldest", ["Absence", "Starts & more"]),
        ("?sort=title", ["Absence", "Starts & more"]),
        ("?q=AWAY", ["Absence"]),
        ("?q=pupil+group", ["Absence"]),
        ("?q=pupil+starts", []),
        ("?page=9", ["Starts & more", "Absence"]),
        ("?page=x", ["Starts & more", "Absence"]),
        ("?q=starts&sort=relevance", ["Starts & more"]),
        ("?theme=Nothing", []),
        ("?kind=official", []),
    ],
)
def test_search_of_publications(look: Look, query: str, found: list[str]) -> None:
    page = look(f"/find-statistics{query}")
    assert page.listed() == found
    if not found:
        assert ("No publication has all of these words" in page.words) == ("q=" in query)
        assert page.links["Show all"] == "/find-statistics"


def test_a_release_tells_what_is_so_and_where_its_files_are(look: Look) -> None:
    page = look("/find-statistics/starts-more")
    assert (page.heading, page.address) == ("Starts & more", "/find-statistics/starts-more/academic-year-2023-24")
    tiles = page.root.every("ul", class_="alder-tiles")[0].words
    assert "Starts 1,420 England, 2023/24." in tiles
    assert "Down" not in tiles, "nobody knows how these figures were made, and nobody has confirmed a statement"
    assert "Share of starts" not in tiles, "a share of the total in itself says nothing"
    assert "fell" not in " ".join(heading.words for heading in page.root.every("h2"))
    assert "The publisher gave no notes" in page.words
    absence = look("/find-statistics/absence/2023-24")
    assert "Schools closed early in June." in absence.words
    assert absence.links["Download the data (CSV)"] == f"/v1/data-sets/{ABSENCE}/csv?dataSetVersion=1.1"
    assert "Published Absence by school, version 1.1" in absence.words


def test_an_older_release_leads_to_the_newest(look: Look) -> None:
    old = look("/find-statistics/absence/2022-23")
    assert "There is a newer release." in old.words
    assert old.links["Go to 2023/24"] == "/find-statistics/absence/2023-24"
    assert look("/find-statistics/absence/releases").table()[1].startswith("2023/24")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Absence by school", "Starts <script>alert(1)</script>"]),
        ("?q=level", ["Starts <script>alert(1)</script>"]),
        ("?level=School", ["Absence by school"]),
        ("?publication=absence", ["Absence by school"]),
        ("?publication=absence&q=level", []),
        ("?publication=absence&release=2022-23", ["Absence by school"]),
        ("?release=2022-23", ["Absence by school", "Starts <script>alert(1)</script>"]),
        ("?theme=Nothing", []),
    ],
)
def test_the_catalogue_is_narrowed(look: Look, query: str, found: list[str]) -> None:
    assert sorted(look(f"/data-catalogue{query}&sort=title" if query else "/data-catalogue").listed()) == found


def test_a_search_marks_what_it_found_and_can_be_widened_one_choice_at_a_time(look: Look) -> None:
    page = look("/data-catalogue?q=school&publication=absence&release=2022-23")
    assert [mark.words.strip() for mark in page.root.every("mark")] == ["school", "school"]
    assert page.links["“school”"] == "/data-catalogue?publication=absence&release=2022-23"
    assert page.links["2022/23"] == "/data-catalogue?q=school&publication=absence"
    assert page.links["Download all data of 2022/23 (ZIP)"] == "/find-statistics/absence/2022-23/all.zip"


def test_a_data_set_shows_its_first_rows_and_its_columns(look: Look) -> None:
    page = look(f"/data-catalogue/data-set/{STARTS}")
    rows = page.table(0)
    assert rows[0] == " | ".join(data_set_of_starts.COLUMNS)
    assert rows[1] == "202223 | Academic year | National | E92000001 | England | Total | Total | 1500 | 100.0"
    assert page.links["The whole data set with guidance: columns, symbols and notes"]
    assert page.table(1) == [
        "Measure | Unit | Range | Blank | Symbols",
        "Share of starts rate | % | 33.1% to 100.0% | None | None",
        "Starts starts How it is measured | number | 470 to 1,500 | None | None",
    ]
    assert "pd.read_csv" in page.words
    assert f"/v1/data-sets/{STARTS}/csv?dataSetVersion=1.0" in page.words


def test_versions_can_be_looked_at(look: Look) -> None:
    page = look(f"/data-catalogue/data-set/{ABSENCE}")
    assert "Version 1.1" in page.words
    old = look(page.links["1.0"])
    assert "This is version 1.0. Go to version 1.1, the latest" in old.words


def test_files_of_a_data_set(site: Site) -> None:
    address = f"/data-catalogue/data-set/{STARTS}/1.0"
    meta = b"".join((reply := site.send("GET", f"{address}/meta.csv")).streaming_content)
    reply.close()
    assert meta.startswith(b"col_name,col_type,label")
    reply = site.send("GET", f"{address}/data.parquet")
    assert b"".join(reply.streaming_content)[:4] == b"PAR1"
    reply.close()
