"""How long the stages of an application take, drawn beside how long they usually take."""

from __future__ import annotations

import re

import pytest

from alder.web.applications.stage_chart import ShownStage, UsualTime, finding, stage_chart


def stages(now: int, usual: UsualTime | None) -> list[ShownStage]:
    return [
        ShownStage("check", "Completeness check", "done", 4, UsualTime(64, 6, 12)),
        ShownStage("reviews", "Reviews", "now", now, usual),
        ShownStage("panel", "Panel", "ahead"),
    ]


@pytest.mark.parametrize(
    ("day", "usual", "says"),
    [
        (23, UsualTime(64, 27, 45), "by day 27, and 9 in 10 by day 45."),
        (0, UsualTime(5, 3, 3),     "by day 3, as are 9 in 10."),
        (23, None,                  ""),
    ],
)  # fmt: skip
def test_the_finding_is_of_the_stage_that_it_is_in(day: int, usual: UsualTime | None, says: str) -> None:
    said = finding(stages(day, usual))
    assert said.endswith(says)
    assert (f"working day {day} of" in said) == bool(says)


def test_each_drawing_has_a_bar_a_band_and_a_line_where_there_is_something_to_say() -> None:
    drawn = str(stage_chart(stages(23, UsualTime(64, 27, 45))))
    for kind in ("alder-wide", "alder-narrow"):
        one = next(part for part in drawn.split("</svg>") if kind in part)
        colours = {
            fill: len(re.findall(rf'<rect [^>]*fill="{fill}"', one)) for fill in ("#dfe7e2", "#17503c", "#d4581a")
        }
        assert colours == {"#dfe7e2": 3, "#17503c": 2, "#d4581a": 1}, (
            "two bands, one bar behind and one now, and the key"
        )
        assert len(re.findall(r'stroke-width="3"', one)) == 3
        assert ">day 23 so far<" in one
        assert ">4 days<" in one


@pytest.mark.parametrize("day", [0, 1, 60, 400])
def test_no_words_leave_the_drawing_whatever_the_day(day: int) -> None:
    for part in str(stage_chart(stages(day, UsualTime(9, 2, 5)))).split("</svg>")[:-1]:
        width = float(re.findall(r'viewBox="0 0 (\d+)', part)[0])
        for x, anchor, words in re.findall(r'<text x="([\d.]+)"[^>]*text-anchor="(\w+)"[^>]*>([^<]*)<', part):
            long = len(words) * 7.6
            left = float(x) - {"start": 0, "middle": long / 2, "end": long}[anchor]
            assert -8 <= left <= width + 8 - long, words


def test_of_fewer_than_five_applications_there_is_no_chart() -> None:
    one = ShownStage("reviews", "Reviews", "now", 3)
    assert stage_chart([one]) is None
