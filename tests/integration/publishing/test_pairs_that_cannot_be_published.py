"""Files that are no data sets: each has its message and exit status, as the page says, and nothing of it is stored."""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.odd_pairs import MADE, MARK, good
from tests.support.site import ACCEPTED, Site, site_in

from alder.cli import main

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "unreadable-data-sets.md"


def rows() -> dict[str, tuple[str, str]]:
    """The table of the page: exit status and message by file."""
    table = PAGE.read_text(encoding="utf-8").rpartition("|---|---|---|\n")[2]
    found = [re.fullmatch(r"\| (.*) \| (\d+) \| `(.*)` \|", line) for line in table.splitlines() if line]
    return {m[1]: (m[2], m[3]) for m in found if m}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_in(tmp_path_factory.mktemp("refusing") / "store") as site:
        yield site


def published(site: Site, file: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit status of the import, and all that it says."""
    known = ("--publication", "Made up", "--release", "2024/25", *ACCEPTED)
    status = 0
    try:
        main(["publish", "import", str(file), *known, "--store", str(site.store)])
    except SystemExit as ended:
        status = int(ended.code or 0)
    said = capsys.readouterr()
    return status, said.out + said.err


def stored(site: Site) -> Any:
    from alder.web.publications.models import DataSet, DataSetVersion, Publication, Release

    kept = sorted(path.name for path in (site.store / "published/data-sets").glob("*"))
    return kept, [list(model.objects.values_list("pk")) for model in (Publication, Release, DataSet, DataSetVersion)]


def test_the_page_lists_every_pair_that_is_tried() -> None:
    assert list(rows()) == list(MADE)


@pytest.mark.parametrize("name", MADE)
def test_the_answer_is_the_one_on_the_page(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    file = MADE[name](tmp_path)
    before = stored(site)
    tracemalloc.start()
    try:
        status, said = published(site, file, capsys)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    message = re.sub(r"\s+", " ", said.partition("alder: ")[2].partition("\n\n")[0]).strip()
    assert (str(status), message) == rows()[name]
    assert MARK not in said
    assert "Traceback" not in said
    assert stored(site) == before
    assert most < 256 * 1024**2


def test_what_can_be_read_is_published_with_a_word_about_it(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = good(tmp_path)
    text = file.read_text(encoding="utf-8").replace("Girls", "Gr\u00e9ta")
    for encoding, word in (("utf-8-sig", ""), ("latin-1", "so it was read as Windows-1252")):
        file.write_bytes(text.encode(encoding))
        status, said = published(site, file, capsys)
        assert status == 0, said
        assert word in said
        (id,) = re.findall(r"data set (\S+)", said)
        (group,) = [f for f in site.get(f"/v1/data-sets/{id}/meta")["filters"] if f["column"] == "group"]
        assert "Gr\u00e9ta" in [option["label"] for option in group["options"]]
