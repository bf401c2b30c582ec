"""The steps before a table: publication, data set, places, times, and what the table shows."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.look.words import listed
from alder.model.made_up import MadeUp
from alder.publishing.standard import LEVEL_BY_CODE
from alder.publishing.tables import available
from alder.publishing.tables.tiers import tiers
from alder.web.frame import page
from alder.web.publications import look_up
from alder.web.publications.data_set_store import place_hierarchy_of, store
from alder.web.publications.public_catalogue import public_publication_of, public_publications
from alder.web.search.matching import has_words, taken_for
from alder.web.tables.step_options import (
    filters_offered,
    in_short,
    measures_offered,
    pages_of,
    places_offered,
    trees_offered,
)
from alder.web.tables.step_options import read_open_level as listed_part
from alder.web.tables.table_address import CRUMB, TableAddress, read_address

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

_HERE = "alder.web.tables:templates/"
STEPS = 5


def choose_publication(request: HttpRequest) -> HttpResponseBase:
    """Step 1. The form leads on to the data sets of a publication."""
    words, chosen = request.GET.get("q", "").strip(), request.GET.get("publication", "")
    if chosen and public_publication_of(chosen):
        return HttpResponseRedirect(reverse("table-data-set", args=[chosen]))
    every = public_publications()
    error = "Choose a publication" if "next" in request.GET else ""
    found = sorted(
        (one for one in every if has_words(one.words, words)), key=lambda one: one.publication.title.casefold()
    )
    taken = taken_for(words) if found else ()
    errors = _errors("publication", error)
    return _step(request, 1, "publication", found=found, words=words, taken=taken, every=len(every), errors=errors)


def choose_data_set(request: HttpRequest, publication: str) -> HttpResponseBase:
    """Step 2, which a publication with one data set does not need."""
    found = public_publication_of(publication)
    if found is None:
        raise Http404
    newest = {one.id: one for issue in reversed(found.issues) for one in issue.data_sets}
    chosen = request.GET.get("data_set", "")
    if len(newest) == 1 or chosen in map(str, newest):
        return HttpResponseRedirect(reverse("table-places", args=[chosen if len(newest) > 1 else next(iter(newest))]))
    error = "Choose a data set" if "next" in request.GET else ""
    offered = [(one, in_short(one.version.summary["indicators"])) for one in newest.values()]
    return _step(request, 2, "data_set", series=found, data_sets=offered, errors=_errors("data-set", error))


def _of_data_set(view: Callable[[HttpRequest, TableAddress], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A step about a data set, which must be one that can be asked."""

    @wraps(view)
    def found(request: HttpRequest, data_set: UUID) -> HttpResponseBase:
        try:
            return view(request, read_address(data_set, request.GET))
        except (look_up.NotThere, look_up.NotForYou):
            raise Http404 from None

    return found


@_of_data_set
def choose_places(request: HttpRequest, address: TableAddress) -> HttpResponseBase:
    """Step 3. Levels with many places are searched first, or listed one region after another."""
    there = available.places(address.version.id, address.contents, store())
    if sum(map(len, there.values())) == 1:
        (level, (code,)) = next(iter(there.items()))
        place = address.contents.places_by_level[level][code - 1].id
        return _on(address, "table-times", [("place", f"{level}.{place}")], "place")
    if "next" in request.GET and address.places:
        return _on(address, "table-times")
    error = "Choose at least one place" if "next" in request.GET else ""
    part = listed_part(request.GET.get("inside", ""))
    words = "" if part.part else request.GET.get("q", "").strip()
    pages = pages_of(request.GET.get("search", ""))
    return _step(
        request,
        3,
        "places",
        address=address,
        words=words,
        pages=pages,
        levels=places_offered(address, there, place_hierarchy_of(address.version.id), words, pages=pages, wanted=part),
        errors=_errors("places", error),
    )


@_of_data_set
def choose_times(request: HttpRequest, address: TableAddress) -> HttpResponseBase:
    """Step 4. Only periods that the places have."""
    if not address.places:
        return _on(address, "table-places")
    codes = available.periods(address.version.id, address.contents, store(), address.choice)
    offered = [(f"{p.code}.{p.period}", p.label) for p in (address.contents.periods[code - 1] for code in codes)]
    if len(offered) == 1:
        return _on(address, "table-content", [("from", offered[0][0]), ("to", offered[0][0])], "from", "to")
    in_span = [code for code in address.periods if code in codes]
    if "next" in request.GET and in_span:
        return _on(address, "table-content")
    error = "Choose the first and the last time" if "next" in request.GET else ""
    given = dict(address.given)
    return _step(
        request,
        4,
        "times",
        address=address,
        offered=offered,
        first=given.get("from", offered[max(0, len(offered) - 5)][0]),
        last=given.get("to", offered[-1][0]),
        errors=_errors("from", error),
    )


