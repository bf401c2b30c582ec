"""A site that serves the made-up absence figures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support import data_sets
from tests.support.site import Site, site_in

DATA_SET = "0a1b2c3d-0000-4000-8000-00000000a1de"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with one data set, of which one version is published."""
    folder = tmp_path_factory.mktemp("site")
    with site_in(folder / "store") as site:
        site.publish(data_sets.write(folder), "--id", DATA_SET, "--title", "Absence by school")
        yield site


@pytest.fixture
def data_set() -> str:
    return DATA_SET


@pytest.fixture
def settings(site: Site) -> Iterator[object]:
    """The site's settings, which a test may change for itself."""
    from django.test import override_settings

    class Changed:
        def __setattr__(self, name: str, value: object) -> None:
            changes = override_settings(**{name: value})
            changes.enable()
            made.append(changes)

    made: list[override_settings] = []
    yield Changed()
    for changes in reversed(made):
        changes.disable()
