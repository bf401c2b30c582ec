"""How versions come and go, and which of them a release shows.

A draft goes live or is thrown away, what is live is withdrawn or superseded. The page of a release shows the newest of
each data set, also while it is a draft; and what is written on it has to fit them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from alder import wall_clock
from alder.disclosure.ledger import Kind
from alder.errors import StoreError, UsageError
from alder.governance.release_policy import check
from alder.publishing.pages import Content
from alder.publishing.pages.content import faults
from alder.publishing.releases import Action, DataSetState, Happened, ReleaseState, VersionPattern, VersionState
from alder.web.publications.coverage_claims import check_claims
from alder.web.publications.data_set_store import contents_of, store
from alder.web.publications.history import BY_COMMAND, policy_facts, record_event
from alder.web.publications.ledger import COMMAND, note_version, record_release
from alder.web.publications.models import DataSet, DataSetVersion

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from alder.web.publications.models import Release


def draft_of(data_set: UUID) -> DataSetVersion | None:
    return DataSetVersion.objects.filter(data_set=data_set, state=VersionState.DRAFT).first()


def make_live(data_set: UUID) -> DataSetVersion:
    """The draft of a data set becomes public."""
    draft = the_draft(data_set)
    check(Action.IMPORT, BY_COMMAND, policy_facts(draft.release))
    check_claims(draft.data_set.title, contents_of(draft.id), draft.tables)
    record_release(draft.tables)
    return _made_live(data_set)


@transaction.atomic
def _made_live(data_set: UUID) -> DataSetVersion:
    draft = the_draft(data_set)
    release, now = draft.release, wall_clock.now()
    check(Action.IMPORT, BY_COMMAND, policy_facts(release))
    show(draft, now, by=COMMAND)
    make_release_live(release, f"{draft.data_set.title}, version {draft.number}", now)
    return draft


def make_release_live(release: Release, what: str, now: datetime) -> None:
    """The release to which something came by command is public, if it was not, and says what came."""
    if release.is_live:
        record_event(release, Happened.UPDATED, what)
        return
    release.state, release.published = ReleaseState.LIVE, now
    release.save()
    record_event(release, Happened.PUBLISHED, what)


def show(draft: DataSetVersion, now: datetime, *, by: str) -> None:
    """A draft becomes public, and its data set with it."""
    note_version(draft, Kind.PUBLISHED, by=by)
    draft.state, draft.published = VersionState.PUBLISHED, now
    draft.save()
    holder = draft.data_set
    if holder.state in (DataSetState.DRAFT, DataSetState.WITHDRAWN):
        holder.state = DataSetState.PUBLISHED
        holder.published = holder.published or now
        holder.save()


@transaction.atomic
def discard(data_set: UUID) -> DataSetVersion:
    """The draft of a data set is thrown away. Those that people prepare at the desk are not to be had by command."""
    draft = the_draft(data_set)
    check(Action.IMPORT, BY_COMMAND, policy_facts(draft.release))
    throw_away(draft)
    return draft


def throw_away(draft: DataSetVersion) -> None:
    """A draft goes, and its data set with it if that has no other version."""
    id, holder = draft.id, draft.data_set
    draft.delete()
    if not holder.versions.exists():
        holder.delete()
    transaction.on_commit(lambda: store().remove(id))


@transaction.atomic
def withdraw(data_set: UUID, version: str, reason: str) -> DataSetVersion:
    """A version can no longer be asked for figures. It can still be looked up, with the reason in its notes."""
    live = list(DataSetVersion.objects.filter(data_set=data_set, state__in=VersionState.live()))
    pattern = VersionPattern.parse(version)
    number = pattern.of(withdrawn.number for withdrawn in live) if pattern else None
    if number is None:
        known = ", ".join(str(withdrawn.number) for withdrawn in live) or "none"
        raise UsageError(f"there is no live version {version}", where=f"Live versions: {known}.")
    withdrawn = next(one for one in live if one.number == number)
    withdrawn.withdraw(wall_clock.now(), reason)
    if len(live) == 1:
        DataSet.objects.filter(id=data_set).update(state=DataSetState.WITHDRAWN)
    note = f"{withdrawn.data_set.title}, version {withdrawn.number} withdrawn: {reason}"
    record_event(withdrawn.release, Happened.UPDATED, note, takes_back=True)
    return withdrawn


@transaction.atomic
def supersede(data_set: UUID, by: UUID) -> DataSet:
    """Another data set takes the place of this one, which stays readable."""
    if data_set == by:
        raise UsageError("a data set cannot take its own place")
    old, other = (DataSet.objects.filter(id=id).first() for id in (data_set, by))
    if not old or not other:
        raise UsageError(f"there is no data set {data_set if not old else by}")
    old.superseded_by, old.state = other, DataSetState.DEPRECATED
    old.save()
    old.versions.filter(state=VersionState.PUBLISHED).update(state=VersionState.DEPRECATED)
    return old


def the_draft(data_set: UUID) -> DataSetVersion:
    """The draft of a data set, which must have one."""
    if draft := draft_of(data_set):
        return draft
    raise StoreError("the data set has no draft", next="Make one with: alder publish import ... --draft")


_SHOWN = (*VersionState.live(), VersionState.DRAFT)


def versions_shown(release: Release) -> dict[UUID, DataSetVersion]:
    """By data set, the newest that is not withdrawn. A correction shows what stays as it is of what it corrects."""
    by_data_set: dict[UUID, DataSetVersion] = {}
    for one in filter(None, (release.corrects, release)):
        kept = one.versions.filter(state__in=_SHOWN).select_related("data_set__publication")
        for version in kept.order_by("major", "minor", "patch"):
            by_data_set[version.data_set_id] = version
    return by_data_set


def page_faults(release: Release) -> list[str]:
    """What is written on its page and points at data that it does not have, in sentences."""
    content = Content.from_json(release.content)
    if not content.data_sets:
        return []
    shown = {str(id): version.pk for id, version in versions_shown(release).items()}
    return faults(content, {id: contents_of(shown[id]) for id in content.data_sets if id in shown})
