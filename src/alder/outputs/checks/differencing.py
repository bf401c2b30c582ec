"""Check 12: tables that tell something when they are set beside each other, or beside what left before."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np

from alder.outputs.checks.counts import base_of
from alder.outputs.finding import OutputCheck, OutputFinding, Weight
from alder.outputs.relations import meanings
from alder.outputs.table import is_total

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from alder.outputs.output import Output
    from alder.outputs.table import OutputColumn, OutputTable

FEWEST = 3
"""So many cells two tables share before they are taken to count alike."""
FEWEST_NESTED = 4
"""So many rows two tables share before one is taken to count some of those of the other under another heading."""
FEWEST_EQUAL = 2
"""So many rows with the very same count two headings seldom have by chance."""
MOST_BESIDE = 12
"""Columns of a table that are laid beside those of another, each beside each."""
MOST_APART = 0.1
"""Of a count: within it lie the counts of those who are nearly all."""
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[/_-]\s?(?:20)?\d\d)?")


def no_two_tables_tell(output: Output) -> Iterator[OutputFinding]:
    """Cells of the same labels whose counts differ by a few; wholes that do."""
    leaves, left = [*output.tables_in(output.leaving)], [*output.tables_in(output.earlier)]
    if len(leaves) + len(left) < 2:
        return
    leaving, earlier = [_CountedTable.of(table) for table in leaves], [_CountedTable.of(table) for table in left]
    pairs = [*combinations(leaving, 2), *((new, old) for new in leaving for old in earlier)]
    for new, old in pairs:
        found = _differ(output, new, old)
        if found is not None:
            yield found


@dataclass(frozen=True, eq=False)
class _CountedTable:
    """A table with the years that it names, and each shown count of people by what it counts."""

    table: OutputTable
    years: frozenset[str]
    cells: dict[frozenset[str], tuple[float, OutputColumn, int]]
    by_column: tuple[_Counted, ...]
    """The same by their labels alone, for each of the first columns that count people."""
    base: int
    """To which all its counts are rounded; 1 where they are not or are one alone."""

    @classmethod
    def of(cls, table: OutputTable) -> _CountedTable:
        found = [column.values[column.values > 0] for column in table.of("FREQ") if column.counts_people]
        counts = np.concatenate(found) if found else np.array([])
        base = base_of(counts) if len(counts) > 1 else 1
        return cls(table, frozenset(_YEAR.findall(table.words)), _cells(table), _by_column(table), base)


def _differ(output: Output, one: _CountedTable, other: _CountedTable) -> OutputFinding | None:
    if one.years and other.years and not one.years & other.years:
        return None  # they name different years above them: they count different people
    new, old, ours, theirs = one.table, other.table, one.cells, other.cells
    few, many = sorted((ours, theirs), key=len)
    if sum(key in many for key in few) < FEWEST and not _wholes(ours, theirs):
        nested = next((pair for pair in product(one.by_column, other.by_column) if _are_nested(*pair)), None)
        if nested is None:
            return None
        ours, theirs = nested
    shared = [key for key in ours if key in theirs]
    if len(shared) < FEWEST:
        shared = _wholes(ours, theirs)
    a = np.array([ours[key][0] for key in shared])
    b = np.array([theirs[key][0] for key in shared])
    if one.base == other.base > 1:
        return None
    gap = np.abs(a - b)
    small = (gap > 0) & (gap < output.threshold)
    if not small.any():
        return None
    column, row = ours[shared[int(np.flatnonzero(small)[0])]][1:]
    where = (old.sheet.name and f"{old.file}, {old.sheet.name}") or old.file
    return OutputFinding(
        OutputCheck.DIFFERENCING,
        "DIFFQ",
        Weight.LOOK
        if any(output.is_excepted(c, "DIFFQ") for c in output.leaving if c.name == new.file)
        else Weight.HELD,
        new.place(row, column),
        f"beside {where}, two counts differ by fewer than {output.threshold} people, who are a group of their own",
        "Use the same population in both, or round both to the same base.",
        int(small.sum()),
    )


_Counted = dict[frozenset[str], tuple[float, "OutputColumn", int]]


def _are_nested(one: _Counted, other: _Counted) -> bool:
    """Whether one column counts, row by row, nearly all of those whom the other does, under a heading of its own.

    Two columns that count different people may lie near each other, too, and one be the larger in every row. They are
    taken for the same people less a few where several rows have the very same count, or where all lie nearer than
    counts of different people come to lie once in a thousand times: those differ by about the root of what they are.
    """
    shared = one.keys() & other.keys()
    if len(shared) < FEWEST:
        return False
    headings = [next(iter(counted.values()))[1].heading for counted in (one, other)]
    years = [set(_YEAR.findall(heading)) for heading in headings]
    if all(years) and not years[0] & years[1]:
        return False
    a, b = (np.array([counted[key][0] for key in shared]) for counted in (one, other))
    gaps = a - b
    if _says_part(headings, gaps):
        return True
    if (
        len(shared) < FEWEST_NESTED
        or (np.abs(gaps) > MOST_APART * np.maximum(a, b)).any()
        or ((gaps > 0).any() and (gaps < 0).any())
    ):
        return False
    apart = float((gaps**2 / np.maximum(a + b, 1.0)).sum())
    return int(((gaps == 0) & (a > 0)).sum()) >= FEWEST_EQUAL or _chance(apart, len(shared)) < ONCE_IN_A_THOUSAND


def _says_part(headings: Sequence[str], gaps: NDArray[np.float64]) -> bool:
    """Whether one heading has all words of the other and more (`learners`, `female learners`), and the fewer people.

    Then it counts some of the others' people, however far from all, and those it leaves out follow.
    """
    words = [set(_WORD.findall(heading.lower())) - _NO_GROUP for heading in headings]
    if words[0] < words[1]:
        return bool(words[0]) and bool((gaps >= 0).all())
    return bool(words[1]) and words[1] < words[0] and bool((gaps <= 0).all())


_WORD = re.compile(r"[a-z]+|\d+")
_NO_GROUP = frozenset({"n", "no", "number", "count", "counts", "of", "the", "all", "total", "in", "and"})
"""Words of a heading that name no group of people."""


def _chance(squares: float, rows: int) -> float:
    """How seldom so many squares of gaps, each over its variance, add up to no more: the lower tail of chi-squared."""
    half, shape = squares / 2, rows / 2
    if half <= 0 or half >= shape:
        return 0.0 if half <= 0 else 1.0  # as many as are to be expected, or more: nothing that is seldom
    term = total = math.exp(shape * math.log(half) - half - math.lgamma(shape + 1))
    n = 0
    while term > total * 1e-9:
        n += 1
        term *= half / (shape + n)
        total += term
    return total


ONCE_IN_A_THOUSAND = 1e-3


def _by_column(table: OutputTable) -> tuple[_Counted, ...]:
    every = []
    for column in [column for column in table.of("FREQ") if column.counts_people][:MOST_BESIDE]:
        found: _Counted = {}
        for row in np.flatnonzero(column.is_number).tolist():
            key = frozenset(label.strip().lower() for label in table.labels[row] if label and not is_total(label))
            found.setdefault(key, (float(column.values[row]), column, row))
        if found:
            every.append(found)
    return tuple(every)


def _cells(table: OutputTable) -> dict[frozenset[str], tuple[float, OutputColumn, int]]:
    """Each shown count of people by what it counts."""
    columns = {column.at: column for column in table.columns}
    found: dict[frozenset[str], tuple[float, OutputColumn, int]] = {}
    for (at, row), meaning in meanings(table).items():
        if columns[at].is_number[row]:
            found.setdefault(meaning, (float(columns[at].values[row]), columns[at], row))
    return found


def _wholes(
    ours: dict[frozenset[str], tuple[float, OutputColumn, int]],
    theirs: dict[frozenset[str], tuple[float, OutputColumn, int]],
) -> list[frozenset[str]]:
    """The wholes of both tables, where both say theirs."""
    return [key for key in (frozenset[str](),) if key in ours and key in theirs]
