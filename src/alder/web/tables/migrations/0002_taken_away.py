"""Why the figures of a frozen table were taken away."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("permanent", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="frozentable",
            name="taken_away",
            field=models.TextField(blank=True, default=""),
        ),
    ]
