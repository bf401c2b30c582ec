"""The fictitious college group on the site, as `alder serve --demo` shows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.seen import Page
from tests.site import Site, site_in

from alder.cli.group import cli
from alder.demo import Demo, run

RELEASE = "/find-statistics/apprenticeship-achievement-in-mereshire/academic-year-2020-21"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return run(tmp_path_factory.mktemp("demo"), learners=80)


@pytest.fixture(scope="module")
def shown(made: Demo) -> Iterator[Site]:
    """The site as the command leaves it; the server itself is not started. A second time publishes nothing."""
    with site_in(made.store) as site, pytest.MonkeyPatch.context() as patched:
        from django.conf import settings

        patched.setattr("alder.web.server.serve", lambda store, *_, ready, **__: ready("http://here"))
        patched.setattr(settings, "ALDER_DEMO", False)
        patched.setenv("ALDER_DEMO", "")
        for _ in range(2):
            said = CliRunner().invoke(cli, ["serve", "--demo", str(made.folder)], catch_exceptions=False)
            assert said.output == "Alder is at http://here\n"
        yield site


def look(site: Site, address: str) -> Page:
    reply = site.send("GET", address)
    assert reply.status_code == 200, address
    return Page(address, reply.content.decode())


def test_every_table_of_the_demo_is_published(shown: Site) -> None:
    assert look(shown, "/find-statistics").listed() == [
        "Apprenticeship achievement in Mereshire",
        "Learners in Mereshire",
        "Education and training in Mereshire",
    ]
    assert len(look(shown, RELEASE).listed()) == 5


def test_years_are_releases_of_one_data_set_and_the_break_is_minded(shown: Site) -> None:
    page = look(shown, RELEASE)
    assert "Latest release" in page.root.words
    assert "Down" in page.words or "Up" in page.words
    before = look(shown, RELEASE.replace("2020-21", "2019-20"))
    assert "Not compared with 2018/19: something changed, which the notes name." in before.words
    versions = look(shown, page.links["Apprenticeships achieved by year"])
    assert [f"Version 1.{n}" in versions.words for n in range(3)] == [True, True, True]
    assert "Break from 2019/20" in versions.words


def test_every_page_says_that_all_is_made_up(shown: Site) -> None:
    for address in ("/", RELEASE, "/create-a-table", "/nothing"):
        assert (
            "All people, providers, places and figures here are made up." in shown.send("GET", address).content.decode()
        )


def test_a_demo_that_is_not_there_is_made_first(made: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[Path] = []

    def making(folder: Path) -> Demo:
        asked.append(folder)
        return made

    monkeypatch.setattr("alder.demo.run", making)
    monkeypatch.setattr("alder.web.server.serve", lambda store, *_, ready, **__: ready(str(store)))
    monkeypatch.setattr("alder.web.demo_site.show_demo", lambda tables: None)
    said = CliRunner().invoke(cli, ["serve", "--demo", str(tmp_path / "new")], catch_exceptions=False)
    assert asked == [tmp_path / "new"]
    assert "Making the demo. It takes about a minute." in said.output
    assert f"Alder is at {made.store}" in said.output
