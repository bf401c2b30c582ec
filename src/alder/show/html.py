"""A table as a page for people, and as it shows itself in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.look import render
from alder.show.layout import UNRELIABLE_FLAG, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.show.layout import PageSection, SectionedTable

_PACKAGE = "alder.show"

MOST_CHARTS = 3
"""A notebook has a chart below each table of no more sections than these: it is read from top to bottom."""

FEW_FIELDS = 4
"""Where more fields than these set the grade, their reasons are folded away."""


def page(
    table: SectionedTable,
    sections: Sequence[PageSection],
    *,
    headline: str,
    caption: str,
    by: str,
    hidden_figures: str,
    measured: Sequence[object],
    fifths: Sequence[tuple[str, Sequence[tuple[str, Sequence[str]]]]],
    about_fifths: str,
    is_suppressed: bool,
    template: str = "sheet",
) -> str:
    """The page as text, or a snippet for a notebook that brings its own styles.

    `by` is what the table is split by; `measured` has how each field used is filled; `fifths` each group of providers
    with its fifths.
    """
    return render(
        _PACKAGE,
        f"{template}.html.j2",
        table=table,
        made_up=table.made_up,  # the frame of every page says it at the top
        sections=sections,
        headline=headline,
        caption=caption,
        by=by,
        hidden_figures=hidden_figures,
        measured=measured,
        fifths=fifths,
        about_fifths=about_fifths,
        suppressed=is_suppressed,
        definition=[line for line in table.definition.splitlines() if line],
        fields=[q.field for q in table.quality.because],
        few_fields=FEW_FIELDS,
        most_charts=MOST_CHARTS,
        written=written,
        is_symbol=lambda f: isinstance(f, str),
        mark=UNRELIABLE_FLAG,
    )
