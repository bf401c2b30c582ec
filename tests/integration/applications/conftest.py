"""A site with people who apply for learner-level data and people who decide on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support.applications_of_people import cast
from tests.support.cast import Someone
from tests.support.site import Site, site_of_people


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_people(tmp_path_factory.mktemp("applications") / "store") as site:
        yield site


@pytest.fixture(scope="module")
def people(site: Site) -> dict[str, Someone]:
    return cast()


@pytest.fixture(scope="module", autouse=True)
def _few_made_up_learners() -> Iterator[None]:
    """What fields could do is counted among a few: how many there are is the business of other tests."""
    from alder.applications import minimisation

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(minimisation, "LEARNERS", 60)
        minimisation.learners.cache_clear()
        yield
    minimisation.learners.cache_clear()
