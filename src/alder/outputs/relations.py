"""Sums that a table says or shows: a cell that names a whole, and the cells that are its parts.

A sum is taken for one where a label names a whole (`Total`, `All`, `Both`) and where no sum whose cells are all shown
contradicts it beyond rounding. Those who read a table take it so, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from alder.outputs.table import is_total

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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

    @property
    def is_shown(self) -> bool:
        """Whether all its cells are shown."""
        return not np.isnan(self.total_value) and not np.isnan(self.part_values).any()

    def gap(self) -> float:
        """What the whole is more than its parts."""
        return self.total_value - float(self.part_values.sum())


def relations_of(table: OutputTable) -> list[Relation]:
    """The sums of a table: along its rows, and down each of its labels."""
    found: list[Relation] = []
    for group in _agreed(list(_along_rows(table))):
        found += group
    for group in _agreed(list(_down_labels(table))):
        found += group
    return found


def _slack(relation: Relation) -> float:
    """How much a sum may be off by rounding: half a base a cell, the base being at most 10."""
    values = np.array([relation.total_value, *relation.part_values])
    base = next((b for b in (10, 5, 3) if (values % b == 0).all()), 6 if (values % 6 == 3).all() else 1)
    return 0.5 if base == 1 else base / 2 * len(values)


def _agreed(groups: Sequence[list[Relation]]) -> Iterator[list[Relation]]:
    """Groups of like sums of which at least nine in ten hold where all is shown."""
    for group in groups:
        shown = [relation for relation in group if relation.is_shown]
        holds = sum(abs(relation.gap()) <= _slack(relation) for relation in shown)
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
    wholes = [column for column in counts if is_total(column.heading) or is_total(column.heading.rpartition(" ")[2])]
    for whole in wholes:
        parts = [
            column for column in counts if column is not whole and column not in wholes and _is_beside(whole, column)
        ]
        if len(parts) >= 2:
            yield [
                Relation((whole, row), tuple((part, row) for part in parts))
                for row in range(len(table.rows))
                if _is_figure(whole, row) and all(_is_figure(part, row) for part in parts)
            ]


def _is_beside(whole: OutputColumn, part: OutputColumn) -> bool:
    """Whether two columns stand under the same heading of a heading above, where there is one."""
    above, inner = whole.heading.rpartition(" ")[0], part.heading.rpartition(" ")[0]
    return (
        not above
        or above == inner
        or not is_total(whole.heading.rpartition(" ")[2])
        or " " not in whole.heading.strip()
    )


def _is_figure(column: OutputColumn, row: int) -> bool:
    return bool(column.hidden[row] or column.is_number[row])


def _down_labels(table: OutputTable) -> Iterator[list[Relation]]:
    """For each of the labels the sums down it, of all columns together: what one column cannot tell, another can."""
    columns = [column for column in table.columns if column.kind in ("FREQ", "SUMMAG")]
    any_level = False
    for level in range(len(table.label_names)):
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


def subtotals(table: OutputTable) -> list[Relation]:
    """Sums that no label names: a row or column that is, wherever all is shown, the sum of others.

    Whoever has the table can find them as well.
    """
    columns = [column for column in table.columns if column.kind == "FREQ"]
    rows = range(len(table.rows))
    values = np.array([[column.values[row] for column in columns] for row in rows]).reshape(len(rows), len(columns))
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
    """Rows that are sums of other rows, each with the first rows that it is the sum of."""
    size, width = values.shape
    if size < 3 or width < AGREE:
        return
    needed = AGREE if 2 ** (size - 1) <= _MANY or size > MOST_TRIED else AGREE + 1
    filled = np.nan_to_num(values)
    missing = np.isnan(values)
    for whole in range(size):
        for parts in _candidates(size, whole):
            chosen = list(parts)
            known = ~missing[chosen].any(axis=0) & ~missing[whole]
            agreed = filled[chosen].sum(axis=0)[known] == filled[whole][known]
            if len(agreed) >= needed and agreed.all() and (filled[whole][known] > 0).sum() >= needed:
                yield whole, parts
                break


def _candidates(size: int, whole: int) -> Iterator[tuple[int, ...]]:
    others = [one for one in range(size) if one != whole]
    if size <= MOST_TRIED:
        for many in range(2, len(others) + 1):
            yield from combinations(others, many)
        return
    for first in range(size):
        for last in range(first + 2, min(size, first + 40) + 1):
            if not first <= whole < last:
                yield tuple(range(first, last))


def are_sums_of_what_is_shown(relations: Sequence[Relation]) -> bool:
    """Whether wholes were added up from the rounded parts, so that there is no room of rounding between them."""
    shown = [relation for relation in relations if relation.is_shown]
    return len(shown) >= 2 and all(relation.gap() == 0 for relation in shown)


_GENERIC = re.compile(
    (
        r"(?:number|no\.?|num\.?)?\s*(?:of)?\s*(?:learners?|people|persons?|students?|pupils?|n"
        r"|counts?|freq\.?|frequency|obs|total|all)"
    ),
    re.IGNORECASE,
)
"""Headings that say that people are counted, and not which."""


def meanings(table: OutputTable) -> dict[tuple[int, int], frozenset[str]]:
    """What each count of people counts, by the place of its column and its row: its labels without those of wholes.

    Two cells of the same meaning count the same people, where their tables are of the same people.
    """
    found: dict[tuple[int, int], frozenset[str]] = {}
    for column in table.columns:
        if column.kind != "FREQ" or not column.counts_people:
            continue
        generic = is_total(column.heading) or _GENERIC.fullmatch(column.heading.strip())
        heading = "" if generic else column.heading.strip().lower()
        for row in range(len(table.rows)):
            if _is_figure(column, row):
                pairs = zip(table.labels[row], table.label_names, strict=True)
                labels = [_plain(label, name) for label, name in pairs if label and not is_total(label)]
                found[column.at, row] = frozenset(filter(None, [*labels, heading]))
    return found


def _plain(label: str, name: str) -> str:
    """A label in small letters without the words that head its column: `Fifth 1` below `IMD fifth` is `1`."""
    said = set(re.findall(r"[a-z]+", name.lower()))
    words = [word for word in re.findall(r"[^\s_]+", label.lower()) if word not in said]
    return " ".join(words) or label.strip().lower()
