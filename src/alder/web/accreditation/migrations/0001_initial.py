"""The first tables: accreditations, what belongs to one, attempts of checkers, and sealed secrets."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alder.governance.accreditation
import alder.wall_clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SealedSecret",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("sealed", models.TextField()),
                ("since", models.DateTimeField(default=alder.wall_clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="AccreditationRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(default=alder.governance.accreditation.AccreditationState["NONE"], max_length=20),
                ),
                ("application", models.JSONField(default=dict)),
                ("organisation", models.CharField(blank=True, max_length=200)),
                ("grade", models.CharField(blank=True, max_length=12)),
                ("since", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                ("supervisor_agreed", models.DateTimeField(null=True)),
                ("is_named", models.BooleanField(default=False)),
                ("begun", models.DateTimeField(default=alder.wall_clock.now)),
                ("moved", models.DateTimeField(default=alder.wall_clock.now)),
                ("wakes", models.DateTimeField(null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accreditations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervises",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="CheckerAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("seed", models.PositiveIntegerField()),
                ("began", models.DateTimeField(default=alder.wall_clock.now)),
                ("verdicts", models.JSONField(default=dict)),
                ("ended", models.DateTimeField(null=True)),
                ("right", models.PositiveSmallIntegerField(null=True)),
                ("passed", models.BooleanField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checker_attempts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="EvidenceFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("dated", models.DateField()),
                ("name", models.CharField(max_length=160)),
                ("content_type", models.CharField(max_length=20)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("sent", models.DateTimeField(default=alder.wall_clock.now)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="accreditation.accreditationrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("sent", "id"),
            },
        ),
        migrations.CreateModel(
            name="IdentityProof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.CharField(max_length=10)),
                ("how", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=alder.wall_clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identity_proofs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="ModuleReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("module", models.PositiveSmallIntegerField()),
                ("seconds", models.PositiveIntegerField(default=0)),
                ("since", models.DateTimeField(null=True)),
                ("finished", models.DateTimeField(null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="accreditation.accreditationrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("module",),
            },
        ),
        migrations.CreateModel(
            name="PaperSitting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("draw", models.PositiveIntegerField()),
                ("extra", models.FloatField(default=0.0)),
                ("began", models.DateTimeField(default=alder.wall_clock.now)),
                ("paused", models.DateTimeField(null=True)),
                ("paused_seconds", models.PositiveIntegerField(default=0)),
                ("answers", models.JSONField(default=dict)),
                ("ended", models.DateTimeField(null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sittings",
                        to="accreditation.accreditationrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="SessionAttendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("where", models.CharField(max_length=200)),
                ("at", models.DateTimeField(default=alder.wall_clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="accreditation.accreditationrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("on", "pk"),
            },
        ),
        migrations.AddIndex(
            model_name="accreditationrecord",
            index=models.Index(fields=["state", "moved", "id"], name="accreditation_by_state"),
        ),
        migrations.AddIndex(
            model_name="accreditationrecord",
            index=models.Index(
                condition=models.Q(("wakes__isnull", False)), fields=["wakes"], name="accreditation_by_clock"
            ),
        ),
        migrations.AddConstraint(
            model_name="accreditationrecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "none")), fields=("person",), name="one_accreditation_being_filled_in"
            ),
        ),
        migrations.AddIndex(
            model_name="checkerattempt",
            index=models.Index(fields=["person", "passed"], name="checker_attempt_passed"),
        ),
        migrations.AddConstraint(
            model_name="checkerattempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended__isnull", True)), fields=("person",), name="one_checker_attempt_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="modulereading",
            constraint=models.UniqueConstraint(fields=("record", "module"), name="module_reading_once"),
        ),
        migrations.AddConstraint(
            model_name="modulereading",
            constraint=models.UniqueConstraint(
                condition=models.Q(("since__isnull", False)), fields=("record",), name="one_module_open_at_a_time"
            ),
        ),
        migrations.AddIndex(
            model_name="papersitting",
            index=models.Index(
                condition=models.Q(("ended__isnull", True)), fields=["began"], name="sitting_that_goes_on"
            ),
        ),
        migrations.AddConstraint(
            model_name="papersitting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended__isnull", True)), fields=("record",), name="one_sitting_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="papersitting",
            constraint=models.UniqueConstraint(fields=("record", "draw"), name="sitting_of_a_draw_once"),
        ),
    ]
