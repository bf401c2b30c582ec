"""Check 11: whether what a table hides follows from what it shows.

For each hidden count the lowest and the highest value are found that all sums allow, every shown count being anything
that rounds to what is printed. It is the reader's own problem, solved as a reader would solve it, and shares no code
with what hides cells elsewhere in Alder.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from alder.outputs.checks.counts import base_of
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight
from alder.outputs.relations import are_sums_of_what_is_shown, meanings, relations_of, subtotals
from alder.solver import Solver

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from alder.outputs.output import Output
    from alder.outputs.relations import Cell
    from alder.outputs.table import OutputColumn, OutputTable

MOST_WORK = 4_000_000
"""Cells and parts of sums that all programmes for tables of the same people have together, each as often as it is
solved: as many as take a second. Where that does not do, it is said."""
NARROW = 3
"""A hidden count for which so few values are left, or fewer, is as good as told."""
FEWEST = 2
"""So many counts two tables share before they are taken to be of the same people."""
_MEND = "Hide another cell in the same row and column, or show larger groups."


def nothing_hidden_follows(output: Output) -> Iterator[OutputFinding]:
    """Sums of rows, columns and wholes against every hidden count, over all tables of the same people together."""
    leaving = list(output.tables_in(output.leaving))
    if not any(column.hidden.any() for table in leaving for column in table.of("FREQ", "SUMMAG")):
        return
    for group in _of_the_same_people([*leaving, *output.tables_in(output.earlier)]):
        if any(column.hidden.any() for table in group for column in table.of("FREQ", "SUMMAG")):
            yield from _followed(group, {id(table) for table in leaving})


def _of_the_same_people(tables: Sequence[OutputTable]) -> list[list[OutputTable]]:
    """Tables in groups: two are of the same people where they share counts and all of these agree."""
    groups: list[list[OutputTable]] = []
    shown = {id(table): _shown(table) for table in tables}
    for table in tables:
        near = [group for group in groups if any(_agree(shown[id(table)], shown[id(other)]) for other in group)]
        joined = [table, *(other for group in near for other in group)]
        groups = [group for group in groups if group not in near] + [joined]
    return groups


def _shown(table: OutputTable) -> dict[frozenset[str], float]:
    columns = {column.at: column for column in table.columns}
    return {
        meaning: float(columns[at].values[row])
        for (at, row), meaning in meanings(table).items()
        if columns[at].is_number[row]
    }


def _agree(ours: dict[frozenset[str], float], theirs: dict[frozenset[str], float]) -> bool:
    shared = ours.keys() & theirs.keys()
    return len(shared) >= FEWEST and all(ours[key] == theirs[key] for key in shared)


@dataclass(eq=False)
class _Unknowns:
    """The cells of several tables as one system: a cell that two of them have is one."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    cells: list[tuple[OutputTable, OutputColumn, int]] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    sums: list[tuple[int, list[int]]] = field(default_factory=list)
    number: dict[object, int] = field(default_factory=dict)

    def add(self, table: OutputTable, cell: Cell, meaning: frozenset[str] | None, spread: float) -> int:
        """The number of a cell; what one table hides and another shows is shown."""
        column, row = cell
        key: object = ("shared", meaning) if meaning is not None else (id(table), column.at, row)
        n = self.number.setdefault(key, len(self.cells))
        if n == len(self.cells):
            self.cells.append((table, column, row))
            self.hidden.append(True)
            self.lower.append(0.0)
            self.upper.append(highspy.kHighsInf)
        if column.is_number[row]:
            value = float(column.values[row])
            self.hidden[n] = False
            self.lower[n] = max(self.lower[n], value - spread, 0.0)
            self.upper[n] = min(self.upper[n], value + spread)
        return n


