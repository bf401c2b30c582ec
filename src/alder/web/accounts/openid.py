"""Signing in with an organisation's provider, by OpenID Connect: the code flow with PKCE, state and nonce.

Authlib does the protocol and joserfc the signatures. What is decided here is whom to believe: endpoints are the
provider's own, signatures are made with keys (never `none`, never the secret that both sides have), and what does not
fit is refused with the same page, whichever lie it was.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from django.urls import reverse
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.web.openid_providers import OpenIdProvider

_log = logging.getLogger("alder.openid")
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures that only the provider can make. What shares a secret, or is not signed, is not among them."""
_FRESH = 3600.0
"""Seconds for which what a provider says of itself is remembered."""
_SECONDS = 10.0
_LARGEST = 1024 * 1024
LEEWAY = 60
"""Seconds by which two clocks may differ."""
OLDEST = 600
"""Seconds after which a token is too old for a flow that has just ended."""
FLOW_FOR = 600
"""Seconds that somebody has at the provider."""


class SignInRefused(Exception):
    """What came back is not believed. The reason is for the log: no word of a token, no name."""


@dataclass(frozen=True)
class Identity:
    """Who somebody is at a provider."""

    issuer: str
    subject: str
    email: str
    """Verified by the provider; empty where it says none, or does not say that it is verified."""
    second_factor: bool
    """Whether the provider says that a second factor was shown there, in the words that the operator believes."""
    since: float
    """When they signed in there, in seconds since 1970; 0 where it does not say."""


def begun(provider: OpenIdProvider) -> tuple[str, dict[str, Any]]:
    """Where the browser is to go, and what has to be remembered of it until it comes back."""
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    address, state = _client(provider).create_authorization_url(
        _endpoint(provider, "authorization_endpoint"), code_verifier=verifier, nonce=nonce
    )
    flow = {"provider": provider.id, "state": state, "nonce": nonce, "verifier": verifier, "since": time.time()}
    return address, flow


def finished(provider: OpenIdProvider, flow: Mapping[str, Any], given: Mapping[str, str]) -> Identity:
    """Who came back, with what the provider sent along; `SignInRefused` where anything does not fit."""
    if flow.get("provider") != provider.id or time.time() - float(flow.get("since", 0)) > FLOW_FOR:
        raise SignInRefused("nobody was sent there a short while ago")
    if not compare_digest(str(flow["state"]).encode(), given.get("state", "").encode()):
        raise SignInRefused("the state is another")
    iss = given.get("iss")
    if iss is None and _metadata(provider).get("authorization_response_iss_parameter_supported") is True:
        raise SignInRefused("the answer does not say whose it is")
    if iss is not None and iss != provider.issuer:
        raise SignInRefused("the answer is of another issuer")
    if "error" in given or not given.get("code"):
        raise SignInRefused("the provider did not let them in")
    token = _token(provider, given["code"], str(flow["verifier"]))
    return _identity(provider, token, str(flow["nonce"]))


def redirect_uri(provider: OpenIdProvider) -> str:
    """Where the provider sends people back to: exactly this, whichever name the site was asked by."""
    return f"{settings.ALDER_ADDRESS}{reverse('sign-in-back', args=[provider.id])}"


def _client(provider: OpenIdProvider) -> OAuth2Session:
    return OAuth2Session(
        provider.client_id,
        provider.client_secret,
        token_endpoint_auth_method="client_secret_basic",
        scope="openid email",
        redirect_uri=redirect_uri(provider),
        code_challenge_method="S256",
    )


def _token(provider: OpenIdProvider, code: str, verifier: str) -> dict[str, Any]:
    address = _endpoint(provider, "token_endpoint")
    try:
        token: dict[str, Any] = _client(provider).fetch_token(
            address, code=code, code_verifier=verifier, timeout=_SECONDS, allow_redirects=False
        )
    except (AuthlibBaseError, requests.RequestException, ValueError) as fault:
        raise SignInRefused(f"the code was not exchanged: {type(fault).__name__}") from None
    return token


