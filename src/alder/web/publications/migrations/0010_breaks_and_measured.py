"""Breaks in a series, and how each column was made, are fields; until now words in notes told of breaks.

Of figures that came before nothing more is known, so they have plain headings until somebody imports them again.
"""

import re
from typing import Any

from django.db import migrations, models

_BREAK = re.compile(r"^\s*Break from (\d{4}(?:/\d\d)?): *(.*)$", re.MULTILINE)


def _read_from_notes(apps: Any, editor: Any) -> None:
    """A break that the notes of an earlier version tell of keeps its meaning."""
    version = apps.get_model("publications", "DataSetVersion")
    for one in version.objects.filter(notes__contains="Break from ").only("notes", "breaks"):
        found = dict.fromkeys((period, reason.strip()) for period, reason in _BREAK.findall(one.notes))
        one.breaks = [list(pair) for pair in found]
        one.save(update_fields=["breaks"])


class Migration(migrations.Migration):
    dependencies = [("publications", "0009_cautions")]

    operations = [
        migrations.AddField("datasetversion", "breaks", models.JSONField(blank=True, default=list)),
        migrations.AddField("datasetversion", "measured", models.JSONField(blank=True, default=dict)),
        migrations.RunPython(_read_from_notes, migrations.RunPython.noop),
    ]
