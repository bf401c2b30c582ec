"""Applications as the database keeps them: what is written, who writes it, what was submitted, and what was agreed.

Where an application is follows from its events in the trail. What stands of that here is for lists, written in the
transaction of the event.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import models

from alder import wall_clock
from alder.governance.agreement import Agreement, AgreementState
from alder.governance.amendment import Amendment, AmendmentState
from alder.governance.application import Application, ApplicationState
from alder.web.accounts.models import Organisation, Person


class ApplicationRecord(models.Model):
    """An application. People say its number; its key is in its addresses."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    lead = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    """Whom the lead works for, as it was verified: that of the last time it was submitted."""
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=40, default=ApplicationState.DRAFT)
    round = models.PositiveIntegerField(default=0)
    sign_off_asked = models.DateTimeField(null=True)
    """When those who sign for its lead's organisation were asked to confirm what it says of that."""
    revision = models.PositiveIntegerField(default=0)
    """Of which a form says from which it was made, so that nobody decides on what they have not seen."""
    risk = models.CharField(max_length=10, blank=True)
    """Low, standard or high, as submitted last."""
    begun = models.DateTimeField(default=wall_clock.now)
    written = models.DateTimeField(default=wall_clock.now)
    """When somebody wrote in it last."""
    moved = models.DateTimeField(default=wall_clock.now)
    """When it came to the stage that it is in."""
    submitted = models.DateTimeField(null=True)
    """The first time."""
    ended = models.DateTimeField(null=True)
    route = models.CharField(max_length=10, blank=True)
    """By whom it was approved: the panel, or delegated to an officer."""
    approved = models.DateTimeField(null=True)
    statement = models.JSONField(default=dict)
    """What the fields that are asked for could do, as it was counted last, and of which rows."""

    class Meta:
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["state", "moved", "id"], name="application_by_state"),
            models.Index(fields=["lead", "-id"], name="application_by_lead"),
            models.Index(fields=["organisation", "state"], name="application_by_employer"),
        ]

    def __str__(self) -> str:
        return self.thing

    @property
    def thing(self) -> str:
        """As events name it."""
        return f"application {self.pk}"

    @property
    def started(self) -> Application:
        """As it was before anything happened to it."""
        return Application(str(self.pk), str(self.lead_id))


class SectionVersion(models.Model):
    """A section as somebody saved it. The last one counts; earlier ones tell who changed what."""

    application = models.ForeignKey(ApplicationRecord, on_delete=models.CASCADE, related_name="sections")
    section = models.CharField(max_length=1)
    number = models.PositiveIntegerField()
    is_last = models.BooleanField(default=True)
    answers = models.JSONField(default=dict)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=wall_clock.now)

    class Meta:
        ordering = ("section", "number")
        constraints = [
            models.UniqueConstraint(fields=["application", "section", "number"], name="section_version_once"),
            models.UniqueConstraint(
                fields=["application", "section"], condition=models.Q(is_last=True), name="section_last_once"
            ),
        ]

    def __str__(self) -> str:
        return f"section {self.section}, version {self.number}"


class SubmittedAnswers(models.Model):
    """All answers as they were submitted in one round, never written again."""

    application = models.ForeignKey(ApplicationRecord, on_delete=models.CASCADE, related_name="rounds")
    round = models.PositiveIntegerField()
    form = models.CharField(max_length=10)
    """The version of the form."""
    answers = models.JSONField()
    files = models.JSONField(default=list)
    """What was attached: question, name, size and SHA-256 of each."""
    statement = models.JSONField(default=list)
    """What the fields could do, as sentences that the applicants confirmed."""
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=wall_clock.now)

    class Meta:
        ordering = ("round",)
        constraints = [models.UniqueConstraint(fields=["application", "round"], name="application_round_once")]

    def __str__(self) -> str:
        return f"round {self.round}"


