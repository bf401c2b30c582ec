"""Requests for tables in a browser: every page in its default and its error state, and the story of one table.

1. Amara chooses a table on a telephone, sees that much of it would be hidden, and asks for it in words instead.
2. Idris takes it up, tries it, and refuses it with the nearest table that can be had.
3. Amara asks for that one, sees how little of it is hidden, and has it within minutes.
4. Everybody reads it.

All with the keyboard alone, without JavaScript, at two widths.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from tests.browser.made_requests import FEES
from tests.browser.pages import expect
from tests.browser.served import made_by, serving
from tests.browser.walks import go, listened, reach, sign_in, type_in, walk

ROOT = Path(__file__).parents[2]
PAGES = {
    "amara": {
        "ask": "/requests/ask",
        "choose": "/requests/ask?measure=starts&by=sex",
        "words": "/requests/ask/words",
        "fine": "{fine}",
        "many": "{many}",
        "small": "{small}",
        "yours": "/requests/yours",
        "answered": "{answered}",
        "waiting": "{waiting}",
        "questioned": "{questioned}",
        "reply": "{questioned}/reply",
        "withdraw": "{waiting}/withdraw",
        "refused": "{refused}",
        "quoted": "{quoted}",
        "agree": "{quoted}/agree",
        "decline": "{quoted}/decline",
        "ask-about-cost": "{quoted}/reply",
        "closed": "{closed}",
        "long": "{long}",
        "checked": "{checked}",
        "withdrawn-yours": "{withdrawn-yours}",
    },
    "idris": {
        "queue": "/requests/desk",
        "plan": "/requests/desk/plan",
        "taken": "{taken}",
        "try": "{taken}/try",
        "question": "{taken}/question",
        "refuse": "{taken}/refuse",
        "answer": "{trial}",
        "rerun": "{rerun}",
        "answered-desk": "{answered-desk}",
        "quoted-desk": "{quoted-desk}",
        "quote": "{costed}/quote",
        "long-desk": "{long-desk}",
        "by-hand-desk": "{by-hand-desk}",
        "make-by-hand": "{make-by-hand}",
        "checked-desk": "{checked-desk}",
    },
    "": {
        "requests": "/requests",
        "request": "{public}",
        "first-answer": "{first}",
        "by-hand": "{by-hand}",
        "withdrawn": "{withdrawn}",
    },
}
"""What is looked at, as whom."""
WORKED_OUT = 180_000
"""Milliseconds that a worker may take to look for the nearest tables, on a machine that others use as well."""
WRONG = {
    "choose": "See what would be counted",
    "words": "Ask for the table",
    "reply": "Send the reply",
    "plan": "Add it to the plan",
    "question": "Send the question",
    "refuse": "Refuse it",
    "quote": "Send the cost",
    "ask-about-cost": "Send the reply",
}
"""Forms that are sent as they are, which is not enough."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("requests")
    return {"folder": folder, **made_by("made_requests", folder)}


@pytest.fixture(scope="module")
def base(made: dict[str, Any]) -> Iterator[str]:
    """`alder serve` on it, with a worker."""
    set_here = {"ALDER_NEAREST_SECONDS": "3600", "ALDER_REQUEST_FEES": FEES}
    with serving(made["folder"] / "store", database=made["database"], **set_here) as address:
        # A server loads all its pages before the first answer, which takes longer than a browser waits.
        urlopen(f"{address}/requests", timeout=WORKED_OUT / 1000).close()
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
def test_every_page_of_requests_is_for_everybody_also_when_something_is_wrong(
    people: dict[str, Any], base: str, made: dict[str, Any], axe: str, who: str
) -> None:
    """T34."""
    pages = {f"requests-{name}": base + at.format(**made["pages"]) for name, at in PAGES[who].items()}
    walk(people[who], axe, pages, {f"requests-{name}": button for name, button in WRONG.items()})


