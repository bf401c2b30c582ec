"""Keys without a meaning, as LEO has them in place of people, providers and places.

Numbers of so many bits are turned into others of as many, each into one of its own, by steps that can each be undone.
Every kind of key has its own turning, so that nothing follows from one about another. Texts begin with MU, for made up.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from alder.synth.population.draws import Array, name_number

MADE_UP = "MU"
_FACTORS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0x9E3779B97F4A7C15)
_LETTERS = np.frombuffer(b"0123456789ABCDEF", dtype=np.uint8)


def number_keys(numbers: Array, seed: int, name: str, bits: int) -> Array:
    """A key for each number below 2 to the power of `bits`: another number below it, always the same."""
    mask = np.uint64(2**bits - 1)
    found = (numbers.astype(np.uint64) + np.uint64(name_number(f"{name} of seed {seed}"))) & mask
    for factor in _FACTORS:
        found = (found * np.uint64(factor)) & mask
        found ^= found >> np.uint64(bits // 2)
    return found.astype(np.int64)


def text_keys(numbers: Array, seed: int, name: str, digits: int) -> pa.StringArray:
    """The same as texts: MU and so many hexadecimal digits."""
    keys = number_keys(numbers, seed, name, 4 * digits)
    places = np.arange(4 * (digits - 1), -1, -4)
    written = np.empty((len(keys), len(MADE_UP) + digits), dtype=np.uint8)
    written[:, : len(MADE_UP)] = np.frombuffer(MADE_UP.encode(), dtype=np.uint8)
    written[:, len(MADE_UP) :] = _LETTERS[(keys[:, None] >> places) & 15]
    ends = np.arange(len(keys) + 1, dtype=np.int32) * written.shape[1]
    return pa.StringArray.from_buffers(len(keys), pa.py_buffer(ends), pa.py_buffer(written))


def provider_keys(provider: Array, seed: int, name: str = "ukprn_anon") -> Array:
    """What stands for the numbers of colleges and training providers."""
    return number_keys(provider, seed, name, 30)


def institution_keys(institution: Array, seed: int) -> pa.StringArray:
    """What stands for the numbers of universities."""
    return text_keys(institution, seed, "XINSTID01_ANON", 4)
