"""The auditor's pages in a browser: at two widths, without JavaScript, with the keyboard, for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.browser import made_trail
from tests.browser.conftest import PageOf
from tests.browser.pages import expect
from tests.browser.walks import DESK, look, sign_in
from tests.support.site import served, site_of_people
from tests.support.stores import keep, store_in


@pytest.fixture(scope="module")
def codes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Those of the auditor, of a site that is this process's as long as these tests last."""
    store = tmp_path_factory.mktemp("trail") / "store"
    keep(store_in(store), "file | learners\n first | 3")
    with site_of_people(store):
        yield made_trail.make()


@pytest.fixture(scope="module")
def base(codes: list[str]) -> Iterator[str]:
    with served() as address:
        yield address


def _signed_in(heard: PageOf, base: str, codes: list[str], **how: Any) -> Any:
    page = heard(DESK, **how)
    sign_in(page, base, "grace", codes.pop())
    page.goto(f"{base}/trail")
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


def test_every_page_is_for_everybody_at_two_widths(heard: PageOf, base: str, codes: list[str], axe: str) -> None:
    page = _signed_in(heard, base, codes)
    for name, address in PAGES.items():
        page.goto(base + address)
        if name == "event":
            page.locator("tbody th a").first.click()
            page.wait_for_url("**/trail/*")
        look(page, axe, f"trail-{name}")


def test_an_auditor_finds_who_returned_an_output_with_the_keyboard_alone_and_without_javascript(
    heard: PageOf, base: str, codes: list[str]
) -> None:
    page = _signed_in(heard, base, codes, java_script_enabled=False)
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
