"""What is scheduled goes live at its minute."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from alder.look.words import moment
from alder.publishing.releases import ReleaseState
from alder.web.publications.going_live import go_live
from alder.web.publications.models import Release

if TYPE_CHECKING:
    from uuid import UUID

_log = logging.getLogger("alder.clock")
LATE = timedelta(minutes=2)
"""From when on the history says that nothing ran at the right time."""


def publish_what_is_due(now: datetime | None = None) -> list[Release]:
    """Every release whose minute has come goes live, once, however many clocks tick at the same time."""
    now = now or timezone.now()
    due = Release.objects.filter(state=ReleaseState.SCHEDULED, scheduled__lte=now).order_by("scheduled")
    published = []
    for id in list(due.values_list("id", flat=True)):
        try:
            release = _publish(id, now)
        except Exception:  # one release that cannot be published does not keep the next from its minute
            _log.exception("a release could not be published")
        else:
            published += [release] if release else []
    return published


@transaction.atomic
def _publish(id: UUID, now: datetime) -> Release | None:
    """None where another clock was quicker, or someone has stopped it just now."""
    still_due = Release.objects.filter(id=id, state=ReleaseState.SCHEDULED, scheduled__lte=now)
    if not still_due.update(state=ReleaseState.LIVE, revision=F("revision") + 1):
        return None
    release = Release.objects.select_related("corrects").get(id=id)
    note = ""
    if release.scheduled and now - release.scheduled > LATE:
        note = f"It was due at {moment(release.scheduled)}. Nothing ran then, so it was published when it could be."
    return go_live(release, now, note=note)
