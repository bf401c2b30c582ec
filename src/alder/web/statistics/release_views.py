"""The page of a release, its preview while it is a draft, its files together, and all releases of a publication."""

from __future__ import annotations

import re
import tempfile
import zipfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils.text import slugify

from alder import wall_clock
from alder.files.packed_members import add_packed
from alder.look.words import counted, day, listed
from alder.model.symbols import SYMBOLS
from alder.publishing.pages import KINDS
from alder.publishing.pages.prose import html
from alder.publishing.releases import ReleaseState
from alder.publishing.standard import LEVEL_BY_CODE
from alder.show.notes import noted
from alder.show.table import meaning, unit_in_words
from alder.web.following import release_calendar
from alder.web.following.release_calendar import soonest
from alder.web.following.subscription_topics import of_publication
from alder.web.frame import Crumb, page, query
from alder.web.publications.data_set_store import contents_of, store
from alder.web.publications.public_catalogue import (
    PublicDataSet,
    PublicPublication,
    PublicRelease,
    public_publication_of,
)
from alder.web.publications.versions import versions_shown
from alder.web.result_lists import Paged
from alder.web.statistics.headlines import of_issue
from alder.web.statistics.page_sections import sections
from alder.web.statistics.written import about, content_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from alder.publishing.contents import Contents
    from alder.web.publications.models import Release


def release(request: HttpRequest, publication: str, release: str) -> HttpResponse:
    series, issue = public_release(publication, release)
    return page_of(request, series, issue)


def page_of(
    request: HttpRequest,
    series: PublicPublication,
    issue: PublicRelease,
    template: str = "release",
    url: Callable[..., str] = reverse,
    **more: Any,
) -> HttpResponse:
    """The page of a release, also of one that is not public yet."""
    from alder.web.methodology.column_methods import methods_of  # it loads every measure

    written = content_of(issue.release)
    shown: dict[str, Any] = {"series": series, "issue": issue, "cite": cite(request, issue)}
    shown |= {"contact": about(issue.publication), "changes": _changes(issue)}
    crumbs = [Crumb("Statistics", reverse("find-statistics"))]
    if issue.is_withdrawn:
        gone = "alder.web.statistics:templates/withdrawn.html.j2"
        return page(request, gone, at="find-statistics", crumbs=crumbs, why=issue.why_withdrawn(), **shown)
    quality = [(data_set, noted(data_set.version.all_notes)) for data_set in issue.data_sets]
    return page(
        request,
        f"alder.web.statistics:templates/{template}.html.j2",
        at="find-statistics",
        crumbs=crumbs,
        url=url,
        made_up=issue.figures_are,
        is_latest=issue is series.latest,
        coming=soonest(issue.publication),
        kind=KINDS.get(written.kind),
        lead=written.summary or issue.release.headline or issue.publication.summary,
        under=html(written.under),
        said=html(issue.release.notes),
        figures=of_issue(issue, written),
        sections=sections(issue, written),
        meaning=meaning,
        unit_of=unit_in_words,
        methods=methods_of([contents_of(data_set.version.id) for data_set in issue.data_sets]),
        quality=quality,
        care=list(dict.fromkeys(line for _, one in quality for line in (*one.breaks, *one.care))),
        grade=max((one.grade for _, one in quality), default=""),
        graded=next((one for _, one in sorted(quality, key=lambda q: q[1].grade, reverse=True) if one.grade), None),
        **shown,
        **more,
    )


def _changes(issue: PublicRelease) -> list[tuple[datetime, str, list[str]]]:
    """What readers are told of its history, the newest first; what happened on one day is told together."""
    by_day: dict[tuple[str, str], tuple[datetime, str, list[str]]] = {}
    for event in issue.updates():
        of_day = by_day.setdefault((day(event.when), event.what), (event.when, event.what, []))
        of_day[2].insert(0, event.note)
    return list(by_day.values())


def public_release(publication: str, release: str) -> tuple[PublicPublication, PublicRelease]:
    series = public_publication_of(publication)
    issue = next((one for one in series.issues if one.slug == release), None) if series else None
    if series is None or issue is None:
        raise Http404
    return series, issue


def cite(request: HttpRequest, issue: PublicRelease) -> str:
    address = request.build_absolute_uri(reverse("release", args=[issue.publication.slug, issue.slug]))
    return f"{issue.publication.title}, {issue.title} ({issue.published.year}). Alder. {address}"


_DATA = re.compile(rb'href="/(?:v1/data-sets|create-a-table/data-set)/[^"]*"')


def preview(request: HttpRequest, release: Release, url: Callable[..., str], **more: Any) -> HttpResponse:
    """With the drafts of its data sets; a correction with what stays as it is of the release that it corrects.

    Links to data that is not public yet stay on the page.
    """
    issue = draft_as_public(release)
    series = public_publication_of(release.publication.slug)
    others = tuple(one for one in series.issues if one.release != release.corrects) if series else ()
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


