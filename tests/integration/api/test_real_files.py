"""Files that were really published are served whole, where the folder of facts is at hand."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.properties import sampled
from tests.support.site import Site, site_in, taken_on

FILES = {
    "app-provider-starts-202122-q4.csv.gz": 105_066,
    "regional_map_data_ees.csv.gz": 53_348,
    "vectors/filter_hierarchy_student_enrolment.csv": None,
    "vectors/data-further-education-and-skills.csv": None,
    "vectors/grouped-filters-and-indicators.csv": None,
    "vectors/all_geographies.csv": None,
    "versions/seven_filters.csv": 3_270,
}


@pytest.fixture(scope="module")
def site(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_in(tmp_path_factory.mktemp("real") / "store") as site:
        yield site


@pytest.mark.parametrize("name", sampled(FILES, 2))
def test_every_row_is_served_as_the_file_has_it(site: Site, shared: Path, name: str) -> None:
    file = shared / "ees/data" / name
    text = gzip.decompress(file.read_bytes()) if name.endswith(".gz") else file.read_bytes()
    written = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert FILES[name] in (None, len(written))
    id = site.publish(file, *taken_on(file), publication=name, release="1")["dataSetId"]
    shown = site.get(f"/v1/data-sets/{id}/query?pageSize=10000&sorts=timePeriod|Asc")
    assert shown["paging"]["totalResults"] == len(written)
    meta = site.get(f"/v1/data-sets/{id}/meta")
    columns = {indicator["id"]: indicator["column"] for indicator in meta["indicators"]}
    found = {tuple(sorted((columns[key], value) for key, value in row["values"].items())) for row in shown["results"]}
    there = {tuple(sorted((column, row[column]) for column in columns.values())) for row in written}
    assert found <= there
    assert len(written) > 10_000 or found == there
    for filter in meta["filters"]:
        option = filter["options"][-1]
        rows = sum(row[filter["column"]] == option["label"] for row in written)
        assert (
            site.get(f"/v1/data-sets/{id}/query?filters.eq={option['id']}&pageSize=1")["paging"]["totalResults"] == rows
        )
    whole = site.send("GET", f"/v1/data-sets/{id}/csv")
    assert b"".join(whole.streaming_content) == text
