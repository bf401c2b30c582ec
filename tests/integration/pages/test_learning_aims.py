"""Aims on the site: the search, one aim, the statistics about it, and a site without a list of aims."""

from __future__ import annotations

import json

import pytest
from tests.integration.pages.conftest import Look
from tests.support.site import Site

from alder.engine import reference
from alder.environment import Environment
from alder.sources.miniature import made_up_edition
from alder.sources.miniature.catalogue import listed_aims


@pytest.fixture(scope="module")
def aims(site: Site) -> Site:
    """The site of the other pages, with the made-up list of aims."""
    made_up_edition.load(Environment(site.store).store)
    return site


def test_aims_are_found_and_narrowed(aims: Site, look: Look) -> None:
    page = look("/learning-aims?q=hair&level=2")
    assert page.title == "hair: 2 learning aims – Alder"
    assert page.listed() == ["Diploma in hair services", "Diploma in hair and beauty services"]
    assert page.links["Diploma in hair services"] == "/learning-aims/50086947"
    assert page.links["Level 2"] == "/learning-aims?q=hair"


def test_pages_follow_each_other(aims: Site, look: Look) -> None:
    many = len(listed_aims())
    assert f"{many} learning aims, page 1 of {-(-many // 20)}" in look("/learning-aims").words
    assert len(look(f"/learning-aims?page={-(-many // 20)}").listed()) == (many - 1) % 20 + 1


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("q=hairdrezzing", "Did you mean hairdressing?"),
        ("q=xyzzy", "No aim fits."),
        ("q=diploma&level=E", "Search without the conditions"),
        ("q=level+5", "We took “level 5” for the level of the aim"),
        ("q=biology&on=2020-09-01", "1 learning aim"),
    ],
)
def test_the_search_says_what_it_did(aims: Site, look: Look, query: str, says: str) -> None:
    assert says in look(f"/learning-aims?{query}").words


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("on-day=1", "The day must have a month and a year"),
        ("on-day=31&on-month=2&on-year=2026", "The day must be a real date, such as 1 9 2026"),
        ("on=soon", "Write the day as a date, such as 2026-09-01"),
    ],
)
def test_a_day_that_is_none_is_said_at_its_field(aims: Site, look: Look, query: str, error: str) -> None:
    page = look(f"/learning-aims?{query}")
    assert page.errors == [error]
    assert page.title.startswith("Error: ")
    assert aims.send("GET", f"/learning-aims.json?{query}").status_code == 400


def test_an_aim_says_everything(aims: Site, look: Look) -> None:
    page = look("/learning-aims/50063297")
    assert page.heading == "Certificate in serving customers"
    assert look("/learning-aims/500/6329/7").heading == page.heading, "the number as the register writes it"
    for words in ("Level 2", "Administration", "150 guided hours, 225 hours in all", "750.00", "500/6329/7"):
        assert words in page.words
    assert "Aged 16 to 19 | 1 August 2010 | 31 July 2027" in [row.rsplit(" | ", 1)[0] for row in page.table()]
    assert "By the lists held here, nobody can begin this aim now." not in page.words
    assert "By the lists held here, nobody can begin this aim now." in look("/learning-aims/99002502").words
    assert page.links["Certificate in serving customers 60034233"] == "/learning-aims/60034233"
    assert "alder table enrolments --where 'LearnAimRef = 50063297'" in page.words
    assert "No published data set here can be narrowed to this aim" in look("/learning-aims/ZWRKX001").words


def test_the_statistics_about_an_aim_are_chosen(aims: Site, look: Look) -> None:
    """Starts are published by level, so an aim leads to those of its level."""
    page = look("/learning-aims/60016486")
    (words,) = [w for w in page.links if w.startswith("Make a table from Starts")]
    assert "Chosen for you: level 2" in page.words
    assert look(page.links[words]).heading


def test_programs_get_the_same(aims: Site) -> None:
    found = aims.get("/learning-aims.json?q=hair&level=2")
    assert [one["LearnAimRef"] for one in found["aims"]] == ["50086947", "50089225"]
    one = aims.get("/learning-aims/50063297.json")
    assert one["register"]["QualificationNumber"] == "500/6329/7"
    assert one["where"][0]["filter"] == "LearnAimRef = 50063297"
    assert aims.get("/learning-aims/nothing.json", 404)["status"] == 404


def test_without_a_list_the_page_names_the_file(aims: Site, look: Look) -> None:
    store = Environment(aims.store).store
    reference.remove(store, "lars_aim")
    try:
        page = look("/learning-aims")
        assert "LearningDelivery.csv in the CSV download of LARS" in page.words
        assert aims.send("GET", "/learning-aims.json").status_code == 404
        look("/learning-aims/50063297", 404)
    finally:
        made_up_edition.load(store)


def test_words_that_were_typed_are_shown_and_never_run(aims: Site, look: Look) -> None:
    page = look("/learning-aims?q=%3Cscript%3Ealert(1)%3C/script%3E&body=%3Cb%3E&kind=%22&subject=%3Ci%3E")
    assert "<script>alert" not in page.html
    assert "<b>" not in page.html.replace("<b>Level", "").split("<main")[1].split("alder-chips")[0]
    json.loads(aims.send("GET", "/learning-aims.json?q=%3Cscript%3E").content)
