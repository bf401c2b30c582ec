"""What can be followed: every release, the releases of a publication, the versions of a data set; and what areas of the
site that know this one let people follow besides.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from alder.publishing.releases import DataSetState
from alder.web.publications.models import DataSet, Publication

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from alder.web.following.news import News

EVERYTHING = "releases"
PUBLICATION, DATA_SET = "publication", "data-set"


@dataclass(frozen=True)
class FollowedTopic:
    """Something to follow: how it is written down, in words that end a sentence, and what it is called."""

    text: str
    words: str
    title: str
    address: str
    feed: str
    told: str = "One mail when a release is published, updated or withdrawn, with a link to it."
    """What whoever follows it gets, as the form promises."""
    is_listed: bool = True
    """Whether everybody may choose it from the list of the form; one of many is chosen on its own page."""


class FollowedNews(Protocol):
    """A module of another area, with news that people may follow."""

    def topics(self) -> Iterable[FollowedTopic]:
        """Those that pages about following list."""

    def topic(self, text: str) -> FollowedTopic | None:
        """What is written down, if it is one of this area and public."""

    def news(self, since: datetime) -> Iterator[tuple[News, list[str]]]:
        """What is new, the oldest first, with the topics that it belongs to, the narrowest first."""


def of_other_areas() -> list[FollowedNews]:
    """The modules that the settings name: areas above this one, which it may not know by itself."""
    return [cast("FollowedNews", import_module(name)) for name in settings.ALDER_NEWS]


def everything() -> FollowedTopic:
    return FollowedTopic(
        EVERYTHING, "every release", "Every release", reverse("find-statistics"), reverse("feed-releases")
    )


def of_publication(publication: Publication) -> FollowedTopic:
    return FollowedTopic(
        f"{PUBLICATION}:{publication.id}",
        f"releases of {publication.title}",
        publication.title,
        reverse("publication", args=[publication.slug]),
        reverse("feed-publication", args=[publication.slug]),
    )


def of_data_set(data_set: DataSet) -> FollowedTopic:
    return FollowedTopic(
        f"{DATA_SET}:{data_set.id}",
        f"versions of the data set {data_set.title}",
        data_set.title,
        reverse("data-set", args=[data_set.id]),
        reverse("feed-data-set", args=[data_set.id]),
        "One mail when a version comes or is withdrawn, with a link to what it changed.",
        is_listed=False,
    )


def public_publications() -> Iterable[Publication]:
    """Publications with a release that is or was public, by title."""
    publications = Publication.objects.filter(releases__events__public=True).distinct()
    return sorted(publications, key=lambda one: one.title.casefold())


def topic(text: str) -> FollowedTopic | None:
    """What is written down, if it is public."""
    if text == EVERYTHING:
        return everything()
    if data_set := data_set_of(text):
        return of_data_set(data_set)
    id = _id(text, PUBLICATION)
    publication = Publication.objects.filter(id=id, releases__events__public=True).first() if id else None
    if publication:
        return of_publication(publication)
    return next((found for area in of_other_areas() if (found := area.topic(text))), None)


def data_set_of(text: str) -> DataSet | None:
    """The data set that is written down, if it is public."""
    id = _id(text, DATA_SET)
    return DataSet.objects.exclude(state=DataSetState.DRAFT).filter(id=id).first() if id else None


def _id(text: str, kind: str) -> UUID | None:
    begins, _, id = text.partition(":")
    try:
        return UUID(id) if begins == kind else None
    except ValueError:
        return None
