"""A page shows the first lines and columns of a large table, without cutting a group of headings in half.

The order of the groups of a table: as people count, with totals last.

Figures of tables as people read them.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support.made_table import FACTS
from tests.support.made_table import table as chosen_table
from tests.support.text_tables import rows

from alder.publishing.contents.version_contents import Contents, DataSetFilter, DataSetIndicator, Option
from alder.publishing.tables.choice import in_order
from alder.show import table
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
    return chosen_table("\n".join(["year | place | kind | starts", *rows]), places="LA")


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


def test_ten_comes_after_three_and_totals_last() -> None:
    labels = ("1 year", "10 years", "3 years", "Total", "Unknown")
    options = tuple(Option(f"id{n}", label) for n, label in enumerate(labels))
    contents = Contents((DataSetFilter("abcde", "after", "After", "", options),), (), (), (), (), 0)
    order = in_order(contents, 0, range(6))
    assert [labels[code - 1] if code else "blank" for code in order] == [
        *("1 year", "3 years", "10 years", "Unknown"),
        *("blank", "Total"),
    ]


def test_under_sixteen_comes_before_sixteen_and_over() -> None:
    labels = ("16 to 18", "19 and over", "Total", "Under 16")
    options = tuple(Option(f"id{n}", label) for n, label in enumerate(labels))
    contents = Contents((DataSetFilter("abcde", "age", "Age", "", options),), (), (), (), (), 0)
    order = in_order(contents, 0, range(1, 5))
    assert [labels[code - 1] for code in order] == ["Under 16", "16 to 18", "19 and over", "Total"]


def test_fifths_that_are_numbered_in_words_stand_in_their_order() -> None:
    labels = ("Five (least deprived)", "Four", "One (most deprived)", "Three", "Total", "Two", "Unknown")
    options = tuple(Option(f"id{n}", label) for n, label in enumerate(labels))
    contents = Contents((DataSetFilter("abcde", "imd", "Deprivation", "", options),), (), (), (), (), 0)
    order = in_order(contents, 0, range(1, 8))
    assert [labels[code - 1] for code in order] == [
        *("One (most deprived)", "Two", "Three", "Four", "Five (least deprived)", "Unknown", "Total")
    ]


SHOWN = """
figure    | unit   | decimals | alone     | with its unit
1286      |        | 0        | 1,286     | 1,286
1286      |        |          | 1,286     | 1,286
1286.50   |        |          | 1,286.50  | 1,286.50
-0.25     |        |          | −0.25     | −0.25
-12345    |        | 0        | −12,345   | −12,345
65.4      | %      | 1        | 65.4      | 65.4%
65        | %      | 1        | 65.0      | 65.0%
3.1       | pp     | 1        | 3.1       | 3.1 points
21000     | £      | 0        | 21,000    | £21,000
4.5       | £m     | 1        | 4.5       | £4.5m
007       | string |          | 007       | 007
low       | %      | 1        | low       | low
"""


@pytest.mark.parametrize("row", rows(SHOWN), ids=lambda row: f"{row['figure']}-{row['unit']}-{row['decimals']}")
def test_a_figure_is_shown(row: dict[str, str | None]) -> None:
    decimals = int(row["decimals"]) if row["decimals"] else None
    indicator = DataSetIndicator("abcde", "column", "Label", row["unit"] or "", decimals)
    assert table.shown(str(row["figure"]), indicator) == row["alone"]
    assert table.shown(str(row["figure"]), indicator, with_unit=True) == row["with its unit"]


def test_the_key_lists_only_symbols_that_are_there() -> None:
    assert table.used(["1", "x", "c", "k", "?", "c"]) == [
        ("c", "hidden to protect people"),
        ("x", "not available"),
        ("k", "rounds to 0 but is not 0"),
    ]
