"""How often mails to a follower were refused in a row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("following", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="follower",
            name="refused",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
