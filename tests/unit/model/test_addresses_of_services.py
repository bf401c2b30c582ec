"""Addresses of other services: each whole and known once, and texts that name a service lead to it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import alder
from alder.model import service
from alder.model.explanation import wrapped
from alder.model.service import EXPLORE_EDUCATION_STATISTICS, NOMIS, SERVICES, named_in, pieces
from alder.sources import every
from alder.sources.reference.table_catalogue import tables

SOURCES = Path(alder.__file__).parent
WELL_FORMED = re.compile(r"https://[a-z0-9]+([.-][a-z0-9]+)+/[A-Za-z0-9._~/-]*")


def declared() -> list[str]:
    """Every address that a service, a source, a document or the origin of a reference table has."""
    cites = [cite for one in every() for cite in (*one.cites, *(entity.cite for entity in one.entities))]
    pages = [origin.page for table in tables().values() for origin in table.origins]
    return [*SERVICES.values(), *(one.address for one in every()), *(cite.address for cite in cites), *pages]


def test_every_address_is_whole_and_secure() -> None:
    found = [address for address in declared() if address]
    assert len(found) > 100
    assert [address for address in found if not WELL_FORMED.fullmatch(address)] == []


def test_what_a_statement_rests_on_is_among_the_documents_of_its_source() -> None:
    """So the page of a source, which lists these, leads to every document that is cited on it."""
    for one in every():
        facts = [fact.cite for fact in (*one.strong, *one.weak) if fact.cite]
        others = [x.cite for x in (*one.routes, *one.links, one.coverage) if x.cite]
        assert {str(cite) for cite in (*facts, *others)} <= {str(cite) for cite in one.cites}, one.id


def test_an_address_is_written_once() -> None:
    """Declarations share the names of `alder.model.service`, so that a page that moves is put right in one place."""
    texts = [file.read_text(encoding="utf-8") for file in (SOURCES / "sources").rglob("*.py")]
    texts.append(Path(service.__file__).read_text(encoding="utf-8"))
    literals = Counter(m for text in texts for m in re.findall(r'"(https://[^"]+)"', text))
    parts = {"https://www.hesa.ac.uk/"}
    assert {address for address, times in literals.items() if times > 1} - parts == set()


def test_a_repository_and_a_package_have_their_own_page() -> None:
    addresses = [address for address in declared() if "github.com" in address or "pypi.org" in address]
    assert addresses
    for address in addresses:
        assert re.fullmatch(r"https://github\.com/[\w-]+(/[\w.-]+)?|https://pypi\.org/project/[\w-]+/", address)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nothing is named here.", [("Nothing is named here.", "")]),
        (
            "Figures by age, on Explore Education Statistics",
            [("Figures by age, on ", ""), ("Explore Education Statistics", EXPLORE_EDUCATION_STATISTICS)],
        ),
        ("Nomis, and Nomis again", [("Nomis", NOMIS), (", and Nomis again", "")]),
        ("Economist", [("Economist", "")]),
        (
            "Read in part. The guidance (https://a.example/b-c: page 3), and more.",
            [("Read in part. ", ""), ("The guidance", "https://a.example/b-c"), (" (page 3)", ""), (", and more.", "")],
        ),
        (
            "A list (2019: pay), and a page of rules (https://a.example/).",
            [("A list (2019: pay), and ", ""), ("a page of rules", "https://a.example/"), (".", "")],
        ),
    ],
    ids=["nothing", "a service", "twice", "part of a word", "an address in brackets", "words before it"],
)
def test_a_text_leads_to_what_it_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert pieces(text) == expected


def test_services_are_found_in_several_texts() -> None:
    assert named_in("on Nomis", "from Nomis or Explore Education Statistics") == {
        "Nomis": NOMIS,
        "Explore Education Statistics": EXPLORE_EDUCATION_STATISTICS,
    }


def test_a_terminal_shows_an_address_on_one_line() -> None:
    address = "https://www.example.org/a-long-address/that-has-hyphens-in-it"
    assert f"({address})" in wrapped(f"Where it was read, in words that need a second line ({address})", 40)
    assert wrapped("a well-known word", 8) == ["a well-", "known", "word"]
