"""Sources on the site: the list, one source, two beside each other, and which answers a question."""

from __future__ import annotations

import pytest
from tests.integration.pages.conftest import Look

from alder.model.service import EXPLORE_EDUCATION_STATISTICS, NOMIS, SECURE_RESEARCH_SERVICE, named_in
from alder.sources import every, source


def test_every_source_is_listed_and_has_a_page(look: Look) -> None:
    page = look("/data-sources")
    for one in every():
        assert page.links[one.title] == f"/data-sources/{one.id}"
        assert look(f"/data-sources/{one.id}").heading == one.title


def test_a_source_tells_what_it_answers_and_how_to_get_it(look: Look) -> None:
    page = look("/data-sources/ilr")
    ilr = source("ilr")
    assert ilr.coverage.people in page.words or ilr.coverage.people[1:] in page.words
    for answer in ilr.answers:
        assert answer.tells in page.words
    for route in ilr.routes:
        assert route.wait.text in page.words


def test_the_page_of_a_source_leads_to_every_address_that_its_declaration_has(look: Look) -> None:
    for one in every():
        out = {a.attributes["href"] for a in look(f"/data-sources/{one.id}").root.every("a") if "rel" in a.attributes}
        routes = named_in(*(text for route in one.routes for text in (route.title, route.gives)))
        declared = {one.address, *(cite.address for cite in one.cites), *routes.values()} - {""}
        assert declared <= out, one.id
        for entity in one.entities:
            page = look(f"/data-sources/{one.id}/{entity.name}")
            links = {a.attributes["href"] for a in page.root.every("a")}
            assert not entity.cite.address or entity.cite.address in links, (one.id, entity.name)


def test_the_ways_to_data_lead_to_the_services_that_they_name(look: Look) -> None:
    links = {a.attributes["href"] for a in look("/get-access").root.every("a")}
    assert {EXPLORE_EDUCATION_STATISTICS, SECURE_RESEARCH_SERVICE, NOMIS} <= links


def test_a_document_without_an_address_is_named_and_no_link(look: Look) -> None:
    without = [cite for cite in source("lrs").cites if not cite.address]
    page = look("/data-sources/lrs")
    assert without
    for cite in without:
        assert cite.title in page.words
        assert cite.title not in page.links


def test_a_source_is_not_told_its_own_name_and_says_where_apart_from_whom(look: Look) -> None:
    for one in every():
        page = look(f"/data-sources/{one.id}")
        said = {
            row.every("dt")[0].words.strip(): row.every("dd")[0].words.strip()
            for row in page.root.every("div")
            if "govuk-summary-list__row" in row.attributes.get("class", "")
        }
        assert one.title.lower() not in said.get("Also called", "").split(", ")
        assert said["Where"].casefold() == one.coverage.place.casefold()


def test_sources_are_compared(look: Look) -> None:
    page = look("/data-sources/compare?source=ilr&source=plams")
    assert page.table()[0] == "| Individualised Learner Record | Post-16 learning aims (PLAMS)"
    assert "joins to Individualised Learner Record by" in page.words
    assert look("/data-sources/compare").errors == []
    assert look("/data-sources/compare?source=ilr&source=ilr").errors == ["Choose two different sources"]
    assert "They do not join to each other." in look("/data-sources/compare?source=ilr&source=working_futures").words


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("question=do+adults+in+deprived+areas+drop+out", "Deprivation of the area"),
        ("question=earnings,retention&years=2018/19", "Keep in mind"),
        ("question=what+is+the+effect+of+a+course+on+earnings", "You ask for an effect."),
        ("question=retention&years=1950/51", "These have none of the years"),
    ],
)
def test_a_question_is_answered(look: Look, query: str, says: str) -> None:
    page = look(f"/data-sources/which?{query}")
    assert says in page.words
    assert not page.errors


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("question=", "Write what you want to know"),
        ("question=xyzzy", "We do not know these words. Try some of the topics below, such as retention"),
        ("question=retention&years=soon", "Write years as 2018/19, or 2018/19..2022/23 for several"),
    ],
)
def test_a_question_that_is_not_understood_is_kept(look: Look, query: str, error: str) -> None:
    page = look(f"/data-sources/which?{query}")
    assert page.errors == [error]
    typed = dict(pair.split("=") for pair in query.split("&"))["question"]
    (field,) = page.root.every("input", id="question")
    assert field.attributes["value"] == typed
