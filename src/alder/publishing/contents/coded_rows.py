"""The rows of a data set with codes in place of text, ready to be kept and asked; and what the engine, which
keeps them, must be able to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.publishing.contents.version_contents import (
    LEVEL_COLUMN,
    PERIOD_COLUMN,
    PLACE_COLUMN,
    ROW_COLUMN,
    filter_column,
    indicator_column,
    level_column,
)
from alder.publishing.standard import IDENTIFIER_BY_CODE, LEVEL_BY_CODE, LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from alder.model.condition import Condition, RowQuery
    from alder.publishing.contents.version_contents import Contents
    from alder.publishing.standard import DataSetFiles

SORTED_BY = (PLACE_COLUMN, PERIOD_COLUMN, ROW_COLUMN)
"""The order in which rows are kept: a question about a place reads rows that lie together."""


def spanned(contents: Contents) -> list[str]:
    """The columns with places, whose rows that order brings together."""
    return [level_column(group.level) for group in contents.places]


_MARK = "\x1f"


def coded_rows(data_set: DataSetFiles, contents: Contents) -> pa.Table:
    """A column each for period, level, the place at every level, every filter and every indicator."""
    data = data_set.data
    columns: dict[str, Any] = {
        PERIOD_COLUMN: _codes(
            _joined(data, ("time_identifier", "time_period")),
            [_MARK.join((IDENTIFIER_BY_CODE[p.code].text, p.period)) for p in contents.periods],
            pa.int16(),
        ),
        LEVEL_COLUMN: _codes(data["geographic_level"], [level.text for level in contents.level_list], pa.int8()),
    }
    for group in contents.places:
        level = LEVEL_BY_CODE[group.level]
        named = [(name, column) for name, column in level.codes if column in data.column_names]
        texts = [_MARK.join((place.label, *(dict(place.codes)[name] for name, _ in named))) for place in group.places]
        at = _joined(data, (level.name_column, *(column for _, column in named)))
        columns[level_column(group.level)] = _codes(at, texts, pa.int32())
    for n, filter in enumerate(contents.filters):
        columns[filter_column(n)] = _codes(data[filter.column], [o.label for o in filter.options], pa.int32())
    for n, indicator in enumerate(contents.indicators):
        columns[indicator_column(n)] = data[indicator.column]
    columns[PLACE_COLUMN] = _rank_of_place(columns, data.num_rows)
    columns[ROW_COLUMN] = _loading_order(columns[LEVEL_COLUMN], columns[PERIOD_COLUMN])
    return pa.table(columns)


def _joined(data: pa.Table, columns: Sequence[str]) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(*(data[column] for column in columns), _MARK)


def _codes(column: pa.ChunkedArray, texts: Sequence[str], type: pa.DataType) -> pa.Array:
    """Positions from 1 in the list of texts; 0 for a text that is not there."""
    positions = pc.index_in(column, value_set=pa.array(texts, pa.string()))
    return pc.cast(pc.add(pc.fill_null(positions, -1), 1), type).combine_chunks()


def _rank_of_place(columns: dict[str, Any], rows: int) -> pa.Array:
    """Rank by the wider level first, so that what is inside a place follows the place itself."""
    present = [level_column(level.code) for level in LEVELS if level_column(level.code) in columns]
    if not present or not rows:
        return pa.array(np.zeros(rows, dtype=np.int32))
    keys = np.column_stack([columns[name].to_numpy(zero_copy_only=False) for name in present])
    order = np.lexsort(keys.T[::-1])
    changed = np.any(keys[order][1:] != keys[order][:-1], axis=1)
    ranks = np.empty(rows, dtype=np.int32)
    ranks[order] = np.concatenate(([0], np.cumsum(changed)))
    return pa.array(ranks)


def _loading_order(levels: pa.Array, periods: pa.Array) -> pa.Array:
    """Level by label, the newest period first, then the order of the file."""
    level, period = levels.to_numpy(zero_copy_only=False), periods.to_numpy(zero_copy_only=False)
    order = np.lexsort((np.arange(len(level)), -period.astype(np.int32), level))
    place = np.empty(len(level), dtype=np.int64)
    place[order] = np.arange(1, len(level) + 1)
    return pa.array(place)


class DataSetStore(Protocol):
    """Versions of data sets, each under its id and never changed."""

    def keep(
        self,
        version: UUID,
        *,
        rows: pa.Table,
        sorted_by: Sequence[str],
        spanned: Sequence[str],
        contents: str,
        table: pa.Table,
        data: bytes | Path,
        meta: bytes,
    ) -> None:
        """Keep coded rows in the order of `sorted_by`, the contents as text, the table of text, and both files.

        Rows with the same code in one of the columns `spanned` mostly lie together in that order.
        """

    def remove(self, version: UUID) -> None:
        """Take a version away."""

    def contents(self, version: UUID) -> str:
        """The contents as they were kept."""

    def csv(self, version: UUID) -> Path:
        """The data file, compressed with gzip."""

    def meta_csv(self, version: UUID) -> Path:
        """The meta file."""

    def parquet(self, version: UUID) -> Path:
        """The table of text."""

    def ask(self, version: UUID, query: RowQuery, *, seconds: float | None = None) -> tuple[int, list[tuple[Any, ...]]]:
        """How many rows meet the condition, and the page that was asked for; TimeoutError after so many seconds."""

    def columns(self, version: UUID, query: RowQuery, *, seconds: float | None = None) -> pa.Table:
        """The page that was asked for as columns, for many rows at once; TimeoutError after so many seconds."""

    def groups(
        self, version: UUID, columns: Sequence[str], condition: Condition, *, seconds: float | None = None
    ) -> int:
        """How many sets of codes rows that meet the condition have in these columns."""

    def distinct(
        self, version: UUID, columns: Sequence[str], condition: Condition, *, seconds: float | None = None
    ) -> list[tuple[int, ...]]:
        """Every set of codes that rows which meet the condition have in these columns, each once."""
