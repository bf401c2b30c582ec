"""Tables of web pages as grids of texts: what spans several cells stands in each of them."""

from __future__ import annotations

from typing import Any

MOST_SPANNED = 1_000
"""Cells that one may span at the most, whatever a page says."""


def grid_of(table: Any) -> list[list[str]]:
    """The rows of a `<table>` element that lxml read, each with its texts from left to right."""
    grid: list[list[str]] = []
    below: dict[tuple[int, int], str] = {}

    def fill(cells: list[str], row: int) -> None:
        while (row, len(cells)) in below:
            cells.append(below[row, len(cells)])

    for y, row in enumerate(table.iter("tr")):
        cells: list[str] = []
        for cell in row.iter("td", "th"):
            fill(cells, y)
            words = " ".join(cell.text_content().split())
            wide, high = (_span(cell.get(name)) for name in ("colspan", "rowspan"))
            for _ in range(wide):
                below |= {(y + n, len(cells)): words for n in range(1, high)}
                cells.append(words)
        fill(cells, y)
        grid.append(cells)
    return grid


def _span(text: str | None) -> int:
    return min(max(int(text), 1), MOST_SPANNED) if text and text.isdecimal() else 1
