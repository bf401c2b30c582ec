"""The desk in a browser: every page in its default and its error state, and a publisher and an approver at work.

1. Leila begins a release, without JavaScript.
2. She writes its words, sends its files, and reads what the screener says.
3. She writes its page with the keyboard alone, on a telephone, and sends it for checking.
4. Marcus signs in with the keyboard alone, finds it under To check, and approves it.
5. Everybody sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.pages import expect
from tests.browser.served import made_by, serving
from tests.browser.walks import go, listened, look, reach, sign_in, type_in, walk
from tests.support.cast import PASSWORD

ROOT = Path(__file__).parents[2]
PAGES = {
    "leila": {
        "releases": "/desk",
        "begin": "/desk/begin",
        "draft": "{draft}",
        "words": "{draft}/words",
        "page-of-nothing": "{draft}/page",
        "page": "{correction}/page",
        "page-words": "{correction}/page/words",
        "headline": "{correction}/page/headlines/add",
        "section": "{correction}/page/sections/add",
        "chart": "{correction}/page/sections/1/chart",
        "remove": "{correction}/page/sections/2/remove",
        "add-data": "{draft}/data",
        "refused": "{refused}",
        "correction": "{correction}",
        "changed": "{changed}",
        "send": "{correction}/send",
        "links": "{waiting}/links",
        "preview-of-desk": "{waiting}/preview",
        "discard": "{draft}/discard",
        "live": "{live}",
        "overtaken": "{overtaken}",
        "stand-alone": "{overtaken}/stand-alone",
        "not-hers": "{waiting}/approve",
        "account": "/account",
        "password": "/account/password",
        "recovery-codes": "/account/recovery-codes",
    },
    "marcus": {
        "to-check": "/desk/to-check",
        "waiting": "{waiting}",
        "approve": "{waiting}/approve",
        "send-back": "{waiting}/send-back",
        "timed": "{timed}",
        "time": "{timed}/time",
        "withdraw": "{live}/withdraw",
        "withdrawn": "{withdrawn}",
    },
    "ada": {"people": "/people", "person": "{person}"},
    "": {"sign-in": "/sign-in", "preview-by-link": "{preview}"},
}
"""What is looked at, as whom."""
WRONG = {
    "begin": "Begin the draft",
    "headline": "Save the figure",
    "section": "Save the section",
    "add-data": "Send the files",
    "refused": "Accept and screen again",
    "links": "Make the link",
    "send-back": "Send it back",
    "approve": "Approve it",
    "time": "Save",
    "withdraw": "Withdraw it",
    "password": "Change it",
    "people": "Add them",
    "sign-in": "Continue",
}
"""Forms that are sent as they are, which is not enough."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("desk")
    return {"folder": folder, **made_by("made_desk", folder)}


@pytest.fixture(scope="module")
def base(made: dict[str, Any]) -> Iterator[str]:
    """`alder serve` on it, with a worker."""
    with serving(made["folder"] / "store") as address:
        yield address