def _followed(group: Sequence[OutputTable], leaving: set[int]) -> Iterator[OutputFinding]:
    system = _Unknowns()
    elsewhere: list[tuple[OutputTable, OutputColumn, int]] = []
    every = {id(table): [*relations_of(table), *subtotals(table)] for table in group}
    exact = all(are_sums_of_what_is_shown(relations) for relations in every.values() if relations)
    shown_by = Counter(meaning for table in group for meaning in _shown(table)) if len(group) > 1 else Counter()
    for table in group:
        spread = _spread(table, exact=exact)
        known = meanings(table) if len(group) > 1 else {}
        columns = {column.at: column for column in table.columns}
        for (at, row), meaning in known.items():
            column = columns[at]
            if column.hidden[row] and shown_by[meaning] and id(table) in leaving:
                elsewhere.append((table, column, row))
        for relation in every[id(table)]:
            numbers = [
                system.add(table, (column, row), known.get((column.at, row)), spread) for column, row in relation.cells
            ]
            system.sums.append((numbers[0], numbers[1:]))
    for table, column, row in elsewhere:
        yield _finding(table, column, row, "a count that is hidden here is shown in another table")
    if not any(system.hidden):
        return
    low, high, cut = _bounds(system)
    for n, (table, column, row) in enumerate(system.cells):
        if not system.hidden[n] or id(table) not in leaving:
            continue
        left = int(np.floor(high[n] + 1e-6) - np.ceil(low[n] - 1e-6)) + 1 if np.isfinite(high[n]) else NARROW + 1
        if left <= NARROW:
            what = (
                "a hidden count can be worked out from the totals that it is part of"
                if left <= 1
                else "the totals leave only two or three values for a hidden count"
            )
            yield _finding(table, column, row, what)
    if cut:
        yield OutputFinding(
            OutputCheck.SUPPRESSION,
            "FREQ",
            Weight.LOOK,
            FindingPlace(group[0].file),
            "very many counts are hidden, and not all were looked at",
            "Hand in a smaller table, or have it protected by: alder protect table",
        )


def _finding(table: OutputTable, column: OutputColumn, row: int, what: str) -> OutputFinding:
    return OutputFinding(OutputCheck.SUPPRESSION, "FREQ", Weight.HELD, table.place(row, column), what, _MEND)


def _bounds(system: _Unknowns) -> tuple[NDArray[np.float64], NDArray[np.float64], bool]:
    """For each hidden cell the lowest and highest value that the sums allow, as far as they are not far apart anyway.

    Sums that share no cell, shown or hidden, are looked at by themselves; one that shares none with another is reckoned
    without a programme. The smaller ones come first, and it is said where what is left is more than is looked at.
    """
    low, high = np.full(len(system.cells), np.inf), np.full(len(system.cells), -np.inf)
    work, cut = MOST_WORK, False
    for sums in sorted(_apart(system), key=lambda sums: sum(1 + len(parts) for _, parts in sums)):
        if len(sums) == 1:
            _by_one_sum(system, *sums[0], low, high)
        elif work > 0:
            work, is_cut = _by_programme(system, sums, low, high, work)
            cut |= is_cut
        else:
            cut = True
    return low, high, cut


_Sum = tuple[int, list[int]]


def _apart(system: _Unknowns) -> list[list[_Sum]]:
    """The sums with a hidden cell, in groups that share no cell with each other."""
    over = [n for n, (whole, parts) in enumerate(system.sums) if any(system.hidden[cell] for cell in (whole, *parts))]
    cells = [(cell, n) for n in over for cell in (system.sums[n][0], *system.sums[n][1])]
    if not cells:
        return []
    at, of = np.array(cells, dtype=np.int64).T
    size = len(system.cells)
    graph = coo_matrix((np.ones(len(at)), (at, size + of)), shape=(size + len(system.sums),) * 2)
    _, component = connected_components(graph, directed=False)
    found: dict[int, list[_Sum]] = {}
    for n in over:
        found.setdefault(int(component[size + n]), []).append(system.sums[n])
    return list(found.values())


