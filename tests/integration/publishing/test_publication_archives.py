"""What a site publishes, packed as one file: another site unpacks it and tells the same, and no draft is in it."""

from __future__ import annotations

import io
import json
import lzma
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support import data_sets
from tests.support.site import Site, body_of, site_in

from alder.errors import UnreadableFile, UsageError
from alder.publishing.packed_publications import LARGEST_FILE, MANIFEST, as_json, packed_publications, write_packed

ABSENCE, DRAFT = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"


def _pack(out: Path) -> Path:
    from alder.web.publications.ledger import COMMAND, ledger_of_store
    from alder.web.statistics.publication_archive import pack

    pack(out, ledger_of_store(COMMAND), name="Nowhere", licence="MIT", about={"seed": 1})
    return out


def _told(site: Site) -> list[Any]:
    """What readers and programs are told of the data set."""
    at = f"/v1/data-sets/{ABSENCE}"
    files = [body_of(site.send("GET", f"{at}/csv")), body_of(site.send("GET", "/find-statistics/absence/2023-24"))]
    return [*(site.get(f"{at}{what}") for what in ("", "/meta", "/versions", "/query")), *files]


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """Two versions of a data set, the first of them withdrawn, and a draft of another; and what their site tells."""
    folder = tmp_path_factory.mktemp("packed")
    file = data_sets.write(folder)
    with site_in(folder / "store") as site:
        site.publish(file, "--id", ABSENCE, release="2022/23")
        site.publish(data_sets.write(folder, data=data_sets.rows()[3:]), "--id", ABSENCE)
        site.publish(file, "--id", DRAFT, "--draft", publication="Not yet", release="S")
        site.run("publish", "withdraw", ABSENCE, "1.0", "--reason", "A file was read twice.")
        return _pack(folder / "made.tar.xz"), _told(site)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path / "store") as site:
        yield site


def _unpack(file: Path) -> Any:
    from alder.web.statistics.publication_archive import is_published, unpack

    steps: list[tuple[int, int]] = []
    with packed_publications(file) as packed:
        made = unpack(packed, lambda versions, of: steps.append((versions, of)))
        assert is_published(packed)
        assert steps == [(n, made.versions) for n in range(1, made.versions + 1)]
        return made


def test_another_site_tells_the_same_and_packs_the_same_bytes(
    packed: tuple[Path, list[Any]], other: Site, tmp_path: Path
) -> None:
    file, told = packed
    made = _unpack(file)
    assert (made.publications, made.versions, made.rows) == (1, 2, 2 * len(data_sets.rows()) - 3)
    assert _told(other) == told
    with pytest.raises(UsageError, match="publications of these names are there already"):
        _unpack(file)
    assert _pack(tmp_path / "again.tar.xz").read_bytes() == file.read_bytes()
    assert '"Unpacked"' in other.run("trail", "export")


def test_a_draft_that_was_compared_before_says_what_is_out_elsewhere_since(
    packed: tuple[Path, list[Any]], other: Site, tmp_path: Path
) -> None:
    from alder.web.publications.models import DataSetVersion

    other.publish(data_sets.write(tmp_path), "--id", DRAFT, "--draft", publication="Not yet", release="S")
    draft = DataSetVersion.objects.get()
    draft.comparison = {"when": "2026-11-01", "passed": True, "is_out": False, "beside": 1, "not_compared": ""}
    draft.save()
    _unpack(_of_one_table(packed[0], tmp_path / "one.tar.xz"))
    draft.refresh_from_db()
    assert "1 table of Nowhere is out" in draft.comparison["not_compared"]
    assert draft.comparison["beside"] == 1


def _of_one_table(file: Path, out: Path) -> Path:
    """The same publications, whose ledger lists a table."""
    with packed_publications(file) as packed:
        place = packed.unpacked()
        files = {name: (place / name).read_bytes() for name in packed.manifest["files"]}
        files["ledger.json"] = as_json([{"title": "Absence", "policy": "dfe-statistics (version 2)", "of": "Nowhere"}])
        write_packed(out, files, name="Nowhere", licence="MIT", about={})
    return out


