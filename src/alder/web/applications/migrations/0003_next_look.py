"""When the clock looks at an agreement next."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0002_agreement_plans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="agreementrecord",
            name="agreement_by_end",
        ),
        migrations.AddField(
            model_name="agreementrecord",
            name="next_look",
            field=models.DateField(null=True),
        ),
        migrations.AddIndex(
            model_name="agreementrecord",
            index=models.Index(fields=["next_look"], name="agreement_by_look"),
        ),
    ]
