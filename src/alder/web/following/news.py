"""What is new for those who follow: releases that were published, updated or withdrawn, and versions of data sets.

Events of a release that follow each other within an hour are told together: whoever publishes five data sets one after
the other publishes once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.urls import reverse

from alder.publishing.releases import Happened, VersionState
from alder.publishing.releases.changes import in_words
from alder.web.following.models import Superseded
from alder.web.publications.models import DataSet, DataSetVersion, Publication, ReleaseEvent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

TOGETHER = timedelta(hours=1)
_OF_RELEASES = {
    Happened.PUBLISHED: ("published", "New statistics were published."),
    Happened.UPDATED: ("updated", "Something in this release was changed. The page says what, and when."),
    Happened.WITHDRAWN: ("withdrawn", "This release was withdrawn. The page says why."),
}


@dataclass(frozen=True)
class News:
    """One thing that is new. Its id stays the same for good, also where something is added to it."""

    id: UUID
    kind: str
    title: str
    address: str
    first: datetime
    last: datetime
    said: tuple[str, ...] = ()
    """What there is to say of it, in paragraphs."""
    breaking: tuple[str, ...] = ()
    """Changes that can break a program."""
    other: tuple[str, ...] = ()
    """Other changes."""
    in_short: str = ""
    """What kind of news it is, in a sentence that quotes nothing: for mails."""
    publication: UUID | None = None
    """The publication, where it is about a release."""


def of_releases(
    publication: Publication | None = None, *, since: datetime | None = None, most: int | None = None
) -> list[News]:
    """What happened to releases, the latest first: to those of one publication, or to all."""
    events = ReleaseEvent.objects.filter(public=True, release__corrects=None)
    if publication:
        events = events.filter(release__publication=publication)
    if since:
        events = events.filter(when__gte=since - TOGETHER)
    found = list(events.select_related("release__publication").order_by("-when", "-id")[: most * 10 if most else None])
    # What was read may begin in the middle of what is told together.
    is_cut = bool(most and len(found) == most * 10)
    begins = found[-1].when + TOGETHER if is_cut else since
    groups = (group for group in _groups(reversed(found)) if not begins or group[0].when >= begins)
    return sorted((_release(group) for group in groups), key=_latest, reverse=True)[:most]


def _latest(news: News) -> tuple[datetime, int]:
    return news.last, news.id.int


def _groups(events: Iterable[ReleaseEvent]) -> Iterator[list[ReleaseEvent]]:
    """Events that are told together, from events in order of time."""
    open: dict[UUID, list[ReleaseEvent]] = {}
    for event in events:
        group = open.get(event.release_id)
        if group and _adds(event) and event.when - group[0].when <= TOGETHER:
            group.append(event)
            continue
        if group:
            yield group
        open[event.release_id] = [event]
    yield from open.values()


def _adds(event: ReleaseEvent) -> bool:
    """Whether more of the same came. That something was taken back is told on its own, with its reason."""
    return event.what == Happened.UPDATED and not event.takes_back


def _release(events: list[ReleaseEvent]) -> News:
    first = events[0]
    release = first.release
    what = Happened(first.what)
    kind, in_short = _OF_RELEASES[what]
    updates = reverse("updates", args=[release.publication.slug, release.slug])
    page = reverse("release", args=[release.publication.slug, release.slug])
    notes = tuple(event.note.strip() for event in events if event.note.strip())
    said = (release.publication.summary,) if what is Happened.PUBLISHED and release.publication.summary else ()
    return News(
        release.id if what is Happened.PUBLISHED else uuid5(release.id, f"event {first.pk}"),
        kind,
        f"{release.publication.title}, {release.title}: {kind}",
        updates if what is Happened.UPDATED else page,
        first.when,
        events[-1].when,
        said,
        other=notes,
        in_short=in_short,
        publication=release.publication_id,
    )


def of_data_set(data_set: DataSet) -> list[News]:
    """What happened to the API of a data set, the latest first: versions that came or were withdrawn, a successor."""
    versions = list(data_set.versions.exclude(state=VersionState.DRAFT).select_related("release__publication"))
    news = [_published(data_set, version) for version in versions]
    news += [_withdrawn(data_set, version) for version in versions if version.state == VersionState.WITHDRAWN]
    if data_set.superseded_by and (noticed := Superseded.objects.filter(data_set=data_set.id).first()):
        news.append(_superseded(data_set, data_set.superseded_by, noticed.when))
    return sorted(news, key=_latest, reverse=True)


def _published(data_set: DataSet, version: DataSetVersion) -> News:
    log = in_words(version.changes)
    when = version.published or version.release.published
    return News(
        version.id,
        f"{version.number.type} version".lower(),
        f"{data_set.title}: version {version.number}",
        _of_version(version),
        when,
        when,
        (what_it_means(version),),
        log.breaking,
        log.other,
        what_it_means(version),
    )


def _withdrawn(data_set: DataSet, version: DataSetVersion) -> News:
    when = version.withdrawn or version.published or version.release.published
    why = version.withdrawn_for
    said = ("It can still be looked up, but gives no more figures.", *((f"Why: {why}",) if why else ()))
    return News(
        uuid5(version.id, "withdrawn"),
        "withdrawn",
        f"{data_set.title}: version {version.number} withdrawn",
        _of_version(version),
        when,
        when,
        said,
        in_short="This version was withdrawn. The page says why.",
    )


def _superseded(data_set: DataSet, by: DataSet, when: datetime) -> News:
    return News(
        uuid5(data_set.id, f"superseded by {by.id}"),
        "superseded",
        f"{data_set.title}: superseded",
        reverse("data-set", args=[by.id]),
        when,
        when,
        (f"“{by.title}” takes its place. The old data set stays readable, and gets no new versions.",),
        in_short="Another data set takes the place of this one, which stays readable.",
    )


def _of_version(version: DataSetVersion) -> str:
    return f"{reverse('data-set-history', args=[version.data_set_id])}#v{version.number}"


def what_it_means(version: DataSetVersion) -> str:
    """What a version asks of those whose programs read the data set."""
    log = in_words(version.changes)
    if (version.major, version.minor, version.patch) == (1, 0, 0):
        return "The first version."
    if log.breaking:
        return "Programs that name something that is gone, or has another code, need a change."
    if log.other:
        return "Programs go on working. Something was added or has other words."
    return "Programs go on working. Only figures differ."