@_of_data_set
def choose_content(request: HttpRequest, address: TableAddress) -> HttpResponseBase:
    """Step 5. Indicators, and options of each filter that have rows in these places and times."""
    if not address.places or not address.periods:
        return _on(address, "table-places" if not address.places else "table-times")
    contents, version = address.contents, address.version.id
    codes = available.options(version, contents, store(), address.choice)
    errors = _wrong(address, codes) if "next" in request.GET else []
    if "next" in request.GET and not errors:
        return _on(address, "table")
    return _step(
        request,
        5,
        "content",
        address=address,
        measures=measures_offered(address),
        trees=trees_offered(
            address, available.trees(version, contents, store(), address.choice), is_new="next" not in request.GET
        ),
        filters=filters_offered(address, codes, is_new="next" not in request.GET and not address.items),
        errors=errors,
    )


def _wrong(address: TableAddress, codes: tuple[tuple[int, tuple[int, ...]], ...]) -> list[tuple[str, str]]:
    """What keeps the choice from being a table: something not chosen, or nothing there."""
    contents = address.contents
    errors = [] if address.indicators else [("measures", "Choose at least one measure")]
    errors += [
        (f"tree-{at[0]}", f"Choose at least one for “{contents.filters[at[0]].label}”")
        for at in tiers(contents)
        if at not in address.paths and not all(address.items.get(n) for n in at)
    ]
    in_trees = {n for at in tiers(contents) for n in at}
    for n, there in codes:
        if n not in in_trees and len(there) > 1 and not address.items.get(n):
            errors.append((f"filter-{n}", f"Choose at least one for “{contents.filters[n].label}”"))
    if errors:
        return errors
    if store().distinct(address.version.id, ["period"], _condition(address)):
        return []
    return _nothing(address)


def _condition(address: TableAddress) -> Any:
    from alder.publishing.tables.choice import condition

    return condition(address.choice, address.contents)


def _nothing(address: TableAddress) -> list[tuple[str, str]]:
    """There are no figures for these groups together: which other ones would have some."""
    contents = address.contents
    errors = []
    for n, labels in available.instead(address.version.id, contents, store(), address.choice):
        shown = listed([f"“{words}”" for words in labels[:3]], "or")
        errors.append(
            (
                f"filter-{n}",
                f"There are no figures for these groups together. For “{contents.filters[n].label}” choose {shown}",
            )
        )
    return errors or [("measures", "There are no figures for these groups together. Choose the totals of more of them")]


def _on(
    address: TableAddress, name: str, more: list[tuple[str, str]] | None = None, *without: str
) -> HttpResponseRedirect:
    url = reverse(name, args=[address.data_set])
    return HttpResponseRedirect(url + address.query(more=more, without=without))


def _errors(id: str, message: str) -> list[tuple[str, str]]:
    return [(id, message)] if message else []


def _step(request: HttpRequest, number: int, name: str, **shown: Any) -> HttpResponse:
    address: TableAddress | None = shown.get("address")
    return page(
        request,
        f"{_HERE}{name}.html.j2",
        at="create-a-table",
        crumbs=[CRUMB],
        step=number,
        steps=STEPS,
        made_up=address.version.figures_are if address else MadeUp.NO_WORD,
        summary=summary(address, number) if address else [],
        hidden=_hidden(address, number) if address else [],
        **shown,
    )


def _hidden(address: TableAddress, number: int) -> list[tuple[str, str]]:
    """What the form of a step carries along unseen: everything that it does not ask itself."""
    own = {3: ("place",), 4: ("from", "to"), 5: ("item", "path", "show")}[number]
    return [(name, value) for name, value in address.given if name not in own]


def summary(address: TableAddress, number: int) -> list[tuple[str, str, str]]:
    """What was chosen before this step: its name, in words, and where to change it."""
    contents, query = address.contents, address.query()
    found = [("Data set", address.version.data_set.title, reverse("create-a-table"))]
    if number > 3:
        found.append(("Places", places_in_words(address), reverse("table-places", args=[address.data_set]) + query))
    if number > 4 and address.span:
        first, last = (contents.periods[code - 1].label for code in address.span)
        words = first if first == last else f"{first} to {last}"
        found.append(("Times", words, reverse("table-times", args=[address.data_set]) + query))
    return found


def places_in_words(address: TableAddress) -> str:
    """The places by name where they are few, else how many of each level, and the only one of a level by name."""
    named = address.contents.places_by_level
    if len(address.places) <= 4:
        return listed([named[level][code - 1].label for level, code in address.places])
    by_level = sorted(address.choice.by_level.items(), key=lambda one: len(one[1]) > 1)
    return listed(
        [
            named[level][codes[0] - 1].label
            if len(codes) == 1
            else f"{len(codes):,} at the level {LEVEL_BY_CODE[level].text.lower()}"
            for level, codes in by_level
        ]
    )
