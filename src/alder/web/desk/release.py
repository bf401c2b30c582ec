"""A release on the desk: whose turn it is, what is in it, and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.publishing.pages import KINDS, Content
from alder.publishing.releases import (
    Action,
    Happened,
    ReleaseState,
    UploadState,
    VersionNumber,
    VersionState,
    VersionType,
)
from alder.publishing.releases.policy import why_not
from alder.web.accounts.person_page import page_for
from alder.web.desk.entry import about_release
from alder.web.publications.actions import what_is_missing
from alder.web.publications.coverage import claims_of
from alder.web.publications.history import actor, policy_facts
from alder.web.work.alive import is_any_alive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person
    from alder.web.publications.coverage import Claim
    from alder.web.publications.models import DataSetVersion, Release, ReleaseEvent, Upload


@dataclass(frozen=True)
class File:
    """A data set of the release, or files that are to become one."""

    title: str
    upload: Upload | None
    version: DataSetVersion | None

    @property
    def state(self) -> str:
        if self.version:
            return f"Version {self.version.number}"
        return self.upload.state if self.upload else ""

    @property
    def change(self) -> str:
        """What the version does to programs that read the data set, where there was one before."""
        if not self.version or self.version.number == VersionNumber(1):
            return ""
        return {VersionType.MAJOR: "major: can break programs", VersionType.MINOR: "minor"}.get(
            self.version.number.type, "patch"
        )

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What its rows say that they are all of, beside what the store knows."""
        return claims_of(self.version)

    def count(self, verdict: str) -> int:
        """How many checks of the screener have this verdict."""
        results = self.upload.report.get("results", ()) if self.upload else ()
        return sum(1 for one in results if one["verdict"] == verdict)


@about_release(Action.SEE, methods=("GET",))
def release(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    who, facts = actor(person), policy_facts(release)
    files, content = files_of(release), Content.from_json(release.content)
    waiting = any(one.upload and one.upload.state == UploadState.WAITING for one in files)
    return page_for(
        request,
        person,
        "alder.web.desk:templates/release.html.j2",
        at="desk",
        release=release,
        correction=getattr(release, "correction", None),
        is_overtaken=facts.corrects_withdrawn,
        withdrawal=_withdrawal_of(release.corrects) if release.corrects else None,
        may={action.name: not why_not(action, who, facts) for action in Action},
        why={action.name: why_not(action, who, facts) for action in Action},
        state=ReleaseState(release.state),
        missing=what_is_missing(release) if release.state == ReleaseState.DRAFT else [],
        files=files,
        refused=refused_in(files),
        content=content,
        is_written=content != Content(),
        kind=KINDS.get(content.kind),
        waiting=waiting,
        is_working=is_any_alive(),
        events=release.events.select_related("who").order_by("-when", "-id"),
        links=release.preview_links.order_by("-starts"),
    )


def _withdrawal_of(release: Release) -> ReleaseEvent | None:
    return release.events.filter(what=Happened.WITHDRAWN).select_related("who").order_by("-when", "-id").first()


def refused_in(files: Sequence[File]) -> list[DataSetVersion]:
    """The drafts whose tables the ledger refused when they were last compared with what is out."""
    found = [one.version for one in files if one.version and one.version.state == VersionState.DRAFT]
    return [version for version in found if version.comparison and not version.comparison["passed"]]


def files_of(release: Release) -> list[File]:
    """Every draft of a data set in it, the files that are none yet, and, once it is live, what it published."""
    uploads = list(release.uploads.select_related("version__data_set"))
    sent = [File(one.title, one, one.version) for one in uploads]
    by_upload = {one.version_id for one in uploads}
    states = (VersionState.DRAFT, VersionState.PUBLISHED, VersionState.DEPRECATED, VersionState.WITHDRAWN)
    others = release.versions.filter(state__in=states).exclude(pk__in=[id for id in by_upload if id])
    return [*sent, *(File(one.data_set.title, None, one) for one in others.select_related("data_set"))]
