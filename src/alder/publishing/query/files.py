"""The answer to a query as a file: CSV and Parquet in the columns of the standard, or a cube of JSON-stat 2.0."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from alder.publishing.cube import NOWHERE, Cube, option_member, period_member, place_member
from alder.publishing.standard import LEVEL_BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.publishing.cube import Member
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


def as_parquet(found: Found, about: dict[str, str] | None = None) -> bytes:
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


def as_json_stat(found: Found, label: str, updated: str = "", *, notes: Sequence[str] = ()) -> dict[str, Any]:
    """A cube of period, place, filters and indicator. A place is the one that the row is about."""
    cube = Cube(found.contents.filters, found.indicators)
    for row in found.rows:
        cube.add(_members(found, row), row[found.figures_from :])
    return cube.as_json(label, updated=updated, notes=notes)


def _members(found: Found, row: tuple[Any, ...]) -> list[Member]:
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
