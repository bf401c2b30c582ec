"""How mail is sent: ALDER_EMAIL_URL in Django's terms, and mails as files where it names no server."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.base import BaseEmailBackend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage

_FOLDER = "alder.web.mail.MailFolder"
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


class MailFolder(BaseEmailBackend):
    """Writes NAME.eml, where the name is the beginning of the mail's id. Only the owner of the folder can read it."""

    def __init__(self, *, file_path: str | None = None, **given: Any) -> None:
        super().__init__(**given)
        path = file_path or getattr(settings, "EMAIL_FILE_PATH", None)
        self._folder = Path(path) if path else settings.ALDER_PUBLISHED / "mail"

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            written = message.message()
            self._write(_file_name(str(written["Message-ID"])), written.as_bytes())
        return len(email_messages)

    def _write(self, name: str, content: bytes) -> None:
        draft = self._folder / f".{name}.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        draft.replace(self._folder / f"{name}.eml")


def _file_name(id: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "", id.partition("@")[0]) or "mail"
