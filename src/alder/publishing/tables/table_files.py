"""A chosen table as a file of any kind: tidy CSV, alone or with its notes, Parquet, and a cube of JSON-stat 2.0 here;
workbooks by `alder.show.ods` and `xlsx`.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from alder.publishing.contents.version_contents import (
    LEVEL_COLUMN,
    PERIOD_COLUMN,
    filter_column,
    indicator_column,
    level_column,
)
from alder.publishing.json_stat import Cube, option_member, period_member, place_member
from alder.publishing.standard import LEVEL_BY_CODE
from alder.publishing.tables.chosen_table import row_query
from alder.show import parquet
from alder.show.notes import as_lines
from alder.show.ods import ods_bytes
from alder.show.tidy_csv import TidyRows, write_csv, write_csv_with_notes
from alder.show.workbook import sheets
from alder.show.xlsx import xlsx_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO

    from alder.publishing.contents import Contents
    from alder.publishing.contents.version_contents import DataSetIndicator
    from alder.publishing.tables.choice import Choice, VersionRows
    from alder.publishing.tables.chosen_table import ChosenOutline, ChosenTable
    from alder.show.notes import TableSource

    Numbers = np.ndarray[Any, Any]

LIMITED = ("ods", "xlsx", "json")
"""Kinds that are made of a whole table in memory, so that there is a most that they hold."""


def file_of(kind: str, table: ChosenTable, facts: TableSource, name: str) -> bytes:
    """A file of a table that is in memory; `TooLarge` where it would not fit into one of this kind."""
    if kind == "json":
        return json_stat(table, facts).encode()
    if kind in LIMITED:
        return (ods_bytes if kind == "ods" else xlsx_bytes)(sheets(table, facts))
    out = io.BytesIO()
    write_file(kind, tidy_rows(table, [of_table(table)]), facts, name, out)
    return out.getvalue()


def write_file(kind: str, table: TidyRows, facts: TableSource, name: str, out: BinaryIO) -> None:
    """Write a file of rows, of any size."""
    table.mark = facts.figures_are.mark
    if kind == "csv":
        write_csv(table, out)
    elif kind == "zip":
        write_csv_with_notes(table, facts, name, out)
    else:
        parquet.write_text(table, facts, out)


def json_stat(table: ChosenTable, facts: TableSource) -> str:
    """A cube of every dimension, with its notes."""
    contents = table.contents
    indicators = table.indicators
    at = [contents.indicators.index(i) for i in indicators]
    cube = Cube(contents.filters, indicators)
    for key in dict.fromkeys(key[:-1] for key in table.figures):
        (level, place), period, *options = key  # type: ignore[misc]
        members = [
            period_member(contents.periods[period - 1]),  # type: ignore[operator]
            place_member(contents.places_by_level[level][place - 1]),
            *(option_member(f, code) for f, code in zip(contents.filters, options, strict=True)),  # type: ignore[arg-type]
        ]
        cube.add(members, [table.figures.get((*key, n), "") for n in at])
    source = f"{facts.publication}, {facts.release}"
    made = cube.as_json(
        facts.titled(table),
        updated=facts.published,
        source=source,
        notes=as_lines(table, facts, table.figures.values())[1:],
    )
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


_SHARE = 10_000
"""Rows of a share of places, were rows spread evenly. Files of large tables list share after share, so another number
would be another order of their rows."""


def columns(contents: Contents, indicators: Iterable[DataSetIndicator]) -> list[str]:
    """Period, level, the code and the name of the place, filters, indicators."""
    filters = [f.column for f in contents.filters]
    figures = [indicator.column for indicator in indicators]
    return ["time_period", "time_identifier", "geographic_level", "location_code", "location_name", *filters, *figures]


def of_table(table: ChosenTable) -> pa.RecordBatch:
    """The rows of a table that is in memory, in the order in which they were read. A symbol stays as it is."""
    contents = table.contents
    indicators = [contents.indicators.index(i) for i in table.indicators]
    keys: list[Any] = list(dict.fromkeys(key[:-1] for key in table.figures))
    levels = list(dict.fromkeys(key[0][0] for key in keys))
    codes = _Codes(
        levels,
        np.array([levels.index(key[0][0]) for key in keys], np.int64),
        np.array([key[0][1] for key in keys], np.int64),
        np.array([key[1] for key in keys], np.int64),
        [np.array([key[2 + n] for key in keys], np.int64) for n in range(len(contents.filters))],
    )
    figures = [pa.array([table.figures.get((*key, n), "") for key in keys], pa.string()) for n in indicators]
    return _rows(contents, indicators, codes, figures)


def tidy_rows(outline: ChosenOutline, parts: Iterable[pa.RecordBatch]) -> TidyRows:
    """These rows with what their table is about."""
    contents, indicators = outline.contents, outline.indicators
    most = contents.rows
    return TidyRows(outline, columns(contents, indicators), parts, figures=len(indicators), most_rows=most)


def shares(choice: Choice, contents: Contents) -> Iterator[Choice]:
    """The choice in parts of few rows: level by level, some places after others."""
    places = sum(len(group.places) for group in contents.places) or 1
    size = max(1, _SHARE * places // max(1, contents.rows))
    for level, codes in choice.by_level.items():
        for start in range(0, len(codes), size):
            yield choice.but(places=tuple((level, code) for code in codes[start : start + size]))


def read(
    choice: Choice,
    indicators: Sequence[int],
    data: VersionRows,
    *,
    seconds: float | None = None,
) -> pa.RecordBatch:
    """The rows of a choice from the store. Of rows that say the same place, period and groups the first one counts."""
    contents = data.contents
    levels = tuple(choice.by_level)
    codes_read = data.store.columns(data.version, row_query(choice, contents, indicators), seconds=seconds)
    of_level = codes_read[LEVEL_COLUMN].to_numpy()
    level = np.select([of_level == contents.level_codes[one] for one in levels], range(len(levels)))
    place = np.choose(level, [codes_read[level_column(one)].to_numpy() for one in levels])
    period, options = (
        codes_read[PERIOD_COLUMN].to_numpy(),
        [codes_read[filter_column(n)].to_numpy() for n in range(len(contents.filters))],
    )
    if (first := _first_of_each([level, place, period, *options])) is not None:
        level, place, period, options = level[first], place[first], period[first], [option[first] for option in options]
        codes_read = codes_read.take(pa.array(first))
    figures = [codes_read[indicator_column(n)].combine_chunks() for n in indicators]
    return _rows(contents, indicators, _Codes(levels, level, place, period, options), figures)


@dataclass(frozen=True)
class _Codes:
    """Of each row the position of its level among these, its place there, its period and its options."""

    levels: Sequence[str]
    level: Numbers
    place: Numbers
    period: Numbers
    options: Sequence[Numbers]


def _first_of_each(keys: Sequence[Numbers]) -> Numbers | None:
    """Where the first row of each key stands, in order; None where no key comes twice."""
    named = {f"key_{n}": key for n, key in enumerate(keys)}
    rows = pa.table({**named, "at": np.arange(len(keys[0]))})
    firsts = rows.group_by(list(named), use_threads=False).aggregate([("at", "min")])
    return None if firsts.num_rows == rows.num_rows else np.sort(firsts["at_min"].to_numpy())


def _rows(contents: Contents, indicators: Sequence[int], codes: _Codes, figures: Sequence[pa.Array]) -> pa.RecordBatch:
    named = [contents.places_by_level[level] for level in codes.levels]
    begins = np.cumsum([0, *(len(places) for places in named)])
    at = begins[codes.level] + codes.place - 1
    places = [place for some in named for place in some]
    made = [
        _labels(codes.period - 1, [period.period for period in contents.periods]),
        _labels(codes.period - 1, [period.identifier.text for period in contents.periods]),
        _labels(codes.level, [LEVEL_BY_CODE[level].text for level in codes.levels]),
        _labels(at, [next((value for _, value in place.codes if value), "") for place in places]),
        _labels(at, [place.label for place in places]),
        *(
            _labels(some, ["", *(option.label for option in filter.options)])
            for filter, some in zip(contents.filters, codes.options, strict=True)
        ),
        *(figure.fill_null("") for figure in figures),
    ]
    return pa.RecordBatch.from_arrays(made, columns(contents, [contents.indicators[n] for n in indicators]))


def _labels(positions: Numbers, labels: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(positions, pa.int32()), pa.array(labels, pa.string()))
