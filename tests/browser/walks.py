"""How pages of the site are gone through in a browser: looked at as they are and with a form sent as it is, signed in
to, and used with the keyboard alone.

What follows an act is awaited, each time: it may be on its way still when the act has returned.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.browser.pages import expect, in_the_way
from tests.support.cast import PASSWORD

DESK, PHONE, SMALL = 1280, 375, 320


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
    assert in_the_way(page) == [], name
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
    page.keyboard.insert_text(text)


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
    """Tab, or back with Shift, until it has the focus. How far it is, is looked at a few times on the way: what the
    browser stops at is its own affair. On a page that was just opened the first link skips what all pages have.
    """
    press = page.keyboard.press
    for _ in range(12):
        far = wanted.first.evaluate(_STOPS_TO)
        if far == 0:
            return
        if far is None:
            press("Tab")
            press("Enter")
            continue
        for _ in range(abs(far)):
            press("Tab" if far > 0 else "Shift+Tab")
    pytest.fail(f"{name} is not to be reached with the keyboard on {page.url}")


class SharedWindow:
    """A window at which people sit down in turn, each with cookies of their own: one for each of them would cost more
    than most of what they do.
    """

    def __init__(self, browser: Any, width: int) -> None:
        self.context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
        self.page, self.width = self.context.new_page(), width
        self.page.on("filechooser", lambda _: None)  # else the browser may be asked for one before it listens for that
        self._at: object = None
        self._cookies: dict[object, Any] = {}

    def bring(self, who: object, cookies: Mapping[str, Any]) -> None:
        """Somebody comes with the session that they have elsewhere."""
        own = {"domain": "127.0.0.1", "path": "/"}
        self._cookies[who] = [{"name": name, "value": one.value, **own} for name, one in cookies.items()]

    def sit_down(self, who: object) -> None:
        if self._at is not who:
            self._cookies[self._at] = self.context.cookies()
            self.context.clear_cookies()
            self.context.add_cookies(self._cookies.get(who, []))
            self._at = who


class Inspection:
    """Every kind of page that is met fits the window, and is looked at once by axe-core.

    That needs a page which runs programs: it is given the document that somebody has before them, an answer to a form
    included. Pages whose addresses begin as `elsewhere` says are looked at by other tests.
    """

    def __init__(self, browser: Any, axe: str, base: str, elsewhere: tuple[str, ...] = ()) -> None:
        self._elsewhere = elsewhere
        self.context = browser.new_context(bypass_csp=True)
        self.page = self.context.new_page()
        self.page.goto(f"{base}/sign-in")
        self.page.evaluate(axe)
        self.met: dict[str, list[str]] = {}

    def look(self, page: Any, width: int) -> None:
        """`ALDER_SHOTS` names a folder for pictures."""
        kind = _kind(page.url, page.title())
        if kind in self.met or kind.startswith(self._elsewhere):
            return
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{kind} scrolls sideways at {width}"
        if shots := os.environ.get("ALDER_SHOTS"):
            name = f"{len(self.met) + 1:03}{kind.replace('/', '-').replace(': ', '-')}-{width}.png"
            page.screenshot(path=f"{shots}/{name}", full_page=True)
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.set_content(page.content())
        self.met[kind] = in_the_way(self.page)

    @property
    def found(self) -> dict[str, list[str]]:
        """What stands in somebody's way, by the kind of page."""
        return {kind: found for kind, found in self.met.items() if found}


def _kind(address: str, title: str) -> str:
    """An address without what is one thing's alone, and whether something was wrong with what was sent to it."""
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/|$)", "N", urlsplit(address).path)
    return path + (": wrong" if title.startswith("Error: ") else "")


@dataclass
class Effort:
    """What somebody did: words that they read, letters that they typed, fields that they filled and buttons pressed."""

    words: int = 0
    letters: int = 0
    stops: int = 0

    @property
    def minutes(self) -> int:
        """How long it takes: 200 words a minute read, 200 letters a minute typed, a second for each field or button."""
        return round(self.words / 200 + self.letters / 200 + self.stops / 60)


