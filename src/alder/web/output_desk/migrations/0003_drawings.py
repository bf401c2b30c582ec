"""Which pictures a run drew anew: a drawing of lines is drawn from its table each time that its table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("output_desk", "0002_releases")]

    operations = [
        migrations.AddField(
            model_name="outputcheckrun",
            name="drawn",
            field=models.JSONField(default=dict),
        ),
    ]
