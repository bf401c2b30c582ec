"""An agreement keeps the plan of its extract; an application, by whom and when it was approved."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0001_initial"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="agreementrecord",
            name="scope",
        ),
        migrations.AddField(
            model_name="agreementrecord",
            name="plan",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="applicationrecord",
            name="approved",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="applicationrecord",
            name="route",
            field=models.CharField(blank=True, max_length=10),
        ),
    ]
