"""Attacks on sessions and second factors (T08, T09), and on those whom waits would keep out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.support.cast import PASSWORD, Someone, somebody
from tests.support.site import Site


@pytest.fixture
def leila(people: dict[str, Someone]) -> Someone:
    return Someone(people["leila"].person).sign_in_by_pages()


@pytest.fixture(autouse=True)
def _no_wrong_tries(site: Site) -> None:
    from alder.web.accounts.models import WrongTries

    WrongTries.objects.all().delete()


def client(**given: Any) -> Any:
    from django.test import Client

    return Client(**given)


def is_in(browser: Any) -> bool:
    return bool(browser.get("/account").status_code == 200)


def _signs_out(one: Someone, ada: Someone) -> None:
    one.client.post("/sign-out")


def _loses_a_role(one: Someone, ada: Someone) -> None:
    ada.do(f"/people/{one.person.pk}", do="roles", role=[])


def _loses_a_role_for_one_thing(one: Someone, ada: Someone) -> None:
    ada.do(f"/people/{one.person.pk}", do="give", right="statistician", scope="source ilr")
    assert is_in(one.client)
    ada.do(f"/people/{one.person.pk}", do="take", right="statistician", scope="source ilr")


def _is_shut_out(one: Someone, ada: Someone) -> None:
    ada.do(f"/people/{one.person.pk}", do="disable")


def _is_reset(one: Someone, ada: Someone) -> None:
    ada.client.post(f"/people/{one.person.pk}", {"do": "reset"})


def _changes_the_password_elsewhere(one: Someone, ada: Someone) -> None:
    other = Someone(one.person).sign_in_by_pages()
    other.do("/account/password", old=PASSWORD, new=f"{PASSWORD} again", again=f"{PASSWORD} again")
    assert is_in(other.client)


def _ends_it_elsewhere(one: Someone, ada: Someone) -> None:
    import re

    other = Someone(one.person).sign_in_by_pages()
    for mark in reversed(re.findall(r'name="session" value="(\w+)"', other.see("/account"))):  # its own comes first
        other.client.post("/account", {"session": mark})


@pytest.mark.parametrize(
    "ends",
    [
        _signs_out,
        _loses_a_role,
        _loses_a_role_for_one_thing,
        _is_shut_out,
        _is_reset,
        _changes_the_password_elsewhere,
        _ends_it_elsewhere,
    ],
)
def test_t08_a_session_from_before_is_refused(ada: Someone, ends: Callable[[Someone, Someone], None]) -> None:
    one = somebody(ends.__name__.strip("_").replace("_", "."), "publisher").sign_in_by_pages()
    stale = one.client.cookies["alder-session"].value
    ends(one, ada)
    for browser in (one.client, client()):
        browser.cookies["alder-session"] = stale
        assert not is_in(browser)
        assert browser.post("/account/notices", {"all": "yes"}).status_code == 302


def test_t08_signing_in_begins_a_session_of_a_new_id_at_each_step(leila: Someone) -> None:
    """Who knows the id from before, because they set it, has nothing."""
    browser = client()
    browser.cookies["alder-session"] = "a" * 32
    browser.post("/sign-in", {"email": leila.person.email, "password": PASSWORD})
    half = browser.cookies["alder-session"].value
    browser.post("/sign-in/code", {"code": leila.code()})
    whole = browser.cookies["alder-session"].value
    assert len({"a" * 32, half, whole}) == 3
    for known in ("a" * 32, half):
        attacker = client()
        attacker.cookies["alder-session"] = known
        assert not is_in(attacker)
        assert attacker.get("/sign-in/code").status_code == 302


def test_t09_a_password_alone_opens_nothing(leila: Someone) -> None:
    browser = client()
    browser.post("/sign-in", {"email": leila.person.email, "password": PASSWORD})
    for page in ("/account", "/account/passkeys", "/account/notices", "/people", "/desk"):
        assert browser.get(page).status_code == 302
        assert browser.post(page, {}).status_code in (302, 405)


def test_t09_a_code_is_taken_once_also_by_another_page(leila: Someone) -> None:
    code = leila.code()
    browser = client()
    browser.post("/sign-in", {"email": leila.person.email, "password": PASSWORD})
    assert browser.post("/sign-in/code", {"code": code}).status_code == 302
    reply = leila.waits().client.post("/account/recovery-codes", {"prove-code": code})
    assert "was used already" in reply.content.decode()
    again = client()
    again.post("/sign-in", {"email": leila.person.email, "password": PASSWORD})
    assert "was used already" in again.post("/sign-in/code", {"code": code}).content.decode()


def test_t09_a_hundred_guesses_are_held_up_and_noted(leila: Someone) -> None:
    browser = client()
    browser.post("/sign-in", {"email": leila.person.email, "password": PASSWORD})
    looked_at = sum(browser.post("/sign-in/code", {"code": f"{guess:06d}"}).status_code == 200 for guess in range(100))
    assert looked_at == 5, "after five, none is looked at any more"
    assert browser.post("/sign-in/code", {"code": leila.code()}).status_code == 429
    events = list(leila.person.events.values_list("what", "note"))
    assert events.count(("Wrong code", "")) >= 5
    assert ("Must wait", "codes") in events


def test_who_has_the_password_of_somebody_keeps_them_out_of_no_browser_that_they_used(leila: Someone) -> None:
    thief = client()
    thief.post("/sign-in", {"email": leila.person.email, "password": PASSWORD})
    for _ in range(6):
        thief.post("/sign-in/code", {"code": "000000"})
    leila.client.post("/sign-out")
    leila.client.post("/sign-in", {"email": leila.person.email, "password": PASSWORD})
    assert leila.client.post("/sign-in/code", {"code": leila.code()}).status_code == 302
    leila.waits()
    reply = leila.client.post("/account/recovery-codes", {"prove-code": leila.code()})
    assert "recovery codes" in reply.content.decode(), "and who is signed in steps up"


def test_who_tries_wrong_passwords_for_somebody_does_not_keep_them_from_changing_it(leila: Someone) -> None:
    for n in range(20):
        stranger = client(REMOTE_ADDR=f"198.51.100.{n}")
        for _ in range(5):
            stranger.post("/sign-in", {"email": leila.person.email, "password": "wrong"})
    somewhere = client(REMOTE_ADDR="203.0.113.9")
    assert somewhere.post("/sign-in", {"email": leila.person.email, "password": PASSWORD}).status_code == 429
    page = leila.client.post("/account/password", {"old": "wrong", "new": "x", "again": "x"}).content.decode()
    assert "That is not your password now" in page
    for _ in range(5):
        page = leila.client.post("/account/password", {"old": "wrong", "new": "x", "again": "x"}).content.decode()
    assert "There were too many wrong tries" in page, "their own wrong tries count"
