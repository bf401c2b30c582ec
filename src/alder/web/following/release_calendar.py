"""Which releases are to come, and which came lately. Of one to come, only its title and its time are public."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Case, Exists, Max, OuterRef, Q, Value, When

from alder import wall_clock
from alder.look.words import MONTHS
from alder.publishing.releases import Happened, ReleaseState, VersionState
from alder.wall_clock import LONDON
from alder.web.publications.models import DataSetVersion, Release

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from alder.web.publications.models import Publication

LATELY = timedelta(days=183)
_PUBLIC = (ReleaseState.LIVE, ReleaseState.WITHDRAWN)
_DECIDED = (Happened.SCHEDULED, Happened.PUBLISHED, Happened.WITHDRAWN)
_MONTH = re.compile(rf"\b({'|'.join(MONTHS)})\s+(20\d\d)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Coming:
    """A release to come: at its minute, or in words when it is not settled yet."""

    publication: Publication
    title: str
    when: datetime | None = None
    words: str = ""
    is_known: bool = True
    """Whether the publication has a page already."""

    @property
    def month(self) -> date | None:
        if self.when:
            return self.when.astimezone(LONDON).date().replace(day=1)
        return None if self.is_late else self._expected

    @property
    def is_late(self) -> bool:
        """Whether the month in which it was expected has gone by."""
        return bool(self._expected and self._expected < _month_of(wall_clock.now()))

    @property
    def _expected(self) -> date | None:
        month = _MONTH.search(self.words)
        return date(int(month[2]), MONTHS.index(month[1].capitalize()) + 1, 1) if month else None


@dataclass(frozen=True)
class Month:
    """A month and what falls into it; without a month, what has none yet.

    Of what came, `is_withdrawn` says whether none of its figures can be had any more.
    """

    first: date | None
    coming: tuple[Coming, ...] = ()
    past: tuple[Release, ...] = ()

    @property
    def title(self) -> str:
        return f"{MONTHS[self.first.month - 1]} {self.first.year}" if self.first else "No date yet"


def coming(publication: str = "") -> list[Month]:
    """What is to come, the soonest first, by month: first what has its minute, then what is expected."""
    every = [*_scheduled(publication), *_expected(publication)]
    every.sort(key=_soonest)
    return [Month(first, coming=tuple(releases)) for first, releases in groupby(every, key=lambda one: one.month)]


def _soonest(one: Coming) -> tuple[date, bool, float, str]:
    when = one.when.timestamp() if one.when else 0.0
    return one.month or date.max, one.when is None, when, one.publication.title.casefold()


def past(publication: str = "") -> list[Month]:
    """What was published in the last half year, the latest first, by month."""
    found = _of(publication).filter(state__in=_PUBLIC, published__gte=wall_clock.now() - LATELY)
    months = groupby(
        found.order_by("-published", "publication__title", "title", "id"), key=lambda one: _month_of(one.published)
    )
    return [Month(first, past=tuple(releases)) for first, releases in months]


def publications() -> list[Publication]:
    """Those with something to come or something public, by title."""
    listed = {one.publication for one in _of("").filter(state__in=(*_PUBLIC, ReleaseState.SCHEDULED))}
    return sorted(listed, key=lambda one: one.title.casefold())


def soonest(publication: Publication) -> Coming | None:
    """The next release of a publication, if anything is known of it."""
    return next((one for month in coming(publication.slug) for one in month.coming), None)


def dated(publication: str = "") -> list[tuple[Release, datetime, datetime]]:
    """Releases to come and of the last half year, each with its moment and when that was last decided."""
    releases = _of(publication).annotate(touched=Max("events__when", filter=Q(events__what__in=_DECIDED)))
    to_come = releases.filter(state=ReleaseState.SCHEDULED, scheduled__isnull=False)
    lately = releases.filter(state__in=_PUBLIC, published__gte=wall_clock.now() - LATELY)
    every = [(one, one.scheduled or one.published) for one in to_come] + [(one, one.published) for one in lately]
    return [(one, when, one.touched or when) for one, when in sorted(every, key=lambda pair: (pair[1], pair[0].id))]


def _scheduled(publication: str) -> list[Coming]:
    releases = _of(publication).filter(state=ReleaseState.SCHEDULED, scheduled__isnull=False)
    known = set(_of(publication).filter(state__in=_PUBLIC).values_list("publication_id", flat=True))
    return [
        Coming(one.publication, one.title, one.scheduled, is_known=one.publication_id in known)
        for one in releases.order_by("scheduled", "title", "id")
    ]


def _expected(publication: str) -> list[Coming]:
    """What the latest release of a publication says of the next one, as long as that has no minute of its own."""
    settled = {one.publication.id for one in _scheduled(publication)}
    latest: dict[UUID, Release] = {}
    for one in _of(publication).filter(state=ReleaseState.LIVE).order_by("-published", "id"):
        latest.setdefault(one.publication_id, one)
    return [
        Coming(item.publication, "The next release", words=item.next_expected.strip())
        for id, item in latest.items()
        if item.next_expected.strip() and id not in settled
    ]


def _month_of(when: datetime) -> date:
    return when.astimezone(LONDON).date().replace(day=1)


def _of(publication: str) -> QuerySet[Release]:
    versions = DataSetVersion.objects.filter(release=OuterRef("pk"))
    is_empty = ~Exists(versions.filter(state__in=VersionState.live())) & Exists(
        versions.filter(state=VersionState.WITHDRAWN)
    )
    gone = Case(
        When(state=ReleaseState.WITHDRAWN, then=Value(True)), When(is_empty, then=Value(True)), default=Value(False)
    )
    releases = Release.objects.filter(corrects=None).select_related("publication").annotate(is_withdrawn=gone)
    return releases.filter(publication__slug=publication) if publication else releases
