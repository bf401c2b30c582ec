"""Check 11: whether what a table hides follows from what it shows.

For each hidden count the lowest and the highest value are found that all sums allow, every shown count being anything
that rounds to what is printed. It is the reader's own problem, solved as a reader would solve it, and shares no code
with what hides cells elsewhere in Alder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from alder.outputs.checks.counts import base_of
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight
from alder.outputs.relations import are_sums_of_what_is_shown, relations_of, subtotals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from alder.outputs.output import Output
    from alder.outputs.relations import Cell, Relation
    from alder.outputs.table import OutputTable

MOST = 4_000
"""Programmes that are solved for one table; where that does not do, it is said."""
NARROW = 3
"""A hidden count for which so few values are left, or fewer, is as good as told."""
_MEND = "Hide another cell in the same row and column, or show larger groups."


def nothing_hidden_follows(output: Output) -> Iterator[OutputFinding]:
    """Sums of rows, columns and wholes against every hidden cell."""
    for content in output.leaving:
        for table in output.tables(content):
            yield from _followed(table, content.name)


def _followed(table: OutputTable, file: str) -> Iterator[OutputFinding]:
    hidden_any = any(column.hidden.any() for column in table.of("FREQ", "SUMMAG"))
    if not hidden_any:
        return
    every = [*relations_of(table), *subtotals(table)]
    relations = [r for r in every if any(column.hidden[row] for column, row in r.cells)]
    if not relations:
        return
    low, high, cells, cut = _bounds(table, relations, exact=are_sums_of_what_is_shown(every))
    for (column, row), least, most in zip(cells, low, high, strict=True):
        left = int(np.floor(most + 1e-6) - np.ceil(least - 1e-6)) + 1 if np.isfinite(most) else NARROW + 1
        if left <= NARROW:
            yield OutputFinding(
                OutputCheck.SUPPRESSION,
                "FREQ",
                Weight.HELD,
                table.place(row, column),
                "a hidden count follows from the sums that it is part of"
                if left <= 1
                else "a hidden count can only be one of two or three values, by the sums that it is part of",
                _MEND,
            )
    if cut:
        yield OutputFinding(
            OutputCheck.SUPPRESSION,
            "FREQ",
            Weight.LOOK,
            FindingPlace(file),
            "very many counts are hidden, and not all were looked at",
            "Hand in a smaller table, or have it protected by: alder protect table",
        )


def _bounds(
    table: OutputTable, relations: Sequence[Relation], *, exact: bool
) -> tuple[list[float], list[float], list[Cell], bool]:
    """For each hidden cell the lowest and highest value that the sums allow, as far as they are not far apart anyway.

    Whatever solves the sums is a value that each hidden cell may have, so that most cells are seen to have room while
    others are looked at: only those that still seem narrow are asked for by themselves.
    """
    number: dict[tuple[int, int], int] = {}
    cells: list[Cell] = []
    for relation in relations:
        for column, row in relation.cells:
            if (column.at, row) not in number:
                number[column.at, row] = len(cells)
                cells.append((column, row))
    hidden = np.array([column.hidden[row] for column, row in cells])
    value = np.array([0.0 if column.hidden[row] else column.values[row] for column, row in cells])
    spread = _spread(table, exact=exact)
    lower = np.where(hidden, 0.0, np.maximum(0.0, value - spread))
    upper = np.where(hidden, highspy.kHighsInf, value + spread)
    programme = _programme(relations, number, lower, upper)
    wanted = np.flatnonzero(hidden)
    low, high = np.full(len(cells), np.inf), np.full(len(cells), -np.inf)
    asked = 0
    for cell in wanted.tolist():
        for sign in (1.0, -1.0):
            if high[cell] - low[cell] >= NARROW + 1 or asked >= MOST:
                break
            asked += 1
            programme.changeColCost(cell, sign)
            programme.run()
            status = programme.getModelStatus()
            programme.changeColCost(cell, 0.0)
            if status == highspy.HighsModelStatus.kOptimal:
                found = np.array(programme.getSolution().col_value)
                np.minimum(low, found, out=low)
                np.maximum(high, found, out=high)
            else:  # without an upper bound, or figures that contradict each other: nothing is told
                low[cell], high[cell] = 0.0, np.inf
    return low[wanted].tolist(), high[wanted].tolist(), [cells[n] for n in wanted], asked >= MOST


def _spread(table: OutputTable, *, exact: bool) -> float:
    """How far from what is printed a shown count may be, by the base that all of the table keep to."""
    counts = [column.values[column.is_number & (column.values > 0)] for column in table.of("FREQ", "SUMMAG")]
    base = base_of(np.concatenate(counts)) if counts else 1
    return 0.0 if base == 1 or exact else 3.0 if base == 6 else (base - 1) / 2


def _programme(
    relations: Sequence[Relation],
    number: dict[tuple[int, int], int],
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
) -> Any:
    """The sums as a linear programme without an aim, which is solved again and again from where it stands."""
    starts, index, signs = [0], [], []
    for relation in relations:
        index += [number[column.at, row] for column, row in relation.cells]
        signs += [-1.0, *([1.0] * len(relation.parts))]
        starts.append(len(index))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(lower), len(relations)
    lp.col_cost_ = np.zeros(len(lower))
    lp.col_lower_, lp.col_upper_ = lower, upper
    lp.row_lower_ = lp.row_upper_ = np.zeros(len(relations))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, index, signs
    programme = highspy.Highs()
    programme.setOptionValue("output_flag", False)
    programme.passModel(lp)
    return programme
