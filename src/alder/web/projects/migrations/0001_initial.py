"""Projects, what is brought into them, what left, and what was published."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alder.governance.ingress
import alder.governance.workspace
import alder.wall_clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0009_identities"),
        ("output_desk", "0007_projects"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgreementsSeen",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(default=-1)),
            ],
        ),
        migrations.CreateModel(
            name="ProjectRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("agreement", models.CharField(max_length=40, unique=True)),
                ("application", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(default=alder.governance.workspace.WorkspaceState["REQUESTED"], max_length=30),
                ),
                ("sources", models.JSONField(default=list)),
                ("connections", models.JSONField(default=list)),
                ("planned", models.JSONField(default=list)),
                ("own_data", models.JSONField(default=list)),
                ("keep_until", models.DateField(null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("made", models.DateTimeField(default=alder.wall_clock.now)),
                ("moved", models.DateTimeField(default=alder.wall_clock.now)),
                ("certificate", models.JSONField(default=dict)),
                ("trouble", models.TextField(blank=True)),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leads", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="ProjectPublication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300)),
                ("address", models.CharField(max_length=300)),
                ("published", models.DateField()),
                ("added", models.DateTimeField(default=alder.wall_clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "output",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="output_desk.outputrequest",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="projects.projectrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("-published", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="ProjectOutput",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("run", models.CharField(max_length=10)),
                ("extract", models.CharField(max_length=64)),
                ("code", models.JSONField(default=list)),
                ("planned", models.CharField(blank=True, max_length=300)),
                (
                    "output",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="of_project",
                        to="output_desk.outputrequest",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="outputs", to="projects.projectrecord"
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="ProjectMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_home", models.BooleanField(default=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="projects",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="projects.projectrecord"
                    ),
                ),
            ],
            options={
                "ordering": ("person__name",),
            },
        ),
        migrations.CreateModel(
            name="IngressRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("state", models.CharField(default=alder.governance.ingress.IngressState["DRAFT"], max_length=30)),
                ("kind", models.CharField(default=alder.governance.ingress.BroughtKind["CODE"], max_length=10)),
                ("purpose", models.CharField(max_length=300)),
                ("source", models.CharField(max_length=300)),
                ("licence", models.CharField(max_length=200)),
                ("personal", models.BooleanField()),
                ("remarks", models.JSONField(default=list)),
                ("reason", models.TextField(blank=True)),
                ("scanner", models.CharField(blank=True, max_length=120)),
                ("next_scan", models.DateTimeField(null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("made", models.DateTimeField(default=alder.wall_clock.now)),
                ("moved", models.DateTimeField(default=alder.wall_clock.now)),
                (
                    "researcher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="brought", to="projects.projectrecord"
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="AccessSuspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.TextField()),
                ("since", models.DateTimeField(default=alder.wall_clock.now)),
                ("lifted", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suspensions",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suspensions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-since",),
                "indexes": [models.Index(fields=["lifted"], name="suspension_that_holds")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person__isnull", True), ("organisation__isnull", True), _connector="XOR"),
                        name="suspension_of_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IngressFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=160)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "ingress",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="projects.ingressrecord"
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
                "constraints": [models.UniqueConstraint(fields=("ingress", "name"), name="brought_name_once")],
            },
        ),
        migrations.AddIndex(
            model_name="projectrecord",
            index=models.Index(fields=["state", "-id"], name="project_by_state"),
        ),
        migrations.AddIndex(
            model_name="projectpublication",
            index=models.Index(fields=["-published", "-id"], name="publication_by_day"),
        ),
        migrations.AddConstraint(
            model_name="projectpublication",
            constraint=models.UniqueConstraint(fields=("project", "address"), name="publication_of_project_once"),
        ),
        migrations.AddConstraint(
            model_name="projectmember",
            constraint=models.UniqueConstraint(fields=("project", "person"), name="project_member_once"),
        ),
        migrations.AddIndex(
            model_name="ingressrecord",
            index=models.Index(fields=["project", "-id"], name="ingress_by_project"),
        ),
        migrations.AddIndex(
            model_name="ingressrecord",
            index=models.Index(fields=["state", "moved"], name="ingress_by_state"),
        ),
        migrations.AddIndex(
            model_name="ingressrecord",
            index=models.Index(
                condition=models.Q(("next_scan__isnull", False)), fields=["next_scan"], name="ingress_by_scan"
            ),
        ),
    ]
