"""What a table costs is kept as a number, beside the words that say what for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("table_requests", "0002_subjects"),
    ]

    operations = [
        migrations.AddField(
            model_name="requestrecord",
            name="cost",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
    ]
