"""Text that only reads, and figures that are some: no formula, no sign that nobody sees, nothing that is no number.

The department's screener does not ask for it. What is not so is refused by screening and publishing alike, whatever
was accepted: pages, feeds and files would break.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.errors import NotPublishable
from alder.look.words import counted
from alder.show.data_pair import INDICATOR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.publishing.standard import DataSetFiles

MOST_DIGITS = 30
"""A figure of more digits counts nothing on earth, and breaks what works it out."""

LONGEST_NAME = 200
"""Letters in the name of a column. The longest that the service publishes have some sixty."""

_FORMULA = r"^\s*(?:[=@]|[+-].*[(|!])|^[\t\r]"
"""How a cell begins that spreadsheets take for a formula. A number with a sign is none, nor are words after a sign."""

_UNSEEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{202a}-\x{202e}\x{2066}-\x{2069}]"
"""Control characters, and signs that turn the direction of the text after them, so that it reads as other text."""

_NO_FIGURE = rf"(?i)^\s*[+-]?(?:inf(?:inity)?|nan|.*[0-9.,]{{{MOST_DIGITS + 1},}}.*|[0-9.]+e[+-]?[0-9]{{3,}})\s*$"

_TEXTS = {
    _FORMULA: ("that spreadsheets would run as formulas", "Begin the text with a letter or a figure."),
    _UNSEEN: (
        "with control characters in them, or signs that turn the direction of text",
        "Take them out: nobody can see them, and feeds and files break.",
    ),
}


@dataclass(frozen=True)
class _Odd:
    """Cells that are not plain: in which file, where in it, how many, what they are, and what to do."""

    file: str
    where: str
    cells: int
    words: str
    next: str


def check_plain(data_set: DataSetFiles) -> None:
    """Refuse a data set whose cells are not all plain. Every place is told, and no cell is repeated."""
    faults = [*_texts(data_set), *_figures(data_set)]
    if not faults:
        return
    first = faults[0]
    alike = [odd for odd in faults if (odd.file, odd.words) == (first.file, first.words)]
    where = [f"In {odd.where}: {odd.cells:,}." for odd in alike]
    where += [f"{odd.file} has cells {odd.words}. In {odd.where}: {odd.cells:,}." for odd in faults if odd not in alike]
    raise NotPublishable(f"{first.file} has cells {first.words}", where="\n  ".join(where), next=first.next)


def cautions(data_set: DataSetFiles) -> list[str]:
    """What may be so, and is worth a look: counts below 0. A change may be below 0, and so may a score."""
    said = []
    for row in data_set.meta.rows:
        name = row.col_name
        if row.col_type == INDICATOR and not row.indicator_unit and name in data_set.data.column_names:
            below = pc.match_substring_regex(data_set.data[name], "^-[0-9]*[1-9][0-9]*$")
            if count := pc.sum(below).as_py():
                line = 2 + pc.index(below, True).as_py()
                said.append(
                    f"{name[:LONGEST_NAME]} has whole numbers below 0 in {counted(count, 'row')}, first on line "
                    f"{line:,}: see that it is a change or a score, and no count."
                )
    return said


def _texts(data_set: DataSetFiles) -> Iterator[_Odd]:
    data_file, meta_file = data_set.data_file or data_set.name, data_set.meta_file or "the meta file"
    about = pa.array([text for row in data_set.meta.rows for text in astuple(row)], pa.string())
    for pattern, (words, next) in _TEXTS.items():
        for file, where, cells in (
            (data_file, "the first line", pa.array(data_set.data.column_names, pa.string())),
            *((data_file, f"column {n + 1}", c) for n, c in enumerate(data_set.data.columns)),
            (meta_file, "its cells", about),
        ):
            if odd := pc.sum(pc.match_substring_regex(cells, pattern)).as_py():
                yield _Odd(file, where, odd, words, next)
    if long := [name for name in data_set.data.column_names if len(name) > LONGEST_NAME]:
        words = f"that name columns with more than {LONGEST_NAME} letters"
        next = "Give the column a short name, and a label that says the rest."
        yield _Odd(data_file, "the first line", len(long), words, next)


def _figures(data_set: DataSetFiles) -> Iterator[_Odd]:
    names = data_set.data.column_names
    for indicator in data_set.indicators:
        if indicator.name in names:
            odd = pc.sum(pc.match_substring_regex(data_set.data[indicator.name], _NO_FIGURE)).as_py()
            if odd:
                words = f"that are no figures: infinite, not a number, or of more than {MOST_DIGITS} digits"
                next = "Write the figure in digits, or z where it is not applicable and x where it is not available."
                where = f"column {names.index(indicator.name) + 1}"
                yield _Odd(data_set.data_file or data_set.name, where, odd, words, next)
