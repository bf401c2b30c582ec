"""The handbook of the site: what `alder explain` says of what has no page elsewhere, found by whoever looks for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.integration.pages.conftest import Look
from tests.support.commands import run

from alder.cli.commands import COMMANDS
from alder.disclosure import POLICIES
from alder.publishing.screener import screener
from alder.sources.reference.table_catalogue import tables

PARTS = {
    "Commands": "commands",
    "Policies": "policies",
    "Filters": "filters",
    "Queries as JSON": "queries-as-json",
    "Reference tables": "reference-tables",
    "Checks of a data set": "checks",
    "Measures from deliveries": "measures-from-deliveries",
    "The form of a file": "form-of-a-file",
}


def plain(text: str) -> str:
    """Letters and digits alone, so that signs, line ends and what only one of two shows are no difference."""
    return re.sub(r"\W+", "", text).casefold()


def test_the_foot_of_every_page_leads_to_it_and_it_to_its_parts(look: Look) -> None:
    foot = look("/").root.every("footer")[0]
    assert [a.attributes["href"] for a in foot.every("a") if a.words == "Handbook"] == ["/handbook"]
    links = look("/handbook").links
    assert {title: links[title] for title in PARTS} == {title: f"/handbook/{part}" for title, part in PARTS.items()}


@pytest.mark.parametrize("part", PARTS.values())
def test_a_list_says_what_the_command_line_says(look: Look, part: str, tmp_path: Path) -> None:
    page = look(f"/handbook/{part}")
    words = plain(page.words)
    (typed,) = re.findall(r"On the command line: (alder explain .+?) *Back to top", page.words)
    run(*typed.split()[1:], "--to", tmp_path / "told.md")
    for line in (tmp_path / "told.md").read_text(encoding="utf-8").splitlines()[4:]:
        for cell in line.split(" | "):
            assert plain(re.sub(r"\(https://[^)]*\)", "", cell)) in words, cell


def test_lists_lead_to_a_page_for_each_name(look: Look) -> None:
    for part, names in (
        ("policies", POLICIES),
        ("checks", [one.name for one in screener]),
        ("reference-tables", tables()),
        ("commands", COMMANDS),
    ):
        links = look(f"/handbook/{part}").links
        assert {name: links.get(name) for name in names} == {name: f"/handbook/{part}/{name}" for name in names}


@pytest.mark.parametrize(
    ("address", "heading", "says"),
    [
        ("commands/reference-add", "alder reference add", "alder reference add [OPTIONS] FILE..."),
        ("policies/srs-output", "srs-output", "A count is small from 1 to 9."),
        ("policies/dfe-statistics-version-1", "dfe-statistics (version 1)", "Version 1"),
        ("filters/sex", "sex", "sex = F"),
        ("filters/LearningDeliveryFAM", "LearningDeliveryFAM", "LearningDeliveryFAM with (SOF = 1 and ...)"),
        ("reference-tables/postcode_place", "postcode_place", "pcds"),
        ("checks/filename_spaces", "filename_spaces", "Rename the file; an underscore does for a space."),
        ("form-of-a-file/FD_ULN_AR", "FD_ULN_AR", "The number is below or above what the field allows."),
        ("form-of-a-file/Namespace-Mismatch", "Namespace Mismatch", "Export the return again."),
    ],
)
def test_a_name_has_a_page(look: Look, address: str, heading: str, says: str) -> None:
    page = look(f"/handbook/{address}")
    assert page.heading == heading
    assert says in page.words


def test_what_a_text_names_leads_to_its_page(look: Look) -> None:
    assert look("/handbook/policies").links["alder table --policy NAME"] == "/handbook/commands/table"
    assert (
        look("/handbook/filters").links["alder explain filter source_of_funding"]
        == "/handbook/filters/source_of_funding"
    )
    assert look("/handbook/filters/sex").links["The variable sex"] == "/methodology/variables/sex"
    assert look("/handbook/measures-from-deliveries").links["plams"] == "/data-sources/plams"


def test_a_column_does_not_lead_to_what_happens_to_have_its_name(look: Look) -> None:
    assert "postcode" not in look("/handbook/reference-tables/postcode_place").links


@pytest.mark.parametrize("address", ["nothing", "policies/nothing", "queries-as-json/measure", "commands/nothing"])
def test_what_is_not_there_is_said(look: Look, address: str) -> None:
    assert look(f"/handbook/{address}", 404).heading == "There is no page here"


@pytest.mark.parametrize(
    ("address", "to"),
    [
        ("/methodology/protection", "/handbook/policies/srs-output"),
        ("/methodology", "/handbook"),
        ("/data-sources", "/handbook/reference-tables"),
        ("/data-sources/ilr/rules", "/handbook/form-of-a-file"),
        ("/data-sources/ilr/rules/AchDate_03", "/handbook/reference-tables"),
        ("/help", "/handbook"),
    ],
)
def test_pages_where_a_reader_would_look_lead_to_it(look: Look, address: str, to: str) -> None:
    assert to in look(address).links.values()
