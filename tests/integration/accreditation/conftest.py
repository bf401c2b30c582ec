"""A site with researchers and with who looks after their accreditations."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support import researchers
from tests.support.cast import Someone
from tests.support.site import Site, site_of_people


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_people(
        tmp_path_factory.mktemp("accreditation") / "store", ALDER_ADDRESS="https://alder.example"
    ) as site:
        yield site


@pytest.fixture(scope="module")
def people(site: Site) -> dict[str, Someone]:
    researchers.organisations()
    return researchers.desk()
