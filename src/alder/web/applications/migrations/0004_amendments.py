"""Amendments of agreements."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import alder.governance.amendment


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0003_next_look"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AmendmentRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=30)),
                ("state", models.CharField(default=alder.governance.amendment.AmendmentState["DRAFT"], max_length=20)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("words", models.TextField()),
                ("details", models.JSONField(default=dict)),
                ("begun", models.DateTimeField(default=django.utils.timezone.now)),
                ("moved", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="applications.agreementrecord",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "indexes": [models.Index(fields=["state", "moved"], name="amendment_by_state")],
            },
        ),
    ]
