"""Who follows what by e-mail, the links that were given to them, and a row for each mail that is to be sent.

The tokens of links are signed with the site's key, so that nobody can guess one, and kept only as hashes.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from datetime import timedelta
from enum import StrEnum
from uuid import uuid4

from django.db import models
from django.utils.crypto import salted_hmac

from alder import wall_clock
from alder.web.mail_queue import QueuedMail

UNCONFIRMED = timedelta(days=7)
"""How long an address that nobody confirmed is kept."""


class MailKind(StrEnum):
    """The kinds of mails: to confirm; that one follows already; news."""

    CONFIRM = "confirm"
    KNOWN = "known"
    NEWS = "news"


class Follower(models.Model):
    """An e-mail address that follows something. Without a subscription it is forgotten."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    address = models.EmailField(max_length=254, unique=True)
    """In small letters."""
    refused = models.PositiveSmallIntegerField(default=0)
    """How many mails in a row were refused for good."""

    def __str__(self) -> str:
        return str(self.id)


class Subscription(models.Model):
    """What a follower is told of, once they have confirmed that they want it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="subscriptions")
    topic = models.CharField(max_length=60)
    """`releases`, `publication:ID` or `data-set:ID`, or one of another area, such as `requests:starts`."""
    site = models.CharField(max_length=200)
    """The address of the site as the follower knows it, which links in mails begin with."""
    asked = models.DateTimeField(default=wall_clock.now)
    confirmed = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follower", "topic"], name="followed_once")]

    def __str__(self) -> str:
        return str(self.id)


class Link(models.Model):
    """A link that was sent to a follower. Only the hash of its token is kept."""

    hash = models.CharField(primary_key=True, max_length=64)
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=10)

    def __str__(self) -> str:
        return self.purpose


class MailedNews(models.Model):
    """News for which the mails have been laid out, so that it is told once."""

    news = models.UUIDField(primary_key=True)
    when = models.DateTimeField(default=wall_clock.now)

    class Meta:
        db_table = "following_told"

    def __str__(self) -> str:
        return str(self.news)


class Mail(QueuedMail):
    """One mail to one follower. Each news goes to each follower once, however many subscriptions it touches."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="mails")
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=20)
    news = models.UUIDField(null=True, blank=True)
    subject = models.CharField(max_length=700, blank=True)
    """The title of the news; blank in mails about the subscription itself."""
    path = models.CharField(max_length=700, blank=True)
    """Where on the site it is told in full."""
    said = models.CharField(max_length=300, blank=True)
    """What kind of news it is, in a sentence without any figure."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follower", "news"], name="told_once")]

    def __str__(self) -> str:
        return str(self.id)


class MailRequest(models.Model):
    """That someone asked for a mail, so that nobody asks too often. Who it was is kept only as a hash with a key."""

    who = models.CharField(max_length=64)
    when = models.DateTimeField(default=wall_clock.now)

    class Meta:
        db_table = "following_asked"
        indexes = [models.Index(fields=["who", "when"], name="asked_who_when")]

    def __str__(self) -> str:
        return str(self.when)


class Superseded(models.Model):
    """When a data set was seen to have a successor, which its own record does not say."""

    data_set = models.UUIDField(primary_key=True)
    when = models.DateTimeField(default=wall_clock.now)

    def __str__(self) -> str:
        return str(self.data_set)


LONGEST_TOKEN = 64


class LinkPurpose(StrEnum):
    """What a link is for. One that was given for one purpose opens no other."""

    CONFIRM = "confirm"
    STOP = "stop"


def give_link(subscription: Subscription, purpose: LinkPurpose) -> str:
    """The token of a subscription, always the same while the site's key is; its hash is noted."""
    signature = salted_hmac(f"alder.following.{purpose}", str(subscription.id), algorithm="sha256").digest()
    token = urlsafe_b64encode(signature).decode().rstrip("=")
    Link.objects.get_or_create(hash=_hash(token), defaults={"subscription": subscription, "purpose": purpose})
    return token


def opened_link(token: str, purpose: LinkPurpose) -> Subscription | None:
    """The subscription that a token was given for."""
    link = Link.objects.filter(hash=_hash(token), purpose=purpose).select_related("subscription__follower").first()
    return link.subscription if link else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
