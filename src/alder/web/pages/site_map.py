"""What programs that look through sites are told: the pages that are worth finding, and those without an end."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from alder.derive import variables
from alder.measures import measures
from alder.sources import every
from alder.web.methodology.method_topics import TOPICS
from alder.web.publications.public_catalogue import data_sets, public_publications

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.http import HttpRequest

_PAGES = """
    home find-statistics data-catalogue create-a-table release-calendar data-sources which-source methodology variables
    quality get-access requests register accreditation-register published-research glossary handbook api-guide help
    accessibility
"""
"""Names of addresses of pages that are always there."""
_ENDLESS = ("/create-a-table/data-set/", "/search", "/v1/", "/statistics/v1/", "/sign-in")
"""What begins so has as many addresses as there are choices, or nothing to find."""
_FORM = "http://www.sitemaps.org/schemas/sitemap/0.9"


def site_map(request: HttpRequest) -> HttpResponse:
    """Every page that is worth finding, with the day on which what is published there last changed."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<urlset xmlns="{_FORM}">']
    for address, changed in _pages():
        day = f"<lastmod>{changed:%Y-%m-%d}</lastmod>" if changed else ""
        lines.append(f"<url><loc>{escape(request.build_absolute_uri(address))}</loc>{day}</url>")
    lines.append("</urlset>")
    return HttpResponse("\n".join(lines) + "\n", content_type="application/xml; charset=utf-8")


def _pages() -> Iterator[tuple[str, datetime | None]]:
    for name in _PAGES.split():
        yield reverse(name), None
    for one in public_publications():
        for issue in one.issues:
            yield reverse("release", args=[one.publication.slug, issue.slug]), issue.updated
    for listed in data_sets():
        yield reverse("data-set", args=[listed.id]), listed.version.published
    for name in (*(topic.slug for topic in TOPICS), *(measure.name for measure in measures)):
        yield reverse("method", args=[name]), None
    for variable in variables:
        yield reverse("variable", args=[variable.name]), None
    for source in every():
        yield reverse("data-source", args=[source.id]), None


def robots(request: HttpRequest) -> HttpResponse:
    """Where programs need not look. A demo is in no list of results: its figures are made up."""
    nowhere = ("/",) if settings.ALDER_DEMO else _ENDLESS
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in nowhere)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('site-map'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
