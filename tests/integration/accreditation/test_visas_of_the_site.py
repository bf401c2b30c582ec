"""Visas that the site signs, read by another library from what the site publishes."""

from __future__ import annotations

import json
from typing import Any

import jwt
import pytest
from tests.support import researchers as of
from tests.support.cast import Someone
from tests.support.site import Site

WANTED = {"require": ["iss", "sub", "jti", "iat", "exp"]}


@pytest.fixture(scope="module")
def amara(people: dict[str, Someone]) -> tuple[Someone, str]:
    """Accredited, with her address."""
    who = of.researcher("Amara")
    return who, of.granted(who, people["owen"])


def read(site: Site, visa: str) -> dict[str, Any]:
    """What another service makes of a visa, with the address of the keys that it names."""
    head = jwt.get_unverified_header(visa)
    assert head["jku"] == "https://alder.example/.well-known/jwks.json"
    keys = jwt.PyJWKSet.from_dict(json.loads(site.send("GET", "/.well-known/jwks.json").content))
    found: dict[str, Any] = jwt.decode(
        visa, keys[head["kid"]], algorithms=["ES256"], issuer="https://alder.example", options=WANTED
    )
    return found


def key_for(who: Someone, process: str = "accreditation") -> dict[str, str]:
    from alder.web.accounts import tokens

    _, shown = tokens.make(who.person, "Visas", {tokens.TokenProcess(process): tokens.TokenUse.READ}, 9)
    return {"Authorization": f"Bearer {shown}"}


def test_who_is_accredited_shows_it_elsewhere(site: Site, amara: tuple[Someone, str]) -> None:
    who, _ = amara
    shown = site.send("GET", "/v1/visas", **key_for(who))
    status, role = (read(site, visa) for visa in json.loads(shown.content)["ga4gh_passport_v1"])
    assert shown["Cache-Control"] == "no-store"
    assert status["ga4gh_visa_v1"]["value"] == "https://alder.example/accreditation#full"
    assert role["ga4gh_visa_v1"]["value"] == "member@mereshire.example"
    assert who.person.name not in str(status)
    assert status["exp"] - status["iat"] == 3600
    assert 'id="full"' in site.send("GET", "/accreditation").content.decode(), "the value leads to what it means"
    page = who.client.post("/accreditation/visas").content.decode()
    assert page.count("<code>eyJ") == 2
    assert site.send("GET", "/v1/visas", **key_for(who, "outputs")).status_code == 403


def test_none_is_signed_for_who_is_not_accredited_now(
    site: Site, people: dict[str, Someone], amara: tuple[Someone, str]
) -> None:
    who, address = amara
    token = key_for(who)
    of.sent(people["ines"], f"{of.at_desk(address)}/suspend", reason="A table was passed on")
    refused = site.send("GET", "/v1/visas", **token)
    assert refused.status_code == 403
    assert "suspended" in json.loads(refused.content)["detail"]
    assert who.client.post("/accreditation/visas").status_code == 403
    assert "suspended" in who.see("/accreditation/visas")
    of.sent(people["noor"], f"{of.at_desk(address)}/reinstate", reason="It was somebody else")
    assert site.send("GET", "/v1/visas", **token).status_code == 200


def test_keys_are_kept_sealed_and_change_by_a_command(site: Site, amara: tuple[Someone, str]) -> None:
    from alder.errors import StoreError
    from alder.web.accreditation.models import SealedSecret
    from alder.web.accreditation.visa_keys import visa_keys

    who, _ = amara
    token = key_for(who)
    before = json.loads(site.send("GET", "/v1/visas", **token).content)["ga4gh_passport_v1"][0]
    assert "signs visas from" in site.run("accreditation", "rotate-keys")
    assert len(visa_keys().published(visa_keys().keys[-1].signs_from)["keys"]) == 2
    assert read(site, before)["sub"] == str(who.person.pk), "what lives goes on being checked"
    kept = SealedSecret.objects.get(name="visas").sealed
    assert "signs_from" not in kept
    from django.test import override_settings

    with (
        override_settings(SECRET_KEY="another key of the site, drawn elsewhere"),
        pytest.raises(StoreError, match="sealed"),
    ):
        visa_keys()
    assert "signs visas now" in site.run("accreditation", "rotate-keys", "--begin-anew")
    with pytest.raises(KeyError):
        read(site, before)
