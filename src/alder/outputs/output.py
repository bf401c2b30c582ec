"""An output: files that somebody wants to take out together, read, with what its cover sheet says of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from alder.outputs.content import Form, OutputContent
from alder.outputs.cover_sheet import CoverSheet, FileCover, Part
from alder.outputs.extent import MOST_TABLES, beyond
from alder.outputs.finding import Weight
from alder.outputs.output_rules import Limits, Stance, output_rule
from alder.outputs.table import OutputTable, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alder.outputs.acro_folder import AcroFolder
    from alder.outputs.microdata import Microdata

_NO_TABLES = frozenset({Form.CODE})


@dataclass(eq=False)
class Output:
    """What is judged as one: its files, those within them, and its cover sheet."""

    name: str
    contents: list[OutputContent]
    cover: CoverSheet = field(default_factory=CoverSheet)
    has_cover: bool = False
    limits: Limits = field(default_factory=Limits)
    acro: list[AcroFolder] = field(default_factory=list)
    """Folders of acro in it."""
    microdata: Microdata | None = None
    """The records that it was made from, where they are at hand."""

    @cached_property
    def threshold(self) -> int:
        """The higher of the service's threshold and the one that the cover sheet says was kept to."""
        return max(self.limits.threshold, self.cover.threshold or 0)

    def said_of(self, content: OutputContent) -> FileCover:
        """What the cover sheet says of a file; what is within a file is said of that file."""
        own = self.cover.of(content.name)
        outer = content.name.partition(" > ")[0]
        return own if own.columns or own.statistic or outer == content.name else self.cover.of(outer)

    def part(self, content: OutputContent) -> Part:
        """Whether it is to leave, and as what."""
        said = self.said_of(content)
        return Part.CODE if said.kind is Part.OUTPUT and content.form is Form.CODE else said.kind

    @property
    def leaving(self) -> Iterator[OutputContent]:
        """What is to leave, code too."""
        return (content for content in self.contents if self.part(content) in (Part.OUTPUT, Part.CODE))

    @property
    def earlier(self) -> Iterator[OutputContent]:
        """What left before."""
        return (content for content in self.contents if self.part(content) is Part.EARLIER)

    def tables(self, content: OutputContent) -> list[OutputTable]:
        """The tables of a file."""
        return self._tables.get(id(content), [])

    def tables_in(self, contents: Iterable[OutputContent]) -> Iterator[OutputTable]:
        """The tables of several files."""
        for content in contents:
            yield from self.tables(content)

    @cached_property
    def _tables(self) -> dict[int, list[OutputTable]]:
        found: dict[int, list[OutputTable]] = {}
        left, is_told = MOST_TABLES, False
        for content in self.contents:
            if content.form in _NO_TABLES:
                continue
            said = self.said_of(content)
            tables = [
                table for sheet in content.sheets for table in tables_of(sheet, content.name, self.cover, said, left)
            ]
            if len(tables) > left and not is_told:
                is_told = True  # once: it holds them all
                beyond(content, f"more tables than the {MOST_TABLES} that an output may have, with the files before it")
            found[id(content)] = tables[:left]
            left -= len(found[id(content)])
        return found

    def counts_behind(self, content: OutputContent) -> list[OutputTable]:
        """The tables of the supporting file that the cover sheet names as the counts behind a file."""
        named = self.said_of(content).counts
        return [table for other in self._by_name.get(named, ()) for table in self.tables(other)] if named else []

    @cached_property
    def _by_name(self) -> dict[str, list[OutputContent]]:
        found: dict[str, list[OutputContent]] = {}
        for content in self.contents:
            found.setdefault(content.name, []).append(content)
        return found

    def is_counted_by_acro(self, content: OutputContent) -> bool:
        """Whether acro, with a threshold that is no lower, counted the people behind its figures and found enough.

        It saw the records. That the file is the one that it saw, its checksum tells.
        """
        for folder in self.acro:
            asked = folder.settings.get("safe_threshold")
            is_counted = any(record.counted and content.name in record.files for record in folder.records)
            if is_counted and isinstance(asked, (int, float)) and asked >= self.threshold:
                return content.name in folder.checksums
        return False

    def is_excepted(self, content: OutputContent, rule: str) -> bool:
        """Whether the cover sheet asks for this rule to be set aside for a file: a person then decides."""
        return self.said_of(content).excepted == rule

    def weight(self, content: OutputContent, rule: str) -> Weight:
        """What follows where a file does not keep a rule: it is held, or a person decides on the exception asked for.

        What never leaves is held whatever is asked, unless its rule knows a reason.
        """
        asked = output_rule(rule)
        never = asked.stance is Stance.NEVER and not asked.unless
        return Weight.LOOK if self.is_excepted(content, rule) and not never else Weight.HELD

    def is_structural(self, content: OutputContent, labels: Iterable[str]) -> bool:
        """Whether the cover sheet says that a cell with these labels is zero by definition."""
        named = [text.lower() for text in self.said_of(content).structural]
        wanted = [label.lower() for label in labels if label]
        return any(sum(label in text for label in wanted) >= min(2, len(wanted)) for text in named if wanted)
