"""Pages fetch nothing, run nothing and say numbers as people do.

Words that stand in the picture of a chart itself, so that a copy of it has them too.
"""

from __future__ import annotations

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from jinja2 import TemplateNotFound, UndefinedError
from lxml import etree

from alder.look import render, stylesheet, words, write
from alder.show import svg
from alder.show.line_chart import LineAxis, LineSeries, lines
from alder.show.svg import ChartRow, Mark, bars, marked

PAGE = """
{% extends "base.html.j2" %}
{% block caption %}Your table{% endblock %}
{% block heading %}{{ heading }}{% endblock %}
{% block facts %}<li>{{ when | day }}</li>{% endblock %}
{% block styles %}.own { color: #a8430f }{% endblock %}
{% block contents %}<li><a href="#a">A</a></li>{% endblock %}
{% block main %}<p id="a">{{ figure | number }} {{ share | percent }} {{ counted(1, "learner") }}</p>{% endblock %}
"""
PLAIN = '{% extends "base.html.j2" %}{% block heading %}Bare{% endblock %}{% block main %}<p>text</p>{% endblock %}'


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = tmp_path / "pages_for_tests"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "page.html.j2").write_text(PAGE)
    (folder / "plain.html.j2").write_text(PLAIN)
    monkeypatch.syspath_prepend(tmp_path)
    return "pages_for_tests"


def page(package: str, heading: str = "Half") -> str:
    return render(package, "page.html.j2", heading=heading, when=date(2026, 3, 26), figure=1286, share=Decimal("65.4"))


def test_a_page_is_one_file_that_fetches_nothing(package: str) -> None:
    html = page(package)
    assert not re.search(r"<script|<link rel=\"stylesheet|url\(|@import|\bstyle=", html)
    assert set(re.findall(r"(?:src|href)=\"(?!#|data:)([^\"]*)", html)) == set()
    assert "GDS Transport" not in html
    assert "1,286 65.4% 1 learner" in html
    assert "26 March 2026" in html


def test_the_page_allows_itself_only_its_own_styles(package: str) -> None:
    html = page(package)
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert ".own { color" in style


def test_what_stands_in_a_value_is_never_markup(package: str) -> None:
    html = page(package, heading="<style>p{}</style><b>bold</b> & more")
    assert "&lt;style&gt;" in html
    assert html.count("<style>") == 1
    assert "<b>bold" not in html


def test_a_page_without_list_facts_or_caption_has_no_empty_places(package: str) -> None:
    html = render(package, "plain.html.j2")
    assert "<title>Bare – Alder</title>" in html
    assert "alder-facts" not in html.split("</style>")[1]
    assert "govuk-caption-xl" not in html.split("</style>")[1]
    assert html.count("<p>text</p>") == 1


def test_a_value_that_is_missing_is_an_error_not_a_gap(package: str) -> None:
    with pytest.raises(UndefinedError):
        render(package, "page.html.j2")
    with pytest.raises(TemplateNotFound):
        render(package, "no such page")


def test_a_page_is_written_the_same_on_every_system(package: str, tmp_path: Path) -> None:
    write(tmp_path / "out.html", package, "plain.html.j2")
    assert (tmp_path / "out.html").read_bytes().decode() == render(package, "plain.html.j2")


def test_the_licence_of_the_stylesheet_is_shipped() -> None:
    assert "MIT License" in files("alder.look").joinpath("vendor/LICENCE-govuk-frontend.txt").read_text()
    assert "@font-face" not in stylesheet()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (words.number(1286), "1,286"),
        (words.number(-3.1), "−3.1"),
        (words.number(0.6, 1), "0.6"),
        (words.percent(Decimal("65.4")), "65.4%"),
        (words.percent(7, 1), "7.0%"),
        (words.counted(1, "learner"), "1 learner"),
        (words.counted(1286, "learner"), "1,286 learners"),
        (words.counted(2, "delivery", "deliveries"), "2 deliveries"),
        (words.day(date(2026, 12, 4), weekday=True), "Friday 4 December 2026"),
        (words.short_day(date(2026, 11, 24)), "24 Nov 2026"),
        (words.day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)), "1 July 2026"),
        (words.clock(datetime(2026, 6, 30, 8, 30, tzinfo=UTC)), "9:30am"),
        (words.clock(datetime(2026, 11, 24, 12, 0, tzinfo=UTC)), "midday"),
        (words.clock(datetime(2026, 11, 24, 0, 0, tzinfo=UTC)), "midnight"),
        (words.moment(datetime(2027, 3, 25, 18, 0, tzinfo=UTC)), "6pm on Thursday 25 March 2027"),
        (words.moment("2027-03-25T18:00:00+00:00"), "6pm on Thursday 25 March 2027"),
        (words.listed([]), ""),
        (words.listed(["a"]), "a"),
        (words.listed(["a", "b", "c"]), "a, b and c"),
        (words.listed(["a", "b"], "or"), "a or b"),
        (words.sentence("sex and ULN"), "Sex and ULN"),
        (words.share_of(65.4), "about two in three"),
        (words.share_of(96), "96%"),
    ],
)
def test_numbers_dates_and_lists_are_written_for_people(said: str, expected: str) -> None:
    assert said == expected


