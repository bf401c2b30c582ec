"""The chart of one's own table: its form, its picture, and the words where there can be none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponseRedirect

from alder.show.chart import Chart, as_file, chart
from alder.show.chart_plan import MOST_SERIES, MOST_TICKED, ChartKind, ChartPlan, ChartRefused, ChartRequest, plan
from alder.show.table import INDICATOR, TIME
from alder.web.tables import table_address
from alder.web.tables.file_views import as_download
from alder.web.tables.held_boundaries import boundaries_for
from alder.web.tables.table_address import with_time_limit

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.publishing.tables.choice_address import Pairs
    from alder.publishing.tables.chosen_table import ChosenTable
    from alder.show.chart_plan import ChartRole
    from alder.show.notes import TableSource
    from alder.web.tables.held_boundaries import HeldBoundaries
    from alder.web.tables.table_address import TableAddress

NOTHING_APART = "-"


@dataclass(frozen=True)
class ChartField:
    """A field of the form: its name in the address, its question, and its answers: value, words, whether chosen."""

    name: str
    id: str
    question: str
    answers: tuple[tuple[str, str, bool], ...]
    are_several: bool = False


@dataclass(frozen=True)
class ChartForm:
    """What the page says of the chart: a picture, or why there is none and what there could be instead."""

    made: Chart | None
    why: str
    instead: tuple[tuple[str, str], ...]
    """Words and address."""
    fields: tuple[ChartField, ...]
    hidden: Pairs
    svg: str


def chart_form(address: TableAddress, table: ChosenTable, facts: TableSource) -> ChartForm:
    """The chart that the address asks for, or the one that suits the table."""
    wanted = _wanted(address)
    svg = address.url("table-chart", more=address.chart)
    made, why = None, ""
    instead: tuple[tuple[str, str], ...] = ()
    fields: tuple[ChartField, ...] = ()
    hidden = address.given
    areas = boundaries_for(table)
    try:
        planned = plan(table, wanted, areas.codes)
        hidden = [*hidden, *_picked_without_boxes(planned, wanted)]
        fields = tuple(_fields(planned, table))
        made = _drawn(address, planned, table, facts, areas)
    except ChartRefused as refused:
        why, instead = refused.why, tuple((one.words, _chart_url(address, one.wanted)) for one in refused.instead)
    return ChartForm(made, why, instead, fields, hidden, svg)


@with_time_limit
def picture(request: HttpRequest, data_set: UUID) -> HttpResponseBase:
    """The chart as an SVG file."""
    address = table_address.complete_address(request, data_set)
    if isinstance(address, HttpResponseRedirect):
        return address
    if table_address.is_very_large(address):
        raise Http404
    table = table_address.figures(address)
    if not table.figures:
        raise Http404
    try:
        about = table_address.facts(request, address, table_address.layout(address, table))
        areas = boundaries_for(table)
        made = _drawn(address, plan(table, _wanted(address), areas.codes), table, about, areas)
    except ChartRefused:
        raise Http404 from None
    name = address.version.figures_are.file_name(f"{address.version.data_set.title}_v{address.version.number}_chart")
    name = name.replace(" ", "_")
    return as_download(HttpResponse(as_file(made), content_type="image/svg+xml; charset=utf-8"), name, "svg")


def _drawn(
    address: TableAddress, planned: ChartPlan, table: ChosenTable, facts: TableSource, areas: HeldBoundaries
) -> Chart:
    outlines = areas.around(planned, table) if planned.kind == ChartKind.MAP else {}
    return chart(planned, table, facts, with_intervals=_with_intervals(address, table), outlines=outlines)


def _with_intervals(address: TableAddress, table: ChosenTable) -> ChosenTable | None:
    """The same figures with the ends of their intervals, where the data set has them and the table does not."""
    measures = [n for n, _ in table.dimension(INDICATOR).members if isinstance(n, int)]
    ends = {end for n in measures for end in table.contents.intervals.get(n, ())} - set(measures)
    if not ends or table.is_cut:
        return None
    return table_address.figures(address, choice=address.choice.but(indicators=(*measures, *sorted(ends))))


def _wanted(address: TableAddress) -> ChartRequest:
    given = dict(address.chart)
    picks: dict[str, tuple[str, ...]] = {}
    ones: dict[str, str] = {}
    for name, value in address.chart:
        dimension, _, member = value.partition(":")
        if name == "pick":
            picks[dimension] = (*picks.get(dimension, ()), member)
        elif name == "one":
            ones[dimension] = member
    return ChartRequest(given.get("chart", ""), given.get("along", ""), given.get("by", ""), picks, ones)


def _chart_url(address: TableAddress, wanted: ChartRequest) -> str:
    more = [(name, value) for name, value in zip(("chart", "along", "by"), _parts(wanted), strict=True) if value]
    more += [("pick", f"{dimension}:{id}") for dimension, picked in wanted.picks.items() for id in picked]
    more += [("one", f"{dimension}:{id}") for dimension, id in wanted.ones.items()]
    return address.url("table", more=more, spot="chart")


def _parts(wanted: ChartRequest) -> tuple[str, str, str]:
    return wanted.kind, wanted.along, wanted.by


def _fields(planned: ChartPlan, table: ChosenTable) -> list[ChartField]:
    """What can be asked of a chart of this table."""
    split = [(d.name, d.title) for d in table.split]
    can_be = {ChartKind.LINES: any(name == TIME for name, _ in split), ChartKind.MAP: planned.can_be_mapped}
    kinds = [kind for kind in ChartKind if can_be.get(kind, True)]
    made = [ChartField("chart", "chart-kind", "Kind of chart", tuple((k, k.words, k == planned.kind) for k in kinds))]
    if planned.kind in (ChartKind.BARS, ChartKind.DOTS):
        question = "A bar for each" if planned.kind == ChartKind.BARS else "A line of dots for each"
        made.append(
            ChartField("along", "chart-along", question, tuple((n, t, n == planned.along.name) for n, t in split))
        )
    if planned.kind in (ChartKind.LINES, ChartKind.DOTS) and len(split) > 1:
        by = planned.by.name if planned.by else NOTHING_APART
        rest = [(name, title) for name, title in split if name != planned.along.name]
        answers = [(NOTHING_APART, "Nothing", by == NOTHING_APART), *((n, t, n == by) for n, t in rest)]
        made.append(ChartField("by", "chart-by", "Tell apart by", tuple(answers)))
    if planned.by and len(planned.by.ids) <= MOST_TICKED:
        made.append(_ticked(planned.by, f"{planned.by.dimension.title}: up to {MOST_SERIES}"))
    if planned.kind in (ChartKind.BARS, ChartKind.DOTS) and len(planned.along.ids) <= MOST_TICKED:
        made.append(_ticked(planned.along, planned.along.dimension.title))
    made += [_one_of(role) for role in planned.others]
    return made


def _picked_without_boxes(planned: ChartPlan, wanted: ChartRequest) -> Pairs:
    """What was picked of dimensions that are too large for boxes, so that a change of the chart keeps it."""
    large = [role for role in (planned.along, planned.by) if role and len(role.ids) > MOST_TICKED]
    return [("pick", f"{role.name}:{id}") for role in large for id in wanted.picks.get(role.name, ())]


def _ticked(role: ChartRole, question: str) -> ChartField:
    return ChartField("pick", f"chart-{role.name}", question, _answers(role), are_several=True)


def _one_of(role: ChartRole) -> ChartField:
    question = "Measure" if role.name == INDICATOR else role.dimension.title
    return ChartField("one", f"chart-{role.name}", question, _answers(role))


def _answers(role: ChartRole) -> tuple[tuple[str, str, bool], ...]:
    return tuple((f"{role.name}:{id}", words, chosen) for id, words, chosen in role.choices)
