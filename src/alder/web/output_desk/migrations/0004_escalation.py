"""When an output that waits for long was escalated."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("output_desk", "0003_drawings")]

    operations = [
        migrations.AddField(
            model_name="outputrequest",
            name="escalated",
            field=models.DateTimeField(null=True),
        ),
    ]
