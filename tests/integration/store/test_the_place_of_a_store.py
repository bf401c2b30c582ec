"""Rows of learners are given by a store that says whose hands its records are in; made up is said by the records."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support import commands, stores

import alder
from alder.engine.store_place import check_place, place_of_store
from alder.environment import Environment
from alder.errors import NotProtected, StoreError, UsageError
from alder.model.store_place import StorePlace
from alder.sources.miniature import made_up_edition as miniature


@pytest.fixture(name="environment")
def _environment(tmp_path: Path) -> Environment:
    environment = alder.open(tmp_path / "store")
    stores.keep(stores.store_in(tmp_path / "store"), "file\nfirst")
    return environment


def test_a_store_without_a_place_says_what_to_do_before_it_gives_rows(environment: Environment) -> None:
    assert environment.place() is None
    with pytest.raises(NotProtected, match="no place, so it gives no rows of learners") as refused:
        environment.variables("sex", year="2020/21")
    assert "alder store place owner --basis" in str(refused.value)
    folder = environment.store.folder
    assert "It has no place" in commands.run("store", "--store", folder)
    said = commands.run("store", "place", "owner", "--basis", "Northfield College, its own returns", "--store", folder)
    assert said.startswith("Its place is owner. It is its owner's")
    assert check_place(environment.store, "rows of learners").basis == "Northfield College, its own returns"
    assert "Northfield College" in commands.run("store", "--store", folder)
    trail = (folder / "trail.jsonl").read_text(encoding="utf-8")
    assert "reference/store_place" in trail, "the declaration is a change of the store like any other"


@pytest.mark.parametrize("command", [("store", "place"), ("analysis", "starts", "--year", "2020/21")])
def test_where_there_is_no_store_nobody_is_asked_to_declare_its_place(tmp_path: Path, command: tuple[str, ...]) -> None:
    assert "there is no store here yet" in commands.refused(*command, "--store", tmp_path / "misspelt")


def test_a_later_declaration_takes_the_place_of_the_earlier_and_can_be_taken_back(environment: Environment) -> None:
    environment.declare_place("owner", basis="Northfield College")
    environment.declare_place(StorePlace.APPROVED, basis="Project 2026-014")
    declared = environment.place()
    assert declared is not None
    assert (declared.place, declared.basis) == (StorePlace.APPROVED, "Project 2026-014")
    where = ("--store", environment.store.folder)
    assert "It has no place" in commands.run("store", "place", "--withdraw", *where)
    assert "no place is declared" in commands.refused("store", "place", "--withdraw", *where)
    assert environment.place() is None


@pytest.mark.parametrize(
    ("place", "basis", "says"),
    [
        ("made-up", "we say so", "is not declared"),
        ("owned", "Northfield College", "Did you mean owner"),
        ("owner", " ", "a place has a basis"),
    ],
    ids=["made up is said by records", "an unknown place", "by no right"],
)
def test_what_is_no_declaration_is_refused(environment: Environment, place: str, basis: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        environment.declare_place(place, basis=basis)


def test_a_store_is_made_up_while_nothing_else_is_in_it(tmp_path: Path) -> None:
    environment = alder.open(tmp_path / "store")
    assert place_of_store(environment.store) is None, "there is none yet"
    with pytest.raises(StoreError, match="no store here"):
        environment.declare_place("owner", basis="Northfield College")
    miniature.load(environment.store)
    assert commands.run("store", "place", "--store", environment.store.folder).startswith("Its place is made-up.")
    with pytest.raises(UsageError, match="made-up already"):
        environment.declare_place("owner", basis="Northfield College")
    stores.keep(stores.store_in(tmp_path / "store"), "file\nof people")
    assert environment.place() is None, "with other records in it the mark is no longer true"
