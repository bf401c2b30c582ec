"""Uploads, links that preview a release, and what a correction puts right."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alder.wall_clock


class Migration(migrations.Migration):
    dependencies = [
        ("publications", "0004_what_happened"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="release",
            name="change_note",
            field=models.TextField(blank=True),
        ),
        migrations.CreateModel(
            name="PreviewLink",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=100)),
                ("starts", models.DateTimeField(default=alder.wall_clock.now)),
                ("ends", models.DateTimeField()),
                ("revoked", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preview_links",
                        to="publications.release",
                    ),
                ),
            ],
            options={
                "ordering": ("starts", "id"),
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("data_name", models.CharField(max_length=200)),
                ("meta_name", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=300)),
                ("summary", models.TextField(blank=True)),
                ("notes", models.TextField(blank=True)),
                ("patch", models.BooleanField(default=False)),
                ("when", models.DateTimeField(default=alder.wall_clock.now)),
                ("state", models.CharField(default="Waiting", max_length=20)),
                ("report", models.JSONField(default=dict)),
                ("said", models.TextField(blank=True)),
                ("accepted", models.JSONField(default=list)),
                ("reason", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "data_set",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="publications.dataset",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uploads", to="publications.release"
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="upload",
                        to="publications.datasetversion",
                    ),
                ),
            ],
            options={
                "ordering": ("when", "id"),
            },
        ),
    ]
