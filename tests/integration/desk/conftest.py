"""A site with people at its desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support import data_sets
from tests.support.cast import Someone, everybody
from tests.support.site import Site, site_of_people


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return data_sets.write(tmp_path_factory.mktemp("pair"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_people(tmp_path_factory.mktemp("desk") / "store") as site:
        yield site


@pytest.fixture(scope="module")
def people(desk: Site) -> dict[str, Someone]:
    return everybody()


@pytest.fixture
def leila(people: dict[str, Someone]) -> Someone:
    return Someone(people["leila"].person).sign_in()


@pytest.fixture
def marcus(people: dict[str, Someone]) -> Someone:
    return Someone(people["marcus"].person).sign_in()


@pytest.fixture
def noor(people: dict[str, Someone]) -> Someone:
    """Another approver, who knows nothing of it."""
    return Someone(people["noor"].person).sign_in()
