"""The desk: its lists, beginning a release, a release and its words, and its previews by people and by link."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.errors import AlderError, NotProtected, NotPublishable
from alder.governance import Denied, Role, ScopeKind
from alder.governance.release_policy import why_not
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
from alder.web.accounts.person_page import beside_fields, page_for
from alder.web.accounts.rights import has_anywhere, things_for
from alder.web.accounts.sessions import for_roles
from alder.web.desk.permissions import DESK_ROLES, for_release, release_page, to_release
from alder.web.forms import form_revision, line, text, too_long
from alder.web.frame import query
from alder.web.http import answers, private
from alder.web.publications import actions, previews
from alder.web.publications.actions import what_is_missing
from alder.web.publications.coverage_claims import claims_of
from alder.web.publications.history import case
from alder.web.publications.models import Publication, Release, ThrownAway
from alder.web.result_lists import Paged
from alder.web.statistics.release_views import draft_as_public, preview
from alder.web.trail.events import record_read
from alder.web.work.worker import is_any_alive

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person
    from alder.web.publications.coverage_claims import CoverageClaim
    from alder.web.publications.models import DataSetVersion, ReleaseEvent, Upload

_HERE = "alder.web.desk:templates/"
_MOST = 20
_GROUPS = (
    ("drafts", "Drafts", (ReleaseState.DRAFT,), "Nothing is being prepared."),
    ("checked", "Being checked", (ReleaseState.IN_CHECK,), "Nothing waits for a check."),
    ("approved", "Approved", (ReleaseState.APPROVED, ReleaseState.SCHEDULED), "Nothing is waiting for its time."),
    ("published", "Published", (ReleaseState.LIVE, ReleaseState.WITHDRAWN), "Nothing is published yet."),
)


@dataclass(frozen=True)
class ReleaseRow:
    """A release on the desk, with what happened to it last."""

    release: Release
    who: str
    what: str
    when: datetime | None
    why_not_mine: str = ""


@for_roles(Role.PUBLISHER, Role.APPROVER, anywhere=True)
def releases(request: HttpRequest, person: Person) -> HttpResponseBase:
    """What there is on the desk: every release by its state, in pages, and what was thrown away."""
    groups = [
        (name, title, _paged(request, name, _in(person, *states)), empty) for name, title, states, empty in _GROUPS
    ]
    return page_for(
        request,
        person,
        f"{_HERE}releases.html.j2",
        at="desk",
        groups=groups,
        thrown_away=_thrown_away(person),
        may_begin=has_anywhere(person, [Role.PUBLISHER]),
        is_working=is_any_alive(),
    )


def _paged(request: HttpRequest, group: str, found: QuerySet[Release]) -> tuple[Paged[Release], list[ReleaseRow]]:
    """A page of the releases of one group, and its lines."""
    paged: Paged[Release] = Paged(
        found,  # type: ignore[arg-type]
        request.GET.get(group),
        lambda n: f"{query((group, n))}#{group}",
        total=found.count(),
    )
    return paged, [_line(one) for one in paged.items]


@for_roles(Role.PUBLISHER, Role.APPROVER, anywhere=True)
def to_check(request: HttpRequest, person: Person) -> HttpResponseBase:
    """What waits, the longest waiting first; with the reason where this person cannot be the one who checks it."""
    waiting = [_line(one, why_not(Action.APPROVE, *case(person, one))) for one in _in(person, ReleaseState.IN_CHECK)]
    waiting.sort(key=lambda line: (bool(line.why_not_mine), line.when))
    return page_for(request, person, f"{_HERE}to_check.html.j2", at="desk-to-check", waiting=waiting)


def _in(person: Person, *states: ReleaseState) -> QuerySet[Release]:
    """Those of the publications that this person has to do with. Others are not there for them."""
    found = Release.objects.filter(state__in=states).select_related("publication", "author", "corrects")
    theirs = things_for(person, DESK_ROLES, ScopeKind.PUBLICATION)
    if theirs is not None:
        found = found.filter(publication__in=[UUID(id) for id in theirs])
    return found.order_by(F("published").desc(nulls_last=True), "publication__title", "title", "id")


def _thrown_away(person: Person) -> QuerySet[ThrownAway]:
    found = ThrownAway.objects.select_related("who")
    theirs = things_for(person, DESK_ROLES, ScopeKind.PUBLICATION)
    if theirs is not None:
        found = found.filter(
            publication__in=Publication.objects.filter(pk__in=[UUID(id) for id in theirs]).values("title")
        )
    return found[:_MOST]


def _line(release: Release, why: str = "") -> ReleaseRow:
    last = release.events.select_related("who").order_by("-when", "-id").first()
    if last is None:
        return ReleaseRow(release, "", "", None, why)
    return ReleaseRow(release, last.who.name if last.who else "", last.what, last.when, why)


_FIELDS = ("publication", "new_publication", "about", "title")


def _publications(person: Person) -> QuerySet[Publication]:
    """Those in which somebody may begin a release."""
    theirs = things_for(person, [Role.PUBLISHER], ScopeKind.PUBLICATION)
    every = Publication.objects.order_by("title")
    return every if theirs is None else every.filter(pk__in=[UUID(id) for id in theirs])


@for_roles(Role.PUBLISHER, anywhere=True, methods=("GET", "POST"))
def begin(request: HttpRequest, person: Person) -> HttpResponseBase:
    """A release is begun, in a publication that there is or in a new one."""
    given = {name: line(request, name) for name in _FIELDS} | {"about": text(request, "about")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _missing(given)
        if not errors:
            with beside_fields(errors):
                return to_release(_begun(person, given))
    first = [("", "A new publication")] if Role.PUBLISHER in person.roles else [("", "Choose one")]
    known = [(str(one.pk), one.title) for one in _publications(person)]
    return page_for(
        request,
        person,
        f"{_HERE}begin.html.j2",
        at="desk",
        given=given,
        publications=[*first, *known],
        may_name=Role.PUBLISHER in person.roles,
        errors=errors,
    )


@for_release(Action.STAND_ALONE)
def stand_alone(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    """The title under which a correction of what was withdrawn becomes a release of its own."""
    title = line(request, "title") if request.method == "POST" else f"{release.title}, revised"
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _missing({"publication": "known", "title": title})
        if not errors:
            with beside_fields(errors):
                return to_release(actions.stand_alone(person, release, form_revision(request), title))
    return release_page(request, person, release, "stand_alone", title=title, errors=errors)


def _missing(given: dict[str, str]) -> dict[str, str]:
    errors = {}
    if not given["publication"] and not given["new_publication"]:
        errors["publication"] = "Choose a publication, or name a new one below"
    if not given["title"]:
        errors["title"] = "Enter the title of the release, such as Academic year 2024/25"
    return errors | {name: "That is longer than 300 characters" for name in given if len(given[name]) > 300}


@transaction.atomic
def _begun(person: Person, given: dict[str, str]) -> Release:
    known = {str(one.pk): one for one in _publications(person)}
    publication = known.get(given["publication"])
    if publication is None:
        if Role.PUBLISHER not in person.roles:
            raise Denied("You are a publisher of some publications. Another publisher has to begin a new one.")
        publication = actions.publication_called(given["new_publication"], given["about"])
    return actions.begin(person, publication, given["title"])


@dataclass(frozen=True)
class ReleaseFile:
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
    def claims(self) -> tuple[CoverageClaim, ...]:
        """What its rows say that they are all of, beside what the store knows."""
        return claims_of(self.version)

    def count(self, verdict: str) -> int:
        """How many checks of the screener have this verdict."""
        results = self.upload.report.get("results", ()) if self.upload else ()
        return sum(1 for result in results if result["verdict"] == verdict)


@for_release(Action.SEE, methods=("GET",))
def release(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    """A release on the desk: whose turn it is, what is in it, and what happened."""
    who, facts = case(person, release)
    files, content = files_of(release), Content.from_json(release.content)
    waiting = any(file.upload and file.upload.state == UploadState.WAITING for file in files)
    return release_page(
        request,
        person,
        release,
        "release",
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


def refused_in(files: Sequence[ReleaseFile]) -> list[DataSetVersion]:
    """The drafts whose tables the ledger refused when they were last compared with what is out."""
    found = [file.version for file in files if file.version and file.version.state == VersionState.DRAFT]
    return [version for version in found if version.comparison and not version.comparison["passed"]]


def files_of(release: Release) -> list[ReleaseFile]:
    """Every draft of a data set in it, the files that are none yet, and, once it is live, what it published."""
    uploads = list(release.uploads.select_related("version__data_set"))
    sent = [ReleaseFile(upload.title, upload, upload.version) for upload in uploads]
    by_upload = {upload.version_id for upload in uploads}
    states = (VersionState.DRAFT, VersionState.PUBLISHED, VersionState.DEPRECATED, VersionState.WITHDRAWN)
    others = release.versions.filter(state__in=states).exclude(pk__in=[id for id in by_upload if id])
    return [*sent, *(ReleaseFile(one.data_set.title, None, one) for one in others.select_related("data_set"))]


_LONGEST_WORDS = {"headline": 300, "notes": 20_000, "next_expected": 100}


@for_release(Action.EDIT)
def words(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    """The headline of a release, its notes, what a correction puts right, and when the next is expected."""
    longest = _LONGEST_WORDS | ({"change_note": 2_000} if release.corrects_id else {})
    given = {name: getattr(release, name) for name in longest}
    errors: dict[str, str] = {}
    if request.method == "POST":
        given = {name: text(request, name) for name in longest}
        errors = too_long(given, longest)
        if not errors:
            return to_release(actions.change_words(person, release, form_revision(request), given))
    return release_page(request, person, release, "words", given=given, errors=errors)


@for_release(Action.SEE, methods=("GET",))
def preview_page(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    """A release as readers will see it, for people of the desk."""
    if not draft_as_public(release).data_sets:
        raise Denied("There is nothing to preview yet. Add a data set first.")
    record_read(person, f"release {release.pk}", "preview")
    here, back = (reverse(name, args=[release.pk]) for name in ("desk-preview", "desk-release"))
    return preview(request, release, partial(_within, here), back=back)


@answers("GET")
def preview_by_link(request: HttpRequest, token: UUID) -> HttpResponseBase:
    """The same for whoever holds a link that is in its time. A link that is over is like one that never was."""
    release = previews.opened_by(token)
    if release is None or not draft_as_public(release).data_sets:
        raise Http404
    previews.record_read_by(token, release)
    reply = private(preview(request, release, partial(_within, reverse("preview", args=[token])), back=""))
    reply["Referrer-Policy"] = "no-referrer"
    return reply


def _within(here: str, name: str, *given: Any, **named: Any) -> str:
    """Pages about what is not public yet are not there: their links stay on the preview."""
    if name in _NOT_YET:
        return f"{urlsplit(here).path}#data"
    return reverse(name, *given, **named)


_NOT_YET = {"release", "releases", "release-files", "data-set", "data-zip", "data-parquet", "data-meta", "table-places"}


@for_release(Action.SHARE)
def links(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    """Links for others: for whom, until when; and a button that ends each."""
    given = {name: line(request, name) for name in ("label", "days")}
    errors: dict[str, str] = {}
    refused: AlderError | None = None
    if request.method == "POST":
        if link := next((one for one in release.preview_links.all() if str(one.pk) == request.POST.get("end")), None):
            previews.end(person, link)
            return HttpResponseRedirect(request.path)
        days = given["days"]
        try:
            with beside_fields(errors):
                previews.give(person, release, given["label"], int(days) if days.isascii() and days.isdigit() else 0)
                return HttpResponseRedirect(request.path)
        except (NotProtected, NotPublishable) as error:
            refused = error
    return release_page(
        request,
        person,
        release,
        "links",
        links=release.preview_links.order_by("-starts"),
        address=lambda link: request.build_absolute_uri(reverse("preview", args=[link.pk])),
        given=given,
        refused=refused,
        errors=errors,
    )
