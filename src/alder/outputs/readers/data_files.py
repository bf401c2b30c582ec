"""Data files of Stata, SPSS and SAS: their columns as texts, and what is in them that no table shows.

A statistician's own form of a table may hold groups as well as people: it is judged by its rows, as a CSV file is.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from alder.files.data_file import DataFileDamaged, kind_of, read_data_file
from alder.files.package import TooMuch
from alder.outputs.content import Form, OutputContent, Sheet, saw
from alder.outputs.extent import MOST_CELLS
from alder.outputs.readers.packages import MOST_BYTES, too_much, unreadable
from alder.outputs.table import is_hidden, number_in

if TYPE_CHECKING:
    from alder.files.data_file import StatisticsFile
    from alder.outputs.content import SubmittedFile


FORMS = {"dta": Form.STATA, "sav": Form.SPSS, "por": Form.SPSS, "sas7bdat": Form.SAS, "xpt": Form.SAS}
_CSV = "Hand it in as CSV."
_SPSS_ATTRIBUTES = re.compile(
    rb"\x07\0\0\0[\x11\x12]\0\0\0\x01\0\0\0(.{4})|\0\0\0\x07\0\0\0[\x11\x12]\0\0\0\x01(.{4})", re.DOTALL
)
"""Begins the attributes of a file or of its variables, words of the author's own: before them stands their length."""
_ROLES = re.compile(r"\$@Role\('\d+'\s*\)")
_CHARACTERISTICS = re.compile(rb"<ch>.{4}(.{0,4000}?)</ch>", re.DOTALL)
"""What Stata keeps beside the data: notes, and what commands remember."""
_NUMBERS = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
_FEWEST_FIGURES = 3
_COUNTS = re.compile(r"\bn\b|count|freq|learners|pupils|people|students", re.IGNORECASE)

_tell = partial(saw, rule="FREQ")


def form_by_bytes(data: bytes) -> Form | None:
    """Which of these programs wrote a file; None where none did."""
    return FORMS.get(kind_of(data))


def data_file(file: SubmittedFile) -> OutputContent:
    """A data file within the bounds of an output."""
    content = OutputContent(file, FORMS[kind_of(file.bytes)])
    try:
        found = read_data_file(file.bytes, most_cells=MOST_CELLS, most_bytes=MOST_BYTES)
    except TooMuch:
        content.findings.append(too_much(file))
        return content
    except DataFileDamaged:
        content.findings.append(unreadable(file, content.form))
        return content
    headings = [f"{found.labels.get(name, '')} {name}".strip() for name in found.names]
    cells = [_cells(content, found, n, heading) for n, heading in enumerate(headings)]
    content.lines = [found.title] if found.title else []
    content.sheets.append(Sheet("", [headings, *map(list, zip(*cells, strict=True))], is_frame=True))
    _what_no_table_shows(content, found)
    return content


def _cells(content: OutputContent, found: StatisticsFile, n: int, heading: str) -> list[str]:
    """The cells of a column, by the labels of their values where they are names and count nobody."""
    name, texts = found.names[n], found.columns[n]
    labels = found.value_labels.get(name, {})
    if any(is_hidden(labels.get(text, "")) and number_in(text) for text in texts):
        _tell(
            content,
            f"column {heading}",
            "a label says that a figure is hidden, and the file keeps the figure",
            f"Take the figure out, and leave the cell blank. {_CSV}",
        )
        return texts
    ranges = found.missing.get(name, [])
    if any(low <= value[0] <= high for value in map(number_in, texts) if value for low, high in ranges):
        _tell(
            content,
            f"column {heading}",
            "figures that are declared missing are still in the file",
            f"Leave the cells blank. {_CSV}",
        )
    if labels and all(text in labels for text in texts if text) and not _COUNTS.search(heading.replace("_", " ")):
        return [labels.get(text, text) for text in texts]
    return texts


def _what_no_table_shows(content: OutputContent, found: StatisticsFile) -> None:
    """Notes, documents and attributes, and labels of values, of which some may stand in no row."""
    data = content.file.bytes
    kept = list(found.notes)
    kept += [match[1].replace(b"\0", b" ").decode("utf-8", "replace") for match in _CHARACTERISTICS.finditer(data)]
    if content.form is Form.SPSS:
        for match in _SPSS_ATTRIBUTES.finditer(data):
            size = int.from_bytes(match[1], "little") if match[1] else int.from_bytes(match[2], "big")
            text = data[match.end() : match.end() + min(size, 1 << 20)].decode("utf-8", "replace")
            kept.append(_ROLES.sub(" ", text))
    content.unseen += [*kept, *found.all_labels]
    if any(len(_NUMBERS.findall(text)) >= _FEWEST_FIGURES for text in kept):
        _tell(
            content,
            "notes",
            "it carries notes that no table shows, with figures",
            f"Take the notes out. {_CSV}",
            rule="NB",
        )
