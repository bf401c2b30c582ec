"""The answer to a query: rows with ids, or with names and labels beside them where someone debugs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.model.coded import RowsAsked
from alder.publishing.described.contents import (
    LEVEL_COLUMN,
    PERIOD_COLUMN,
    filter_column,
    indicator_column,
    level_column,
)
from alder.publishing.paging import paging
from alder.publishing.query.problems import Problem
from alder.publishing.query.resolve import resolve

if TYPE_CHECKING:
    from uuid import UUID

    from alder.publishing.described.contents import Contents, Place
    from alder.publishing.query.criteria import Query
    from alder.publishing.store import DataSetStore


def answer(
    query: Query,
    version: UUID,
    contents: Contents,
    store: DataSetStore,
    *,
    numeric: bool = False,
    seconds: float | None = None,
) -> dict[str, Any]:
    """A page of rows, and warnings of what was not found."""
    resolved = resolve(query, contents, numeric=numeric)
    shape = _Shape(contents, resolved.indicators, debug=query.debug)
    count, rows = store.ask(
        version,
        RowsAsked(
            columns=shape.columns,
            condition=resolved.condition,
            sorts=resolved.sorts,
            skip=(query.page - 1) * query.page_size,
            limit=query.page_size,
        ),
        seconds=seconds,
    )
    warnings = list(resolved.warnings)
    if query.debug:
        warnings.append(Problem("DebugEnabled"))
    if not count:
        warnings.append(Problem("QueryNoResults"))
    return {
        "paging": paging(query.page, query.page_size, count),
        "results": [shape.row(row) for row in rows],
        "warnings": [warning.to_json() for warning in warnings],
    }


class _Shape:
    """How a kept row is shown. Everything is looked up by its code, in lists that are made once for a page."""

    def __init__(self, contents: Contents, indicators: tuple[int, ...], *, debug: bool) -> None:
        self._periods = [{}, *({"code": p.code, "period": p.api_period} for p in contents.periods)]
        self._levels = ["", *contents.levels]
        self._places = _debugged_places(contents) if debug else contents.place_ids
        self._filters = _debugged_filters(contents) if debug else contents.filter_ids
        chosen = [contents.indicators[n] for n in indicators]
        self._values = [_shown(indicator.id, indicator.column, debug) for indicator in chosen]
        self.columns = (
            PERIOD_COLUMN,
            LEVEL_COLUMN,
            *(level_column(group.level) for group in contents.places),
            *(filter_column(n) for n in range(len(contents.filters))),
            *(indicator_column(n) for n in indicators),
        )
        self._to_filters = 2 + len(self._places)
        self._to_values = self._to_filters + len(self._filters)

    def row(self, row: tuple[Any, ...]) -> dict[str, Any]:
        places = zip(self._places, row[2 : self._to_filters], strict=True)
        filters = zip(self._filters, row[self._to_filters : self._to_values], strict=True)
        return {
            "timePeriod": self._periods[row[0]],
            "geographicLevel": self._levels[row[1]],
            "locations": {level: ids[code] for (level, ids), code in places if code},
            "filters": {id: options[code] for (id, options), code in filters if code},
            "values": dict(zip(self._values, row[self._to_values :], strict=True)),
        }


def _debugged_places(contents: Contents) -> list[tuple[str, list[str]]]:
    return [(group.level, ["", *(_shown_place(place) for place in group.places)]) for group in contents.places]


def _debugged_filters(contents: Contents) -> list[tuple[str, list[str]]]:
    return [
        (_shown(f.id, f.column, True), ["", *(_shown(option.id, option.label, True) for option in f.options)])
        for f in contents.filters
    ]


def _shown(id: str, name: str, debug: bool) -> str:
    return f"{id} :: {name}" if debug else id


def _shown_place(place: Place) -> str:
    codes = ", ".join(f"{name} = {value}" for name, value in place.codes if value)
    return f"{place.id} :: {place.label} ({codes})" if codes else f"{place.id} :: {place.label}"
