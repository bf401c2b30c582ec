"""Notices: that something waits for a person, on the site and by e-mail."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alder.wall_clock


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_sealed_second_factors"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("made", models.DateTimeField(default=alder.wall_clock.now)),
                ("due", models.DateTimeField(db_index=True, default=alder.wall_clock.now)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("sent", models.DateTimeField(blank=True, db_index=True, null=True)),
                ("given_up", models.DateTimeField(blank=True, null=True)),
                ("about", models.CharField(max_length=80)),
                ("address", models.CharField(max_length=200)),
                ("read", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "read", "made"], name="notice_of_person")],
            },
        ),
    ]
