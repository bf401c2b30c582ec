"""A site with projects, their people, and those who look after workspaces."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from unittest import mock

import pytest
from tests.support import projects_of_people
from tests.support.cast import Someone
from tests.support.outputs_of_people import check_in_this_process
from tests.support.site import Site, site_of_people

from alder.workspaces import quarantine
from alder.workspaces.malware import MalwareScan


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    top: Path = tmp_path_factory.mktemp("projects")
    (top / "workspaces").mkdir()
    settings = {
        "ALDER_WORKSPACES": str(top / "workspaces"),
        "ALDER_ACCESS_FACTS": projects_of_people.FACTS,
        "ALDER_NETWORKS": {ip_network("127.0.0.0/8"): "safe room"},
    }
    with site_of_people(top / "store", **settings) as made, pytest.MonkeyPatch.context() as patch:
        check_in_this_process(patch)
        yield made


@pytest.fixture(scope="module")
def people(site: Site) -> dict[str, Someone]:
    return projects_of_people.cast()


@pytest.fixture(autouse=True)
def scanner() -> Iterator[mock.Mock]:
    """A scanner that finds nothing; what real ones say has tests of its own."""
    with mock.patch.object(quarantine, "scan", return_value=MalwareScan("ClamAV 1.4.6")) as found:
        yield found
