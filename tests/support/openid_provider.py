"""A provider of OpenID Connect as a process of its own on this machine: one that tells the truth, or one lie at a time.

It signs with keys of its own, hands out a code once, and holds whoever exchanges it to what they said when they asked
for it: client, secret, address to come back to, and PKCE. `POST /lie?NAME` makes it lie from then on.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET = "alder", "a secret of two"
EVIL = "https://evil.example"


class Provider(ThreadingHTTPServer):
    """Its state: keys, codes that were handed out, and what it lies about."""

    def __init__(self) -> None:
        from joserfc.jwk import OctKey, RSAKey

        super().__init__(("127.0.0.1", 0), _Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.keys = [RSAKey.generate_key(2048, {"kid": "one"})]
        self.others = RSAKey.generate_key(2048, {"kid": "one"})
        self.shared = OctKey.import_key(SECRET)
        self.codes: dict[str, dict[str, str]] = {}
        self.lie = ""
        self.who: dict[str, Any] = {}

    def id_token(self, asked: dict[str, str]) -> str:
        from joserfc import jwt

        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": asked["nonce"],
            "sub": "person-1",
            "email": "leila@mereshire.example",
            "email_verified": True,
            **self.who,
        }
        key, header = self.keys[-1], {"alg": "RS256", "kid": self.keys[-1].kid}
        match self.lie:
            case "nonce":
                claims["nonce"] = "another"
            case "no nonce":
                del claims["nonce"]
            case "issuer":
                claims["iss"] = EVIL
            case "audience":
                claims["aud"] = "another"
            case "two audiences, made for the other":
                claims |= {"aud": [CLIENT, "another"], "azp": "another"}
            case "two audiences":
                claims["aud"] = [CLIENT, "another"]
            case "expired":
                claims |= {"iat": now - 900, "exp": now - 600}
            case "old":
                claims |= {"iat": now - 3600}
            case "of tomorrow":
                claims |= {"iat": now + 86400, "exp": now + 90000}
            case "e-mail not verified":
                claims["email_verified"] = False
            case "e-mail verified in a word":
                claims["email_verified"] = "true"
            case "nothing said of the e-mail":
                del claims["email_verified"]
            case "nobody":
                del claims["sub"]
            case "an empty name":
                claims["sub"] = ""
            case "a name of another kind":
                claims["sub"] = {"a": 1}
            case "signed by others":
                key = self.others
            case "signed with the secret":
                key, header = self.shared, {"alg": "HS256"}
            case "signed with the public key":
                from joserfc.jwk import OctKey

                key, header = OctKey.import_key(self.keys[-1].as_pem(private=False)), {"alg": "HS256", "kid": "one"}
            case "alg none" | "alg None":
                head = {"alg": "none" if self.lie == "alg none" else "None", "kid": "one"}
                return f"{_text(head)}.{_text(claims)}."
            case "at_hash of another":
                claims["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA"
        token: str = jwt.encode(header, claims, key, algorithms=[header["alg"]])
        if self.lie == "changed afterwards":
            head, _, signature = token.split(".")
            return f"{head}.{_text(claims | {'sub': 'somebody-else'})}.{signature}"
        return token


def _text(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        parts, me = urlsplit(self.path), self.server
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        match parts.path:
            case "/.well-known/openid-configuration" if me.lie == "led elsewhere":
                self._lead(f"{me.issuer}/elsewhere")
            case "/.well-known/openid-configuration":
                self._json(_about(me))
            case "/keys":
                self._json({"keys": [key.as_dict(private=False) for key in me.keys]})
            case "/authorize":
                self._authorize(asked)
            case _:
                self._json({"error": "there is nothing"}, 404)

    def _authorize(self, asked: dict[str, str]) -> None:
        """Whoever comes is somebody that it knows, and agrees."""
        me = self.server
        needed = {"response_type": "code", "client_id": CLIENT, "code_challenge_method": "S256"}
        if any(asked.get(name) != value for name, value in needed.items()) or "openid" not in asked.get("scope", ""):
            return self._json({"error": "invalid_request"}, 400)
        code = secrets.token_urlsafe(16)
        me.codes[code] = asked
        given = {"code": code, "state": asked["state"], "iss": me.issuer}
        match me.lie:
            case "state":
                given["state"] = "another"
            case "no state":
                del given["state"]
            case "answered by another issuer":
                given["iss"] = EVIL
            case "answered by nobody":
                del given["iss"]
            case "refused":
                given = {"error": "access_denied", "state": asked["state"]}
            case "a code of its own making":
                given["code"] = "made-up"
        return self._lead(f"{asked['redirect_uri']}?{urlencode(given)}")

    def do_POST(self) -> None:
        parts, me = urlsplit(self.path), self.server
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        match parts.path:
            case "/lie":
                me.lie = json.loads(body)["lie"]
                me.who = json.loads(body)["who"]
                self._json({})
            case "/new-key":
                from joserfc.jwk import RSAKey

                me.keys = [RSAKey.generate_key(2048, {"kid": secrets.token_hex(4)})]
                self._json({})
            case "/token":
                self._token({name: values[0] for name, values in parse_qs(body).items()})

    def _token(self, given: dict[str, str]) -> None:
        me = self.server
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = me.codes.pop(given.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
        if self.headers.get("Authorization") != f"Basic {basic}":
            return self._json({"error": "invalid_client"}, 401)
        if (
            asked is None
            or given.get("redirect_uri") != asked["redirect_uri"]
            or challenge.decode().rstrip("=") != asked["code_challenge"]
            or given.get("grant_type") != "authorization_code"
        ):
            return self._json({"error": "invalid_grant"}, 400)
        said = {"access_token": "x" * 20, "token_type": "Bearer", "expires_in": 300, "id_token": me.id_token(asked)}
        match me.lie:
            case "no ID token":
                del said["id_token"]
            case "token led elsewhere":
                return self._lead(f"{me.issuer}/elsewhere")
        return self._json(said)

    def _json(self, value: Any, status: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _lead(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()


def _about(me: Provider) -> dict[str, Any]:
    said = {
        "issuer": me.issuer,
        "authorization_endpoint": f"{me.issuer}/authorize",
        "token_endpoint": f"{me.issuer}/token",
        "jwks_uri": f"{me.issuer}/keys",
        "authorization_response_iss_parameter_supported": True,
        "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
    }
    match me.lie:
        case "calls itself something else":
            said["issuer"] = EVIL
        case "authorises on an evil host":
            said["authorization_endpoint"] = f"{EVIL}/authorize"
        case "tokens on an evil host":
            said["token_endpoint"] = f"{EVIL}/token"
        case "tokens in the cloud's own network":
            said["token_endpoint"] = "http://169.254.169.254/latest/meta-data"
        case "keys of another port of this machine":
            said["jwks_uri"] = "http://127.0.0.1:1/keys"
        case "keys in a file":
            said["jwks_uri"] = "file:///etc/passwd"
        case "an address that looks like its own":
            said["authorization_endpoint"] = f"http://{urlsplit(me.issuer).netloc}@evil.example/authorize"
    return said


class Running:
    """The provider, as tests talk to it."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def tells(self, lie: str = "", **who: Any) -> None:
        """From now on it tells this lie, or the truth, of this person."""
        self._post("/lie", {"lie": lie, "who": who})

    def changes_key(self) -> None:
        self._post("/new-key", {})

    def answers(self, address: str) -> str:
        """Where it leads a browser that came to this address."""
        assert address.startswith(f"{self.issuer}/authorize?"), address
        opener = urllib.request.build_opener(_Stay())
        return str(opener.open(address).headers["Location"])

    def _post(self, path: str, value: Any) -> None:
        request = urllib.request.Request(f"{self.issuer}{path}", json.dumps(value).encode(), method="POST")
        urllib.request.urlopen(request).close()


class _Stay(urllib.request.HTTPRedirectHandler):
    def http_error_302(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
        return fp


@contextmanager
def running() -> Iterator[Running]:
    """A provider as a process of its own, as long as this lasts."""
    command = [sys.executable, "-m", "tests.support.openid_provider"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield Running(process.stdout.readline().strip())
        finally:
            process.terminate()


if __name__ == "__main__":
    provider = Provider()
    print(provider.issuer, flush=True)
    provider.serve_forever()
