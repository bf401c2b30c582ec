"""Outputs, their groups and files, what automatic checks said of them, and who looked at them for how long.

Where an output is, and who voted how, is in the events of the trail. What stands of it here is for lists, written
in the transaction of the event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import models

from alder import wall_clock
from alder.governance.incident import IncidentState
from alder.governance.output_review import LEAVING, ReviewState
from alder.web.accounts.models import Person
from alder.web.mail_queue import QueuedMail

if TYPE_CHECKING:
    from datetime import date


class OutputRequest(models.Model):
    """What somebody asks to take out: groups of files, each with a cover sheet."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    """What addresses name it by; people say its number."""
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="outputs")
    title = models.CharField(max_length=200)
    purpose = models.TextField()
    planned_use = models.CharField(max_length=40)
    deadline = models.DateField(null=True)
    state = models.CharField(max_length=20, default=ReviewState.DRAFT)
    turn = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=0)
    """Of which a form says from which it was made, so that nobody writes over what they have not seen."""
    begun = models.DateTimeField(default=wall_clock.now)
    moved = models.DateTimeField(default=wall_clock.now)
    """When it came to the state that it is in."""
    submitted = models.DateTimeField(null=True)
    """The last time."""
    first_submitted = models.DateTimeField(null=True)
    promised = models.DateField(null=True)
    """The day by which it is answered, if its author has no turn until then."""
    escalated = models.DateTimeField(null=True)
    """When it was escalated in this turn, having waited for long."""
    finished = models.DateTimeField(null=True)
    days = models.PositiveIntegerField(null=True)
    """Working days that the service had the turn, once it is finished."""
    trouble = models.TextField(blank=True)
    """What stood in the way of a release, in words for release officers."""
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True)
    """When a release that is under way is taken up, or taken up again."""
    answers = models.CharField(max_length=40, blank=True)
    """What it was begun to answer, as events name it (`request 12`): released, it is public there."""
    project = models.CharField(max_length=40, blank=True)
    """The project that it is of, as events name it (`project 12`): released, it goes to that project's people alone."""
    asker = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    """Who asked for what it answers: they neither check nor release it."""
    certificate = models.JSONField(default=dict)
    """What left, by which rules, who looked at it and when; empty until it is released."""

    class Meta:
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["state", "promised", "id"], name="output_by_promise"),
            models.Index(fields=["author", "-id"], name="output_by_author"),
            models.Index(fields=["finished"], name="output_by_end"),
            models.Index(fields=["project", "-id"], name="output_by_project", condition=~models.Q(project="")),
            models.Index(fields=["next_try"], name="output_by_try", condition=models.Q(next_try__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"output {self.pk}"

    @property
    def thing(self) -> str:
        """As events name it."""
        return f"output {self.pk}"

    @property
    def is_late(self) -> bool:
        """Whether the promise is broken."""
        day: date | None = self.promised
        return day is not None and day < wall_clock.today()


class OutputSource(models.Model):
    """A source that an output is made from, as it was handed in last: who checks for it alone finds it by this."""

    output = models.ForeignKey(OutputRequest, on_delete=models.CASCADE, related_name="sources")
    name = models.CharField(max_length=40)

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["output", "name"], name="output_source_once")]

    def __str__(self) -> str:
        return self.name


class OutputRecipient(models.Model):
    """Somebody outside to whom a released output goes, by a link that is theirs."""

    token = models.UUIDField(unique=True, default=uuid4, editable=False)
    output = models.ForeignKey(OutputRequest, on_delete=models.CASCADE, related_name="recipients")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    asked_to_delete = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class RecipientMail(QueuedMail):
    """A mail to somebody outside: that an output is there for them, or that they are to delete it."""

    recipient = models.ForeignKey(OutputRecipient, on_delete=models.CASCADE, related_name="mails")
    is_recall = models.BooleanField(default=False)

    def __str__(self) -> str:
        return "recall" if self.is_recall else "release"


class OutputGroup(models.Model):
    """Files that share one cover sheet."""

    output = models.ForeignKey(OutputRequest, on_delete=models.CASCADE, related_name="groups")
    number = models.PositiveIntegerField()
    cover = models.JSONField(default=dict)
    """What its author said, by the keys of a cover sheet; `files` has what is said of each file, by its name."""
    exceptions = models.JSONField(default=dict)
    """Why a rule should be set aside, by the name of the file and then the rule."""

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["output", "number"], name="group_number_once")]

    def __str__(self) -> str:
        return f"group {self.number}"

    @property
    def present(self) -> models.QuerySet[OutputFile]:
        """Its files as they are now."""
        return self.files.filter(gone=False)