@pytest.mark.parametrize("width", [375, 1280])
def test_a_request_is_refused_with_its_nearest_table_asked_again_and_answered(
    browser: Any, base: str, made: dict[str, Any], width: int
) -> None:
    shape = {"java_script_enabled": False, "viewport": {"width": width, "height": 900}}
    amara, idris = browser.new_context(**shape).new_page(), browser.new_context(**shape).new_page()
    for name, page in (("amara", amara), ("idris", idris)):
        sign_in(page, base, name, made["codes"][name].pop())
    title = f"Ethnic groups by age and sex at {width}"
    amara.goto(f"{base}/requests/ask")
    reach(amara, "What is counted")
    amara.keyboard.type("Enrolments")
    go(amara, "button", "Continue")
    splits = {"First split": "Ethnic group", "Second split, if any": "Age", "Third split, if any": "Sex"}
    for label, words in splits.items():
        reach(amara, label)
        amara.keyboard.type(words)
    reach(amara, "2020/21")
    amara.keyboard.press("Space")
    go(amara, "button", "See what would be counted")
    _await(amara, "Much of it would be hidden")
    go(amara, "link", "Change what is counted")
    go(amara, "link", "ask in words")
    type_in(amara, "Title", title)
    type_in(amara, "What do you need?", "Enrolments by ethnic group, age and sex, 2020/21.")
    go(amara, "button", "Ask for the table")
    _await(amara, "A statistician takes it up.")
    own = amara.url
    _refuse_with_the_keyboard(idris, base, title)
    amara.goto(own)
    expect(amara.get_by_text("We cannot give you this table.")).to_have_count(1)
    go(amara, "button", "Ask for that table")
    _await(amara, "Ask for this table")  # the nearest may be too small to say how much it hides
    go(amara, "button", "Ask for this table")
    _await(amara, "It is answered.")
    go(amara, "link", "See the table")
    reader = browser.new_page()
    reader.goto(amara.url)
    expect(reader.get_by_text("Amara")).to_have_count(0)
    expect(reader.get_by_role("table").first).to_be_attached()
    with reader.expect_download() as came:
        reader.get_by_role("link", name="Spreadsheet (ODS)").click()
    assert came.value.suggested_filename.endswith(".ods")
    for page in (amara, idris, reader):
        page.context.close()


@pytest.mark.parametrize("width", [375, 1280])
def test_a_cost_is_named_asked_about_named_anew_and_agreed_to(
    browser: Any, base: str, made: dict[str, Any], width: int
) -> None:
    """With the keyboard alone, without JavaScript."""
    shape = {"java_script_enabled": False, "viewport": {"width": width, "height": 900}}
    amara, idris = browser.new_context(**shape).new_page(), browser.new_context(**shape).new_page()
    for name, page in (("amara", amara), ("idris", idris)):
        sign_in(page, base, name, made["codes"][name].pop())
    title = f"Women in plumbing at {width}"
    amara.goto(f"{base}/requests/ask/words")
    type_in(amara, "Title", title)
    type_in(amara, "What do you need?", "how many women did plumbing in Leeds")
    go(amara, "button", "Ask for the table")
    _await(amara, "A statistician takes it up.")
    own = amara.url
    desk = own.replace("/yours/", "/desk/")
    idris.goto(desk)
    idris.get_by_role("button", name="Take it up").focus()
    idris.keyboard.press("Enter")
    expect(idris.get_by_text("It is your turn.")).to_have_count(1)
    go(idris, "button", "Name the cost")
    type_in(idris, "Cost in pounds", "much")
    idris.get_by_role("button", name="Send the cost").focus()
    idris.keyboard.press("Enter")
    expect(idris.get_by_role("link", name="Enter the cost in pounds, such as 120 or 120.50")).to_have_count(1)
    idris.goto(f"{desk}/quote")
    type_in(idris, "Cost in pounds", "240")
    type_in(idris, "What it is for", "Two days.")
    go(idris, "button", "Send the cost")
    expect(idris.get_by_text("to agree to £240.00")).to_have_count(1)
    amara.goto(own)
    go(amara, "button", "Agree, ask about it or decline")
    go(amara, "link", "Ask about the cost")
    type_in(amara, "Your reply", "Could it be one day?")
    go(amara, "button", "Send the reply")
    expect(amara.get_by_text("A statistician works on it.")).to_have_count(1)
    idris.goto(f"{desk}/quote")
    type_in(idris, "Cost in pounds", "120")
    type_in(idris, "What it is for", "One day.")
    go(idris, "button", "Send the cost")
    expect(idris.get_by_text("to agree to £120.00")).to_have_count(1)
    amara.goto(f"{own}/agree")
    go(amara, "button", "Agree to £120.00")
    expect(amara.get_by_text("A statistician works on it.")).to_have_count(1)
    idris.goto(desk)
    go(idris, "button", "Try a table")
    for page in (amara, idris):
        page.context.close()


def _await(page: Any, words: str) -> None:
    """Until a worker has done its part, and the page that looks again by itself has come to rest."""
    expect(page.get_by_text(words)).to_have_count(1, timeout=WORKED_OUT)
    page.wait_for_load_state("load")


def _refuse_with_the_keyboard(page: Any, base: str, title: str) -> None:
    page.goto(f"{base}/requests/desk?show=new")
    page.get_by_role("link", name=title).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Take it up").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is your turn.")).to_have_count(1)
    go(page, "button", "Try a table")
    type_in(page, "Measure", "enrolments")
    type_in(page, "Split by", "ethnicity,age_band,sex")
    type_in(page, "Years", "2020/21")
    go(page, "button", "Try it")
    _await(page, "Nearest that may be had")
    go(page, "button", "Refuse it")
    type_in(page, "Why it cannot be had", "Half of it would be hidden.")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    go(page, "button", "Refuse it")
    expect(page.get_by_text("It was refused.")).to_have_count(1)
