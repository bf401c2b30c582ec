"""The first tables: requests, their answers, what was shown before asking, and what is planned."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alder.wall_clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlannedTable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300)),
                ("query", models.JSONField()),
                ("policy", models.CharField(max_length=60)),
                ("expected", models.DateField(null=True)),
                ("by_actor", models.CharField(max_length=64)),
                ("since", models.DateTimeField(default=alder.wall_clock.now)),
            ],
            options={
                "ordering": ("expected", "id"),
            },
        ),
        migrations.CreateModel(
            name="RequestRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("asked_by", models.CharField(max_length=64)),
                ("organisation", models.CharField(blank=True, max_length=200)),
                ("state", models.CharField(default="draft", max_length=20)),
                ("query", models.JSONField(null=True)),
                ("policy", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=300)),
                ("words", models.TextField(blank=True)),
                ("words_are_public", models.BooleanField(default=True)),
                ("needs_person", models.BooleanField(default=False)),
                ("step", models.CharField(blank=True, max_length=120)),
                ("taken_actor", models.CharField(blank=True, max_length=64)),
                ("asked", models.DateTimeField(default=alder.wall_clock.now)),
                ("changed", models.DateTimeField(default=alder.wall_clock.now)),
                ("due", models.DateField(null=True)),
                ("escalated", models.DateTimeField(null=True)),
                ("closed", models.DateTimeField(null=True)),
                ("days", models.PositiveIntegerField(null=True)),
                ("answered", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("nearest", models.JSONField(null=True)),
                (
                    "asker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="table_requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Preview",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation", models.CharField(blank=True, max_length=200)),
                ("counts", models.BooleanField(default=True)),
                ("query", models.JSONField()),
                ("policy", models.CharField(max_length=60)),
                ("when", models.DateTimeField(default=alder.wall_clock.now)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("step", models.CharField(blank=True, max_length=120)),
                ("found", models.JSONField(default=dict)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trials",
                        to="table_requests.requestrecord",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TableAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("n", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("state", models.CharField(default="begun", max_length=10)),
                ("query", models.JSONField()),
                ("policy", models.CharField(max_length=60)),
                ("by_actor", models.CharField(blank=True, max_length=64)),
                ("said", models.TextField(blank=True)),
                ("begun", models.DateTimeField(default=alder.wall_clock.now)),
                ("ready", models.DateTimeField(null=True)),
                ("why", models.TextField(blank=True)),
                ("table", models.CharField(blank=True, max_length=20)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("facts", models.JSONField(default=dict)),
                ("files", models.JSONField(default=list)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="table_requests.requestrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("n",),
            },
        ),
        migrations.AddIndex(
            model_name="requestrecord",
            index=models.Index(fields=["state", "due", "id"], name="requests_by_promise"),
        ),
        migrations.AddIndex(
            model_name="requestrecord",
            index=models.Index(fields=["asker", "-id"], name="requests_by_asker"),
        ),
        migrations.AddIndex(
            model_name="requestrecord",
            index=models.Index(fields=["state", "-answered"], name="requests_by_answer"),
        ),
        migrations.AddIndex(
            model_name="requestrecord",
            index=models.Index(fields=["state", "changed"], name="requests_by_change"),
        ),
        migrations.AddIndex(
            model_name="preview",
            index=models.Index(fields=["person", "when"], name="previews_by_person"),
        ),
        migrations.AddIndex(
            model_name="preview",
            index=models.Index(fields=["organisation", "when"], name="previews_by_organisation"),
        ),
        migrations.AddIndex(
            model_name="tableanswer",
            index=models.Index(fields=["state", "begun"], name="answers_by_state"),
        ),
        migrations.AddConstraint(
            model_name="tableanswer",
            constraint=models.UniqueConstraint(fields=("request", "n"), name="answer_once"),
        ),
        migrations.AddConstraint(
            model_name="tableanswer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "begun")), fields=("request",), name="one_answer_at_a_time"
            ),
        ),
    ]
