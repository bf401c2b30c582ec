"""Rows of text under each other: words to the left, numbers to the right, and what does not fit is left out."""

from alder.look.text_table import aligned, fitting

ROWS = [("table", "rows", "counts"), ("lars", "1,286", ""), ("postcode", "9", "earlier")]


def test_words_stand_to_the_left_and_numbers_to_the_right_with_nothing_behind_the_last() -> None:
    assert list(aligned(ROWS, right=(1,))) == [
        "table       rows   counts",
        "lars       1,286",
        "postcode       9   earlier",
    ]


def test_columns_that_do_not_fit_are_left_out_from_the_right_but_for_the_first() -> None:
    assert list(aligned(ROWS, right=(1,), gap=2, room=15)) == ["table      rows", "lars      1,286", "postcode      9"]
    assert [fitting(ROWS, gap=2, room=room) for room in (24, 23, 15, 14, 1)] == [3, 2, 2, 1, 1]
