"""Columns of LEO's tables as Arrow has them, made of numbers, codes and days."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa

from alder.synth.population.draws import NEVER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.synth.population.draws import Array

Columns: TypeAlias = "Mapping[str, pa.Array | Array]"
"""A table by the names of its fields."""


def same(text: str, size: int) -> pa.Array:
    """The same text in every row."""
    return pa.array([text]).take(pa.array(np.zeros(size, dtype=np.int64)))


def worded(codes: Array, texts: Sequence[str | None]) -> pa.Array:
    """The text for each code."""
    return pa.array(texts, pa.string()).take(pa.array(codes))


def only(given: Array, values: pa.Array) -> pa.Array:
    """The values where they are given, and null elsewhere."""
    return values.take(pa.array(np.arange(len(values)), mask=~given))


def unless(none: int, values: Array) -> pa.Array:
    """Numbers, and null where one is a number that stands for none."""
    return pa.array(values, mask=values == none)


def days(values: Array) -> pa.Array:
    """Days counted from 1970, and null for one that never comes."""
    return unless(NEVER, values)


def tax_years(year: Array) -> Array:
    """201819 for the tax year that starts in 2018."""
    found: Array = year * 100 + (year + 1) % 100
    return found


def calendar_years(day: Array) -> Array:
    """The calendar year of each day."""
    found: Array = day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return found
