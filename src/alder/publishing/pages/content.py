"""What a publisher writes on the page of a release: its kind, a summary, headline figures, and sections.

Nothing of it is a figure: a tile and a block name a data set and its columns, and the page reads the figures there. So
what is written can never differ from what is published. Where it names a data set that the release does not have, or a
column that is gone, `faults` says so.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from alder.errors import UsageError
from alder.publishing.standard import LEVEL_BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.publishing.contents import Contents

MADE_UP = "made_up"
KINDS: Mapping[str, tuple[str, str]] = {
    "accredited": (
        "Accredited official statistics",
        "The Office for Statistics Regulation has reviewed them, and they comply with the Code of Practice for "
        "Statistics.",
    ),
    "official": (
        "Official statistics",
        "They are produced under the Code of Practice for Statistics: trustworthy, of good quality, and of value.",
    ),
    "in_development": (
        "Official statistics in development",
        "They are new or being changed. Methods and figures may change, and users are asked what they need.",
    ),
    "ad_hoc": (
        "Ad hoc statistics",
        "They were made once to answer a question, and need not be repeated.",
    ),
    "management": (
        "Management information",
        "They are figures that an organisation uses to run its work. They have had fewer checks than statistics.",
    ),
    MADE_UP: (
        "Made-up statistics",
        "They show what this site can do. People, places and figures are made up, so nothing follows from them.",
    ),
}
"""The kinds of statistics by their key: the name of each, and what it means."""

TIME, PLACE = "time", "place"
"""What a block may go by, beside the filters of its data set."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One headline figure: a measure of a data set, for its widest place, all groups together, the latest period."""

    data_set: str
    indicator: str
    """The name of its column."""
    title: str = ""
    """Instead of the label of the column."""
    guidance: str = ""
    """What a reader should know to read it."""
    statement: str = ""
    """How it changed, word for word as somebody confirmed it."""
    stated_of: str = ""
    """The version of the data set for which that was confirmed. Of another it is not shown."""


@dataclass(frozen=True, slots=True)
class Block:
    """A chart with the table beside it: the first measure is drawn, the table has all of them."""

    data_set: str
    indicators: tuple[str, ...] = ()
    by: str = TIME
    """`time`, `place`, or the column of a filter."""
    series: str = ""
    """The column of a filter whose options are told apart by colour."""
    level: str = ""
    """The level of the places, where the block goes by place."""
    title: str = ""
    note: str = ""
    statement: str = ""
    """What the figures say, word for word as somebody confirmed it: the heading where nobody wrote another."""
    stated_of: str = ""
    """The version of the data set for which that was confirmed. Of another it is not shown."""


@dataclass(frozen=True, slots=True)
class ContentSection:
    """A heading that says what is so, words, and a chart if it has one."""

    heading: str
    text: str = ""
    block: Block | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that is written on the page of a release."""

    kind: str = ""
    summary: str = ""
    headlines: tuple[Tile, ...] = ()
    under: str = ""
    """Words under the headline figures."""
    sections: tuple[ContentSection, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.kind and self.kind not in KINDS:
            raise UsageError(f"there is no kind of statistics {self.kind}", where=f"Kinds: {', '.join(KINDS)}.")

    @property
    def data_sets(self) -> frozenset[str]:
        """The data sets that it names."""
        return frozenset(
            (*(tile.data_set for tile in self.headlines), *(s.block.data_set for s in self.sections if s.block))
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Content:
        """Of what was kept. A part that is not there is empty."""
        return cls(
            kept.get("kind", ""),
            kept.get("summary", ""),
            tuple(Tile(**tile) for tile in kept.get("headlines", ())),
            kept.get("under", ""),
            tuple(_section(section) for section in kept.get("sections", ())),
        )


def _section(kept: Mapping[str, Any]) -> ContentSection:
    block = kept.get("block")
    return ContentSection(
        kept["heading"],
        kept.get("text", ""),
        Block(**{**block, "indicators": tuple(block.get("indicators", ()))}) if block else None,
    )


NOT_HERE = "its data set is not in this release"


def faults(content: Content, known: Mapping[str, Contents]) -> list[str]:
    """Sentences about all of it. `known` is what the data sets of the release hold, by their ids."""
    tiles = ((n, tile_fault(tile, known.get(tile.data_set))) for n, tile in enumerate(content.headlines, 1))
    sentences = [f"Put headline figure {n} of the page right: {said}." for n, said in tiles if said]
    for n, section in enumerate(content.sections, 1):
        if section.block and (said := block_fault(section.block, known.get(section.block.data_set))):
            sentences.append(f"Put the chart of section {n} of the page right: {said}.")
    return sentences


def tile_fault(tile: Tile, holds: Contents | None) -> str:
    """What a headline figure names that is not there. `holds` is what its data set holds, if the release has it."""
    if holds is None:
        return NOT_HERE
    return _lacking([tile.indicator], "measure", (indicator.column for indicator in holds.indicators))


def block_fault(block: Block, holds: Contents | None) -> str:
    """What a chart names that is not there."""
    if holds is None:
        return NOT_HERE
    filters = [name for name in (block.by, block.series) if name and name not in (TIME, PLACE)]
    parts = [
        _lacking(block.indicators, "measure", (indicator.column for indicator in holds.indicators)),
        _lacking(filters, "filter", (filter.column for filter in holds.filters)),
    ]
    if block.level and block.level not in holds.levels:
        level = LEVEL_BY_CODE.get(block.level)
        parts.append(f"its data set has no figures by {(level.text if level else block.level).lower()}")
    return ", and ".join(part for part in parts if part)


def _lacking(named: Iterable[str], what: str, there: Iterable[str]) -> str:
    known = set(there)
    gone = [name for name in named if name not in known]
    return f"its data set has no {what} {' or '.join(gone)}" if gone else ""
