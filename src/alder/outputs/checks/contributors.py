"""Checks 4 and 7 where records are at hand: how many stand behind each figure, and how much of it the largest have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from alder.outputs.content import OutputContent
    from alder.outputs.microdata import Microdata
    from alder.outputs.output import Output
    from alder.outputs.table import OutputColumn, OutputTable

    Bools = NDArray[np.bool_]

_AMOUNTS = ("SUMMAG", "MEAN", "RATIO")


def records_behind_suffice(output: Output) -> Iterator[OutputFinding]:
    """Every figure that is shown, beside the records of its row; and which tables could not be compared with them."""
    records = output.microdata
    if records is None:
        return
    for content in output.leaving:
        for table in output.tables(content):
            columns = columns_of_labels(records, table)
            if columns is None:
                yield OutputFinding(
                    OutputCheck.COUNTS,
                    "FREQ",
                    Weight.LOOK,
                    FindingPlace(content.name),
                    f"{records.name} has not all columns that the labels of a table come from, and was not compared "
                    "with it",
                    "Name the labels as the records do, or put the table's categories into the records.",
                )
                continue
            yield from _of_table(output, content, table, records, columns)


def columns_of_labels(records: Microdata, table: OutputTable) -> list[str] | None:
    """The column of the records behind each label of a table; None where one has none."""
    found = [records.column(name) for name in table.label_names]
    return [name for name in found if name] if all(found) else None


def are_compared(records: Microdata | None, table: OutputTable, amounts: Iterable[OutputColumn]) -> bool:
    """Whether the contributors to these amounts can be told from the records, so that nobody need attach them."""
    if records is None or columns_of_labels(records, table) is None:
        return False
    return all(records.amounts_named(column.heading) for column in amounts)


def _of_table(
    output: Output, content: OutputContent, table: OutputTable, records: Microdata, columns: list[str]
) -> Iterator[OutputFinding]:
    shown = np.zeros(len(table.rows), dtype=bool)
    for column in table.columns:
        shown |= column.is_number & (column.values != 0)
    few, unknown = np.zeros(len(table.rows), dtype=bool), np.zeros(len(table.rows), dtype=bool)
    amounts = {column: records.amounts_named(column.heading) for column in table.of(*_AMOUNTS)}
    dominated = {column: np.zeros(len(table.rows), dtype=bool) for column, name in amounts.items() if name}
    for rows, groups, group in records.behind(columns, table.labels):
        size = int(group.max(initial=-1)) + 1
        pairs = np.unique(np.stack([group, records.contributors], axis=1), axis=0)
        people = np.bincount(pairs[:, 0], minlength=size)
        there = groups >= 0
        unknown[rows[~there]] = True
        few[rows[there]] = people[groups[there]] < output.threshold
        for column, found in dominated.items():
            unsafe = _dominated(output, records, group, records.amounts(str(amounts[column])), size)
            found[rows[there]] = unsafe[groups[there]]
    yield from _told(table, shown & few, OutputCheck.COUNTS, "FREQ", output.weight(content, "FREQ"), _FEW)
    yield from _told(table, shown & unknown, OutputCheck.COUNTS, "FREQ", Weight.LOOK, _UNKNOWN)
    for column, found in dominated.items():
        rule = column.kind
        hit = found & column.is_number
        yield from _told(table, hit, OutputCheck.DOMINANCE, rule, output.weight(content, rule), _DOMINATED, column)


def _dominated(
    output: Output, records: Microdata, group: NDArray[np.int64], value: NDArray[np.float64], size: int
) -> Bools:
    """Groups whose amounts are mostly those of one or two. What is negative counts by its size."""
    limits = output.limits
    known = ~np.isnan(value)
    from alder.disclosure.contributions import Contributions, largest  # a second to load, and few hand records in

    given = Contributions.of(group[known], records.contributors[known], np.abs(value[known]))
    cells = largest(given, size)
    some = cells.total > 0
    found: Bools = some & (
        (cells.share(1) > limits.one_share)
        | (cells.share(limits.largest) > limits.largest_share)
        | (cells.ratio < limits.p)
        | (cells.n <= 2)
    )
    return found


_FEW = (
    "the records behind a figure are of fewer people than the threshold",
    "Hide the row and another, or join groups.",
)
_UNKNOWN = (
    "no record has the labels of a row, so the people behind it could not be counted",
    "Put the categories of the table into the records, or say on the cover sheet what the row is.",
)
_DOMINATED = (
    "by the records, one or two contributors have nearly all of an amount",
    "Hide the amount and another one beside it, or join groups.",
)


def _told(
    table: OutputTable,
    at: Bools,
    check: OutputCheck,
    rule: str,
    weight: Weight,
    words: tuple[str, str],
    column: OutputColumn | None = None,
) -> Iterator[OutputFinding]:
    rows = np.flatnonzero(at)
    if len(rows):
        yield OutputFinding(check, rule, weight, table.place(int(rows[0]), column), *words, len(rows))
