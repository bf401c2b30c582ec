"""The rules of the ILR as pages: a list to search, and each rule with its condition and examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse

from alder.sources.ilr import explanation
from alder.sources.ilr.rule_list import entries, latest, search
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.schema import entities
from alder.web.frame import Crumb, page, query
from alder.web.lists import Paged

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_HERE = "alder.web.data_sources:templates/"
_LONGEST = 100


def listed(request: HttpRequest) -> HttpResponse:
    """The rules of the latest year that is written as a whole, by words and kind of record."""
    words = request.GET.get("q", "").strip()[:_LONGEST]
    kind = request.GET.get("record", "").strip()[:_LONGEST]
    year = latest()
    every = entries(year)
    kinds = sorted({entry.entity for entry in every}, key=str.casefold)
    found = [one for one in search(every, words.split()) if kind in ("", one.entity)]
    return page(
        request,
        f"{_HERE}rules.html.j2",
        at="data-sources",
        crumbs=_crumbs(),
        words=words,
        record=kind,
        kinds=[("", "All kinds of record"), *((name, explanation.in_words(name)) for name in kinds)],
        every=len(every),
        year=year,
        paged=Paged(found, request.GET.get("page"), lambda n: query(("q", words), ("record", kind), ("page", n))),
    )


def one(request: HttpRequest, code: str) -> HttpResponse:
    if code not in ilr.codes:
        raise Http404
    rule = ilr.versions(code)[-1]
    record = ilr.shape.table(rule.judged).element
    homes = {field: name for name, one in entities().items() for field in (f.name for f in one.fields)}
    return page(
        request,
        f"{_HERE}rule.html.j2",
        at="data-sources",
        crumbs=[*_crumbs(), Crumb("Rules", reverse("rules"))],
        code=code,
        rule=rule,
        record=explanation.in_words(record),
        severity=explanation.severity_in_words(rule),
        years=", ".join(version.years for version in ilr.versions(code)),
        told=(told := explanation.rule(code)),
        rows=_joined(told.rows),
        reads=[(name, homes.get(name, "")) for name in rule.reads],
    )


def _joined(rows: tuple[tuple[str, str], ...]) -> list[tuple[str, list[str]]]:
    """Rows with a name, each with the lines that go on without one. What the page shows by itself is left out."""
    found: list[tuple[str, list[str]]] = []
    for name, text in rows:
        if name or not found:
            found.append((name, [text]))
        else:
            found[-1][1].append(text)
    return [one for one in found if one[0] not in ("reads", "put right")]


def _crumbs() -> list[Crumb]:
    return [
        Crumb("Data sources", reverse("data-sources")),
        Crumb("Individualised Learner Record", reverse("data-source", args=["ilr"])),
    ]
