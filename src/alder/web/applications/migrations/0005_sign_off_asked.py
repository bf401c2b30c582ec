"""When an organisation was asked to confirm what an application says of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0004_amendments")]

    operations = [
        migrations.AddField(
            model_name="applicationrecord",
            name="sign_off_asked",
            field=models.DateTimeField(null=True),
        ),
    ]
