"""A site with people who hand in outputs and people who check them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support.cast import Someone
from tests.support.outputs_of_people import cast, check_in_this_process
from tests.support.site import Site, site_of_people


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_people(tmp_path_factory.mktemp("outputs") / "store") as site:
        yield site


@pytest.fixture(scope="module", autouse=True)
def _checks_in_this_process(desk: Site) -> Iterator[None]:
    """The checks run where the tests do: a process for each would be most of what they cost. Some ask for processes."""
    with pytest.MonkeyPatch.context() as patch:
        check_in_this_process(patch)
        yield


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks run in processes of their own, as they do at a service."""
    from alder.web.output_desk import check_runs

    monkeypatch.setattr(check_runs, "check_in_a_process", check_runs.in_a_process)


@pytest.fixture(scope="module")
def people(desk: Site) -> dict[str, Someone]:
    return cast()
