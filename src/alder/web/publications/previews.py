"""What opens a draft to some before it is public, for a while: links to a release, and tokens for a data set."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from alder import wall_clock
from alder.disclosure.ledger import Kind
from alder.errors import WrongEntry
from alder.governance.release_policy import check, rule
from alder.publishing.releases import Action, Happened
from alder.web.publications.coverage_claims import check_release
from alder.web.publications.history import case, record_event
from alder.web.publications.ledger import COMMAND, note_release, note_version, record_release, record_release_of
from alder.web.publications.models import PreviewLink, PreviewToken
from alder.web.publications.versions import the_draft
from alder.web.trail.events import record_read

if TYPE_CHECKING:
    from uuid import UUID

    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release

LONGEST = 30
"""For how many days a link may be given."""


def give(person: Person, release: Release, label: str, days: int) -> PreviewLink:
    """A link for somebody, who is named. What they see counts as out from then on."""
    check(Action.SHARE, *case(person, release))
    if not label.strip():
        raise WrongEntry("label", "say for whom the link is")
    if not 1 <= days <= LONGEST:
        raise WrongEntry("days", f"a link is given for 1 to {LONGEST} days")
    check_release(release)
    record_release_of(release, who=person)
    ends = wall_clock.now() + timedelta(days=days)
    with transaction.atomic():
        note_release(release, Kind.PREVIEWED, by=person.name)
        link = PreviewLink.objects.create(release=release, label=label.strip()[:100], ends=ends, by=person)
        record_event(release, Happened.PREVIEW_GIVEN, f"{link.label}, for {days} days", who=person)
    return link


@transaction.atomic
def end(person: Person, link: PreviewLink) -> None:
    """Nobody gets in by it any more."""
    check(Action.SHARE, *case(person, link.release))
    PreviewLink.objects.filter(pk=link.pk, revoked=None).update(revoked=wall_clock.now())
    record_event(link.release, Happened.PREVIEW_ENDED, link.label, who=person)


def opened_by(token: UUID) -> Release | None:
    """The release that a link opens, while it does: it is not public yet, and the link is in its time."""
    link = PreviewLink.objects.select_related("release__publication", "release__corrects").filter(pk=token).first()
    if link is None or not link.is_active or link.release.state not in rule(Action.SHARE).states:
        return None
    return link.release


def record_read_by(token: UUID, release: Release) -> None:
    """Record that somebody who holds a link or a token reads what is not public yet. Whom it was given to is said; the
    token, which opens it, is not."""
    link = PreviewLink.objects.filter(pk=token).first() or PreviewToken.objects.filter(pk=token).first()
    record_read(None, f"release {release.pk}", "preview", given_to=link.label if link else "")


def open_draft(data_set: UUID, label: str, days: int) -> PreviewToken:
    """A new token for the draft of a data set. `label` says for whom it is."""
    draft = the_draft(data_set)
    record_release(draft.tables)
    with transaction.atomic():
        note_version(draft, Kind.PREVIEWED, by=COMMAND)
        return PreviewToken.objects.create(version=draft, label=label, ends=wall_clock.now() + timedelta(days=days))
