"""Someone makes a table in a browser: without JavaScript, by keyboard alone, on a phone; and with axe in each state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from tests.browser.pages import expect, in_the_way
from tests.support import data_set_of_tiers, data_sets
from tests.support.site import served, site_in, taken_on

ABSENCE, TIERS = "0a1b2c3d-0000-4000-8000-00000000c1de", "0a1b2c3d-0000-4000-8000-00000000c1df"
STEP = f"/create-a-table/data-set/{ABSENCE}"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site of this process. It must be made before the browser: Django will not work beside Playwright's loop."""
    folder = tmp_path_factory.mktemp("tables")
    with site_in(folder / "store") as site:
        noted = ("--notes", "Break from 2023/24: schools count anew.")
        site.publish(data_sets.write(folder), "--id", ABSENCE, "--title", "Absence by school", *noted)
        file = data_set_of_tiers.write(folder)
        site.publish(file, "--id", TIERS, "--title", "Achievers by course", *taken_on(file), publication="Achievers")
        with served() as address:
            yield address


def visit(browser: Any, address: str, width: int = 1280, **settings: Any) -> Any:
    page = browser.new_context(viewport={"width": width, "height": 900}, **settings).new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.goto(address)
    return page


@pytest.fixture(scope="module")
def table(base: str, browser: Any) -> str:
    """The address of a table of three places, two groups and three years."""
    page = visit(browser, f"{base}{STEP}/content?place=LA.*&from=AY.202122&to=AY.202324", java_script_enabled=False)
    for words in ("Absence rate", "Number of pupils"):
        page.get_by_label(words).check()
    page.get_by_role("button", name="Show the table").click()
    address = str(page.url)
    page.context.close()
    return address


@pytest.fixture(scope="module")
def frozen(table: str, browser: Any) -> str:
    page = visit(browser, table, java_script_enabled=False)
    page.get_by_role("button", name="Keep this table for good").click()
    address = str(page.url)
    page.context.close()
    return address


@pytest.mark.parametrize(
    "name",
    ["arranged", "refused", "dots", "frozen", "too-large", "tiers-wrong", "places-found"],
)
def test_nothing_stands_in_the_way_of_anybody(
    base: str, browser: Any, table: str, frozen: str, axe: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alder.show.workbook.MOST_CELLS", 3 if name == "too-large" else 250_000)
    in_tiers = f"{base}/create-a-table/data-set/{TIERS}/content?place=NAT.*&from=AY.202324&to=AY.202324"
    address = {
        "arranged": f"{table}&rows=time&order=place:LA.x",
        "refused": f"{table}&by=indicator",
        "dots": f"{table}&chart=dots&along=time",
        "frozen": frozen,
        "too-large": table.replace("/table?", "/table.ods?"),
        "tiers-wrong": f"{in_tiers}&next=1",
        "places-found": f"{base}{STEP}/places?place=LA.*&q=o&search=1",
    }[name]
    page = visit(browser, address)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate(axe)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert in_the_way(page) == [], f"at {width}"
    for width in (375, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"scrolls sideways at {width}"
    assert [said for said in page.said if "413" not in said] == [], "the browser complains"
    page.context.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_a_member_of_the_public_makes_changes_and_keeps_a_table_without_javascript(
    base: str, browser: Any, width: int
) -> None:
    page = visit(browser, f"{base}/create-a-table", width, java_script_enabled=False)
    page.get_by_label("Absence").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Search places by name or code").fill("bray")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_label("Brayton", exact=True).check()
    page.get_by_label("Search places by name or code").fill("cove")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page.get_by_label("Brayton", exact=True)).to_be_checked()
    page.get_by_label("Cove", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Show the table").click()
    expect(page.get_by_role("img", name=re.compile("Absence rate by "))).to_have_count(1)
    page.get_by_text("Move rows and columns").click()
    page.locator("#move-time-across").click()
    expect(page.get_by_role("rowheader", name="2021/22").first).to_be_attached()
    page.get_by_text("Change the chart").click()
    page.get_by_label("Kind of chart").select_option("Bars")
    page.get_by_role("button", name="Draw").click()
    page.wait_for_url(re.compile("#chart$"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Spreadsheet for any program").click()
    assert download.value.suggested_filename == "Absence_by_school_v1.0.ods"
    shown = page.get_by_role("table").inner_text()
    page.get_by_role("button", name="Keep this table for good").click()
    assert page.get_by_role("table").inner_text() == shown
    assert re.search(r"/table/[2-9a-z]{12}$", page.url)
    page.context.close()


def test_rows_and_columns_move_by_keyboard_and_it_is_said(table: str, browser: Any) -> None:
    page = visit(browser, table)
    summary = page.locator("#arrange > summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "move-place-across"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#move-place$"))
    page.wait_for_function("document.activeElement.id === 'move-place-across'")
    assert page.locator("body > [role=status]").inner_text() == "Place: Columns, 3 of 3"
    expect(page.get_by_role("columnheader", name="Aldby").first).to_be_attached()
    page.reload()
    expect(page.get_by_role("columnheader", name="Aldby").first).to_be_attached()  # the address has the order
    assert page.said == []
    page.context.close()
