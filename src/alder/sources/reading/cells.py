"""One field of an extract on its way in: its texts become values a block at a time, and what is odd is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.errors import UnreadableFile
from alder.look.words import counted
from alder.model.field import Kind
from alder.sources.reading.delivered import AGAIN
from alder.sources.reading.faults import Fault, Found, Tally
from alder.sources.reading.values import FAULTS, Reader, of_kind

if TYPE_CHECKING:
    from alder.model.layout import SourceField

MOST_ODD = 0.1
"""A file of which a column has more than this share of values of another type is refused."""

MOST_SPREADSHEET = 0.01
"""A spreadsheet harms a whole column, and of most harm nothing can be seen: so a small share of it is enough."""

_FEW = 50


class Cells:
    """The values of one field in one file. What is counted is counted once for each row of the file."""

    def __init__(self, field: SourceField, where: str) -> None:
        self.field = field
        self.present = self.restored = 0
        self.seen: dict[str, int] = {}
        self._reader, self._where = Reader(field), where

    def read(self, texts: pa.Array, first_row: int, tally: Tally) -> pa.Array:
        """The values of some rows, of which the first has the number `first_row`."""
        coded = texts.dictionary_encode()
        found = self._reader.read(coded.dictionary)
        places = coded.indices.to_numpy(zero_copy_only=False)
        times = np.bincount(places, minlength=len(coded.dictionary))
        self.present += int(times[~found.missing].sum())
        self.restored += int(times[found.restored].sum())
        self._remember(coded.dictionary, times, found)
        for number in np.unique(found.faults[found.faults > 0]):
            self._note(FAULTS[number - 1], coded.dictionary, found.faults == number, places, times, first_row, tally)
        return found.values.take(coded.indices)

    def _remember(self, texts: pa.Array, times: Any, found: Any) -> None:
        """Keep how often few different codes occur, by which swapped columns are told."""
        if not self.field.codes or len(self.seen) > _FEW:
            return
        for n, text in enumerate(texts.slice(0, _FEW + 1).to_pylist()):
            if not found.missing[n]:
                self.seen[text] = self.seen.get(text, 0) + int(times[n])

    def _note(
        self, fault: Fault, texts: pa.Array, odd: Any, places: Any, times: Any, first_row: int, tally: Tally
    ) -> None:
        name, why = self.field.name, self._reader.why(fault)
        if room := tally.room(fault, name):
            for row in np.flatnonzero(odd[places])[:room]:
                value = texts[int(places[row])].as_py()
                tally.listed.append(Found(fault, name, self._where, first_row + int(row), None, value, why))
        tally.count(fault, name, why, int(times[odd].sum()))


def check(field: SourceField, present: int, where: str, tally: Tally) -> None:
    """Raise where so many of a field's values are odd that the file is not what it should be."""
    for fault, most in ((Fault.SPREADSHEET, MOST_SPREADSHEET), (Fault.TYPE, MOST_ODD)):
        odd = tally.counts.get((fault, field.name), 0)
        if odd > most * present:
            raise _refusal(field, fault, odd, present, where, tally)


def _refusal(field: SourceField, fault: Fault, odd: int, present: int, where: str, tally: Tally) -> UnreadableFile:
    first = next(f for f in tally.listed if f.fault is fault and f.field == field.name)
    at = f"{where}, row {first.row:,}"
    values, are = f"{counted(odd, 'value')} of {present:,} in {field.name}", "is" if odd == 1 else "are"
    if fault is Fault.SPREADSHEET:
        left = "as it rewrites dates" if field.kind in (Kind.DATE, Kind.MOMENT) else "shortened to powers of ten"
        said = f"a spreadsheet has changed this file: {values} {are} {left}"
        return UnreadableFile(said, where=at, next=AGAIN)
    return UnreadableFile(
        f"{values} {are} not {of_kind(field) if odd == 1 else of_kind(field)[2:] + 's'}",
        where=f"{at}: perhaps columns were swapped, or the file is another than its names say",
        next=AGAIN,
    )


def trimmed(texts: Any) -> pa.Array:
    """Texts without blanks at their ends, in one piece; nothing is an empty text."""
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks)
    return pc.utf8_trim_whitespace(pc.fill_null(whole, ""))


def swapped(cells: dict[str, Cells]) -> tuple[str, str] | None:
    """Two columns whose codes are mostly those of the other: they stand under each other's name."""
    for one in cells.values():
        for other in cells.values():
            if one is not other and _is_of(one, other) and _is_of(other, one):
                return one.field.name, other.field.name
    return None


def _is_of(one: Cells, other: Cells) -> bool:
    """Whether the values of one are codes of the other, and not of its own list."""
    if not one.seen or other.field.codes is None or one.field.codes is None or len(one.seen) > _FEW:
        return False
    total = sum(one.seen.values())
    own, theirs = ({c.code for c in of.field.codes or ()} for of in (one, other))
    ours = sum(n for text, n in one.seen.items() if text in own)
    return ours < 0.5 * total and sum(n for text, n in one.seen.items() if text in theirs) > 0.9 * total
