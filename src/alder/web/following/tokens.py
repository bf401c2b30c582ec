"""The tokens of links in mails: signed with the site's key, so that nobody can guess one, and kept only as hashes."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

from alder.web.following.models import Link

if TYPE_CHECKING:
    from alder.web.following.models import Subscription

LONGEST = 64


class Purpose(StrEnum):
    """What a link is for. One that was given for one purpose opens no other."""

    CONFIRM = "confirm"
    STOP = "stop"


def give(subscription: Subscription, purpose: Purpose) -> str:
    """The token of a subscription, always the same while the site's key is; its hash is noted."""
    signature = salted_hmac(f"alder.following.{purpose}", str(subscription.id), algorithm="sha256").digest()
    token = urlsafe_b64encode(signature).decode().rstrip("=")
    Link.objects.get_or_create(hash=_hash(token), defaults={"subscription": subscription, "purpose": purpose})
    return token


def opened(token: str, purpose: Purpose) -> Subscription | None:
    """The subscription that a token was given for."""
    link = Link.objects.filter(hash=_hash(token), purpose=purpose).select_related("subscription__follower").first()
    return link.subscription if link else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
