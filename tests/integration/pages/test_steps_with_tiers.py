"""Filters with tiers are one question: someone takes a thing alone, a thing and all below it, or a whole tier.

The step of places puts schools and authorities under the region in which the data file says that they lie.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.integration.pages.conftest import ABSENCE, Look
from tests.support import data_set_of_tiers
from tests.support.page_reader import Element, Page
from tests.support.site import Site, taken_on

TIERS = "0a1b2c3d-0000-4000-8000-00000000a1e1"
CONTENT = f"/create-a-table/data-set/{TIERS}/content?place=NAT.*&from=AY.202324&to=AY.202324"


@pytest.fixture(scope="module")
def step(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = data_set_of_tiers.write(tmp_path_factory.mktemp("tiers"))
    site.publish(file, "--id", TIERS, "--title", "Achievers", *taken_on(file), publication="Achievers")
    return CONTENT


def test_the_tree_is_offered_with_what_is_below_each_thing(look: Look, step: str) -> None:
    page = look(step)
    assert page.offered("path") == [
        *("Everything down to “Sector”", "Everything down to “Qualification”", "Everything down to “Course”"),
        *("Digital", "Digital and all 5 below"),
        *("Award", "Award and all 2 below", "Coding", "Graphics"),
        *("Certificate", "Certificate and all 1 below", "Networks"),
        *("Engineering", "Engineering and all 2 below", "Award", "Award and all 1 below", "Welding"),
        "+ Total",
    ]
    assert "These divide further: Sector, then qualification, then course" in page.words
    assert page.offered("item") == ["Female", "Male", "+ Total"]


def lines(page: Page) -> list[str]:
    return [line.rsplit(" | ", 1)[0] for line in page.table()[1:]]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("Digital", []),
        ("Digital and all 5 below", ["Award | Coding", "Graphics", "Total", "Certificate | Networks", "Total"]),
        ("Certificate and all 1 below", ["Networks", "Total"]),
        ("Everything down to “Sector”", ["Digital", "Engineering", "Total"]),
        ("Networks", []),
    ],
)
def test_one_thing_or_a_thing_and_all_below_it(look: Look, step: str, chosen: str, expected: list[str]) -> None:
    page = look(look(step).submitted({"path": [chosen]}))
    found = lines(page)
    assert found[: len(expected)] == expected if expected else len(found) == 1


def test_things_of_different_tiers_stand_side_by_side(site: Site, look: Look, step: str) -> None:
    page = look(look(step).submitted({"path": ["Digital", "Welding", "Total"]}))
    assert lines(page) == ["Digital | Total | Total", "Engineering | Award | Welding", "Total | Total | Total"]
    assert page.heading == "Achievers in England by sector, qualification and course, 2023/24"
    assert look(page.links["Change measures and groups"]).offered("path").count("+ Welding") == 1
    (pre,) = [p for p in page.root.every("pre") if "curl" in p.words]
    body = json.loads(pre.words.split("--data '")[1].rstrip().rstrip("'"))
    _, answer = site.call("POST", f"/v1/data-sets/{TIERS}/query", body)
    figures = sorted(row["values"].popitem()[1] for row in answer["results"])
    assert figures == sorted(line.rsplit(" | ", 1)[1].replace(",", "") for line in page.table()[1:])


def test_the_question_must_be_answered(look: Look, step: str) -> None:
    assert look(look(step).submitted({"path": []})).errors == ["Choose at least one for “Sector”"]
    unknown = look(f"{step}&path=no.such:thing&path=x".replace("/content?", "/table?"))
    assert "Choose at least one for “Sector”" in unknown.errors or unknown.heading == "What should the table show?"


def test_the_real_further_education_file(site: Site, look: Look, shared: Path) -> None:
    file = shared / "ees/data/vectors/data-further-education-and-skills.csv"
    id = site.publish(file, *taken_on(file), publication="Further education and skills")["dataSetId"]
    page = look(f"/create-a-table/data-set/{id}/content?place=NAT.*&from=AY.202324&to=AY.202324")
    assert "Digital Technology" in page.offered("path")
    every = look(page.submitted({"path": ["Everything down to “Sector subject area 1”", "Total"]}))
    assert len(every.table()) > 2


PLACES = f"/create-a-table/data-set/{ABSENCE}/places"


def parts(page: Page) -> list[str]:
    """Headings of the parts and the boxes below each, as lines of text."""
    found = []
    for part in page.root.every("fieldset", class_="alder-part"):
        labels = [label.words.strip() for label in part.every("label")]
        found.append(" | ".join([part.every("legend")[0].words.strip(), *labels, *buttons(part)]))
    return found


def buttons(part: Element) -> list[str]:
    return [f"[{button.words.strip()}]" for button in part.every("button")]


def test_places_stand_under_their_region(look: Look) -> None:
    assert parts(look(PLACES)) == [
        "North Fells | All 2 in North Fells | Aldby | Brayton",
        "South Downs | Cove",
        "North Fells | All 2 in North Fells | Aldby High | Brayton Park",
        "South Downs | All 2 in South Downs | Ashdown School | Cove Academy",
    ]


def test_a_whole_region_is_one_box_and_its_places_are_the_table(look: Look) -> None:
    page = look(PLACES)
    (label,) = {one.attributes["for"] for one in page.root.every("label") if "in South Downs" in one.words}
    (box,) = page.root.every("input", id=label)
    page = look(f"{PLACES}?place={box.attributes['value']}&next=1")
    assert page.heading == "Which times?"
    assert "Ashdown School and Cove Academy" in page.words
    back = look(f"{PLACES}?place={box.attributes['value']}")
    assert [one for one in back.offered("place") if one.startswith("+")] == ["+ All 2 in South Downs"]
    unknown = look(f"{PLACES.replace('places', 'content')}?place=SCH.*.REG.nope&from=AY.202122&next=1")
    assert unknown.heading == "Which places?"


def test_a_search_keeps_the_headings_of_what_it_finds(look: Look) -> None:
    assert parts(look(f"{PLACES}?q=cove")) == [
        "South Downs | Cove",
        "South Downs | All 2 in South Downs | Cove Academy",
    ]
    by_region = look(f"{PLACES}?q=north+fells")
    assert parts(by_region)[-1] == "North Fells | All 2 in North Fells | Aldby High | Brayton Park"


def test_of_many_places_those_of_one_region_are_listed(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alder.web.tables.step_options.MANY", 2)
    monkeypatch.setattr("alder.web.tables.step_options.MOST_FOUND", 1)
    page = look(PLACES)
    assert "or list those of one region" in page.words
    assert parts(page)[-1] == "South Downs | All 2 in South Downs | [List them]"
    (button,) = page.root.every("fieldset", class_="alder-part")[-1].every("button")
    first = look(f"{PLACES}?inside={button.attributes['value']}&q=aldby")
    assert parts(first)[-1] == "South Downs | All 2 in South Downs | Ashdown School | [List more]"
    (button,) = first.root.every("fieldset", class_="alder-part")[-1].every("button")
    assert button.attributes["formaction"].lstrip("#") in first.html, "the page opens at the region"
    every = look(f"{PLACES}?inside={button.attributes['value']}")
    assert parts(every)[-1] == "South Downs | All 2 in South Downs | Ashdown School | Cove Academy"
