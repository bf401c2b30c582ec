"""The answer to a query as a file: CSV and Parquet in the columns of the standard, or a cube of JSON-stat 2.0."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from alder.publishing.standard import LEVEL_BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.publishing.query.found import Found

CSV = "text/csv"
PARQUET = "application/vnd.apache.parquet"
JSON_STAT = "application/vnd.json-stat+json"
"""Kinds of answers beside plain JSON, by the names that a request gives them in `Accept`."""


def as_csv(found: Found) -> bytes:
    """The rows as the data file has them: labels and codes, every cell as text."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(_columns(found))
    lines.writerows(_rows(found))
    return out.getvalue().encode()


def as_parquet(found: Found) -> bytes:
    """The same columns as text, with labels and units of the indicators in the file's own description."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns, rows = _columns(found), list(_rows(found))
    fields = {indicator.column: indicator for indicator in found.indicators}
    schema = pa.schema(
        [pa.field(name, pa.string(), metadata=_described(fields[name]) if name in fields else None) for name in columns]
    )
    arrays = [pa.array([row[n] for row in rows], pa.string()) for n in range(len(columns))]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), out, compression="zstd")
    return out.getvalue()


def _described(indicator: Any) -> dict[str, str]:
    return {"label": indicator.label, "unit": indicator.unit}


def _columns(found: Found) -> list[str]:
    contents = found.contents
    places = [
        column
        for group in contents.places
        for column in (*LEVEL_BY_CODE[group.level].code_columns, LEVEL_BY_CODE[group.level].name_column)
    ]
    filters = [filter.column for filter in contents.filters]
    figures = [indicator.column for indicator in found.indicators]
    return ["time_period", "time_identifier", "geographic_level", *places, *filters, *figures]


def _rows(found: Found) -> Iterator[list[str]]:
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


def as_json_stat(found: Found, label: str, updated: str = "") -> dict[str, Any]:
    """A cube of period, place, filters and indicator, in which only what was found has a value.

    A place is the one that the row is about. A symbol is a missing value whose status says which.
    """
    dimensions = [
        _Dimension("period", "Time period"),
        _Dimension("place", "Place"),
        *(_Dimension(filter.id, filter.label) for filter in found.contents.filters),
    ]
    cells: list[tuple[tuple[int, ...], tuple[str, ...]]] = []
    for row in found.rows:
        members = _members(found, row)
        key = tuple(dimension.index(*member) for dimension, member in zip(dimensions, members, strict=True))
        cells.append((key, row[found.figures_from :]))
    figures = _Dimension("indicator", "Indicator")
    for indicator in found.indicators:
        figures.index(indicator.id, indicator.label)
    dimensions.append(figures)
    sizes = [len(dimension.labels) for dimension in dimensions]
    values: dict[str, float] = {}
    status: dict[str, str] = {}
    for key, texts in cells:
        for n, text in enumerate(texts):
            at = _position((*key, n), sizes)
            number = _number(text)
            if number is None:
                status[at] = text
            else:
                values[at] = number
    made: dict[str, Any] = {"version": "2.0", "class": "dataset", "label": label, "value": values, "status": status}
    made |= {"updated": updated} if updated else {}
    made |= {"id": [dimension.name for dimension in dimensions], "size": sizes}
    made["role"] = {"time": ["period"], "geo": ["place"], "metric": ["indicator"]}
    made["dimension"] = {dimension.name: dimension.shown() for dimension in dimensions}
    made["dimension"]["indicator"]["category"]["unit"] = {
        i.id: {"label": i.unit} | ({} if i.decimals is None else {"decimals": i.decimals}) for i in found.indicators
    }
    return made


class _Dimension:
    def __init__(self, name: str, label: str) -> None:
        self.name = name
        self.label = label
        self.labels: dict[str, str] = {}
        self._positions: dict[str, int] = {}

    def index(self, code: str, label: str) -> int:
        if code not in self._positions:
            self._positions[code] = len(self._positions)
            self.labels[code] = label
        return self._positions[code]

    def shown(self) -> dict[str, Any]:
        return {"label": self.label, "category": {"index": list(self.labels), "label": self.labels}}


def _members(found: Found, row: tuple[Any, ...]) -> list[tuple[str, str]]:
    contents = found.contents
    period = contents.periods[row[0] - 1]
    level = contents.levels[row[1] - 1]
    members = [(f"{period.code}{period.period}", period.label)]
    at = ("none", "No place")
    for group, code in zip(contents.places, row[2 : found.filters_from], strict=True):
        if group.level == level and code:
            at = (group.places[code - 1].id, group.places[code - 1].label)
    members.append(at)
    for filter, code in zip(contents.filters, row[found.filters_from : found.figures_from], strict=True):
        members.append((filter.options[code - 1].id, filter.options[code - 1].label) if code else ("blank", "Blank"))
    return members


def _position(key: tuple[int, ...], sizes: list[int]) -> str:
    at = 0
    for index, size in zip(key, sizes, strict=True):
        at = at * size + index
    return str(at)


def _number(text: str) -> float | None:
    """The figure as a number, or none where it is a symbol. Whole numbers stay whole."""
    try:
        number = float(text)
    except ValueError:
        return None
    if number != number or number in (float("inf"), float("-inf")):
        return None
    return int(number) if number.is_integer() and "." not in text else number
