"""A store that an earlier release made opens unchanged, with its ledger, what it published and its deliveries.

`earlier/store-2026-11-28.tar.xz` was made by the commit 9de72e2, of people who do not exist: returns R04 and R14 of two
providers, a delivery of PLAMS, the made-up reference tables, one table that was published, one that stays inside, one
that is rounded, and the files of these three.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from tests.support.commands import refused, run
from tests.support.deliveries import counting
from tests.support.site import site_in
from tests.support.stores import declared

from alder.engine import reference
from alder.engine.receipts import LISTS
from alder.environment import Environment

EARLIER = Path(__file__).parent / "earlier" / "store-2026-11-28.tar.xz"


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    with tarfile.open(EARLIER) as packed:
        packed.extractall(tmp_path, filter="data")
    return tmp_path


@pytest.fixture(scope="module")
def brought_up_to_date(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the database of its site as this release wants it, which takes as long as all else together.

    Before, a break was told of in the notes of what it published, as an earlier release would have it.
    """
    folder = tmp_path_factory.mktemp("earlier")
    with tarfile.open(EARLIER) as packed:
        packed.extractall(folder, filter="data")
    with closing(sqlite3.connect(folder / "store" / "published" / "alder.sqlite3")) as kept, kept:
        kept.execute("update publications_datasetversion set notes = 'Quality: B.\n  Break from 2020/21: It changed.'")
    with site_in(folder / "store"):
        return folder


@pytest.fixture
def of_today(brought_up_to_date: Path, tmp_path: Path) -> Path:
    shutil.copytree(brought_up_to_date, tmp_path, dirs_exist_ok=True)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_its_returns_deliveries_and_reference_tables_are_read_and_nothing_is_changed_by_it(earlier: Path) -> None:
    before = contents(earlier / "store")
    store = Environment(earlier / "store")
    returns = [(r["ukprn"], r["return_number"], r["learners"]) for r in store.store.submissions().to_pylist()]
    assert sorted(returns) == [
        (10000001, "R04", 49),
        (10000001, "R14", 60),
        (10000002, "R04", 51),
        (10000002, "R14", 60),
    ]
    assert counting(store, "plams", "PupilMatchingRefAnonymous") == [("A",), ("B",)]
    assert len({e.table for e in reference.editions(store.store)}) == 23
    assert contents(earlier / "store") == before


def test_its_list_of_reference_tables_for_other_programs_goes_on_as_it_began(earlier: Path) -> None:
    listed = earlier / "store" / "reference" / LISTS["reference"]
    before = listed.read_text()
    (earlier / "names.csv").write_text("ukprn,provider_name\n10000009,A college\n")
    run("reference", "add", earlier / "names.csv", "--store", earlier / "store")
    assert listed.read_text().startswith(before.removesuffix("\n]\n") + ",\n {")


def test_a_table_of_it_has_the_figures_that_it_had(earlier: Path) -> None:
    asked = ("table", "learners_participating", "--by", "sex", "--year", "2020/21", "--store", earlier / "store")
    assert "the 2 providers held" in refused(*asked, "--out", earlier / "again.csv"), "it said England of any store"
    declared(Environment(earlier / "store"))
    run(*asked, "--out", earlier / "again.csv")
    assert (earlier / "again.csv").read_bytes() == (earlier / "out.csv").read_bytes()


def test_its_ledger_judges_and_knows_its_files(of_today: Path) -> None:
    said = run("ledger", "--store", of_today / "store")
    assert [line[:4] for line in said.splitlines()[:3]] == ["0001", "0002", "0003"]
    published = ("publish", "import", "--publication", "P", "--release", "Academic year 2020/21")
    store = ("--store", of_today / "store")
    said = refused(*published, of_today / "out.csv", *store)
    assert "nothing declares that this store holds England in 2020/21" in said
    declared(Environment(of_today / "store"))
    assert "table 0001 of the ledger" in run(*published, of_today / "out.csv", *store)
    assert "table 0002 of the ledger" in run(*published, of_today / "inside.csv", *store)
    assert "(stays inside)" not in run("ledger", *store)


def test_a_break_that_its_notes_tell_of_keeps_its_meaning(of_today: Path) -> None:
    """Of its figures nothing more is known, so their headings are plain; what was written stays as it is."""
    database = of_today / "store" / "published" / "alder.sqlite3"
    where = ("--publication", "Q", "--release", "2020/21", "--store", of_today / "store")
    declared(Environment(of_today / "store"))
    run("publish", "import", *where, of_today / "out.csv")
    with closing(sqlite3.connect(database)) as kept:
        rows = kept.execute("select notes, breaks, measured from publications_datasetversion order by published")
        (_, breaks, measured), (_, _, again) = rows.fetchall()
    assert (json.loads(breaks), json.loads(measured)) == ([["2020/21", "It changed."]], {})
    assert json.loads(again)["learners"]["kind"] == "count", "what is imported today is known from the ledger"


def test_more_can_be_loaded_into_it(earlier: Path) -> None:
    run("synth", "returns", "--out", earlier / "more", "--learners", 5, "--year", "2025/26", "--returns", "R04")
    load = ("load", earlier / "more", "--store", earlier / "store")
    assert "nobody called made up" in run(*load, exit=12)  # it did not keep whether its returns are
    run(*load, "--mix-made-up")
    assert len(Environment(earlier / "store").store.submissions()) == 5
    assert "whole" in run("store", "check", "--store", earlier / "store")


def test_it_can_be_optimised_and_still_holds_what_it_held(earlier: Path) -> None:
    run("store", "optimise", "--store", earlier / "store")
    assert len(Environment(earlier / "store").store.submissions()) == 4
    assert "whole" in run("store", "check", "--store", earlier / "store")


def test_a_repair_leaves_it_as_it_is_where_it_is_whole(earlier: Path) -> None:
    """The releases that wrote it could not open it any more otherwise."""
    before = contents(earlier / "store")
    said = run("store", "repair", "--store", earlier / "store")
    assert "It stays format 1" in said
    assert contents(earlier / "store") == before


def test_a_repair_that_makes_it_one_that_earlier_releases_refuse_says_so_and_asks(earlier: Path) -> None:
    at = ("--store", earlier / "store")
    entries = sorted((earlier / "store" / "tables" / "learner" / "_delta_log").glob("*.json"))
    entries[-1].write_bytes(b"")
    before = contents(earlier / "store")
    said = refused("store", "repair", *at)
    assert "makes it format 2, which earlier releases of Alder cannot open" in said
    assert "alder store repair --raise-format" in said
    assert contents(earlier / "store") == before
    assert "The store is whole." in run("store", "repair", "--raise-format", *at)
    assert len(Environment(earlier / "store").store.submissions()) == 4


def test_a_store_of_a_later_release_is_refused_in_words(earlier: Path) -> None:
    (earlier / "store" / "alder-store.json").write_text('{"format": 99}\n', encoding="utf-8")
    assert "made by a later release of Alder (format 99" in refused("returns", "--store", earlier / "store")
