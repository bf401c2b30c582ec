"""A site in a store that holds learner records, with people who ask for tables and people who answer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.cast import Someone, somebody
from tests.support.site import Site, site_of_people
from tests.support.stores import declared

import alder
from alder.model.period import ReturnNumber
from alder.synth import parse_years, write_returns

FINE = {"measure": "starts", "by": ["funding_model", "sex"], "year": ["2020/21"]}
"""A table of which little is hidden."""
SMALL = {"measure": "enrolments", "by": ["ethnicity", "age_band", "sex"], "year": ["2020/21"]}
"""A table of many small groups."""


@pytest.fixture(scope="session")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the returns of two made-up colleges, kept once."""
    folder = tmp_path_factory.mktemp("returns")
    write_returns(
        folder / "returns",
        providers=2,
        learners=400,
        years=parse_years(["2020/21"]),
        returns=[ReturnNumber.R14],
        seed=5,
    )
    environment = alder.open(folder / "store")
    environment.load(folder / "returns")
    declared(environment)
    return folder / "store"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, returns: Path) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("requests") / "store"
    shutil.copytree(returns, folder)
    with site_of_people(
        folder,
        ALDER_ANSWERS_AT_ONCE=1000,
        ALDER_ANSWERS_AT_ONCE_ORGANISATION=1000,
        ALDER_TABLE_PREVIEWS=1000,
        ALDER_TABLE_PREVIEWS_ORGANISATION=1000,
        SECRET_KEY="the bands that are told are blurred by a draw with this key",  # a site draws its own: other bands
        ALDER_NEAREST_SECONDS=3600.0,  # however slow the machine is: which tables are suggested follows from the data
    ) as site:
        yield site


@pytest.fixture(scope="module")
def people(site: Site) -> dict[str, Someone]:
    """Amara and Ben ask; Idris and Sofia answer; Ada looks after people and has nothing to do with requests."""
    roles = {"Amara": (), "Ben": (), "Idris": ("statistician",), "Sofia": ("statistician",), "Ada": ("admin",)}
    return {name.casefold(): somebody(name, *held).sign_in() for name, held in roles.items()}


@pytest.fixture
def amara(people: dict[str, Someone]) -> Someone:
    return people["amara"]


@pytest.fixture
def ben(people: dict[str, Someone]) -> Someone:
    return people["ben"]


@pytest.fixture
def idris(people: dict[str, Someone]) -> Someone:
    return people["idris"]


@pytest.fixture
def sofia(people: dict[str, Someone]) -> Someone:
    return people["sofia"]
