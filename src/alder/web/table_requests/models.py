"""Requests for tables as the database keeps them, what was shown before asking, their answers, and what is planned.

The events of the trail make a request what it is. What stands here beside its number is kept so that lists can be read
at once, and follows from the events: `alder.web.table_requests.process.replayed` is held against it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models

from alder import wall_clock
from alder.governance.table_request import RequestState
from alder.governance.table_request import TableRequest as Governed
from alder.web.output_desk.models import OutputRequest

if TYPE_CHECKING:
    from pathlib import Path


class PreviewState(StrEnum):
    """How far it is to see what a table would hide."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class AnswerState(StrEnum):
    """How far an answer is."""

    BEGUN = "begun"
    """It was decided that this table answers. The ledger may hold it already: it is completed, whoever dies."""
    READY = "ready"
    FAILED = "failed"
    RECALLED = "recalled"
    """It was public, and was taken back: what it held is at the output desk alone."""


class AnswerKind(StrEnum):
    """Why a table was made."""

    AT_ONCE = "at once"
    BY_PERSON = "by a person"
    AGAIN = "again on newer data"
    BY_HAND = "by hand"
    """A statistician made it, as an output that two people checked: nothing of it is counted again."""


class RequestRecord(models.Model):
    """A request for a table. Its number is that of the row; its key is in the address of its own pages."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="table_requests"
    )
    """None where it was asked by command, by whoever holds the store."""
    asked_by = models.CharField(max_length=64)
    """As the trail names them."""
    organisation = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=20, default=RequestState.DRAFT.value)
    query = models.JSONField(null=True)
    """What was asked; None where it was asked in words alone."""
    policy = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    words = models.TextField(blank=True)
    words_are_public = models.BooleanField(default=True)
    needs_person = models.BooleanField(default=False)
    step = models.CharField(max_length=120, blank=True)
    """What a worker is doing for it, for who waits."""
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken_actor = models.CharField(max_length=64, blank=True)
    asked = models.DateTimeField(default=wall_clock.now)
    changed = models.DateTimeField(default=wall_clock.now)
    due = models.DateField(null=True)
    """The day for which an answer is promised; None while the asker has the turn, and once it is closed."""
    escalated = models.DateTimeField(null=True)
    closed = models.DateTimeField(null=True)
    """When it was answered first, refused or withdrawn."""
    days = models.PositiveIntegerField(null=True)
    """How many working days the service took, once it is answered."""
    answered = models.DateTimeField(null=True)
    """When it was answered last."""
    cost = models.CharField(max_length=20, blank=True)
    """What was named last for a table that costs something, in pounds: `120.00`."""
    reason = models.TextField(blank=True)
    """What was said last, by whoever had the turn: a question, a cost, why it was refused."""
    nearest = models.JSONField(null=True)
    """The nearest table that can be had: its query and words, or an empty object where there is none."""

    class Meta:
        indexes = [
            models.Index(fields=["state", "due", "id"], name="requests_by_promise"),
            models.Index(fields=["asker", "-id"], name="requests_by_asker"),
            models.Index(fields=["state", "-answered"], name="requests_by_answer"),
            models.Index(fields=["state", "changed"], name="requests_by_change"),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"

    @property
    def begun(self) -> Governed:
        """As it was before anything happened to it."""
        return Governed(str(self.pk), self.asked_by)

    @property
    def is_answered(self) -> bool:
        return self.state == RequestState.ANSWERED


class TableAnswer(models.Model):
    """A table that answers a request, or is about to."""

    request = models.ForeignKey(RequestRecord, on_delete=models.CASCADE, related_name="answers")
    n = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default=AnswerState.BEGUN.value)
    query = models.JSONField()
    policy = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_actor = models.CharField(max_length=64, blank=True)
    """As the trail names whoever answers; nothing of an answer at once."""
    said = models.TextField(blank=True)
    """What whoever answers says to the asker."""
    begun = models.DateTimeField(default=wall_clock.now)
    ready = models.DateTimeField(null=True)
    why = models.TextField(blank=True)
    """Why it failed, for those who answer."""
    table = models.CharField(max_length=20, blank=True)
    """Its number in the ledger."""
    measure = models.CharField(max_length=100, blank=True)
    """What it counts, so that a subject can be listed and followed."""
    title = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict)
    """What lists and pages say of it beside its figures."""
    files = models.JSONField(default=list)
    output = models.OneToOneField(OutputRequest, null=True, on_delete=models.PROTECT, related_name="answer")
    """What was made by hand, at the output desk: its files are handed over from there."""
    recalled = models.DateTimeField(null=True)

    class Meta:
        ordering = ("n",)
        constraints = [
            models.UniqueConstraint(fields=["request", "n"], name="answer_once"),
            # Two people who press at the same time begin one answer.
            models.UniqueConstraint(
                fields=["request"], condition=models.Q(state=AnswerState.BEGUN.value), name="one_answer_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "begun"], name="answers_by_state"),
            models.Index(fields=["state", "-ready"], name="answers_by_day"),
            models.Index(fields=["measure", "-ready"], name="answers_by_measure"),
            models.Index(fields=["-recalled"], name="answers_by_recall", condition=models.Q(recalled__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"answer {self.n} to request {self.request_id}"

    @property
    def is_by_hand(self) -> bool:
        return self.kind == AnswerKind.BY_HAND

    @property
    def folder(self) -> Path:
        """Where its files lie, if Alder wrote them."""
        found: Path = settings.ALDER_PUBLISHED / "requests" / str(self.request.key) / str(self.n)
        return found


class Preview(models.Model):
    """What would be counted and hidden, as somebody was shown it before asking, or a statistician before answering."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.CharField(max_length=200, blank=True)
    request = models.ForeignKey(RequestRecord, null=True, on_delete=models.CASCADE, related_name="trials")
    """The request that a statistician tries to answer; None of what is shown before asking."""
    counts = models.BooleanField(default=True)
    """Whether it counts in the budget: one that was suggested was paid for with the table that it is near to."""
    query = models.JSONField()
    policy = models.CharField(max_length=60)
    when = models.DateTimeField(default=wall_clock.now)
    state = models.CharField(max_length=10, default=PreviewState.WAITING.value)
    step = models.CharField(max_length=120, blank=True)
    found = models.JSONField(default=dict)
    """What came of it: for an asker in bands, for a statistician in numbers."""

    class Meta:
        indexes = [
            models.Index(fields=["person", "when"], name="previews_by_person"),
            models.Index(fields=["organisation", "when"], name="previews_by_organisation"),
        ]

    def __str__(self) -> str:
        return f"preview {self.id}"


class PlannedTable(models.Model):
    """A table that is to be published: no answer may stand in its way."""

    title = models.CharField(max_length=300)
    query = models.JSONField()
    policy = models.CharField(max_length=60)
    expected = models.DateField(null=True)
    by_actor = models.CharField(max_length=64)
    since = models.DateTimeField(default=wall_clock.now)

    class Meta:
        ordering = ("expected", "id")

    def __str__(self) -> str:
        return self.title
