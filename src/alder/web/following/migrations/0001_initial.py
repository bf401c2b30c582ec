"""The first tables: followers, subscriptions, links, mails, and what was told."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import alder.wall_clock


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Follower",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("address", models.EmailField(max_length=254, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Superseded",
            fields=[
                ("data_set", models.UUIDField(primary_key=True, serialize=False)),
                ("when", models.DateTimeField(default=alder.wall_clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("news", models.UUIDField(primary_key=True, serialize=False)),
                ("when", models.DateTimeField(default=alder.wall_clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="Asked",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("who", models.CharField(max_length=64)),
                ("when", models.DateTimeField(default=alder.wall_clock.now)),
            ],
            options={
                "indexes": [models.Index(fields=["who", "when"], name="asked_who_when")],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("topic", models.CharField(max_length=60)),
                ("site", models.CharField(max_length=200)),
                ("asked", models.DateTimeField(default=alder.wall_clock.now)),
                ("confirmed", models.DateTimeField(blank=True, null=True)),
                (
                    "follower",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="following.follower",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("news", models.UUIDField(blank=True, null=True)),
                ("subject", models.CharField(blank=True, max_length=700)),
                ("path", models.CharField(blank=True, max_length=700)),
                ("said", models.CharField(blank=True, max_length=300)),
                ("made", models.DateTimeField(default=alder.wall_clock.now)),
                ("due", models.DateTimeField(db_index=True, default=alder.wall_clock.now)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("sent", models.DateTimeField(blank=True, db_index=True, null=True)),
                ("given_up", models.DateTimeField(blank=True, null=True)),
                (
                    "follower",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mails", to="following.follower"
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mails", to="following.subscription"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("purpose", models.CharField(max_length=10)),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="following.subscription"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(fields=("follower", "topic"), name="followed_once"),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.UniqueConstraint(fields=("follower", "news"), name="told_once"),
        ),
    ]
