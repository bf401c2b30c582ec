"""How answers that are lists show themselves in a notebook: a caption, a table and what must be read with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

MOST_LINES = 50
"""A notebook shows so many lines of a list, and says how many there are."""


@dataclass(frozen=True)
class NotebookList:
    """A list for a notebook. `numbers` are the columns that stand to the right; `before` and `after` are sentences."""

    caption: str
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    numbers: Collection[int] = ()
    before: Sequence[str] = ()
    after: Sequence[str] = ()

    def html(self) -> str:
        """A snippet that brings its own styles, loads nothing and runs nothing."""
        from alder.look.page import render  # loads the templates, which a list in a terminal does without

        return render(
            "alder.look",
            "notebook_list.html.j2",
            shown=self,
            rows=self.rows[:MOST_LINES],
            more=len(self.rows) - MOST_LINES,
        )
