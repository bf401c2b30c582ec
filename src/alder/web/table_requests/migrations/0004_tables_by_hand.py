"""Tables made by hand: the output that holds an answer, and when it was recalled."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("output_desk", "0005_answers"),
        ("table_requests", "0003_costs"),
    ]

    operations = [
        migrations.AddField(
            model_name="tableanswer",
            name="output",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answer",
                to="output_desk.outputrequest",
            ),
        ),
        migrations.AddField(
            model_name="tableanswer",
            name="recalled",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="tableanswer",
            index=models.Index(
                condition=models.Q(("recalled__isnull", False)), fields=["-recalled"], name="answers_by_recall"
            ),
        ),
    ]
