"""Identifiers in Arrow columns, for readers that judge a block of rows before any engine sees it.

It says the same as `expressions`, and takes the same columns: text, or whole numbers. Missing stays missing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from alder.model.ids.check_character import CheckCharacter
    from alder.model.ids.identifier import Identifier

Column: TypeAlias = Any
"""A `pyarrow.Array` or `pyarrow.ChunkedArray`."""


def normalised(identifier: type[Identifier], column: Column) -> pa.Array:
    """The texts in their normal form, sound or not."""
    text = _one_piece(column).cast(pa.string())
    if identifier.is_upper:
        text = pc.ascii_upper(text)
    text = pc.replace_substring_regex(text, f"[{re.escape(identifier.dropped)}]+", "")
    if identifier.gap:
        text = pc.replace_substring_regex(text, f"^(.+)(.{{{identifier.gap}}})$", r"\1 \2")
    return text


def is_sound(identifier: type[Identifier], column: Column) -> pa.BooleanArray:
    """Whether it could be one, or what stands in for one."""
    text = normalised(identifier, column)
    return pc.or_(_is_one(identifier, text), _stands_in(identifier, text))


def identifies(identifier: type[Identifier], column: Column) -> pa.BooleanArray:
    """Whether it is sound and stands for somebody, so that records may be linked by it."""
    text = normalised(identifier, column)
    return pc.and_not(_is_one(identifier, text), _stands_in(identifier, text))


def check_agrees(identifier: type[Identifier], column: Column) -> pa.BooleanArray:
    """Whether the check character follows from the others; missing where there is none, or the form is another."""
    text = normalised(identifier, column)
    if identifier.check is None:
        return pa.nulls(len(text), pa.bool_())
    carries = _matches(text, identifier.checked or identifier.form)
    agrees = np.zeros(len(text), dtype=bool)
    places = np.flatnonzero(carries)
    agrees[places] = fits(identifier.check, text.take(pa.array(places)))
    return pa.array(agrees, mask=~carries)


def fits(check: CheckCharacter, texts: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Whether the check characters of texts of the right form follow from the others. None may be missing."""
    value = np.full(256, -1, dtype=np.int64)
    for place, character in enumerate(check.alphabet):
        if character != "~":
            value[ord(character)] = place
    characters = np.frombuffer("".join(texts.to_pylist()).encode("ascii"), dtype=np.uint8)
    table = value[characters].reshape(-1, len(check.weights))
    agrees: npt.NDArray[np.bool_] = table @ np.array(check.weights) % check.modulus == check.remainder
    return agrees


def last_digits(check: CheckCharacter, first: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The last digit of numbers that begin with these digits; -1 where there is none."""
    *weights, last = check.weights
    total = np.zeros(len(first), dtype=np.int64)
    for place, weight in enumerate(reversed(weights)):
        total += first // 10**place % 10 * weight
    digit = (check.remainder - total) * last % check.modulus
    return np.where(digit < 10, digit, -1)


def _is_one(identifier: type[Identifier], text: pa.StringArray) -> pa.BooleanArray:
    if not identifier.check_binds or identifier.check is None:
        return pc.match_substring_regex(text, f"^(?:{identifier.form})$")
    sound = _matches(text, identifier.form)
    places = np.flatnonzero(sound & _matches(text, identifier.checked) if identifier.checked else sound)
    sound[places] = fits(identifier.check, text.take(pa.array(places)))
    return pa.array(sound, mask=_missing(text))


def _stands_in(identifier: type[Identifier], text: pa.StringArray) -> pa.BooleanArray:
    is_stand_in = pc.is_in(text, pa.array(list(identifier.stand_ins), pa.string()))
    return pc.if_else(pc.is_null(text), pa.scalar(None, pa.bool_()), is_stand_in)


def _matches(text: pa.StringArray, pattern: str) -> npt.NDArray[np.bool_]:
    matches: npt.NDArray[np.bool_] = (
        pc.match_substring_regex(text, f"^(?:{pattern})$").fill_null(False).to_numpy(zero_copy_only=False)
    )
    return matches


def _missing(text: pa.StringArray) -> npt.NDArray[np.bool_]:
    missing: npt.NDArray[np.bool_] = pc.is_null(text).to_numpy(zero_copy_only=False)
    return missing


def _one_piece(column: Column) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
