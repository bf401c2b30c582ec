"""The answer to a query as JSON: rows with ids, or with names and labels beside them where someone debugs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.publishing.paging import paging

if TYPE_CHECKING:
    from alder.publishing.described.contents import Contents, Place
    from alder.publishing.query.found import Found


def answer(found: Found) -> dict[str, Any]:
    """A page of rows, and warnings of what was not found."""
    shape = _Shape(found)
    return {
        "paging": paging(found.query.page, found.query.page_size, found.count),
        "results": [shape.row(row) for row in found.rows],
        "warnings": [warning.to_json() for warning in found.warnings],
    }


class _Shape:
    """How a kept row is shown. Everything is looked up by its code, in lists that are made once for a page."""

    def __init__(self, found: Found) -> None:
        contents, debug = found.contents, found.query.debug
        self._periods = [{}, *({"code": p.code, "period": p.api_period} for p in contents.periods)]
        self._levels = ["", *contents.levels]
        self._places = _debugged_places(contents) if debug else contents.place_ids
        self._filters = _debugged_filters(contents) if debug else contents.filter_ids
        self._figures = [_shown(indicator.id, indicator.column, debug) for indicator in found.indicators]
        self._to_filters, self._to_figures = found.filters_from, found.figures_from

    def row(self, row: tuple[Any, ...]) -> dict[str, Any]:
        places = zip(self._places, row[2 : self._to_filters], strict=True)
        filters = zip(self._filters, row[self._to_filters : self._to_figures], strict=True)
        return {
            "timePeriod": self._periods[row[0]],
            "geographicLevel": self._levels[row[1]],
            "locations": {level: ids[code] for (level, ids), code in places if code},
            "filters": {id: options[code] for (id, options), code in filters if code},
            "values": dict(zip(self._figures, row[self._to_figures :], strict=True)),
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
