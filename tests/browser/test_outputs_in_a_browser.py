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
from tests.browser import made_outputs
from tests.browser.conftest import PageOf
from tests.browser.pages import expect
from tests.browser.served import made_by, serving
from tests.browser.walks import DESK, go, reach, sign_in, type_in, walk
from tests.support import postgresql
from tests.support.outputs_of_people import COVER, SAFE, check_in_this_process
from tests.support.site import served, site_of_people

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
        "drawing": "{drawn}/groups/1/findings",
        "drawing-cover": "{drawn}/groups/1/cover",
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


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A site of this process with outputs in every state: its address, addresses of pages, and codes of people."""
    with site_of_people(tmp_path_factory.mktemp("outputs") / "store"):
        with pytest.MonkeyPatch.context() as patch:
            check_in_this_process(patch)
            found = made_outputs.make()
        with served() as address:
            yield {**found, "base": address}


@contextmanager
def _serving_people(folder: Path, *names: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """`alder serve` with its worker, on a site of some people alone: its address, and their codes."""
    made = made_by("made_outputs", folder, *names)
    with serving(folder / "store", database=made["database"]) as address:
        yield address, made["codes"]


@pytest.mark.parametrize("who", PAGES)
def test_every_page_of_outputs_is_for_everybody_also_when_something_is_wrong(
    heard: PageOf, made: dict[str, Any], axe: str, who: str
) -> None:
    """T34."""
    page = heard(DESK)
    if who:
        sign_in(page, made["base"], who, made["codes"][who].pop())
    pages = {f"outputs-{name}": made["base"] + at.format(**made["pages"]) for name, at in PAGES[who].items()}
    walk(page, axe, pages, {f"outputs-{name}": button for name, button in WRONG.items()})


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
        names = ("ben", "dev", "grace", "leila")
        base, codes = over.enter_context(_serving_people(tmp_path, *names))
        file = tmp_path / "distance.csv"
        file.write_text(SAFE)
        people = {}
        for name in names:
            context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
            over.callback(context.close)
            people[name] = context.new_page()
            sign_in(people[name], base, name, codes[name].pop())
        _hand_in(people["ben"], base, file)
        for name in ("dev", "grace"):
            _review(people[name], base)
        people["dev"].reload()
        go(people["dev"], "button", "Approve it", stays=True)
        expect(people["dev"].get_by_text("It is a release officer’s turn.")).to_have_count(1)
        _release(people["leila"], base)
        ben = people["ben"]
        _until(ben, "It is released.")
        go(ben, "link", "See the certificate")
        expect(ben.get_by_role("heading", name="Certificate of release")).to_have_count(1)


def _hand_in(ben: Any, base: str, file: Path) -> None:
    ben.goto(f"{base}/outputs")
    go(ben, "button", "Start an output")
    type_in(ben, "Title", "Learners by distance")
    type_in(ben, "What it is for", "A paper on travel to learn")
    reach(ben, "A paper or report")
    ben.keyboard.press("Space")
    go(ben, "button", "Start it")
    go(ben, "button", "Add files")
    reach(ben, "Files")
    ben.get_by_label("Files", exact=True).set_input_files(str(file))
    go(ben, "button", "Send the files")
    _until(ben, "Nothing holds it")
    go(ben, "button", "Fill in the cover sheet")
    assert ben.get_by_label("The base to which counts are rounded").input_value() == "10", "filled in by the software"
    labels = {
        "Title": "title",
        "What it shows": "shows",
        "Whom it is about": "population",
        "How many people they are": "people",
        "What is hidden": "suppression",
    }
    for label, name in labels.items():
        type_in(ben, label, COVER[name])
    type_in(ben, "How it differs from what left before", "Nothing left before")
    go(ben, "button", "Save the cover sheet")
    _until(ben, "It can be handed in.")
    go(ben, "button", "Hand it in")
    go(ben, "button", "Hand it in")
    expect(ben.get_by_text("It is the checkers’ turn.")).to_have_count(1)


def _review(checker: Any, base: str) -> None:
    checker.goto(f"{base}/desk/outputs")
    title = checker.get_by_role("link", name="Learners by distance").inner_text()
    go(checker, "link", title)
    _until(checker, "found nothing")
    expect(checker.get_by_text("It is your turn.")).to_have_count(1)
    reach(checker, "Approve")
    checker.keyboard.press("Space")
    go(checker, "button", "Send my vote", stays=True)
    expect(checker.get_by_role("button", name="Send my vote")).to_have_count(0)


def _release(officer: Any, base: str) -> None:
    officer.goto(f"{base}/desk/outputs")
    go(officer, "link", officer.get_by_role("link", name="Learners by distance").inner_text())
    go(officer, "button", "Release it")
    go(officer, "button", "Release it")
    expect(officer.get_by_text("It is being released.").or_(officer.get_by_text("It is released."))).to_have_count(1)


def _until(page: Any, words: str) -> None:
    """Open the page again until the worker has done its part."""
    for _ in range(120):
        if page.get_by_text(words).count():
            return
        page.wait_for_timeout(500)
        page.reload()
    pytest.fail(f"the page never says: {words}")
