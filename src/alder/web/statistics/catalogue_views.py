"""Finding statistics: the list of publications, and the catalogue of data sets, each searched and narrowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.publishing.pages import KINDS
from alder.web.frame import page, query
from alder.web.publications.public_catalogue import (
    PublicDataSet,
    PublicPublication,
    data_sets,
    public_publication_of,
    public_publications,
)
from alder.web.result_lists import Paged, chips, choices
from alder.web.search.matching import has_words, mark_words, taken_for, weight_of_words
from alder.web.statistics.written import kinds, themes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

_HERE = "alder.web.statistics:templates/"
SORTS = (("newest", "Newest"), ("oldest", "Oldest"), ("title", "A to Z"))


def find(request: HttpRequest) -> HttpResponse:
    """Publications by words, theme and kind; each filter lists only what there is."""
    asked = _asked(request, "q", "theme", "kind", "sort")
    every, theme_of, kind_of = public_publications(), themes(), kinds()
    publications = [
        one
        for one in every
        if has_words(one.words, asked["q"])
        and asked["theme"] in ("", theme_of.get(one.publication.id))
        and asked["kind"] in ("", kind_of.get(one.latest.release.id))
    ]
    _sort_publications(publications, _sort(asked), asked["q"])
    known = {"kind": KINDS.get(asked["kind"], ("",))[0]}
    return page(
        request,
        f"{_HERE}find.html.j2",
        at="find-statistics",
        themes=choices("All themes", ((theme, theme) for theme in set(theme_of.values()))),
        kinds=choices("All kinds", ((kind, KINDS[kind][0]) for kind in set(kind_of.values()) & set(KINDS))),
        chips=chips("find-statistics", asked, {"q": f"“{asked['q']}”", "theme": asked["theme"], **known}),
        theme_of=theme_of,
        kind_of={release: KINDS[kind][0] for release, kind in kind_of.items() if kind in KINDS},
        **_of_search(request, asked, publications, every),
    )


def _asked(request: HttpRequest, *names: str) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in names}


def _sort(asked: dict[str, str]) -> str:
    return asked["sort"] or ("relevance" if asked["q"] else "newest")


def _of_search(
    request: HttpRequest, asked: dict[str, str], found: Sequence[Any], every: Sequence[Any]
) -> dict[str, Any]:
    """What both lists show of a search: its words, how it is sorted, and a page of what was found, of how many."""
    words = asked["q"]
    return {
        "asked": asked,
        "sort": _sort(asked),
        "sorts": ((("relevance", "Best match"),) if words else ()) + SORTS,
        "taken": taken_for(words) if found else (),
        "marked": lambda text: mark_words(text, words),
        "paged": Paged(found, request.GET.get("page"), lambda n: query(*asked.items(), ("page", n))),
        "every": len(every),
    }


def _sort_publications(publications: list[PublicPublication], sort: str, words: str) -> None:
    """`publications` come with the newest first."""
    if sort == "title":
        publications.sort(key=lambda one: one.publication.title.casefold())
    elif sort == "oldest":
        publications.reverse()
    elif sort == "relevance":
        publications.sort(key=lambda one: -weight_of_words(one.publication.title, one.words, words))


def publication(request: HttpRequest, publication: str) -> HttpResponseBase:
    """A publication's own address leads to its latest release."""
    series = _series(publication)
    return HttpResponseRedirect(reverse("release", args=[publication, series.latest.slug]))


def _series(slug: str) -> PublicPublication:
    if series := public_publication_of(slug):
        return series
    raise Http404


def catalogue(request: HttpRequest) -> HttpResponse:
    """Data sets by words, theme, publication, release and level; each filter lists only what there is.

    A release can be chosen once its publication is: then its own versions are listed, the older ones too.
    """
    asked = _asked(request, "q", "theme", "publication", "release", "level", "sort")
    every, theme_of = data_sets(), themes()
    chosen = next((one for one in public_publications() if one.publication.slug == asked["publication"]), None)
    releases = [issue for issue in chosen.issues if not issue.is_withdrawn] if chosen else []
    issue = next((release for release in releases if release.slug == asked["release"]), None)
    if issue is None:
        asked["release"] = ""
    listing = [
        one
        for one in (issue.data_sets if issue else every)
        if has_words(one.words, asked["q"])
        and asked["publication"] in ("", one.data_set.publication.slug)
        and asked["theme"] in ("", theme_of.get(one.data_set.publication_id))
        and (not asked["level"] or asked["level"] in one.levels)
    ]
    _sort_data_sets(listing, _sort(asked), asked["q"])
    named = {
        "q": f"“{asked['q']}”",
        "theme": asked["theme"],
        "publication": chosen.publication.title if chosen else asked["publication"],
        "release": issue.title if issue else "",
        "level": asked["level"],
    }
    return page(
        request,
        f"{_HERE}catalogue.html.j2",
        at="find-statistics",
        chips=chips("data-catalogue", asked, named),
        issue=issue,
        releases=[("", "All releases, the newest data"), *((release.slug, release.title) for release in releases)],
        publications=choices(
            "All publications", ((one.data_set.publication.slug, one.data_set.publication.title) for one in every)
        ),
        themes=choices("All themes", ((theme, theme) for theme in set(theme_of.values()))),
        levels=choices("All levels", ((level, level) for one in every for level in one.levels)),
        **_of_search(request, asked, listing, every),
    )


def _sort_data_sets(listing: list[PublicDataSet], sort: str, words: str) -> None:
    """`listing` comes by title."""
    if sort == "relevance":
        listing.sort(key=lambda one: -weight_of_words(one.title, one.words, words))
    elif sort != "title":
        listing.sort(key=lambda one: str(one.version.published), reverse=sort != "oldest")
