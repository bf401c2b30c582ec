"""The answer to a query as JSON: rows with ids, or with names and labels beside them where someone debugs.

Rows are written as text from parts that are made once for a page: that takes half the time of making objects of them.
"""

from __future__ import annotations

import csv
import io
import json
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

from alder.publishing.json_stat import NOWHERE, Cube, option_member, period_member, place_member
from alder.publishing.shapes import paging
from alder.publishing.standard import LEVEL_BY_CODE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alder.publishing.api_query.resolution import QueryResult
    from alder.publishing.contents.version_contents import DataSetFilter, Place, PlaceGroup
    from alder.publishing.json_stat import Member

_as_text: Callable[[str], str] = encode_basestring


def answer(found: QueryResult) -> str:
    """A page of rows, and warnings of what was not found."""
    rows = _Rows(found)
    about = _json(paging(found.query.page, found.query.page_size, found.count))
    warnings = _json([warning.to_json() for warning in found.warnings])
    return f'{{"paging":{about},"results":[{",".join(map(rows.written, found.rows))}],"warnings":{warnings}}}'


class _Members(dict[int, str]):
    """How the codes of one level or filter are written: each as a member of an object, when it is first met."""

    def __init__(self, name: str, of: Callable[[int], str]) -> None:
        super().__init__()
        self._name, self._of = _as_text(name), of

    def __missing__(self, code: int) -> str:
        self[code] = f"{self._name}:{_as_text(self._of(code))}"
        return self[code]


class _Rows:
    """How kept rows are written."""

    def __init__(self, found: QueryResult) -> None:
        contents, debug = found.contents, found.query.debug
        self._periods = ["", *(_json({"code": p.code, "period": p.api_period}) for p in contents.periods)]
        self._levels = ["", *(_as_text(level) for level in contents.levels)]
        self._places = [_places(group, debug) for group in contents.places]
        self._filters = [_options(filter, debug) for filter in contents.filters]
        self._figures = [f"{_as_text(_shown(i.id, i.column, debug))}:" for i in found.indicators]
        self._to_filters, self._to_figures = found.filters_from, found.figures_from

    def written(self, row: tuple[Any, ...]) -> str:
        places = _joined(self._places, row[2 : self._to_filters])
        filters = _joined(self._filters, row[self._to_filters : self._to_figures])
        figures = zip(self._figures, row[self._to_figures :], strict=True)
        values = ",".join([name + _as_text(figure) for name, figure in figures])
        return (
            f'{{"timePeriod":{self._periods[row[0]]},"geographicLevel":{self._levels[row[1]]},'
            f'"locations":{{{places}}},"filters":{{{filters}}},"values":{{{values}}}}}'
        )


def _joined(members: Sequence[_Members], codes: Sequence[int]) -> str:
    return ",".join([known[code] for known, code in zip(members, codes, strict=True) if code])


def _places(group: PlaceGroup, debug: bool) -> _Members:
    return _Members(group.level, lambda code: _shown_place(group.places[code - 1], debug))


def _options(filter: DataSetFilter, debug: bool) -> _Members:
    name = _shown(filter.id, filter.column, debug)
    return _Members(name, lambda code: _shown(filter.options[code - 1].id, filter.options[code - 1].label, debug))


def _shown(id: str, name: str, debug: bool) -> str:
    return f"{id} :: {name}" if debug else id


def _shown_place(place: Place, debug: bool) -> str:
    codes = ", ".join(f"{name} = {value}" for name, value in place.codes if value) if debug else ""
    return _shown(place.id, f"{place.label} ({codes})" if codes else place.label, debug)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


CSV = "text/csv"
PARQUET = "application/vnd.apache.parquet"
JSON_STAT = "application/vnd.json-stat+json"
"""Kinds of answers beside plain JSON, by the names that a request gives them in `Accept`."""


def as_csv(found: QueryResult) -> bytes:
    """The rows as the data file has them: labels and codes, every cell as text."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(_columns(found))
    lines.writerows(_rows(found))
    return out.getvalue().encode()


def as_parquet(found: QueryResult, about: dict[str, str] | None = None) -> bytes:
    """The same columns as text. The file's own description has labels and units of the indicators, and what it is."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns, rows = _columns(found), list(_rows(found))
    fields = {indicator.column: indicator for indicator in found.indicators}
    schema = pa.schema(
        [
            pa.field(name, pa.string(), metadata=_described(fields[name]) if name in fields else None)
            for name in columns
        ],
        metadata=about,
    )
    arrays = [pa.array([row[n] for row in rows], pa.string()) for n in range(len(columns))]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), out, compression="zstd")
    return out.getvalue()


def _described(indicator: Any) -> dict[str, str]:
    return {"label": indicator.label, "unit": indicator.unit}


def _columns(found: QueryResult) -> list[str]:
    contents = found.contents
    places = [
        column
        for group in contents.places
        for column in (*LEVEL_BY_CODE[group.level].code_columns, LEVEL_BY_CODE[group.level].name_column)
    ]
    filters = [filter.column for filter in contents.filters]
    figures = [indicator.column for indicator in found.indicators]
    return ["time_period", "time_identifier", "geographic_level", *places, *filters, *figures]


def _rows(found: QueryResult) -> Iterator[list[str]]:
    contents = found.contents
    periods = [[p.period, p.identifier.text] for p in contents.periods]
    levels = [level.text for level in contents.level_list]
    places = [
        [[""] * (len(LEVEL_BY_CODE[group.level].codes) + 1)]
        + [[*(value for _, value in place.codes), place.label] for place in group.places]
        for group in contents.places
    ]
    options = [["", *(option.label for option in filter.options)] for filter in contents.filters]
    for row in found.rows:
        at = [cell for cells, code in zip(places, row[2 : found.filters_from], strict=True) for cell in cells[code]]
        kinds = zip(options, row[found.filters_from : found.figures_from], strict=True)
        yield [
            *periods[row[0] - 1],
            levels[row[1] - 1],
            *at,
            *(labels[code] for labels, code in kinds),
            *row[found.figures_from :],
        ]


def as_json_stat(found: QueryResult, label: str, updated: str = "", *, notes: Sequence[str] = ()) -> dict[str, Any]:
    """A cube of period, place, filters and indicator. A place is the one that the row is about."""
    cube = Cube(found.contents.filters, found.indicators)
    for row in found.rows:
        cube.add(_members(found, row), row[found.figures_from :])
    return cube.as_json(label, updated=updated, notes=notes)


def _members(found: QueryResult, row: tuple[Any, ...]) -> list[Member]:
    contents = found.contents
    level = contents.levels[row[1] - 1]
    at = NOWHERE
    for group, code in zip(contents.places, row[2 : found.filters_from], strict=True):
        if group.level == level and code:
            at = place_member(group.places[code - 1])
    options = zip(contents.filters, row[found.filters_from : found.figures_from], strict=True)
    return [
        period_member(contents.periods[row[0] - 1]),
        at,
        *(option_member(filter, code) for filter, code in options),
    ]
