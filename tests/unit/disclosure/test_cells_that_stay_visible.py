"""Cells that the owner marks, and grand totals, stay visible where anything else can be hidden instead."""

import pytest
from tests.support.count_tables import counts, grid

from alder.disclosure import audit, protect
from alder.disclosure.protect import seen_by_readers
from alder.errors import UsageError
from alder.model.statistic import TOTAL, Counts

TABLE = """
row | a  | b  | c  | d
x   | 3  | 40 | 50 | 60
y   | 70 | 20 | 90 | 80
z   | 44 | 66 | 77 | 15
"""


def hidden(made: Counts, **more: object) -> set[tuple[str, ...]]:
    return {codes for codes, (figure,) in protect(made, **more).rows if figure == "c"}


def test_a_marked_cell_stays_and_another_is_hidden_instead() -> None:
    made = grid(TABLE)
    before = hidden(made)
    marked = sorted(before - {("x", "a")})[0]
    table = protect(made, keep=[dict(zip(("row", "column"), marked, strict=True))])
    assert table.value("n", row=marked[0], column=marked[1]) != "c"
    assert table.value("n", row="x", column="a") == "c"
    assert table.not_kept() == ()
    figures = [[row[0] for _, row in table.rows]]
    assert audit(made, seen_by_readers(made, figures), table.policy).safe


def test_a_whole_row_of_marks_stays() -> None:
    made = grid(TABLE)
    row = [{"row": "y", "column": c} for c in "abcd"]
    table = protect(made, keep=row)
    assert "c" not in [table.value("n", **cell) for cell in row]


def test_what_could_not_stay_is_told_to_the_owner() -> None:
    """A cell that is small itself; and one of three where hiding the third alone would hide nothing."""
    table = protect(grid(TABLE), keep=[{"row": "x", "column": "a"}])
    assert table.not_kept() == ("N, x, a",)
    assert "It was to be kept visible" in str(table.why(row="x", column="a"))
    three = counts("sex | n\nF | 3\nM | 40\nX | 50")
    both = protect(three, keep=[{"sex": "M"}, {"sex": "X"}])
    assert len(both.not_kept()) == (both.value("n") != "c")


def test_a_grand_total_is_hidden_last_of_all() -> None:
    made = counts("sex | n\nF | 3\nM | 40\nX | 50")
    assert (TOTAL,) not in hidden(made)
    assert (TOTAL,) not in hidden(made, keep=[{"sex": "M"}])
    everything = hidden(made, keep=[{"sex": "M"}, {"sex": "X"}])
    assert len(everything) >= 2, "something beside the small cell is hidden, or it would follow"


def test_one_count_alone_may_be_meant() -> None:
    made = counts("sex | leavers | achievers\nF | 30 | 26\nM | 80 | 40\nX | 70 | 35", rates=["achievers/leavers"])
    at = [("leavers", protect(made, keep=[{"sex": "F", "indicator": "leavers"}]))]
    at += [("achievers", protect(made, keep=[{"sex": "F", "indicator": "achievers"}]))]
    for indicator, table in at:
        assert table.value(indicator, sex="F") != "c"
        other = {"leavers": "achievers", "achievers": "leavers"}[indicator]
        assert table.value(other, sex="F") == "c", "one of the two is hidden, for their difference"


@pytest.mark.parametrize(
    ("cell", "policy", "says"),
    [
        ({"sexx": "F"}, "srs-output", "no filter called sexx"),
        ({"sex": "Q"}, "srs-output", "no cell for sex Q"),
        ({"sex": "F", "indicator": "m"}, "srs-output", "no count called m"),
        ({"sex": "F"}, "dfe-statistics", "hides no cell for the sake of another"),
    ],
)
def test_a_cell_that_is_not_there_is_refused(cell: dict[str, str], policy: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        protect(counts("sex | n\nF | 30\nM | 80"), policy, keep=[cell])
