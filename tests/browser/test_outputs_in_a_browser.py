"""The output desk in a browser: every page in its default and its error state, and an output on its whole way.

1. Ben starts an output, sends a file, reads what the checks say, fills in the cover sheet and hands it in.
2. Dev and Grace review it, each without the other's vote.
3. Dev approves it, Leila releases it, Ben sees that it left.

All of it with the keyboard alone and without JavaScript, at the width of a telephone and of a desk, on SQLite and on
PostgreSQL.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.browser.pages import LOOK, STANDARDS, expect
from tests.browser.served import made_by, serving
from tests.support import postgresql
from tests.support.cast import PASSWORD
from tests.support.outputs_of_people import COVER, SAFE

ROOT = Path(__file__).parents[2]
PAGES = {
    "ben": {
        "outputs": "/outputs",
        "begin": "/outputs/begin",
        "draft": "{draft}",
        "words": "{draft}/words",
        "add-files": "{draft}/groups/1/files",
        "cover": "{blank}/groups/1/cover",
        "findings": "{draft}/groups/1/findings",
        "ready": "{ready}",
        "submit": "{ready}/submit",
        "withdraw": "{ready}/withdraw",
        "in-review": "{waiting}",
        "returned": "{returned}",
        "submit-again": "{returned}/submit",
        "released": "{released}",
        "certificate": "{released}/certificate",
        "report": "/incidents/report",
    },
    "dev": {
        "queue": "/desk/outputs",
        "finished": "/desk/outputs?part=finished",
        "review": "{waiting-desk}",
        "flagged": "{flagged-desk}",
        "return-early": "{waiting-desk}/return-early",
        "differ": "{differ-desk}",
        "file": "{file}",
    },
    "sunita": {"settle": "{differ-desk}/settle", "reject": "{differ-desk}/reject", "numbers": "/desk/outputs/numbers"},
    "leila": {"release": "{approved-desk}/release", "certificate-at-desk": "{released-desk}/certificate"},
    "ines": {
        "incidents": "/desk/incidents",
        "incident": "{incident}",
        "triage": "{incident}/triage",
        "recall": "{released-desk}/recall",
        "recalled": "{recalled-desk}",
    },
    "": {"outside": "{outside}"},
}
"""What is looked at, as whom."""
WRONG = {
    "begin": "Start it",
    "add-files": "Send the files",
    "cover": "Save the cover sheet",
    "review": "Send my vote",
    "return-early": "Return it",
    "settle": "Settle it",
    "reject": "Reject it",
    "triage": "Save it",
    "recall": "Recall it",
    "report": "Report it",
}
"""Forms that are sent as they are, which is not enough."""


@contextmanager
def _served(folder: Path, *options: str) -> Iterator[dict[str, Any]]:
    """A site with people and outputs, with a worker; its address, and what was made."""
    made = made_by("made_outputs", folder, *options)
    with serving(folder / "store", database=made["database"]) as address:
        yield {**made, "base": address}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    with _served(tmp_path_factory.mktemp("outputs")) as found:
        yield found


def _sign_in(page: Any, base: str, name: str, code: str) -> None:
    page.goto(f"{base}/sign-in")
    _type(page, "E-mail address", f"{name}@mereshire.example")
    _type(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/code")
    _type(page, "Code", code)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").wait_for()


def _look(page: Any, axe: str, name: str) -> None:
    """Nothing stands in the way of anybody, and the page fits every width."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate(axe)
    passed, found = page.evaluate(LOOK, STANDARDS)
    assert passed > 5, "hardly anything was looked at"
    assert found == [], name
    for width in (375, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} scrolls sideways at {width}"
    page.set_viewport_size({"width": 1280, "height": 900})
    assert [said for said in page.said if "status of 4" not in said] == [], f"the browser complains of {name}"
    page.said.clear()


