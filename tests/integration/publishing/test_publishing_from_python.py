"""`alder.publish` takes a protected table, and nothing else; what must be read with it is on its page."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.count_tables import OF_ENGLAND, counts
from tests.support.site import Site, site_in

import alder
from alder.errors import NotProtected, UsageError
from alder.model.coverage import UNKNOWN_GROUP

ABOUT = """
sex    | age      | leavers | achievers
Female | 16 to 18 | 40      | 31
Female | 19 to 23 | 50      | 42
Male   | 16 to 18 | 60      | 44
Male   | 19 to 23 | 3       | 3
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_in(tmp_path_factory.mktemp("from python") / "store") as site:
        yield site


def test_a_protected_table_is_a_data_set_with_its_words(site: Site) -> None:
    table = alder.protect(counts(ABOUT, rates=["achievers/leavers"], group=OF_ENGLAND))
    made = alder.publish(table, publication="Leavers", release="2024/25", store=site.store, title="Leavers by sex")
    rows = site.get(f"/v1/data-sets/{made.data_set}/query")["results"]
    assert len(rows) == len(table.rows)
    assert "c" in [figure for row in rows for figure in row["values"].values()]
    shown = site.get(f"/v1/data-sets/{made.data_set}")
    assert (shown["title"], shown["latestVersion"]["version"]) == ("Leavers by sex", "1.0")
    assert "Protection: policy" in site.get(f"/v1/data-sets/{made.data_set}/versions/1.0")["notes"]
    again = alder.publish(
        table, publication="Leavers", release="2025/26", store=site.store, data_set=made.data_set, draft=True
    )
    assert (str(again.version), again.is_draft) == ("1.1", True)


def test_totals_are_about_the_place_that_is_said(site: Site) -> None:
    table, where = alder.protect(counts(ABOUT)), {"publication": "Leavers", "store": site.store}
    made = alder.publish(table, release="2028/29", whole="PROV 10000001 Northfield College", **where)  # type: ignore[arg-type]
    rows = site.get(f"/v1/data-sets/{made.data_set}/query")["results"]
    assert {row["geographicLevel"] for row in rows} == {"PROV"}
    places = {g["level"]["code"]: g["options"] for g in site.get(f"/v1/data-sets/{made.data_set}/meta")["locations"]}
    assert [(one["label"], one["ukprn"]) for one in places["PROV"]] == [("Northfield College", "10000001")]
    with pytest.raises(UsageError, match="not a level, a code and a name"):
        alder.publish(table, release="2029/30", whole="Northfield", **where)  # type: ignore[arg-type]


def test_counts_that_are_not_protected_are_refused(site: Site) -> None:
    with pytest.raises(NotProtected, match="only a protected table can be published"):
        alder.publish(counts(ABOUT), publication="Leavers", release="2024/25", store=site.store)  # type: ignore[arg-type]
    with pytest.raises(NotProtected, match="This is "):
        alder.publish(site.store, publication="Leavers", release="2024/25", store=site.store)  # type: ignore[arg-type]


def test_a_notebook_can_publish_too(site: Site) -> None:
    async def cell() -> str:
        table = alder.protect(counts(ABOUT, group=OF_ENGLAND))
        return str(alder.publish(table, publication="Leavers", release="2026/27", store=site.store).version)

    assert asyncio.run(cell()) == "1.0"


@pytest.mark.parametrize("whole", ["", "PROV 10000001 Northfield College"])
def test_the_files_of_a_table_are_imported_as_they_are_with_their_notes(site: Site, tmp_path: Path, whole: str) -> None:
    """No check of the screener is waived, and what the API answers is what the table shows."""
    group = UNKNOWN_GROUP if whole else OF_ENGLAND
    table = alder.protect(counts(ABOUT, rates=["achievers/leavers"], group=group))
    file, *_ = table.write_csv(tmp_path / "leavers.csv", **({"whole": whole} if whole else {}))
    where = ("--publication", "Leavers", "--release", "2030/31", "--format", "json")
    id = json.loads(site.run("publish", "import", str(file), *where))["dataSetId"]
    shown = site.get(f"/v1/data-sets/{id}/query")["results"]
    assert len(shown) == len(table.rows)
    written = Counter(str(figure) for _, figures in table.rows for figure in figures)
    assert Counter(figure for row in shown for figure in row["values"].values()) >= written
    assert {row["geographicLevel"] for row in shown} == {"PROV" if whole else "NAT"}
    told = site.get(f"/v1/data-sets/{id}/versions/1.0")["notes"]
    assert "Protection: policy srs-output" in told
    assert "Quality: grade B" in told
    assert site.get(f"/v1/data-sets/{id}")["summary"] != ""


def test_notes_that_somebody_else_wrote_are_left_where_they_are(site: Site, tmp_path: Path) -> None:
    file, _, notes = alder.protect(counts(ABOUT, group=OF_ENGLAND)).write_csv(tmp_path / "leavers.csv")
    notes.write_text("Ask Priya before this is sent.\n", encoding="utf-8")
    where = ("--publication", "Leavers", "--release", "2031/32", "--format", "json")
    id = json.loads(site.run("publish", "import", str(file), *where))["dataSetId"]
    assert "Priya" not in json.dumps(site.get(f"/v1/data-sets/{id}/versions/1.0"))
