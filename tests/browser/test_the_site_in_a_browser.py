"""The site in a browser: every kind of page for everybody, at a desk and on a phone; and a table without JavaScript."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from tests import made_data_set, made_starts
from tests.browser.barriers import LOOK, STANDARDS
from tests.site import ACCEPTED

ALDER = (sys.executable, "-m", "alder")
ABSENCE = "0a1b2c3d-0000-4000-8000-00000000b1de"
STARTS = "0a1b2c3d-0000-4000-8000-00000000b1df"
STEP = f"/create-a-table/data-set/{ABSENCE}"
PAGES = {
    "home": "/",
    "statistics": "/find-statistics",
    "statistics-found": "/find-statistics?q=pupil",
    "statistics-not-found": "/find-statistics?q=nothing+like+it",
    "release": "/find-statistics/absence/2023-24",
    "older-release": "/find-statistics/absence/2022-23",
    "headlines": "/find-statistics/starts/academic-year-2023-24",
    "releases": "/find-statistics/absence/releases",
    "catalogue": "/data-catalogue",
    "data-set": f"/data-catalogue/data-set/{ABSENCE}",
    "older-version": f"/data-catalogue/data-set/{ABSENCE}?version=1.0",
    "publication-step": "/create-a-table",
    "publication-step-wrong": "/create-a-table?next=1",
    "places-step": f"{STEP}/places",
    "places-step-found": f"{STEP}/places?q=o&search=1",
    "places-step-wrong": f"{STEP}/places?next=1",
    "times-step": f"{STEP}/times?place=LA.*",
    "content-step": f"{STEP}/content?place=LA.*&place=NAT.*&from=AY.202122&to=AY.202324",
    "content-step-wrong": f"{STEP}/content?place=LA.*&from=AY.202122&to=AY.202324&next=1",
    "sources": "/data-sources",
    "source": "/data-sources/ilr",
    "which": "/data-sources/which",
    "which-answered": "/data-sources/which?question=do+adults+from+deprived+areas+drop+out&years=2018/19..2020/21",
    "which-wrong": "/data-sources/which?question=xyzzy",
    "compare": "/data-sources/compare",
    "compared": "/data-sources/compare?source=ilr&source=plams&source=leo",
    "access": "/get-access",
    "quality": "/quality",
    "glossary": "/glossary",
    "accessibility": "/accessibility",
    "cookies": "/cookies",
    "api": "/api",
    "not-found": "/nothing-here",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`alder serve` on a store with absence in two releases, and starts with headline figures."""
    folder = tmp_path_factory.mktemp("served")
    store = ("--store", str(folder / "store"))
    titled = ("--id", ABSENCE, "--title", "Absence by school", "--publication-summary", "Pupils who were away.")
    of_absence = ("--publication", "Absence", *titled)
    of_starts = ("--id", STARTS, "--title", "Starts by sex and level", "--publication", "Starts")
    noted = ("--release", "2023/24", "--notes", "Schools closed early in June.")
    for file, arguments in (
        (made_data_set.write(folder), (*of_absence, "--release", "2022/23")),
        (made_data_set.write(folder, "later"), (*of_absence, *noted)),
        (made_starts.write(folder), (*of_starts, "--release", "Academic year 2023/24")),
    ):
        subprocess.run([*ALDER, "publish", "import", str(file), *arguments, *ACCEPTED, *store], check=True)
    served = subprocess.Popen(
        [*ALDER, "serve", "--port", "0", *store], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert served.stdout is not None
    yield served.stdout.readline().split()[-1]
    served.terminate()
    served.wait()
    served.stdout.close()


@pytest.fixture(scope="module")
def table(browser: Any, base: str) -> str:
    """The address of a table with layered headings, reached by forms alone."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}{STEP}/content?place=LA.*&place=SCH.*&from=AY.202122&to=AY.202324")
    for words in ("Pupils absent", "Boys", "Girls"):
        page.get_by_label(words).check()
    page.get_by_role("button", name="Show the table").click()
    address = str(page.url)
    context.close()
    return address.removeprefix(base)


def _visit(browser: Any, address: str, width: int, **settings: Any) -> Any:
    context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.goto(address)
    return page


@pytest.mark.parametrize("name", [*PAGES, "table"])
def test_nothing_stands_in_the_way_of_anybody(browser: Any, base: str, table: str, axe: str, name: str) -> None:
    address = table if name == "table" else PAGES[name]
    for width in (1280, 390):
        page = _visit(browser, base + address, width)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        page.evaluate(axe)
        passed, found = page.evaluate(LOOK, STANDARDS)
        assert passed > 5, "hardly anything was looked at"
        assert found == [], f"at {width}"
        assert [s for s in page.said if "404" not in s] == [], "the browser complains"
        page.context.close()


@pytest.mark.parametrize("name", [*PAGES, "table"])
def test_a_page_fits_every_width(browser: Any, base: str, table: str, name: str) -> None:
    address = table if name == "table" else PAGES[name]
    page = _visit(browser, base + address, 1280)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for width in (1280, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"scrolls sideways at {width}"
    page.context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_member_of_the_public_makes_a_table_without_javascript(browser: Any, base: str, width: int) -> None:
    page = _visit(browser, base, width, java_script_enabled=False)
    page.get_by_role("link", name="Can I make my own table?").click()
    page.get_by_label("Absence").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("Local authority (3)").click()
    page.get_by_label("Brayton", exact=True).check()
    page.get_by_label("Cove", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("From").select_option("2022/23")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Number of pupils").check()
    page.get_by_role("button", name="Show the table").click()
    assert page.get_by_role("heading", level=1).inner_text() == (
        "Absence rate and number of pupils by place and kind of school, 2022/23 to 2023/24"
    )
    assert page.get_by_role("rowheader", name="Brayton").count() == 1
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").or_(page.get_by_role("link", name="For a spreadsheet")).first.click()
    assert download.value.suggested_filename == "Absence_by_school_v1.1.csv"
    page.context.close()


def test_a_table_is_made_with_the_keyboard_alone(browser: Any, base: str) -> None:
    page = _visit(browser, f"{base}{STEP}/places", 1280, java_script_enabled=False)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to main content"
    page.keyboard.press("Enter")
    page.get_by_label("England").focus()
    page.keyboard.press("Space")
    for button in ("Continue", "Continue", "Show the table"):
        page.get_by_role("button", name=button).focus()
        before = page.url
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address, before=before: address != before)
    assert page.get_by_role("heading", level=1).inner_text() == "Absence rate in England, 2021/22 to 2023/24"
    page.context.close()
