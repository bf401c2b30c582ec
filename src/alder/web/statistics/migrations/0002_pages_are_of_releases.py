"""What is written on the page of a release is kept with the release: pages that there are move over."""

from typing import Any

from django.db import migrations


def _move(apps: Any, editor: Any) -> None:
    """A correction that is being prepared begins with the page of what it corrects, as corrections do from now on."""
    releases, pages = apps.get_model("publications", "Release"), apps.get_model("statistics", "ReleasePage")
    for page in pages.objects.all():
        releases.objects.filter(pk=page.release_id).update(content=page.content)
        releases.objects.filter(corrects=page.release_id).update(content=page.content)


class Migration(migrations.Migration):
    dependencies = [
        ("publications", "0006_pages_and_thrown_away"),
        ("statistics", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(_move, migrations.RunPython.noop),
        migrations.DeleteModel(name="ReleasePage"),
    ]
