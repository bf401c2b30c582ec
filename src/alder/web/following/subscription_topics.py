"""What can be followed: every release, the releases of a publication, or the versions of a data set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse

from alder.publishing.releases import DataSetState
from alder.web.publications.models import DataSet, Publication

if TYPE_CHECKING:
    from collections.abc import Iterable

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

    @property
    def is_data_set(self) -> bool:
        return self.text.startswith(f"{DATA_SET}:")


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
    return of_publication(publication) if publication else None


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
