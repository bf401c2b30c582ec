"""Nobody changes an event any more; heads are published; how far the chain was verified is remembered."""

from typing import Any

from django.db import migrations, models

from alder.web.trail.protection import install, remove

_GENESIS = "0" * 64


def _install(apps: Any, editor: Any) -> None:
    install(editor)


def _remove(apps: Any, editor: Any) -> None:
    remove(editor)


class Migration(migrations.Migration):
    dependencies = [("trail", "0002_all_that_happens")]

    operations = [
        migrations.CreateModel(
            "PublishedHead",
            [
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("events", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("store_events", models.BigIntegerField(default=0)),
                ("store_hash", models.CharField(default=_GENESIS, max_length=64)),
            ],
            options={"ordering": ("day",)},
        ),
        migrations.CreateModel(
            "TrailCheck",
            [
                ("name", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("began", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("events", models.BigIntegerField(default=0)),
                ("hash", models.CharField(default=_GENESIS, max_length=64)),
                ("ended", models.DateTimeField(null=True)),
                ("broken", models.BigIntegerField(null=True)),
                ("why", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.RemoveIndex("trailevent", "trail_by_actor"),
        migrations.RemoveIndex("trailevent", "trail_by_thing"),
        migrations.AddIndex("trailevent", models.Index(fields=["thing", "at", "seq"], name="trail_by_thing")),
        migrations.AddIndex("trailevent", models.Index(fields=["at", "seq"], name="trail_by_time")),
        migrations.AddIndex("trailevent", models.Index(fields=["actor", "at", "seq"], name="trail_by_person")),
        migrations.AddIndex("trailevent", models.Index(fields=["action", "at", "seq"], name="trail_by_action")),
        migrations.AddIndex("trailevent", models.Index(fields=["actor", "action", "at", "seq"], name="trail_by_both")),
        migrations.RunPython(_install, _remove),
    ]
