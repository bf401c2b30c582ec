"""A release has what is written on its page, and drafts that are thrown away leave a line behind."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alder.wall_clock


class Migration(migrations.Migration):
    dependencies = [
        ("publications", "0005_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="release",
            name="content",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.CreateModel(
            name="ThrownAway",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("release", models.UUIDField()),
                ("publication", models.CharField(max_length=300)),
                ("title", models.CharField(max_length=300)),
                ("was_correction", models.BooleanField(default=False)),
                ("begun", models.DateTimeField(blank=True, null=True)),
                ("when", models.DateTimeField(default=alder.wall_clock.now)),
                ("data_sets", models.PositiveIntegerField(default=0)),
                ("rows", models.PositiveBigIntegerField(default=0)),
                ("files", models.PositiveIntegerField(default=0)),
                ("headlines", models.PositiveIntegerField(default=0)),
                ("sections", models.PositiveIntegerField(default=0)),
                ("events", models.PositiveIntegerField(default=0)),
                (
                    "who",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-when", "-id"),
            },
        ),
    ]
