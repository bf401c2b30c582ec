"""Columns of a CSV as numbers and names. Every complaint names the file, the line and the column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.disclosure.tables.text_csv import line
from alder.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from alder.disclosure.tables.table import Floats, Numbers

    Bools = NDArray[np.bool_]

LARGEST = 2**53 - 1
"""The largest sum that is exact as a floating point number."""
_MOST = 9
"""Decimals that are told apart at most."""


def number(column: pa.ChunkedArray, name: str, path: Path) -> Floats:
    """Numbers of 0 and more."""
    try:
        found = np.asarray(pc.cast(column, pa.float64()).to_numpy(), dtype=np.float64)
    except pa.ArrowInvalid:
        texts = column.to_pylist()
        bad = next(n for n, text in enumerate(texts) if not _is_number(text))
        raise UsageError(f"column {name} has to be a number", where=line(bad, path)) from None
    wrong = np.flatnonzero(~np.isfinite(found) | (found < 0))
    if len(wrong):
        said = "is negative" if found[wrong[0]] < 0 else "is no number"
        raise UsageError(
            f"column {name} {said}",
            where=line(int(wrong[0]), path),
            next="Counts and values are 0 or more. Protect negative contributions by their size, in a table apart.",
        )
    return found


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.strip() == text and "_" not in text


def whole(column: pa.ChunkedArray, name: str, path: Path) -> Numbers:
    """Whole numbers of 0 and more."""
    found = number(column, name, path)
    broken = np.flatnonzero(found != np.floor(found))
    if len(broken):
        raise UsageError(f"column {name} has to be a whole number", where=line(int(broken[0]), path))
    if found.max(initial=0) > LARGEST:
        at = int(np.argmax(found))
        raise UsageError(f"column {name} is above {LARGEST:,}, which cannot be added exactly", where=line(at, path))
    return found.astype(np.int64)


def is_blank(column: pa.ChunkedArray) -> Bools:
    """Which values are nothing but spaces. Shape: lines."""
    return np.asarray(pc.equal(pc.utf8_trim_whitespace(column), "").to_numpy(), dtype=np.bool_)


def refuse(odd: Bools, what: str, path: Path, *, next: str) -> None:
    """Refuse a file for the first of its odd lines, which is named; where none is odd, do nothing."""
    at = np.flatnonzero(odd)
    if len(at):
        raise UsageError(what, where=line(int(at[0]), path), next=next)


def weights(column: pa.ChunkedArray, name: str, path: Path) -> Floats:
    """Weights of a survey: who was asked stands for themselves at least, so they are 1 or more."""
    found = number(column, name, path)
    refuse(
        found < 1,
        f"column {name} is under 1",
        path,
        next="A weight says how many a line stands for: itself at least. Scale the weights up to the population.",
    )
    return found


def names(column: pa.ChunkedArray, name: str, path: Path) -> Numbers:
    """Who is behind each line, by number. Nobody may be missing."""
    refuse(
        is_blank(column),
        f"the {name} is blank",
        path,
        next="Say whose each value is. Without it a cell of one provider cannot be told from one of many.",
    )
    encoded = column.combine_chunks().dictionary_encode()
    return np.asarray(encoded.indices.to_numpy(), dtype=np.int64)


def decimals(column: pa.ChunkedArray) -> int:
    """The most decimals with which a number of the column is written."""
    if pc.any(pc.match_substring_regex(column, "[eE]")).as_py():
        return _MOST
    after = pc.replace_substring_regex(column, pattern=r"^[^.]*\.?", replacement="")
    return min(int(pc.max(pc.utf8_length(after)).as_py() or 0), _MOST)
