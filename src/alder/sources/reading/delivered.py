"""A delivered file before its rows are read: what kind it is, and the names of its columns."""

from __future__ import annotations

import csv
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from alder.errors import UnreadableFile
from alder.files.archive import NOTHING, gather, packed_files
from alder.limits import COLUMNS_SETTING, most_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from alder.files.archive import PackedFile

DELIMITERS = {",": "commas", "\t": "tabs", "|": "upright bars", ";": "semicolons"}
"""What may stand between the columns of a text file. SAS exports have tabs or upright bars."""

AGAIN = f"{NOTHING} Take the file as it was delivered, or ask for it again."
_LONGEST = 1 << 20

_ABOUT = re.compile(r"\ufeff?\"?title:?\"?,", re.IGNORECASE)
"""How a file begins that first says what it is, as open data of HESA does."""
_MOST_ABOUT = 100

_MANY, _NEARLY_ALL = 1_000, 0.9
"""So many rows, and so large a share of them, say by themselves that a file is not what its first line says."""


@dataclass(frozen=True)
class Delivered:
    """One file, or one member of a ZIP. A text file has `text`, a delimiter and an encoding; a Parquet file has not.

    `above` is how many lines about the file stand above the names of its columns.
    """

    path: Path
    where: str
    names: tuple[str, ...]
    text: PackedFile | None = None
    delimiter: str = ","
    encoding: str = "utf-8-sig"
    above: int = 0


def delivered(named: Iterable[str | Path], known: Callable[[Sequence[str]], int]) -> list[Delivered]:
    """The files that a person means. `known` counts the names that the declarations know, which tells delimiters."""
    return [one for path in _paths(named) for one in _of(path, known)]


def _paths(named: Iterable[str | Path]) -> list[Path]:
    from pathlib import Path

    found: list[Path] = []
    for path in map(Path, named):
        inside = sorted(path.rglob("*.parquet")) if path.is_dir() else []
        found += inside or gather([path])
    return list({p.resolve(): p for p in found}.values())


def _of(path: Path, known: Callable[[Sequence[str]], int]) -> list[Delivered]:
    if _is_parquet(path):
        return [_parquet(path)]
    return [_text(path, source, known) for source in packed_files(path)]


def _is_parquet(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PAR1"
    except OSError:
        return False  # what opens text files says why


def _parquet(path: Path) -> Delivered:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        names = pq.read_schema(path).names
    except (pa.ArrowInvalid, OSError):
        raise UnreadableFile("this Parquet file is damaged or not complete", where=path.name, next=AGAIN) from None
    return _checked(Delivered(path, path.name, tuple(names)))


def _text(path: Path, source: PackedFile, known: Callable[[Sequence[str]], int]) -> Delivered:
    with source.bytes() as stream:
        line = stream.readline(_LONGEST)
    if not line.strip():
        raise UnreadableFile(
            "the first line of this file is empty, and it should name the columns",
            where=f"{source.where}, line 1",
            next=AGAIN,
        )
    if line.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(
            "this file is written in UTF-16, as spreadsheets save Unicode text",
            where=source.where,
            next=f"{NOTHING} Save it as CSV UTF-8, or take the file as it was delivered.",
        )
    if b"\x00" in line:
        raise UnreadableFile("this file is not text", where=source.where, next=AGAIN)
    encoding = "utf-8-sig"
    try:
        text = line.decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"
        text = line.decode(encoding, errors="replace")
    if _ABOUT.match(text):
        names, above = _below(source, encoding)
        if names:
            return _checked(Delivered(path, source.where, names, source, ",", encoding, above))
    if len(line) == _LONGEST:
        raise UnreadableFile(
            "the first line of this file has more than a million bytes, and it should name the columns",
            where=f"{source.where}, line 1",
            next=AGAIN,
        )
    divided = {d: _split(text, d) for d in DELIMITERS}
    _check_width(max(map(len, divided.values())), source.where)
    delimiter = max(divided, key=lambda d: (known(divided[d]), len(divided[d]), d == ","))
    file = _checked(Delivered(path, source.where, tuple(divided[delimiter]), source, delimiter, encoding))
    _check_first_rows(file, source)
    return file


def _check_first_rows(file: Delivered, source: PackedFile) -> None:
    """Refuse at once what begins with rows of another kind: each would be looked at by itself, however many follow."""
    with source.bytes() as stream:
        text = stream.read(_LONGEST).decode(file.encoding, errors="replace")
    widths = Counter(map(len, _records(text, file.delimiter)))
    rows = widths.total()
    if rows > _MANY and rows - widths[len(file.names)] > _NEARLY_ALL * rows:
        raise of_another_width(f"nearly all of the first {rows:,} rows", len(file.names), file.where)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows below the first, and without the last, which may be cut off; as far as they can be told apart."""
    reader = csv.reader(text.splitlines()[1:-1], delimiter=delimiter)
    with suppress(csv.Error):
        yield from filter(None, reader)


def of_another_width(rows: str, width: int, where: str) -> UnreadableFile:
    return UnreadableFile(f"{rows} have not the {width} columns of the first line", where=where, next=AGAIN)


def _below(source: PackedFile, encoding: str) -> tuple[tuple[str, ...], int]:
    """The names of columns below lines about the file, and how many lines stand above them.

    They are the first line of three or more names that is followed by a row of as many.
    """
    with source.bytes() as stream:
        text = stream.read(_LONGEST).decode(encoding, errors="replace")
    before: list[str] = []
    reader = csv.reader(text.splitlines())
    for line in islice(reader, _MOST_ABOUT):
        if len(before) > 2 and all(before) and len(line) == len(before):
            return tuple(before), reader.line_num - 2
        before = [n.strip() for n in line]
    return (), 0


def _split(text: str, delimiter: str) -> list[str]:
    try:
        names = next(csv.reader([text.replace("\r", "\n").split("\n")[0]], delimiter=delimiter), [])
    except csv.Error:
        return [text]
    return [n.strip() for n in names]


def _check_width(columns: int, where: str) -> None:
    if columns > most_columns():
        raise UnreadableFile(
            f"this file has {columns:,} columns, and at most {most_columns():,} are read",
            where=f"{where}, line 1",
            next=f"{NOTHING} If it is a real extract, allow as many as it has:  {COLUMNS_SETTING}={columns}",
        )


def _checked(file: Delivered) -> Delivered:
    _check_width(len(file.names), file.where)
    times = Counter(n.casefold() for n in file.names)
    twice = next((n for n in file.names if times[n.casefold()] > 1), None)
    if twice is not None:
        raise UnreadableFile(
            f"the column {twice} stands twice in this file" if twice else "two columns of this file have no name",
            where=f"{file.where}, line 1",
            next=AGAIN,
        )
    return file
