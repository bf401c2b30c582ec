"""The steps before a table: publication, data set, places, times, and what the table shows."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.model.made_up import MadeUp
from alder.publishing.tables.choice_address import period_text
from alder.web.frame import page
from alder.web.publications import look_up
from alder.web.publications.data_set_store import place_hierarchy_of
from alder.web.publications.public_catalogue import public_publication_of, public_publications
from alder.web.search.matching import has_words, taken_for
from alder.web.tables.step_options import content_fields, in_short, pages_of, places_offered, read_open_level
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
    publications = sorted(
        (of for of in every if has_words(of.words, words)), key=lambda of: of.publication.title.casefold()
    )
    return _step(
        request,
        1,
        "publication",
        errors=_errors("publication", error),
        publications=publications,
        words=words,
        taken=taken_for(words) if publications else (),
        every=len(every),
    )


def choose_data_set(request: HttpRequest, publication: str) -> HttpResponseBase:
    """Step 2, which a publication with one data set does not need."""
    series = public_publication_of(publication)
    if series is None:
        raise Http404
    newest = {data_set.id: data_set for issue in reversed(series.issues) for data_set in issue.data_sets}
    chosen = request.GET.get("data_set", "")
    if len(newest) == 1 or chosen in map(str, newest):
        return HttpResponseRedirect(reverse("table-places", args=[chosen if len(newest) > 1 else next(iter(newest))]))
    error = "Choose a data set" if "next" in request.GET else ""
    offered = [(data_set, in_short(data_set.version.summary["indicators"])) for data_set in newest.values()]
    return _step(request, 2, "data_set", errors=_errors("data-set", error), series=series, data_sets=offered)


def _of_data_set(view: Callable[[HttpRequest, TableAddress], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A step about a data set, which must be one that can be asked."""

    @wraps(view)
    def answer(request: HttpRequest, data_set: UUID) -> HttpResponseBase:
        try:
            return view(request, read_address(data_set, request.GET))
        except (look_up.NotThere, look_up.NotForYou):
            raise Http404 from None

    return answer


@_of_data_set
def choose_places(request: HttpRequest, address: TableAddress) -> HttpResponseBase:
    """Step 3. Levels with many places are searched first, or listed one region after another."""
    there = address.data.places()
    if sum(map(len, there.values())) == 1:
        (level, (code,)) = next(iter(there.items()))
        place = address.contents.places_by_level[level][code - 1].id
        return HttpResponseRedirect(address.url("table-times", more=[("place", f"{level}.{place}")], without=["place"]))
    if "next" in request.GET and address.choice.places:
        return HttpResponseRedirect(address.url("table-times"))
    error = "Choose at least one place" if "next" in request.GET else ""
    part = read_open_level(request.GET.get("inside", ""))
    words = "" if part.part else request.GET.get("q", "").strip()
    pages = pages_of(request.GET.get("search", ""))
    hierarchy = place_hierarchy_of(address.version.id)
    return _step(
        request,
        3,
        "places",
        address,
        errors=_errors("places", error),
        words=words,
        pages=pages,
        levels=places_offered(address, there, hierarchy, words, pages=pages, wanted=part),
    )


@_of_data_set
def choose_times(request: HttpRequest, address: TableAddress) -> HttpResponseBase:
    """Step 4. Only periods that the places have."""
    if not address.choice.places:
        return HttpResponseRedirect(address.url("table-places"))
    codes = address.data.periods(address.choice)
    offered = [(period_text(p), p.label) for p in (address.contents.periods[code - 1] for code in codes)]
    if len(offered) == 1:
        only = [("from", offered[0][0]), ("to", offered[0][0])]
        return HttpResponseRedirect(address.url("table-content", more=only, without=["from", "to"]))
    in_span = [code for code in address.choice.periods if code in codes]
    if "next" in request.GET and in_span:
        return HttpResponseRedirect(address.url("table-content"))
    error = "Choose the first and the last time" if "next" in request.GET else ""
    given = dict(address.given)
    return _step(
        request,
        4,
        "times",
        address,
        errors=_errors("from", error),
        offered=offered,
        first=given.get("from", offered[max(0, len(offered) - 5)][0]),
        last=given.get("to", offered[-1][0]),
    )


@_of_data_set
def choose_content(request: HttpRequest, address: TableAddress) -> HttpResponseBase:
    """Step 5. Indicators, and options of each filter that have rows in these places and times."""
    if (step := address.missing_step) and step != "table-content":
        return HttpResponseRedirect(address.url(step))
    is_sent = "next" in request.GET
    fields = content_fields(address, is_sent=is_sent)
    if is_sent and not fields.errors:
        return HttpResponseRedirect(address.url("table"))
    return _step(request, 5, "content", address, errors=fields.errors, fields=fields)


def _errors(id: str, message: str) -> list[tuple[str, str]]:
    return [(id, message)] if message else []


def _step(
    request: HttpRequest,
    number: int,
    name: str,
    address: TableAddress | None = None,
    *,
    errors: list[tuple[str, str]],
    **asked: Any,
) -> HttpResponse:
    """The page of a step, with what was chosen before it."""
    return page(
        request,
        f"{_HERE}{name}.html.j2",
        at="create-a-table",
        crumbs=[CRUMB],
        step=number,
        steps=STEPS,
        made_up=address.version.figures_are if address else MadeUp.NO_WORD,
        summary=address.summary(number) if address else [],
        hidden=address.carried(number) if address else [],
        like=str(address.version.data_set_id) if address else "",
        errors=errors,
        **asked,
    )
