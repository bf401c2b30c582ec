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
            models.Index(fields=["thing", "seq"], name="trail_by_thing"),
            models.Index(fields=["actor", "seq"], name="trail_by_actor"),
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
