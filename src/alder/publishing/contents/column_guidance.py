"""What there is to know of each column of a published file: how much is filled, which symbols stand there, its range.

Everything in a published file is public already, so all of it may be told exactly. It is read a block at a time.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from alder.model.symbols import OLDER, SYMBOLS

if TYPE_CHECKING:
    from pathlib import Path

    from alder.publishing.contents.version_contents import Contents

_SYMBOLS = pa.array([*SYMBOLS, *OLDER])


@dataclass(frozen=True)
class ColumnTold:
    """One column: rows with something in it, symbols by how often they stand there, and the least and largest figure.

    `words` are values that are neither figure nor symbol. A filter has no range.
    """

    column: str
    rows: int
    blank: int
    words: int
    symbols: tuple[tuple[str, int], ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def figures(self) -> int:
        return self.rows - self.blank - self.words - sum(n for _, n in self.symbols)


@dataclass(frozen=True)
class Guidance:
    """The columns of figures and the columns of groups, in the order of the description."""

    indicators: tuple[ColumnTold, ...]
    filters: tuple[ColumnTold, ...]

    def of(self, column: str) -> ColumnTold | None:
        return next((c for c in (*self.indicators, *self.filters) if c.column == column), None)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Guidance:
        kept: dict[str, Any] = json.loads(text)
        kinds = (kept["indicators"], kept["filters"])
        return cls(*(tuple(_told(one) for one in kind) for kind in kinds))


def guidance(file: Path, contents: Contents) -> Guidance:
    """What a version's table of text, kept as Parquet, says of its columns."""
    parquet = pq.ParquetFile(file)
    names = set(parquet.schema_arrow.names)
    figures = {i.column: _Figures() for i in contents.indicators if i.column in names}
    groups = {f.column: _Groups() for f in contents.filters if f.column in names}
    for batch in parquet.iter_batches(batch_size=131_072, columns=[*figures, *groups]):
        for name, column in (figures | groups).items():
            column.take(batch.column(name))
    return Guidance(
        tuple(column.told(name) for name, column in figures.items()),
        tuple(column.told(name) for name, column in groups.items()),
    )


class _Groups:
    def __init__(self) -> None:
        self.rows = self.blank = 0

    def take(self, values: pa.Array) -> None:
        self.rows += len(values)
        self.blank += pc.sum(pc.equal(pc.fill_null(values, ""), "")).as_py() or 0

    def told(self, name: str) -> ColumnTold:
        return ColumnTold(name, self.rows, self.blank, 0)


class _Figures(_Groups):
    def __init__(self) -> None:
        super().__init__()
        self.symbols: Counter[str] = Counter()
        self.words = 0
        self.low: float | None = None
        self.high: float | None = None

    def take(self, values: pa.Array) -> None:
        super().take(values)
        values = values.filter(pc.not_equal(pc.fill_null(values, ""), ""))
        is_symbol = pc.is_in(values, value_set=_SYMBOLS)
        for one in pc.value_counts(values.filter(is_symbol)).to_pylist():
            self.symbols[one["values"]] += one["counts"]
        values = values.filter(pc.invert(is_symbol))
        is_figure = pc.match_substring_regex(values, r"^-?\d+(\.\d+)?$")
        self.words += len(values) - (pc.sum(is_figure).as_py() or 0)
        numbers = values.filter(is_figure).cast(pa.float64())
        if len(numbers):
            ends = pc.min_max(numbers).as_py()
            self.low = ends["min"] if self.low is None else min(self.low, ends["min"])
            self.high = ends["max"] if self.high is None else max(self.high, ends["max"])

    def told(self, name: str) -> ColumnTold:
        order = [*SYMBOLS, *OLDER]
        symbols = tuple((s, self.symbols[s]) for s in order if self.symbols[s])
        return ColumnTold(name, self.rows, self.blank, self.words, symbols, self.low, self.high)


def _told(kept: dict[str, Any]) -> ColumnTold:
    symbols = tuple((symbol, count) for symbol, count in kept.pop("symbols"))
    return ColumnTold(**kept, symbols=symbols)
