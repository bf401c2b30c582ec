"""The project that an output is of."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("output_desk", "0006_sources"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="outputrequest",
            name="project",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddIndex(
            model_name="outputrequest",
            index=models.Index(
                condition=models.Q(("project", ""), _negated=True), fields=["project", "-id"], name="output_by_project"
            ),
        ),
    ]
