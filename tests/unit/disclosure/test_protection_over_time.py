"""A cohort from its start, as sentences, tables and lines: only what is shown is told.

Tables over several years in sentences: a change is told only where no break lies between.
"""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest
from tests.golden.further_education import golden_over_years
from tests.spec.disclosure.test_moments_of_a_cohort import cohort
from tests.support.count_tables import counts, made
from tests.support.text_tables import rows as text_rows

from alder.disclosure import Protected, protect
from alder.disclosure.headline import chart_title, headline
from alder.disclosure.layout import sections
from alder.disclosure.sheet import page
from alder.disclosure.time_series import axis, breaks, series, years
from alder.model.period import AcademicYear
from alder.model.quality import Break, FieldQuality, Grade, Quality
from alder.model.statistic import TIME, Category, Counts, Filter, Period

STEADY = [(400, 400), (400, 370), (400, 340), (300, 220)]


def titled(counts: Counts) -> Counts:
    return replace(counts, title="Retention from the start")


def by_sex(**groups: list[tuple[int, int]]) -> Protected:
    return protect(titled(cohort(groups)))


def alone(points: list[tuple[int, int]]) -> Protected:
    return by_sex(all=points)


def said(table: Protected) -> str:
    return headline(table, sections(table)[0])


def test_the_headline_tells_what_is_left_on_the_last_day_that_is_shown() -> None:
    assert said(alone(STEADY)) == "73.3% of those who began in 2020/21 were still in learning or had completed after 90"
    hidden = alone([(400, 400), (400, 370), (400, 300), (400, 298)])
    assert "after 60" in said(hidden) or "after 30" in said(hidden)


def test_without_a_figure_after_the_first_day_it_says_so() -> None:
    assert said(alone([(400, 400), (400, 398)])) == "Retention from the start: too few people to show figures"


def test_the_chart_tells_how_much_is_lost_early_and_how_much_later() -> None:
    table = alone(STEADY)
    assert chart_title(table, sections(table)[0]) == "15.0 points are lost by day 60, and 11.7 more by day 90"
    few = alone([(400, 400), (400, 300)])
    assert chart_title(few, sections(few)[0]) == "From the start, day by day"


def test_days_stand_as_far_apart_as_they_are_and_alone_they_are_rows() -> None:
    table = alone(STEADY)
    assert list(axis(table).at) == [0, pytest.approx(1 / 3), pytest.approx(2 / 3), 1]
    grid = sections(table)[0].main
    assert [line.label for line in grid.lines] == ["0", "30", "60", "90"]
    assert [i.id for i in grid.indicators] == ["followed", "retained", "not_followed", "retention_curve"]


def test_groups_are_rows_and_days_are_columns() -> None:
    table = by_sex(F=STEADY, M=[(500, 500), (500, 450), (500, 400), (400, 280)])
    grid = sections(table)[0].main
    assert grid.columns == ("0", "30", "60", "90")
    assert [line.label for line in grid.lines] == ["F", "M", "All"]
    drawn = series(table, sections(table)[0])
    assert [(s.name, s.main) for s in drawn] == [("F", True), ("M", True), ("All", False)]
    assert "Line chart." in page(table)


@pytest.mark.parametrize(("groups", "names"), [(4, ["A", "B", "C", "D"]), (5, ["All"])])
def test_more_groups_than_lines_can_be_told_apart_become_one(groups: int, names: list[str]) -> None:
    table = by_sex(**dict.fromkeys("ABCDE"[:groups], STEADY))
    assert [s.name for s in series(table, sections(table)[0])] == names


def over_years(second: list[tuple[int, int]], *, by: bool = False) -> Protected:
    """Two cohorts, 2019/20 and 2020/21, alone or by sex."""
    groups = {"F": STEADY, "M": [(500, 500), (500, 450), (500, 400), (400, 280)]}
    parts = [cohort(groups if by else {"all": STEADY}), cohort({**groups, "F": second} if by else {"all": second})]
    years = [AcademicYear(2019), AcademicYear(2020)]
    cells = [
        c.cells.add_column(0, TIME, pa.array([y.label] * c.cells.num_rows)) for c, y in zip(parts, years, strict=True)
    ]
    time = Filter(TIME, "Academic year", tuple(Category(y.label, y.label) for y in years), has_total=False)
    filters = (time, *parts[0].filters)
    table = made(filters, parts[0].indicators, pa.concat_tables(cells).to_pylist(), title="Retention from the start")
    return protect(replace(table, periods=tuple(Period(y) for y in years)))


