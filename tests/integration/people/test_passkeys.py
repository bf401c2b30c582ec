"""Passkeys as second factor: added, shown at signing in and to step up, and what is not taken for one."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.cast import PASSWORD, Someone, somebody
from tests.support.site import Site
from tests.support.virtual_authenticator import VirtualAuthenticator, options_in

NOT_TAKEN = "The passkey was not taken"


@pytest.fixture(autouse=True)
def _no_wrong_tries(site: Site) -> None:
    from alder.web.accounts.models import Passkey, WrongTries

    WrongTries.objects.all().delete()
    Passkey.objects.all().delete()


def added(someone: Someone, key: VirtualAuthenticator | None = None, name: str = "Laptop") -> VirtualAuthenticator:
    """A passkey that somebody has added on their page."""
    key = key or VirtualAuthenticator()
    made = key.makes(options_in(someone.see("/account/passkeys")))
    reply = someone.client.post("/account/passkeys", {"name": name, "passkey-made": made})
    assert reply.status_code == 302, reply.content.decode()
    return key


def at_the_code(someone: Someone) -> tuple[Any, str]:
    """A new browser after the password, and the page that asks for the second factor."""
    other = Someone(someone.person)
    other.client.post("/sign-in", {"email": someone.person.email, "password": PASSWORD})
    return other.client, other.see("/sign-in/code")


def test_a_passkey_is_added_shown_and_removed(leila: Someone) -> None:
    key = added(leila)
    assert "Laptop" in leila.see("/account/passkeys")
    assert "1 passkey" in leila.see("/account")
    browser, page = at_the_code(leila)
    assert "Use a passkey instead" in page
    reply = browser.post("/sign-in/code", {"code": "", "passkey": key.shows(options_in(page))})
    assert reply.status_code == 302
    assert browser.get("/account").status_code == 200
    assert leila.person.passkeys.get().used is not None
    leila.do("/account/passkeys", do="remove", id=str(leila.person.passkeys.get().pk))
    browser, page = at_the_code(leila)
    assert "data-passkey" not in page
    assert {"Passkey added", "Passkey removed"} <= set(leila.person.events.values_list("what", flat=True))


def test_the_code_of_the_app_goes_on_working_beside_it(leila: Someone) -> None:
    added(leila)
    browser, _ = at_the_code(leila)
    assert browser.post("/sign-in/code", {"code": leila.code(), "passkey": ""}).status_code == 302


def test_a_passkey_steps_up_and_what_was_sent_goes_on(ada: Someone) -> None:
    key = added(ada)
    pia = somebody("Pippa").person
    address, given = f"/people/{pia.pk}", {"do": "roles", "role": ["publisher"]}
    page = ada.waits().client.post(address, given).content.decode()
    shown = key.shows(options_in(page))
    assert ada.client.post(address, {**given, "prove-code": "", "passkey": shown}).status_code == 302
    assert {str(role) for role in pia.roles} == {"publisher"}
    reply = ada.waits().client.post(address, {**given, "prove-code": "", "passkey": shown})
    assert NOT_TAKEN in reply.content.decode(), "what was shown is good once"


def test_adding_and_removing_take_the_second_factor(leila: Someone) -> None:
    leila.waits()
    key = VirtualAuthenticator()
    made = key.makes(options_in(leila.see("/account/passkeys")))
    given = {"name": "Laptop", "passkey-made": made}
    assert "Show again that it is you" in leila.client.post("/account/passkeys", given).content.decode()
    assert not leila.person.passkeys.exists()
    leila.client.post("/account/passkeys", {**given, "prove-code": leila.code()})
    assert leila.person.passkeys.count() == 1, "and the key that the browser made meanwhile is taken"


def _another_challenge(key: VirtualAuthenticator, options: dict[str, Any]) -> str:
    return key.shows(options, challenge="A" * 86)


def _another_site(key: VirtualAuthenticator, options: dict[str, Any]) -> str:
    return VirtualAuthenticator("evil.example", key.origin, key.id, key.key).shows(options)


def _another_origin(key: VirtualAuthenticator, options: dict[str, Any]) -> str:
    return VirtualAuthenticator(key.site, "https://evil.example", key.id, key.key).shows(options)


def _another_key(key: VirtualAuthenticator, options: dict[str, Any]) -> str:
    return VirtualAuthenticator(key.site, key.origin, key.id).shows(options)


def _unknown(key: VirtualAuthenticator, options: dict[str, Any]) -> str:
    return VirtualAuthenticator().shows(options)


def _a_copy(key: VirtualAuthenticator, options: dict[str, Any]) -> str:
    """It counts from the beginning, while the first has been used."""
    return VirtualAuthenticator(key.site, key.origin, key.id, key.key, count=-1 + 1).shows(options)


def _made_not_shown(key: VirtualAuthenticator, options: dict[str, Any]) -> str:
    return key.makes(options)


@pytest.mark.parametrize(
    "wrong",
    [
        _another_challenge,
        _another_site,
        _another_origin,
        _another_key,
        _unknown,
        _a_copy,
        _made_not_shown,
        lambda *_: "[]",
        lambda *_: "null",
        lambda *_: '{"id": 1}',
        lambda *_: "nonsense",
        lambda *_: '{"id": "' + "A" * 30_000 + '"}',
    ],
)
def test_t09_what_is_no_answer_of_this_passkey_to_this_page_lets_nobody_in(leila: Someone, wrong: Any) -> None:
    key = added(leila)
    for _ in range(3):
        browser, page = at_the_code(leila)
        browser.post("/sign-in/code", {"passkey": key.shows(options_in(page))})
    browser, page = at_the_code(leila)
    reply = browser.post("/sign-in/code", {"code": "", "passkey": wrong(key, options_in(page))})
    assert NOT_TAKEN in reply.content.decode()
    assert browser.get("/account").status_code == 302
    assert "Wrong passkey" in set(leila.person.events.values_list("what", flat=True))


def test_t09_a_passkey_opens_the_account_of_its_owner_alone_and_once(leila: Someone, marcus: Someone) -> None:
    key, other = added(leila), added(marcus)
    browser, page = at_the_code(leila)
    reply = browser.post("/sign-in/code", {"passkey": other.shows(options_in(page))})
    assert NOT_TAKEN in reply.content.decode()
    browser, page = at_the_code(leila)
    shown = key.shows(options_in(page))
    assert browser.post("/sign-in/code", {"passkey": shown}).status_code == 302
    again, _ = at_the_code(leila)
    assert NOT_TAKEN in again.post("/sign-in/code", {"passkey": shown}).content.decode()


def test_who_has_a_passkey_is_not_kept_out_by_who_tries_wrong_codes_for_them(leila: Someone) -> None:
    """Somebody with her password tries codes; she comes with a browser that is new, too."""
    key = added(leila)
    for _ in range(5):
        browser, _ = at_the_code(leila)
        browser.post("/sign-in/code", {"code": "000000"})
    browser, page = at_the_code(leila)
    assert browser.post("/sign-in/code", {"code": leila.code()}).status_code == 429
    assert browser.post("/sign-in/code", {"passkey": "{}"}).status_code == 200
    page = browser.get("/sign-in/code").content.decode()
    assert browser.post("/sign-in/code", {"passkey": key.shows(options_in(page))}).status_code == 302


@pytest.mark.parametrize("name", ["", "x" * 61, "a\x00b"])
def test_a_passkey_needs_a_name(leila: Someone, name: str) -> None:
    made = VirtualAuthenticator().makes(options_in(leila.see("/account/passkeys")))
    reply = leila.client.post("/account/passkeys", {"name": name, "passkey-made": made})
    assert "Give it a name by which you know it again" in reply.content.decode()
    assert not leila.person.passkeys.exists()


def test_a_key_is_added_once_and_for_the_page_that_asked(leila: Someone, marcus: Someone) -> None:
    key = added(leila)
    made = key.makes(options_in(marcus.see("/account/passkeys")))
    reply = marcus.client.post("/account/passkeys", {"name": "Hers", "passkey-made": made})
    assert "That passkey is known already" in reply.content.decode()
    for one in (VirtualAuthenticator(origin="https://evil.example"), VirtualAuthenticator("evil.example")):
        made = one.makes(options_in(marcus.see("/account/passkeys")))
        reply = marcus.client.post("/account/passkeys", {"name": "Mine", "passkey-made": made})
        assert "The browser did not make a passkey for this page" in reply.content.decode()
    made = VirtualAuthenticator().makes(options_in(leila.see("/account/passkeys")))
    marcus.see("/account/passkeys")
    reply = marcus.client.post("/account/passkeys", {"name": "Mine", "passkey-made": made})
    assert "The browser did not make a passkey for this page" in reply.content.decode(), "another's challenge"
    assert not marcus.person.passkeys.exists()


def test_nobody_removes_those_of_others_and_a_reset_removes_all(leila: Someone, marcus: Someone) -> None:
    from alder.web.accounts import services

    added(leila)
    marcus.do("/account/passkeys", do="remove", id=str(leila.person.passkeys.get().pk))
    assert leila.person.passkeys.count() == 1
    rex = somebody("Rex").sign_in()
    added(rex)
    services.reset(rex.person)
    assert not rex.person.passkeys.exists()


def test_a_passkey_is_a_device_of_the_one_library(leila: Someone) -> None:
    from django_otp import devices_for_user

    added(leila)
    kinds = {type(device).__name__ for device in devices_for_user(leila.person)}
    assert {"Passkey", "TOTPDevice"} <= kinds or {"Passkey", "App"} <= kinds
