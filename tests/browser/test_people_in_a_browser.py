"""Pages about people in a browser: each in its default and its error state, at every width; and passkeys.

The browser has an authenticator in software, as one of flesh would touch a key.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.pages import LOOK, STANDARDS, expect
from tests.support.cast import PASSWORD

ROOT = Path(__file__).parents[2]
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


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("people")
    command = [sys.executable, "-m", "tests.browser.made_people", str(folder)]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {"folder": folder, **json.loads(said.splitlines()[-1])}


@pytest.fixture(scope="module")
def base(made: dict[str, Any]) -> Iterator[str]:
    """`alder serve` on it, with a provider to sign in with. Passkeys are bound to a name, and an address is none."""
    file = made["folder"] / "openid.toml"
    file.write_text(
        '[mereshire]\nname = "Mereshire College"\nissuer = "https://login.mereshire.example"\n'
        'client_id = "alder"\nclient_secret = "made up"\n'
    )
    store = str(made["folder"] / "store")
    command = [
        sys.executable,
        "-m",
        "alder",
        "serve",
        "--port",
        "0",
        "--processes",
        "1",
        "--no-worker",
        "--store",
        store,
    ]
    port = _free_port()
    command[command.index("0")] = str(port)
    environment = {**os.environ, "ALDER_OPENID": str(file), "ALDER_ADDRESS": f"http://localhost:{port}"}
    served = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    assert served.stdout is not None
    served.stdout.readline()
    yield f"http://localhost:{port}"
    served.terminate()
    served.wait()
    served.stdout.close()


def _free_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def people(browser: Any, base: str, made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A page for each person who is signed in, and one for nobody."""
    pages = {}
    for name in PAGES:
        page = pages[name] = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.said = []
        page.on("console", lambda message, page=page: page.said.append(message.text))
        if name:
            _first_factor(page, base, name)
            page.get_by_label("Code").fill(made["codes"][name].pop())
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(lambda address: "/sign-in" not in address)
    yield pages
    for page in pages.values():
        page.context.close()


def _first_factor(page: Any, base: str, name: str, onward: str = "/account") -> None:
    page.goto(f"{base}/sign-in?next={onward}")
    page.get_by_label("E-mail address").fill(f"{name}@mereshire.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/sign-in/code")


def _look(page: Any, axe: str, name: str) -> None:
    """Nothing stands in the way of anybody, and the page fits every width."""
    page.evaluate(axe)
    passed, found = page.evaluate(LOOK, STANDARDS)
    assert passed > 5, "hardly anything was looked at"
    assert found == [], name
    for width in (375, 320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} scrolls sideways at {width}"
        if shots := os.environ.get("ALDER_SHOTS"):
            page.screenshot(path=f"{shots}/{name.replace(', ', '-')}-{width}.png", full_page=True)
    expected = ("status of 4", "Clear-Site-Data header")
    complaints = [said for said in page.said if not any(words in said for words in expected)]
    assert complaints == [], f"the browser complains of {name}"
    page.said.clear()


@pytest.mark.parametrize("who", PAGES)
def test_every_page_about_people_is_for_everybody_also_when_something_is_wrong(
    people: dict[str, Any], base: str, made: dict[str, Any], axe: str, who: str
) -> None:
    page = people[who]
    for name, address in PAGES[who].items():
        page.goto(base + address.format(**made["pages"]))
        _look(page, axe, name)
        if name in WRONG:
            page.get_by_role("button", name=WRONG[name]).click()
            summary = page.get_by_role("alert")
            summary.wait_for()
            assert page.title().startswith("Error: "), name
            field = summary.get_by_role("link").first.get_attribute("href")
            expect(page.locator(field)).to_have_count(1)  # the summary leads to it
            _look(page, axe, f"{name}, wrong")


@pytest.fixture
def keyed(browser: Any) -> Iterator[Any]:
    """A page of a browser with an authenticator in software."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
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
    _look(page, axe, "passkeys-one")

    page.get_by_role("button", name="Sign out").click()
    _first_factor(page, base, "ada")
    _look(page, axe, "code-with-passkey")
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
    browser: Any, base: str, made: dict[str, Any]
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    _first_factor(page, base, "leila", "/account/passkeys")
    page.get_by_label("Code").fill(made["codes"]["leila"].pop())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("A passkey needs JavaScript, which is off in this browser.")).to_be_visible()
    expect(page.get_by_role("button", name="Make a passkey in this browser")).to_have_count(0)
    page.context.close()
