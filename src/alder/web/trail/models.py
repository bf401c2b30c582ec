"""Events as the database keeps them, and where their chain ends."""

from __future__ import annotations

from django.db import models

from alder.model.event import GENESIS, Event


class TrailEvent(models.Model):
    """One event. It is written once, in the transaction of what it tells, and never changed."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    """The number of the person; empty for the clock, for commands and for visitors."""
    role = models.CharField(max_length=200)
    """In which they acted; all of theirs, where it was a denial or a read."""
    thing = models.CharField(max_length=120)
    action = models.CharField(max_length=60)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40, blank=True)
    said = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("seq",)
        indexes = [
            models.Index(fields=["thing", "at", "seq"], name="trail_by_thing"),
            models.Index(fields=["at", "seq"], name="trail_by_time"),
            models.Index(fields=["actor", "at", "seq"], name="trail_by_person"),
            models.Index(fields=["action", "at", "seq"], name="trail_by_action"),
            models.Index(fields=["actor", "action", "at", "seq"], name="trail_by_both"),
        ]

    def __str__(self) -> str:
        return f"event {self.seq}"

    @property
    def event(self) -> Event:
        """As it was recorded, to be read and to be verified."""
        return Event(
            seq=self.seq,
            at=self.at,
            actor=self.actor,
            role=self.role,
            thing=self.thing,
            action=self.action,
            from_state=self.from_state,
            to_state=self.to_state,
            said=self.said,
            previous=self.previous,
        )


class TrailHead(models.Model):
    """Where the chain ends. Whoever appends to it locks this one row, so that events have one order."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    events = models.BigIntegerField(default=0)
    """How many there are."""
    hash = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return f"{self.events} events"


class PublishedHead(models.Model):
    """Where the chains ended on a day, as it was told to everybody: whoever noted it can tell a chain made anew."""

    day = models.DateField(primary_key=True)
    at = models.DateTimeField()
    events = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    store_events = models.BigIntegerField(default=0)
    """Of the store's own chain."""
    store_hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.events} events on {self.day}"


class TrailCheck(models.Model):
    """How far the worker has verified the chain: the events that are new, and all of them again from the first."""

    NEW, ALL = "new", "all"

    name = models.CharField(primary_key=True, max_length=10)
    began = models.DateTimeField()
    at = models.DateTimeField()
    """When it went on last."""
    events = models.BigIntegerField(default=0)
    """How many hold."""
    hash = models.CharField(max_length=64, default=GENESIS)
    ended = models.DateTimeField(null=True)
    """When it came to the end of the chain last."""
    broken = models.BigIntegerField(null=True)
    why = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.events} events"
