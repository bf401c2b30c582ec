"""A line about a draft that is thrown away: who did it and when, and what was in it, in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Sum

from alder.publishing.pages import Content
from alder.publishing.releases import VersionState
from alder.web.publications.models import ThrownAway

if TYPE_CHECKING:
    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release


def note_thrown_away(person: Person, release: Release) -> ThrownAway:
    """To be written while the draft is still whole, in the transaction in which it goes."""
    drafts = release.versions.filter(state=VersionState.DRAFT).aggregate(count=Count("pk"), rows=Sum("rows"))
    content = Content.from_json(release.content)
    first = release.events.first()
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
