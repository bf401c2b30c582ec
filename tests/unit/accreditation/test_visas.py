"""Accreditation as GA4GH visas, read by another library than the one that signs them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from tests.property.test_accreditations import GRANTED, SUPERVISED, after

from alder.accreditation.visas import AHEAD, LIFE, Affiliation, VisaIssuer, VisaKeys, issued
from alder.governance import Denied
from alder.governance.accreditation import Accreditation

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
ISSUER = VisaIssuer(
    "https://alder.example", "https://alder.example/.well-known/jwks.json", "https://alder.example/accreditation"
)
MERESHIRE = Affiliation("mereshire.example", "https://www.mereshire.example")
KEYS = VisaKeys.begun(datetime(2026, 11, 1, tzinfo=UTC))


def visas(*theirs: Accreditation, at: datetime = AT, keys: VisaKeys = KEYS, **more: Any) -> tuple[str, str]:
    return issued(theirs, "a4f1c2", MERESHIRE, ISSUER, keys, at, **more)


def read(visa: str, keys: VisaKeys = KEYS, *, at: datetime = AT) -> dict[str, Any]:
    """What another service makes of a visa with the public keys alone; raises where it does not hold."""
    public = jwt.PyJWKSet.from_dict(json.loads(json.dumps(keys.published(at))))
    key = public[jwt.get_unverified_header(visa)["kid"]]
    wanted = {"require": ["iss", "sub", "jti", "iat", "exp"], "verify_exp": False, "verify_iat": False}
    claims: dict[str, Any] = jwt.decode(visa, key, algorithms=["ES256"], issuer=ISSUER.address, options=wanted)
    return claims


def test_a_visa_says_what_the_standard_asks_and_nothing_more() -> None:
    status, role = (read(visa) for visa in visas(after(*GRANTED)))
    assert jwt.get_unverified_header(visas(after(*GRANTED))[0]) == {
        "typ": "vnd.ga4gh.visa+jwt",
        "alg": "ES256",
        "kid": KEYS.signing(AT).kid,
        "jku": ISSUER.keys_address,
    }
    assert set(status) == {"iss", "sub", "jti", "iat", "exp", "ga4gh_visa_v1"}
    assert (status["sub"], status["exp"] - status["iat"]) == ("a4f1c2", LIFE.total_seconds())
    assert status["jti"] != role["jti"]
    granted = int(datetime(2026, 11, 27, 15, tzinfo=UTC).timestamp())
    assert status["ga4gh_visa_v1"] == {
        "type": "ResearcherStatus",
        "asserted": granted,
        "value": "https://alder.example/accreditation#full",
        "source": "https://alder.example",
        "by": "system",
    }
    assert role["ga4gh_visa_v1"] == {
        "type": "AffiliationAndRole",
        "asserted": granted,
        "value": "member@mereshire.example",
        "source": "https://alder.example",
        "by": "system",
    }


def test_no_visa_is_signed_for_somebody_who_is_not_accredited_now() -> None:
    for done, says in (
        (GRANTED[:-1], "waits for an accreditation officer"),
        ([*GRANTED, "suspend"], "is suspended"),
        ([*GRANTED, "move"], "is paused"),
        ([*GRANTED, "suspend", "withdraw"], "was withdrawn"),
        (SUPERVISED, "its supervisor has none in full"),
    ):
        with pytest.raises(Denied, match=says):
            visas(after(*done))
    assert visas(after(*GRANTED, "suspend", "reinstate"))
    with pytest.raises(Denied, match="Every other owner of data counted the test until 27 November 2029"):
        visas(after(*GRANTED), at=datetime(2029, 11, 28, 12, tzinfo=UTC))
    grace = Accreditation(**{**vars(after(*GRANTED)), "person": "grace"})
    provisional = read(visas(after(*SUPERVISED), supervisors=[grace])[0])
    assert provisional["ga4gh_visa_v1"]["value"] == "https://alder.example/accreditation#provisional"


def test_an_organisation_speaks_for_itself_once_its_signatory_confirmed_the_person() -> None:
    moved = after(*GRANTED, "move", "confirm")
    told = read(visas(moved)[1])["ga4gh_visa_v1"]
    assert (told["source"], told["by"]) == ("https://www.mereshire.example", "so")
    assert told["asserted"] == int(moved.events[-1].at.timestamp())


@pytest.mark.parametrize("address", ["http://alder.example", f"https://{'a' * 240}.example"])
def test_addresses_in_visas_are_those_that_the_standard_allows(address: str) -> None:
    with pytest.raises(Denied, match="begin with https and be short"):
        VisaIssuer(address, ISSUER.keys_address, ISSUER.process_address)


def test_a_visa_does_not_outlive_the_accreditation() -> None:
    """Also where every owner counts the test for longer than it holds."""
    thing = Accreditation(**{**vars(after(*GRANTED)), "until": datetime(2027, 6, 30).date()})
    late = datetime(2027, 6, 30, 22, 40, tzinfo=UTC)  # twenty to midnight there while it is summer
    assert read(visas(thing, at=late)[0], at=late)["exp"] == int(datetime(2027, 6, 30, 23, tzinfo=UTC).timestamp())


def test_a_visa_that_was_changed_or_signed_by_another_is_refused() -> None:
    status, role = visas(after(*GRANTED))
    mixed = ".".join((*role.split(".")[:2], status.split(".")[2]))
    with pytest.raises(jwt.InvalidSignatureError):
        read(mixed)
    with pytest.raises(KeyError):
        read(visas(after(*GRANTED), keys=VisaKeys.begun(AT))[0])


def test_keys_change_without_a_visa_that_cannot_be_checked() -> None:
    rotated = VisaKeys.from_secret(KEYS.rotated(AT).secret)
    before, change = AT + AHEAD - timedelta(minutes=1), AT + AHEAD
    old, new = (one["kid"] for one in rotated.published(AT)["keys"])
    assert rotated.signing(before).kid == old
    assert rotated.signing(change).kid == new
    last = visas(after(*GRANTED), at=before, keys=rotated)[0]
    assert read(last, rotated, at=change + LIFE - timedelta(minutes=2))
    assert [one["kid"] for one in rotated.published(change + LIFE)["keys"]] == [new]
    assert len(rotated.rotated(change + LIFE).keys) == 2
    assert not {"d", "p", "q"} & {name for one in rotated.published(AT)["keys"] for name in one}
