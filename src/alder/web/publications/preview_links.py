"""Links that show a release to some before it is public: named, for a while, and to be ended at any time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from alder.disclosure.ledger import Kind
from alder.errors import WrongEntry
from alder.publishing.releases import Action, Happened
from alder.publishing.releases.policy import check, rule
from alder.web.publications.coverage import check_release
from alder.web.publications.events import record
from alder.web.publications.judged import actor, facts_of
from alder.web.publications.models import PreviewLink
from alder.web.publications.remembered import let_release_out, note_release

if TYPE_CHECKING:
    from uuid import UUID

    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release

LONGEST = 30
"""For how many days a link may be given."""


def give(person: Person, release: Release, label: str, days: int) -> PreviewLink:
    """A link for somebody, who is named. What they see counts as out from then on."""
    check(Action.SHARE, actor(person), facts_of(release))
    if not label.strip():
        raise WrongEntry("label", "say for whom the link is")
    if not 1 <= days <= LONGEST:
        raise WrongEntry("days", f"a link is given for 1 to {LONGEST} days")
    check_release(release)
    let_release_out(release, who=person)
    ends = timezone.now() + timedelta(days=days)
    with transaction.atomic():
        note_release(release, Kind.PREVIEWED, by=person.name)
        link = PreviewLink.objects.create(release=release, label=label.strip()[:100], ends=ends, by=person)
        record(release, Happened.PREVIEW_GIVEN, f"{link.label}, for {days} days", who=person)
    return link


@transaction.atomic
def end(person: Person, link: PreviewLink) -> None:
    """Nobody gets in by it any more."""
    check(Action.SHARE, actor(person), facts_of(link.release))
    PreviewLink.objects.filter(pk=link.pk, revoked=None).update(revoked=timezone.now())
    record(link.release, Happened.PREVIEW_ENDED, link.label, who=person)


def opened_by(token: UUID) -> Release | None:
    """The release that a link opens, while it does: it is not public yet, and the link is in its time."""
    link = PreviewLink.objects.select_related("release__publication", "release__corrects").filter(pk=token).first()
    if link is None or not link.is_active or link.release.state not in rule(Action.SHARE).states:
        return None
    return link.release
