"""Keys of apps are sealed and codes on paper hashed, also those that were kept in clear before."""

from typing import Any

from django.db import migrations

from alder.web.accounts.sealed import PAPER, SECRET, paper, seal


def seal_all(apps: Any, schema_editor: Any) -> None:
    for device in apps.get_model("otp_totp", "TOTPDevice").objects.all():
        if len(device.key) > 2 * SECRET:
            continue  # sealed already
        device.key = seal(device.user_id, bytes.fromhex(device.key))
        device.save(update_fields=["key"])
    for token in apps.get_model("otp_static", "StaticToken").objects.select_related("device"):
        if len(token.token) == PAPER:
            continue
        token.token = paper(token.device.user_id, token.token)
        token.save(update_fields=["token"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("otp_static", "0003_add_timestamps"),
        ("otp_totp", "0003_add_timestamps"),
    ]

    operations = [
        migrations.CreateModel(
            name="App",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("otp_totp.totpdevice",),
        ),
        migrations.RunPython(seal_all),
    ]