def _identity(provider: OpenIdProvider, token: Mapping[str, Any], nonce: str) -> Identity:
    text = token.get("id_token")
    if not isinstance(text, str):
        raise SignInRefused("there is no ID token")
    try:
        decoded = _decoded(provider, text)
        params = {"nonce": nonce, "client_id": provider.client_id, "access_token": token.get("access_token")}
        options = {"iss": {"essential": True, "value": provider.issuer}, "aud": {"essential": True}}
        claims = CodeIDToken(decoded.claims, decoded.header, options, params)
        claims.validate(leeway=LEEWAY)
    except (AuthlibBaseError, JoseError, ValueError, TypeError) as fault:
        raise SignInRefused(f"the ID token does not hold: {type(fault).__name__}") from None
    audience = claims["aud"]
    if provider.client_id not in (audience if isinstance(audience, list) else [audience]):
        raise SignInRefused("the ID token is for somebody else")
    now = time.time()
    if not now - OLDEST <= claims["iat"] <= now + LEEWAY:
        raise SignInRefused("the ID token was not made just now")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise SignInRefused("the ID token names nobody")
    if "email_verified" in claims and claims["email_verified"] is not True:
        raise SignInRefused("the e-mail address is not verified")
    email = claims.get("email") if claims.get("email_verified") is True else ""
    shown = {one for one in claims.get("amr") or [] if isinstance(one, str)}
    acr, since = claims.get("acr"), claims.get("auth_time")
    return Identity(
        provider.issuer,
        subject,
        email.strip().casefold()[:254] if isinstance(email, str) else "",
        bool(provider.amr & shown) or (isinstance(acr, str) and acr in provider.acr),
        float(since) if isinstance(since, int | float) and 0 < since < now + LEEWAY else 0.0,
    )


def _decoded(provider: OpenIdProvider, text: str) -> jwt.Token:
    """Signed by a key of the provider. Keys change: those that are remembered are asked for once more."""
    try:
        return jwt.decode(text, _keys(provider), algorithms=list(ALGORITHMS))
    except (JoseError, ValueError):
        return jwt.decode(text, _keys(provider, anew=True), algorithms=list(ALGORITHMS))


_said: dict[tuple[str, str], tuple[float, dict[str, Any]]] = {}
_AGAIN = 60.0
"""Keys are asked for anew once in so many seconds at most, however many wrong tokens come."""


def _metadata(provider: OpenIdProvider) -> dict[str, Any]:
    found = _fetched(provider, f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise SignInRefused("the provider calls itself something else")
    return found


def _endpoint(provider: OpenIdProvider, name: str) -> str:
    address = _metadata(provider).get(name)
    if not isinstance(address, str) or not provider.may_reach(address):
        raise SignInRefused(f"the {name} is not on a host of the provider")
    return address


def _keys(provider: OpenIdProvider, *, anew: bool = False) -> KeySet:
    return KeySet.import_key_set(_fetched(provider, _endpoint(provider, "jwks_uri"), _AGAIN if anew else _FRESH))  # type: ignore[arg-type]


def _fetched(provider: OpenIdProvider, address: str, fresh: float = _FRESH) -> dict[str, Any]:
    """JSON of an address of the provider. It is not followed elsewhere, and read up to a limit."""
    known = _said.get((provider.id, address))
    if known and time.monotonic() - known[0] < fresh:
        return known[1]
    if not provider.may_reach(address):
        raise SignInRefused("an address is not on a host of the provider")
    try:
        with requests.get(address, timeout=_SECONDS, allow_redirects=False, stream=True) as reply:
            body = reply.raw.read(_LARGEST + 1, decode_content=True) if reply.status_code == 200 else b""
        found = json.loads(body) if len(body) <= _LARGEST else None
    except (requests.RequestException, ValueError, OSError) as fault:
        raise SignInRefused(f"the provider is not to be reached: {type(fault).__name__}") from None
    if not isinstance(found, dict):
        raise SignInRefused("what the provider says of itself is not JSON")
    _said[provider.id, address] = (time.monotonic(), found)
    return found


def forget_all() -> None:
    """What providers said of themselves; after the file that names them has changed."""
    _said.clear()
