"""Text that only reads: a cell that a spreadsheet would run, or that holds signs nobody sees, is not published."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.errors import NotPublishable

if TYPE_CHECKING:
    from alder.publishing.standard import DataSet

_FORMULA = r"^\s*(?:[=@]|[+-].*[(|!])|^[\t\r]"
"""How a cell begins that spreadsheets take for a formula. A number with a sign is none, nor are words after a sign."""
_UNSEEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"

_SAID = {
    _FORMULA: ("that spreadsheets would run as formulas", "Begin the text with a letter or a figure."),
    _UNSEEN: ("with control characters in them", "Take them out: nobody can see them, and feeds and files break."),
}


def check_plain(data_set: DataSet) -> None:
    """Refuse formulas and control characters, in the cells of both files and in the names of columns."""
    data, meta = data_set.data, data_set.meta
    about = pa.array([text for row in meta.rows for text in astuple(row)], pa.string())
    places = [(data_set.data_file or data_set.name, "the first line", pa.array(data.column_names, pa.string()))]
    places += [(data_set.data_file or data_set.name, f"column {n + 1}", c) for n, c in enumerate(data.columns)]
    places.append((data_set.meta_file or "the meta file", "its cells", about))
    for pattern, (words, next) in _SAID.items():
        for file, where, cells in places:
            if odd := pc.sum(pc.match_substring_regex(cells, pattern)).as_py():
                raise NotPublishable(f"{file} has cells {words}", where=f"In {where}: {odd:,}.", next=next)
