"""Why a version was withdrawn, and which events took something back, are fields; until now words in notes said so.

A version may show several tables of the ledger, and a draft says what came of comparing them.
"""

from typing import Any

from django.db import migrations, models


def _read_from_notes(apps: Any, editor: Any) -> None:
    """What the notes of earlier rows say keeps its meaning."""
    version = apps.get_model("publications", "DataSetVersion")
    for one in version.objects.exclude(withdrawn=None).only("notes", "withdrawn_for"):
        _, found, reason = one.notes.rpartition("Withdrawn: ")
        if found:
            one.withdrawn_for = reason.strip()
            one.save(update_fields=["withdrawn_for"])
    event = apps.get_model("publications", "ReleaseEvent")
    event.objects.filter(what="Withdrawn").update(takes_back=True)
    event.objects.filter(what="Updated", note__contains=" withdrawn: ").update(takes_back=True)


class Migration(migrations.Migration):
    dependencies = [("publications", "0007_kept_as")]

    operations = [
        migrations.AddField("datasetversion", "withdrawn_for", models.TextField(blank=True)),
        migrations.AddField("releaseevent", "takes_back", models.BooleanField(default=False)),
        migrations.AddField("datasetversion", "comparison", models.JSONField(blank=True, default=dict)),
        migrations.AlterField("datasetversion", "kept_as", models.TextField(blank=True)),
        migrations.RunPython(_read_from_notes, migrations.RunPython.noop),
    ]
