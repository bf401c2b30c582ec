"""What an answer counts is kept beside it, so that a subject can be listed and followed."""

from typing import Any

from django.db import migrations, models


def say_what_they_count(apps: Any, editor: Any) -> None:
    """Answers that were made before: each has its query."""
    answers = apps.get_model("table_requests", "TableAnswer").objects
    for answer in answers.only("query").iterator(chunk_size=500):
        answers.filter(pk=answer.pk).update(measure=str(answer.query.get("measure", ""))[:100])


class Migration(migrations.Migration):
    dependencies = [
        ("table_requests", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="tableanswer",
            name="measure",
            field=models.CharField(blank=True, default="", max_length=100),
            preserve_default=False,
        ),
        migrations.RunPython(say_what_they_count, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="tableanswer",
            index=models.Index(fields=["state", "-ready"], name="answers_by_day"),
        ),
        migrations.AddIndex(
            model_name="tableanswer",
            index=models.Index(fields=["measure", "-ready"], name="answers_by_measure"),
        ),
    ]
