"""Failures of the screener with which a version was published."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publications", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="datasetversion",
            name="accepted",
            field=models.JSONField(default=list),
        ),
    ]
