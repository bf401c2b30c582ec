"""Who people were ever known to be at providers, beginning with whom they are connected to now."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alder.wall_clock


def _begin(apps: Any, editor: Any) -> None:
    """As `same_person.note_identity` does from now on; addresses that providers verified were not kept."""
    known = apps.get_model("accounts", "ProviderAccount").objects.filter(confirmed__isnull=False)
    kept = apps.get_model("accounts", "AccountIdentity").objects
    kept.bulk_create(
        kept.model(person_id=one.person_id, kind="provider", value=f"{one.issuer} {one.subject}", since=one.confirmed)
        for one in known.iterator()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_access_tokens"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountIdentity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("value", models.CharField(max_length=460)),
                ("since", models.DateTimeField(default=alder.wall_clock.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identities",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["value"], name="identity_by_value")],
                "constraints": [models.UniqueConstraint(fields=("person", "kind", "value"), name="identity_once")],
            },
        ),
        migrations.RunPython(_begin, migrations.RunPython.noop),
    ]
