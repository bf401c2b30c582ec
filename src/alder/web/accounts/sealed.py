"""What a second factor rests on, kept so that a copy of the database alone gives none of it away.

The key of an app is sealed with a key that follows from the site's own: whoever holds the one without the other can
make no code. Codes on paper are kept as keyed hashes. Both are bound to their person.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from hmac import compare_digest
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from uuid import UUID

SECRET = 20
"""Bytes of the key of an app."""
PAPER = 16
"""Letters that are kept of a code on paper."""
_NONCE, _CHECK = 12, 8


class OtherKey(Exception):
    """What is kept was sealed with another key of the site, or for somebody else."""


def seal(person: UUID, secret: bytes) -> str:
    """The secret of a person, sealed, in hexadecimal digits. A nonce drawn anew makes every seal different."""
    nonce = secrets.token_bytes(_NONCE)
    hidden = _crossed(secret, _stream(person, nonce))
    return (nonce + hidden + _check(person, nonce, hidden)).hex()


def unseal(person: UUID, sealed: str) -> bytes:
    """The secret again; `OtherKey` where it was not sealed for this person with the key that the site has now."""
    kept = bytes.fromhex(sealed)
    nonce, hidden, check = kept[:_NONCE], kept[_NONCE:-_CHECK], kept[-_CHECK:]
    if not compare_digest(check, _check(person, nonce, hidden)):
        raise OtherKey
    return _crossed(hidden, _stream(person, nonce))


def paper(person: UUID, code: str) -> str:
    """What is kept of a code on paper: enough to know it again, too little to write it down."""
    return b32encode(_keyed("paper code", person, code.encode())).decode().lower()[:PAPER]


def _stream(person: UUID, nonce: bytes) -> bytes:
    return _keyed("app key", person, nonce)


def _check(person: UUID, nonce: bytes, hidden: bytes) -> bytes:
    return _keyed("check of an app key", person, nonce + hidden)[:_CHECK]


def _keyed(use: str, person: UUID, value: bytes) -> bytes:
    """64 bytes that nobody can foresee without the key of the site, other ones for each use and person."""
    return salted_hmac(f"alder second factor, {use}", person.bytes + value, algorithm="sha512").digest()


def _crossed(secret: bytes, stream: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(secret, stream[: len(secret)], strict=True))