def _by_one_sum(
    system: _Unknowns, whole: int, parts: list[int], low: NDArray[np.float64], high: NDArray[np.float64]
) -> None:
    """What a whole and its parts allow each other."""
    if len({whole, *parts}) <= len(parts):  # a cell that stands in it twice
        _by_programme(system, [(whole, parts)], low, high, MOST_WORK)
        return
    least, most = sum(system.lower[part] for part in parts), sum(system.upper[part] for part in parts)
    if least > system.upper[whole] + _ROOM or most < system.lower[whole] - _ROOM:
        low[whole], high[whole] = 0.0, np.inf
        low[parts], high[parts] = 0.0, np.inf  # the figures contradict each other: nothing is told
        return
    low[whole], high[whole] = max(system.lower[whole], least), min(system.upper[whole], most)
    unbounded = sum(np.isinf(system.upper[part]) for part in parts)
    bounded = sum(system.upper[part] for part in parts if np.isfinite(system.upper[part]))
    for part in parts:
        others = bounded if np.isinf(system.upper[part]) else bounded - system.upper[part]
        is_open = unbounded - np.isinf(system.upper[part]) > 0
        rest = system.lower[whole] - others
        low[part] = system.lower[part] if is_open else max(system.lower[part], rest)
        high[part] = min(system.upper[part], system.upper[whole] - (least - system.lower[part]))


_ROOM = 1e-6
"""By which sums may miss, as the solver takes it."""


def _by_programme(
    system: _Unknowns, sums: list[_Sum], low: NDArray[np.float64], high: NDArray[np.float64], work: int
) -> tuple[int, bool]:
    """The same of sums that share cells, with the work that is left after it and whether that did not do.

    Whatever solves the sums is a value that each hidden cell may have, so that most cells are seen to have room while
    others are looked at: only those that still seem narrow are asked for by themselves.
    """
    cells = sorted({cell for whole, parts in sums for cell in (whole, *parts)})
    each = len(cells) + sum(1 + len(parts) for _, parts in sums)
    programme = _programme(system, sums, cells)
    for n, cell in enumerate(cells):
        if not system.hidden[cell]:
            continue
        for sign in (1.0, -1.0):
            if high[cell] - low[cell] >= NARROW + 1:
                break
            if work < each:
                return 0, True
            work -= each
            programme.changeColCost(n, sign)
            programme.run()
            status = programme.getModelStatus()
            programme.changeColCost(n, 0.0)
            if status == highspy.HighsModelStatus.kOptimal:
                found = np.array(programme.getSolution().col_value)
                low[cells], high[cells] = np.minimum(low[cells], found), np.maximum(high[cells], found)
            else:  # without an upper bound, or figures that contradict each other: nothing is told
                low[cell], high[cell] = 0.0, np.inf
    return work, False


def _spread(table: OutputTable, *, exact: bool) -> float:
    """How far from what is printed a shown count may be, by the base that all of the table keep to."""
    counts = [column.values[column.is_number & (column.values > 0)] for column in table.of("FREQ", "SUMMAG")]
    base = base_of(np.concatenate(counts)) if counts else 1
    return 0.0 if base == 1 or exact else 3.0 if base == 6 else (base - 1) / 2


def _programme(system: _Unknowns, sums: list[_Sum], cells: list[int]) -> Any:
    """The sums as a linear programme without an aim, which is solved again and again from where it stands."""
    number = {cell: n for n, cell in enumerate(cells)}
    starts, index, signs = [0], [], []
    for whole, parts in sums:
        index += [number[whole], *(number[part] for part in parts)]
        signs += [-1.0, *([1.0] * len(parts))]
        starts.append(len(index))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cells), len(starts) - 1
    lp.col_cost_ = np.zeros(len(cells))
    lp.col_lower_, lp.col_upper_ = np.array(system.lower)[cells], np.array(system.upper)[cells]
    lp.row_lower_ = lp.row_upper_ = np.zeros(len(starts) - 1)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, index, signs
    programme = Solver()
    programme.passModel(lp)
    return programme
