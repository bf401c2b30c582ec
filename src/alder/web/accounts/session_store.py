"""Sessions are kept in the database, each with the person whom it signs in, so that they can be listed and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as Stored

if TYPE_CHECKING:
    from alder.web.accounts.models import Session

STARTED, BROWSER = "started", "browser"


class SessionStore(Stored):
    """Django's sessions of the database, in our table."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        from alder.web.accounts.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        from datetime import datetime

        from django.utils import timezone

        row = cast("Session", super().create_model_instance(data))
        row.person_id = UUID(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.browser = data.get(BROWSER, "")
        row.used = timezone.now()
        row.started = datetime.fromisoformat(data[STARTED]) if STARTED in data else row.used
        return row
