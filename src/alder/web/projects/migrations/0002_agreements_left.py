"""Agreements that could not be followed are remembered, and tried again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="agreementsseen",
            name="left",
            field=models.JSONField(default=list),
        ),
    ]
