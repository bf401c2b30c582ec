"""A passkey in software: what a browser would send, made of a challenge and a key, or of something that is wrong."""

from __future__ import annotations

import hashlib
import html
import json
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec


def text(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def options_in(page: str) -> dict[str, Any]:
    """What a page asks the browser for."""
    found = re.search(r'data-passkey="([^"]+)"', page)
    assert found, page
    options: dict[str, Any] = json.loads(html.unescape(found[1]))
    return options


@dataclass
class VirtualAuthenticator:
    """One passkey of a site."""

    site: str = "testserver"
    origin: str = "http://testserver"
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    count: int = 0

    def makes(self, options: dict[str, Any]) -> str:
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        known = self._data(0x41) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        client = self._client("webauthn.create", options["challenge"])
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": known})
        return self._said({"clientDataJSON": text(client), "attestationObject": text(attested)})

    def shows(self, options: dict[str, Any], challenge: str = "") -> str:
        self.count += 1
        client = self._client("webauthn.get", challenge or options["challenge"])
        known = self._data(0x01)
        signature = self.key.sign(known + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {"clientDataJSON": text(client), "authenticatorData": text(known), "signature": text(signature)}
        return self._said({**parts, "userHandle": None})

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _said(self, response: dict[str, Any]) -> str:
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response})
