"""The auditor's pages in a browser: at two widths, without JavaScript, with the keyboard, for everybody."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.pages import LOOK, STANDARDS, expect
from tests.browser.served import made_by, serving
from tests.support.cast import PASSWORD

ROOT = Path(__file__).parents[2]
SHOTS = os.environ.get("ALDER_SHOTS")
"""A folder for pictures of the pages, where somebody wants to look at them."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("trail")
    return folder / "store", made_by("made_trail", folder)


@pytest.fixture(scope="module")
def base(made: tuple[Path, list[str]]) -> Iterator[str]:
    with serving(made[0], "--no-worker") as address:
        yield address


def _signed_in(browser: Any, base: str, codes: list[str], **how: Any) -> Any:
    page = browser.new_context(viewport={"width": 1280, "height": 900}, **how).new_page()
    page.goto(f"{base}/sign-in?next=/trail")
    page.get_by_label("E-mail address").fill("grace@mereshire.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code").fill(codes.pop())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/trail")
    return page


PAGES = {
    "trail": "/trail",
    "narrowed": "/trail?action=Denied",
    "nothing": "/trail?thing=output+99",
    "wrong": "/trail?person=nobody@example.org&first=yesterday",
    "event": "/trail?action=RETURN",
    "store": "/trail/store",
    "heads": "/trail-head",
}


def test_every_page_is_for_everybody_at_two_widths(
    browser: Any, base: str, made: tuple[Path, list[str]], axe: str
) -> None:
    page = _signed_in(browser, base, made[1])
    for name, address in PAGES.items():
        page.goto(base + address)
        if name == "event":
            page.locator("tbody th a").first.click()
            page.wait_for_url("**/trail/*")
        page.evaluate(axe)
        passed, found = page.evaluate(LOOK, STANDARDS)
        assert passed > 5
        assert found == [], name
        for width in (1280, 375, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} scrolls sideways at {width}"
            if SHOTS and width > 320:
                page.screenshot(path=f"{SHOTS}/trail-{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})
    page.context.close()


def test_an_auditor_finds_who_returned_an_output_with_the_keyboard_alone_and_without_javascript(
    browser: Any, base: str, made: tuple[Path, list[str]]
) -> None:
    page = _signed_in(browser, base, made[1], java_script_enabled=False)
    page.get_by_label("Action").focus()
    page.keyboard.type("RET")
    page.get_by_role("button", name="Find").focus()
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_text("RETURN (Two reviews to Returned)")).to_have_count(1)
    page.locator("tbody th a").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Table 3 shows a cell of four.")).to_have_count(1)
    expect(page.get_by_text("It is the hash of what stands here.")).to_have_count(1)
    page.context.close()
