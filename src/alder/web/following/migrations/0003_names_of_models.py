"""Two models have other names; their tables keep those that they were made with, so nothing is done to a database."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("following", "0002_refused"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Told", "MailedNews"),
                migrations.AlterModelTable("MailedNews", "following_told"),
                migrations.RenameModel("Asked", "MailRequest"),
                migrations.AlterModelTable("MailRequest", "following_asked"),
            ]
        )
    ]