def test_cohorts_of_several_years_are_rows_and_lines() -> None:
    table = over_years([(400, 400), (400, 350), (400, 300), (300, 200)])
    grid = sections(table)[0].main
    assert ([line.label for line in grid.lines], grid.columns) == (["2019/20", "2020/21"], ("0", "30", "60", "90"))
    assert said(table) == "Retention from the start, of those who began in 2019/20 to 2020/21"
    assert chart_title(table, sections(table)[0]) == "From the start, day by day"


def test_cohorts_by_group_have_a_section_each_that_names_its_year() -> None:
    table = over_years([(400, 400), (400, 350), (400, 300), (300, 200)], by=True)
    names = [s.name for s in sections(table)]
    assert names == ["begun in 2019/20", "begun in 2020/21"]
    told = headline(table, sections(table)[1])
    assert told.startswith("begun in 2020/21: ")
    assert told.endswith("of those who began in 2020/21") or "of those who began in 2020/21 were" in told


def test_nothing_shown_draws_no_chart() -> None:
    assert "<figure" not in page(alone([(9, 9), (9, 5)]))
    table = over_years([(9, 9), (9, 8), (9, 5), (9, 5)])
    assert said(table) == "Retention from the start: too few people to show figures"


def test_a_day_that_nobody_has_reached_is_no_point_of_the_line() -> None:
    """Of the second cohort nobody is followed to day 90: the line ends, and there is no symbol for what cannot be."""
    table = over_years([(400, 400), (400, 350), (400, 300), (0, 0)])
    lines = {s.name: s.marks for s in series(table, sections(table)[0])}
    assert lines["2020/21"][-1] is None
    assert lines["2019/20"][-1] is not None
    assert "90 at" not in page(table)


RATE = "achievers/leavers"


def table(text: str, *, rates: tuple[str, ...] = (RATE,), broken: int | None = None, **more: object) -> Protected:
    found = [AcademicYear.parse(str(r["time_period"])) for r in text_rows(text)]
    periods = tuple(Period(y) for y in sorted(set(found)))
    cut = [Break(AcademicYear(broken), "It changed.")] if broken else []
    quality = Quality.of([FieldQuality("AchDate", Grade.B, "why")], breaks=cut)
    made = counts(text, rates=rates, title="Starts", quality=quality, **{"periods": periods, **more})
    return protect(made, "srs-output")


def told(found: Protected) -> str:
    return headline(found, sections(found)[0])


@pytest.mark.parametrize(
    ("last", "broken", "said"),
    [
        ("400 | 300", None, "Achievers of leavers rose from 60.0% in 2018/19 to 75.0% in 2020/21"),
        ("400 | 200", None, "Achievers of leavers fell from 60.0% in 2018/19 to 50.0% in 2020/21"),
        ("400 | 252", None, "Achievers of leavers: 63.0% in 2020/21, no clear change from 60.0% in 2018/19"),
        ("400 | 300", 2019, "Achievers of leavers: 75.0% in 2020/21, no clear change from 70.0% in 2019/20"),
        (
            "400 | 300",
            2020,
            "Achievers of leavers: 60.0% in 2018/19 and 75.0% in 2020/21, which a break in the series parts",
        ),
        ("400 | 300", 2018, "Achievers of leavers rose from 60.0% in 2018/19 to 75.0% in 2020/21"),
        ("400 | 397", None, "Achievers of leavers rose from 60.0% in 2018/19 to 70.0% in 2019/20"),
        (
            "900 | 700",
            None,
            "Achievers of leavers: 77.8% in 2020/21, not compared with 2018/19, since coverage may have changed",
        ),
    ],
)
def test_a_headline_tells_a_change_where_it_is_beyond_chance_and_nothing_lies_between(
    last: str, broken: int | None, said: str
) -> None:
    text = f"""
    time_period | leavers | achievers
    2018/19     | 400     | 240
    2019/20     | 400     | 280
    2020/21     | {last}
    """
    assert told(table(text, broken=broken)) == said


