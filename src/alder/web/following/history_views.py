"""What changed: the updates of a release, and the versions of a data set with what each asks of programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from alder.publishing.releases import DataSetState, Happened, ReleaseState, VersionState
from alder.publishing.releases.changes import ChangeLog, in_words
from alder.web.following.news import of_data_set, what_it_means
from alder.web.following.subscription_topics import of_data_set as followed_data_set
from alder.web.following.subscription_topics import of_publication
from alder.web.frame import Crumb, page
from alder.web.publications.models import DataSet, DataSetVersion, Release

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

_HERE = "alder.web.following:templates/"
_PUBLIC = [state for state in ReleaseState if state.is_public]
_TOLD = {Happened.PUBLISHED: "Published", Happened.UPDATED: "Updated", Happened.WITHDRAWN: "Withdrawn"}


def updates(request: HttpRequest, publication: str, release: str) -> HttpResponse:
    """What happened to a release since it was published, the latest first."""
    shown = get_object_or_404(
        Release.objects.select_related("publication"),
        publication__slug=publication,
        slug=release,
        state__in=_PUBLIC,
        corrects=None,
    )
    events = [(one, _TOLD.get(Happened(one.what), one.what)) for one in shown.events.filter(public=True)]
    return page(
        request,
        f"{_HERE}updates.html.j2",
        at="find-statistics",
        crumbs=[
            Crumb("Statistics", reverse("find-statistics")),
            Crumb(f"{shown.publication.title}, {shown.title}", reverse("release", args=[publication, release])),
        ],
        release=shown,
        events=events[::-1],
        topic=of_publication(shown.publication),
    )


@dataclass(frozen=True)
class VersionEntry:
    """A version with what it says of itself."""

    version: DataSetVersion
    means: str
    log: ChangeLog
    reason: str


def _address(data_set: DataSet, version: DataSetVersion) -> str:
    """Where a data set is shown. Without a live version it is shown as it was."""
    address = reverse("data-set", args=[data_set.id])
    return f"{address}?version={version.number}" if version.state == VersionState.WITHDRAWN else address


def versions(request: HttpRequest, data_set: UUID) -> HttpResponse:
    """Every version of a data set, the newest first: its state, its release and what it changed."""
    wanted = (
        DataSet.objects.exclude(state=DataSetState.DRAFT).filter(id=data_set).select_related("superseded_by").first()
    )
    public = wanted.versions.exclude(state=VersionState.DRAFT).select_related("release__publication") if wanted else ()
    if wanted is None or not public:
        raise Http404
    shown = [VersionEntry(one, what_it_means(one), in_words(one.changes), one.withdrawn_for) for one in public]
    latest = next((one.version for one in shown if VersionState(one.version.state).is_live), None)
    return page(
        request,
        f"{_HERE}versions.html.j2",
        at="find-statistics",
        crumbs=[
            Crumb("Statistics", reverse("find-statistics")),
            Crumb(wanted.title, _address(wanted, latest or shown[0].version)),
        ],
        data_set=wanted,
        shown=shown,
        latest=latest,
        superseded=next((one for one in of_data_set(wanted) if one.kind == "superseded"), None),
        topic=followed_data_set(wanted),
        api=request.build_absolute_uri(f"/v1/data-sets/{wanted.id}"),
    )
