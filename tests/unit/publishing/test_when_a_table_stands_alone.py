"""A block that cannot be drawn has its table alone, and says to its publisher why."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from alder.publishing.contents.contents import Contents, DataSetIndicator
from alder.publishing.pages import Block, block_chart
from alder.publishing.pages.block_table import BlockTable, Line
from alder.publishing.tables.choice import Choice, VersionRows
from alder.show.svg import SERIES, Mark

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
