"""Tables of web pages as grids of texts: what spans several cells stands in each of them."""

from __future__ import annotations

from typing import Any

from alder.files.package import TooMuch

MOST_SPANNED = 1_000
"""Cells that one may span at the most, whatever a page says."""


def grid_of(table: Any, most: int | None = None) -> list[list[str]]:
    """The rows of a `<table>` element that lxml read, each with its texts from left to right.

    Raises `TooMuch` where they have more than `most` cells, or a hundred letters for each of these.
    """
    grid: list[list[str]] = []
    below: dict[tuple[int, int], str] = {}
    cells_left, letters_left = most, most and 100 * most

    def take(cells: int, letters: int) -> None:
        nonlocal cells_left, letters_left
        if cells_left is None or letters_left is None:
            return
        cells_left, letters_left = cells_left - cells, letters_left - letters
        if cells_left < 0 or letters_left < 0:
            raise TooMuch

    def fill(cells: list[str], row: int) -> None:
        while (row, len(cells)) in below:
            cells.append(below[row, len(cells)])

    for y, row in enumerate(table.iter("tr")):
        cells: list[str] = []
        for cell in row.iter("td", "th"):
            fill(cells, y)
            words = " ".join(cell.text_content().split())
            wide, high = (_span(cell.get(name)) for name in ("colspan", "rowspan"))
            take(wide * high, len(words))
            for _ in range(wide):
                below |= {(y + n, len(cells)): words for n in range(1, high)}
                cells.append(words)
        fill(cells, y)
        grid.append(cells)
    return grid


def _span(text: str | None) -> int:
    return min(max(int(text), 1), MOST_SPANNED) if text and text.isdecimal() else 1
