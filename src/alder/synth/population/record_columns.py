"""Records of one table: columns of equal length, and to whom each row belongs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.synth.population.draws import choose

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.synth.population.draws import Array

ABSENT = -1
"""A whole number that is not given."""


@dataclass(frozen=True)
class SynthRecords:
    """Rows of one table. `owner` is the place of a learner, or the row of the parent record for a child of one.

    A column holds whole numbers (`ABSENT` where not given), days (`NEVER` where not given) or texts ("" where not
    given). Fields that the year does not collect may be there; they are not written.
    """

    owner: Array
    fields: Mapping[str, Array]

    def __len__(self) -> int:
        return len(self.owner)

    def where(self, keep: Array) -> SynthRecords:
        return SynthRecords(self.owner[keep], {name: column[keep] for name, column in self.fields.items()})

    def sorted(self, *by: Array) -> SynthRecords:
        """In the order of the owner, then of `by`."""
        order = np.lexsort((*reversed(by), self.owner))
        return self.where(order)


def words(codes: Array, texts: Sequence[str]) -> Array:
    """The text for each code."""
    table = np.array(texts, dtype=object)
    found: Array = table[codes]
    return found


def codes(draw: Array, table: Sequence[tuple[int, float]]) -> Array:
    """A code for each draw, from pairs of code and share."""
    found: Array = np.array([code for code, _ in table])[choose(draw, [share for _, share in table])]
    return found


def stack(parts: Sequence[Mapping[str, Array | int | str]], sizes: Sequence[int]) -> dict[str, Array]:
    """Columns of several groups of rows, one below the other; a single value stands for a whole column."""
    names = list(dict.fromkeys(name for part in parts for name in part))
    return {name: np.concatenate([_column(p[name], n) for p, n in zip(parts, sizes, strict=True)]) for name in names}


def _column(value: Array | int | str, size: int) -> Array:
    if isinstance(value, np.ndarray):
        return value
    return np.full(size, value, dtype=object if isinstance(value, str) else np.int64)


def gather(rows: Sequence[Mapping[str, Array | int | str]]) -> SynthRecords:
    """Records from groups of rows, each of which says its `owner`; sorted by owner, groups in the order given."""
    sizes = [len(part["owner"]) if isinstance(part["owner"], np.ndarray) else 1 for part in rows]
    columns = stack(rows, sizes)
    owner = columns.pop("owner")
    return SynthRecords(owner, columns).sorted()
