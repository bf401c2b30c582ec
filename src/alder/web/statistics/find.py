"""Find statistics: publications with search and sort; a release; all releases of a publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.web.pages.rendering import Crumb, page, query
from alder.web.statistics.paging import Paged
from alder.web.statistics.published import Series, matching, series, series_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

_HERE = "alder.web.statistics:templates/"
SORTS = (("newest", "Newest"), ("oldest", "Oldest"), ("title", "A to Z"))


def find(request: HttpRequest) -> HttpResponse:
    """Publications whose words are all in their title, their summary or what their data sets hold."""
    words, sort = request.GET.get("q", "").strip(), request.GET.get("sort", "newest")
    every = series()
    found = [one for one in every if matching(one.words, words)]
    if sort == "title":
        found.sort(key=lambda one: one.publication.title.casefold())
    elif sort == "oldest":
        found.reverse()
    paged = Paged(found, request.GET.get("page"), lambda n: query(("q", words), ("sort", sort), ("page", n)))
    return page(
        request,
        f"{_HERE}find.html.j2",
        at="find-statistics",
        words=words,
        sort=sort,
        sorts=SORTS,
        paged=paged,
        every=len(every),
    )


def publication(request: HttpRequest, publication: str) -> HttpResponseBase:
    """A publication's own address leads to its latest release."""
    found = _series(publication)
    return HttpResponseRedirect(reverse("release", args=[publication, found.latest.slug]))


def releases(request: HttpRequest, publication: str) -> HttpResponse:
    found = _series(publication)
    crumbs = [
        Crumb("Statistics", reverse("find-statistics")),
        Crumb(found.publication.title, reverse("release", args=[publication, found.latest.slug])),
    ]
    return page(request, f"{_HERE}releases.html.j2", at="find-statistics", crumbs=crumbs, series=found)


def _series(slug: str) -> Series:
    if found := series_of(slug):
        return found
    raise Http404
