"""The files of a delivery, opened: of what kind each is, and the names of its columns."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from alder.errors import UnreadableFile
from alder.files.archive import NOTHING, gather, packed_files
from alder.files.delimited import (
    DELIMITERS,
    Advice,
    DelimitedFile,
    check_first_rows,
    check_names_stand_once,
    first_line,
    names_below,
    open_parquet,
    split_names,
)
from alder.limits import COLUMNS_SETTING, most_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from alder.files.archive import PackedFile

AGAIN = f"{NOTHING} Take the file as it was delivered, or ask for it again."

_ADVICE = Advice(
    first_line=AGAIN,
    utf_16=f"{NOTHING} Save it as CSV UTF-8, or take the file as it was delivered.",
    not_text=AGAIN,
    rows=AGAIN,
)

_ABOUT = re.compile(r"\ufeff?\"?title:?\"?,", re.IGNORECASE)
"""How a file begins that first says what it is, as open data of HESA does."""


def delivered_files(named: Iterable[str | Path], known: Callable[[Sequence[str]], int]) -> list[DelimitedFile]:
    """The files that a person means. `known` counts the names that the declarations know, which tells delimiters."""
    return [file for path in _paths(named) for file in _opened(path, known)]


def _paths(named: Iterable[str | Path]) -> list[Path]:
    paths: list[Path] = []
    for path in map(Path, named):
        inside = sorted(path.rglob("*.parquet")) if path.is_dir() else []
        paths += inside or gather([path])
    return list({p.resolve(): p for p in paths}.values())


def _opened(path: Path, known: Callable[[Sequence[str]], int]) -> list[DelimitedFile]:
    if (parquet := open_parquet(path, _ADVICE)) is not None:
        return [_checked(parquet)]
    return [_text(path, packed, known) for packed in packed_files(path)]


def _text(path: Path, packed: PackedFile, known: Callable[[Sequence[str]], int]) -> DelimitedFile:
    line = first_line(packed, _ADVICE)
    if _ABOUT.match(line.text):
        names, above = names_below(packed, line.encoding)
        if names:
            return _checked(DelimitedFile(path, packed.where, names, _ADVICE, packed, ",", line.encoding, above))
    if line.is_longer:
        raise UnreadableFile(
            "the first line of this file has more than a million bytes, and it should name the columns",
            where=f"{packed.where}, line 1",
            next=AGAIN,
        )
    divided = {d: split_names(line.text, d) for d in DELIMITERS}
    _check_width(max(map(len, divided.values())), packed.where)
    delimiter = max(divided, key=lambda d: (known(divided[d]), len(divided[d]), d == ","))
    names = tuple(divided[delimiter])
    file = _checked(DelimitedFile(path, packed.where, names, _ADVICE, packed, delimiter, line.encoding))
    check_first_rows(file)
    return file


def _check_width(columns: int, where: str) -> None:
    if columns > most_columns():
        raise UnreadableFile(
            f"this file has {columns:,} columns, and at most {most_columns():,} are read",
            where=f"{where}, line 1",
            next=f"{NOTHING} If it is a real extract, allow as many as it has:  {COLUMNS_SETTING}={columns}",
        )


def _checked(file: DelimitedFile) -> DelimitedFile:
    _check_width(file.width, file.where)
    check_names_stand_once(file)
    return file
