"""The first table: frozen tables."""

from django.db import migrations, models

import alder.wall_clock


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="FrozenTable",
            fields=[
                ("id", models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("created", models.DateTimeField(default=alder.wall_clock.now)),
                ("data_set", models.UUIDField()),
                ("version", models.UUIDField()),
                ("query", models.TextField()),
                ("text", models.BinaryField()),
            ],
        ),
    ]
