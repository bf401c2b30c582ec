"""What must be read with the figures of a version comes from the ledger, in parts; and whether they are made up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publications", "0008_withdrawn_for")]

    operations = [
        migrations.AddField("datasetversion", "cautions", models.JSONField(blank=True, default=list)),
        migrations.AddField("datasetversion", "made_up", models.CharField(blank=True, default="", max_length=10)),
        migrations.AddField("upload", "made_up", models.BooleanField(default=False)),
    ]
