"""Signing in with an organisation's provider, a process on this machine: the truth, and every lie of T10."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.support import openid_provider
from tests.support.cast import PASSWORD, Someone
from tests.support.openid_provider import CLIENT, SECRET, Running
from tests.support.site import Site

ADDRESS = "http://testserver"


@pytest.fixture(scope="module")
def _process() -> Iterator[Running]:
    with openid_provider.running() as running:
        yield running


@pytest.fixture
def provider(site: Site, _process: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Running:
    from django.conf import settings

    from alder.web.accounts import openid
    from alder.web.accounts.models import ProviderAccount, WrongTries
    from alder.web.openid_providers import providers_in

    file = tmp_path / "openid.toml"
    file.write_text(
        f'[mereshire]\nname = "Mereshire College"\nissuer = "{_process.issuer}"\nclient_id = "{CLIENT}"\n'
        f'client_secret = "{SECRET}"\nsecond_factor_amr = ["mfa"]\nsecond_factor_acr = ["https://refeds.org/profile/mfa"]\n'
    )
    monkeypatch.setattr(settings, "ALDER_OPENID", providers_in(str(file)))
    monkeypatch.setattr(settings, "ALDER_ADDRESS", ADDRESS)
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    openid.forget_all()
    ProviderAccount.objects.all().delete()
    WrongTries.objects.all().delete()
    _process.tells()
    return _process


def client() -> Any:
    from django.test import Client

    return Client()


def comes_back(browser: Any, provider: Running, onward: str = "") -> Any:
    """The browser goes to the provider and back; what the site answers."""
    sent = browser.get("/sign-in/with/mereshire", {"next": onward})
    if sent.status_code != 302:
        return sent
    return browser.get(provider.answers(sent["Location"]).removeprefix(ADDRESS))


def connected(person: Any, issuer: str, subject: str = "person-1") -> None:
    from django.utils import timezone

    from alder.web.accounts.models import ProviderAccount

    ProviderAccount.objects.create(
        person=person, issuer=issuer, subject=subject, provider="Mereshire College", confirmed=timezone.now()
    )


def is_in(browser: Any) -> bool:
    return bool(browser.get("/account").status_code == 200)


def text_of(reply: Any) -> str:
    return str(reply.content.decode())


def test_the_first_time_it_opens_nothing_until_its_owner_has_said_so_here(
    provider: Running, people: dict[str, Someone]
) -> None:
    leila, browser = people["leila"], client()
    reply = comes_back(browser, provider)
    assert reply.status_code == 403
    assert "One step is left" in text_of(reply)
    assert not is_in(browser)
    reply = comes_back(browser, provider)
    assert reply.status_code == 403, "nor the second time"

    here = Someone(leila.person).sign_in()
    shown = here.see("/account")
    assert "Not connected" in shown
    account = leila.person.provider_accounts.get()
    page = here.waits().client.post("/account/providers", {"account": str(account.pk), "do": "connect"})
    assert "Show again that it is you" in text_of(page)
    here.client.post("/account/providers", {"account": str(account.pk), "do": "connect", "prove-code": here.code()})
    assert "Connected" in here.see("/account")

    reply = comes_back(browser, provider, "/account/notices")
    assert reply["Location"] == "/sign-in/code", "the second factor is shown here"
    assert not is_in(browser)
    reply = browser.post("/sign-in/code", {"code": leila.code()})
    assert reply["Location"] == "/account/notices"
    assert is_in(browser)
    assert "Signed in with a provider" in here.see("/account")
    here.client.post("/account/providers", {"account": str(account.pk), "do": "disconnect"})
    assert comes_back(client(), provider).status_code == 403


def test_an_admin_can_connect_it_for_somebody_without_a_password(provider: Running, ada: Someone) -> None:
    from tests.support.cast import code_of

    from alder.web.accounts import services
    from alder.web.accounts.models import App

    ine = services.add("ine@mereshire.example", "Ine", [], services.drawn_password())
    provider.tells(sub="person-9", email="Ine@mereshire.example")
    browser = client()
    assert comes_back(browser, provider).status_code == 403
    account = ine.provider_accounts.get()
    ada.do(f"/people/{ine.pk}", do="connect", account=str(account.pk))
    assert comes_back(browser, provider)["Location"] == "/sign-in/set-up"
    assert browser.get("/sign-in/set-up").status_code == 200
    reply = browser.post("/sign-in/set-up", {"code": code_of(App.objects.get(user=ine).bin_key)})
    assert "recovery codes" in text_of(reply)
    assert is_in(browser)


def test_nobody_connects_the_account_of_somebody_else(provider: Running, people: dict[str, Someone]) -> None:
    comes_back(client(), provider)
    account = people["leila"].person.provider_accounts.get()
    marcus = Someone(people["marcus"].person).sign_in()
    marcus.client.post("/account/providers", {"account": str(account.pk), "do": "connect"})
    marcus.client.post("/account/providers", {"account": str(account.pk), "do": "disconnect"})
    account.refresh_from_db()
    assert account.confirmed is None


def test_whom_the_site_does_not_know_gets_no_account(provider: Running) -> None:
    from alder.web.accounts.models import Person, ProviderAccount

    before = Person.objects.count()
    provider.tells(email="stranger@mereshire.example", sub="x")
    reply = comes_back(client(), provider)
    assert reply.status_code == 403
    assert "There is no account for you here" in text_of(reply)
    assert Person.objects.count() == before
    assert not ProviderAccount.objects.exists()


@pytest.mark.parametrize("who", [{"amr": ["pwd", "mfa"]}, {"acr": "https://refeds.org/profile/mfa"}])
def test_the_second_factor_of_a_provider_counts_where_the_operator_says_so(
    provider: Running, people: dict[str, Someone], who: dict[str, Any]
) -> None:
    connected(people["ada"].person, provider.issuer)
    browser = client()
    provider.tells(auth_time=int(time.time()) - 3600, **who)
    assert comes_back(browser, provider, "/people")["Location"] == "/people"
    assert is_in(browser)
    assert "Show again that it is you" in text_of(browser.post("/people", {})), "it was shown an hour ago there"
    for strange in (float("nan"), float("inf"), -1, True, time.time() + 86400):
        provider.tells(auth_time=strange, **who)
        comes_back(browser, provider)
        assert "Show again that it is you" in text_of(browser.post("/people", {})), strange
    provider.tells(auth_time=int(time.time()), **who)
    comes_back(browser, provider)
    assert "Show again that it is you" not in text_of(browser.post("/people", {}))


@pytest.mark.parametrize(
    "who", [{"amr": ["pwd"]}, {"amr": "mfa"}, {"acr": "0"}, {"acr": ["https://refeds.org/profile/mfa"]}]
)
def test_what_the_operator_does_not_believe_is_no_second_factor(
    provider: Running, people: dict[str, Someone], who: dict[str, Any]
) -> None:
    connected(people["leila"].person, provider.issuer)
    browser = client()
    provider.tells(**who)
    reply = comes_back(browser, provider)
    assert reply.status_code == 403 or reply["Location"] == "/sign-in/code"
    assert not is_in(browser)


T10 = """
wrong nonce                    nonce
no nonce                       no nonce
wrong state                    state
no state                       no state
wrong issuer                   issuer
issuer of the answer           answered by another issuer
no issuer of the answer        answered by nobody
issuer of the discovery        calls itself something else
wrong audience                 audience
two audiences                  two audiences
made for another               two audiences, made for the other
alg none                       alg none
alg None                       alg None
the shared secret as a key     signed with the secret
the public key as a secret     signed with the public key
keys of somebody else          signed by others
changed after it was signed    changed afterwards
expired                        expired
made an hour ago               old
made tomorrow                  of tomorrow
email_verified false           e-mail not verified
email_verified in a word       e-mail verified in a word
no subject                     nobody
an empty subject               an empty name
a subject that is no text      a name of another kind
another access token           at_hash of another
no ID token                    no ID token
a code that was not given      a code of its own making
the person said no             refused
redirect to an evil host       authorises on an evil host
a host behind an at sign       an address that looks like its own
tokens at an evil host         tokens on an evil host
tokens of the cloud (T23)      tokens in the cloud's own network
keys of this machine (T23)     keys of another port of this machine
keys from a file (T23)         keys in a file
discovery led on (T23)         led elsewhere
token led on (T23)             token led elsewhere
"""


@pytest.mark.parametrize("line", T10.strip().splitlines())
def test_t10_a_provider_that_lies_lets_nobody_in(provider: Running, people: dict[str, Someone], line: str) -> None:
    """Each is refused although the account is connected, and the truth would let its owner on."""
    from alder.web.accounts import openid
    from alder.web.accounts.models import AccountEvent

    connected(people["leila"].person, provider.issuer)
    assert comes_back(client(), provider)["Location"] == "/sign-in/code", "the truth"
    openid.forget_all()
    provider.tells(line[31:].strip())
    before = AccountEvent.objects.filter(what="Provider refused").count()
    browser = client()
    reply = comes_back(browser, provider)
    assert reply.status_code == 403
    assert "You are not signed in" in text_of(reply)
    assert browser.get("/sign-in/code").status_code == 302, "and no code is asked for"
    assert not is_in(browser)
    assert AccountEvent.objects.filter(what="Provider refused").count() == before + 1


def test_an_address_of_which_nothing_is_said_connects_nobody(provider: Running, people: dict[str, Someone]) -> None:
    """Where the provider does not say that it is verified; who is connected already is known by their subject."""
    provider.tells("nothing said of the e-mail", sub="new")
    assert "There is no account for you here" in text_of(comes_back(client(), provider))
    connected(people["leila"].person, provider.issuer, "new")
    assert comes_back(client(), provider)["Location"] == "/sign-in/code"


def test_who_is_connected_stays_so_when_their_address_becomes_that_of_somebody_else(
    provider: Running, people: dict[str, Someone]
) -> None:
    connected(people["leila"].person, provider.issuer, "new")
    provider.tells(sub="new", email="marcus@mereshire.example")
    browser = client()
    comes_back(browser, provider)
    browser.post("/sign-in/code", {"code": people["leila"].code()})
    assert "leila@mereshire.example" in text_of(browser.get("/account"))


def test_whoever_opened_two_accounts_one_after_the_other_is_one_person(
    provider: Running, people: dict[str, Someone], ada: Someone
) -> None:
    """T04: one who signs in at the provider, whose account here was disconnected, and then opens another one."""
    from tests.support.cast import somebody

    from alder.web.accounts.same_person import is_same_person

    nia, oki, quin = (somebody(name).person for name in ("Nia", "Oki", "Quin"))
    for person in (nia, oki):
        provider.tells(sub="person-20", email=person.email)
        comes_back(client(), provider)
        account = person.provider_accounts.get()
        assert not is_same_person(nia, oki), "what is only asked for tells nothing"
        ada.do(f"/people/{person.pk}", do="connect", account=str(account.pk))
        ada.do(f"/people/{person.pk}", do="disconnect", account=str(account.pk))
    assert is_same_person(nia, oki)
    assert oki.email in ada.see(f"/people/{nia.pk}")
    connected(quin, provider.issuer, "person-21")
    provider.tells(sub="person-21", email=nia.email)
    comes_back(client(), provider)
    assert is_same_person(quin, nia), "by the address that the provider verified"
    assert not is_same_person(quin, oki)


def test_an_answer_is_good_once_for_the_browser_that_was_sent(provider: Running, people: dict[str, Someone]) -> None:
    connected(people["leila"].person, provider.issuer)
    one, other = client(), client()
    answer = provider.answers(one.get("/sign-in/with/mereshire")["Location"]).removeprefix(ADDRESS)
    other.get("/sign-in/with/mereshire")
    assert other.get(answer).status_code == 403, "of another browser"
    assert client().get(answer).status_code == 403, "of one that was not sent"
    assert one.get(answer)["Location"] == "/sign-in/code"
    assert one.get(answer).status_code == 403, "a second time"


def test_an_answer_that_comes_too_late_is_none(
    provider: Running, people: dict[str, Someone], monkeypatch: pytest.MonkeyPatch
) -> None:
    from alder.web.accounts import openid

    connected(people["leila"].person, provider.issuer)
    browser = client()
    answer = provider.answers(browser.get("/sign-in/with/mereshire")["Location"]).removeprefix(ADDRESS)
    monkeypatch.setattr(openid, "FLOW_FOR", -1)
    assert browser.get(answer).status_code == 403


def test_what_is_asked_of_the_provider(provider: Running) -> None:
    """The code flow with PKCE, and the one address to come back to, whatever name the site was asked by."""
    sent = client().get("/sign-in/with/mereshire", headers={"host": "localhost"})["Location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent).query).items()}
    assert asked["redirect_uri"] == f"{ADDRESS}/sign-in/with/mereshire/back"
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 22
    assert len(asked["nonce"]) >= 22
    assert asked["scope"] == "openid email"


def test_a_new_key_of_the_provider_is_fetched(
    provider: Running, people: dict[str, Someone], monkeypatch: pytest.MonkeyPatch
) -> None:
    from alder.web.accounts import openid

    connected(people["leila"].person, provider.issuer)
    comes_back(client(), provider)
    provider.changes_key()
    assert comes_back(client(), provider).status_code == 403, "not for each token that does not fit"
    monkeypatch.setattr(openid, "_AGAIN", 0.0)
    assert comes_back(client(), provider)["Location"] == "/sign-in/code"


def test_who_was_shut_out_here_stays_out(provider: Running, people: dict[str, Someone]) -> None:
    from alder.web.accounts.models import Person

    connected(people["pat"].person, provider.issuer)
    Person.objects.filter(pk=people["pat"].person.pk).update(is_active=False)
    assert comes_back(client(), provider).status_code == 403
    Person.objects.filter(pk=people["pat"].person.pk).update(is_active=True)


def test_the_page_to_sign_in_names_providers_and_unknown_ones_are_not_there(
    provider: Running, people: dict[str, Someone]
) -> None:
    shown = text_of(client().get("/sign-in", {"next": "/people"}))
    assert 'href="/sign-in/with/mereshire?next=%2Fpeople"' in shown
    assert "Sign in with Mereshire College" in shown
    for address in ("/sign-in/with/other", "/sign-in/with/other/back"):
        assert client().get(address).status_code == 404
    leila = {"email": people["leila"].person.email, "password": PASSWORD}
    assert client().post("/sign-in", leila).status_code == 302


WRONG = """
[A]                                       | a provider is a table like [mereshire]
mereshire = 1                             | a provider is a table like [mereshire]
[m]                                       | [m] needs name
[m]; name="M"; issuer="https://m.test"    | [m] needs client_id
[m]; name="M"; issuer="http://m.test"; client_id="a"; client_secret="b"    | begins with https://
[m]; name="M"; issuer="https://u@m.test"; client_id="a"; client_secret="b" | begins with https://
[m]; name="M"; issuer="https://m.test"; client_id="a"                      | [m] needs client_secret_file
[m]; name="M"; issuer="https://m.test"; client_id="a"; client_secret_file="/nowhere" | cannot be read
[m]; name="M"; issuer="https://m.test"; client_id="a"; client_secret="b"; hosts="x"  | is a list of texts
[m]; nmae="M"                             | has nmae, which is not one of
[m                                        | not TOML
"""


@pytest.mark.parametrize("line", WRONG.strip().splitlines())
def test_what_is_wrong_with_the_file_of_providers_is_said(site: Site, tmp_path: Path, line: str) -> None:
    from django.core.exceptions import ImproperlyConfigured

    from alder.web.openid_providers import providers_in

    text, _, says = line.rpartition("|")
    file = tmp_path / "openid.toml"
    file.write_text("\n".join(part.strip() for part in text.split(";")))
    with pytest.raises(ImproperlyConfigured) as raised:
        providers_in(str(file))
    assert says.strip() in str(raised.value)
    assert '"b"' not in str(raised.value)
