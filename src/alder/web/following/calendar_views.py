"""The release calendar, as a page and as a file that calendar programs follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.urls import reverse

from alder.publishing.releases import ReleaseState
from alder.web.following.icalendar import CalendarEvent
from alder.web.following.icalendar import calendar as as_file
from alder.web.following.release_calendar import coming, dated, past, publications
from alder.web.frame import Crumb, page, query

if TYPE_CHECKING:
    from django.http import HttpRequest

    from alder.web.publications.models import Release


def release_calendar(request: HttpRequest) -> HttpResponse:
    """What is to come and what came lately, by month; of one publication where one is asked for."""
    asked = _asked(request)
    listed = publications()
    return page(
        request,
        "alder.web.following:templates/calendar.html.j2",
        at="find-statistics",
        crumbs=[Crumb("Statistics", reverse("find-statistics"))],
        asked=asked,
        publications=[("", "All publications"), *((one.slug, one.title) for one in listed)],
        coming=coming(asked),
        past=past(asked),
        file=f"{reverse('release-calendar-file')}{query(('publication', asked))}",
    )


def release_calendar_file(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    name = next(
        (publication.title for publication in publications() if publication.slug == asked), "Statistics to come"
    )
    events = [
        CalendarEvent(
            one.id,
            f"{one.publication.title}, {one.title}",
            when,
            changed,
            request.build_absolute_uri(_address(one)),
            _said(one),
        )
        for one, when, changed in dated(asked)
    ]
    reply = HttpResponse(as_file(f"{name}: release calendar", events), "text/calendar; charset=utf-8")
    reply["Content-Disposition"] = 'inline; filename="release-calendar.ics"'
    return reply


def _asked(request: HttpRequest) -> str:
    """The publication that is asked for, which must be one of those that the calendar knows."""
    asked = request.GET.get("publication", "").strip()
    if asked and asked not in {publication.slug for publication in publications()}:
        raise Http404
    return asked


def _address(release: Release) -> str:
    """Before it is public, a release has no page of its own."""
    if release.state == ReleaseState.SCHEDULED:
        return f"{reverse('release-calendar')}{query(('publication', release.publication.slug))}"
    return reverse("release", args=[release.publication.slug, release.slug])


def _said(release: Release) -> str:
    if release.state == ReleaseState.SCHEDULED:
        return "To be published. The time may still change."
    return "Withdrawn. Its page says why." if getattr(release, "is_withdrawn", False) else "Published."
