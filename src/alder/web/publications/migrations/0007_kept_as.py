"""Under which number the ledger keeps the table that a version shows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publications", "0006_pages_and_thrown_away")]

    operations = [
        migrations.AddField(
            model_name="datasetversion",
            name="kept_as",
            field=models.CharField(blank=True, max_length=20),
        ),
    ]
