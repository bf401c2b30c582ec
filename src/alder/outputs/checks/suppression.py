"""Check 11: whether what a table hides follows from what it shows.

For each hidden count the lowest and the highest value are found that all sums allow, every shown count being anything
that rounds to what is printed. It is the reader's own problem, solved as a reader would solve it, and shares no code
with what hides cells elsewhere in Alder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.outputs.checks.counts import base_of
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight
from alder.outputs.relations import are_sums_of_what_is_shown, relations_of, subtotals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.outputs.output import Output
    from alder.outputs.relations import Cell, Relation
    from alder.outputs.table import OutputTable

MOST = 400
"""Hidden cells of one table that are looked at one by one; with more, that is said."""
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
            f"more than {MOST} counts are hidden, and only the first were looked at",
            "Hand in a smaller table, or have it protected by: alder protect table",
        )


def _bounds(
    table: OutputTable, relations: Sequence[Relation], *, exact: bool
) -> tuple[list[float], list[float], list[Cell], bool]:
    """For each hidden cell the lowest and highest value that the sums allow."""
    from scipy.optimize import linprog
    from scipy.sparse import lil_matrix

    number: dict[tuple[int, int], int] = {}
    cells: list[Cell] = []
    for relation in relations:
        for column, row in relation.cells:
            if (column.at, row) not in number:
                number[column.at, row] = len(cells)
                cells.append((column, row))
    shown = np.concatenate(
        [c.values[c.is_number & (c.values > 0)] for c in table.of("FREQ", "SUMMAG")] or [np.array([])]
    )
    base = base_of(shown) if len(shown) else 1
    spread = 0.0 if base == 1 or exact else 3.0 if base == 6 else (base - 1) / 2
    limits: list[tuple[float, float | None]] = []
    for column, row in cells:
        if column.hidden[row]:
            limits.append((0.0, None))
        else:
            value = float(column.values[row])
            limits.append((max(0.0, value - spread), value + spread))
    sums = lil_matrix((len(relations), len(cells)))
    for n, relation in enumerate(relations):
        for column, row in relation.parts:
            sums[n, number[column.at, row]] += 1.0
        total = number[relation.total[0].at, relation.total[1]]
        sums[n, total] -= 1.0
    matrix = sums.tocsr()
    hidden = [cell for cell in cells if cell[0].hidden[cell[1]]]
    low, high = [], []
    for column, row in hidden[:MOST]:
        aim = np.zeros(len(cells))
        aim[number[column.at, row]] = 1.0
        least = linprog(aim, A_eq=matrix, b_eq=np.zeros(len(relations)), bounds=limits, method="highs")
        most = linprog(-aim, A_eq=matrix, b_eq=np.zeros(len(relations)), bounds=limits, method="highs")
        low.append(float(least.fun) if least.status == 0 else 0.0)
        high.append(-float(most.fun) if most.status == 0 else np.inf)
    return low, high, hidden[:MOST], len(hidden) > MOST
