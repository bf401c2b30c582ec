"""The providers of organisations with which people can sign in, as the operator of the site names them in a file.

Nobody else names one: no page and no provider makes the site fetch an address that the file does not allow.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
_KNOWN = frozenset(
    (
        "name",
        "issuer",
        "client_id",
        "client_secret",
        "client_secret_file",
        "hosts",
        "second_factor_amr",
        "second_factor_acr",
    )
)
_HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class OpenIdProvider:
    """A provider of OpenID Connect."""

    id: str
    """What its addresses on this site are called by."""
    name: str
    """What people call it."""
    issuer: str
    client_id: str
    client_secret: str
    hosts: frozenset[str]
    """The only hosts, with their ports, that the site talks to or leads people to: the issuer's and those named."""
    amr: frozenset[str] = frozenset()
    acr: frozenset[str] = frozenset()
    """What it says in `amr` or `acr` when somebody showed a second factor there. None: that is asked for here."""

    def may_reach(self, address: str) -> bool:
        """Whether an address that the provider gives is one of its own."""
        return _is_safe(address) and urlsplit(address).netloc in self.hosts


def providers_in(file: str) -> dict[str, OpenIdProvider]:
    """From a file in TOML, a table a provider; none where no file is named."""
    if not file:
        return {}
    try:
        tables = tomllib.loads(Path(file).read_text(encoding="utf-8"))
    except OSError as fault:
        raise ImproperlyConfigured(f"ALDER_OPENID names a file that cannot be read: {fault.strerror}") from None
    except ValueError as fault:
        raise ImproperlyConfigured(f"ALDER_OPENID names a file that is not TOML: {fault}") from None
    return {id: _provider(id, table) for id, table in tables.items()}


def _provider(id: str, table: object) -> OpenIdProvider:
    if not _NAME.fullmatch(id) or not isinstance(table, dict):
        raise ImproperlyConfigured(f"ALDER_OPENID: a provider is a table like [mereshire], in small letters, not {id}")
    if unknown := sorted(set(table) - set(_KNOWN)):
        raise ImproperlyConfigured(
            f"ALDER_OPENID: [{id}] has {unknown[0]}, which is not one of {', '.join(sorted(_KNOWN))}"
        )
    texts = {name: table.get(name, "") for name in ("name", "issuer", "client_id")}
    if wrong := [name for name, text in texts.items() if not isinstance(text, str) or not text]:
        raise ImproperlyConfigured(f'ALDER_OPENID: [{id}] needs {wrong[0]} = "…"')
    if not _is_safe(texts["issuer"]):
        raise ImproperlyConfigured(
            f"ALDER_OPENID: the issuer of [{id}] begins with https://; http:// is for this machine"
        )
    return OpenIdProvider(
        id,
        texts["name"],
        texts["issuer"],
        texts["client_id"],
        _secret(id, table),
        frozenset({urlsplit(texts["issuer"]).netloc, *_list(id, table, "hosts")}),
        _list(id, table, "second_factor_amr"),
        _list(id, table, "second_factor_acr"),
    )


def _secret(id: str, table: dict[str, object]) -> str:
    """Said in the file, or in another that the file names, as secrets are handed to services."""
    if file := table.get("client_secret_file"):
        try:
            return Path(str(file)).read_text(encoding="utf-8").strip()
        except OSError as fault:
            raise ImproperlyConfigured(f"ALDER_OPENID: the secret of [{id}] cannot be read: {fault.strerror}") from None
    secret = table.get("client_secret")
    if not isinstance(secret, str) or not secret:
        raise ImproperlyConfigured(f'ALDER_OPENID: [{id}] needs client_secret_file = "…" or client_secret = "…"')
    return secret


def _list(id: str, table: dict[str, object], name: str) -> frozenset[str]:
    found = table.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) and one for one in found):
        raise ImproperlyConfigured(f'ALDER_OPENID: {name} of [{id}] is a list of texts: ["…"]')
    return frozenset(found)


def _is_safe(address: str) -> bool:
    """Encrypted on its way, or of this machine; without anything that makes it look like another."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    if not host or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _HERE)
