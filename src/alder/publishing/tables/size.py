"""How large a table is, known before it is read, and which kinds of files have no room for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.publishing.contents.contents import PERIOD_COLUMN, filter_column, level_column
from alder.publishing.tables.choice import condition
from alder.show import workbook
from alder.show.table import INDICATOR, PLACE, TIME

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from alder.publishing.contents import Contents
    from alder.publishing.store import DataSetStore
    from alder.publishing.tables.choice import Choice
    from alder.publishing.tables.chosen_table import ChosenOutline

MOST_FIGURES = 1_000_000
"""A table that could have more figures than this is shown in part, and is no JSON-stat: a cube is made in memory."""


def most_figures(choice: Choice, contents: Contents) -> int:
    """How many figures the choice could have, if all were crossed with all; never more than the data set has."""
    options = dict(choice.options)
    indicators = len(choice.indicators) or len(contents.indicators)
    rows = len(choice.places) * len(choice.periods)
    for n, filter in enumerate(contents.filters):
        rows *= len(options[n]) if n in options else len(filter.options) + 1
    return min(rows, contents.rows) * indicators


@dataclass(frozen=True)
class Size:
    """A table as it is laid out."""

    most_figures: int
    lines: int
    columns: int

    def withheld(self) -> dict[str, str]:
        """For each kind of file that the table does not fit into, why not, in words."""
        found: dict[str, str] = {}
        if why := workbook.too_large(self.lines, self.columns):
            found |= {"ods": why, "xlsx": why}
        if self.most_figures > MOST_FIGURES:
            found["json"] = f"It could have more than {MOST_FIGURES:,} figures"
        return found


def size(
    choice: Choice,
    outline: ChosenOutline,
    layout: tuple[Sequence[str], Sequence[str]],
    version: UUID,
    store: DataSetStore,
    *,
    seconds: float | None = None,
) -> Size:
    """The size of the table of a choice with these dimensions down the side and along the top. The store counts."""
    contents = outline.contents
    named = {TIME: PERIOD_COLUMN, **{filter.id: filter_column(n) for n, filter in enumerate(contents.filters)}}

    def count(names: Sequence[str]) -> int:
        columns = [named[name] for name in names if name in named]
        each = len(outline.dimension(INDICATOR).members) if INDICATOR in names else 1
        if PLACE not in names:
            return each * (
                store.groups(version, columns, condition(choice, contents), seconds=seconds) if columns else 1
            )
        of_level = [
            choice.but(places=tuple((level, code) for code in codes)) for level, codes in choice.by_level.items()
        ]
        return each * sum(
            store.groups(version, [level_column(level), *columns], condition(part, contents), seconds=seconds)
            for level, part in zip(choice.by_level, of_level, strict=True)
        )

    return Size(most_figures(choice, contents), *map(count, layout))
