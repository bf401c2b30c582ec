"""The first tables: publications, releases, data sets, their versions, and tokens that open drafts."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import alder.wall_clock


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=300)),
                ("slug", models.SlugField(max_length=300, unique=True)),
                ("summary", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="DataSet",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=300)),
                ("summary", models.TextField(blank=True)),
                ("state", models.CharField(default="Draft", max_length=20)),
                ("published", models.DateTimeField(blank=True, null=True)),
                (
                    "superseded_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="publications.dataset"
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="data_sets",
                        to="publications.publication",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DataSetVersion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("major", models.PositiveIntegerField()),
                ("minor", models.PositiveIntegerField(default=0)),
                ("patch", models.PositiveIntegerField(default=0)),
                ("state", models.CharField(default="Draft", max_length=20)),
                ("published", models.DateTimeField(blank=True, null=True)),
                ("withdrawn", models.DateTimeField(blank=True, null=True)),
                ("notes", models.TextField(blank=True)),
                ("file_id", models.UUIDField(default=uuid.uuid4)),
                ("rows", models.PositiveBigIntegerField()),
                ("summary", models.JSONField()),
                ("changes", models.JSONField(default=dict)),
                (
                    "data_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="publications.dataset"
                    ),
                ),
            ],
            options={
                "ordering": ("-major", "-minor", "-patch"),
            },
        ),
        migrations.CreateModel(
            name="PreviewToken",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=100)),
                ("starts", models.DateTimeField(default=alder.wall_clock.now)),
                ("ends", models.DateTimeField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preview_tokens",
                        to="publications.datasetversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=300)),
                ("slug", models.SlugField(max_length=300)),
                ("published", models.DateTimeField(default=alder.wall_clock.now)),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="publications.publication",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="datasetversion",
            name="release",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="publications.release"
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(fields=("publication", "slug"), name="release_slug"),
        ),
        migrations.AddConstraint(
            model_name="datasetversion",
            constraint=models.UniqueConstraint(fields=("data_set", "major", "minor", "patch"), name="version_number"),
        ),
    ]
