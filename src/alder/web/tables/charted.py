"""The chart of one's own table: its form, its picture, and the words where there can be none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from alder.show.chart import Chart, as_file, chart
from alder.show.chart_plan import MOST_SERIES, MOST_TICKED, ChartPlan, ChartRefused, ChartRequest, Kind, plan
from alder.show.table import INDICATOR, TIME
from alder.web.tables import chosen
from alder.web.tables.downloads import as_download
from alder.web.tables.patience import in_time

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.publishing.tables.chosen_table import ChosenTable
    from alder.show.chart_plan import ChartRole
    from alder.show.notes import TableSource
    from alder.web.tables.asked import Asked, Pairs

NOTHING_APART = "-"


@dataclass(frozen=True)
class Choice:
    """A field of the form: its name in the address, its question, and its answers: value, words, whether chosen."""

    name: str
    id: str
    question: str
    answers: tuple[tuple[str, str, bool], ...]
    are_several: bool = False


@dataclass(frozen=True)
class Charted:
    """What the page says of the chart: a picture, or why there is none and what there could be instead."""

    made: Chart | None
    why: str
    instead: tuple[tuple[str, str], ...]
    """Words and address."""
    fields: tuple[Choice, ...]
    hidden: Pairs
    svg: str


def charted(so_far: Asked, found: ChosenTable, facts: TableSource) -> Charted:
    """The chart that the address asks for, or the one that suits the table."""
    wanted = _wanted(so_far)
    svg = reverse("table-chart", args=[so_far.data_set]) + so_far.query(more=so_far.chart)
    made, why = None, ""
    instead: tuple[tuple[str, str], ...] = ()
    fields: tuple[Choice, ...] = ()
    hidden = so_far.given
    try:
        planned = plan(found, wanted)
        hidden = [*hidden, *_picked_without_boxes(planned, wanted)]
        fields = tuple(_fields(planned, found))
        made = chart(planned, found, facts, with_intervals=_with_intervals(so_far, found))
    except ChartRefused as refused:
        why, instead = refused.why, tuple((one.words, _address(so_far, one.wanted)) for one in refused.instead)
    return Charted(made, why, instead, fields, hidden, svg)


@in_time
def picture(request: HttpRequest, data_set: UUID) -> HttpResponseBase:
    """The chart as an SVG file."""
    so_far = chosen.chosen(request, data_set)
    if isinstance(so_far, HttpResponseRedirect):
        return so_far
    if chosen.is_very_large(so_far):
        raise Http404
    found = chosen.figures(so_far)
    if not found.figures:
        raise Http404
    try:
        about = chosen.facts(request, so_far, chosen.layout(so_far, found))
        made = chart(plan(found, _wanted(so_far)), found, about, with_intervals=_with_intervals(so_far, found))
    except ChartRefused:
        raise Http404 from None
    name = so_far.version.figures_are.file_name(f"{so_far.version.data_set.title}_v{so_far.version.number}_chart")
    name = name.replace(" ", "_")
    return as_download(HttpResponse(as_file(made), content_type="image/svg+xml; charset=utf-8"), name, "svg")


def _with_intervals(so_far: Asked, found: ChosenTable) -> ChosenTable | None:
    """The same figures with the ends of their intervals, where the data set has them and the table does not."""
    measures = [n for n, _ in found.dimension(INDICATOR).members if isinstance(n, int)]
    ends = {end for n in measures for end in found.contents.intervals.get(n, ())} - set(measures)
    if not ends or found.is_cut:
        return None
    return chosen.figures(so_far, choice=so_far.choice.but(indicators=(*measures, *sorted(ends))))


def _wanted(so_far: Asked) -> ChartRequest:
    given = dict(so_far.chart)
    picks: dict[str, tuple[str, ...]] = {}
    ones: dict[str, str] = {}
    for name, value in so_far.chart:
        dimension, _, member = value.partition(":")
        if name == "pick":
            picks[dimension] = (*picks.get(dimension, ()), member)
        elif name == "one":
            ones[dimension] = member
    return ChartRequest(given.get("chart", ""), given.get("along", ""), given.get("by", ""), picks, ones)


def _address(so_far: Asked, wanted: ChartRequest) -> str:
    more = [(name, value) for name, value in zip(("chart", "along", "by"), _parts(wanted), strict=True) if value]
    more += [("pick", f"{dimension}:{id}") for dimension, picked in wanted.picks.items() for id in picked]
    more += [("one", f"{dimension}:{id}") for dimension, id in wanted.ones.items()]
    return reverse("table", args=[so_far.data_set]) + so_far.query(more=more) + "#chart"


def _parts(wanted: ChartRequest) -> tuple[str, str, str]:
    return wanted.kind, wanted.along, wanted.by


def _fields(planned: ChartPlan, found: ChosenTable) -> list[Choice]:
    """What can be asked of a chart of this table."""
    split = [(d.name, d.title) for d in found.split]
    kinds = [kind for kind in Kind if kind != Kind.LINES or any(name == TIME for name, _ in split)]
    made = [Choice("chart", "chart-kind", "Kind of chart", tuple((k, k.words, k == planned.kind) for k in kinds))]
    if planned.kind != Kind.LINES:
        question = "A bar for each" if planned.kind == Kind.BARS else "A line of dots for each"
        made.append(Choice("along", "chart-along", question, tuple((n, t, n == planned.along.name) for n, t in split)))
    if planned.kind != Kind.BARS and len(split) > 1:
        by = planned.by.name if planned.by else NOTHING_APART
        rest = [(name, title) for name, title in split if name != planned.along.name]
        answers = [(NOTHING_APART, "Nothing", by == NOTHING_APART), *((n, t, n == by) for n, t in rest)]
        made.append(Choice("by", "chart-by", "Tell apart by", tuple(answers)))
    if planned.by and len(planned.by.ids) <= MOST_TICKED:
        made.append(_ticked(planned.by, f"{planned.by.dimension.title}: up to {MOST_SERIES}"))
    if planned.kind != Kind.LINES and len(planned.along.ids) <= MOST_TICKED:
        made.append(_ticked(planned.along, planned.along.dimension.title))
    made += [_one_of(role) for role in planned.others]
    return made


def _picked_without_boxes(planned: ChartPlan, wanted: ChartRequest) -> Pairs:
    """What was picked of dimensions that are too large for boxes, so that a change of the chart keeps it."""
    large = [role for role in (planned.along, planned.by) if role and len(role.ids) > MOST_TICKED]
    return [("pick", f"{role.name}:{id}") for role in large for id in wanted.picks.get(role.name, ())]


def _ticked(role: ChartRole, question: str) -> Choice:
    return Choice("pick", f"chart-{role.name}", question, _answers(role), are_several=True)


def _one_of(role: ChartRole) -> Choice:
    question = "Measure" if role.name == INDICATOR else role.dimension.title
    return Choice("one", f"chart-{role.name}", question, _answers(role))


def _answers(role: ChartRole) -> tuple[tuple[str, str, bool], ...]:
    return tuple((f"{role.name}:{id}", words, chosen) for id, words, chosen in role.choices)
