"""The first tables: outputs, their groups, files, checks and readings, and incidents."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alder.governance.incident
import alder.governance.output_review
import alder.wall_clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OutputGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("cover", models.JSONField(default=dict)),
                ("exceptions", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="OutputFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=160)),
                ("kind", models.CharField(default="output", max_length=20)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("redrawn", models.CharField(blank=True, max_length=64)),
                ("sent", models.DateTimeField(default=alder.wall_clock.now)),
                ("gone", models.BooleanField(default=False)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="output_desk.outputgroup"
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="OutputRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("purpose", models.TextField()),
                ("planned_use", models.CharField(max_length=40)),
                ("deadline", models.DateField(null=True)),
                ("state", models.CharField(default=alder.governance.output_review.ReviewState["DRAFT"], max_length=20)),
                ("turn", models.PositiveIntegerField(default=1)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("begun", models.DateTimeField(default=alder.wall_clock.now)),
                ("moved", models.DateTimeField(default=alder.wall_clock.now)),
                ("submitted", models.DateTimeField(null=True)),
                ("first_submitted", models.DateTimeField(null=True)),
                ("promised", models.DateField(null=True)),
                ("finished", models.DateTimeField(null=True)),
                ("days", models.PositiveIntegerField(null=True)),
                ("trouble", models.TextField(blank=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="outputs", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="OutputRecipient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("email", models.EmailField(max_length=254)),
                ("asked_to_delete", models.DateTimeField(null=True)),
                (
                    "output",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recipients",
                        to="output_desk.outputrequest",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="OutputReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("turn", models.PositiveIntegerField()),
                ("opened", models.DateTimeField(default=alder.wall_clock.now)),
                ("last", models.DateTimeField(default=alder.wall_clock.now)),
                ("seconds", models.PositiveIntegerField(default=0)),
                ("voted", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "output",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="output_desk.outputrequest",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="outputgroup",
            name="output",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="groups", to="output_desk.outputrequest"
            ),
        ),
        migrations.CreateModel(
            name="IncidentReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("about", models.JSONField(default=list)),
                ("state", models.CharField(default=alder.governance.incident.IncidentState["BEGUN"], max_length=20)),
                ("severity", models.PositiveSmallIntegerField(null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("reported", models.DateTimeField(default=alder.wall_clock.now)),
                (
                    "output",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="output_desk.outputrequest",
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="OutputReturn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("turn", models.PositiveIntegerField()),
                ("reason", models.CharField(max_length=40)),
                ("at", models.DateTimeField(default=alder.wall_clock.now)),
                (
                    "output",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="returns",
                        to="output_desk.outputrequest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OutputVariable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="variables",
                        to="output_desk.outputfile",
                    ),
                ),
                (
                    "output",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="variables",
                        to="output_desk.outputrequest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UnsentVote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("turn", models.PositiveIntegerField()),
                ("said", models.JSONField(default=dict)),
                (
                    "output",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unsent",
                        to="output_desk.outputrequest",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OutputCheckRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("at_desk", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("done", "Done"), ("failed", "Failed")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("why", models.TextField(blank=True)),
                ("findings", models.JSONField(default=list)),
                ("draft", models.JSONField(default=dict)),
                ("forms", models.JSONField(default=dict)),
                ("beside", models.JSONField(default=dict)),
                ("seconds", models.FloatField(null=True)),
                ("asked", models.DateTimeField(default=alder.wall_clock.now)),
                ("ended", models.DateTimeField(null=True)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="runs", to="output_desk.outputgroup"
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "constraints": [models.UniqueConstraint(fields=("group", "digest", "at_desk"), name="check_run_once")],
            },
        ),
        migrations.AddIndex(
            model_name="outputrequest",
            index=models.Index(fields=["state", "promised", "id"], name="output_by_promise"),
        ),
        migrations.AddIndex(
            model_name="outputrequest",
            index=models.Index(fields=["author", "-id"], name="output_by_author"),
        ),
        migrations.AddIndex(
            model_name="outputrequest",
            index=models.Index(fields=["finished"], name="output_by_end"),
        ),
        migrations.AddConstraint(
            model_name="outputreading",
            constraint=models.UniqueConstraint(fields=("output", "person", "turn"), name="reading_once"),
        ),
        migrations.AddConstraint(
            model_name="outputgroup",
            constraint=models.UniqueConstraint(fields=("output", "number"), name="group_number_once"),
        ),
        migrations.AddIndex(
            model_name="incidentreport",
            index=models.Index(fields=["state", "-id"], name="incident_by_state"),
        ),
        migrations.AddIndex(
            model_name="outputreturn",
            index=models.Index(fields=["at"], name="return_by_time"),
        ),
        migrations.AddConstraint(
            model_name="outputreturn",
            constraint=models.UniqueConstraint(fields=("output", "turn", "reason"), name="return_reason_once"),
        ),
        migrations.AddIndex(
            model_name="outputvariable",
            index=models.Index(fields=["name", "output"], name="output_by_variable"),
        ),
        migrations.AddConstraint(
            model_name="outputvariable",
            constraint=models.UniqueConstraint(fields=("file", "name"), name="variable_once"),
        ),
        migrations.AddConstraint(
            model_name="unsentvote",
            constraint=models.UniqueConstraint(fields=("output", "person", "turn"), name="unsent_once"),
        ),
    ]
