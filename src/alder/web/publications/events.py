"""Everything that happens to a release is written down, in the transaction in which it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.web.publications.models import ReleaseEvent

if TYPE_CHECKING:
    from alder.publishing.releases import Happened
    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release


def record(release: Release, what: Happened, note: str = "", *, who: Person | None = None) -> ReleaseEvent:
    """Note what happened, by whom, and in words why. Readers are told of what is public by its kind."""
    return ReleaseEvent.objects.create(release=release, what=what, note=note, who=who, public=what.is_public)
