"""The list of methods, each measure, each variable, and what all statistics share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse

from alder.derive import explanation as of_variable
from alder.derive import variables
from alder.disclosure.policy import POLICIES
from alder.measures import measures
from alder.measures.calculation.result import quality_of
from alder.measures.measure_explanation import published_of, versions_of, worked_of
from alder.measures.query import can_split
from alder.model.definition import Parameter
from alder.model.quality import CAVEATS, Grade
from alder.model.symbols import OLDER, SYMBOLS
from alder.quality import caveats
from alder.sources.ilr.quality import BREAKS, GRADES
from alder.web.frame import Crumb, page
from alder.web.methodology.column_methods import published_with
from alder.web.methodology.method_topics import TOPICS, measures_by_theme

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from alder.derive.variable import Variable
    from alder.measures import Measure
    from alder.web.methodology.method_topics import MethodTopic

_HERE = "alder.web.methodology:templates/"
_CRUMB = Crumb("Methods", "/methodology")
_AT = "methodology"


def index(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        f"{_HERE}methods.html.j2",
        at=_AT,
        themes=measures_by_theme(),
        topics=TOPICS,
        count=len(measures),
        splits=len(variables),
    )


def method(request: HttpRequest, name: str) -> HttpResponse:
    """A measure by its name, or one of the topics."""
    topic = next((topic for topic in TOPICS if topic.slug == name), None)
    if topic:
        return _topic(request, topic)
    if name not in measures:
        raise Http404
    return _measure(request, measures[name])


def variables_listed(request: HttpRequest) -> HttpResponse:
    return page(request, f"{_HERE}variables.html.j2", at=_AT, crumbs=[_CRUMB], variables=list(variables))


def variable(request: HttpRequest, name: str) -> HttpResponse:
    if name not in variables:
        raise Http404
    found = variables[name]
    crumbs = [_CRUMB, Crumb("Variables", reverse("variables"))]
    return page(
        request,
        f"{_HERE}variable.html.j2",
        at=_AT,
        crumbs=crumbs,
        variable=found,
        told=of_variable.explained(found),
        quality=of_variable.quality_of(found),
        tables=of_variable.reference_tables(found),
        parameters=_parameters(found),
        used_by=[m for m in measures if name in (*can_split(m), *m.age_bands.values())],
    )


def _measure(request: HttpRequest, measure: Measure) -> HttpResponse:
    quality = quality_of(measure)
    touched = frozenset({measure.name, *(scope.value for scope in measure.scopes), *measure.moved_by})
    return page(
        request,
        f"{_HERE}measure.html.j2",
        at=_AT,
        crumbs=[_CRUMB],
        measure=measure,
        grade=quality.grade,
        weakest=quality.because,
        breaks=[] if measure.extract else [b for b in BREAKS if b.touches_any(touched)],
        cautions=caveats(measure.caveats),
        parameters=_parameters(measure),
        worked=worked_of(measure),
        published=published_of(measure),
        versions=versions_of(measure.name, measure.version),
        splits=[(name, variables[name].title if name in variables else "") for name in can_split(measure)],
        data_sets=published_with(measure),
    )


def _parameters(of: Measure | Variable) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "decides": one.decides,
            "usual": Parameter.shown(one.default).replace(",", ", "),
            "choices": one.choices,
            "source": one.source,
            "evidence": one.evidence,
        }
        for one in of.parameters
    ]


def _topic(request: HttpRequest, topic: MethodTopic) -> HttpResponse:
    return page(
        request,
        topic.template,
        at=_AT,
        crumbs=[_CRUMB],
        topic=topic,
        policies=list(POLICIES.values()),
        grades=list(Grade),
        fields=GRADES,
        breaks=BREAKS,
        cautions=list(CAVEATS.values()),
        symbols=list(SYMBOLS.items()),
        older=list(OLDER.items()),
    )