def draft_as_public(release: Release) -> PublicRelease:
    """The release with what its page would show, for pages that only look: it has the day and address of then."""
    shown = [PublicDataSet(version.data_set, version) for version in versions_shown(release).values()]
    if release.corrects:
        release.slug = release.corrects.slug
    if release.state != ReleaseState.LIVE:
        release.published = release.corrects.published if release.corrects else release.scheduled or wall_clock.now()
    return PublicRelease(release, tuple(sorted(shown, key=lambda one: (one.title.casefold(), str(one.id)))))


_IN_MEMORY = 4 * 1024 * 1024


def release_files(request: HttpRequest, publication: str, release: str) -> FileResponse:
    """Every data set of a release in one ZIP file, with a guidance file that says what each column means."""
    _, issue = public_release(publication, release)
    if issue.is_withdrawn:
        raise Http404
    heading = f"{issue.publication.title}, {issue.title}"
    name = issue.figures_are.file_name(f"{publication}_{release}")
    return _zip(issue.data_sets, heading, cite(request, issue), f"{name}.zip")


def data_set_files(data_set: PublicDataSet, source: str) -> FileResponse:
    """One data set with its guidance."""
    name = data_set.version.figures_are.file_name(f"{slugify(data_set.title)}_v{data_set.version.number}") + ".zip"
    return _zip([data_set], data_set.title, source, name)


def _zip(data_sets: Sequence[PublicDataSet], heading: str, source: str, name: str) -> FileResponse:
    """Written to a file on the way, so that no size of data set fills the memory."""
    whole: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the response closes it
    packed = []
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for data_set in data_sets:
            version = data_set.version
            stem = f"{slugify(data_set.title)[:80] or data_set.id}_v{version.number}"
            file = f"data/{version.figures_are.file_name(stem)}.csv"
            add_packed(archive, file, store().csv(version.id))
            archive.write(store().meta_csv(version.id), f"{file.removesuffix('.csv')}.meta.csv")
            summary, number = data_set.data_set.summary, str(version.number)
            packed.append(
                PackedDataSet(file, data_set.title, summary, number, contents_of(version.id), version.all_notes)
            )
        archive.writestr("guidance.txt", data_guide(heading, source, packed))
    whole.seek(0)
    return FileResponse(whole, as_attachment=True, filename=name, content_type="application/zip")


def releases(request: HttpRequest, publication: str) -> HttpResponse:
    """All releases of a publication: those that are there, what came of each, and the next."""
    series = public_publication_of(publication)
    if series is None:
        raise Http404
    return page(
        request,
        "alder.web.statistics:templates/releases.html.j2",
        at="find-statistics",
        crumbs=[
            Crumb("Statistics", reverse("find-statistics")),
            Crumb(series.publication.title, reverse("release", args=[publication, series.latest.slug])),
        ],
        series=series,
        latest=series.latest,
        paged=Paged(series.issues, request.GET.get("page"), lambda n: query(("page", n))),
        coming=[one for month in release_calendar.coming(publication) for one in month.coming],
        topic=of_publication(series.publication),
    )


@dataclass(frozen=True)
class PackedDataSet:
    """A data set among the files."""

    file: str
    title: str
    summary: str
    version: str
    contents: Contents
    notes: str


def data_guide(heading: str, source: str, packed: Sequence[PackedDataSet]) -> str:
    """Plain text, one part for each data set. `source` is how to cite all of it."""
    lines = [heading, "=" * len(heading), "", f"How to cite: {source}", "", "Symbols in the data"]
    lines += [f"  {symbol:4} {words}" for symbol, words in SYMBOLS.items()]
    for data_set in packed:
        lines += ["", "", *_guide_to(data_set)]
    return "\n".join(lines) + "\n"


def _guide_to(data_set: PackedDataSet) -> list[str]:
    contents = data_set.contents
    periods = [period.label for period in contents.periods]
    span = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    levels = listed([LEVEL_BY_CODE[code].text for code in contents.levels])
    lines = [data_set.title, "-" * len(data_set.title), *([data_set.summary] if data_set.summary else []), ""]
    lines += [f"File: {data_set.file}, version {data_set.version}, {counted(contents.rows, 'row')}"]
    lines += [f"Times: {span}", f"Places: {levels}", "", "Columns"]
    for filter in contents.filters:
        lines.append(f"  {filter.column}: {filter.label} ({counted(len(filter.options), 'group')})")
    for indicator in contents.indicators:
        unit = unit_in_words(indicator)
        lines.append(f"  {indicator.column}: {indicator.label}{f' ({unit})' if unit else ''}")
    return [*lines, *(["", "Notes", *(f"  {line}" for line in data_set.notes.splitlines())] if data_set.notes else [])]
