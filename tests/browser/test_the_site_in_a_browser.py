"""The site in a browser: every page in every state, for everybody, at a desk and on a phone, by mouse and keyboard."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from tests.browser.conftest import PageOf, Visit
from tests.browser.pages import expect, in_the_way
from tests.browser.site_states import STATES, STEP
from tests.support.properties import sampled

UNFOLD = "document.querySelectorAll('details').forEach(d => d.open = true)"
SMALL = """[...document.querySelectorAll('a, button, summary, input, select, textarea')].filter(e => {
    const box = e.getBoundingClientRect();
    const within = 'main :is(p:not(.alder-links), li:not([class]), dd, dt, td, th), footer p';
    if (!e.checkVisibility() || !box.width || e.matches('.govuk-skip-link')) return false;
    if (e.closest(within) && !e.closest('.alder-contents, .alder-downloads, .alder-facts')) return false;
    return !/radio|checkbox/.test(e.type) && box.height < 23.5;
}).map(e => e.outerHTML.slice(0, 200))"""
"""Targets that stand by themselves and are lower than 24 pixels; those within a sentence may be."""


@pytest.fixture(scope="module")
def table(base: str, page_of: PageOf) -> str:
    """The address of a table with layered headings, reached by forms alone."""
    page = page_of(1280, java_script_enabled=False)
    page.goto(f"{base}{STEP}/content?place=LA.*&place=SCH.*&from=AY.202122&to=AY.202324")
    for words in ("Pupils absent", "Boys", "Girls"):
        page.get_by_label(words).check()
    page.get_by_role("button", name="Show the table").click()
    return str(page.url)


@pytest.mark.parametrize("name", sampled([*STATES, "table"], 4))
def test_nothing_stands_in_the_way_of_anybody(visit: Visit, table: str, axe: str, name: str) -> None:
    page = visit(table if name == "table" else STATES[name])
    page.evaluate(UNFOLD)
    page.evaluate(axe)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        found = in_the_way(page)
        assert not found, f"at {width}: {found}"
        small = page.evaluate(SMALL)
        assert not small, f"targets too small at {width}: {small}"
    assert [s for s in page.said if "404" not in s] == [], "the browser complains"


@pytest.mark.parametrize("name", sampled([*STATES, "table"], 3))
def test_a_page_fits_every_width_and_400_percent(visit: Visit, table: str, name: str) -> None:
    page = visit(table if name == "table" else STATES[name])
    page.evaluate(UNFOLD)
    for width in (1280, 768, 390, 320):  # 1280 at 400% are 320
        page.set_viewport_size({"width": width, "height": 256 if width == 320 else 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"scrolls sideways at {width}"


@pytest.mark.parametrize("width", [1280, 390])
def test_a_member_of_the_public_finds_a_figure_without_javascript(visit: Visit, width: int) -> None:
    """From a question in her own words to the figure, its company, and the table behind the chart."""
    page = visit("/", width, java_script_enabled=False)
    page.get_by_role("link", name="Statistics", exact=True).click()
    page.get_by_role("searchbox", name="Search", exact=True).fill("starts")
    page.get_by_role("button", name="Show statistics").click()
    page.locator(".alder-results").get_by_role("link", name="Starts", exact=True).click()
    expect(page.get_by_text("Latest release", exact=True)).to_be_visible()
    tile = page.locator(".alder-tile").first
    assert "1,420" in tile.inner_text()
    assert "Not compared with 2022/23" in tile.inner_text()
    page.get_by_text("What this is").first.click()
    expect(page.get_by_text("Counted once each.")).to_be_visible()
    expect(page.locator(f"svg.{'alder-wide' if width > 640 else 'alder-narrow'}").first).to_be_visible()
    first = page.locator("details.alder-beside").first
    expect(first.locator("table")).not_to_be_visible()
    first.locator("summary").click()
    expect(first.get_by_role("rowheader", name="2023/24")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all data (ZIP)").click()
    assert download.value.suggested_filename == "starts_academic-year-2023-24.zip"


def test_a_reader_goes_on_from_a_chart_to_a_table_of_her_own(visit: Visit) -> None:
    page = visit(STATES["release-with-charts"])
    page.get_by_role("link", name="Change this table").first.click()
    expect(page.get_by_text("Change the table").first).to_be_visible()
    assert "2022/23" in page.locator("table").first.inner_text()


def test_the_keyboard_goes_through_a_release_in_order_and_is_never_hidden(visit: Visit) -> None:
    page = visit(STATES["release-with-charts"], 390)
    seen: list[float] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate(WHERE)
        if at is None:
            break
        assert at["shown"], f"the focus is hidden: {at['html']}"
        seen.append(at["top"])
    assert len(seen) > 30
    steps_back = [b for a, b in pairwise(seen[1:]) if b < a - 30]
    assert not steps_back, "the focus jumps up the page"


WHERE = """(() => {
    const e = document.activeElement;
    if (e === document.body) return null;
    const box = e.getBoundingClientRect(), x = box.left + Math.min(10, box.width / 2), y = box.top + box.height / 2;
    const over = document.elementFromPoint(x, y);
    return {top: box.top + scrollY, html: e.outerHTML.slice(0, 80),
            shown: box.height > 0 && y >= 0 && y <= innerHeight && !!over && (e.contains(over) || over.contains(e))};
})()"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_and_tags_can_be_read_in_a_readers_own_colours(visit: Visit, scheme: str) -> None:
    page = visit(STATES["release-with-charts"], forced_colors="active", color_scheme=scheme)
    assert (
        page.locator(".alder-figure svg.alder-wide").first.evaluate("e => getComputedStyle(e).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    assert page.locator(".govuk-tag").first.evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"


def test_paper_holds_the_figures_of_every_chart_and_no_buttons(visit: Visit) -> None:
    page = visit(STATES["release-with-charts"], 720)
    page.emulate_media(media="print")
    for table in page.locator("details.alder-beside table").all():
        assert table.evaluate(
            "e => e.checkVisibility({contentVisibilityAuto: true}) && e.getBoundingClientRect().height > 0"
        )
    for gone in (".govuk-service-navigation", ".alder-contents", ".alder-quick", ".alder-top", ".govuk-footer"):
        expect(page.locator(gone).first).not_to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 720


@pytest.mark.parametrize("width", [1280, 390])
def test_a_member_of_the_public_makes_a_table_without_javascript(visit: Visit, width: int) -> None:
    page = visit("/", width, java_script_enabled=False)
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
    expect(page.get_by_role("rowheader", name="Brayton")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("CSV|spreadsheet", re.IGNORECASE)).first.click()
    assert download.value.suggested_filename.startswith("Absence_by_school_v1.1")


def test_a_table_is_made_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit(f"{STEP}/places", java_script_enabled=False)
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
