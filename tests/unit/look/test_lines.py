"""Line charts: a line stops at a break, at a year without figures and at a symbol."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from alder.show.line_chart import LineAxis, LineSeries, fits, letter, lines, lowest, runs
from alder.show.svg import Mark

YEARS = ["2016/17", "2017/18", "2018/19", "2019/20", "2020/21"]
REASON = "Standards replaced frameworks."


def series(name: str, *values: float | str | None, main: bool = True) -> LineSeries:
    marks = [None if v is None else Mark(None, v) if isinstance(v, str) else Mark(v, str(v)) for v in values]
    return LineSeries(name, tuple(marks), main)


def drawings(drawn: str) -> tuple[ET.Element, ET.Element]:
    wide, narrow = (ET.fromstring(s) for s in re.findall(r"<svg.*?</svg>", drawn, re.DOTALL))
    return wide, narrow


def words(drawing: ET.Element) -> list[str]:
    return [t.text or "" for t in drawing.iter("{http://www.w3.org/2000/svg}text")]


def thick(drawing: ET.Element) -> list[str]:
    """The paths that join values."""
    return [p.get("d", "") for p in drawing.iter("{http://www.w3.org/2000/svg}path") if p.get("stroke-linejoin")]


def test_a_line_stops_at_a_break_a_symbol_and_a_year_without_figures() -> None:
    axis = LineAxis(YEARS, {"2019/20": [REASON]})
    assert runs(series("A", 60, 61, 62, 63, 64), axis) == [[0, 1, 2], [3, 4]]
    assert runs(series("A", 60, "c", 62, 63, None), axis) == [[0], [2], [3]]
    assert runs(series("A", "c", "c", None, None, None), axis) == []
    assert runs(series("A", 60, 61, 62, 63, 64), LineAxis(YEARS, {"2019/20": ["x"], "2020/21": ["y"]})) == [
        [0, 1, 2],
        [3],
        [4],
    ]


def test_both_drawings_show_the_break_its_reason_and_the_ends_of_the_lines() -> None:
    axis = LineAxis(YEARS, {"2019/20": [REASON]}, missing=["2016/17"], provisional=["2020/21"])
    drawn = lines(
        [
            series("Female", None, 61, 62, 63.5, "c"),
            series("Male", None, 51, 52, 53, 54),
            series("All", None, 55, 57, 58, 59, main=False),
        ],
        axis,
        title="What it shows",
        name="c0",
        unit="%",
    )
    wide, _ = (words(drawing) for drawing in drawings(drawn))
    assert "no figures" in wide, "a phone has no room for the words: the page says what grey stands for"
    for drawing in drawings(drawn):
        said = words(drawing)
        assert "Standards replaced" in " ".join(said)
        assert {"Female", "63.5%", "Male", "54%", "All", "59%", "2020/21", "provisional"} <= {*said}
        assert said.count("c") == 1
        assert len(thick(drawing)) == 5, "two runs each, and the last of Female is a dot alone"
        assert drawing.find("{http://www.w3.org/2000/svg}title").text == "What it shows"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("breaks", "narrow", "fit"),
    [
        ({"2019/20": [REASON]}, False, True),
        ({"2019/20": [REASON]}, True, True),
        ({"2019/20": [REASON, "Another."]}, False, False),
        (
            {"2018/19": [REASON], "2019/20": ["The event that ends a 16 to 18 study programme changed once more."]},
            True,
            False,
        ),
        ({}, False, True),
    ],
)
def test_reasons_that_do_not_fit_become_letters(breaks: dict[str, list[str]], narrow: bool, fit: bool) -> None:
    axis = LineAxis(YEARS, breaks)
    assert fits(axis, narrow=narrow) is fit
    drawn = drawings(lines([series("A", 1, 2, 3, 4, 5)], axis, title="t", name="c"))[narrow]
    assert ("A" in words(drawing_without_names(drawn))) is (not fit)


def drawing_without_names(drawing: ET.Element) -> ET.Element:
    """The drawing without the name of its one series, which is a letter as well."""
    (end,) = [
        t for t in drawing.iter("{http://www.w3.org/2000/svg}text") if t.text == "A" and t.get("fill") == "#0b0c0c"
    ]
    drawing.remove(end)
    return drawing


def test_intervals_are_a_band_that_stops_with_the_line() -> None:
    marks = [
        Mark(60, "60", (55, 65)),
        Mark(61, "61", (56, 66)),
        Mark(62, "62"),
        Mark(50, "50", (45, 55)),
        Mark(None, "c"),
    ]
    axis = LineAxis(YEARS, {"2019/20": [REASON]})
    for drawing in drawings(lines([LineSeries("", tuple(marks))], axis, title="t", name="n", unit="%")):
        shapes = list(drawing.iter("{http://www.w3.org/2000/svg}path"))
        (band,) = (p.get("d", "") for p in shapes if p.get("class") == "alder-band")
        assert band.count("L") == 3, "two years with both their ends"
        whiskers = [p for p in shapes if p.get("stroke-width") == "1.5"]
        assert len(whiskers) == 1, "a figure alone after a break has a whisker"


def test_names_of_weeks_do_not_run_into_each_other() -> None:
    weeks = [f"2022 Week {n}" for n in range(37, 50)]
    drawn = lines([series("", *range(90, 103))], LineAxis(weeks, {}), title="t", name="n")
    for drawing in drawings(drawn):
        named = [t for t in drawing.iter("{http://www.w3.org/2000/svg}text") if (t.text or "").startswith("2022")]
        places = sorted((float(t.get("x", "0")), len(t.text or "")) for t in named)
        assert len(places) > 1
        for (x, letters), (after, more) in pairwise(places):
            assert after - x >= (letters + more) / 2 * 7, "no name reaches into the next"


def test_counts_begin_at_0_and_shares_that_lie_close_do_not() -> None:
    assert lowest([series("A", 61, 62, 63, 64, 65)], "%") == 50
    assert lowest([series("A", 61, 62, 63, 64, 65)], "") == 0
    assert "100%" in words(
        drawings(lines([series("", 98, 97, 96, 99, 98)], LineAxis(YEARS, {}), title="t", name="c", unit="%"))[0]
    )


def test_nothing_but_symbols_and_a_single_year_can_be_drawn() -> None:
    drawn = lines([series("A", "c", "c", "c", "c", "c")], LineAxis(YEARS, {}), title="t", name="c")
    assert words(drawings(drawn)[0]).count("c") == 5
    assert thick(drawings(drawn)[0]) == []
    assert "2016/17" in words(drawings(lines([series("A", 3)], LineAxis(YEARS[:1], {}), title="t", name="c"))[0])


def test_names_at_the_ends_never_cover_each_other() -> None:
    same = [series(name, 50, 50, 50, 50, 50) for name in ("Under 19", "19 to 24", "25 to 49", "50 and over")]
    for drawing in drawings(lines(same, LineAxis(YEARS, {}), title="t", name="c", unit="%")):
        ends = [t for t in drawing.iter("{http://www.w3.org/2000/svg}text") if t.get("font-weight") == "700"]
        places = sorted(float(t.get("y", 0)) for t in ends)
        assert all(b - a >= 15 for a, b in pairwise(places))


def test_letters_go_on() -> None:
    assert [letter(n) for n in (0, 1, 25, 26)] == ["A", "B", "Z", "A"]


def test_moments_stand_as_far_apart_as_they_are_in_time_and_names_do_not_collide() -> None:
    axis = LineAxis(
        ["0", "30", "42", "60", "90", "180", "365 days"], {}, at=[d / 365 for d in (0, 30, 42, 60, 90, 180, 365)]
    )
    marks = tuple(Mark(float(v), str(v)) for v in (100, 97, 96, 95, 93, 90, 85))
    wide, narrow = drawings(str(lines([LineSeries("", marks)], axis, title="T", name="n", unit="%")))
    assert {"0", "30", "42", "60", "90", "180", "365 days"} <= set(words(wide))
    assert len({"30", "42", "60", "90"} & set(words(narrow))) < 3
    assert {"0", "180", "365 days"} <= set(words(narrow))
    circles = [c.get("cx", "") for c in wide.iter("{http://www.w3.org/2000/svg}circle")]
    places = [float(x) for x in circles]
    assert (places[2] - places[0]) / (places[6] - places[0]) == pytest.approx(42 / 365, abs=0.002)


def test_a_line_that_ends_early_says_at_which_moment() -> None:
    axis = LineAxis(["0", "30", "60 days"], {}, at=[0, 0.5, 1])
    early = (Mark(100.0, "100.0"), Mark(95.0, "95.0"), None)
    drawn = str(lines([LineSeries("2020/21", early)], axis, title="T", name="n", unit="%"))
    assert "95.0% at 30" in drawn


def test_an_axis_that_does_not_begin_at_nothing_ends_just_over_the_highest_figure() -> None:
    rates = LineSeries("All", tuple(Mark(v, str(v)) for v in (61.8, 58.1, 56.4)))
    wide, _ = drawings(str(lines([rates], LineAxis(["1", "2", "3"], {}), title="T", name="n", unit="%")))
    assert {"50", "60"} <= set(words(wide))
    assert not {"70", "80%"} & set(words(wide))
