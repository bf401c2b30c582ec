"""Accreditation as visas of the GA4GH Passport, version 1.2: what other services can read and check by themselves.

A visa is a signed statement about one person (a JWS with the address of the public keys). It lives for an hour at the
most and is made from the accreditation as it is at that moment, so a suspension ends it within the hour: no further one
is signed. It says nothing of a person but an identifier without a meaning, a status, and an organisation.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from joserfc import jwt
from joserfc.jwk import ECKey

from alder.errors import present
from alder.governance.accreditation import (
    AccreditationAction,
    AccreditationGrade,
    why_not_accredited,
)
from alder.governance.accreditation_policy import accreditation_policy
from alder.governance.roles import Denied
from alder.wall_clock import LONDON

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.governance.accreditation import Accreditation

LIFE = timedelta(hours=1)
"""A visa lives no longer: who reads a visa that lives longer would have to be able to ask whether it was revoked."""
AHEAD = timedelta(days=1)
"""A new key is published so long before it signs: whoever keeps the public keys for a day has it in time."""
ALGORITHM = "ES256"
LONGEST = 240
"""Characters of an address. The standard lets addresses in visas have 255, and a value has a grade behind its own."""
_ASSERTS = frozenset(
    {
        AccreditationAction.GRANT_FULL.name,
        AccreditationAction.GRANT_PROVISIONAL.name,
        AccreditationAction.UPGRADE.name,
        AccreditationAction.CONFIRM.name,
        AccreditationAction.REINSTATE.name,
    }
)
"""Acts by which an accreditation holds from that moment."""


@dataclass(frozen=True)
class VisaKey:
    """A key that signs visas from a moment on, until another does."""

    key: ECKey
    signs_from: datetime


@dataclass(frozen=True)
class VisaKeys:
    """The keys of a service, the oldest first. They are secret but for what `published` tells."""

    keys: tuple[VisaKey, ...]

    @classmethod
    def begun(cls, at: datetime) -> VisaKeys:
        """A first key, which signs at once."""
        return cls((VisaKey(_new_key(), at),))

    def rotated(self, at: datetime) -> VisaKeys:
        """With a further key, which signs a day from now, and without those of which no visa lives any more."""
        return VisaKeys((*self._alive(at), VisaKey(_new_key(), at + AHEAD)))

    def signing(self, at: datetime) -> ECKey:
        """The key that signs at a moment."""
        return [one for one in self.keys if one.signs_from <= at][-1].key

    def published(self, at: datetime) -> dict[str, Any]:
        """The public keys as a JWK Set: that which signs, that which will, and those of which a visa may still live."""
        return {"keys": [one.key.as_dict(private=False) for one in self._alive(at)]}

    def _alive(self, at: datetime) -> list[VisaKey]:
        ends = [*(one.signs_from for one in self.keys[1:]), None]
        return [one for one, end in zip(self.keys, ends, strict=True) if end is None or at < end + LIFE]

    @property
    def secret(self) -> str:
        """All of it as text, to be kept where the owner of the service alone reads."""
        kept = [{"signs_from": one.signs_from.isoformat(), "key": one.key.as_dict(private=True)} for one in self.keys]
        return json.dumps(kept)

    @classmethod
    def from_secret(cls, text: str) -> VisaKeys:
        """The keys that `secret` wrote."""
        return cls(
            tuple(
                VisaKey(ECKey.import_key(one["key"]), datetime.fromisoformat(one["signs_from"]))
                for one in json.loads(text)
            )
        )


def _new_key() -> ECKey:
    return ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)


@dataclass(frozen=True)
class VisaIssuer:
    """The service that signs visas, by its addresses."""

    address: str
    """Who it is to others: `https://alder.example`."""
    keys_address: str
    """Where the public keys lie."""
    process_address: str
    """The page that says what accreditation here takes, which is the value of a `ResearcherStatus`."""

    def __post_init__(self) -> None:
        for address in (self.address, self.keys_address, self.process_address):
            if not address.startswith("https://") or len(address) > LONGEST:
                raise Denied("This site signs no visas: its address has to begin with https and be short.")


@dataclass(frozen=True)
class Affiliation:
    """The organisation that has confirmed somebody."""

    domain: str
    """Its domain: `mereshire.example`."""
    address: str
    """Its web address, as the source of the statement."""


def issued(
    theirs: Iterable[Accreditation],
    subject: str,
    affiliation: Affiliation,
    issuer: VisaIssuer,
    keys: VisaKeys,
    at: datetime,
    *,
    supervisors: Iterable[Accreditation] = (),
) -> tuple[str, str]:
    """The two visas of a person: `ResearcherStatus` and `AffiliationAndRole`.

    A visa is read by anybody, so it is signed while every owner of data counts the test. `subject` names the person to
    this service and to nobody else. Raises `Denied` with the reason where the person is not accredited now.
    """
    today = at.astimezone(LONDON).date()
    accreditations, supervising = list(theirs), list(supervisors)
    owners = sorted(accreditation_policy(today).owners, key=lambda name: (name == "others", name))
    for owner in owners:
        named = "Every other owner of data" if owner == "others" else owner
        if why := why_not_accredited(accreditations, named, today, supervisors=supervising):
            raise Denied(why)
    holding = [
        one for one in accreditations if not why_not_accredited([one], owners[0], today, supervisors=supervising)
    ]
    holds = max(holding, key=lambda one: one.since or today)
    asserted = max(event.at for event in holds.events if event.action in _ASSERTS)
    full = holds.grade is AccreditationGrade.FULL
    status = {
        "type": "ResearcherStatus",
        "asserted": int(asserted.timestamp()),
        "value": f"{issuer.process_address}#{'full' if full else 'provisional'}",
        "source": issuer.address,
        "by": "system",
    }
    # A signing official of the organisation is named where one confirmed the person. Until somebody moves nobody is
    # asked to, and then it is this service that says where they work, from what it keeps.
    confirmed = [event.at for event in holds.events if event.action == AccreditationAction.CONFIRM.name]
    role = {
        "type": "AffiliationAndRole",
        "asserted": int((confirmed[-1] if confirmed else asserted).timestamp()),
        "value": f"member@{affiliation.domain}",
        "source": affiliation.address if confirmed else issuer.address,
        "by": "so" if confirmed else "system",
    }
    expires = min(at + LIFE, _end_of(holds))
    return _signed(status, subject, issuer, keys, at, expires), _signed(role, subject, issuer, keys, at, expires)


def _end_of(accreditation: Accreditation) -> datetime:
    """Midnight in London after its last day."""
    after = present(accreditation.until, "an accreditation that holds has no last day") + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=LONDON).astimezone(UTC)


def _signed(
    visa: Mapping[str, Any], subject: str, issuer: VisaIssuer, keys: VisaKeys, at: datetime, expires: datetime
) -> str:
    key = keys.signing(at)
    header = {"typ": "vnd.ga4gh.visa+jwt", "alg": ALGORITHM, "kid": key.kid, "jku": issuer.keys_address}
    claims = {
        "iss": issuer.address,
        "sub": subject,
        "jti": secrets.token_urlsafe(16),
        "iat": int(at.timestamp()),
        "exp": int(expires.timestamp()),
        "ga4gh_visa_v1": visa,
    }
    return jwt.encode(header, claims, key, algorithms=[ALGORITHM])
