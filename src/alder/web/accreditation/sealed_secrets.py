"""Secrets of the area, kept so that a copy of the database alone gives none of them away.

They are sealed with a key that follows from the site's own. Which secret is opened is part of that key, so that none
can be put in the place of another.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.crypto import salted_hmac
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from alder.errors import StoreError
from alder.web.accreditation.models import SealedSecret

if TYPE_CHECKING:
    from collections.abc import Callable

TESTS, VISAS = "tests", "visas"
"""That by which the questions of tests are drawn, and the keys that sign visas."""


def secret_called(name: str, drawn: Callable[[], bytes]) -> bytes:
    """A secret; where there is none, what is drawn is kept. Raises `StoreError` where another key sealed it."""
    kept = SealedSecret.objects.filter(name=name).first()
    if kept is None:
        SealedSecret.objects.get_or_create(name=name, defaults={"sealed": _sealed(name, drawn())})
        kept = SealedSecret.objects.get(name=name)  # two may come to this at once, and one of them draws it
    try:
        plain = jwe.decrypt_compact(kept.sealed, _key(name)).plaintext
    except JoseError:
        plain = None
    if plain is None:
        raise StoreError(
            f"the secret of {name} was sealed with another key of the site",
            next="Start the site with the ALDER_SECRET_KEY that it had.",
        )
    return plain


@transaction.atomic
def replace_secret(name: str, changed: Callable[[bytes], bytes], drawn: Callable[[], bytes]) -> bytes:
    """Another secret in the place of the one that there is, which it follows from."""
    secret_called(name, drawn)
    kept = SealedSecret.objects.select_for_update().get(name=name)
    new = changed(secret_called(name, drawn))
    kept.sealed = _sealed(name, new)
    kept.save(update_fields=["sealed"])
    return new


def key_of_tests() -> bytes:
    """What the questions of a test follow from, beside its person and the number of the draw."""
    return secret_called(TESTS, lambda: secrets.token_bytes(32))


def _key(name: str) -> OctKey:
    return OctKey.import_key(salted_hmac(f"alder accreditation, {name}", b"", algorithm="sha256").digest())


def _sealed(name: str, secret: bytes) -> str:
    return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, secret, _key(name))
