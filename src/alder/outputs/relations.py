"""Sums that a table says or shows: a cell that names a whole, and the cells that are its parts.

A sum is taken for one where a label names a whole (`Total`, `All`, `Both`) and where no sum whose cells are all shown
contradicts it beyond rounding. Those who read a table take it so, too.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain, combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from alder.outputs.extent import MOST_TABLES
from alder.outputs.table import is_total

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from alder.outputs.table import OutputColumn, OutputTable

Cell = tuple["OutputColumn", int]


@dataclass(frozen=True, eq=False)
class Relation:
    """One whole and its parts."""

    total: Cell
    parts: tuple[Cell, ...]

    @property
    def total_value(self) -> float:
        return float(self.total[0].values[self.total[1]])

    @cached_property
    def part_values(self) -> NDArray[np.float64]:
        return np.array([column.values[row] for column, row in self.parts])

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.total, *self.parts)

    @cached_property
    def is_shown(self) -> bool:
        """Whether all its cells are shown."""
        return not math.isnan(self.gap())

    def gap(self) -> float:
        """What the whole is more than its parts."""
        return self.total_value - float(self.part_values.sum())


@lru_cache(maxsize=MOST_TABLES)
def relations_of(table: OutputTable) -> tuple[Relation, ...]:
    """The sums of a table: along its rows, and down each of its labels."""
    found: list[Relation] = []
    for group in _agreed(list(_along_rows(table))):
        found += group
    for group in _agreed(list(_down_labels(table))):
        found += group
    return tuple(found)


_LEAST_SLACK = 0.5


def _slack(relation: Relation) -> float:
    """How much a sum may be off by rounding: half a base a cell, the base being at most 10."""
    values = np.array([relation.total_value, *relation.part_values])
    base = next((b for b in (10, 5, 3) if (values % b == 0).all()), 6 if (values % 6 == 3).all() else 1)
    return _LEAST_SLACK if base == 1 else base / 2 * len(values)


def _agreed(groups: Sequence[list[Relation]]) -> Iterator[list[Relation]]:
    """Groups of like sums of which at least nine in ten hold where all is shown."""
    for group in groups:
        shown = [relation for relation in group if relation.is_shown]
        holds = sum(
            abs(relation.gap()) <= _LEAST_SLACK or abs(relation.gap()) <= _slack(relation) for relation in shown
        )
        hidden = [relation for relation in group if not relation.is_shown]
        over = sum(
            float(np.nansum(relation.part_values)) > relation.total_value + 1e-9 + 5 * len(relation.parts)
            for relation in hidden
            if not np.isnan(relation.total_value)
        )
        if holds >= 0.9 * len(shown) and not over:
            yield group


def _along_rows(table: OutputTable) -> Iterator[list[Relation]]:
    counts = [column for column in table.columns if column.kind == "FREQ"]
    wholes: list[OutputColumn] = []
    rest: list[OutputColumn] = []
    for column in counts:
        names_whole = is_total(column.heading) or is_total(column.heading.rpartition(" ")[2])
        (wholes if names_whole else rest).append(column)
    by_heading: dict[str, list[OutputColumn]] = {}
    for column in rest:
        by_heading.setdefault(column.heading.rpartition(" ")[0], []).append(column)
    for whole in wholes:
        parts = rest if _is_of_all(whole) else by_heading.get(whole.heading.rpartition(" ")[0], [])
        if len(parts) >= 2:
            yield [
                Relation((whole, row), tuple((part, row) for part in parts))
                for row in range(len(table.rows))
                if _is_figure(whole, row) and all(_is_figure(part, row) for part in parts)
            ]


def _is_of_all(whole: OutputColumn) -> bool:
    """Whether a whole is that of all columns, and not of those alone that stand under the same heading above."""
    above, _, own = whole.heading.rpartition(" ")
    return not above or not is_total(own) or " " not in whole.heading.strip()


def _is_figure(column: OutputColumn, row: int) -> bool:
    return bool(column.hidden[row] or column.is_number[row])


def _down_labels(table: OutputTable) -> Iterator[list[Relation]]:
    """For each of the labels the sums down it, of all columns together: what one column cannot tell, another can."""
    columns = [column for column in table.columns if column.kind in ("FREQ", "SUMMAG")]
    any_level = False
    for level in range(len(table.label_names)):
        if not any(is_total(labels[level]) for labels in table.labels):
            continue
        by_rest: dict[tuple[str, ...], list[int]] = {}
        for row, labels in enumerate(table.labels):
            by_rest.setdefault((*labels[:level], *labels[level + 1 :]), []).append(row)
        group = []
        for rows in by_rest.values():
            wholes = [row for row in rows if is_total(table.labels[row][level])]
            if len(wholes) == 1:
                group += _sums_of(columns, wholes[0], [row for row in rows if row != wholes[0]])
        if group:
            any_level = True
            yield group
    feet = np.flatnonzero(table.is_total_row)
    if not any_level and len(feet) == 1 and feet[0] == len(table.rows) - 1:
        # a last row called `Total` of a table with several labels: the whole of all rows above it
        yield _sums_of(columns, int(feet[0]), range(len(table.rows) - 1))


def _sums_of(columns: Sequence[OutputColumn], whole: int, rows: Iterable[int]) -> list[Relation]:
    found = []
    for column in columns:
        parts = [row for row in rows if _is_figure(column, row)]
        if len(parts) >= 2 and _is_figure(column, whole):
            found.append(Relation((column, whole), tuple((column, row) for row in parts)))
    return found


MOST_TRIED = 14
"""With no more rows or columns than this, every set of them is tried as the parts of another; with more, runs alone."""
AGREE = 3
"""So many sums have to agree before parts are taken for parts; one more where very many sets are tried."""
_MANY = 500
NEARLY = 1e-9
"""Of all that is added up: two ways of adding the same figures differ by far less."""


def subtotals(table: OutputTable) -> list[Relation]:
    """Sums that no label names: a row or column that is, wherever all is shown, the sum of others.

    Whoever has the table can find them as well.
    """
    columns = [column for column in table.columns if column.kind == "FREQ"]
    rows = range(len(table.rows))
    values = np.array([column.values for column in columns]).reshape(len(columns), len(rows)).T
    found = [
        Relation((column, whole), tuple((column, part) for part in parts))
        for whole, parts in _sums(values)
        for column in columns
        if _is_figure(column, whole) and all(_is_figure(column, part) for part in parts)
    ]
    for at, among in _sums(values.T):
        parts = [columns[part] for part in among]
        found += [
            Relation((columns[at], row), tuple((part, row) for part in parts))
            for row in rows
            if _is_figure(columns[at], row) and all(_is_figure(part, row) for part in parts)
        ]
    return found


def _sums(values: NDArray[np.float64]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Rows that are sums of other rows, each with the first rows that it is the sum of.

    All sets of rows are added up at once, which finds those that come near; whether one is the sum is then asked of its
    rows in their order.
    """
    size, width = values.shape
    if size < 3 or width < AGREE:
        return
    if size > MOST_TRIED and size * size * width > _MOST_LAID_BESIDE:
        yield from _neighbours(values)
        return
    needed = AGREE if 2 ** (size - 1) <= _MANY or size > MOST_TRIED else AGREE + 1
    filled = np.nan_to_num(values)
    missing = np.isnan(values)
    tried = _sets(size) if size <= MOST_TRIED else _runs(size)
    totals, is_whole = tried.total(filled), tried.total(missing.astype(float)) < 0.5
    slack = NEARLY * (1 + np.abs(filled).sum(axis=0))
    for whole in range(size):
        known = is_whole & ~missing[whole]
        near = (known.sum(axis=1) >= needed) & (~known | (np.abs(totals - filled[whole]) <= slack)).all(axis=1)
        for one in np.flatnonzero(near & ~tried.has(whole)).tolist():
            parts = tried.rows(one)
            agreed = filled[list(parts)].sum(axis=0)[known[one]] == filled[whole][known[one]]
            if agreed.all() and (filled[whole][known[one]] > 0).sum() >= needed:
                yield whole, parts
                break


