"""Groups of a table in which everybody has a telling value, such as a loan: that 42 of 42 have one is hidden.

It is the 0 of those without that says it. Empty cells are published as zeros and no part of what is protected, so such
a 0 is made a part of it: a row of nobody of which readers do not know that it is empty. It is hidden as small counts
are, with others beside it. As in a table that Alder counted: see docs/explanation/protection.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from alder.disclosure.tables.cube import rolled_up
from alder.disclosure.telling_values import SAME_FACT, nearly_all, ordinary
from alder.errors import NotProtected, UsageError
from alder.look.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from alder.disclosure.policy import Policy
    from alder.disclosure.tables.cube import Cube
    from alder.disclosure.tables.table import Dimension, Table

    Bools = NDArray[np.bool_]
    Numbers = NDArray[np.int64]

USUAL = "Yes"
"""What tells something in a column that is named without a value."""


def asked_for(said: Iterable[str]) -> frozenset[str]:
    """Telling values as options name them, `COLUMN` or `COLUMN=VALUE`."""
    found = set()
    for one in said:
        name, equals, value = (part.strip() for part in one.partition("="))
        if not name or (equals and not value):
            raise UsageError(f"{one} names no telling value", next="Write --telling COLUMN, or --telling COLUMN=VALUE.")
        found.add(f"{name}={value or USUAL}")
    return frozenset(found)


def check_named(asked: Iterable[str], columns: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    """Raises `UsageError` where an option names a column or a value that a table does not have. Of each column the name
    and its values."""
    known = dict(columns)
    for one in sorted(asked):
        name, _, value = one.partition("=")
        if name not in known:
            raise UsageError(
                f"--telling names {name}, and the table is not by it", where=f"It is by {listed([*known])}."
            )
        if value not in known[name]:
            few = known[name][:12]
            raise UsageError(
                f"{name} has no value {value} that could tell anything",
                where=f"It has {listed(few)}{' and others' if len(few) < len(known[name]) else ''}.",
                next=f"Write --telling {name}=VALUE.",
            )


@dataclass(frozen=True)
class Split:
    """One category and its parts, by their places in a dimension, and which of them tell something."""

    dimension: int
    whole: int
    telling: tuple[int, ...]
    ordinary: int
    """The part whose 0 would say that everybody has a telling value."""

    @classmethod
    def all_in(cls, table: Table, telling: frozenset[str]) -> list[Self]:
        """All of a table. Of a dimension beside which another tells of the same thing there are none: it names it."""
        names = {of.name for of in table.dimensions}
        found = []
        for k, of in enumerate(table.dimensions):
            own = frozenset(code for code in of.codes if f"{of.name}={code}" in telling)
            if not own or any(of.name in same and len(same & names) > 1 for same in SAME_FACT):
                continue
            for whole, parts in enumerate(of.parts):
                codes = [of.codes[p] for p in parts]
                place = dict(zip(codes, parts.tolist(), strict=True))
                other = ordinary(codes, own)
                if own & place.keys() and other is not None:
                    found.append(cls(k, whole, tuple(place[c] for c in codes if c in own), place[other]))
        return found

    def groups(self, every: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many are in each group, and in each how many have the telling value that most have. Shape: the table's
        other dimensions.
        """
        counts = np.moveaxis(every, self.dimension, -1)
        return counts[..., self.whole], counts[..., list(self.telling)].max(axis=-1)


def with_open_rows(table: Table, telling: frozenset[str]) -> Table:
    """The table with a row of nobody, in each finest group in which everybody has a telling value, for the others."""
    splits = Split.all_in(table, telling)
    if not splits:
        return table
    every = _every(table)
    rows = [_open(table, split, every) for split in splits]
    more = np.unique(np.concatenate([np.zeros((0, len(table.dimensions)), dtype=np.int64), *rows]), axis=0)
    if not len(more):
        return table
    nobody = np.zeros(len(more), dtype=np.int64)
    return replace(
        table,
        leaves=np.concatenate([table.leaves, more.astype(table.leaves.dtype)]),
        freq=np.concatenate([table.freq, nobody]),
        value=np.concatenate([table.value, nobody.astype(np.float64)]),
        open=np.r_[np.zeros(len(table.freq), dtype=bool), np.ones(len(more), dtype=bool)],
    )


def may_be_nobody(cube: Cube, telling: frozenset[str]) -> Bools:
    """Cells of which a hidden one may be 0, though zeros are shown: those of the others, beside a telling value."""
    found = np.zeros(cube.size, dtype=bool)
    for split in Split.all_in(cube.table, telling):
        of = cube.table.dimensions[split.dimension]
        found |= np.isin(cube.codes[:, split.dimension], _within(of, split.ordinary))
    return found


def refuse(table: Table, telling: frozenset[str], threshold: int, why: str, policy: Policy | None = None) -> None:
    """Raises `NotProtected` where a group has as many as the threshold, and all have a telling value; where counts are
    altered by a policy also where all but a few have it, since nothing hides those either.
    """
    every = _every(table)
    for split in Split.all_in(table, telling):
        whole, most = split.groups(every)
        found = (whole >= threshold) & (whole == most)
        if policy is not None:
            found |= (whole >= threshold) & np.vectorize(lambda part, of: nearly_all(part, of, policy))(most, whole)
        if found.any():
            few = ", or all but a few," if policy is not None else ""
            raise NotProtected(
                f"everybody of a group{few} has a telling value of {table.dimensions[split.dimension].name}",
                where=why,
                next="Use fewer breakdowns, or merge groups.",
            )


def _every(table: Table) -> NDArray[np.int64]:
    """How many units stand behind every cell, empty ones too. Shape: the table's."""
    row = np.ravel_multi_index(tuple(table.leaves.T), table.shape)
    return rolled_up(table, row, table.freq).reshape(table.shape)


def _open(table: Table, split: Split, every: NDArray[np.int64]) -> Numbers:
    """The finest cells of the others in groups in which everybody has a telling value. Shape: cells, dimensions."""
    whole, most = split.groups(every)
    full = (whole > 0) & (whole == most)
    others = [of for k, of in enumerate(table.dimensions) if k != split.dimension]
    for axis, of in enumerate(others):
        full = np.moveaxis(np.moveaxis(full, axis, -1) & of.is_leaf, -1, axis)
    found = np.argwhere(full)
    leaf = next(p for p in _within(table.dimensions[split.dimension], split.ordinary) if _is_leaf(table, split, p))
    return np.insert(found, split.dimension, leaf, axis=1).astype(np.int64)


def _is_leaf(table: Table, split: Split, place: int) -> bool:
    return bool(table.dimensions[split.dimension].is_leaf[place])


def _within(of: Dimension, place: int) -> list[int]:
    """A code and all below it."""
    found = [place]
    for code in found:
        found += of.parts[code].tolist()
    return found
