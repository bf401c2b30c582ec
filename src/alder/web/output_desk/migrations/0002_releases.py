"""Releases that the worker finishes, their certificates, and mails to people outside."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alder.wall_clock


class Migration(migrations.Migration):
    dependencies = [
        ("output_desk", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecipientMail",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("made", models.DateTimeField(default=alder.wall_clock.now)),
                ("due", models.DateTimeField(db_index=True, default=alder.wall_clock.now)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("sent", models.DateTimeField(blank=True, db_index=True, null=True)),
                ("given_up", models.DateTimeField(blank=True, null=True)),
                ("is_recall", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="outputrequest",
            name="certificate",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="outputrequest",
            name="next_try",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="outputrequest",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="outputrequest",
            index=models.Index(
                condition=models.Q(("next_try__isnull", False)), fields=["next_try"], name="output_by_try"
            ),
        ),
        migrations.AddField(
            model_name="recipientmail",
            name="recipient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="mails", to="output_desk.outputrecipient"
            ),
        ),
    ]
