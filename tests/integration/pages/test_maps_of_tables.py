"""A table by place has a map where the store beside the site holds boundaries of these places."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.page_reader import Page
from tests.support.site import Site, site_in

import alder
from alder.sources.miniature import made_up_edition, nation

DATA_SET = "0a1b2c3d-0000-4000-8000-00000000c1e1"
HEAD = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,lad_code,lad_name"
)
META = "col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,filter_hint,filter_grouping_column\n"


def rates(folder: Path) -> Path:
    """Pass rates of every region and authority of Wealdmark; that of every tenth authority is hidden."""
    of, at = nation.authorities(), ["202324", "Academic year"]
    country = ["E92990001", "Wealdmark (made up)"]
    lines = [[*at, "Regional", *country, r.code, r.name, "", "", f"{60 + n}.5"] for n, r in enumerate(of.regions)]
    for n, a in enumerate(of.listed):
        region = of.regions[a.region]
        rate = "c" if n % 10 == 0 else f"{40 + n % 47}.0"
        lines.append([*at, "Local authority district", *country, region.code, region.name, a.code, a.name, rate])
    file = folder / "rates_made_up.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([[*HEAD.split(","), "rate"], *lines])
    file.with_suffix(".meta.csv").write_text(f"{META}rate,Indicator,Pass rate,,%,1,,\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("maps")
    with site_in(folder / "store") as site:
        site.publish(rates(folder), "--id", DATA_SET, "--title", "Pass rates", "--made-up", release="2023/24")
        made_up_edition.load(alder.open(site.store).store, mix_made_up=True)
        yield site


def look(site: Site, address: str) -> Page:
    reply = site.send("GET", address.partition("#")[0])
    while reply.status_code == 302:
        address = reply["Location"]
        reply = site.send("GET", address)
    assert reply.status_code == 200, address
    return Page(address, reply.content.decode())


def table(site: Site, places: str, chart: str = "") -> Page:
    (measure,) = site.get(f"/v1/data-sets/{DATA_SET}/meta")["indicators"]
    year = "from=AY.202324&to=AY.202324"
    query = f"place={places}.*&{year}&show={measure['id']}{chart}"
    return look(site, f"/create-a-table/data-set/{DATA_SET}/table?{query}")


def areas(page: Page) -> list[str]:
    """How the areas of the wide map are filled."""
    figure = next(f for f in page.root.every("figure") if f.every("svg", class_="alder-wide"))
    return [str(p.attributes["fill"]) for p in figure.every("svg", class_="alder-wide")[0].every("path")]


def test_a_table_of_many_areas_has_a_map_beside_it(mapped: Site) -> None:
    page = table(mapped, "LAD")
    assert "Pass rate by place" in page.words
    assert len(areas(page)) == 150
    assert sum(fill.startswith("url(#") for fill in areas(page)) == 15, "what is hidden is hatched"
    assert "no figure: c" in page.words
    assert "Mereford" in page.words, "the table has every figure in words"
    picture = mapped.send("GET", page.links["Download the chart (SVG)"])
    assert picture.status_code == 200
    assert "Made-up figures" in picture.content.decode()


def test_a_table_of_regions_has_bars_and_a_map_is_one_choice_away(mapped: Site) -> None:
    page = table(mapped, "REG")
    changed = page.submitted({"Kind of chart": "Map of places"}, form=-2, button="").rpartition("#chart?")[2]
    drawn = look(mapped, f"{page.address.partition('?')[0]}?{changed}")
    assert len(areas(drawn)) == 9
    assert "64.5%" in drawn.words, "the figures of a few areas stand in them"


def test_without_boundaries_there_is_no_map_and_the_page_says_so(mapped: Site) -> None:
    mapped.run("reference", "remove", "boundary")
    page = table(mapped, "LAD", "&chart=map")
    assert "There is no chart of this. No boundaries are at hand of several places of this table." in page.words
    assert "Map of places" not in table(mapped, "REG").words
    made_up_edition.load(alder.open(mapped.store).store, mix_made_up=True)  # for the tests that come after