def drawings(markup: str) -> list[ET.Element]:
    return list(ET.fromstring(f"<g>{markup}</g>"))


BARS = [
    ChartRow("Eastmoor", (Mark(66.1, "66.1"),)),
    ChartRow("Kestrel & sons", (Mark(None, "c"),)),
    ChartRow("A provider with a name too long for the room there is", (Mark(98.2, "98.2"),)),
    ChartRow("All", (Mark(65.4, "65.4"),), total=True),
]


def test_a_chart_has_a_wide_and_a_narrow_drawing_and_says_what_it_shows() -> None:
    wide, narrow = drawings(svg.bars(BARS, title="Rates <by> provider", name="c1", unit="%"))
    for drawing, kind in ((wide, "alder-wide"), (narrow, "alder-narrow")):
        assert drawing.get("class") == kind
        title = drawing[0]
        assert title.text == "Rates <by> provider"
        assert drawing.get("aria-labelledby") == title.get("id")
    assert wide[0].get("id") != narrow[0].get("id")


def test_a_hidden_value_is_a_symbol_and_never_a_bar() -> None:
    wide = drawings(svg.bars(BARS, title="t", name="n", unit="%"))[0]
    assert len([e for e in wide if e.tag.endswith("rect")]) == 3
    assert [e.text for e in wide if e.get("font-style") == "italic"] == ["c"]
    assert "100%" in [e.text for e in wide]


def test_series_differ_by_shape_as_well_as_by_colour() -> None:
    rows = [
        ChartRow("Eastmoor", (Mark(30, "30"), Mark(210, "210"))),
        ChartRow("Kestrel", (Mark(None, "c"), Mark(None, "c"))),
        ChartRow("Northfield", (Mark(40, "40"), Mark(None, "x"))),
    ]
    wide, narrow = drawings(svg.dots(rows, ["Female", "Male"], title="t", name="n"))
    assert [e.text for e in wide if e.get("font-style") == "italic"] == ["c", "x"]
    assert {e.get("fill") for e in narrow if e.tag.endswith("circle")} == {svg.GREEN}
    four = [ChartRow("All", tuple(Mark(n, str(n)) for n in range(1, 5)), total=True)]
    long = ["a long name of a series", "another long name", "a third long name", "fourth"]
    assert drawings(svg.dots(four, long, title="t", name="n"))


@pytest.mark.parametrize(
    ("highest", "percent", "expected"),
    [
        (0, False, [0, 1]),
        (3, False, [0, 1, 2, 3]),
        (370, False, [0, 100, 200, 300, 400]),
        (66.1, True, [0, 20, 40, 60, 80]),
        (98.2, True, [0, 20, 40, 60, 80, 100]),
        (1286, False, [0, 500, 1000, 1500]),
    ],
)
def test_axes_begin_at_nothing_and_count_in_round_steps(highest: float, percent: bool, expected: list[float]) -> None:
    assert svg.ticks(highest, percent=percent) == expected


def test_an_axis_goes_below_nothing_and_between_whole_numbers_where_figures_do() -> None:
    assert svg.ticks(300, lowest=-150) == [-200, -100, 0, 100, 200, 300]
    assert svg.ticks(-10, lowest=-40) == [-40, -30, -20, -10, 0]
    assert svg.ticks(0.4, whole=False) == [0, 0.1, 0.2, 0.3, 0.4]
    assert svg.ticks(130, percent=True)[-1] >= 130
    assert [svg.tick_words(v) for v in (0, 2.5, 0.25, -1000.0)] == ["0", "2.5", "0.25", "−1,000"]


def test_a_bar_below_nothing_goes_to_the_left() -> None:
    rows = [svg.ChartRow("Loss", (svg.Mark(-20, "−20"),)), svg.ChartRow("Gain", (svg.Mark(40, "40"),))]
    wide = str(svg.bars(rows, title="T", name="n")).split("</svg>")[0]
    (loss, gain) = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', wide)
    assert round(float(loss[0]) + float(loss[1]), 1) == float(gain[0]), "both begin at 0"
    assert float(loss[1]) * 2 == pytest.approx(float(gain[1]), abs=0.2)


def test_a_spark_line_stops_where_a_value_is_missing() -> None:
    def marks(*values: float | None) -> list[Mark]:
        return [Mark(value, str(value)) for value in values]

    (drawing,) = drawings(svg.spark(marks(1.0, 2.0, None, 4.0, 3.0)))
    assert len([e for e in drawing if e.tag.endswith("path")]) == 2
    (ends_missing,) = drawings(svg.spark(marks(1.0, 1.0, None)))
    assert not [e for e in ends_missing if e.tag.endswith("circle")]
    (half,) = drawings(svg.bar(50))
    assert half[1].get("width") == "60.0"


