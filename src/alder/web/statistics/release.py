"""The page of a release: what it says, its figures in charts and tables, how good they are, and its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse

from alder.look.words import day
from alder.publishing.pages import KINDS
from alder.publishing.pages.prose import html
from alder.show.notes import noted
from alder.show.table import meaning, unit_in_words
from alder.web.following.calendar import soonest
from alder.web.frame import Crumb, page
from alder.web.publications.kept import contents_of
from alder.web.statistics.headlines import of_issue
from alder.web.statistics.published import Issue, Series, series_of
from alder.web.statistics.shown_blocks import sections
from alder.web.statistics.written import about, content_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse


def release(request: HttpRequest, publication: str, release: str) -> HttpResponse:
    found, issue = the_issue(publication, release)
    return page_of(request, found, issue)


def page_of(
    request: HttpRequest,
    found: Series,
    issue: Issue,
    template: str = "release",
    url: Callable[..., str] = reverse,
    **more: Any,
) -> HttpResponse:
    """The page of a release, also of one that is not public yet."""
    from alder.web.methodology.columns import methods_of  # it loads every measure

    written = content_of(issue.release)
    shown: dict[str, Any] = {"series": found, "issue": issue, "cite": cite(request, issue)}
    shown |= {"contact": about(issue.publication), "changes": _changes(issue)}
    crumbs = [Crumb("Statistics", reverse("find-statistics"))]
    if issue.is_withdrawn:
        gone = "alder.web.statistics:templates/withdrawn.html.j2"
        return page(request, gone, at="find-statistics", crumbs=crumbs, why=issue.why_withdrawn(), **shown)
    quality = [(one, noted(one.version.all_notes)) for one in issue.data_sets]
    return page(
        request,
        f"alder.web.statistics:templates/{template}.html.j2",
        at="find-statistics",
        crumbs=crumbs,
        url=url,
        made_up=issue.figures_are,
        is_latest=issue is found.latest,
        coming=soonest(issue.publication),
        kind=KINDS.get(written.kind),
        lead=written.summary or issue.release.headline or issue.publication.summary,
        under=html(written.under),
        said=html(issue.release.notes),
        figures=of_issue(issue, written),
        sections=sections(issue, written),
        meaning=meaning,
        unit_of=unit_in_words,
        methods=methods_of([contents_of(one.version.id) for one in issue.data_sets]),
        quality=quality,
        care=list(dict.fromkeys(line for _, one in quality for line in (*one.breaks, *one.care))),
        grade=max((one.grade for _, one in quality), default=""),
        graded=next((one for _, one in sorted(quality, key=lambda q: q[1].grade, reverse=True) if one.grade), None),
        **shown,
        **more,
    )


def _changes(issue: Issue) -> list[tuple[datetime, str, list[str]]]:
    """What readers are told of its history, the newest first; what happened on one day is told together."""
    found: dict[tuple[str, str], tuple[datetime, str, list[str]]] = {}
    for event in issue.updates():
        told = found.setdefault((day(event.when), event.what), (event.when, event.what, []))
        told[2].insert(0, event.note)
    return list(found.values())


def the_issue(publication: str, release: str) -> tuple[Series, Issue]:
    found = series_of(publication)
    issue = next((one for one in found.issues if one.slug == release), None) if found else None
    if found is None or issue is None:
        raise Http404
    return found, issue


def cite(request: HttpRequest, issue: Issue) -> str:
    address = request.build_absolute_uri(reverse("release", args=[issue.publication.slug, issue.slug]))
    return f"{issue.publication.title}, {issue.title} ({issue.published.year}). Alder. {address}"
