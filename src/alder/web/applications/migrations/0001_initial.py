"""The first tables: applications, what is written in them, their reviews, and agreements with their changes."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alder.governance.agreement
import alder.governance.amendment
import alder.governance.application
import alder.wall_clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0009_identities"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ApplicationRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(default=alder.governance.application.ApplicationState["DRAFT"], max_length=40),
                ),
                ("round", models.PositiveIntegerField(default=0)),
                ("sign_off_asked", models.DateTimeField(null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("risk", models.CharField(blank=True, max_length=10)),
                ("begun", models.DateTimeField(default=alder.wall_clock.now)),
                ("written", models.DateTimeField(default=alder.wall_clock.now)),
                ("moved", models.DateTimeField(default=alder.wall_clock.now)),
                ("submitted", models.DateTimeField(null=True)),
                ("ended", models.DateTimeField(null=True)),
                ("route", models.CharField(blank=True, max_length=10)),
                ("approved", models.DateTimeField(null=True)),
                ("statement", models.JSONField(default=dict)),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="AgreementRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(default=alder.governance.agreement.AgreementState["DRAWN_UP"], max_length=20),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                ("document", models.TextField(blank=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("plan", models.TextField(blank=True)),
                ("start", models.DateField(null=True)),
                ("end", models.DateField(null=True)),
                ("moved", models.DateTimeField(default=alder.wall_clock.now)),
                ("in_force", models.DateTimeField(null=True)),
                ("next_look", models.DateField(null=True)),
                ("names_are_public", models.BooleanField(default=False)),
                ("outputs", models.JSONField(default=list)),
                ("told", models.JSONField(default=dict)),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreement",
                        to="applications.applicationrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="AskedReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=60)),
                ("progress", models.CharField(max_length=10)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="asked_reviews",
                        to="applications.applicationrecord",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked_reviews",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AttachedFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("question", models.CharField(max_length=4)),
                ("name", models.CharField(max_length=160)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("sent", models.DateTimeField(default=alder.wall_clock.now)),
                ("gone", models.BooleanField(default=False)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="applications.applicationrecord",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("question", "name"),
            },
        ),
        migrations.CreateModel(
            name="CoApplicant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                ("asked", models.DateTimeField(default=alder.wall_clock.now)),
                ("accepted", models.DateTimeField(null=True)),
                ("ended", models.DateTimeField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="co_applicants",
                        to="applications.applicationrecord",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("asked", "pk"),
            },
        ),
        migrations.CreateModel(
            name="DeclaredInterest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=alder.wall_clock.now)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interests",
                        to="applications.applicationrecord",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OrganisationSignOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=alder.wall_clock.now)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_offs",
                        to="applications.applicationrecord",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="QuestionComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.CharField(max_length=4)),
                ("text", models.TextField()),
                ("subject", models.CharField(blank=True, max_length=60)),
                ("is_private", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=alder.wall_clock.now)),
                ("sent", models.PositiveIntegerField(null=True)),
                ("reply", models.TextField(blank=True)),
                ("replied", models.DateTimeField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="applications.applicationrecord",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("question", "pk"),
            },
        ),
        migrations.CreateModel(
            name="SectionVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.CharField(max_length=1)),
                ("number", models.PositiveIntegerField()),
                ("is_last", models.BooleanField(default=True)),
                ("answers", models.JSONField(default=dict)),
                ("at", models.DateTimeField(default=alder.wall_clock.now)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="applications.applicationrecord",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("section", "number"),
            },
        ),
        migrations.CreateModel(
            name="StageTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stage", models.CharField(max_length=20)),
                ("began", models.DateTimeField()),
                ("ended", models.DateTimeField()),
                ("days", models.PositiveIntegerField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stages",
                        to="applications.applicationrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("began", "pk"),
            },
        ),
        migrations.CreateModel(
            name="SubmittedAnswers",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveIntegerField()),
                ("form", models.CharField(max_length=10)),
                ("answers", models.JSONField()),
                ("files", models.JSONField(default=list)),
                ("statement", models.JSONField(default=list)),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=alder.wall_clock.now)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rounds",
                        to="applications.applicationrecord",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("round",),
            },
        ),
        migrations.CreateModel(
            name="TermsAcceptance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.CharField(max_length=10)),
                ("at", models.DateTimeField(default=alder.wall_clock.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="terms", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AgreementPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="works_under",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="applications.agreementrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("person__name",),
                "constraints": [models.UniqueConstraint(fields=("agreement", "person"), name="agreement_person_once")],
            },
        ),
        migrations.CreateModel(
            name="AgreementParty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signed", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parties",
                        to="applications.agreementrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("organisation__name",),
                "constraints": [models.UniqueConstraint(fields=("agreement", "organisation"), name="party_once")],
            },
        ),
        migrations.CreateModel(
            name="AmendmentRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=30)),
                ("state", models.CharField(default=alder.governance.amendment.AmendmentState["DRAFT"], max_length=20)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("words", models.TextField()),
                ("details", models.JSONField(default=dict)),
                ("begun", models.DateTimeField(default=alder.wall_clock.now)),
                ("moved", models.DateTimeField(default=alder.wall_clock.now)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="applications.agreementrecord",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "indexes": [models.Index(fields=["state", "moved"], name="amendment_by_state")],
            },
        ),
        migrations.AddIndex(
            model_name="applicationrecord",
            index=models.Index(fields=["state", "moved", "id"], name="application_by_state"),
        ),
        migrations.AddIndex(
            model_name="applicationrecord",
            index=models.Index(fields=["lead", "-id"], name="application_by_lead"),
        ),
        migrations.AddIndex(
            model_name="applicationrecord",
            index=models.Index(fields=["organisation", "state"], name="application_by_employer"),
        ),
        migrations.AddIndex(
            model_name="agreementrecord",
            index=models.Index(fields=["next_look"], name="agreement_by_look"),
        ),
        migrations.AddIndex(
            model_name="agreementrecord",
            index=models.Index(fields=["lead", "-id"], name="agreement_by_lead"),
        ),
        migrations.AddIndex(
            model_name="agreementrecord",
            index=models.Index(fields=["-in_force", "-id"], name="agreement_by_force"),
        ),
        migrations.AddIndex(
            model_name="askedreview",
            index=models.Index(fields=["reviewer", "progress"], name="review_by_reviewer"),
        ),
        migrations.AddConstraint(
            model_name="askedreview",
            constraint=models.UniqueConstraint(fields=("application", "subject"), name="review_subject_once"),
        ),
        migrations.AddIndex(
            model_name="coapplicant",
            index=models.Index(fields=["email", "ended"], name="co_applicant_by_email"),
        ),
        migrations.AddIndex(
            model_name="coapplicant",
            index=models.Index(fields=["person", "ended"], name="co_applicant_by_person"),
        ),
        migrations.AddConstraint(
            model_name="coapplicant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended__isnull", True)), fields=("application", "email"), name="co_applicant_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="declaredinterest",
            constraint=models.UniqueConstraint(fields=("application", "person"), name="interest_once"),
        ),
        migrations.AddConstraint(
            model_name="sectionversion",
            constraint=models.UniqueConstraint(
                fields=("application", "section", "number"), name="section_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sectionversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_last", True)), fields=("application", "section"), name="section_last_once"
            ),
        ),
        migrations.AddIndex(
            model_name="stagetime",
            index=models.Index(fields=["stage", "-ended"], name="stage_by_end"),
        ),
        migrations.AddConstraint(
            model_name="submittedanswers",
            constraint=models.UniqueConstraint(fields=("application", "round"), name="application_round_once"),
        ),
        migrations.AddConstraint(
            model_name="termsacceptance",
            constraint=models.UniqueConstraint(fields=("person", "version"), name="terms_once"),
        ),
    ]
