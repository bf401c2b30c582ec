"""Asking for mails, confirming, stopping, and how often one may ask.

What is done looks the same whether an address is known or not. Who asks how often is counted by hashes with the site's
key, of the address and of the client, and of nothing else.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.crypto import salted_hmac

from alder import wall_clock
from alder.web.following.models import UNCONFIRMED, Follower, Mail, MailKind, MailRequest, Subscription
from alder.web.following.tasks import send_mails

if TYPE_CHECKING:
    from alder.web.following.subscription_topics import FollowedTopic


class TooOften(Exception):
    """One client asks too often."""


def ask(address: str, topic: FollowedTopic, *, site: str, client: str) -> None:
    """Somebody would like mails about a topic: a mail goes out to confirm that, or that they get them already.

    An address that is sent too many of those gets no more, and whoever asks is not told.
    """
    if not is_free("client", network(client), OF_CLIENT):
        raise TooOften
    address = address.casefold()
    if not is_free("address", mailbox(address), OF_ADDRESS):
        return
    with transaction.atomic():
        follower, _ = Follower.objects.get_or_create(address=address)
        subscription, is_new = Subscription.objects.get_or_create(
            follower=follower, topic=topic.text, defaults={"site": site}
        )
        if not is_new and not subscription.confirmed:
            subscription.asked, subscription.site = wall_clock.now(), site
            subscription.save()
        kind = MailKind.KNOWN if subscription.confirmed else MailKind.CONFIRM
        Mail.objects.create(follower=follower, subscription=subscription, kind=kind)
        transaction.on_commit(send_mails.enqueue)


def is_too_late(subscription: Subscription) -> bool:
    """Whether it was not confirmed for longer than we keep an address."""
    return not subscription.confirmed and subscription.asked < wall_clock.now() - UNCONFIRMED


def confirm(subscription: Subscription) -> None:
    """They want it."""
    if not subscription.confirmed:
        subscription.confirmed = wall_clock.now()
        subscription.save()


@transaction.atomic
def stop(subscription: Subscription) -> None:
    """No more mails of this subscription. With the last one the address is forgotten."""
    follower = subscription.follower
    subscription.delete()
    if not follower.subscriptions.exists():
        follower.delete()


def stop_all(follower: Follower) -> None:
    follower.delete()


OF_ADDRESS = (3, timedelta(hours=24))
"""Mails about subscriptions that an address is sent within a day, so that nobody can be flooded."""
OF_CLIENT = (20, timedelta(hours=1))
"""Requests that one client may make within an hour."""


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
    if MailRequest.objects.filter(who=hash, when__gt=wall_clock.now() - span).count() >= most:
        return False
    MailRequest.objects.create(who=hash)
    return True
