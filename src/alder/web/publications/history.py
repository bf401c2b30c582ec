"""Who did what to a release: written down in the transaction in which it happens, and told to the policy.

A line also stays of a draft that is thrown away.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Sum

from alder.governance import Role, RoleScope, ScopeKind
from alder.publishing.pages import Content
from alder.publishing.releases import Actor, Facts, Happened, ReleaseState, VersionState
from alder.web.accounts.rights import roles_for
from alder.web.accounts.same_person import accounts_among
from alder.web.publications.models import ReleaseEvent, ThrownAway
from alder.web.trail.circumstances import circumstances
from alder.web.trail.events import record

if TYPE_CHECKING:
    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release


@transaction.atomic
def record_event(
    release: Release, what: Happened, note: str = "", *, who: Person | None = None, takes_back: bool = False
) -> ReleaseEvent:
    """Note what happened, by whom, and in words why. Readers are told of what is public by its kind.

    `takes_back` says that something which readers had is withdrawn by it; a withdrawn release always is. The record of
    it is in the trail; what is noted here is what pages list and policies ask.
    """
    _record(release, what, note, who)
    return ReleaseEvent.objects.create(
        release=release,
        what=what,
        note=note,
        who=who,
        public=what.is_public,
        takes_back=takes_back or what is Happened.WITHDRAWN,
    )


def _record(release: Release, what: str, note: str, who: Person | None, **said: Any) -> None:
    now = circumstances()
    role = (Role.APPROVER if what in _APPROVERS else Role.PUBLISHER) if who else now.role
    record(
        str(who.pk) if who else "",
        role,
        f"release {release.pk}",
        what,
        to_state=release.state,
        said=({"note": note} if note else {}) | said,
    )


_APPROVERS = frozenset(
    (
        Happened.APPROVED,
        Happened.SENT_BACK,
        Happened.SCHEDULED,
        Happened.PUBLISHED,
        Happened.UPDATED,
        Happened.WITHDRAWN,
        Happened.OVERTAKEN,
    )
)
"""What takes an approver, where a person did it."""

BY_COMMAND = Actor(frozenset({Role.OPERATOR}))
"""Whoever runs commands where the store is."""

_WORK = tuple(str(kind) for kind in Happened if kind.is_work)


def scope(release: Release) -> RoleScope:
    """What a role has to be held for that it counts for a release."""
    return RoleScope(ScopeKind.PUBLICATION, str(release.publication_id))


def actor(person: Person, release: Release) -> Actor:
    """Somebody, with the roles that they have for the publication of a release. Whether they had a hand in it under
    another account tells `case`, which a step is judged by.
    """
    return Actor(roles_for(person, scope(release)), person.pk)


def case(person: Person, release: Release) -> tuple[Actor, Facts]:
    """Who wants to do something to a release, and what the policy asks of it."""
    who, facts = actor(person, release), policy_facts(release)
    if Role.APPROVER not in who.roles:  # nothing else takes a second person
        return who, facts
    also = {UUID(account) for account in accounts_among(person, facts.worked_on_by)}
    return replace(who, accounts=frozenset(also)), facts


def policy_facts(release: Release) -> Facts:
    """The state, and everybody who had a hand in it, by its history."""
    workers = release.events.filter(what__in=_WORK, who__isnull=False).values_list("who", flat=True)
    everybody = {*workers, release.author_id} - {None}
    return Facts(
        ReleaseState(release.state),
        frozenset(everybody),
        at_desk=release.author_id is not None,
        corrects_withdrawn=release.corrects is not None and release.corrects.state == ReleaseState.WITHDRAWN,
    )


def note_thrown_away(person: Person, release: Release) -> ThrownAway:
    """To be written while the draft is still whole, in the transaction in which it goes."""
    drafts = release.versions.filter(state=VersionState.DRAFT).aggregate(count=Count("pk"), rows=Sum("rows"))
    content = Content.from_json(release.content)
    first = release.events.first()
    _record(release, "Thrown away", "", person, publication=release.publication.title, title=release.title)
    return ThrownAway.objects.create(
        release=release.pk,
        publication=release.publication.title,
        title=release.title,
        was_correction=release.corrects_id is not None,
        begun=first.when if first else None,
        who=person,
        data_sets=drafts["count"],
        rows=drafts["rows"] or 0,
        files=release.uploads.count(),
        headlines=len(content.headlines),
        sections=len(content.sections),
        events=release.events.count(),
    )
