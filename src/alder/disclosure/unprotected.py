"""Counts as they are, for the terminal of the person who holds the data, and for nothing else.

This is text only, made here so that no `Protected` ever holds what is not protected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.look.words import number
from alder.model.statistic import headed

if TYPE_CHECKING:
    from alder.model.statistic import Counts


def text(counts: Counts, width: int = 82) -> str:
    """One line a combination: labels, then counts and rates."""
    shown = list(counts.indicators)
    heads = [f.label for f in counts.filters] + [headed(i) for i in shown]
    rows = []
    for row in counts.cells.to_pylist():
        cells = [f.label_of(row[f.id]) for f in counts.filters]
        for i in shown:
            figure = i.worked_out(row[i.of[0]], row[i.of[1]]) if i.of else row[i.id]
            if i.average:
                figure = i.rounded(row[i.id])
            cells.append("z" if figure is None else number(figure))
        rows.append(cells)
    words = len(counts.filters)
    widths = [max(len(r[n]) for r in [heads, *rows]) for n in range(len(heads))]
    lines = [f"{counts.title}, {counts.period}, not protected", ""]
    for r in [heads, *rows]:
        cells = [c.ljust(w) if n < words else c.rjust(w) for n, (c, w) in enumerate(zip(r, widths, strict=True))]
        lines.append("   ".join(cells).rstrip())
    return "\n".join(lines) + "\n"
