"""Tables over several years in sentences: a change is told only where no break lies between."""

import pytest
from tests.golden.further_education import golden_over_years
from tests.support.count_tables import counts
from tests.support.text_tables import rows as text_rows

from alder.disclosure import Protected, protect
from alder.disclosure.headline import chart_title, headline
from alder.disclosure.layout import sections
from alder.disclosure.sheet import page
from alder.disclosure.time_series import breaks, series, years
from alder.model.period import AcademicYear
from alder.model.quality import Break, FieldQuality, Grade, Quality
from alder.model.statistic import Period

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
    assert [(s.name, s.main) for s in series(few, sections(few)[0])] == [("F", True), ("M", True), ("All", False)]


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
