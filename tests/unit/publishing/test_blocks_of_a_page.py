"""A page says the plain subject; a change is proposed to its publisher only where chance, rounding and breaks allow.

A block that cannot be drawn has its table alone, and says to its publisher why.

What publishers write: a little Markdown, in which nothing can become HTML or a script.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from alder.errors import UsageError
from alder.model.comparison import FigureKind
from alder.publishing.contents.provenance import ColumnProvenance, Provenance, comparand, to_json, together
from alder.publishing.contents.version_contents import Contents, DataSetIndicator
from alder.publishing.pages import Block, Content, ContentSection, Tile, block_chart
from alder.publishing.pages.block_chart import statement_of
from alder.publishing.pages.block_table import BlockTable, Line
from alder.publishing.pages.prose import html, plain
from alder.publishing.tables.choice import Choice, VersionRows
from alder.show.notes import breaks_in, noted
from alder.show.statement import of_latest
from alder.show.svg import SERIES, Mark

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


STARTS = DataSetIndicator("b", "starts", "Starts", "", 0)
MANY = tuple(f"Group {n}" for n in range(len(SERIES) + 2))


def _figures(by: str, heads: tuple[str, ...], rows: dict[str, float | None]) -> BlockTable:
    lines = tuple(
        Line(
            label,
            tuple(Mark(value, "c" if value is None else f"{value:.0f}") for _ in heads),
            label == "Total",
            (None,) * len(heads),
        )
        for label, value in rows.items()
    )
    series = "Level" if len(heads) > 1 else ""
    every, at = (tuple(rows), tuple(range(len(rows)))) if by == "Year" else ((), ())
    return BlockTable(by, heads, lines, (STARTS,), series, "Mereshire", "", Choice(), every, at)


@pytest.mark.parametrize(
    ("by", "heads", "rows", "says"),
    [
        ("time", ("Starts",), {"2020/21": 60.0}, "there is one period alone, and a line needs two."),
        ("time", ("Starts",), {"2019/20": None, "2020/21": None}, "every figure is hidden or missing."),
        ("time", MANY, {"2019/20": 1.0, "2020/21": 2.0}, f"Level has {len(MANY)} groups, and a chart can tell"),
        ("sex", MANY, {"Female": 1.0, "Male": 2.0}, f"Level has {len(MANY)} groups, and a chart can tell"),
        ("sex", ("Starts",), {"Female": None, "Male": None}, "every figure is hidden or missing."),
        ("sex", ("Starts",), {"Total": 60.0}, "there is nothing but a total."),
        ("sex", ("Starts",), {str(n): 1.0 for n in range(21)}, "there would be 21 bars, and a chart has room for 20."),
        ("sex", ("Starts",), {str(n): 1.0 for n in range(20)}, ""),
        ("time", MANY[:2], {"2019/20": 1.0, "2020/21": 2.0}, ""),
    ],
)
def test_why_there_is_no_chart(
    monkeypatch: pytest.MonkeyPatch, by: str, heads: tuple[str, ...], rows: dict[str, float | None], says: str
) -> None:
    monkeypatch.setattr(block_chart, "figures", lambda *_: _figures("Year" if by == "time" else "Sex", heads, rows))
    holds = Contents((), (STARTS,), (), (), (), 0)
    unused: Any = None
    shown = block_chart.block_chart(Block("a", ("starts",), by), VersionRows(UUID(int=0), holds, unused))
    assert shown is not None
    assert shown.instead.startswith(says)
    assert bool(shown.chart) is (says == "")
    assert bool(shown.instead) is bool(says)


NOTES = """\
Coverage: 5 providers.

Quality: grade C (collected with gaps).
  WithdrawReason: chosen by staff
  Break from 2019/20: Standards replaced frameworks.

Take care
  No trend across a break. (Q-BREAK)
"""


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("one\ntwo", '<p class="govuk-body">one two</p>'),
        ("**most** of *all*", '<p class="govuk-body"><strong>most</strong> of <em>all</em></p>'),
        ("2 * 3 * 4 and a_b_c", '<p class="govuk-body">2 * 3 * 4 and a_b_c</p>'),
        (
            "- one\n- two\n  more",
            '<ul class="govuk-list govuk-list--bullet"><li>one</li><li>two more</li></ul>',
        ),
        ("1. one", '<ol class="govuk-list govuk-list--number"><li>one</li></ol>'),
        ("## Why\nSo.", '<h3 class="govuk-heading-m">Why</h3>\n<p class="govuk-body">So.</p>'),
        ("[us](/help)", '<p class="govuk-body"><a class="govuk-link" href="/help">us</a></p>'),
        ("[a_b](https://c.example/d_e_f)", '<p class="govuk-body"><a class="govuk-link" href="https://c.example/d_e_f">a_b</a></p>'),
        ("<script>1</script>", '<p class="govuk-body">&lt;script&gt;1&lt;/script&gt;</p>'),
        ("[x](javascript:alert(1))", '<p class="govuk-body">[x](javascript:alert(1))</p>'),
        ("[x](//elsewhere.example)", '<p class="govuk-body">[x](//elsewhere.example)</p>'),
        ('[x](/a" onclick="b)', '<p class="govuk-body">[x](/a&#34; onclick=&#34;b)</p>'),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_written_becomes_these_elements_and_no_others(written: str, shown: str) -> None:
    assert str(html(written)) == shown


def test_marks_are_left_out_of_a_summary() -> None:
    assert plain("## Why\n\n- **one** [two](/b)") == "Why one two"


def test_content_is_kept_and_read_again() -> None:
    block = Block("id", ("rate",), "sex", level="LAD")
    content = Content(
        "official", "So.", (Tile("id", "rate"),), "Under.", (ContentSection("A", "b", block), ContentSection("C"))
    )
    assert Content.from_json(content.to_json()) == content
    assert Content.from_json({}) == Content()


def test_what_is_said_beside_a_grade_is_no_reason_for_it() -> None:
    said = "Providers stand in the order of their names, and are not ranked."
    found = noted(f"Quality: grade C (open to interpretation).\n  the definition of level: best reading\n  {said}")
    assert found.because == ("the definition of level: best reading",)
    assert found.care == (said,)


def test_a_kind_of_statistics_must_be_known() -> None:
    with pytest.raises(UsageError, match="no kind of statistics secret"):
        Content("secret")


def test_notes_come_apart_into_grade_cautions_and_the_rest() -> None:
    found = noted(NOTES)
    assert (found.grade, found.meaning) == ("C", "collected with gaps")
    assert found.because == ("WithdrawReason: chosen by staff",)
    assert found.breaks == ("from 2019/20: Standards replaced frameworks.",)
    assert found.care == ("No trend across a break. (Q-BREAK)",)
    assert found.rest == "Coverage: 5 providers."
    assert noted("Schools closed early in June.").rest == "Schools closed early in June."