class CoApplicant(models.Model):
    """Somebody who was asked to take part by their e-mail address, and whether they do."""

    application = models.ForeignKey(ApplicationRecord, on_delete=models.CASCADE, related_name="co_applicants")
    email = models.EmailField()
    """In small letters. Whoever signs in with it finds the invitation; nobody is told whether there is an account."""
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    """Once they accepted."""
    asked = models.DateTimeField(default=wall_clock.now)
    accepted = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    """When they declined or were taken off."""

    class Meta:
        ordering = ("asked", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "email"], condition=models.Q(ended__isnull=True), name="co_applicant_once"
            )
        ]
        indexes = [
            models.Index(fields=["email", "ended"], name="co_applicant_by_email"),
            models.Index(fields=["person", "ended"], name="co_applicant_by_person"),
        ]

    def __str__(self) -> str:
        return self.email


class TermsAcceptance(models.Model):
    """That somebody accepted a version of the terms of use in person, when signed in."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="terms")
    version = models.CharField(max_length=10)
    at = models.DateTimeField(default=wall_clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "version"], name="terms_once")]

    def __str__(self) -> str:
        return f"version {self.version}"


class OrganisationSignOff(models.Model):
    """That somebody who signs for the lead's organisation confirmed what the application says of it."""

    application = models.ForeignKey(ApplicationRecord, on_delete=models.CASCADE, related_name="sign_offs")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    """Of the answers of section C that they read. Another answer there has to be confirmed anew."""
    at = models.DateTimeField(default=wall_clock.now)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"sign-off of {self.application_id}"


class AttachedFile(models.Model):
    """A letter or a certificate that belongs to a question, kept under a name of our own and never written again."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    application = models.ForeignKey(ApplicationRecord, on_delete=models.CASCADE, related_name="files")
    question = models.CharField(max_length=4)
    name = models.CharField(max_length=160)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent = models.DateTimeField(default=wall_clock.now)
    gone = models.BooleanField(default=False)
    """Whether it was taken back. What was ever submitted is kept."""

    class Meta:
        ordering = ("question", "name")

    def __str__(self) -> str:
        return self.name


class AskedReview(models.Model):
    """A review that somebody was asked for, for lists: what they said is in the events."""

    application = models.ForeignKey(ApplicationRecord, on_delete=models.CASCADE, related_name="asked_reviews")
    subject = models.CharField(max_length=60)
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="asked_reviews")
    progress = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "subject"], name="review_subject_once")]
        indexes = [models.Index(fields=["reviewer", "progress"], name="review_by_reviewer")]

    def __str__(self) -> str:
        return self.subject


class QuestionComment(models.Model):
    """What somebody of the service says of an answer, and what its applicants reply."""

    application = models.ForeignKey(ApplicationRecord, on_delete=models.CASCADE, related_name="comments")
    question = models.CharField(max_length=4)
    text = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=60, blank=True)
    """Of which review it is; nothing for intake and panel."""
    is_private = models.BooleanField(default=False)
    """Whether it is for the service alone. Applicants never read it."""
    at = models.DateTimeField(default=wall_clock.now)
    sent = models.PositiveIntegerField(null=True)
    """The round with which it went to the applicants; None while it is for the service."""
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    replied = models.DateTimeField(null=True)

    class Meta:
        ordering = ("question", "pk")

    def __str__(self) -> str:
        return f"comment on {self.question}"


class DeclaredInterest(models.Model):
    """That somebody of the service is too near to an application to deal with it, by their own word."""

    application = models.ForeignKey(ApplicationRecord, on_delete=models.CASCADE, related_name="interests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=wall_clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "person"], name="interest_once")]

    def __str__(self) -> str:
        return "interest"


class StageTime(models.Model):
    """How long an application was in a stage, in working days, once it has left it."""

    application = models.ForeignKey(ApplicationRecord, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField(max_length=20)
    began = models.DateTimeField()
    ended = models.DateTimeField()
    days = models.PositiveIntegerField()

    class Meta:
        ordering = ("began", "pk")
        indexes = [models.Index(fields=["stage", "-ended"], name="stage_by_end")]

    def __str__(self) -> str:
        return f"{self.days} days"


class AgreementRecord(models.Model):
    """An agreement on an approved application: its document, and for lists where it is."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    application = models.OneToOneField(ApplicationRecord, on_delete=models.PROTECT, related_name="agreement")
    lead = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="agreements")
    state = models.CharField(max_length=20, default=AgreementState.DRAWN_UP)
    revision = models.PositiveIntegerField(default=0)
    document = models.TextField(blank=True)
    """What is signed, word for word."""
    sha256 = models.CharField(max_length=64, blank=True)
    plan = models.TextField(blank=True)
    """What may be in an extract, as the plan that it is built by. Its hash is the scope of the agreement."""
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    moved = models.DateTimeField(default=wall_clock.now)
    in_force = models.DateTimeField(null=True)
    """When everybody had signed it."""
    next_look = models.DateField(null=True)
    """The day on which the clock looks at it next: to remind of its end, or to end it."""
    names_are_public = models.BooleanField(default=False)
    """Whether its lead let the register name them."""
    outputs: Any = models.JSONField(default=list)
    """What was published of it: title and address of each."""
    told: Any = models.JSONField(default=dict)
    """What the register tells of the application, from the day on which it came into force."""

    class Meta:
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["next_look"], name="agreement_by_look"),
            models.Index(fields=["lead", "-id"], name="agreement_by_lead"),
            models.Index(fields=["-in_force", "-id"], name="agreement_by_force"),
        ]

    def __str__(self) -> str:
        return self.thing

    @property
    def thing(self) -> str:
        """As events name it."""
        return f"agreement {self.pk}"

    @property
    def started(self) -> Agreement:
        """As it was before anything happened to it."""
        return Agreement(str(self.pk), str(self.application_id), str(self.lead_id))


