"""The how-to "make your own table", followed with apprenticeship starts as they were published."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

from tests.integration.pages.conftest import Look
from tests.support.site import Site, body_of, taken_on


def test_from_thousands_of_providers_to_a_table_its_chart_and_its_files(site: Site, look: Look, shared: Path) -> None:
    import openpyxl

    file = shared / "ees/data/app-provider-starts-202122-q4.csv.gz"
    id = site.publish(file, *taken_on(file), publication="Apprenticeships")["dataSetId"]
    page = look(f"/create-a-table/data-set/{id}/places")
    assert "Too many to list" in page.words
    page = look(page.submitted({"q": "college exeter"}, button="search"))
    page = look(page.submitted({"place": ["EXETER COLLEGE (10002370)"]}))
    page = look(page.submitted({"From": "2016/17", "To": "2021/22"}))
    page = look(page.submitted({"show": ["Starts"]}))
    with gzip.open(file, "rt", encoding="utf-8-sig", newline="") as text:
        written = list(csv.DictReader(text))
    totals = [
        row["starts"]
        for row in written
        if (row["provider_ukprn"], row["apps_level"], row["ssa_t1_desc"]) == ("10002370", "Total", "Total")
    ]
    shown = page.table()[1].split(" | ")
    assert [cell.replace(",", "") for cell in shown] == totals
    assert page.heading == "Starts in EXETER COLLEGE (10002370), 2016/17 to 2021/22"
    assert [heading.words.strip() for heading in page.root.every("h3")].count("Starts, 2016/17 to 2021/22") == 1
    reply = site.send("GET", page.address.replace("/table?", "/table.xlsx?"))
    sheet = openpyxl.load_workbook(io.BytesIO(reply.content))["Table"]
    assert [cell.value for cell in list(sheet.iter_rows())[-1]] == [int(total) for total in totals]

    everything = page.address.partition("?")[0]
    meta = site.get(f"/v1/data-sets/{id}/meta")
    items = "&".join(f"item={filter['id']}.*" for filter in meta["filters"])
    shows = "&".join(f"show={indicator['id']}" for indicator in meta["indicators"])
    every = f"{everything}?place=PROV.*&from=AY.201617&to=AY.202122&{items}&{shows}"
    assert "This is the first part of a large table." in look(every).words
    whole = body_of(site.send("GET", every.replace("/table?", "/table.csv?"))).decode()
    assert sorted((r["location_code"], r["starts"]) for r in csv.DictReader(io.StringIO(whole))) == sorted(
        (r["provider_ukprn"], r["starts"]) for r in written
    )
    assert look(every.replace("/table?", "/table.ods?"), 413).heading == "This table is too large for a spreadsheet"