def heights(drawing: ET.Element) -> float:
    """From the lowest to the highest point of the line of a spark line."""
    (path,) = (e.get("d", "") for e in drawing if e.get("stroke-linejoin"))
    ys = [float(point.split()[1]) for point in path[1:].split("L")]
    return max(ys) - min(ys)


def test_a_spark_line_does_not_stretch_a_change_of_little() -> None:
    (little,) = drawings(svg.spark([Mark(4870, "4,870"), Mark(4880, "4,880")]))
    (much,) = drawings(svg.spark([Mark(2000, "2,000"), Mark(4880, "4,880")]))
    assert heights(little) < 2 < 25 < heights(much)
    within = [Mark(58.1, "58.1", (54.4, 61.7)), Mark(56.4, "56.4", (52.7, 60.1))]
    (band,) = drawings(svg.spark(within))
    assert [e for e in band if e.get("class") == "alder-band"]
    assert heights(band) < 8, "the change stands within the band"


def test_intervals_are_whiskers_on_bars_and_dots_and_always_on_the_axis() -> None:
    far, near = Mark(56.4, "56.4", (12.0, 93.0)), Mark(58.1, "58.1", (54.4, 61.7))
    for drawn in (
        svg.bars([ChartRow("A", (far,)), ChartRow("B", (near,))], title="t", name="n", unit="%"),
        svg.dots([ChartRow("A", (far, near)), ChartRow("B", (near, far))], ["F", "M"], title="t", name="n", unit="%"),
    ):
        for drawing in drawings(drawn):
            width = float(drawing.get("viewBox", "").split()[2])
            whiskers = [e.get("d", "") for e in drawing if e.get("stroke-width") == "1.5"]
            assert len(whiskers) in (2, 4)
            for path in whiskers:
                x1, x2 = (float(x) for x in re.findall(r"^M([\d.]+) [\d.]+H([\d.]+)", path)[0])
                assert 0 < x1 < x2 < width
    assert far.interval_words == "12.0 to 93.0"
    assert svg.interval_note([far]) == svg.WHISKERS
    assert svg.interval_note([Mark(1, "1")], along_lines=True) == ""


def test_dots_with_intervals_stand_at_heights_of_their_own() -> None:
    mark = Mark(58.1, "58.1", (54.4, 61.7))
    (wide, _) = drawings(svg.dots([ChartRow("A", (mark, mark, mark))], ["a", "b", "c"], title="t", name="n"))
    paths = [e.get("d", "") for e in wide if e.get("stroke-width") == "1.5"]
    assert len({re.findall(r"M[\d.]+ ([\d.]+)H", path)[0] for path in paths}) == 3


def test_a_long_label_takes_more_lines_before_it_is_cut() -> None:
    long = "Black, African, Caribbean or Black British, and those who wrote in more"
    rows = [
        ChartRow("White", (Mark(1, "1"),)),
        ChartRow(long, (Mark(2, "2"),)),
        ChartRow("word " * 60, (Mark(3, "3"),)),
    ]
    for drawing in drawings(svg.bars(rows, title="t", name="n")):
        texts = [e.text for e in drawing if e.tag.endswith("text")]
        assert long in " ".join(filter(None, texts))
        assert len([t for t in texts if t and t.endswith("…")]) == 1
    short = drawings(svg.bars(rows[:1], title="t", name="n"))[0].get("viewBox")
    assert short == "0 0 800 80"


WORDS = "Made-up figures"
ROWS = [ChartRow("Women", (Mark(3, "3"),), total=False), ChartRow("Men", (Mark(5, "5"),), total=False)]


def pictures(drawing: object) -> list[etree._Element]:
    return list(etree.fromstring(f"<all>{drawing}</all>"))


def height(picture: etree._Element) -> float:
    return float(picture.get("viewBox").split()[3])


def test_every_drawing_has_the_words_inside_its_frame_and_reads_them_out() -> None:
    plain = bars(ROWS, title="Women & men", name="c")
    for before, after in zip(pictures(plain), pictures(marked(plain, WORDS)), strict=True):
        assert height(after) > height(before)
        texts = [one for one in after.iter("{*}text") if one.text == WORDS]
        assert [height(before) < float(one.get("y")) < height(after) for one in texts] == [True]
        assert after.findtext("{*}title") == f"{WORDS}. Women & men"


def test_lines_have_them_as_bars_do() -> None:
    marks = (Mark(3, "3"), Mark(4, "4"))
    drawn = lines([LineSeries("", marks)], LineAxis(["2019/20", "2020/21"], {}), title="Over time", name="c")
    assert len(re.findall(WORDS + "</text>", str(marked(drawn, WORDS)))) == 2


def test_without_words_or_a_drawing_nothing_changes() -> None:
    plain = bars(ROWS, title="Women", name="c")
    assert marked(plain, "") == plain
    assert marked("", WORDS) is None
    assert marked(None, WORDS) is None
