"""The guidance that is packed beside data files: what each file holds, what its columns mean, and its notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.look.words import counted, listed
from alder.model.symbols import SYMBOLS
from alder.publishing.standard import LEVEL_BY_CODE
from alder.show.table import unit_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.publishing.contents import Contents


@dataclass(frozen=True)
class Packed:
    """A data set among the files."""

    file: str
    title: str
    summary: str
    version: str
    contents: Contents
    notes: str


def guidance(heading: str, source: str, packed: Sequence[Packed]) -> str:
    """Plain text, one part for each data set. `source` is how to cite all of it."""
    lines = [heading, "=" * len(heading), "", f"How to cite: {source}", "", "Symbols in the data"]
    lines += [f"  {symbol:4} {meaning}" for symbol, meaning in SYMBOLS.items()]
    for one in packed:
        lines += ["", "", *_of(one)]
    return "\n".join(lines) + "\n"


def _of(one: Packed) -> list[str]:
    contents = one.contents
    periods = [period.label for period in contents.periods]
    span = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    levels = listed([LEVEL_BY_CODE[code].text for code in contents.levels])
    lines = [one.title, "-" * len(one.title), *([one.summary] if one.summary else []), ""]
    lines += [f"File: {one.file}, version {one.version}, {counted(contents.rows, 'row')}"]
    lines += [f"Times: {span}", f"Places: {levels}", "", "Columns"]
    for filter in contents.filters:
        lines.append(f"  {filter.column}: {filter.label} ({counted(len(filter.options), 'group')})")
    for indicator in contents.indicators:
        unit = unit_in_words(indicator)
        lines.append(f"  {indicator.column}: {indicator.label}{f' ({unit})' if unit else ''}")
    return [*lines, *(["", "Notes", *(f"  {line}" for line in one.notes.splitlines())] if one.notes else [])]
