"""Records of one table: columns of equal length, and to whom each row belongs.

Texts are kept as codes with a vocabulary. Rows are chosen, sorted and laid together as numbers, and each different text
is made once, however often it is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.synth.population.draws import choose

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from alder.synth.population.draws import Array

ABSENT = -1
"""A whole number that is not given, and the code of a text that is not given."""


@dataclass(frozen=True)
class Texts:
    """A column of texts: which word of the vocabulary each row holds, `ABSENT` where none is given.

    A word may stand in the vocabulary more than once.
    """

    codes: Array
    vocabulary: pa.StringArray

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, rows: Array) -> Texts:
        return Texts(self.codes[rows], self.vocabulary)

    def one_of(self, some: Iterable[str]) -> Array:
        """Rows that hold one of these texts."""
        known = pc.is_in(self.vocabulary, pa.array(sorted(some), pa.string())).to_numpy(zero_copy_only=False)
        found: Array = np.r_[known, False][self.codes]
        return found

    def where(self, given: Array) -> Texts:
        """The same texts where they are given, and none elsewhere."""
        return Texts(np.where(given, self.codes, ABSENT), self.vocabulary)

    def arrow(self) -> pa.StringArray:
        """As Arrow has it, null where no text is given."""
        return self.vocabulary.take(pa.array(self.codes, mask=self.codes == ABSENT))

    def objects(self) -> Array:
        """As Python has it, "" where no text is given."""
        known: Array = np.array([*self.vocabulary.to_pylist(), ""], dtype=object)
        found: Array = known[self.codes]
        return found


Column: TypeAlias = "Array | Texts | int | str"
"""A column on its way into records: a single value stands for all rows."""


@dataclass(frozen=True)
class SynthRecords:
    """Rows of one table. `owner` is the place of a learner, or the row of the parent record for a child of one.

    `fields` are whole numbers (`ABSENT` where not given) and days (`NEVER` where not given). Fields that the year does
    not collect may be there; they are not written.
    """

    owner: Array
    fields: Mapping[str, Array]
    texts: Mapping[str, Texts] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.owner)

    def where(self, keep: Array) -> SynthRecords:
        """Some of the rows: a truth for each, or their numbers in the order in which they are wanted."""
        rows = np.flatnonzero(keep) if keep.dtype == bool else keep
        return SynthRecords(
            self.owner.take(rows),
            {name: column.take(rows) for name, column in self.fields.items()},
            {name: column[rows] for name, column in self.texts.items()},
        )

    def sorted(self, *by: Array) -> SynthRecords:
        """In the order of the owner, then of `by`."""
        order = np.lexsort((*reversed(by), self.owner)) if by else np.argsort(self.owner, kind="stable")
        return self.where(order)


def words(codes: Array, texts: Sequence[str]) -> Array:
    """The text for each code, as an object."""
    table = np.array(texts, dtype=object)
    found: Array = table[codes]
    return found


@cache
def _vocabulary(texts: tuple[str, ...]) -> pa.StringArray:
    return pa.array(texts, pa.string())


def texts(codes: Array, vocabulary: Sequence[str]) -> Texts:
    """The text for each code."""
    return Texts(codes, _vocabulary(tuple(vocabulary)))


def constant(text: str, rows: int) -> Texts:
    """The same text in every row; none where it is empty."""
    return Texts(np.full(rows, 0 if text else ABSENT), _vocabulary((text,)))


def encoded(objects: Array) -> Texts:
    """Texts that Python holds as objects; "" is none."""
    known = pa.array(objects, pa.string()).dictionary_encode()
    found = Texts(known.indices.to_numpy(zero_copy_only=False).astype(np.int64), known.dictionary)
    empty = pc.index(known.dictionary, "").as_py()
    return found.where(found.codes != empty) if empty >= 0 else found


def joined(*pieces: Texts | str) -> Texts:
    """Texts run together, row by row; none where one of them is none."""
    rows = next(piece.codes for piece in pieces if isinstance(piece, Texts))
    given = np.ones(len(rows), dtype=bool)
    columns: list[pa.Array | pa.Scalar] = []
    for piece in pieces:
        if isinstance(piece, str):
            columns.append(pa.scalar(piece))
        else:
            given &= piece.codes != ABSENT
            columns.append(piece.vocabulary.take(pa.array(np.maximum(piece.codes, 0))))
    found = pc.binary_join_element_wise(*columns, "")
    return Texts(np.arange(len(rows)), found).where(given)


@cache
def _numerals(width: int) -> pa.StringArray:
    return pa.array([f"{n:0{width}d}" for n in range(10**width)])


_MOST_DIGITS = 4
"""Numbers of so many digits are looked up; longer ones are put together from two such."""


def digits(numbers: Array, width: int) -> Texts:
    """Whole numbers written with `width` digits."""
    if width <= _MOST_DIGITS:
        return Texts(numbers, _numerals(width))
    high, low = np.divmod(numbers, 10**_MOST_DIGITS)
    return joined(digits(high, width - _MOST_DIGITS), digits(low, _MOST_DIGITS))


def either(where: Array, one: Texts, other: Texts) -> Texts:
    """One of two columns in each row."""
    moved = np.where(other.codes == ABSENT, ABSENT, other.codes + len(one.vocabulary))
    return Texts(np.where(where, one.codes, moved), pa.concat_arrays([one.vocabulary, other.vocabulary]))


def codes(draw: Array, table: Sequence[tuple[int, float]]) -> Array:
    """A code for each draw, from pairs of code and share."""
    found: Array = np.array([code for code, _ in table])[choose(draw, [share for _, share in table])]
    return found


def ordinals(owner: Array) -> Array:
    """0, 1, 2 … within each run of one owner."""
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]]) if len(owner) else np.zeros(0, dtype=np.int64)
    return np.arange(len(owner)) - np.repeat(starts, np.diff(np.r_[starts, len(owner)]))


def gather(rows: Sequence[Mapping[str, Column]]) -> SynthRecords:
    """Records from groups of rows, each of which says its `owner`; sorted by owner, groups in the order given."""
    sizes = [len(part["owner"]) if isinstance(part["owner"], np.ndarray) else 1 for part in rows]
    fields, written = {}, {}
    for name in dict.fromkeys(name for part in rows for name in part):
        parts = [part[name] for part in rows]
        if any(_is_text(part) for part in parts):
            written[name] = _laid_together([_text_column(p, n) for p, n in zip(parts, sizes, strict=True)])
        else:
            fields[name] = np.concatenate([_number_column(p, n) for p, n in zip(parts, sizes, strict=True)])
    owner = fields.pop("owner")
    return SynthRecords(owner, fields, written).sorted()


def _is_text(column: Column) -> bool:
    return isinstance(column, (Texts, str)) or (isinstance(column, np.ndarray) and column.dtype == object)


def _text_column(column: Column, rows: int) -> Texts:
    if isinstance(column, Texts):
        return column
    if isinstance(column, str):
        return constant(column, rows)
    return encoded(np.asarray(column))


def _number_column(column: Column, rows: int) -> Array:
    return column if isinstance(column, np.ndarray) else np.full(rows, column, dtype=np.int64)


def _laid_together(parts: Sequence[Texts]) -> Texts:
    first = parts[0].vocabulary
    if all(part.vocabulary is first for part in parts):
        return Texts(np.concatenate([part.codes for part in parts]), first)
    below = np.cumsum([0, *(len(part.vocabulary) for part in parts)])
    moved = [np.where(p.codes == ABSENT, ABSENT, p.codes + start) for p, start in zip(parts, below, strict=False)]
    return Texts(np.concatenate(moved), pa.concat_arrays([part.vocabulary for part in parts]))
