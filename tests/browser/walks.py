"""How pages of the site are gone through in a browser: looked at as they are and with a form sent as it is, signed in
to, and used with the keyboard alone.

What follows an act is awaited, each time: it may be on its way still when the act has returned.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import pytest
from tests.browser.pages import LOOK, STANDARDS, expect
from tests.support.cast import PASSWORD

DESK, PHONE, SMALL = 1280, 375, 320
_STOPS = 150
"""No page has so many links and fields that whoever presses Tab does not come to all of them."""


def listened(context: Any) -> Any:
    """A page that keeps what the browser complains of, for `look`."""
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    return page


def look(page: Any, axe: str, name: str, *, expected: tuple[str, ...] = ("status of 4",)) -> None:
    """Nothing stands in the way of anybody, the page fits every width, and the browser complains of what is expected
    alone. `ALDER_SHOTS` names a folder for pictures.
    """
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate(axe)
    passed, found = page.evaluate(LOOK, STANDARDS)
    assert passed > 5, "hardly anything was looked at"
    assert found == [], name
    for width in (PHONE, SMALL, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} scrolls sideways at {width}"
        if (shots := os.environ.get("ALDER_SHOTS")) and width != SMALL:
            page.screenshot(path=f"{shots}/{name.replace(', ', '-')}-{width}.png", full_page=True)
    complaints = [said for said in page.said if not any(words in said for words in expected)]
    assert complaints == [], f"the browser complains of {name}"
    page.said.clear()


def walk(
    page: Any,
    axe: str,
    addresses: Mapping[str, str],
    wrong: Mapping[str, str],
    *,
    expected: tuple[str, ...] = ("status of 4",),
) -> None:
    """Look at every page, and at those of `wrong` once more after their button was pressed, which is not enough: the
    summary of what is wrong leads to each field that it is about.
    """
    for name, address in addresses.items():
        page.goto(address)
        look(page, axe, name, expected=expected)
        if name not in wrong:
            continue
        page.get_by_role("button", name=wrong[name], exact=True).last.click()
        summary = page.get_by_role("alert")
        summary.wait_for()
        assert page.title().startswith("Error: "), name
        for link in summary.get_by_role("link").all():
            expect(page.locator(link.get_attribute("href"))).to_have_count(1)
        look(page, axe, f"{name}, wrong", expected=expected)


def sign_in(page: Any, base: str, name: str, code: str) -> None:
    """With password and code, by keyboard; it is done when this returns."""
    page.goto(f"{base}/sign-in")
    type_in(page, "E-mail address", f"{name}@mereshire.example")
    type_in(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/code")
    type_in(page, "Code", code)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/sign-in" not in address)


def reach(page: Any, label: str) -> None:
    """Tab until the field has the focus."""
    _focus(page, page.get_by_label(label, exact=True), label)


def type_in(page: Any, label: str, text: str) -> None:
    """Tab to a field and write in it, in place of what it holds."""
    reach(page, label)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def go(page: Any, role: str, name: str, *, stays: bool = False) -> None:
    """Tab to a link or button, and press Enter; `stays` where the page that follows has the same address."""
    _focus(page, page.get_by_role(role, name=name, exact=True), name)
    before = page.url
    if stays:
        with page.expect_navigation():
            page.keyboard.press("Enter")
    else:
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: address != before)


def _focus(page: Any, wanted: Any, name: str) -> None:
    for _ in range(_STOPS):
        if wanted.first.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{name} is not to be reached with the keyboard")


class Walker:
    """Somebody at the keyboard, who reads what is new to them on each page, and whose work is counted."""

    def __init__(self, page: Any, base: str) -> None:
        self.page, self.base = page, base
        self.words = self.letters = self.stops = 0
        self._read: set[str] = set()

    def open(self, address: str) -> None:
        self.page.goto(self.base + address)
        self.read()

    def read(self) -> str:
        """What stands in the main part of the page; lines that they read before are not read again."""
        said: str = self.page.locator("main").inner_text()
        new = {line for line in said.splitlines() if line.strip()} - self._read
        self.words += sum(len(line.split()) for line in new)
        self._read |= new
        return said

    def go(self, role: str, name: str, *, stays: bool = False) -> None:
        go(self.page, role, name, stays=stays)
        self.stops += 1
        self.read()

    def turn(self, what: str) -> None:
        """Where they begin: what waits for them leads to the page on which they do it."""
        self.open("/your-turn")
        link = self.page.locator("main table").get_by_role("link", name=what)
        _focus(self.page, link, what)
        self.stops += 1
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda address: "/your-turn" not in address)
        self.read()

    def fill(self, **given: Any) -> set[str]:
        """Tab through the page and enter what is given, by the names of its fields; those that are not there remain."""
        page, left = self.page, {**given}
        page.evaluate("document.activeElement.blur()")
        first = None
        for _ in range(2 * _STOPS):
            page.keyboard.press("Tab")
            at = page.evaluate(_AT)
            if at["place"] == first or not left:
                break
            first = first if first is not None else at["place"]
            if at["name"] in left:
                self._enter(at, left)
        return set(left)

    def _enter(self, at: dict[str, Any], left: dict[str, Any]) -> None:
        press, wanted = self.page.keyboard.press, left[at["name"]]
        match at["type"]:
            case "checkbox":
                values = wanted if isinstance(wanted, list) else [wanted]
                if at["value"] in values:
                    if not at["checked"]:
                        press("Space")
                        self.stops += 1
                    values = [one for one in values if one != at["value"]]
                    left[at["name"]] = values
                if not values:
                    del left[at["name"]]
                return
            case "radio":
                if not at["checked"]:
                    press("Space")
                while self.page.evaluate(_AT)["value"] != wanted:
                    press("ArrowDown")
            case "select-one":
                press("Home")
                while (now := self.page.evaluate(_AT))["value"] != wanted:
                    press("ArrowDown")
                    assert self.page.evaluate(_AT)["value"] != now["value"], f"{wanted} is not offered in {at['name']}"
            case "file":
                self.page.locator(f"[name='{at['name']}']").set_input_files(wanted)
            case _:
                press("Control+A")
                self.page.keyboard.insert_text(str(wanted))
                self.letters += len(str(wanted))
        self.stops += 1
        del left[at["name"]]

    @property
    def minutes(self) -> int:
        """How long it takes: 200 words a minute read, 200 letters a minute typed, a second for each field or button."""
        return round(self.words / 200 + self.letters / 200 + self.stops / 60)


_AT = """() => { const at = document.activeElement; return {
    name: at.closest('main') && at.name || '', type: at.type || '', value: at.value, checked: !!at.checked,
    place: [...document.querySelectorAll('*')].indexOf(at)} }"""
