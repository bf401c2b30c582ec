"""A page says the plain subject; a change is proposed to its publisher only where chance, rounding and breaks allow."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alder.model.comparison import FigureKind
from alder.publishing.contents.contents import DataSetIndicator
from alder.publishing.contents.provenance import ColumnProvenance, Provenance, comparand, to_json, together
from alder.publishing.pages.block_chart import statement_of
from alder.publishing.pages.block_table import BlockTable, Line
from alder.publishing.tables.choice import Choice
from alder.show.notes import breaks_in
from alder.show.statement import of_latest
from alder.show.svg import Mark

RATE = DataSetIndicator("a", "rate", "Pass rate", "%", 1)
COUNT = DataSetIndicator("b", "starts", "Starts", "", 0)
AS_RATE = ColumnProvenance(FigureKind.RATE, "leavers", 5)
AS_COUNT = ColumnProvenance(FigureKind.COUNT, reach=5)
YEARS = ("2017/18", "2018/19", "2019/20", "2020/21")


def mark(cell: str) -> Mark:
    """58.1, 58.1 (54.4-61.7), or a symbol."""
    value, _, ends = cell.strip().rstrip(")").partition(" (")
    if not value.replace(".", "").isdigit():
        return Mark(None, value)
    low, _, high = ends.partition("-")
    return Mark(float(value), value, (float(low), float(high)) if ends else None)


def by_year(cells: str, indicator: DataSetIndicator, base: float | None, *, at: tuple[int, ...] = ()) -> BlockTable:
    """The figures of the last years, one cell each."""
    marks = [mark(cell) for cell in cells.split(", ")]
    every = YEARS[-len(marks) :]
    lines = tuple(Line(year, (one,), bases=(base,)) for year, one in zip(every, marks, strict=True))
    places = at or tuple(range(len(marks)))
    every = tuple(f"{2000 + n}" for n in range(places[-1] + 1)) if at else every
    return BlockTable("Year", (indicator.label,), lines, (indicator,), "", "Mereshire", "", Choice(), every, places)


@pytest.mark.parametrize(
    ("cells", "base", "breaks", "proposed", "why"),
    [
        ("58.1, 56.4", 700, (), "Pass rate: no clear change from 2019/20 to 2020/21", "chance alone may explain it"),
        ("58.1, 56.4", 70_000, (), "Pass rate fell by 1.7 points from 2019/20 to 2020/21", "−2.3 to −1.1 points"),
        ("58.1, 60.0", None, (), "", "not known"),
        ("40.0, 58.1, 56.4", 700, {"2019/20"}, "Pass rate: no clear change from 2019/20 to 2020/21", ""),
        ("40.0, 58.1", 700, {"2020/21"}, "", "the notes name"),
        ("40.0, c, 58.1", 700, (), "", "no figure for the period before"),
        ("40.0, 58.1, c", 700, (), "", "no figure to compare"),
    ],
)
def test_a_change_of_a_rate(cells: str, base: float | None, breaks: set[str], proposed: str, why: str) -> None:
    said = statement_of(by_year(cells, RATE, base), breaks, AS_RATE)
    assert (said.subject, said.proposed) == ("Pass rate by year", proposed)
    assert why in said.why


@pytest.mark.parametrize(
    ("cells", "proposed"),
    [
        ("4870, 4880", "Starts: no clear change from 2019/20 to 2020/21"),  # rounded to 10: 10 may be 0
        ("4870, 4920", "Starts rose by 50 from 2019/20 to 2020/21"),
        ("500, 540", "Starts: no clear change from 2019/20 to 2020/21"),  # chance
        ("7500000, 7510000, 8600000, 8960000", ""),  # a jump like a change of coverage
    ],
)
def test_a_change_of_a_count(cells: str, proposed: str) -> None:
    assert statement_of(by_year(cells, COUNT, None), (), AS_COUNT).proposed == proposed


def test_of_a_file_of_which_nothing_is_known_the_subject_is_all() -> None:
    for figures in (by_year("8000000, 9463526", COUNT, None), by_year("58.1, 80.0", RATE, None)):
        said = statement_of(figures, (), None)
        assert said.proposed == ""
        assert "how they were made is not known" in said.why


def test_intervals_that_stand_in_a_file_from_elsewhere_are_enough() -> None:
    apart = by_year("58.1 (54.4-61.7), 45.0 (41.3-48.7)", RATE, None)
    assert statement_of(apart, (), None).proposed == "Pass rate fell by 13.1 points from 2019/20 to 2020/21"
    near = by_year("58.1 (54.4-61.7), 56.4 (52.7-60.1)", RATE, None)
    assert statement_of(near, (), None).proposed == "Pass rate: no clear change from 2019/20 to 2020/21"


def test_a_year_that_the_data_set_lacks_is_not_compared_across() -> None:
    gap = by_year("4000, 5000", COUNT, None, at=(0, 2))
    assert statement_of(gap, (), AS_COUNT).proposed == ""


def test_groups_and_places_get_no_range_of_extremes() -> None:
    lines = tuple(Line(label, (mark(cell),)) for label, cell in (("Female", "30.0"), ("Male", "90.0")))
    found = BlockTable("Sex", ("Pass rate",), lines, (RATE,), "", "Mereshire", "", Choice())
    said = statement_of(found, (), AS_RATE)
    assert (said.subject, said.proposed) == ("Pass rate by sex", "")
    assert statement_of(replace(found, by="Age", series="Sex"), (), AS_RATE).subject == "Pass rate by age and sex"
    years = replace(found, by="Year", series="Sex", every=("2019/20", "2020/21"), at=(0, 1))
    assert statement_of(years, (), AS_RATE).subject == "Pass rate by year and sex"
    assert statement_of(replace(years, by="Time"), (), AS_RATE).subject == "Pass rate over time by sex"


LATEST = """
cells | breaks | shown by itself | proposed
58.1, 56.4 | | | No clear change from 2019/20.
58.1, 68.4 | | | Up 10.3 points on 2019/20.
68.1, 56.4 | | | Down 11.7 points on 2019/20.
58.1, 68.4 | 2020/21 | Not compared with 2019/20: something changed, which the notes name. |
50.0, c, 68.4 | | There is no figure for 2019/20. |
56.4 | | |
"""


@pytest.mark.parametrize("row", LATEST.strip().splitlines()[1:])
def test_a_headline_figure(row: str) -> None:
    cells, breaks, shown, proposed = (cell.strip() for cell in row.split("|"))
    marks = [mark(cell) for cell in cells.split(", ")]
    points = [comparand(one, 700, RATE, AS_RATE) for one in marks]
    said = of_latest(RATE, points, YEARS[-len(marks) :], {breaks}, marks[-1].shown)
    assert (said.subject, said.proposed) == (shown, proposed)


def test_breaks_are_read_from_notes_once_with_each_reason_once() -> None:
    notes = "Quality: grade A.\n  Break from 2019/20: New.\n  Break from 2019/20: New.\n  Break from 2020: Other.\n"
    assert breaks_in(notes) == (("2019/20", "New."), ("2020", "Other."))
    kept = Provenance.read([["2019/20", "New."], ["2019/20", "Pandemic."]], to_json({"rate": AS_RATE}))
    assert kept.reasons == {"2019/20": ["New.", "Pandemic."]}
    assert (kept.column("rate"), kept.column("other")) == (AS_RATE, None)


def test_of_tables_in_one_file_the_roughest_rounding_counts_and_what_they_disagree_on_is_not_known() -> None:
    exact = {"starts": ColumnProvenance(FigureKind.COUNT), "rate": ColumnProvenance(FigureKind.RATE, "leavers")}
    rounded = {"starts": AS_COUNT, "rate": ColumnProvenance(FigureKind.RATE, "others", 5)}
    assert together([exact, rounded]) == {"starts": AS_COUNT}
