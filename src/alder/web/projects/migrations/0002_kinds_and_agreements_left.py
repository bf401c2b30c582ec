"""The kinds of planned outputs; and agreements that could not be followed are remembered, and tried again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="projectrecord",
            name="planned_kinds",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="agreementsseen",
            name="left",
            field=models.JSONField(default=list),
        ),
    ]
