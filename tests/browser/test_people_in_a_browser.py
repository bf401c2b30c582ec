"""Pages about people in a browser: each in its default and its error state, at every width; and passkeys.

The browser has an authenticator in software, as one of flesh would touch a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from tests.browser import made_people
from tests.browser.conftest import PageOf
from tests.browser.pages import expect
from tests.browser.walks import DESK, PHONE, go, listened, look, sign_in, type_in, walk
from tests.support.cast import PASSWORD
from tests.support.site import served, site_of_people

PAGES = {
    "leila": {
        "notices": "/account/notices",
        "notices-older": "/account/notices?page=2",
        "account": "/account",
        "passkeys": "/account/passkeys",
        "tokens": "/account/tokens",
    },
    "ada": {
        "notices-none": "/account/notices",
        "people": "/people",
        "person": "{person}",
        "person-tokens": "{person-tokens}",
        "organisations": "/people/organisations",
        "organisation": "{organisation}",
        "teams": "/people/teams",
        "team": "{team}",
    },
    "": {"sign-in-with": "/sign-in", "provider-not-believed": "/sign-in/with/mereshire/back"},
}
WRONG = {
    "tokens": "Make a token",
    "people": "Add them",
    "person": "Give the role",
    "organisations": "Add it",
    "organisation": "Add the ending",
    "teams": "Add it",
    "team": "Put them in",
}
"""Forms that are sent as they are, which is not enough."""


EXPECTED = ("status of 4", "Clear-Site-Data header")
"""What a browser may complain of: pages that refuse something, and a header that it heeds over https alone."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A site that is this process's as long as these tests last."""
    with site_of_people(tmp_path_factory.mktemp("people") / "store"):
        yield made_people.make()


@pytest.fixture(scope="module")
def base(made: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address, with a provider to sign in with. Passkeys are bound to a name, and a number is none."""
    from django.test import override_settings

    from alder.web.openid_providers import providers_in

    file = tmp_path_factory.mktemp("providers") / "openid.toml"
    file.write_text(
        '[mereshire]\nname = "Mereshire College"\nissuer = "https://login.mereshire.example"\n'
        'client_id = "alder"\nclient_secret = "made up"\n'
    )
    with served() as at:
        address = at.replace("127.0.0.1", "localhost")
        with override_settings(ALDER_ADDRESS=address, ALDER_OPENID=providers_in(str(file))):
            yield address


@pytest.fixture(scope="module")
def people(browser: Any, base: str, made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A page for each person who is signed in, and one for nobody."""
    pages = {}
    for name in PAGES:
        page = pages[name] = listened(browser.new_context(viewport={"width": DESK, "height": 900}))
        if name:
            sign_in(page, base, name, made["codes"][name].pop())
    yield pages
    for page in pages.values():
        page.context.close()


def _first_factor(page: Any, base: str, name: str, onward: str = "/account") -> None:
    page.goto(f"{base}/sign-in?next={onward}")
    page.get_by_label("E-mail address").fill(f"{name}@mereshire.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/sign-in/code")


@pytest.mark.parametrize("who", PAGES)
def test_every_page_about_people_is_for_everybody_also_when_something_is_wrong(
    people: dict[str, Any], base: str, made: dict[str, Any], axe: str, who: str
) -> None:
    pages = {name: base + at.format(**made["pages"]) for name, at in PAGES[who].items()}
    walk(people[who], axe, pages, WRONG, expected=EXPECTED)


@pytest.fixture
def keyed(browser: Any) -> Iterator[Any]:
    """A page of a browser with an authenticator in software."""
    page = listened(browser.new_context(viewport={"width": DESK, "height": 900}))
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    page.authenticator = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    page.devices = devices
    yield page
    page.context.close()


def test_a_passkey_is_added_and_takes_the_place_of_the_code(
    keyed: Any, base: str, made: dict[str, Any], axe: str
) -> None:
    page = keyed
    _first_factor(page, base, "ada", "/account/passkeys")
    page.get_by_label("Code").fill(made["codes"]["ada"].pop())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1, name="Your passkeys").wait_for()
    page.get_by_label("What you call it").fill("Work laptop")
    page.get_by_role("button", name="Make a passkey in this browser").click()
    page.get_by_role("rowheader", name="Work laptop").wait_for()
    look(page, axe, "passkeys-one", expected=EXPECTED)

    page.get_by_role("button", name="Sign out").click()
    _first_factor(page, base, "ada")
    look(page, axe, "code-with-passkey", expected=EXPECTED)
    page.get_by_role("button", name="Use a passkey instead").click()
    page.get_by_role("heading", level=1, name="Your account").wait_for()

    page.get_by_role("button", name="Sign out").click()
    page.devices.send("WebAuthn.clearCredentials", {"authenticatorId": page.authenticator})
    _first_factor(page, base, "ada")
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_text("No passkey was shown. Try again, or use the code from your app.")).to_be_visible()
    page.get_by_label("Code").fill(made["codes"]["ada"].pop())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1, name="Your account").wait_for()


def test_without_javascript_the_code_is_the_way_and_the_page_says_so(
    page_of: PageOf, base: str, made: dict[str, Any]
) -> None:
    page = page_of(DESK, java_script_enabled=False)
    _first_factor(page, base, "leila", "/account/passkeys")
    page.get_by_label("Code").fill(made["codes"]["leila"].pop())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("A passkey needs JavaScript, which is off in this browser.")).to_be_visible()
    expect(page.get_by_role("button", name="Make a passkey in this browser")).to_have_count(0)


@pytest.fixture
def asks_each_time(base: str) -> Iterator[str]:
    """The same site where what decides something takes the second factor each time."""
    from django.test import override_settings

    with override_settings(ALDER_STEP_UP_MINUTES=0):
        yield base


@pytest.mark.parametrize(("width", "with_javascript"), [(DESK, True), (PHONE, False)])
def test_the_second_factor_is_shown_again_with_the_keyboard_and_what_was_filled_in_goes_on(
    heard: PageOf, asks_each_time: str, made: dict[str, Any], axe: str, width: int, with_javascript: bool
) -> None:
    """It is looked at as it is asked for and after a wrong code, with the browser in which axe runs."""
    page = heard(width, java_script_enabled=with_javascript)
    sign_in(page, asks_each_time, "ada", made["codes"]["ada"].pop())
    page.goto(f"{asks_each_time}/people/teams")
    team = f"Officers at {width} pixels"
    type_in(page, "Name", team)
    go(page, "button", "Add it", stays=True)
    expect(page.get_by_role("heading", level=1, name="Show again that it is you")).to_be_visible()
    expect(page.get_by_text("What you filled in is kept and goes on from here.")).to_be_visible()
    if with_javascript:
        look(page, axe, "step-up", expected=EXPECTED)
    type_in(page, "Code from your app", "000000")
    go(page, "button", "Continue", stays=True)
    summary = page.get_by_role("alert").get_by_role("link")
    expect(summary).to_have_attribute("href", "#prove-code")
    expect(page).to_have_title(re.compile("^Error: "))
    if with_javascript:
        look(page, axe, "step-up, wrong", expected=EXPECTED)
    summary.press("Enter")
    expect(page.get_by_label("Code from your app")).to_be_focused()
    page.keyboard.type(made["codes"]["ada"].pop())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=team)).to_be_visible()
