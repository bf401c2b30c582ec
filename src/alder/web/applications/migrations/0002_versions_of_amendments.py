"""What an amendment asked for each time that it was submitted, and what the register tells of it."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import alder.wall_clock


def keep_what_was_asked(apps: Any, _: Any) -> None:
    """Those that were submitted before have one version: what they ask for now."""
    versions = apps.get_model("applications", "AmendmentVersion").objects
    for record in apps.get_model("applications", "AmendmentRecord").objects.exclude(state="draft"):
        versions.create(amendment=record, number=1, words=record.words, details=record.details, at=record.begun)


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="amendmentrecord",
            name="told",
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name="AmendmentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("words", models.TextField()),
                ("details", models.JSONField(default=dict)),
                ("at", models.DateTimeField(default=alder.wall_clock.now)),
                (
                    "amendment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="applications.amendmentrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [models.UniqueConstraint(fields=("amendment", "number"), name="amendment_version_once")],
            },
        ),
        migrations.RunPython(keep_what_was_asked, migrations.RunPython.noop),
    ]
