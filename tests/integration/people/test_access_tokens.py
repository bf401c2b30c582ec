"""Access tokens on the pages of an account: made after the second factor, shown once, kept as a hash, and ended."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from tests.support.cast import PASSWORD, Someone, somebody
from tests.support.site import Site

WANTED = {"do": "make", "name": "Weekly table", "requests": "act", "outputs": "read", "days": "30"}
KEY = re.compile(r"alder_[A-Za-z0-9_-]{43}")


@pytest.fixture
def tia(site: Site) -> Someone:
    from alder.web.accounts.models import Person

    found = Person.objects.filter(email="tia@mereshire.example").first()
    if found is not None:
        found.tokens.all().delete()
        found.events.all().delete()
    return (Someone(found) if found else somebody("Tia")).sign_in()


def made(someone: Someone, **given: str) -> str:
    """A token, as its page shows it once."""
    reply = someone.client.post("/account/tokens", {**WANTED, **given})
    assert reply.status_code == 200, reply.content.decode()
    shown = KEY.findall(reply.content.decode())
    assert len(shown) == 1, reply.content.decode()
    assert reply["Cache-Control"] == "no-store"
    return str(shown[0])


def happened(someone: Someone) -> list[str]:
    return list(someone.person.events.order_by("id").values_list("what", flat=True))


def test_a_token_is_shown_once_and_kept_as_a_hash(tia: Someone) -> None:
    from django.core import serializers

    from alder.web.accounts.models import AccessToken, AccountEvent
    from alder.web.trail.models import TrailEvent

    key = made(tia)
    for page in ("/account/tokens", "/account"):
        assert key not in tia.see(page)
        assert key.removeprefix("alder_") not in tia.see(page)
    kept = serializers.serialize("json", [*AccessToken.objects.all(), *AccountEvent.objects.all()])
    kept += serializers.serialize("json", TrailEvent.objects.all())
    assert key.removeprefix("alder_") not in kept
    page = tia.see("/account/tokens")
    assert "Weekly table" in page
    assert "Requests for tables: read and act; Outputs under review: read" in page
    assert "1 token." in tia.see("/account")
    event = TrailEvent.objects.filter(action="Access token made").latest("seq")
    assert (event.actor, event.role) == (str(tia.person.pk), "owner of the account")


def test_it_is_made_and_revoked_only_by_who_showed_their_second_factor_lately(tia: Someone) -> None:
    reply = tia.waits().client.post("/account/tokens", WANTED)
    assert "Show again that it is you" in reply.content.decode()
    assert not tia.person.tokens.exists()
    reply = tia.client.post("/account/tokens", {**WANTED, "prove-code": tia.code()})
    assert KEY.search(reply.content.decode())
    token = tia.person.tokens.get()
    tia.waits().client.post("/account/tokens", {"do": "revoke", "token": str(token.pk)})
    assert tia.person.tokens.get().is_alive


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"name": ""}, "name", "Enter a name by which you will know it"),
        ({"name": "x" * 81}, "name", "A name has at most 80 letters"),
        ({"requests": "", "outputs": ""}, "requests", "Choose at least one thing that it is for"),
        ({"requests": "everything", "outputs": "admin"}, "requests", "Choose at least one thing that it is for"),
        ({"days": "0"}, "days", "Write a whole number of days from 1 to 90"),
        ({"days": "91"}, "days", "Write a whole number of days from 1 to 90"),
        ({"days": "ninety"}, "days", "Write a whole number of days from 1 to 90"),
        ({"days": "-3"}, "days", "Write a whole number of days from 1 to 90"),
    ],
)
def test_what_is_wrong_with_a_form_is_said_at_its_field(
    tia: Someone, given: dict[str, str], field: str, said: str
) -> None:
    page = tia.client.post("/account/tokens", {**WANTED, **given}).content.decode()
    assert f'<a href="#{field}">{said}' in page
    assert f'id="{field}"' in page
    assert not KEY.search(page)
    assert not tia.person.tokens.exists()


def test_it_ends_after_the_days_of_the_setting_unless_fewer_are_asked_for(
    tia: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings
    from django.utils import timezone

    monkeypatch.setattr(settings, "ALDER_TOKEN_DAYS", 7)
    assert 'value="7"' in tia.see("/account/tokens")
    made(tia, days="")
    left = tia.person.tokens.get().ends - timezone.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)


def test_a_person_has_so_many_and_no_more(tia: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    from alder.web.accounts import tokens

    monkeypatch.setattr(tokens, "MOST_TOKENS", 2)
    made(tia)
    made(tia)
    assert "You have 2 tokens already. Revoke one" in tia.client.post("/account/tokens", WANTED).content.decode()
    tia.do("/account/tokens", do="revoke", token=str(tia.person.tokens.first().pk))
    made(tia)


def test_a_token_of_somebody_else_is_not_there_to_revoke(tia: Someone, leila: Someone) -> None:
    """IDOR (T01)."""
    made(tia)
    token = tia.person.tokens.get()
    for name in (str(token.pk), "0a1b2c3d-0000-4000-8000-0000000000bb", "nonsense"):
        assert leila.client.post("/account/tokens", {"do": "revoke", "token": name}).status_code == 404
    assert tia.person.tokens.get().is_alive


def test_an_admin_sees_that_there_are_tokens_and_revokes_them(tia: Someone, ada: Someone) -> None:
    key = made(tia)
    address = f"/people/{tia.person.pk}/tokens"
    assert "1 token" in ada.see(f"/people/{tia.person.pk}")
    page = ada.see(address)
    assert "Weekly table" in page
    assert key not in page
    assert tia.client.get(address).status_code == 403
    ada.do(address, do="revoke", token=str(tia.person.tokens.get().pk))
    assert not tia.person.tokens.get().is_alive
    assert "Revoked" in tia.see("/account/tokens")
    noted = tia.person.events.get(what="Access token revoked").note
    assert noted.endswith("by an admin")
    ada.do(address, do="revoke", token=str(tia.person.tokens.get().pk))
    assert happened(tia).count("Access token revoked") == 1


def ended_by(what: str, someone: Someone) -> None:
    from alder.web.accounts import services

    match what:
        case "password":
            services.change_password(someone.person, PASSWORD)
        case "disable":
            services.disable(someone.person)
        case "reset":
            services.reset(someone.person)


@pytest.mark.parametrize("what", ["password", "disable", "reset"])
def test_tokens_end_with_the_account_and_its_password(site: Site, what: str) -> None:
    from alder.web.accounts import tokens
    from alder.web.accounts.tokens import TokenProcess, TokenUse

    someone = somebody(f"Uma{what}")
    _, key = tokens.make(someone.person, "One", {TokenProcess.REQUESTS: TokenUse.READ}, 9)
    found: Any = tokens.token_of(key)
    assert tokens.works(found)
    ended_by(what, someone)
    found = tokens.token_of(key)
    assert not tokens.works(found)
    assert found.revoked, "so that it does not come back with the account"
    assert "Access token revoked" in happened(someone)


def test_a_token_of_somebody_who_is_shut_out_otherwise_opens_nothing(site: Site) -> None:
    from alder.web.accounts import tokens
    from alder.web.accounts.models import Person
    from alder.web.accounts.tokens import TokenProcess, TokenUse

    someone = somebody("Vic")
    _, key = tokens.make(someone.person, "One", {TokenProcess.REQUESTS: TokenUse.READ}, 9)
    Person.objects.filter(pk=someone.person.pk).update(is_active=False)
    found: Any = tokens.token_of(key)
    assert found.is_alive
    assert not tokens.works(found)


def test_what_a_token_is_for_is_read_strictly(site: Site) -> None:
    """A scope that this release does not know opens nothing."""
    from alder.web.accounts import tokens
    from alder.web.accounts.models import AccessToken
    from alder.web.accounts.tokens import TokenProcess, TokenUse

    scopes: list[tuple[dict[str, str], bool, bool]] = [
        ({}, False, False),
        ({"requests": "read"}, True, False),
        ({"requests": "act"}, True, True),
        ({"requests": "everything"}, False, False),
        ({"outputs": "act"}, False, False),
        ({"*": "act"}, False, False),
    ]
    for scope, reads, acts in scopes:
        token = AccessToken(scope=scope)
        found = [tokens.may(token, TokenProcess.REQUESTS, use) for use in (TokenUse.READ, TokenUse.ACT)]
        assert found == [reads, acts], scope


def test_whoever_holds_the_store_lists_and_revokes_the_tokens_of_a_person_by_command(site: Site, tia: Someone) -> None:
    from tests.support.commands import refused, run

    from alder.web.trail.models import TrailEvent

    made(tia)
    made(tia, name="Another")
    who = (tia.person.email, "--store", site.store)
    listed = json.loads(run("people", "tokens", *who, "--format", "json"))
    assert [(one["name"], one["state"], one["used"]) for one in listed] == [
        ("Another", "works", None),
        ("Weekly table", "works", None),
    ]
    assert not KEY.search(run("people", "tokens", *who)), "none is kept"
    assert run("people", "revoke-token", *who, listed[0]["id"]) == "1 revoked, 1 of Tia still work\n"
    assert run("people", "revoke-token", *who, "--all") == "1 revoked, 0 of Tia still work\n"
    assert "2 revoked" not in run("people", "revoke-token", *who, "--all"), "done twice it is done once"
    assert run("people", "tokens", *who).count("revoked, until") == 2
    event = TrailEvent.objects.filter(action="Access token revoked").latest("seq")
    assert (event.actor, event.role) == ("", "operator")
    assert "by a command" in event.said["note"]
    assert "name the tokens to revoke" in refused("people", "revoke-token", *who)
    assert "has no token nonsense" in refused("people", "revoke-token", *who, "nonsense")
