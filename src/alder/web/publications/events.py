"""Everything that happens to a release is written down, in the transaction in which it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.publishing.releases import Happened
from alder.web.publications.models import ReleaseEvent

if TYPE_CHECKING:
    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release


def record(
    release: Release, what: Happened, note: str = "", *, who: Person | None = None, takes_back: bool = False
) -> ReleaseEvent:
    """Note what happened, by whom, and in words why. Readers are told of what is public by its kind.

    `takes_back` says that something which readers had is withdrawn by it; a withdrawn release always is.
    """
    return ReleaseEvent.objects.create(
        release=release,
        what=what,
        note=note,
        who=who,
        public=what.is_public,
        takes_back=takes_back or what is Happened.WITHDRAWN,
    )
