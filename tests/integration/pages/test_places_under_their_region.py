"""The step of places puts schools and authorities under the region in which the data file says that they lie."""

from __future__ import annotations

import pytest
from tests.integration.pages.conftest import ABSENCE, Look
from tests.support.page_reader import Element, Page

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
