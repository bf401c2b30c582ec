"""Accreditation in a browser: every kind of page as it is and with a form that is not enough; and Amara's test and
declaration with the keyboard alone and without JavaScript, at the width of a telephone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.browser.conftest import PageOf
from tests.browser.pages import expect
from tests.browser.walks import DESK, PHONE, go, reach, walk
from tests.support import researchers as of
from tests.support.cast import Someone
from tests.support.site import served, site_of_people

PAGES = {
    "": {"process": "/accreditation", "register": "/accreditation/register"},
    "full": {
        "yours": "/accreditation/yours",
        "own-full": "{full}",
        "visas": "/accreditation/visas",
        "employer": "{full}/employer",
        "give-up": "{full}/give-up",
    },
    "none": {"own-none": "{none}", "qualification": "{none}/qualification", "evidence": "{none}/evidence"},
    "training": {"own-training": "{training}", "module": "{training}/course/1"},
    "sitting": {"question": "{sitting}/test/1", "all": "{sitting}/test/all", "hand-in": "{sitting}/test/hand-in"},
    "failed": {"result-failed": "{failed}/test/result"},
    "passed": {"result-passed": "{passed}/test/result", "declaration": "{passed}/declaration"},
    "supervisor": {"supervise": "{supervise}"},
    "learner": {
        "checkers": "/accreditation/checkers",
        "checker-output": "{attempt}/1",
        "checker-all": "{attempt}/hand-in",
    },
    "learned": {"checker-result": "{learned}/result"},
    "owen": {
        "queue": "/desk/accreditations",
        "queue-held": "/desk/accreditations?part=held",
        "desk-one": "{applied-desk}",
        "admit": "{applied-desk}/admit",
        "identity": "{none-desk}/identity",
        "session": "{training-desk}/session",
        "grant": "{declared-desk}/grant-full",
        "upgrade": "{supervised-desk}",
    },
    "ines": {"suspend": "{full-desk}/suspend"},
}
"""What is looked at, as whom: people are called by the state that theirs is in."""
WRONG = {
    "qualification": "Save",
    "evidence": "Add it",
    "module": "See what is right",
    "declaration": "Sign the declaration",
    "employer": "Record it, and pause my access",
    "checker-output": "Save and go on",
    "admit": "Admit to the course",
    "identity": "Record it",
    "session": "Record it",
    "suspend": "Suspend it",
}
"""Forms that are sent as they are, which is not enough."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Someone], dict[str, str]]]:
    """A site of this process: its address, people, and addresses of pages."""
    with site_of_people(tmp_path_factory.mktemp("accreditation") / "store", ALDER_ADDRESS="https://alder.example"):
        from alder.web.accreditation import checker_course

        of.organisations()
        people = of.desk()
        owen, at = people["owen"], {}
        for state, begins in (
            ("full", of.granted),
            ("none", lambda who, _: str(who.client.post(of.START)["Location"])),
            ("applied", of.applied),
            ("training", of.admitted),
            ("sitting", of.studied),
            ("failed", of.studied),
            ("passed", of.passed),
            ("declared", of.declared),
        ):
            people[state] = of.researcher(state.capitalize())
            at[state] = begins(people[state], owen)
            at[f"{state}-desk"] = of.at_desk(at[state])
        for state in ("sitting", "failed"):
            of.sent(people[state], f"{at[state]}/test", extra="0")
        of.sent(people["sitting"], f"{at['sitting']}/test/1", answer="1")
        of.sent(people["failed"], f"{at['failed']}/test/hand-in")
        people["supervised"], people["supervisor"] = of.researcher("Bea"), people["full"]
        at["supervised"] = of.begun(people["supervised"], path="supervised", supervisor=people["full"].person.email)
        at["supervised-desk"] = of.at_desk(at["supervised"])
        at["supervise"] = f"/accreditation/supervise/{of.row(at['supervised']).key}"
        for name in ("learner", "learned"):
            people[name] = of.researcher(name.capitalize())
            attempt = checker_course.begin(people[name].person)
            at["attempt" if name == "learner" else name] = f"/accreditation/checkers/{attempt.key}"
            if name == "learned":
                for one in checker_course.outputs_of(attempt):
                    checker_course.judge(attempt, one.number, one.verdict)
                checker_course.hand_in(attempt)
        with served() as address:
            yield address, people, at


def signed_in(page: Any, base: str, who: Someone) -> None:
    """The browser has the session that somebody has elsewhere: signing in has tests of its own."""
    cookies = {name: morsel.value for name, morsel in who.client.cookies.items()}
    page.context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])


@pytest.mark.parametrize("who", PAGES)
def test_every_page_of_accreditation_is_for_everybody_also_when_something_is_wrong(
    heard: PageOf, made: tuple[str, dict[str, Someone], dict[str, str]], axe: str, who: str
) -> None:
    """T34."""
    base, people, at = made
    page = heard(DESK)
    if who:
        signed_in(page, base, people[who])
    pages = {f"accreditation-{name}": base + page_at.format(**at) for name, page_at in PAGES[who].items()}
    walk(page, axe, pages, {f"accreditation-{name}": button for name, button in WRONG.items()})


def test_a_test_is_taken_and_the_declaration_signed_by_keyboard_and_without_javascript(
    page_of: PageOf, made: tuple[str, dict[str, Someone], dict[str, str]]
) -> None:
    base, people, _ = made
    amara = of.researcher("Amara")
    address = of.studied(amara, people["owen"])
    page = page_of(PHONE, java_script_enabled=False)
    signed_in(page, base, amara)
    page.goto(base + address)
    go(page, "button", "See what the test takes")
    go(page, "button", "Begin the test")
    right = of.right_answers(address)
    for number in (1, 2):
        expect(page.get_by_role("heading", name=f"Question {number} of 25", exact=True)).to_have_count(1)
        choose(page, page.get_by_role("radio").nth(right[number - 1]))
        go(page, "button", "Save and go on")
    go(page, "button", "Pause the test")
    go(page, "button", "Go on with the test")
    assert page.get_by_role("radio").nth(right[0]).is_checked(), "what was answered is there"
    go(page, "link", "All questions on one page")
    for number in range(3, 26):
        choose(page, page.locator(f"input[name=answer-{number}]").nth(right[number - 1]))
    go(page, "button", "Save, and see what is open")
    expect(page.get_by_text("All 25 questions are answered.")).to_have_count(1)
    go(page, "button", "Hand it in")
    expect(page.get_by_role("heading", name="You passed the test")).to_have_count(1)
    go(page, "button", "Read the declaration")
    reach(page, "I promise all of this")
    page.keyboard.press("Space")
    go(page, "button", "Sign the declaration")
    expect(page.get_by_text("It is our turn.")).to_have_count(1)


def choose(page: Any, radio: Any) -> None:
    """Tab to the question, and choose with the keys."""
    group = f"input[name={radio.get_attribute('name')}]"
    for _ in range(150):
        if page.evaluate(f"document.activeElement.matches('{group}')"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(4):
        if radio.is_checked():
            return
        page.keyboard.press("ArrowDown")
    pytest.fail("no key chooses that answer")
