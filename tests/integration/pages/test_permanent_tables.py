"""A table is kept for good: its figures stay, its address is short, and its page says what has become of them since."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from tests.integration.pages.conftest import Look
from tests.support import data_sets
from tests.support.page_reader import Page
from tests.support.site import Site, body_of, in_this_process

from alder.errors import UsageError
from alder.publishing.tables.frozen import frozen_text, thawed


@pytest.fixture
def absent(site: Site, tmp_path: Any) -> Any:
    """A data set of its own for each test, so that each can correct or withdraw it."""
    return site.publish(data_sets.write(tmp_path), "--title", "Absence once more")["dataSetId"]


def limited(monkeypatch: pytest.MonkeyPatch, a_minute: float) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "ALDER_FROZEN_TABLES_A_MINUTE", a_minute)


def table(look: Look, data_set: str) -> Page:
    page = look(f"/create-a-table/data-set/{data_set}/content?place=LA.*&from=AY.202122&to=AY.202324")
    return look(page.submitted({"show": ["Pupils absent", "Absence rate"], "item": ["Academy", "Maintained", "Total"]}))


def freeze(site: Site, page: Page) -> Any:
    """Press the button."""
    (form,) = [form for form in page.root.every("form") if form.attributes.get("method") == "post"]
    return site.send("POST", form.attributes["action"])


def frozen(site: Site, look: Look, page: Page) -> Page:
    reply = freeze(site, page)
    assert reply.status_code == 303
    return look(reply["Location"])


def test_a_frozen_table_is_the_table(site: Site, look: Look, absent: str) -> None:
    page = table(look, absent)
    kept = frozen(site, look, page)
    assert kept.heading == page.heading
    assert kept.table() == page.table()
    assert len(kept.address) == len("/table/") + 12
    assert "have been" not in kept.words
    assert site.send("GET", "/table/abcdefghjkmn").status_code == 404


def test_the_same_table_is_kept_once(site: Site, look: Look, absent: str) -> None:
    page = table(look, absent)
    first = freeze(site, page)["Location"]
    assert freeze(site, page)["Location"] == first
    other = look(page.links["Swap rows and columns"])
    assert freeze(site, other)["Location"] != first


def test_an_order_of_ones_own_is_kept(site: Site, look: Look, absent: str) -> None:
    page = table(look, absent)
    moved = look(_move(page, "2021/22", "Down"))
    assert moved.table()[0] == "| 2022/23 | 2021/22 | 2023/24"
    assert frozen(site, look, moved).table() == moved.table()


def _move(page: Page, words: str, way: str) -> str:
    """The link that moves what is called so."""
    for item in page.root.every("li"):
        if item.words.strip().startswith(words):
            for link in item.every("a"):
                if link.words.strip().startswith(way):
                    return link.attributes["href"]
    raise AssertionError(words)


def test_it_stays_when_the_figures_are_corrected(site: Site, look: Look, absent: str, tmp_path: Any) -> None:
    page = table(look, absent)
    kept = frozen(site, look, page)
    later = [row | {"absent": "77"} for row in data_sets.rows()]
    site.publish(data_sets.write(tmp_path, "later", data=later), "--id", absent, "--patch")
    seen = look(kept.address)
    assert seen.table() == kept.table()
    assert "These figures have been corrected. Version 1.0.1 puts something right." in seen.words
    again = look(seen.links["Build the table again from the newest data"])
    assert "77" in again.table()[2]
    assert frozen(site, look, again).address != kept.address


def test_it_says_that_there_are_newer_data(site: Site, look: Look, absent: str, tmp_path: Any) -> None:
    kept = frozen(site, look, table(look, absent))
    site.publish(data_sets.write(tmp_path, "next"), "--id", absent, release="2024/25")
    assert "There are newer data." in look(kept.address).words


def test_it_stays_when_the_version_is_withdrawn(site: Site, look: Look, absent: str) -> None:
    kept = frozen(site, look, table(look, absent))
    site.run("publish", "withdraw", absent, "1.0", "--reason", "Schools of Aldby counted twice.")
    seen = look(kept.address)
    assert seen.table() == kept.table()
    assert "These figures have been withdrawn. The reason given: Schools of Aldby counted twice." in seen.words
    assert "Build it from the newest data" not in seen.links
    assert site.send("GET", f"{kept.address}.xlsx").status_code == 200


def test_figures_that_nobody_may_see_are_taken_away(site: Site, look: Look, absent: str) -> None:
    page = table(look, absent)
    kept = frozen(site, look, page)
    said = site.run("publish", "take-away", absent, "1.0", "--reason", "A cell could tell of a pupil.")
    assert said == "1 frozen table taken away\n"
    gone = look(kept.address, 410)
    assert gone.heading == "The figures of this table were taken away"
    assert "The reason given: A cell could tell of a pupil." in gone.words
    assert site.send("GET", f"{kept.address}.csv").status_code == 410
    assert freeze(site, page)["Location"] == kept.address, "it does not come back by being frozen again"
    with pytest.raises(UsageError, match=r"no version 9\.0"):
        site.run("publish", "take-away", absent, "9.0", "--reason", "x")


def test_it_says_that_another_data_set_took_its_place(site: Site, look: Look, absent: str, tmp_path: Any) -> None:
    kept = frozen(site, look, table(look, absent))
    other = site.publish(data_sets.write(tmp_path, "other"), "--title", "Absence counted anew")["dataSetId"]
    site.run("publish", "supersede", absent, "--by", other)
    seen = look(kept.address)
    assert "Another data set has taken the place of this one. It is called Absence counted anew." in seen.words
    assert seen.links["See that data set"] == f"/data-catalogue/data-set/{other}"


def test_its_files_are_those_of_the_table(site: Site, look: Look, absent: str) -> None:
    page = table(look, absent)
    kept = frozen(site, look, page)
    of_table = site.send("GET", page.address.replace("/table?", "/table.csv?")).content.decode()
    text = site.send("GET", f"{kept.address}.csv").content.decode()
    assert sorted(text.splitlines()) == sorted(of_table.splitlines())
    assert len(list(csv.DictReader(io.StringIO(text)))) == 18
    cubes = [
        json.loads(site.send("GET", at).content)
        for at in (f"{kept.address}.json", page.address.replace("/table?", "/table.json?"))
    ]
    assert cubes[0]["value"] == cubes[1]["value"]
    for kind in ("ods", "xlsx", "parquet", "zip"):
        assert site.send("GET", f"{kept.address}.{kind}").status_code == 200
    assert site.send("GET", f"{kept.address}.docx").status_code == 404


@pytest.mark.parametrize("kind", ["json", "ods", "xlsx"])
def test_a_file_of_a_frozen_table_of_many_figures_is_made_once_and_not_in_the_server(
    site: Site, look: Look, absent: str, kind: str, monkeypatch: Any
) -> None:
    kept = frozen(site, look, table(look, absent))
    small = body_of(site.send("GET", f"{kept.address}.{kind}"))
    monkeypatch.setattr("alder.web.tables.file_views._SMALL", 10)
    monkeypatch.setattr("alder.web.tables.frozen_views.file_of", None)
    children = in_this_process(monkeypatch, "alder.web.tables.frozen_views")
    whole = site.send("GET", f"{kept.address}.{kind}")
    assert body_of(whole) == small
    assert site.send("GET", f"{kept.address}.{kind}", **{"If-None-Match": whole["ETag"]}).status_code == 304
    assert len(children) == 1
    monkeypatch.setattr("alder.web.tables.frozen_views.is_crowded", lambda: True)
    assert look(f"{kept.address}.{kind}", 503).heading == "This file is not ready yet"


def test_how_it_is_cited(site: Site, look: Look, absent: str) -> None:
    kept = frozen(site, look, table(look, absent))
    at = f"http://testserver{kept.address}"
    assert f"From Absence once more, version 1.0. Alder. {at} Accessed " in kept.words
    bibtex = site.send("GET", f"{kept.address}.bib").content.decode()
    assert bibtex.startswith("@misc{table-")
    assert f"  url = {{{at}}}" in bibtex
    assert "urldate" in bibtex
    ris = site.send("GET", f"{kept.address}.ris").content.decode()
    assert ris.startswith("TY  - DATA\r\n")
    assert f"UR  - {at}\r\n" in ris


def test_what_cannot_be_kept_says_why(site: Site, look: Look, absent: str, monkeypatch: Any) -> None:
    page = table(look, absent)
    monkeypatch.setattr("alder.web.tables.frozen_views.MOST_FIGURES", 5)
    reply = freeze(site, page)
    assert reply.status_code == 413
    assert "This table is too large to be kept" in reply.content.decode()
    monkeypatch.undo()
    limited(monkeypatch, 1.0)
    answers = [freeze(site, page) for _ in range(2)]
    assert [reply.status_code for reply in answers] == [303, 429]
    assert int(answers[1]["Retry-After"]) > 1
    assert look(page.address.replace("/table?", "/freeze?")).heading == page.heading, "a link keeps nothing"


def test_a_frozen_text_is_the_same_whenever_it_is_written(site: Site, look: Look, absent: str) -> None:
    from alder.web.tables.frozen_tables import frozen_table
    from alder.web.tables.models import FrozenTable

    kept = frozen(site, look, table(look, absent))
    text = frozen_text(*frozen_table(FrozenTable.objects.get(id=kept.address.rpartition("/")[2])))
    assert frozen_text(*thawed(text)) == text
