"""What the register tells of an agreement is kept with it; until now each reader had it worked out anew."""

from typing import Any

from django.db import migrations, models


def _tell(apps: Any, editor: Any) -> None:
    """Also of what came into force before."""
    from alder.web.applications.public_entries import told_of  # whoever only looks whether this was done needs none

    rounds = apps.get_model("applications", "SubmittedAnswers").objects.order_by("-round")
    for record in apps.get_model("applications", "AgreementRecord").objects.exclude(in_force=None).order_by("pk"):
        answers = rounds.filter(application=record.application_id).values_list("answers", flat=True)[0]
        record.told = told_of(answers, record.in_force)
        record.save(update_fields=["told"])


class Migration(migrations.Migration):
    dependencies = [("applications", "0005_sign_off_asked")]

    operations = [
        migrations.AddField("agreementrecord", "told", models.JSONField(default=dict)),
        migrations.RunPython(_tell, migrations.RunPython.noop),
    ]
