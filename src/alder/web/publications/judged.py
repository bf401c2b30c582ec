"""What the policy of releases is told: of a release, and of whoever wants to do something to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.governance import Role
from alder.publishing.releases import Actor, Facts, Happened, ReleaseState

if TYPE_CHECKING:
    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release

BY_COMMAND = Actor(frozenset({Role.OPERATOR}))
"""Whoever runs commands where the store is."""

_WORK = tuple(str(kind) for kind in Happened if kind.is_work)


def actor(person: Person) -> Actor:
    return Actor(person.roles, person.pk)


def facts_of(release: Release) -> Facts:
    """The state, and everybody who had a hand in it, by its history."""
    workers = release.events.filter(what__in=_WORK, who__isnull=False).values_list("who", flat=True)
    everybody = {*workers, release.author_id} - {None}
    return Facts(
        ReleaseState(release.state),
        frozenset(everybody),
        at_desk=release.author_id is not None,
        corrects_withdrawn=release.corrects is not None and release.corrects.state == ReleaseState.WITHDRAWN,
    )
