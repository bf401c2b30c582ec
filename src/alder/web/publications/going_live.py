"""A release becomes public: with its data sets, at once, wholly or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from alder.governance import Denied
from alder.publishing.releases import Happened, ReleaseState, VersionState
from alder.web.publications.events import record
from alder.web.publications.remembered import CLOCK
from alder.web.publications.states import show

if TYPE_CHECKING:
    from datetime import datetime

    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release


@transaction.atomic
def go_live(release: Release, now: datetime, *, who: Person | None = None, note: str = "") -> Release:
    """The release that readers see afterwards: this one, or the one that it corrects."""
    shown = release.corrects or release
    if shown.state == ReleaseState.WITHDRAWN:
        raise Denied("The release that it corrects was withdrawn, and stays so.")
    for draft in release.versions.filter(state=VersionState.DRAFT).select_related("data_set"):
        draft.release = shown
        show(draft, now, by=who.name if who else CLOCK)
    if release.corrects:
        what, note = Happened.UPDATED, "\n\n".join(part for part in (release.change_note, note) if part)
        _pass_on(release, shown)
    else:
        what = Happened.PUBLISHED
        shown.published = now
    shown.state, shown.scheduled = ReleaseState.LIVE, None
    shown.revision += 1
    shown.save()
    record(shown, what, note, who=who)
    return shown


def _pass_on(correction: Release, to: Release) -> None:
    """A correction gives its words, its page and its history to what it corrects, and is gone."""
    for name in ("headline", "notes", "next_expected", "content", "approver"):
        setattr(to, name, getattr(correction, name))
    correction.events.update(release=to)
    correction.uploads.update(release=to)
    correction.delete()
