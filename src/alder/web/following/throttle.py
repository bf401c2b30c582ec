"""How often one address, and one client, may ask for a mail. Both are kept only as hashes with the site's key."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.utils import timezone
from django.utils.crypto import salted_hmac

from alder.web.following.models import Asked

OF_ADDRESS = (3, timedelta(hours=24))
"""Mails about subscriptions that an address is sent within a day, so that nobody can be flooded."""
OF_CLIENT = (20, timedelta(hours=1))
"""Requests that one client may make within an hour."""
_KEPT = timedelta(hours=24)


def mailbox(address: str) -> str:
    """Where mail to an address ends up: what stands after a plus is a label that its owner made up."""
    name, _, domain = address.rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def network(client: str) -> str:
    """One household: an address of the old kind, or the first half of one of the new kind, whose rest it may choose."""
    try:
        ip = ip_address(client)
    except ValueError:
        return client
    return str(ip) if ip.version == 4 else str(ip_network((ip, 64), strict=False))


def is_free(kind: str, who: str, limit: tuple[int, timedelta]) -> bool:
    """Whether they may ask once more. If so, it is counted."""
    most, span = limit
    hash = salted_hmac(f"alder.following.asked.{kind}", who, algorithm="sha256").hexdigest()
    if Asked.objects.filter(who=hash, when__gt=timezone.now() - span).count() >= most:
        return False
    Asked.objects.create(who=hash)
    return True


def forget() -> None:
    Asked.objects.filter(when__lt=timezone.now() - _KEPT).delete()
