"""Projects as the database keeps them, what is brought into them, what of them left, and what was published.

Where a workspace is, and what became of what was brought, is in the events of the trail. What stands of it here is for
lists, written in the transaction of the event. Who is in a project is what its agreement says.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import models

from alder import wall_clock
from alder.governance.agreement import Agreement
from alder.governance.ingress import BroughtKind, IngressState
from alder.governance.workspace import WorkspaceState
from alder.web.accounts.models import Organisation, Person
from alder.web.output_desk.models import OutputRequest


class ProjectRecord(models.Model):
    """A project, which its agreement made. People say its number; its key is in its addresses."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    agreement = models.CharField(max_length=40, unique=True)
    """Its number, by which events name it."""
    application = models.CharField(max_length=40)
    lead = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leads")
    name = models.CharField(max_length=60, unique=True)
    """What its folder is called where workspaces are."""
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=30, default=WorkspaceState.REQUESTED)
    sources: Any = models.JSONField(default=list)
    """What its extract is built from, by the names of the catalogue."""
    connections: Any = models.JSONField(default=list)
    """From where the owners of all its sources let people work."""
    planned: Any = models.JSONField(default=list)
    """The outputs that the application speaks of, a sentence each."""
    planned_kinds: Any = models.JSONField(default=dict)
    """The kind of statistic of each, by its sentence, as the rules of outputs call it; or in other words."""
    own_data: Any = models.JSONField(default=list)
    """The data of their own that the application speaks of, a sentence each."""
    keep_until = models.DateField(null=True)
    """The last day on which it is kept, as was agreed."""
    revision = models.PositiveIntegerField(default=0)
    """Of which a form says from which it was made, so that nobody decides on what they have not seen."""
    made = models.DateTimeField(default=wall_clock.now)
    moved = models.DateTimeField(default=wall_clock.now)
    certificate: Any = models.JSONField(default=dict)
    """Of its destruction; empty until then."""
    trouble = models.TextField(blank=True)
    """What stands in the way of what the site does by itself, in words for data managers."""

    class Meta:
        ordering = ("-pk",)
        indexes = [models.Index(fields=["state", "-id"], name="project_by_state")]

    def __str__(self) -> str:
        return f"project {self.pk}"

    @property
    def thing(self) -> str:
        """As events name its workspace."""
        return f"workspace {self.pk}"

    @property
    def agreement_begun(self) -> Agreement:
        """Its agreement before anything happened to it."""
        return Agreement(self.agreement, self.application, str(self.lead_id))


class ProjectMember(models.Model):
    """Somebody who works in a project, for lists: it follows from the agreement."""

    project = models.ForeignKey(ProjectRecord, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="projects")
    from_home = models.BooleanField(default=False)
    """Whether the owners of all sources allow them to work from home."""

    class Meta:
        ordering = ("person__name",)
        constraints = [models.UniqueConstraint(fields=["project", "person"], name="project_member_once")]

    def __str__(self) -> str:
        return str(self.person_id)


class AgreementsSeen(models.Model):
    """Up to where projects have followed what happened to agreements: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=-1)
    left: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    """The agreements that could not be followed, as where a disk was away: each is tried again."""

    def __str__(self) -> str:
        return str(self.seq)


class AccessSuspension(models.Model):
    """That a person, or everybody of an organisation, has no access to any project."""

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="suspensions")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="suspensions")
    why = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=wall_clock.now)
    lifted = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-since",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) ^ models.Q(organisation__isnull=True), name="suspension_of_one"
            )
        ]
        indexes = [models.Index(fields=["lifted"], name="suspension_that_holds")]

    def __str__(self) -> str:
        return "suspension"


class IngressRecord(models.Model):
    """What somebody brings at one time."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    project = models.ForeignKey(ProjectRecord, on_delete=models.CASCADE, related_name="brought")
    researcher = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=30, default=IngressState.DRAFT)
    kind = models.CharField(max_length=10, default=BroughtKind.CODE)
    purpose = models.CharField(max_length=300)
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=200)
    personal = models.BooleanField()
    remarks: Any = models.JSONField(default=list)
    """What a person should look at, by the last scan."""
    reason = models.TextField(blank=True)
    """Why it is as it is."""
    scanner = models.CharField(max_length=120, blank=True)
    next_scan = models.DateTimeField(null=True)
    """When the worker looks at it next; None where it has nothing to do."""
    revision = models.PositiveIntegerField(default=0)
    made = models.DateTimeField(default=wall_clock.now)
    moved = models.DateTimeField(default=wall_clock.now)

    class Meta:
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["project", "-id"], name="ingress_by_project"),
            models.Index(fields=["state", "moved"], name="ingress_by_state"),
            models.Index(fields=["next_scan"], name="ingress_by_scan", condition=models.Q(next_scan__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"ingress {self.pk}"

    @property
    def thing(self) -> str:
        return f"ingress {self.pk}"


class IngressFile(models.Model):
    """A file in quarantine, kept under a name of our own."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    ingress = models.ForeignKey(IngressRecord, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=160)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["ingress", "name"], name="brought_name_once")]

    def __str__(self) -> str:
        return self.name


class ProjectOutput(models.Model):
    """An output that was made from a run of a project."""

    project = models.ForeignKey(ProjectRecord, on_delete=models.PROTECT, related_name="outputs")
    output = models.OneToOneField(OutputRequest, on_delete=models.PROTECT, related_name="of_project")
    run = models.CharField(max_length=10)
    extract = models.CharField(max_length=64)
    """SHA-256 of the manifest of the extract that the run used."""
    code: Any = models.JSONField(default=list)
    """Name and SHA-256 of each file of code that ran."""
    planned = models.CharField(max_length=300, blank=True)
    """Which of the outputs that the application speaks of it is; empty where it is none of them."""

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"run {self.run}"


class ProjectPublication(models.Model):
    """What was published from a project, for everybody to find."""

    project = models.ForeignKey(ProjectRecord, on_delete=models.PROTECT, related_name="publications")
    title = models.CharField(max_length=300)
    address = models.CharField(max_length=300)
    """Its DOI, or else its address."""
    published = models.DateField()
    output = models.ForeignKey(OutputRequest, null=True, on_delete=models.PROTECT, related_name="publications")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added = models.DateTimeField(default=wall_clock.now)

    class Meta:
        ordering = ("-published", "-pk")
        constraints = [models.UniqueConstraint(fields=["project", "address"], name="publication_of_project_once")]
        indexes = [models.Index(fields=["-published", "-id"], name="publication_by_day")]

    def __str__(self) -> str:
        return self.title