class AgreementParty(models.Model):
    """An organisation that signs an agreement."""

    agreement = models.ForeignKey(AgreementRecord, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements")
    signed = models.DateTimeField(null=True)
    """When it signed the document as it is now."""

    class Meta:
        ordering = ("organisation__name",)
        constraints = [models.UniqueConstraint(fields=["agreement", "organisation"], name="party_once")]

    def __str__(self) -> str:
        return str(self.organisation_id)


class AgreementPerson(models.Model):
    """Somebody who works with the data under an agreement."""

    agreement = models.ForeignKey(AgreementRecord, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="works_under")

    class Meta:
        ordering = ("person__name",)
        constraints = [models.UniqueConstraint(fields=["agreement", "person"], name="agreement_person_once")]

    def __str__(self) -> str:
        return str(self.person_id)


class AmendmentRecord(models.Model):
    """What somebody asks to change of an agreement. Until that is in force itself, the old terms hold."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    agreement = models.ForeignKey(AgreementRecord, on_delete=models.PROTECT, related_name="amendments")
    lead = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    state = models.CharField(max_length=20, default=AmendmentState.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    words = models.TextField()
    """What is to change and why, as the lead says it."""
    details: Any = models.JSONField(default=dict)
    """What it comes to: a person, months, sources or another plan."""
    begun = models.DateTimeField(default=wall_clock.now)
    moved = models.DateTimeField(default=wall_clock.now)
    told: Any = models.JSONField(default=dict)
    """What the register tells of it, from the day on which it came into force."""

    class Meta:
        ordering = ("-pk",)
        indexes = [models.Index(fields=["state", "moved"], name="amendment_by_state")]

    def __str__(self) -> str:
        return self.thing

    @property
    def thing(self) -> str:
        """As events name it."""
        return f"amendment {self.pk}"

    def started(self, people: tuple[str, ...]) -> Amendment:
        """As it was before anything happened to it, with those who work under the agreement."""
        return Amendment(str(self.pk), str(self.agreement_id), str(self.lead_id), people)


class AmendmentVersion(models.Model):
    """What an amendment asked for one time that it was submitted, never written again."""

    amendment = models.ForeignKey(AmendmentRecord, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    words = models.TextField()
    details: Any = models.JSONField(default=dict)
    at = models.DateTimeField(default=wall_clock.now)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["amendment", "number"], name="amendment_version_once")]

    def __str__(self) -> str:
        return f"version {self.number}"
