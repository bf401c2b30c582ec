"""The first table: workers."""

from django.db import migrations, models

import alder.wall_clock


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Worker",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("started", models.DateTimeField(default=alder.wall_clock.now)),
                ("seen", models.DateTimeField(default=alder.wall_clock.now)),
            ],
        ),
    ]