class Walker:
    """Somebody at the keyboard, who reads what is new to them on each page, and whose work is counted."""

    def __init__(self, window: SharedWindow, base: str, inspection: Inspection) -> None:
        self.window, self.base, self.page, self._inspection = window, base, window.page, inspection
        self.effort = Effort()
        self._read: set[str] = set()

    def open(self, address: str) -> None:
        self.window.sit_down(self)
        self.page.goto(self.base + address)
        self.read()

    def read(self) -> str:
        """What stands in the main part of the page; lines that they read before are not read again."""
        said: str = self.page.locator("main").inner_text()
        new = {line for line in said.splitlines() if line.strip()} - self._read
        self.effort.words += sum(len(line.split()) for line in new)
        self._read |= new
        self._inspection.look(self.page, self.window.width)
        return said

    def go(self, role: str, name: str, *, exact: bool = True) -> str:
        """To a link or button, and Enter; what stands on the page that follows."""
        self._reach(self._named(role, name, exact=exact), name)
        return self._enter_and_read()

    def take(self, name: str) -> Path:
        """The file to which a link leads."""
        self._reach(self._named("link", name), name)
        with self.page.expect_download() as came:
            self.page.keyboard.press("Enter")
        return Path(came.value.path())

    def turn(self, what: str) -> str:
        """Where they begin: what waits for them leads to the page on which they do it."""
        self.open("/your-turn")
        self._reach(self.page.locator("main table").get_by_role("link", name=what), what)
        return self._enter_and_read()

    def _named(self, role: str, name: str, *, exact: bool = True) -> Any:
        inside = self.page.locator("main").get_by_role(role, name=name, exact=exact)
        return inside if inside.count() else self.page.get_by_role(role, name=name, exact=exact)

    def _enter_and_read(self) -> str:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self.read()

    def fill(self, **given: Any) -> set[str]:
        """Enter what is given, by the names of its fields, in their order; those that are not there remain."""
        names = self.page.evaluate(_NAMES)
        for name in names:
            if name in given:
                for value in given[name] if isinstance(given[name], list) else [given[name]]:
                    self._enter(name, str(value))
        return set(given) - set(names)

    def _enter(self, name: str, value: str) -> None:
        press = self.page.keyboard.press
        field = self.page.locator(f"main [name='{name}']:not([type=hidden])")
        kind = field.first.get_attribute("type") or field.first.evaluate("one => one.type")
        if kind in ("radio", "checkbox"):
            field = self.page.locator(f"main [name='{name}'][value={json.dumps(value, ensure_ascii=False)}]")
        self._reach(field, name)
        match kind:
            case "checkbox":
                if not field.first.is_checked():
                    press("Space")
            case "radio":
                if not self.page.evaluate("document.activeElement.checked"):
                    press("Space")
                self._arrow(field.first.evaluate(_RADIOS_TO))
                assert field.first.is_checked(), f"{value} of {name} is not to be chosen with the keyboard"
            case "select-one":
                to = field.first.evaluate(_OPTIONS_TO, value)
                assert to is not None, f"{value} is not offered in {name}"
                self._arrow(to)
                assert field.first.input_value() == value, f"{value} of {name} is not to be chosen with the keyboard"
            case "file":
                with self.page.expect_file_chooser() as chooser:
                    press("Space")
                chooser.value.set_files(value)
            case _:
                press("Control+A")
                self.page.keyboard.insert_text(value)
                self.effort.letters += len(value)

    def _arrow(self, steps: int) -> None:
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")

    def _reach(self, wanted: Any, name: str) -> None:
        assert wanted.count(), f"{name} is not on {self.page.url}: {self.page.locator('main').inner_text()[:2000]}"
        self.effort.stops += 1
        _focus(self.page, wanted, name)


_STOPS_TO = """wanted => {
    const at = document.activeElement;
    if (at === wanted) return 0;
    if (at === document.body) return location.hash || !wanted.closest('main') ? 1 : null;
    const group = one => one.type === 'radio'
        ? [...document.getElementsByName(one.name)].filter(other => other.type === 'radio') : [one];
    if (group(wanted).includes(at)) return 0;
    const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
        .filter(one => one.tabIndex >= 0 && !one.disabled && one.type !== 'hidden'
            && (one === at || one.checkVisibility({visibilityProperty: true})))
        .filter(one => one === at || !group(one).includes(at))
        .filter(one => one.type !== 'radio' || one === (group(one).find(other => other.checked) || group(one)[0]));
    const target = wanted.type === 'radio' ? (group(wanted).find(other => other.checked) || group(wanted)[0]) : wanted;
    const before = one => stops.filter(other => other.compareDocumentPosition(one) & 4).length;
    return before(target) - before(at) || 1;
}"""
"""How many presses of Tab it is to an element, a group of radio buttons being one stop; null where a link skips to
what is on the page alone.
"""
_RADIOS_TO = """wanted => {
    const all = [...document.getElementsByName(wanted.name)].filter(one => one.type === 'radio');
    return all.indexOf(wanted) - all.findIndex(one => one.checked);
}"""
_OPTIONS_TO = """(at, value) => {
    const to = [...at.options].findIndex(one => one.value === value);
    return to < 0 ? null : to - at.selectedIndex;
}"""
_NAMES = """() => [...new Set([...document.querySelectorAll(
    'main input:not([type=hidden]), main select, main textarea')].map(one => one.name).filter(Boolean))]"""
