"""A page shows the first lines and columns of a large table, without cutting a group of headings in half."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support.made_table import FACTS, table

from alder.show.layout import laid_out, page_table
from alder.show.table import StatisticalTable


def weeks(years: int, groups: int, lines: int = 1) -> StatisticalTable:
    """A table of so many years with so many groups in each, and places down the side."""
    rows = [
        f"{2000 + y}{(y + 1) % 100:02} | Place {n:03} | group {g:03} | {y + g}"
        for y in range(years)
        for n in range(lines)
        for g in range(groups)
    ]
    return table("\n".join(["year | place | kind | starts", *rows]), places="LA")


@pytest.mark.parametrize(
    ("years", "groups", "columns", "why"),
    [
        (3, 4, 12, "all of a small table"),
        (13, 52, 52, "one whole year, not a year and eight groups of the next"),
        (10, 7, 56, "eight whole years"),
        (2, 61, 60, "part of a year that does not fit by itself"),
        (1, 300, 60, "as many as there is room for, where there is one heading alone"),
    ],
)
def test_columns_are_left_out_by_whole_groups(years: int, groups: int, columns: int, why: str) -> None:
    found = weeks(years, groups, lines=2)
    along = ("time", "fgr") if years > 1 else ("fgr",)
    shown = page_table(found, replace(FACTS, rows=("place",), columns=along), most=200)
    assert len(shown.layout.heads) == columns, why
    assert shown.lacks_columns == (years * groups > columns)
    assert not shown.lacks_lines
    assert shown.columns_in_all == years * groups
    assert {len(line.cells) for line in shown.lines} == {columns}
    assert all(sum(heading.span for heading in row) == columns for row in shown.layout.top), "headings end with them"


def test_lines_are_left_out_by_whole_groups_unless_that_would_leave_little() -> None:
    facts = replace(FACTS, rows=("place", "fgr"), columns=("time",))
    even = page_table(weeks(2, 30, lines=10), facts, most=100)
    assert len(even.lines) == 90, "three whole places"
    few_then_many = page_table(weeks(2, 300, lines=2), facts, most=200)
    assert len(few_then_many.lines) == 200, "part of a place that does not fit by itself"
    assert even.lacks_lines
    assert few_then_many.lacks_lines
    assert not even.lacks_columns
    assert sum(heading.span for line in even.lines for heading in line.headings if heading.dimension == "place") == 90


def test_the_cells_are_those_of_the_lines_and_columns_that_are_shown() -> None:
    found = weeks(3, 40, lines=2)
    shown = page_table(found, replace(FACTS, rows=("place",), columns=("time", "fgr")), most=200)
    assert [cell for cell, _ in shown.lines[0].cells] == [str(g) for g in range(40)]


def test_many_members_of_many_dimensions_cost_what_there_is_and_not_what_there_could_be() -> None:
    """Sorting the rows that there are takes no longer, however many could be crossed."""
    found = weeks(50, 50, lines=2)
    wide = {d.name: replace(d, members=tuple((m, str(m)) for m in range(5_000))) for d in found.dimensions[1:3]}
    crossed = replace(found, dimensions=tuple(wide.get(d.name, d) for d in found.dimensions))
    assert len(laid_out(crossed, ("time", "fgr", "place"), ()).lines) == 5_000
