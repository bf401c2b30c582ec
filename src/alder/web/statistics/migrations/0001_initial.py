"""What is written about publications and on the pages of releases."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("publications", "0002_accepted"),
    ]

    operations = [
        migrations.CreateModel(
            name="AboutPublication",
            fields=[
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="about",
                        serialize=False,
                        to="publications.publication",
                    ),
                ),
                ("theme", models.CharField(blank=True, max_length=200)),
                ("team", models.CharField(blank=True, max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("telephone", models.CharField(blank=True, max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name="ReleasePage",
            fields=[
                (
                    "release",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="page",
                        serialize=False,
                        to="publications.release",
                    ),
                ),
                ("content", models.JSONField(default=dict)),
            ],
        ),
    ]
