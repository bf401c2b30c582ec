"""The cells of a table by number: the place of a row among the categories of its filters, as one whole number.

Rows are grouped by one number far faster than by the codes of five filters, and the number says where in the array of
counts the sum belongs.
"""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from alder.model.expr import numbered as numbered_as

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.measures.measure import Breakdown
    from alder.model.expr import Table, Whole

CELL = "cell"
"""The column that says in which cell a row falls, as far as its filters are numbered."""

_MOST = 40
"""Categories that are worth comparing a row with, one by one."""


def numbered(splits: Sequence[Breakdown]) -> list[Breakdown]:
    """The filters whose categories have a part in the number."""
    return [s for s in splits if s.key and 0 < len(s.categories) <= _MOST]


def steps(splits: Sequence[Breakdown]) -> dict[str, int]:
    """How far apart in the array two categories of each filter are that follow each other, the total being the last."""
    found: dict[str, int] = {}
    step = 1
    for split in reversed([s for s in splits if s.categories]):
        found[split.id] = step
        step *= len(split.categories) + 1
    return found


def name(splits: Sequence[Breakdown]) -> str:
    """The column that holds the number in a table that serves several questions; empty where no filter is numbered."""
    step = steps(splits)
    parts = [f"{step[s.id]}×{s.key} of {len(s.categories)}" for s in numbered(splits)]
    return " + ".join([CELL, *parts]) if parts else ""


def codes(splits: Sequence[Breakdown]) -> list[tuple[str, list[str]]]:
    """What the number depends on, beside what the columns of the splits do: their keys and the order of their codes."""
    return [(s.key, s.codes) for s in numbered(splits)]


def number(rows: Table, splits: Sequence[Breakdown], *, of: Sequence[Breakdown] | None = None) -> Whole:
    """The number of the cell of each row, or the part in it `of` some of the filters; missing where it is in none of a
    filter's categories.
    """
    step = steps(splits)
    parts = [_place_in(s, rows) * step[s.id] for s in numbered(splits if of is None else of)]
    return reduce(add, parts).cast("int32")


def with_numbers(rows: Table, by_cell: Mapping[str, Sequence[Breakdown]]) -> Table:
    """The rows with the number of the cell of each, in the columns named; missing where a row is in none of a filter's
    categories.
    """
    coded = {s.key: s for splits in by_cell.values() for s in numbered(splits)}
    places = {key: _place_in(s, rows) for key, s in coded.items()}
    # A view keeps the places apart from the numbers: in one statement a place would be worked out for each number.
    placed = rows.mutate(**{_place(key): place for key, place in places.items()}).view()
    numbers = {name: _number(splits, placed) for name, splits in by_cell.items()}
    return placed.select(*rows.columns, **numbers)


def _number(splits: Sequence[Breakdown], placed: Table) -> Whole:
    step = steps(splits)
    return reduce(add, [placed[_place(s.key)] * step[s.id] for s in numbered(splits)]).cast("int32")


def _place_in(split: Breakdown, rows: Table) -> Whole:
    return numbered_as(split.column(rows), {c: n for n, c in enumerate(split.codes)})


def _place(key: str) -> str:
    return f"place in {key}"
