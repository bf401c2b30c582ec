"""Lines of a table in the terminal, and how counts and shares are written in it."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Any

from alder.look.words import listed, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def aligned(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int, *, words: int) -> Iterator[str]:
    """Rows under each other, the first `words` columns to the left and numbers to the right.

    What does not fit is left out from the right, and said. A mark behind a number stands outside its column.
    """
    whole = [heads, *rows]
    widths = [max(len(r[n].rstrip("*")) for r in whole) for n in range(len(heads))]
    marked = any(c.endswith("*") for r in whole for c in r)
    fit = len(heads)
    while fit > 1 and sum(widths[:fit]) + (2 + marked) * (fit - 1) + marked > width:
        fit -= 1
    for row in whole:
        cells = [_cell(c, w, n < words, marked) for n, (c, w) in enumerate(zip(row[:fit], widths, strict=False))]
        yield "  ".join(cells).rstrip()
    if fit < len(heads):
        yield ""
        yield from fill(
            f"Not shown for want of room: {listed(list(heads[fit:]))}. All are in --format json.", width
        ).splitlines()


def _cell(text: str, width: int, is_word: bool, marked: bool) -> str:
    mark = "*" if text.endswith("*") else " " * marked
    bare = text.rstrip("*")
    return (bare.ljust(width) if is_word else bare.rjust(width)) + mark


def shown(row: dict[str, Any], column: str) -> str:
    """A count with commas, a share in per cent, nothing where the question makes no sense."""
    value = row[column]
    if value is None:
        return ""
    return percent(value) if column.endswith("_share") else number(value)


def percent(share: float) -> str:
    """One decimal; what is neither nothing nor all is never shown as that."""
    if 0 < share < 0.0005:
        return "<0.1%"
    if 0.9995 <= share < 1:
        return ">99.9%"
    return f"{100 * share:.1f}%" if 0 < share < 1 else f"{100 * share:.0f}%"
