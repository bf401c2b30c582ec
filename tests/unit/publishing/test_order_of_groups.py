"""The order of the groups of a table: as people count, with totals last."""

from __future__ import annotations

from alder.publishing.contents.contents import Contents, DataSetFilter, Option
from alder.publishing.tables.choice import in_order


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
