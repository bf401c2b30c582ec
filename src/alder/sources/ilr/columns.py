"""Whole columns of texts as typed columns.

Most columns fit, so the common case proves at once that every value does: each byte is one that the field allows, each
length is within its limits, and Arrow's own conversion and least and greatest value say the rest. Only in a column
that this does not prove are the different values read one by one, by `facets.read_value`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as member
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.model.field import Field, Kind
from alder.sources.ilr.facets import Unfit, lengths, most_digits, read_value

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Column:
    """The values of one field in its type, and which of them do not fit; those are null, like values left empty."""

    values: pa.Array
    unfit: dict[int, Unfit] = member(default_factory=dict)


def read_column(field: Field, texts: pa.StringArray) -> Column:
    """Texts as they stand in the file (null for an empty element), in the field's type."""
    proven = _prove(field, texts)
    return Column(proven) if proven is not None else _one_by_one(field, texts)


def _prove(field: Field, texts: pa.StringArray) -> pa.Array | None:
    """The typed column if every value plainly fits, else None."""
    if len(texts) == 0:
        return pa.array([], field.kind.arrow)
    if texts.null_count or field.kind in (Kind.DECIMAL, Kind.MOMENT) or field.values:
        return None
    if field.kind is Kind.TEXT:
        return _prove_text(field, texts)
    data, _ = _bytes(texts)
    if not _DIGITS_AND_MINUS[data].all():
        return None
    try:
        values = texts.cast(field.kind.arrow)
    except pa.ArrowInvalid:
        return None
    return values if field.kind is Kind.DATE or _prove_range(field, values) else None


def _prove_range(field: Field, values: pa.Array) -> bool:
    found = pc.min_max(values)
    low, high = found["min"].as_py(), found["max"].as_py()
    limit: int = 10 ** most_digits(field) - 1
    at_least = -limit if field.low is None else field.low
    at_most = limit if field.high is None else field.high
    return bool(at_least <= low and high <= at_most)


def _prove_text(field: Field, texts: pa.StringArray) -> pa.Array | None:
    allowed = _allowed_bytes(field)
    if allowed is None:
        return None
    data, offsets = _bytes(texts)
    shortest, longest = lengths(field)
    sizes = np.diff(offsets)
    if sizes.min() < max(shortest, 1) or sizes.max() > longest or not allowed[data].all():
        return None
    starts = data[offsets[:-1] - offsets[0]]
    # A value that begins with a blank may be blank throughout, which is no value.
    return None if (starts <= ord(" ")).any() else texts


def _one_by_one(field: Field, texts: pa.StringArray) -> Column:
    coded = texts.dictionary_encode()
    outcome = [read_value(field, text) for text in coded.dictionary.to_pylist()]
    empty = read_value(field, None)
    typed = pa.array([None if isinstance(v, Unfit) else v for v in outcome], field.kind.arrow)
    values = typed.take(coded.indices)
    unfit: dict[int, Unfit] = {}
    if isinstance(empty, Unfit) and texts.null_count:
        unfit.update(dict.fromkeys(np.flatnonzero(texts.is_null().to_numpy(zero_copy_only=False)).tolist(), empty))
    wrong = np.array([isinstance(v, Unfit) for v in outcome], bool)
    if wrong.any():
        indices = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        for at in np.flatnonzero((indices >= 0) & wrong[indices]).tolist():
            why = outcome[indices[at]]
            if isinstance(why, Unfit):
                unfit[at] = why
    return Column(values, dict(sorted(unfit.items())))


def _bytes(texts: pa.StringArray) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """The bytes of all values run together, and where each begins and the last ends."""
    _, offsets_buffer, data_buffer = texts.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(data_buffer, np.uint8) if data_buffer else np.zeros(0, np.uint8)
    return data[offsets[0] : offsets[-1]], offsets


@cache
def _allowed_bytes(field: Field) -> NDArray[np.bool_] | None:
    """Bytes such that a text of them alone, of the right length, matches the field's pattern; None if it says more."""
    found = re.fullmatch(r"(\[(?:[^\]\\]|\\.)*\])(\*|\{\d+(?:,\d+)?\})", field.pattern or r"[^\x00]*")
    if found is None:
        return None
    one = re.compile(found[1])
    allowed = np.zeros(256, bool)
    allowed[:128] = [one.fullmatch(chr(byte)) is not None for byte in range(128)]
    # A class that says what may not be in it says so of letters below 128 only: every other letter may.
    allowed[128:] = found[1].startswith("[^") and all(ord(c) < 128 for c in found[1])
    return allowed


_DIGITS_AND_MINUS = np.zeros(256, bool)
_DIGITS_AND_MINUS[[*b"0123456789-"]] = True