def test_a_headline_says_when_one_year_or_none_can_be_shown() -> None:
    one = table("time_period | leavers | achievers\n2018/19 | 100 | 60\n2019/20 | 8 | 4")
    assert told(one) == "Achievers of leavers: 60.0% in 2018/19, the only year that can be shown"
    none = table("time_period | leavers | achievers\n2018/19 | 9 | 5\n2019/20 | 8 | 4")
    assert "too few people" in told(none)
    assert "<svg" not in page(none).split("How people are protected")[0].split("<h1")[1]


def test_counts_are_told_with_their_unit() -> None:
    found = table("time_period | leavers\n2018/19 | 100\n2019/20 | 140", rates=())
    assert told(found) == "Starts rose from 100 aims in 2018/19 to 140 aims in 2019/20"
    found = table("time_period | leavers\n2018/19 | 100\n2019/20 | 120", rates=())
    assert told(found) == "Starts: 120 aims in 2019/20, no clear change from 100 aims in 2018/19"


def test_a_hidden_year_between_is_not_compared_across() -> None:
    found = table("time_period | leavers\n2018/19 | 100\n2019/20 | 4\n2020/21 | 190", rates=())
    assert told(found) == "Starts: 190 aims in 2020/21"


def test_the_lines_of_rates_have_their_intervals_as_a_band() -> None:
    found = table("time_period | leavers | achievers\n2018/19 | 400 | 240\n2019/20 | 400 | 252")
    assert "alder-band" in page(found)
    assert "The pale band is the 95% interval" in page(found)


def test_a_chart_has_the_years_between_and_up_to_four_lines() -> None:
    many = "\n".join(f"{y} | g{g} | {100 + g} | {50 + g}" for y in ("2018/19", "2020/21") for g in range(5))
    found = table(f"time_period | group | leavers | achievers\n{many}")
    assert years(found) == ["2018/19", "2019/20", "2020/21"]
    (only,) = series(found, sections(found)[0])
    assert (only.name, [m and m.shown for m in only.marks]) == ("All", ["51.0", None, "51.0"])
    four = "\n".join(f"{y} | g{g} | {100 + g} | {50 + g}" for y in ("2018/19", "2020/21") for g in range(4))
    found = table(f"time_period | group | leavers | achievers\n{four}")
    assert [s.name for s in series(found, sections(found)[0])] == ["g0", "g1", "g2", "g3"]
    few = table(
        "time_period | sex | leavers | achievers\n2018/19 | F | 90 | 50\n2018/19 | M | 80 | 40\n2019/20 | F | 90 | 50"
    )
    assert [(s.name, s.main) for s in series(few, sections(few)[0])] == [
        ("F", True),
        ("M", True),
        ("All", False),
    ]


def test_breaks_that_the_years_cross_stand_on_the_chart_and_in_every_form() -> None:
    found = protect(golden_over_years(), "srs-output")
    assert breaks(found) == {"2019/20": ["Standards replaced frameworks."]}
    assert (
        chart_title(found, sections(found)[0])
        == "Year by year, with a break in the series: do not read a trend across a dashed line"
    )
    whole = page(found)
    assert "Standards replaced" in whole.split('aria-labelledby="c0"')[1].split("</svg>")[0]
    assert "Break from 2019/20: Standards replaced frameworks." in found.text()
    assert "Break from 2019/20: Standards replaced frameworks." in found._repr_html_()
    assert "2016/17 to 2020/21" in repr(found)
    arrow = found.to_arrow()
    assert arrow["year"].to_pylist()[0] == "2017/18"
    assert set(arrow["only_those_where"].to_pylist()) == {"level = 'Level 3'"}
    assert "time_period" not in arrow.column_names
