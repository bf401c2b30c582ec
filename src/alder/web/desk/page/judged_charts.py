"""What a publisher should know of a chart before readers see it, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.publishing.pages.block_table import why_nothing
from alder.web.publications.data_set_store import contents_of, store

if TYPE_CHECKING:
    from alder.publishing.pages import Block
    from alder.publishing.pages.drawn import Drawn
    from alder.web.publications.public_catalogue import PublicDataSet

_MANY_LINES = 60


def said_of(block: Block, listed: PublicDataSet, drawn: Drawn | None) -> tuple[str, list[str]]:
    """Why readers would see nothing of it, and what else is to be known of it, in sentences."""
    if drawn is None:
        return why_nothing(block, listed.version.id, contents_of(listed.version.id), store()), []
    found, notes = drawn.figures, []
    if drawn.instead:
        notes.append(f"Readers see the table alone: {drawn.instead}")
    cells = [mark for line in found.lines for mark in line.cells]
    if without := sum(mark.value is None for mark in cells):
        notes.append(f"{without:,} of {len(cells):,} figures are hidden or missing.")
    if found.series and len(block.indicators) > 1:
        notes.append(f"The table has {found.first.label} alone, since its columns are told apart by {found.series}.")
    if drawn.statement.why:
        notes.append(drawn.statement.why)
    if block.statement and block.stated_of != str(listed.version.id):
        notes.append(f"“{block.statement}” was confirmed of an earlier version of these figures, and is not shown.")
    if len(found.lines) > _MANY_LINES:
        notes.append(f"Its table has {len(found.lines):,} lines. Fewer are easier to read.")
    return "", notes
