"""What is public: data sets with their newest live version, releases and publications that have one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.model.made_up import MadeUp
from alder.publishing.releases import DataSetState, Happened, ReleaseState, VersionState
from alder.web.publications.models import DataSetVersion

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from alder.web.publications.models import DataSet, Publication, Release, ReleaseEvent

_PUBLIC = (*VersionState.live(), VersionState.WITHDRAWN)


@dataclass(frozen=True)
class PublicDataSet:
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
        summary = self.version.summary
        return " ".join(
            (
                self.title,
                self.data_set.summary,
                self.data_set.publication.title,
                self.data_set.publication.summary,
                *summary["filters"],
                *summary["indicators"],
            )
        ).casefold()


@dataclass(frozen=True)
class PublicRelease:
    """A release with its data sets. One that was withdrawn has none, and can still be looked up."""

    release: Release
    data_sets: tuple[PublicDataSet, ...]
    withdrawn: tuple[PublicDataSet, ...] = ()
    """Data sets of which no version of this release can be had any more."""

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
    def is_withdrawn(self) -> bool:
        return not self.data_sets

    @property
    def figures_are(self) -> MadeUp:
        """Whether its figures are made up, or some of them."""
        return MadeUp.together(data_set.version.figures_are for data_set in self.data_sets)

    @property
    def published(self) -> datetime:
        return self.release.published

    @property
    def updated(self) -> datetime:
        """When its data last changed."""
        return max(one.version.published or self.published for one in (*self.data_sets, *self.withdrawn))

    def updates(self) -> list[ReleaseEvent]:
        """What readers are told of its history, the newest first."""
        return list(self.release.events.filter(public=True).order_by("-when", "-id"))

    def why_withdrawn(self) -> tuple[datetime | None, str]:
        """When it was withdrawn, and the reason."""
        event = self.release.events.filter(what=Happened.WITHDRAWN).order_by("-when").first()
        if event:
            return event.when, event.note
        last = max((one.version for one in self.withdrawn), key=lambda v: str(v.withdrawn))
        return last.withdrawn, last.withdrawn_for


@dataclass(frozen=True)
class PublicPublication:
    """A publication with its releases, the latest first."""

    publication: Publication
    issues: tuple[PublicRelease, ...]

    @property
    def latest(self) -> PublicRelease:
        """The newest that was not withdrawn; the newest where all were."""
        return next((issue for issue in self.issues if not issue.is_withdrawn), self.issues[0])

    @property
    def words(self) -> str:
        return " ".join(
            (
                self.publication.title,
                self.publication.summary,
                *(data_set.words for i in self.issues for data_set in i.data_sets),
            )
        ).casefold()


def _versions(*states: VersionState) -> list[DataSetVersion]:
    """Versions in these states of releases that are public, the newest of each data set first."""
    releases = [state for state in ReleaseState if state.is_public]
    versions = DataSetVersion.objects.filter(state__in=states, release__state__in=releases)
    related = ("data_set__publication", "release__publication", "data_set__superseded_by")
    versions = versions.select_related(*related).defer("release__content")  # read where its page is made
    return list(versions.order_by("data_set", "-major", "-minor", "-patch"))


def data_sets() -> list[PublicDataSet]:
    """Every public data set, by title."""
    newest: dict[UUID, PublicDataSet] = {}
    for version in _versions(*VersionState.live()):
        if DataSetState(version.data_set.state) != DataSetState.WITHDRAWN and not _is_gone(version):
            newest.setdefault(version.data_set_id, PublicDataSet(version.data_set, version))
    return _by_title(newest.values())


def public_publications() -> list[PublicPublication]:
    """Every publication that has a public data set, the one that was published last first; of one minute by title."""
    kept: dict[UUID, dict[UUID, PublicDataSet]] = {}
    gone: dict[UUID, dict[UUID, PublicDataSet]] = {}
    releases: dict[UUID, Release] = {}
    for version in _versions(*_PUBLIC):
        releases[version.release_id] = version.release
        into = gone if _is_gone(version) else kept
        into.setdefault(version.release_id, {}).setdefault(
            version.data_set_id, PublicDataSet(version.data_set, version)
        )
    issues = [_issue(release, kept.get(id, {}), gone.get(id, {})) for id, release in releases.items()]
    issues.sort(key=lambda issue: (issue.published, issue.title), reverse=True)
    by_publication: dict[UUID, list[PublicRelease]] = {}
    for issue in issues:
        by_publication.setdefault(issue.publication.id, []).append(issue)
    made = [
        PublicPublication(of_publication[0].publication, tuple(of_publication))
        for of_publication in by_publication.values()
    ]
    return sorted(
        made,
        key=lambda one: (one.latest.is_withdrawn, -one.latest.published.timestamp(), one.publication.title.casefold()),
    )


def _is_gone(version: DataSetVersion) -> bool:
    return version.state == VersionState.WITHDRAWN or version.release.state == ReleaseState.WITHDRAWN


def _issue(release: Release, kept: dict[UUID, PublicDataSet], gone: dict[UUID, PublicDataSet]) -> PublicRelease:
    without = [listed for id, listed in gone.items() if id not in kept]
    return PublicRelease(release, tuple(_by_title(kept.values())), tuple(_by_title(without)))


def latest_releases() -> list[PublicRelease]:
    """The latest release of each publication, the newest first, without those that were withdrawn."""
    return [one.latest for one in public_publications() if not one.latest.is_withdrawn]


def public_publication_of(slug: str) -> PublicPublication | None:
    return next((one for one in public_publications() if one.publication.slug == slug), None)


def _by_title(found: Iterable[PublicDataSet]) -> list[PublicDataSet]:
    return sorted(found, key=lambda one: (one.title.casefold(), str(one.id)))
