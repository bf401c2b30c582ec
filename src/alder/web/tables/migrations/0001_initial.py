"""The first table: frozen tables."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="FrozenTable",
            fields=[
                ("id", models.CharField(editable=False, max_length=16, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("created", models.DateTimeField(default=django.utils.timezone.now)),
                ("data_set", models.UUIDField()),
                ("version", models.UUIDField()),
                ("query", models.TextField()),
                ("text", models.BinaryField()),
            ],
        ),
    ]
