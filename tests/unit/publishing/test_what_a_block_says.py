"""The sentence over a chart says what is so, never why, and nothing across a break."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alder.look.charts import Mark
from alder.publishing.described.contents import Indicator
from alder.publishing.pages.breaks import breaks_in
from alder.publishing.pages.figures import Figures, Line
from alder.publishing.pages.finding import sentence
from alder.publishing.tables.choice import Choice

RATE = Indicator("a", "rate", "Pass rate", "%", 1)
COUNT = Indicator("b", "starts", "Starts", "", 0)


def figures(by: str, rows: dict[str, float | None], indicator: Indicator = RATE, series: str = "") -> Figures:
    lines = tuple(
        Line(label, (Mark(value, "c" if value is None else f"{value:,.{indicator.decimals}f}"),), label == "Total")
        for label, value in rows.items()
    )
    return Figures(by, (indicator.label,), lines, (indicator,), series, "Mereshire", "", Choice())


@pytest.mark.parametrize(
    ("by", "rows", "breaks", "said"),
    [
        ("Year", {"2019/20": 60.0, "2020/21": 63.1}, set(), "Pass rate rose by 3.1 points from 2019/20 to 2020/21"),
        ("Year", {"2019/20": 60.0, "2020/21": 60.0}, set(), "Pass rate is the same in 2020/21 as in 2019/20"),
        ("Year", {"2018/19": 90.0, "2019/20": 60.0}, {"2019/20"}, "Pass rate by year"),
        ("Year", {"2019/20": None, "2020/21": 60.0}, set(), "Pass rate by year"),
        ("Sex", {"Female": 55.6, "Male": 57.1, "Total": 40.0}, set(), "Pass rate by sex: from 55.6% to 57.1%"),
        ("Sex", {"Female": 55.6, "Male": None}, set(), "Pass rate by sex"),
        (
            "District",
            {"Eastmoor": 55.6, "Mereford": 57.1, "Outside of England": 0.0, "Unknown": 90.0},
            set(),
            "Pass rate by district: from 55.6% to 57.1%",
        ),
    ],
)
def test_a_finding(by: str, rows: dict[str, float | None], breaks: set[str], said: str) -> None:
    assert sentence(figures(by, rows), breaks) == said


def test_counts_differ_by_their_number() -> None:
    assert sentence(figures("Year", {"1": 1500.0, "2": 1420.0}, COUNT), set()) == "Starts fell by 80 from 1 to 2"


TWO_WAYS = """
Age    | Female | Male | Total
16     | 46.3   | 55.0 | 10.0
19     | 55.9   | c    | 57.0
Total  | 1.0    | 99.0 | 98.0
"""


def test_two_ways_of_splitting_give_the_range_of_groups_without_their_totals() -> None:
    head, *rows = ([cell.strip() for cell in line.split("|")] for line in TWO_WAYS.strip().splitlines())
    lines = tuple(
        Line(label, tuple(Mark(None if c == "c" else float(c), c) for c in cells), label == "Total")
        for label, *cells in rows
    )
    found = Figures(head[0], tuple(head[1:]), lines, (RATE,), "Sex", "Mereshire", "", Choice())
    assert sentence(found, set()) == "Pass rate by age and sex: from 46.3% to 55.9%"
    assert sentence(replace(found, by="Year"), set()) == "Pass rate by year and sex"


def test_breaks_are_read_from_notes_with_each_reason_once() -> None:
    notes = "Quality: grade A.\n  Break from 2019/20: New.\n  Break from 2019/20: New.\n  Break from 2020: Other.\n"
    assert breaks_in(notes) == {"2019/20": ["New."], "2020": ["Other."]}
