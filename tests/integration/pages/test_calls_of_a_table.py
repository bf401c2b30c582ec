"""The calls that a page of a table tells people to run are run, against a server, and give the table."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.integration.pages.conftest import ABSENCE, Look
from tests.support import data_sets
from tests.support.page_reader import Page
from tests.support.site import Site, served


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def page(look: Look) -> Page:
    """A table of three places, two groups and three years."""
    step = look(f"/create-a-table/data-set/{ABSENCE}/content?place=LA.*&from=AY.202122&to=AY.202324&version=1.0")
    return look(step.submitted({"show": ["Absence rate", "Number of pupils"]}))


def call(page: Page, words: str, address: str) -> str:
    """The call as a person copies it, of the server that runs here."""
    (pre,) = [pre for pre in page.root.every("pre") if words in pre.words]
    (code,) = pre.every("code")
    return "".join(str(part) for part in code.children).replace("http://testserver", address)


def rows() -> list[dict[str, str]]:
    """The same rows as they were published."""
    return [row for row in data_sets.rows() if row["geographic_level"] == "Local authority" and row["group"] == "Total"]


def number(text: str) -> float | None:
    return None if text in ("c", "") else float(text)


def test_the_call_of_python_gives_the_table(page: Page, address: str) -> None:
    pytest.importorskip("pandas", reason="the call is for pandas")
    made: dict[str, Any] = {}
    exec(call(page, "import pandas", address), made)
    found = {
        (r["location_code"], r["time_period"], r["kind"]): [
            None if r[name] != r[name] else r[name] for name in ("pupils", "absence_rate")
        ]
        for r in made["table"].to_dict("records")
    }
    assert found == {
        (r["new_la_code"], r["time_period"], r["kind"]): [number(r["pupils"]), number(r["absence_rate"])]
        for r in rows()
    }
    assert len(found) == 18


def test_the_call_of_r_gives_the_table(page: Page, address: str, tmp_path: Path) -> None:
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("needs R (Debian: apt-get install r-base-core)")
    told = 'cat(nrow(table), sum(table$pupils, na.rm = TRUE), "\\n")'
    (tmp_path / "call.R").write_text(f"{call(page, 'read.csv', address)}\n{told}")
    ran = subprocess.run([program, str(tmp_path / "call.R")], check=True, capture_output=True, text=True)
    pupils = sum(number(row["pupils"]) or 0 for row in rows())
    assert ran.stdout.split() == ["18", str(int(pupils))]