class _SetsOfRows(NamedTuple):
    """Sets of rows that are tried as the parts of another, in the order in which they are tried."""

    is_in: NDArray[np.float64]
    """Shape: sets, rows."""

    def total(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = self.is_in @ values
        return found

    def has(self, row: int) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self.is_in[:, row] > 0
        return found

    def rows(self, one: int) -> tuple[int, ...]:
        return tuple(np.flatnonzero(self.is_in[one]).tolist())


class _RunsOfRows(NamedTuple):
    """The same of rows that follow each other."""

    first: NDArray[np.int64]
    after: NDArray[np.int64]

    def total(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        up_to = np.vstack([np.zeros(values.shape[1]), values.cumsum(axis=0)])
        found: NDArray[np.float64] = up_to[self.after] - up_to[self.first]
        return found

    def has(self, row: int) -> NDArray[np.bool_]:
        return (self.first <= row) & (row < self.after)

    def rows(self, one: int) -> tuple[int, ...]:
        return tuple(range(int(self.first[one]), int(self.after[one])))


@cache
def _sets(size: int) -> _SetsOfRows:
    """Of two rows and more, and not of all, the smaller sets first."""
    every = [one for many in range(2, size) for one in combinations(range(size), many)]
    is_in = np.zeros((len(every), size))
    is_in[np.repeat(np.arange(len(every)), [len(one) for one in every]), list(chain.from_iterable(every))] = 1
    return _SetsOfRows(is_in)


_LONGEST_RUN = 40
_MOST_LAID_BESIDE = 1_000_000
"""Figures of which all runs are laid beside all rows: those of a table of some hundred rows."""


def _neighbours(values: NDArray[np.float64]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Of a long table rows that are the sum of a run right above or right below them, where subtotals stand."""
    size, width = values.shape
    filled, there = np.nan_to_num(values), ~np.isnan(values)
    sums = np.vstack([np.zeros((1, width)), filled.cumsum(axis=0)])
    gaps = np.vstack([np.zeros((1, width), dtype=np.int64), (~there).cumsum(axis=0)])
    slack = NEARLY * (1 + np.abs(filled).sum(axis=0))
    found: dict[int, tuple[int, int]] = {}
    for length in range(2, min(_LONGEST_RUN, size) + 1):
        run, is_whole = sums[length:] - sums[:-length], gaps[length:] == gaps[:-length]
        for apart in (-1, length):
            starts = np.arange(max(0, -apart), min(len(run), size - apart))
            wholes = starts + apart
            known = is_whole[starts] & there[wholes]
            agree = (~known | (np.abs(run[starts] - filled[wholes]) <= slack)).all(axis=1)
            agree &= (known & (filled[wholes] > 0)).sum(axis=1) >= AGREE
            for whole, first in zip(wholes[agree].tolist(), starts[agree].tolist(), strict=True):
                own = (first, first + length)
                found[whole] = min(found.get(whole, own), own)
    for whole, (first, after) in sorted(found.items()):
        yield whole, tuple(range(first, after))


def _runs(size: int) -> _RunsOfRows:
    """Of two rows to forty."""
    ends = [(first, after) for first in range(size) for after in range(first + 2, min(size, first + _LONGEST_RUN) + 1)]
    first, after = np.array(ends, dtype=np.int64).T
    return _RunsOfRows(first, after)


def are_sums_of_what_is_shown(relations: Sequence[Relation]) -> bool:
    """Whether wholes were added up from the rounded parts, so that there is no room of rounding between them."""
    shown = [relation for relation in relations if relation.is_shown]
    return len(shown) >= 2 and all(relation.gap() == 0 for relation in shown)


_GENERIC = re.compile(
    r"\A(?:number|num\.?|no\.?)?+\s*+(?:of)?+\s*+(?:learners?|people|persons?|students?|pupils?|n"
    r"|counts?|freq\.?|frequency|obs|total|all)",
    re.IGNORECASE,
)
"""Headings that say that people are counted, and not which."""


@lru_cache(maxsize=MOST_TABLES)
def meanings(table: OutputTable) -> Mapping[tuple[int, int], frozenset[str]]:
    """What each count of people counts, by the place of its column and its row: its labels without those of wholes.

    Two cells of the same meaning count the same people, where their tables are of the same people.
    """
    found: dict[tuple[int, int], frozenset[str]] = {}
    own = [
        frozenset(
            _plain(label, name)
            for label, name in zip(labels, table.label_names, strict=True)
            if label and not is_total(label)
        )
        - {""}
        for labels in table.labels
    ]
    for column in table.columns:
        if column.kind != "FREQ" or not column.counts_people:
            continue
        generic = is_total(column.heading) or _GENERIC.fullmatch(column.heading.strip())
        heading = "" if generic else column.heading.strip().lower()
        for row in range(len(table.rows)):
            if _is_figure(column, row):
                found[column.at, row] = own[row] | {heading} if heading else own[row]
    return found


def _plain(label: str, name: str) -> str:
    """A label in small letters without the words that head its column: `Fifth 1` below `IMD fifth` is `1`."""
    said = set(re.findall(r"[a-z]+", name.lower()))
    words = [word for word in re.findall(r"[^\s_]+", label.lower()) if word not in said]
    return " ".join(words) or label.strip().lower()
