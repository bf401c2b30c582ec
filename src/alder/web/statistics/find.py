"""Find statistics: publications with search and sort."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.publishing.pages import KINDS
from alder.web.frame import page, query
from alder.web.lists import Paged, chips, choices
from alder.web.publications.public_catalogue import PublicPublication, public_publication_of, public_publications
from alder.web.search.matching import has_words, mark_words, taken_for, weight_of_words
from alder.web.statistics.written import kinds, themes

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

_HERE = "alder.web.statistics:templates/"
SORTS = (("newest", "Newest"), ("oldest", "Oldest"), ("title", "A to Z"))


def find(request: HttpRequest) -> HttpResponse:
    """Publications by words, theme and kind; each filter lists only what there is."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "theme", "kind", "sort")}
    every, theme_of, kind_of = public_publications(), themes(), kinds()
    found = [
        one
        for one in every
        if has_words(one.words, asked["q"])
        and asked["theme"] in ("", theme_of.get(one.publication.id))
        and asked["kind"] in ("", kind_of.get(one.latest.release.id))
    ]
    sort = asked["sort"] or ("relevance" if asked["q"] else "newest")
    _sort(found, sort, asked["q"])
    known = {"kind": KINDS.get(asked["kind"], ("",))[0]}
    return page(
        request,
        f"{_HERE}find.html.j2",
        at="find-statistics",
        asked=asked,
        sort=sort,
        sorts=((("relevance", "Best match"),) if asked["q"] else ()) + SORTS,
        themes=choices("All themes", ((theme, theme) for theme in set(theme_of.values()))),
        kinds=choices("All kinds", ((kind, KINDS[kind][0]) for kind in set(kind_of.values()) & set(KINDS))),
        chips=chips("find-statistics", asked, {"q": f"“{asked['q']}”", "theme": asked["theme"], **known}),
        theme_of=theme_of,
        kind_of={release: KINDS[kind][0] for release, kind in kind_of.items() if kind in KINDS},
        taken=taken_for(asked["q"]) if found else (),
        marked=lambda text: mark_words(text, asked["q"]),
        paged=Paged(found, request.GET.get("page"), lambda n: query(*asked.items(), ("page", n))),
        every=len(every),
    )


def _sort(found: list[PublicPublication], sort: str, words: str) -> None:
    """`found` comes with the newest first."""
    if sort == "title":
        found.sort(key=lambda one: one.publication.title.casefold())
    elif sort == "oldest":
        found.reverse()
    elif sort == "relevance":
        found.sort(key=lambda one: -weight_of_words(one.publication.title, one.words, words))


def publication(request: HttpRequest, publication: str) -> HttpResponseBase:
    """A publication's own address leads to its latest release."""
    found = _series(publication)
    return HttpResponseRedirect(reverse("release", args=[publication, found.latest.slug]))


def _series(slug: str) -> PublicPublication:
    if found := public_publication_of(slug):
        return found
    raise Http404
