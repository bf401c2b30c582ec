"""ALDER_EMAIL_URL in Django's terms."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from alder.web.mail import MailSettings, mail_settings

_SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("url", "means"),
    [
        ("", MailSettings()),
        ("console:", MailSettings("django.core.mail.backends.console.EmailBackend")),
        ("file:out/mail", MailSettings(folder="out/mail")),
        ("file:///srv/mail", MailSettings(folder="/srv/mail")),
        ("smtp://localhost:25?tls=off", MailSettings(_SMTP, None, "localhost", 25)),
        ("smtp://mail.example", MailSettings(_SMTP, None, "mail.example", 587, starts_encrypting=True)),
        (
            "smtps://alder:a%40b@mail.example",
            MailSettings(_SMTP, None, "mail.example", 465, "alder", "a@b", is_encrypted=True),
        ),
    ],
)
def test_where_mails_go(url: str, means: MailSettings) -> None:
    assert mail_settings(url) == means
    assert means.is_sent == url.startswith("smtp")


@pytest.mark.parametrize("url", ["mail.example", "imap://alder:secret@mail.example", "smtp://", "smtp:secret", "file:"])
def test_what_is_no_place_for_mails_is_refused_without_a_secret(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        mail_settings(url)
    assert "ALDER_EMAIL_URL" in str(refused.value)
    assert "secret" not in str(refused.value)
