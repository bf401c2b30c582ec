"""The page of a release before it is public: as readers will see it, and marked so that nobody takes it for live."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from alder.publishing.releases import ReleaseState
from alder.web.publications.public_catalogue import (
    PublicDataSet,
    PublicPublication,
    PublicRelease,
    public_publication_of,
)
from alder.web.publications.versions import versions_shown
from alder.web.statistics.release import page_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from alder.web.publications.models import Release

_DATA = re.compile(rb'href="/(?:v1/data-sets|create-a-table/data-set)/[^"]*"')


def preview(request: HttpRequest, release: Release, url: Callable[..., str], **more: Any) -> HttpResponse:
    """With the drafts of its data sets; a correction with what stays as it is of the release that it corrects.

    Links to data that is not public yet stay on the page.
    """
    issue = issue_of(release)
    found = public_publication_of(release.publication.slug)
    others = tuple(one for one in found.issues if one.release != release.corrects) if found else ()
    reply = page_of(
        request,
        PublicPublication(release.publication, (issue, *others)),
        issue,
        template="preview",
        url=url,
        now=release,
        **more,
    )
    reply.content = _DATA.sub(b'href="#data"', reply.content)
    return reply


def issue_of(release: Release) -> PublicRelease:
    """The release with what its page would show, for pages that only look: it has the day and address of then."""
    shown = [PublicDataSet(version.data_set, version) for version in versions_shown(release).values()]
    if release.corrects:
        release.slug = release.corrects.slug
    if release.state != ReleaseState.LIVE:
        release.published = release.corrects.published if release.corrects else release.scheduled or timezone.now()
    return PublicRelease(release, tuple(sorted(shown, key=lambda one: (one.title.casefold(), str(one.id)))))
