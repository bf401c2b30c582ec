"""A site on which nothing is published yet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support.page_reader import Page
from tests.support.site import Site, site_in


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_in(tmp_path_factory.mktemp("empty") / "store") as site:
        yield site


@pytest.mark.parametrize("address", ["/", "/find-statistics", "/data-catalogue", "/create-a-table", "/api"])
def test_it_says_that_nothing_is_published_yet(empty: Site, address: str) -> None:
    assert "Nothing is published here yet" in Page(address, empty.send("GET", address).content.decode()).words


def test_a_search_of_nothing_finds_nothing(empty: Site) -> None:
    page = Page("/find-statistics", empty.send("GET", "/find-statistics?q=starts").content.decode())
    assert page.words.count("0 publications") == 1