@pytest.fixture(scope="module")
def people(browser: Any, base: str, made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A page for each person who is signed in, and one for nobody."""
    pages = {}
    for name in PAGES:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = pages[name] = listened(context)
        if name:
            sign_in(page, base, name, made["codes"][name].pop())
    yield pages
    for page in pages.values():
        page.context.close()


@pytest.mark.parametrize("who", PAGES)
def test_every_page_is_for_everybody_also_when_something_is_wrong(
    people: dict[str, Any], base: str, made: dict[str, Any], axe: str, who: str
) -> None:
    walk(people[who], axe, {name: base + at.format(**made["pages"]) for name, at in PAGES[who].items()}, WRONG)


@pytest.mark.parametrize(
    ("name", "heading"), [("nia", "Set up your second factor"), ("owen", "Choose your own password")]
)
def test_the_first_sign_in_is_for_everybody(browser: Any, base: str, axe: str, name: str, heading: str) -> None:
    page = browser.new_context().new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.goto(f"{base}/sign-in")
    page.get_by_label("E-mail address").fill(f"{name}@mereshire.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", level=1, name=heading, exact=True).wait_for()
    look(page, axe, heading)
    if name == "nia":
        assert page.evaluate("document.querySelector('img.alder-qr').naturalWidth") > 100, "the picture is there"
    page.get_by_role("button").last.click()
    look(page, axe, f"{heading}, wrong")
    page.context.close()


def test_a_publisher_and_an_approver_publish_a_release(
    browser: Any, base: str, made: dict[str, Any], tmp_path: Path
) -> None:
    from tests.browser.made_desk import whole

    pair = whole(tmp_path, "journey")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 900})
    leila = context.new_page()
    sign_in(leila, base, "leila", made["codes"]["leila"].pop())
    leila.get_by_role("button", name="Begin a release").click()
    leila.get_by_label("Publication", exact=True).select_option("Absence in Mereshire")
    leila.get_by_label("Title of the release").fill("Spring term 2024/25")
    leila.get_by_role("button", name="Begin the draft").click()
    leila.get_by_role("button", name="Change the words").click()
    leila.get_by_label("Headline").fill("Absence fell in spring.")
    leila.get_by_role("button", name="Save the words").click()
    leila.get_by_role("button", name="Add a data set").click()
    leila.get_by_label("Data file").set_input_files(str(pair))
    leila.get_by_label("Meta file").set_input_files(str(pair.with_name("journey.meta.csv")))
    leila.get_by_label("Title", exact=True).fill("Absence in spring")
    leila.get_by_role("button", name="Send the files").click()
    leila.get_by_text("Passed", exact=True).wait_for(timeout=60_000)
    expect(leila.get_by_text("checks passed")).to_have_count(1)
    leila.get_by_role("link", name="Back to the release").click()
    _write_the_page_with_the_keyboard(leila)
    leila.get_by_role("button", name="Send for checking").click()
    leila.get_by_label("Note for the approver").fill("Mind Cove.")
    leila.get_by_role("button", name="Send it").click()
    expect(leila.get_by_text("It is an approver’s turn.")).to_have_count(1)
    context.close()
    _approve_with_the_keyboard(browser, base, made["codes"]["marcus"])
    reader = browser.new_page()
    reader.goto(f"{base}/find-statistics/absence-in-mereshire/spring-term-2024-25")
    assert reader.get_by_text("Absence fell in spring.").count() >= 1
    expect(reader.get_by_role("heading", name="Sessions missed")).to_have_count(1)
    assert reader.locator(".alder-tile h3").all_inner_texts() == ["Number of pupils", "Sessions missed"]
    reader.close()


def _write_the_page_with_the_keyboard(page: Any) -> None:
    """It begins from what it shows; one figure gets a title and moves down, another goes."""
    go(page, "button", "Change the page")
    go(page, "button", "Begin from what the page shows now")
    go(page, "link", "Change Absence rate")
    type_in(page, "Title", "Sessions missed")
    page.keyboard.press("Enter")
    page.wait_for_url("**/page#headline-1")
    go(page, "link", "Remove Pupils absent")
    go(page, "button", "Remove it")
    go(page, "button", "Move down Sessions missed")
    go(page, "link", "Back to the release")


def _approve_with_the_keyboard(browser: Any, base: str, codes: list[str]) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{base}/sign-in?next=/desk/to-check")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to main content"
    type_in(page, "E-mail address", "marcus@mereshire.example")
    type_in(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/code")
    type_in(page, "Code", codes.pop())
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/to-check")
    go(page, "link", "Absence in Mereshire, Spring term 2024/25")
    expect(page.get_by_text("Mind Cove.")).to_have_count(1)
    go(page, "button", "Approve it")
    reach(page, "At the date and time below")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Now", exact=True)).to_be_checked()
    page.keyboard.press("Enter")
    page.get_by_text("It is live.").wait_for()
    page.context.close()
