"""What each column of a data set holds and which measure it shows, for its page, and which data sets show a measure.

A measure is known by the names that Alder gives its columns. `columns_of(version)` gives what the page of a data set
shows. A version never changes, so what was worked out once is kept beside what is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING

from django.urls import reverse

from alder.derive import variables
from alder.look.words import number
from alder.measures import measures
from alder.publishing.contents.column_guidance import Guidance
from alder.show.table import meaning, shown, unit_in_words
from alder.web.methodology.tasks import describe, describe_columns, guidance_file, kept_guidance
from alder.web.publications.data_set_store import contents_of
from alder.web.publications.public_catalogue import data_sets

if TYPE_CHECKING:
    from uuid import UUID

    from alder.derive.variable import Variable
    from alder.measures import Measure
    from alder.publishing.contents.column_guidance import ColumnTold
    from alder.publishing.contents.version_contents import Contents, DataSetFilter, DataSetIndicator
    from alder.web.publications.public_catalogue import PublicDataSet


_AT_ONCE = 2_000_000
"""Up to so many rows are read while somebody waits: a second for a million."""


@dataclass(frozen=True)
class FigureColumn:
    """One indicator in words: its range with its unit, how much of it is blank, its symbols, and its measure."""

    indicator: DataSetIndicator
    unit: str
    range: str
    blank: str
    symbols: tuple[tuple[str, str, str], ...]
    measure: Measure | None


@dataclass(frozen=True)
class GroupColumn:
    """One filter in words: how much of it is blank, and the variable that it is."""

    filter: DataSetFilter
    blank: str
    variable: Variable | None


@dataclass(frozen=True)
class Columns:
    """The columns of a data set, and each measure that they show once."""

    figures: tuple[FigureColumn, ...]
    groups: tuple[GroupColumn, ...]
    measures: tuple[Measure, ...]
    is_known: bool
    """False while a large file is still being read."""


def columns_of(version: UUID) -> Columns:
    """Everything about the columns of a version."""
    contents = contents_of(version)
    known, method = _kept(version, contents.rows), method_of(contents)
    summaries = known or Guidance((), ())
    return Columns(
        tuple(
            _figure(indicator, summaries.of(indicator.column), method.measures.get(indicator.column))
            for indicator in contents.indicators
        ),
        tuple(
            _group(filter, summaries.of(filter.column), method.variables.get(filter.column))
            for filter in contents.filters
        ),
        method.distinct,
        is_known=known is not None,
    )


def _figure(indicator: DataSetIndicator, summary: ColumnTold | None, measure: Measure | None) -> FigureColumn:
    if summary is None:
        return FigureColumn(indicator, unit_in_words(indicator), "", "", (), measure)
    span = "No figures"
    if summary.low is not None and summary.high is not None and isfinite(summary.low) and isfinite(summary.high):
        low, high = (shown(_text(value), indicator, with_unit=True) for value in (summary.low, summary.high))
        span = low if low == high else f"{low} to {high}"
    symbols = tuple((symbol, meaning(symbol), _share(count, summary.rows)) for symbol, count in summary.symbols)
    return FigureColumn(
        indicator, unit_in_words(indicator), span, _share(summary.blank, summary.rows), symbols, measure
    )


def _group(filter: DataSetFilter, summary: ColumnTold | None, variable: Variable | None) -> GroupColumn:
    return GroupColumn(filter, _share(summary.blank, summary.rows) if summary else "", variable)


def _text(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.10f}".rstrip("0")


def _share(part: int, of: int) -> str:
    """None, 12 rows (3%), or fewer than 1% of many."""
    if not part:
        return "none"
    share = 100 * part / of
    words = "under 1%" if share < 1 else "over 99%" if 99 < share < 100 else f"{share:.0f}%"
    return f"{number(part)} of {number(of)} ({words})"


def _kept(version: UUID, rows: int) -> Guidance | None:
    """What was worked out before, or is now; None where the file is too large for that and a worker is asked."""
    if guidance := kept_guidance(version):
        return guidance
    if rows <= _AT_ONCE:
        return describe(version)
    asked = guidance_file(version).with_suffix(".asked")
    asked.parent.mkdir(parents=True, exist_ok=True)
    if not asked.exists():
        asked.touch()
        describe_columns.enqueue(str(version))
    return None


def methods_of(contents: list[Contents]) -> list[tuple[str, str]]:
    """Words and address of the method of each measure that data sets show; the list of methods where none is known."""
    found = {m.name: m for one in contents for m in method_of(one).distinct}
    links = [(f"How {m.title.lower()} is measured", reverse("method", args=[m.name])) for m in found.values()]
    return links or [("How statistics are made", reverse("methodology"))]


@dataclass(frozen=True)
class MethodOf:
    """The measures of a data set's indicators by the columns of these, and the variables of its filters by theirs."""

    measures: dict[str, Measure]
    variables: dict[str, Variable]

    @property
    def distinct(self) -> tuple[Measure, ...]:
        """Each measure once, in the order of the columns."""
        return tuple({measure.name: measure for measure in self.measures.values()}.values())


def method_of(contents: Contents) -> MethodOf:
    """What is known of how a data set is measured; nothing of one that was not made by these measures."""
    columns = {indicator.column for indicator in contents.indicators}
    chosen = _chosen(columns)
    by_column = {
        indicator.column: measure
        for indicator in contents.indicators
        for measure in chosen
        if indicator.column.removesuffix("_lower").removesuffix("_upper") in _indicators()[measure.name]
    }
    split = {filter.column: _filters()[filter.column] for filter in contents.filters if filter.column in _filters()}
    return MethodOf({c.column: by_column[c.column] for c in contents.indicators if c.column in by_column}, split)


def _chosen(columns: set[str]) -> list[Measure]:
    """Measures all of whose counts and rates are there; of two with the same counts, the one that has more there."""
    whole = [m for m in measures if _indicators()[m.name] <= columns]
    with_own = [m for m in whole if m.rates or m.averages]
    wanted = with_own or [m for m in whole if m.name in columns]
    return sorted(wanted, key=lambda m: len(_indicators()[m.name]))


@cache
def _indicators() -> dict[str, set[str]]:
    return {m.name: {i.id for i in (*m.counts, *m.rates)} | {a.id for a in m.averages} for m in measures}


@cache
def _filters() -> dict[str, Variable]:
    return {variable.name: variable for variable in variables}


def published_with(measure: Measure) -> list[PublicDataSet]:
    """Data sets of which an indicator is the measure, by title."""
    labels = {i.label for i in (*measure.counts, *measure.rates)} | {a.label for a in measure.averages}
    near = (data_set for data_set in data_sets() if labels & set(data_set.version.summary["indicators"]))
    return [one for one in near if measure in method_of(contents_of(one.version.id)).distinct]
