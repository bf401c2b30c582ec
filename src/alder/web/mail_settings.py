"""How mail is sent: ALDER_EMAIL_URL in Django's terms."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_FOLDER = "alder.web.mail_folder.MailFolder"
_BACKENDS = "django.core.mail.backends"
_SMTP = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where mails go. Unless a mail server is named none leaves this machine, and readers are told so."""

    backend: str = _FOLDER
    folder: str | None = None
    """None for the folder of mails in the store."""
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    is_encrypted: bool = False
    """From the first byte; else after STARTTLS."""
    starts_encrypting: bool = False

    @property
    def is_sent(self) -> bool:
        return bool(self.host)


def mail_settings(url: str) -> MailSettings:
    """From smtp://user:password@host:587, smtps://…, file:FOLDER or console:; nothing keeps mails in the store.

    smtp:// asks for encryption (STARTTLS) unless it ends in ?tls=off, as for a mail server on the same machine.
    """
    parts = urlsplit(url)
    match parts.scheme:
        case "":
            if url:
                raise _wrong()
            return MailSettings()
        case "console":
            return MailSettings(f"{_BACKENDS}.console.EmailBackend")
        case "file":
            folder = unquote(f"{parts.netloc}{parts.path}")
            if not folder:
                raise ImproperlyConfigured("ALDER_EMAIL_URL names no folder: write file:FOLDER")
            return MailSettings(folder=folder)
        case "smtp" | "smtps":
            if not parts.hostname:
                raise _wrong()
            is_encrypted = parts.scheme == "smtps"
            return MailSettings(
                f"{_BACKENDS}.smtp.EmailBackend",
                None,
                parts.hostname,
                parts.port or _SMTP[parts.scheme],
                unquote(parts.username or ""),
                unquote(parts.password or ""),
                is_encrypted,
                not is_encrypted and parse_qs(parts.query).get("tls") != ["off"],
            )
        case _:
            raise _wrong()


def _wrong() -> ImproperlyConfigured:
    """Without the text that was given, which may hold a password."""
    return ImproperlyConfigured("ALDER_EMAIL_URL is smtp://user:password@host, smtps://…, file:FOLDER or console:")
