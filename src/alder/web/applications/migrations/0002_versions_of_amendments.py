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


def tell_what_is_in_force(apps: Any, _: Any) -> None:
    """What the register tells of those that are in force, as it would have been told on their day."""
    events = apps.get_model("trail", "TrailEvent").objects.filter(action="VARY")
    for record in apps.get_model("applications", "AmendmentRecord").objects.filter(state="in force", told={}):
        from alder.web.applications.amendment_changes import told_of_amendment

        event = events.get(thing=f"agreement {record.agreement_id}", said__amendment=str(record.pk))
        record.told = told_of_amendment(record, event.at, event.said.get("end"))
        record.save(update_fields=["told"])


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0001_initial"),
        ("trail", "0003_protected_and_published"),
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
        migrations.RunPython(tell_what_is_in_force, migrations.RunPython.noop),
    ]
