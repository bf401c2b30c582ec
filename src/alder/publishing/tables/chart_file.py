"""A chart as an SVG file of its own: with its title, what is measured, its breaks, symbols and source drawn in."""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING

from alder.look.charts import INK, SOFT, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.publishing.tables.chart import Chart


def as_file(made: Chart) -> str:
    """The wide drawing as a file of its own, with its title, what is measured and the source in the picture."""
    wide = str(made.drawing).split("</svg>")[0] + "</svg>"
    inside = wide[wide.index(">") + 1 : wide.rindex("</svg>")]
    height = float(wide.split('viewBox="0 0 800 ')[1].split('"')[0])
    head = [(line, 20, INK, True) for line in wrap(made.title, 70)]
    head += [(line, 15, SOFT, False) for line in wrap(f"{made.measured} {made.axis}", 100)]
    foot = [f"{mark}: {period}. {why}".lstrip(": ") for mark, period, why in made.breaks if mark]
    foot += [f"{symbol}: {words}" for symbol, words in made.symbols]
    under = [(line, 14, SOFT, False) for words in (*foot, made.source) for line in wrap(words, 105)]
    top = 30.0 + _height(head)
    parts = [
        *_written(head, 28),
        f'<g transform="translate(0 {top:g})">{inside}</g>',
        *_written(under, top + height + 22),
    ]
    whole = top + height + _height(under) + 28
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 {whole:g}" width="800" height="{whole:g}" '
        f'role="img" aria-label="{escape(made.title)}" font-family="Arial, Helvetica, sans-serif">'
        f'<rect width="800" height="{whole:g}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


_Line = tuple[str, int, str, bool]


def _height(written: Sequence[_Line]) -> float:
    return sum(size * 1.35 for _, size, _, _ in written)


def _written(written: Sequence[_Line], top: float) -> list[str]:
    out = []
    for words, size, fill, bold in written:
        out.append(text(12, round(top, 1), words, size=size, fill=fill, bold=bold))
        top += size * 1.35
    return out
