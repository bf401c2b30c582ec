"""A provider that returns no more, through the commands: not known, declared complete, or followed to its successor."""

from pathlib import Path

import pytest
from tests.support.commands import run

import alder
from alder.measures import Query

PLACE = "LSIP E69990001 Mereshire"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two providers in 2019/20, of which one makes the return of 2020/21 too."""
    folder = tmp_path_factory.mktemp("merging")
    run("synth", "returns", "--out", folder, "--providers", 2, "--learners", 150, "--year", "2019/20..2020/21")
    files = sorted(folder.glob("*.xml"))
    stopped = files[0].name.split("-")[1]
    returned = [f for f in files if not (stopped in f.name and "-2021-" in f.name)]
    assert len(returned) == 3
    run("load", *returned, "--store", folder / "store")
    return folder / "store"


def providers(store: Path) -> tuple[int, int]:
    """The one that stopped, and the other."""
    rows = alder.open(store).store.submissions().to_pylist()
    last = {r["ukprn"] for r in rows if r["collection_year"] == "2020/21"}
    (stopped,) = {r["ukprn"] for r in rows} - last
    return stopped, *last  # type: ignore[return-value]


def said(store: Path, *more: object) -> str:
    asked = ("table", "achievement_rate", "--scope", "apprenticeships", "--year", "2020/21", "--store", store)
    return " ".join(run(*asked, *more).split())


def left_out(store: Path, **settings: str) -> dict[str, int]:
    query = Query.ask("leavers", year="2020/21", scope="apprenticeships", parameters=settings)
    return alder.tabulate(alder.open(store), query).excluded


def test_what_went_on_at_a_provider_that_stopped_is_not_known_and_the_table_says_what_to_do(store: Path) -> None:
    text = said(store)
    assert "1 provider of which earlier returns were read made none of 2020/21 that is held" in text
    assert "the year is not declared complete. Declare it (alder store covers), or set years_complete." in text
    assert left_out(store).get("not known", 0) > 0
    declared = said(store, "--set", "years_complete=2020/21")
    assert "made none of 2020/21" not in declared
    assert "not known" not in left_out(store, years_complete="2020/21")


def test_a_year_that_the_store_is_declared_to_cover_is_complete(store: Path) -> None:
    environment = alder.open(store)
    _, other = providers(store)
    environment.covers(PLACE, year="2020/21", providers=[other], proof="made up", proof_date="2021-10-20")
    try:
        assert "made none of 2020/21" not in said(store)
        assert "not known" not in left_out(store)
    finally:
        run("store", "covers", "--year", "2020/21", "--withdraw", "--store", store)
    assert left_out(store).get("not known", 0) > 0


def test_what_could_not_be_read_is_named_beside_the_figures_of_its_scope(store: Path) -> None:
    assert "scenario 6 of the exclusions in the guidance for 2024/25" in said(store)
    assert "employer ownership pilot" not in said(store)
    both = " ".join(run("table", "pass_rate", "--year", "2020/21", "--store", store).split())
    assert "Education and training: further exclusions are known by name and not applied" in both


def test_a_list_of_successors_is_added_as_any_reference_and_used_from_then_on(store: Path, tmp_path: Path) -> None:
    stopped, other = providers(store)
    file = tmp_path / "successors.csv"
    file.write_text(f"UKPRN,Successor,Date\n{stopped},{other},01/08/2020\n{other},{other},01/08/2020\n")
    assert "provider_successor" in run("reference", "add", file, "--store", store)
    try:
        text = said(store)
        assert "1 provider that merged by the end of 2020/21: counted with the successor" in text
        found = alder.tabulate(alder.open(store), "leavers", scope="apprenticeships", year="2020/21")
        assert any(source.startswith("successors of providers (edition successors") for source in found.sources)
        assert "not known" not in left_out(store)
        assert str(stopped) not in said(store, "--by", "provider")
    finally:
        run("reference", "remove", "provider_successor", "--store", store)
    assert "counted with the successor" not in said(store)
