"""Releases that there are have been published: their states and their histories say so."""

from typing import Any

from django.db import migrations

_LIVE = ("Published", "Deprecated")


def _carry_over(apps: Any, editor: Any) -> None:
    release_model, event_model = (apps.get_model("publications", name) for name in ("Release", "ReleaseEvent"))
    for release in release_model.objects.all():
        versions = list(release.versions.exclude(state="Draft").order_by("published"))
        live = [version for version in versions if version.state in _LIVE]
        release.state = "Live" if live else "Withdrawn" if versions else "Draft"
        dated = [version for version in versions if version.published]
        if dated:
            release.published = dated[0].published
        release.save()
        for n, version in enumerate(dated):
            what, note = ("Updated", _named(version)) if n else ("Published", "")
            event_model.objects.create(release=release, when=version.published, what=what, note=note, public=True)
        for version in (version for version in versions if version.withdrawn):
            note = f"{_named(version)} withdrawn."
            event_model.objects.create(release=release, when=version.withdrawn, what="Updated", note=note, public=True)


def _named(version: Any) -> str:
    number = f"{version.major}.{version.minor}" + (f".{version.patch}" if version.patch else "")
    return f"{version.data_set.title}, version {number}"


class Migration(migrations.Migration):
    dependencies = [
        ("publications", "0003_release_states"),
    ]

    operations = [
        migrations.RunPython(_carry_over, migrations.RunPython.noop),
    ]
