"""The page of the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from alder.web.aims.services import store_of_aims
from alder.web.frame import page, query
from alder.web.result_lists import Paged
from alder.web.search.question_figures import Reply, reply_to
from alder.web.search.results import search as find
from alder.web.search.search_entries import EntryKind

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_LONGEST = 200
_BEST, _OF_A_KIND = 5, 3


def search(request: HttpRequest) -> HttpResponse:
    """Everything that has the words: the best, then some of each kind, or all of one kind."""
    words = request.GET.get("q", "").strip()[:_LONGEST]
    kind = next((kind for kind in EntryKind if kind.slug == request.GET.get("kind")), None)
    found = find(words, store_of_aims()) if words else None
    best = found.best[:_BEST] if found else ()
    groups = []
    for one, results in found.by_kind.items() if found else ():
        others = tuple(result for result in results if result not in best)
        groups.append((one, others[:_OF_A_KIND], found.count(one) if found else 0))
    of_kind = found.by_kind.get(kind, ()) if found and kind else ()
    return page(
        request,
        "alder.web.search:templates/search.html.j2",
        words=words,
        kind=kind,
        found=found,
        best=best,
        reply=reply_to(words) if words and not kind else Reply(),
        groups=groups,
        paged=Paged(of_kind, request.GET.get("page"), lambda n: query(*_pairs(words, kind), ("page", n))),
        aims=reverse("aims") + query(("q", words)),
        kinds=list(EntryKind),
        aim_kind=EntryKind.AIM,
        of_kind=lambda one: reverse("search") + query(*_pairs(words, one)),
    )


def _pairs(words: str, kind: EntryKind | None) -> list[tuple[str, str]]:
    return [("q", words), ("kind", kind.slug if kind else "")]
