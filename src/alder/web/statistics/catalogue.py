"""The catalogue of data sets, with search and filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.web.pages.rendering import page, query
from alder.web.statistics.find import SORTS
from alder.web.statistics.paging import Paged
from alder.web.statistics.published import data_sets, matching

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def catalogue(request: HttpRequest) -> HttpResponse:
    """Data sets by words, publication and level; each filter lists only what there is."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "publication", "level", "sort")}
    every = data_sets()
    found = [
        one
        for one in every
        if matching(one.words, asked["q"])
        and asked["publication"] in ("", one.data_set.publication.slug)
        and (not asked["level"] or asked["level"] in one.levels)
    ]
    if asked["sort"] != "title":
        newest = asked["sort"] != "oldest"
        found.sort(key=lambda one: str(one.version.published), reverse=newest)
    publications = {one.data_set.publication.slug: one.data_set.publication.title for one in every}
    return page(
        request,
        "alder.web.statistics:templates/catalogue.html.j2",
        at="find-statistics",
        asked=asked,
        is_narrowed=any(asked[name] for name in ("q", "publication", "level")),
        sorts=SORTS,
        publications=[("", "All publications"), *sorted(publications.items(), key=lambda one: one[1].casefold())],
        levels=[
            ("", "All levels"),
            *((level, level) for level in sorted({name for one in every for name in one.levels})),
        ],
        paged=Paged(found, request.GET.get("page"), lambda n: query(*asked.items(), ("page", n))),
        every=len(every),
    )
