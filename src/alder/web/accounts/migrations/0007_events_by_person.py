"""What happened to one account lately is found at once, however much happened."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_passkeys"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="accountevent",
            index=models.Index(fields=["person", "when", "id"], name="account_event_of_person"),
        ),
    ]
