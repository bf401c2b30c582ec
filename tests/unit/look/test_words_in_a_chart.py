"""Words that stand in the picture of a chart itself, so that a copy of it has them too."""

from __future__ import annotations

import re

from lxml import etree

from alder.show.line_chart import LineAxis, LineSeries, lines
from alder.show.svg import ChartRow, Mark, bars, marked

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
