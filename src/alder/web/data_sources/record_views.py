"""Kinds of record of a source with their fields, and the rules of the ILR. All know every rule, and load late."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.disclosure import field_profile
from alder.model.explanation import grouped
from alder.model.layout import RISKS, names_of
from alder.model.made_up import MadeUp
from alder.quality.field_guide import guide
from alder.sources import every
from alder.sources.ilr import explanation
from alder.sources.ilr.quality import GRADES
from alder.sources.ilr.rule_list import entries, latest, search
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.schema import entities
from alder.web.frame import Crumb, page, query
from alder.web.result_lists import Paged

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from alder.disclosure.field_profile import FieldProfile
    from alder.model.layout import SourceEntity, SourceField
    from alder.model.source import Source

_HERE = "alder.web.data_sources:templates/"
_AT = "data-sources"


def entity(request: HttpRequest, name: str, entity: str) -> HttpResponse:
    """A kind of record with all its fields."""
    source, record = _entity(name, entity)
    profile = _profile()
    return page(
        request,
        f"{_HERE}entity.html.j2",
        at=_AT,
        crumbs=_crumbs(source),
        source=source,
        entity=record,
        grades=GRADES if source.id == "ilr" else {},
        judged=any(f.risk for f in record.fields),
        profile=profile if profile and source.id == "ilr" else None,
        made_up=profile.made_up if profile and source.id == "ilr" else MadeUp.NO_WORD,
        others=[one for one in source.entities if one is not record],
    )


def field(request: HttpRequest, name: str, entity: str, field: str) -> HttpResponse:
    """One field: what it holds and what to mind."""
    source, record = _entity(name, entity)
    if field not in record:
        raise Http404
    found = record[field]
    profile = _profile() if source.id == "ilr" else None
    return page(
        request,
        f"{_HERE}field.html.j2",
        at=_AT,
        crumbs=[*_crumbs(source), Crumb(record.published or record.name, reverse("entity", args=[name, record.name]))],
        guide=guide(source, record, found),
        risk=RISKS.get(found.risk) if found.risk else "",
        also=_also(record, found),
        profile=profile,
        made_up=profile.made_up if profile else MadeUp.NO_WORD,
        told=profile.of(record.name, found.name) if profile else None,
    )


def find(request: HttpRequest, name: str, field: str) -> HttpResponseBase:
    """A field by its name alone leads to the first kind of record that has it."""
    source = _source(name)
    for record in source.entities:
        if field in record:
            return HttpResponseRedirect(reverse("field", args=[name, record.name, record[field].name]))
    if source.id == "ilr" and field in GRADES:  # of the file as a whole, such as whose it is
        return HttpResponseRedirect(reverse("data-source", args=[name]))
    raise Http404


def _source(name: str) -> Source:
    for one in every():
        if one.id == name:
            return one
    raise Http404


def _entity(name: str, entity: str) -> tuple[Source, SourceEntity]:
    source = _source(name)
    for one in source.entities:
        if one.name == entity:
            return source, one
    raise Http404


def _crumbs(source: Source) -> list[Crumb]:
    return [
        Crumb("Data sources", reverse("data-sources")),
        Crumb(source.title, reverse("data-source", args=[source.id])),
    ]


def _also(record: SourceEntity, field: SourceField) -> list[tuple[str, str]]:
    """Names that columns of the field have had, with their years."""
    return [(str(name.pattern), str(name.years) if name.years else "") for name in names_of(record, field)][1:]


def _profile() -> FieldProfile | None:
    """What was put beside what is published. Nothing of any other kind is read here."""
    file = settings.ALDER_PUBLISHED / field_profile.FILE
    return _read(file.parent, file.stat().st_mtime_ns) if file.is_file() else None


@lru_cache(maxsize=4)
def _read(folder: Path, changed: int) -> FieldProfile | None:
    return field_profile.read(folder)


_LONGEST = 100


def rule_list(request: HttpRequest) -> HttpResponse:
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
        crumbs=_crumbs(_source("ilr")),
        words=words,
        record=kind,
        kinds=[("", "All kinds of record"), *((name, explanation.in_words(name)) for name in kinds)],
        every=len(every),
        year=year,
        paged=Paged(found, request.GET.get("page"), lambda n: query(("q", words), ("record", kind), ("page", n))),
    )


def rule_page(request: HttpRequest, code: str) -> HttpResponse:
    if code not in ilr.codes:
        raise Http404
    rule = ilr.versions(code)[-1]
    record = ilr.shape.table(rule.judged).element
    homes = {field: name for name, item in entities().items() for field in (f.name for f in item.fields)}
    return page(
        request,
        f"{_HERE}rule.html.j2",
        at="data-sources",
        crumbs=[*_crumbs(_source("ilr")), Crumb("Rules", reverse("rules"))],
        code=code,
        rule=rule,
        record=explanation.in_words(record),
        severity=explanation.severity_in_words(rule),
        years=", ".join(version.years for version in ilr.versions(code)),
        told=(told := explanation.rule(code)),
        rows=[row for row in grouped(told.rows) if row[0] not in ("reads", "put right")],  # the page shows these itself
        reads=[(name, homes.get(name, "")) for name in rule.reads],
    )
