"""What a file of an output holds, whatever its format: sheets of cells, lines of text, and what its reader saw."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight

if TYPE_CHECKING:
    from collections.abc import Sequence


class Form(StrEnum):
    """What a file is, told by its bytes."""

    DELIMITED = "delimited text"
    XLSX = "Excel workbook"
    ODS = "OpenDocument workbook"
    PARQUET = "Parquet file"
    SQLITE = "SQLite database"
    STATA = "Stata data file"
    SPSS = "SPSS data file"
    SAS = "SAS data file"
    PNG = "PNG picture"
    JPEG = "JPEG picture"
    SVG = "SVG drawing"
    PDF = "PDF document"
    HTML = "web page"
    NOTEBOOK = "notebook"
    LATEX = "LaTeX source"
    WORD = "Word document"
    JSON = "JSON file"
    TEXT = "plain text"
    LOG = "log"
    CODE = "program code"
    PMML = "model in PMML"
    MODEL = "fitted model"
    ARCHIVE = "archive"
    UNKNOWN = "file of no kind that can be read"


RULE = "----"
"""Stands for a line that is drawn across a listing: it neither ends a table nor belongs to it."""
DATA_FILES = frozenset({Form.STATA, Form.SPSS, Form.SAS})
"""Forms in which statisticians keep records, and at times tables."""
RASTER = frozenset({Form.PNG, Form.JPEG})
"""Pictures of dots: nothing but eyes can read them."""


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """One file as it was handed in."""

    name: str
    """Its path within the output, with `/`; of a part of another file, that file's name and its own after ` > `."""
    bytes: bytes

    @property
    def ending(self) -> str:
        """What stands after its last dot, in small letters."""
        return PurePosixPath(self.name.rpartition(" > ")[2]).suffix.lower().removeprefix(".")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A rectangle of cells: a sheet of a workbook, a table of a page, a delimited file."""

    name: str
    rows: Sequence[Sequence[str]]
    line_numbers: Sequence[int] = ()
    """The line of the file on which each row begins, from 0, where rows are no lines."""
    names: tuple[str, ...] = ()
    """What its columns are, where its form says it and no heading does."""
    is_drawn: bool = False
    """Whether a program drew it with spaces, so that the columns of a heading of groups are not known."""
    loose: bool = False
    """Whether it is names with a value each and no table: a whole number in it that nothing names is no count."""
    is_frame: bool = False
    """Whether its form has columns with names of their own, so that whatever follows the first row is a row."""
    by_letters: bool = False
    """Whether its cells are called by letter and number, as in workbooks, rather than by line and column."""

    def place(self, file: str, row: int, column: int | None = None, heading: str = "") -> FindingPlace:
        """Where a cell is; rows and columns count from 0."""
        sheet = f"{self.name}, " if self.name else ""
        row = self.line_numbers[row] if self.line_numbers else row
        if self.by_letters and column is not None:
            return FindingPlace(file, f"{sheet}cell {letters(column)}{row + 1}")
        if column is None:
            return FindingPlace(file, f"{sheet}{'row' if self.by_letters else 'line'} {row + 1}")
        return FindingPlace(file, f"{sheet}line {row + 1}, column {heading or column + 1}")


@dataclass(slots=True)
class OutputContent:
    """What was read of one file."""

    file: SubmittedFile
    form: Form
    sheets: list[Sheet] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    """Its words as a reader sees them, a line each: prose, code, a log, a listing."""
    unseen: list[str] = field(default_factory=list)
    """Words that a reader does not see: scripts, comments, text behind a picture."""
    findings: list[OutputFinding] = field(default_factory=list)
    """What is in it that a reader does not see."""
    beyond: list[OutputFinding] = field(default_factory=list)
    """That it has more than is looked at. It is said of what does not leave, too, which is then not compared whole."""
    parts: list[SubmittedFile] = field(default_factory=list)
    """Files within it, each to be read by itself."""
    points: int = 0
    """Marks that a drawing has one by one, as a scatter has."""
    indexed: bool = False
    """Whether a table came with the numbers of its rows, as a frame of records does."""

    @property
    def name(self) -> str:
        return self.file.name


def saw(content: OutputContent, at: str, what: str, mend: str, weight: Weight = Weight.HELD, *, rule: str) -> None:
    """A reader adds what it saw and no reader of the file would: check 14."""
    content.findings.append(
        OutputFinding(OutputCheck.PAYLOADS, rule, weight, FindingPlace(content.name, at), what, mend)
    )


def letters(column: int) -> str:
    """The letters of a column that counts from 0, as workbooks call it."""
    found, rest = "", column + 1
    while rest:
        rest, last = divmod(rest - 1, 26)
        found = chr(65 + last) + found
    return found
