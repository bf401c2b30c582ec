"""The catalogue of sources as pages. All that they say is declared in `alder.sources`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse

from alder.errors import AlderError
from alder.model.period import years_in_words
from alder.model.source import Holds
from alder.sources import answering, compare, every
from alder.sources.topics import topics
from alder.web.frame import Crumb, page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from alder.sources.question import SourceMatches

_HERE = "alder.web.data_sources:templates/"
_CRUMB = Crumb("Data sources", "/data-sources")
_MOST_COMPARED = 3
_LONGEST_QUESTION = 300


def sources(request: HttpRequest) -> HttpResponse:
    kinds = [(kind, [one for one in every() if one.holds is kind]) for kind in Holds]
    return page(request, f"{_HERE}sources.html.j2", at="data-sources", kinds=kinds, total=len(every()))


def one_source(request: HttpRequest, name: str) -> HttpResponse:
    found = next((one for one in every() if one.id == name), None)
    if found is None:
        raise Http404
    return page(
        request,
        f"{_HERE}source.html.j2",
        at="data-sources",
        crumbs=[_CRUMB],
        source=found,
        topics=topics(),
        titles=titles(),
        others=[one for one in every() if one.id != found.id],
    )


def side_by_side(request: HttpRequest) -> HttpResponse:
    """Two or three sources. Without any, the form alone."""
    names = [name for name in dict.fromkeys(request.GET.getlist("source")) if name]
    known = {one.id for one in every()}
    chosen = [name for name in names if name in known][:_MOST_COMPARED]
    comparison = compare(*chosen) if len(chosen) > 1 else None
    error = "Choose two different sources" if request.GET and comparison is None else ""
    return page(
        request,
        f"{_HERE}compare.html.j2",
        at="data-sources",
        crumbs=[_CRUMB],
        every=[("", "Choose a source"), *((one.id, one.title) for one in every())],
        chosen=[*chosen, "", "", ""][:_MOST_COMPARED],
        comparison=comparison,
        titles={one.id: one.title for one in every()},
        topics=topics(),
        error=error,
    )


def which_source(request: HttpRequest) -> HttpResponse:
    """The sources that answer a question, asked in words; its years may be narrowed."""
    question = request.GET.get("question", "").strip()[:_LONGEST_QUESTION]
    years = request.GET.get("years", "").strip()[:40]
    found: SourceMatches | None = None
    errors: list[tuple[str, str]] = []
    if "question" in request.GET and not question:
        errors = [("question", "Write what you want to know")]
    elif question:
        found, errors = _answered(question, years)
    return page(
        request,
        f"{_HERE}which.html.j2",
        at="data-sources",
        crumbs=[_CRUMB],
        question=question,
        years=years,
        found=found,
        errors=errors,
        in_words=years_in_words,
        titles={one.id: one.title for one in every()},
        subjects=[topic for topic in topics().values() if not topic.is_people],
        people=[topic for topic in topics().values() if topic.is_people],
        address=reverse("which-source"),
    )


def _answered(question: str, years: str) -> tuple[SourceMatches | None, list[tuple[str, str]]]:
    """The answer, or what about the words or the years was not understood."""
    try:
        answering(question)
    except AlderError:
        return None, [("question", "We do not know these words. Try some of the topics below, such as retention")]
    try:
        return answering(question, years=years or None), []
    except AlderError:
        return None, [("years", "Write years as 2018/19, or 2018/19..2022/23 for several")]


def titles() -> dict[str, str]:
    """Every source: what a role can be held for."""
    return {one.id: one.title for one in every()}
