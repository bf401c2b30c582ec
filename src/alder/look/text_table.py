"""Rows under each other as plain text: words to the left of their columns, numbers to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence


def aligned(
    rows: Sequence[Sequence[str]], *, right: Collection[int] = (), gap: int = 3, room: int | None = None
) -> Iterator[str]:
    """A line a row, each cell in its column; nothing stands behind the last word of a line.

    `right` are the columns of numbers. Where there is less `room` than the columns need, those that do not fit are left
    out from the right.
    """
    widths = _widths(rows)
    fit = len(widths) if room is None else fitting(rows, gap=gap, room=room)
    for row in rows:
        cells = zip(row[:fit], widths, strict=False)
        yield (
            (" " * gap)
            .join(text.rjust(width) if n in right else text.ljust(width) for n, (text, width) in enumerate(cells))
            .rstrip()
        )


def fitting(rows: Sequence[Sequence[str]], *, gap: int, room: int) -> int:
    """How many columns from the left there is room for; the first is always there."""
    widths = _widths(rows)
    fit = len(widths)
    while fit > 1 and sum(widths[:fit]) + gap * (fit - 1) > room:
        fit -= 1
    return fit


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*rows, strict=True)]
