"""What is public: data sets with their newest live version, releases and publications that have one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.publishing.releases import DataSetState, VersionState
from alder.web.publications.models import DataSetVersion

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from alder.web.publications.models import DataSet, Publication, Release

_LIVE = (VersionState.PUBLISHED, VersionState.DEPRECATED)


@dataclass(frozen=True)
class Listed:
    """A data set with its newest live version, of all or of one release."""

    data_set: DataSet
    version: DataSetVersion

    @property
    def id(self) -> UUID:
        return self.data_set.id

    @property
    def title(self) -> str:
        return self.data_set.title

    @property
    def levels(self) -> list[str]:
        return list(self.version.summary["geographicLevels"])

    @property
    def span(self) -> str:
        """The first and the last period."""
        start, end = (self.version.summary["timePeriods"][at] for at in ("start", "end"))
        return start if start == end else f"{start} to {end}"

    @property
    def words(self) -> str:
        """Everything that a search looks at."""
        found = self.version.summary
        return " ".join(
            (
                self.title,
                self.data_set.summary,
                self.data_set.publication.title,
                self.data_set.publication.summary,
                *found["filters"],
                *found["indicators"],
            )
        ).casefold()


@dataclass(frozen=True)
class Issue:
    """A release with its data sets."""

    release: Release
    data_sets: tuple[Listed, ...]

    @property
    def publication(self) -> Publication:
        return self.release.publication

    @property
    def title(self) -> str:
        return self.release.title

    @property
    def slug(self) -> str:
        return self.release.slug

    @property
    def published(self) -> datetime:
        return min(one.version.published or self.release.published for one in self.data_sets)

    @property
    def updated(self) -> datetime:
        return max(one.version.published or self.release.published for one in self.data_sets)


@dataclass(frozen=True)
class Series:
    """A publication with its releases, the latest first."""

    publication: Publication
    issues: tuple[Issue, ...]

    @property
    def latest(self) -> Issue:
        return self.issues[0]

    @property
    def words(self) -> str:
        return " ".join(
            (self.publication.title, self.publication.summary, *(one.words for i in self.issues for one in i.data_sets))
        ).casefold()


def _live_versions() -> list[DataSetVersion]:
    found = DataSetVersion.objects.filter(state__in=_LIVE, data_set__state__in=_public_states())
    related = ("data_set__publication", "release__publication", "data_set__superseded_by")
    return list(found.select_related(*related).order_by("data_set", "-major", "-minor", "-patch"))


def _public_states() -> list[str]:
    return [DataSetState.PUBLISHED, DataSetState.DEPRECATED]


def data_sets() -> list[Listed]:
    """Every public data set, by title."""
    newest: dict[UUID, Listed] = {}
    for version in _live_versions():
        newest.setdefault(version.data_set_id, Listed(version.data_set, version))
    return sorted(newest.values(), key=lambda one: (one.title.casefold(), str(one.id)))


def series() -> list[Series]:
    """Every publication that has a public data set, the one that was published last first."""
    of_release: dict[UUID, dict[UUID, Listed]] = {}
    releases: dict[UUID, Release] = {}
    for version in _live_versions():
        releases[version.release_id] = version.release
        of_release.setdefault(version.release_id, {}).setdefault(version.data_set_id, Listed(version.data_set, version))
    issues = [Issue(releases[id], tuple(_by_title(listed.values()))) for id, listed in of_release.items()]
    issues.sort(key=lambda issue: (issue.published, issue.release.published, issue.title), reverse=True)
    by_publication: dict[UUID, list[Issue]] = {}
    for issue in issues:
        by_publication.setdefault(issue.publication.id, []).append(issue)
    return [Series(found[0].publication, tuple(found)) for found in by_publication.values()]


def latest_releases() -> list[Issue]:
    """The latest release of each publication, the newest first."""
    return [one.latest for one in series()]


def series_of(slug: str) -> Series | None:
    return next((one for one in series() if one.publication.slug == slug), None)


def _by_title(found: Iterable[Listed]) -> list[Listed]:
    return sorted(found, key=lambda one: (one.title.casefold(), str(one.id)))


def matching(text: str, words: str) -> bool:
    """Whether every word of the search is in the text, also as the beginning of a longer word."""
    return all(word in text for word in words.casefold().split())