def test_nothing_of_a_draft_is_packed(packed: tuple[Path, list[Any]]) -> None:
    with lzma.open(packed[0]) as opened:
        whole = opened.read()
    assert ABSENCE.encode() in whole
    assert DRAFT.encode() not in whole
    assert b"Not yet" not in whole


def test_a_site_that_has_other_publications_of_these_names_is_left_alone(
    packed: tuple[Path, list[Any]], other: Site, tmp_path: Path
) -> None:
    other.publish(data_sets.write(tmp_path))
    before = other.get("/v1/publications")
    with pytest.raises(UsageError, match="publications of these names are there already"):
        _unpack(packed[0])
    assert other.get("/v1/publications") == before


def _cut(file: Path, out: Path) -> None:
    out.write_bytes(file.read_bytes()[:-2000])


def _altered(file: Path, out: Path) -> None:
    with lzma.open(file) as opened, lzma.open(out, "wb") as changed:
        changed.write(opened.read().replace(b"Aldby High", b"Aldby Love"))


def _without_a_file(file: Path, out: Path) -> None:
    with tarfile.open(file) as archive, tarfile.open(out, "w:xz") as fewer:
        for member in archive.getmembers()[:-1]:
            fewer.addfile(member, archive.extractfile(member))


def _leads_out(file: Path, out: Path) -> None:
    """Every file is as its manifest says, and one is to be written beside the folder that it is unpacked in."""
    with tarfile.open(file) as archive, tarfile.open(out, "w:xz") as changed:
        for member in archive.getmembers():
            content = archive.extractfile(member).read().replace(b'"site.json"', b'"../out.json"')  # type: ignore[union-attr]
            member.name, member.size = member.name.replace("site.json", "../out.json"), len(content)
            changed.addfile(member, io.BytesIO(content))


def _of_a_terabyte(file: Path, out: Path) -> None:
    """Its manifest lists files of more bytes than are taken; where it does not, a file has more than it lists."""
    _with_sizes(file, out, lambda size: size + 2**40)


def _of_many_files(file: Path, out: Path) -> None:
    """No file of it is too large, and all together are."""
    _with_sizes(file, out, lambda size: LARGEST_FILE)


def _larger_than_listed(file: Path, out: Path) -> None:
    _with_sizes(file, out, lambda size: size - 1)


def _with_sizes(file: Path, out: Path, listed: Callable[[int], int]) -> None:
    with tarfile.open(file) as archive, tarfile.open(out, "w:xz") as changed:
        for member in archive.getmembers():
            content = archive.extractfile(member).read()  # type: ignore[union-attr]
            if member.name == MANIFEST:
                said = json.loads(content)
                for one in said["files"].values():
                    one["bytes"] = listed(one["bytes"])
                content = json.dumps(said).encode()
                member.size = len(content)
            changed.addfile(member, io.BytesIO(content))


_TOO_LARGE = [_of_a_terabyte, _of_many_files]


@pytest.mark.parametrize("harm", [*_TOO_LARGE, _larger_than_listed, _cut, _altered, _without_a_file, _leads_out])
def test_a_file_that_came_to_harm_publishes_nothing(
    packed: tuple[Path, list[Any]], other: Site, tmp_path: Path, harm: Callable[[Path, Path], None]
) -> None:
    harm(packed[0], tmp_path / "harmed.tar.xz")
    too_large = "is larger unpacked than" if harm in _TOO_LARGE else ""
    with pytest.raises(UnreadableFile, match=rf"harmed\.tar\.xz.*{too_large}"):
        _unpack(tmp_path / "harmed.tar.xz")
    assert other.get("/v1/publications")["results"] == []