@pytest.mark.parametrize("who", PAGES)
def test_every_page_of_outputs_is_for_everybody_also_when_something_is_wrong(
    browser: Any, made: dict[str, Any], axe: str, who: str
) -> None:
    """T34."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    if who:
        _sign_in(page, made["base"], who, made["codes"][who].pop())
    for name, address in PAGES[who].items():
        page.goto(made["base"] + address.format(**made["pages"]))
        _look(page, axe, name)
        if shots := os.environ.get("ALDER_SHOTS"):
            page.screenshot(path=f"{shots}/outputs-{name}.png", full_page=True)
        if name in WRONG:
            page.get_by_role("button", name=WRONG[name], exact=True).last.click()
            summary = page.get_by_role("alert")
            summary.wait_for()
            assert page.title().startswith("Error: "), name
            for link in summary.get_by_role("link").all():
                expect(page.locator(link.get_attribute("href"))).to_have_count(1)  # the summary leads to it
            _look(page, axe, f"{name}, wrong")
    context.close()


@pytest.mark.parametrize(("database", "width"), [("sqlite", 375), ("postgresql", 1280)])
def test_an_output_goes_its_whole_way_by_keyboard_and_without_javascript(
    browser: Any, tmp_path: Path, database: str, width: int
) -> None:
    with ExitStack() as over:
        if database == "postgresql":
            if not postgresql.programs():
                pytest.skip("needs the programs of PostgreSQL: apt-get install postgresql")
            if postgresql.SOCKET not in os.environ:
                over.enter_context(postgresql.running())
        site = over.enter_context(_served(tmp_path, "--people"))
        file = tmp_path / "distance.csv"
        file.write_text(SAFE)
        people = {}
        for name in ("ben", "dev", "grace", "leila"):
            context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
            over.callback(context.close)
            people[name] = context.new_page()
            _sign_in(people[name], site["base"], name, site["codes"][name].pop())
        _hand_in(people["ben"], site["base"], file)
        for name in ("dev", "grace"):
            _review(people[name], site["base"])
        people["dev"].reload()
        _go(people["dev"], "button", "Approve it", stays=True)
        expect(people["dev"].get_by_text("It is a release officer’s turn.")).to_have_count(1)
        _release(people["leila"], site["base"])
        ben = people["ben"]
        _until(ben, "It is released.")
        _go(ben, "link", "See the certificate")
        expect(ben.get_by_role("heading", name="Certificate of release")).to_have_count(1)


def _hand_in(ben: Any, base: str, file: Path) -> None:
    ben.goto(f"{base}/outputs")
    _go(ben, "button", "Start an output")
    _type(ben, "Title", "Learners by distance")
    _type(ben, "What it is for", "A paper on travel to learn")
    _reach(ben, "A paper or report")
    ben.keyboard.press("Space")
    _go(ben, "button", "Start it")
    _go(ben, "button", "Add files")
    _reach(ben, "Files")
    ben.get_by_label("Files", exact=True).set_input_files(str(file))
    _go(ben, "button", "Send the files")
    _until(ben, "Nothing holds it")
    _go(ben, "button", "Fill in the cover sheet")
    assert ben.get_by_label("The base to which counts are rounded").input_value() == "10", "filled in by the software"
    labels = {
        "Title": "title",
        "What it shows": "shows",
        "Whom it is about": "population",
        "How many people they are": "people",
        "What is hidden": "suppression",
    }
    for label, name in labels.items():
        _type(ben, label, COVER[name])
    _type(ben, "How it differs from what left before", "Nothing left before")
    _go(ben, "button", "Save the cover sheet")
    _until(ben, "It can be handed in.")
    _go(ben, "button", "Hand it in")
    _go(ben, "button", "Hand it in")
    expect(ben.get_by_text("It is the checkers’ turn.")).to_have_count(1)


def _review(checker: Any, base: str) -> None:
    checker.goto(f"{base}/desk/outputs")
    title = checker.get_by_role("link", name="Learners by distance").inner_text()
    _go(checker, "link", title)
    _until(checker, "found nothing")
    expect(checker.get_by_text("It is your turn.")).to_have_count(1)
    _reach(checker, "Approve")
    checker.keyboard.press("Space")
    _go(checker, "button", "Send my vote", stays=True)
    expect(checker.get_by_role("button", name="Send my vote")).to_have_count(0)


def _release(officer: Any, base: str) -> None:
    officer.goto(f"{base}/desk/outputs")
    _go(officer, "link", officer.get_by_role("link", name="Learners by distance").inner_text())
    _go(officer, "button", "Release it")
    _go(officer, "button", "Release it")
    expect(officer.get_by_text("It is being released.").or_(officer.get_by_text("It is released."))).to_have_count(1)


def _until(page: Any, words: str) -> None:
    """Open the page again until the worker has done its part."""
    for _ in range(120):
        if page.get_by_text(words).count():
            return
        page.wait_for_timeout(500)
        page.reload()
    pytest.fail(f"the page never says: {words}")


def _reach(page: Any, label: str) -> None:
    """Tab until the field has the focus."""
    _focus(page, page.get_by_label(label, exact=True), label)


def _focus(page: Any, wanted: Any, name: str) -> None:
    for _ in range(150):
        if wanted.first.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{name} is not to be reached with the keyboard")


def _type(page: Any, label: str, text: str) -> None:
    _reach(page, label)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def _go(page: Any, role: str, name: str, *, stays: bool = False) -> None:
    """Tab to a link or button, and press Enter; `stays` where the page that follows has the same address."""
    _focus(page, page.get_by_role(role, name=name, exact=True), name)
    before = page.url
    if stays:
        with page.expect_navigation():
            page.keyboard.press("Enter")
    else:
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: address != before)
