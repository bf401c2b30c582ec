"""The first line of a published file: the names of its columns, and how its text is written."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from alder.errors import UnreadableFile
from alder.files.archive import NOTHING
from alder.files.lines import Header
from alder.sources.reference.table_layout import folded
from alder.sources.reference.tables import layouts

if TYPE_CHECKING:
    from alder.files.archive import PackedFile
    from alder.sources.reference.table_layout import TableLayout

_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "upright bars"}
_LONGEST = 1 << 20


def read_header(source: PackedFile) -> Header:
    """The columns of a file. Raises where the first line cannot be one of a published table."""
    with source.bytes() as stream:
        line = stream.readline(_LONGEST)
    if not line.strip():
        raise UnreadableFile(
            "the first line of this file is empty, and it should name the columns",
            where=f"{source.where}, line 1",
            next=f"{NOTHING} Take the file as it was published.",
        )
    if line.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(
            "this file is written in UTF-16, as spreadsheets save Unicode text",
            where=source.where,
            next=f"{NOTHING} Save it as CSV UTF-8, or take the file as it was published.",
        )
    if b"\x00" in line:
        raise UnreadableFile("this file is not text", where=source.where, next=f"{NOTHING} Take the CSV download.")
    encoding = "utf-8-sig"
    try:
        text = line.decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"
        text = line.decode(encoding, errors="replace")
    names = _split(text, ",")
    for known in layouts():
        if known.headless is not None and (given := known.headless(names)) is not None:
            return Header(given, encoding, is_given=True)
    _check_delimiter(text, names, source)
    return Header(tuple(names), encoding)


def check_columns_stand_once(header: Header, known: TableLayout, source: PackedFile) -> None:
    """A needed column that stands twice could be read either way, so it is refused."""
    names = [folded(n) for n in header.names]
    for place in known.places(header.names).values():
        column = header.names[place]
        if names.count(folded(column)) > 1:
            raise UnreadableFile(
                f"the column {column} stands twice in this file",
                where=f"{source.where}, line 1",
                next=f"{NOTHING} Take the file as it was published.",
            )


def _split(text: str, delimiter: str) -> list[str]:
    try:
        names = next(csv.reader([text.replace("\r", "\n").split("\n")[0]], delimiter=delimiter), [])
    except csv.Error:
        return [text]
    return [n.strip() for n in names]


def _check_delimiter(text: str, names: list[str], source: PackedFile) -> None:
    """Said where a table is recognised with another delimiter, or there is one column that another would divide."""
    for delimiter, said in _DELIMITERS.items():
        divided = _split(text, delimiter)
        if len(divided) > len(names) and any(f.in_file(divided) is not None for f in layouts() if f.needs > 1):
            raise UnreadableFile(
                f"the columns of this file are divided by {said}, and a published file has commas",
                where=f"{source.where}, line 1",
                next=f"{NOTHING} Take the file as it was published, or save it as CSV UTF-8 (comma delimited).",
            )
