"""A site with people who hand in outputs and people who check them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support.cast import Someone
from tests.support.outputs_of_people import cast
from tests.support.site import Site, site_in


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site whose passwords are quick to check, since tests check many."""
    with site_in(tmp_path_factory.mktemp("outputs") / "store") as site:
        from django.test import override_settings

        with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
            yield site


@pytest.fixture(scope="module")
def people(desk: Site) -> dict[str, Someone]:
    return cast()
