"""Mails as files in a folder, where no mail server is named. A mail that is sent again takes the place of itself."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage


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
            self._write(_name(str(written["Message-ID"])), written.as_bytes())
        return len(email_messages)

    def _write(self, name: str, content: bytes) -> None:
        draft = self._folder / f".{name}.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        draft.replace(self._folder / f"{name}.eml")


def _name(id: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "", id.partition("@")[0]) or "mail"
