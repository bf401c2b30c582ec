"""How much of an output is looked at: far more than a person can check, and no more than takes two seconds.

What is larger is held for that, and the rest of it is not looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.outputs.content import OutputContent, Sheet

MOST_WORDS = 4 << 20
"""Bytes of a file of words, marks or cells without the pictures packed into it: two thousand pages."""
MOST_LETTERS = 800_000
"""Of the lines of all files of an output, and of its cells: four hundred pages."""
MOST_LINES = 20_000
"""Of all its files. The output desk shows no more."""
LONGEST_LINE = 20_000
"""Letters of one line or cell: four pages without a break."""
MOST_MARKS = 200_000
"""Of a file of marks, `<td>` as well as `</td>`: a table of 5,000 lines of ten columns has as many."""
MOST_OBJECTS = 50_000
"""Of JSON: ten for each line of the longest table."""
MOST_ROWS = 6_000
"""Of a table, of which one of more than 5,000 is held."""
MOST_COLUMNS = 2_000
"""Of one table: each costs a look of every check, and no person reads so many."""
MOST_HEADINGS = 4_000
"""Columns of all tables of an output."""
MOST_CELLS = 150_000
"""Of all its tables, blank ones too: 5,000 lines of 30 columns."""
MOST_TABLES = 200
"""Of an output: each is laid beside each other."""
MOST_PARTS = 500
"""Files within its files: as many as a folder may have."""

_PACKED = re.compile(rb"[A-Za-z0-9+/=]{2000,}")
"""Packed pictures, as pages and notebooks have them: they are looked at as pictures."""


def words_in(data: bytes) -> int:
    """How many bytes are words, marks or cells, and no packed pictures."""
    return len(data) - sum(match.end() - match.start() for match in _PACKED.finditer(data))


def beyond(content: OutputContent, what: str) -> None:
    """Say that a file has more than is looked at: `more than 300 tables`."""
    place = FindingPlace(content.name)
    said = OutputFinding(
        OutputCheck.TYPE,
        "NB",
        Weight.HELD,
        place,
        f"it has {what}, and the rest was not looked at",
        "Hand in the part that you need: a person has to read all that leaves.",
    )
    if said not in content.beyond:
        content.beyond.append(said)


def lines_of(content: OutputContent, lines: Iterable[str], most: int = MOST_LINES) -> list[str]:
    """As many lines as are looked at, each as far as it is."""
    found = list(islice(lines, most + 1))
    if len(found) > most:
        beyond(content, f"more than {MOST_LINES:,} lines")
        found.pop()
    if any(len(line) > LONGEST_LINE for line in found):
        beyond(content, f"a line of more than {LONGEST_LINE:,} letters")
        found = [line[:LONGEST_LINE] for line in found]
    return found


def _lettered(lines: list[str], most: int) -> list[str]:
    """The first lines that have no more letters together."""
    letters = 0
    for n, line in enumerate(lines):
        letters += len(line)
        if letters > most:
            return lines[:n]
    return lines


@dataclass
class Extent:
    """What of an output may still be looked at, file by file."""

    letters: int = MOST_LETTERS
    lines: int = MOST_LINES
    columns: int = MOST_HEADINGS
    cells: int = MOST_CELLS
    letters_of_cells: int = MOST_LETTERS
    parts: int = MOST_PARTS

    def keep(self, content: OutputContent) -> None:
        """Leave of a file that was read what may be looked at, and say what may not."""
        content.lines = lines_of(content, content.lines, self.lines)
        self.lines -= len(content.lines)
        for name in ("lines", "unseen"):
            whole = getattr(content, name)
            kept = _lettered(whole, self.letters)
            if len(kept) < len(whole):
                beyond(content, f"more than {MOST_LETTERS:,} letters")
            self.letters -= sum(map(len, kept))
            setattr(content, name, kept)
        content.sheets = [sheet for sheet in (self._kept(content, one) for one in content.sheets) if sheet.rows]
        if len(content.parts) > self.parts:
            beyond(content, f"more than {MOST_PARTS:,} files within it")
            content.parts = content.parts[: self.parts]
        self.parts -= len(content.parts)

    def _kept(self, content: OutputContent, sheet: Sheet) -> Sheet:
        rows, width = sheet.rows, max(map(len, sheet.rows), default=0)
        if len(rows) > MOST_ROWS:
            beyond(content, f"a table of more than {MOST_ROWS:,} lines")
            rows = rows[:MOST_ROWS]
        if width > (most := min(self.columns, MOST_COLUMNS)):
            beyond(content, f"more than {MOST_COLUMNS:,} columns, or the output more than {MOST_HEADINGS:,}")
            rows, width = [row[:most] for row in rows], most
        if len(rows) * width > self.cells:
            beyond(content, f"more than {MOST_CELLS:,} cells")
            rows = rows[: self.cells // max(width, 1)]
        for n, row in enumerate(rows):
            self.letters_of_cells -= sum(map(len, row))
            if self.letters_of_cells < 0:
                beyond(content, f"more than {MOST_LETTERS:,} letters in its tables")
                rows = rows[:n]
                break
        self.columns -= width
        self.cells -= len(rows) * width
        if any(len(cell) > LONGEST_LINE for row in rows for cell in row):
            beyond(content, f"a cell of more than {LONGEST_LINE:,} letters")
            rows = [[cell[:LONGEST_LINE] for cell in row] for row in rows]
        return sheet if rows is sheet.rows else replace(sheet, rows=rows)
