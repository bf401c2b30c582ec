"""The nation that comes with Alder, packed: how large it may be, what its manifest says, and whether that is so."""

from __future__ import annotations

from pathlib import Path

import pytest

from alder.demo.nation_publications import packed_nation
from alder.publishing.packed_publications import PackedPublications, packed_publications

LARGEST = 15 * 1024 * 1024
HERE = pytest.mark.skipif(not packed_nation().is_file(), reason="this checkout has no packed nation")


@HERE
def test_it_is_small_enough_for_a_package_and_says_under_which_licence_it_may_be_used(tmp_path: Path) -> None:
    said = PackedPublications(packed_nation(), tmp_path).manifest
    assert packed_nation().stat().st_size <= LARGEST
    assert said["name"] == "Wealdmark (made up)"
    assert said["licence"].startswith("MIT")
    assert said["about"]["settings"]["region"] == "", "all of it"
    assert all(one["what"] for one in said["about"]["refused"].values())
    data = {Path(name).parent for name in said["files"] if name.endswith("/data.csv")}
    assert len(data) >= 60
    for folder in data:
        assert {f"{folder}/data.meta.csv", f"{folder}/contents.json"} <= said["files"].keys()


@HERE
@pytest.mark.long
def test_its_manifest_fits_its_contents() -> None:
    with packed_publications(packed_nation()) as packed:
        there = packed.unpacked()
        sizes = {name: (there / name).stat().st_size for name in packed.manifest["files"]}
    assert sizes == {name: one["bytes"] for name, one in packed.manifest["files"].items()}
