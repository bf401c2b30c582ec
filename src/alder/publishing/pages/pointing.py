"""Where a page points at data that is not there: a data set that the release does not have, a column that is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.publishing.pages.content import PLACE, TIME
from alder.publishing.standard import LEVEL_BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.publishing.contents import Contents
    from alder.publishing.pages.content import Block, Content, Tile

NOT_HERE = "its data set is not in this release"


def faults(content: Content, known: Mapping[str, Contents]) -> list[str]:
    """Sentences about all of it. `known` is what the data sets of the release hold, by their ids."""
    tiles = ((n, tile_fault(tile, known.get(tile.data_set))) for n, tile in enumerate(content.headlines, 1))
    found = [f"Put headline figure {n} of the page right: {said}." for n, said in tiles if said]
    for n, section in enumerate(content.sections, 1):
        if section.block and (said := block_fault(section.block, known.get(section.block.data_set))):
            found.append(f"Put the chart of section {n} of the page right: {said}.")
    return found


def tile_fault(tile: Tile, holds: Contents | None) -> str:
    """What a headline figure names that is not there. `holds` is what its data set holds, if the release has it."""
    if holds is None:
        return NOT_HERE
    return _lacking([tile.indicator], "measure", (one.column for one in holds.indicators))


def block_fault(block: Block, holds: Contents | None) -> str:
    """What a chart names that is not there."""
    if holds is None:
        return NOT_HERE
    filters = [name for name in (block.by, block.series) if name and name not in (TIME, PLACE)]
    parts = [
        _lacking(block.indicators, "measure", (one.column for one in holds.indicators)),
        _lacking(filters, "filter", (one.column for one in holds.filters)),
    ]
    if block.level and block.level not in holds.levels:
        level = LEVEL_BY_CODE.get(block.level)
        parts.append(f"its data set has no figures by {(level.text if level else block.level).lower()}")
    return ", and ".join(part for part in parts if part)


def _lacking(named: Iterable[str], what: str, there: Iterable[str]) -> str:
    known = set(there)
    gone = [name for name in named if name not in known]
    return f"its data set has no {what} {' or '.join(gone)}" if gone else ""
