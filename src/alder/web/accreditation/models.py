"""Accreditations as the database keeps them, what belongs to one, and the keys that the area keeps.

Where an accreditation is, and what it allows, follows from the events of the trail. What stands of it here is for lists
and for the clock, written in the transaction of the event.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import models

from alder import wall_clock
from alder.governance.accreditation import AccreditationState
from alder.web.accounts.models import Person


class AccreditationRecord(models.Model):
    """One accreditation of one person, from the day on which they began to fill it in."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    """What addresses name it by; people say its number."""
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accreditations")
    state = models.CharField(max_length=20, default=AccreditationState.NONE)
    application: Any = models.JSONField(default=dict)
    """What the person says of themself: by what they are qualified, who speaks for them, who supervises them."""
    organisation = models.CharField(max_length=200, blank=True)
    grade = models.CharField(max_length=12, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    supervisor = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="supervises")
    """Whom the person names, where they ask for a provisional one."""
    supervisor_agreed = models.DateTimeField(null=True)
    is_named = models.BooleanField(default=False)
    """Whether the person wants to stand in the public register by name."""
    begun = models.DateTimeField(default=wall_clock.now)
    moved = models.DateTimeField(default=wall_clock.now)
    """When it came to the state that it is in."""
    wakes = models.DateTimeField(null=True)
    """When the clock has next to look at it; None where time alone changes nothing."""
    revision = models.PositiveIntegerField(default=0)
    """Of which a form says from which it was made, so that nobody decides on what they have not seen."""

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="none"), name="one_accreditation_being_filled_in"
            )
        ]
        indexes = [
            models.Index(fields=["state", "moved", "id"], name="accreditation_by_state"),
            models.Index(fields=["wakes"], name="accreditation_by_clock", condition=models.Q(wakes__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"accreditation {self.pk}"


class EvidenceFile(models.Model):
    """A document that shows something, kept under a name of our own and never written again."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    record = models.ForeignKey(AccreditationRecord, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=20)
    dated = models.DateField()
    """The day that the document bears."""
    name = models.CharField(max_length=160)
    """As its sender named it, without what could lead elsewhere."""
    content_type = models.CharField(max_length=20)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    sent = models.DateTimeField(default=wall_clock.now)

    class Meta:
        ordering = ("sent", "id")

    def __str__(self) -> str:
        return self.name


class IdentityProof(models.Model):
    """That an officer saw who somebody is, how surely, and by what."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identity_proofs")
    level = models.CharField(max_length=10)
    how = models.CharField(max_length=300)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=wall_clock.now)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.level


class ModuleReading(models.Model):
    """For how long somebody has read a module of the course, one module at a time."""

    record = models.ForeignKey(AccreditationRecord, on_delete=models.CASCADE, related_name="readings")
    module = models.PositiveSmallIntegerField()
    seconds = models.PositiveIntegerField(default=0)
    """Those of earlier sittings."""
    since = models.DateTimeField(null=True)
    """Since when it is the one that is open."""
    finished = models.DateTimeField(null=True)
    """When its questions were answered, after its least time."""

    class Meta:
        ordering = ("module",)
        constraints = [
            models.UniqueConstraint(fields=["record", "module"], name="module_reading_once"),
            models.UniqueConstraint(
                fields=["record"], condition=models.Q(since__isnull=False), name="one_module_open_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"module {self.module}"


class SessionAttendance(models.Model):
    """That somebody attended the live session, as an officer recorded it."""

    record = models.ForeignKey(AccreditationRecord, on_delete=models.CASCADE, related_name="attendances")
    on = models.DateField()
    where = models.CharField(max_length=200)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=wall_clock.now)

    class Meta:
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"session of {self.on}"


class PaperSitting(models.Model):
    """One time at the test: what was answered so far, and the time that it took. The questions are in its event."""

    record = models.ForeignKey(AccreditationRecord, on_delete=models.PROTECT, related_name="sittings")
    draw = models.PositiveIntegerField()
    extra = models.FloatField(default=0.0)
    """Extra time, as a share of the usual."""
    began = models.DateTimeField(default=wall_clock.now)
    paused = models.DateTimeField(null=True)
    """Since when it is paused."""
    paused_seconds = models.PositiveIntegerField(default=0)
    """How long earlier pauses were, together."""
    answers = models.JSONField(default=dict)
    """For the place of a question the place of the answer that was chosen. Only its own person sees them."""
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=models.Q(ended__isnull=True), name="one_sitting_at_a_time"
            ),
            models.UniqueConstraint(fields=["record", "draw"], name="sitting_of_a_draw_once"),
        ]
        indexes = [
            models.Index(fields=["began"], name="sitting_that_goes_on", condition=models.Q(ended__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"draw {self.draw}"


class CheckerAttempt(models.Model):
    """One time at the course of checkers: the outputs that a seed makes, and how they were judged."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="checker_attempts")
    seed = models.PositiveIntegerField()
    began = models.DateTimeField(default=wall_clock.now)
    verdicts = models.JSONField(default=dict)
    """What was decided on each output, by its number."""
    ended = models.DateTimeField(null=True)
    right = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended__isnull=True), name="one_checker_attempt_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["person", "passed"], name="checker_attempt_passed")]

    def __str__(self) -> str:
        return f"seed {self.seed}"


class SealedSecret(models.Model):
    """A secret of the area, sealed with the key of the site: that by which tests are drawn, and those of visas."""

    name = models.CharField(max_length=20, primary_key=True)
    sealed = models.TextField()
    since = models.DateTimeField(default=wall_clock.now)

    def __str__(self) -> str:
        return self.name
