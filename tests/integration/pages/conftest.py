"""A site with two publications: absence, in two releases, and starts, whose labels are hostile."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.support import data_set_of_starts, data_sets
from tests.support.page_reader import Page
from tests.support.site import Site, site_in

ABSENCE = "0a1b2c3d-0000-4000-8000-00000000a1de"
STARTS = "0a1b2c3d-0000-4000-8000-00000000a1df"
Look = Callable[..., Page]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("pages")
    with site_in(folder / "store") as site:
        titled = ("--id", ABSENCE, "--title", "Absence by school", "--publication-summary", "Pupils who were away.")
        site.publish(data_sets.write(folder), *titled, release="2022/23")
        later = [row | {"pupils": "1000"} for row in data_sets.rows()]
        noted = ("--notes", "Schools closed early in June.", "--summary", "By kind of school.")
        site.publish(data_sets.write(folder, "later", data=later), *titled, *noted)
        starts = ("--id", STARTS, "--title", "Starts <script>alert(1)</script>")
        site.publish(
            data_set_of_starts.write(folder), *starts, publication="Starts & more", release="Academic year 2023/24"
        )
        yield site


@pytest.fixture
def look(site: Site) -> Look:
    """Goes to an address, also where it leads on to another, and returns the page."""

    def looked(address: str, status: int = 200) -> Page:
        for _ in range(5):
            reply = site.send("GET", address.partition("#")[0])
            if reply.status_code != 302:
                break
            address = reply["Location"]
        assert reply.status_code == status, address
        assert reply["Content-Type"].startswith("text/html")
        return Page(address, reply.content.decode())

    return looked