class OutputFile(models.Model):
    """A file as it was sent, kept under a name of our own and never written again."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    group = models.ForeignKey(OutputGroup, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=160)
    """As its sender named it, without what could lead elsewhere."""
    kind = models.CharField(max_length=20, default="output")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    redrawn = models.CharField(max_length=64, blank=True)
    """The SHA-256 of what leaves in place of a picture: of dots with fewer bits, of lines drawn from its table."""
    sent = models.DateTimeField(default=wall_clock.now)
    gone = models.BooleanField(default=False)
    """Whether its author took it back or sent another in its place. It is kept where it was ever submitted."""

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def said_name(self) -> str:
        """Its name within the whole output, as votes and events have it."""
        return f"{self.group.number}/{self.name}"

    @property
    def leaves(self) -> bool:
        return self.kind in LEAVING

    @property
    def leaving_sha256(self) -> str:
        """The hash of the bytes that leave, or are seen by checkers."""
        return self.redrawn or self.sha256


class OutputCheckRun(models.Model):
    """One run of the automatic checks over a group, on exactly these files and this cover sheet."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"

    group = models.ForeignKey(OutputGroup, on_delete=models.CASCADE, related_name="runs")
    digest = models.CharField(max_length=64)
    """Of the files, the cover sheet and the rules."""
    at_desk = models.BooleanField(default=False)
    """Whether it is for checkers: beside what left before, of anybody. Authors do not see it."""
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    why = models.TextField(blank=True)
    """Why a run failed, in words."""
    findings = models.JSONField(default=list)
    draft = models.JSONField(default=dict)
    """The cover sheet as far as the files tell it."""
    forms = models.JSONField(default=dict)
    """What each file is, by its name."""
    drawn = models.JSONField(default=dict)
    """The SHA-256 of each picture that was drawn anew, by the name of its file."""
    beside = models.JSONField(default=dict)
    """Which earlier outputs and tables it was compared with, and how many it was not."""
    seconds = models.FloatField(null=True)
    asked = models.DateTimeField(default=wall_clock.now)
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(fields=["group", "digest", "at_desk"], name="check_run_once")]

    def __str__(self) -> str:
        return f"{self.state} run"


class OutputVariable(models.Model):
    """A heading of a table in a released output, by which later outputs of the same people are found."""

    output = models.ForeignKey(OutputRequest, on_delete=models.CASCADE, related_name="variables")
    file = models.ForeignKey(OutputFile, on_delete=models.CASCADE, related_name="variables")
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "name"], name="variable_once")]
        indexes = [models.Index(fields=["name", "output"], name="output_by_variable")]

    def __str__(self) -> str:
        return self.name


class OutputReading(models.Model):
    """How long a checker had an output open in a turn, from the first look to the vote, pauses left out."""

    output = models.ForeignKey(OutputRequest, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    turn = models.PositiveIntegerField()
    opened = models.DateTimeField(default=wall_clock.now)
    last = models.DateTimeField(default=wall_clock.now)
    seconds = models.PositiveIntegerField(default=0)
    voted = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["output", "person", "turn"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.seconds} seconds"


class UnsentVote(models.Model):
    """What a checker has written and not sent. Nobody else sees it, ever."""

    output = models.ForeignKey(OutputRequest, on_delete=models.CASCADE, related_name="unsent")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    turn = models.PositiveIntegerField()
    said = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["output", "person", "turn"], name="unsent_once")]

    def __str__(self) -> str:
        return "unsent"


class OutputReturn(models.Model):
    """That an output came back, and for which reasons, to be counted."""

    output = models.ForeignKey(OutputRequest, on_delete=models.CASCADE, related_name="returns")
    turn = models.PositiveIntegerField()
    reason = models.CharField(max_length=40)
    at = models.DateTimeField(default=wall_clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["output", "turn", "reason"], name="return_reason_once")]
        indexes = [models.Index(fields=["at"], name="return_by_time")]

    def __str__(self) -> str:
        return self.reason


class IncidentReport(models.Model):
    """An incident, for lists. What was done about it is in the events of the trail."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    output = models.ForeignKey(OutputRequest, null=True, on_delete=models.PROTECT, related_name="incidents")
    about: Any = models.JSONField(default=list)
    """The numbers of the people whom it is about: none of them decides on it."""
    state = models.CharField(max_length=20, default=IncidentState.BEGUN)
    severity = models.PositiveSmallIntegerField(null=True)
    revision = models.PositiveIntegerField(default=0)
    reported = models.DateTimeField(default=wall_clock.now)

    class Meta:
        ordering = ("-pk",)
        indexes = [models.Index(fields=["state", "-id"], name="incident_by_state")]

    def __str__(self) -> str:
        return f"incident {self.pk}"
