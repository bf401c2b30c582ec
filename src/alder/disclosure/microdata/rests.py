"""What a shown total has beside its shown parts: a subtraction away from readers, and a total of few people as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from alder.disclosure.microdata.lines import Lines
    from alder.disclosure.tables.table import Numbers

    Bools = NDArray[np.bool_]


def guards(lines: Lines, hidden: Bools, threshold: int) -> Numbers:
    """The places of shown cells that have to be hidden too, or fewer people than the threshold are left of a total.

    For each such rest it is the smallest of the shown parts.
    """
    people = _people(lines)
    found: set[int] = set()
    for whole, parts in _families(lines):
        parts = parts[people[parts] > 0]
        gone = parts[hidden[parts]]
        seen = parts[~hidden[parts]]
        if hidden[whole] or len(gone) < 2 or not len(seen) or found & {*parts.tolist()}:
            continue
        if _different(lines, gone) < threshold:
            found.add(int(seen[np.argmin(people[seen])]))
    return np.array(sorted(found), dtype=np.int64)


def _families(lines: Lines) -> Iterator[tuple[int, Numbers]]:
    """Every cell with the cells that it is the sum of, along one column."""
    places = np.arange(int(np.prod(lines.shape))).reshape(lines.shape)
    for column in range(len(lines.shape)):
        for family in np.moveaxis(places, column, -1).reshape(-1, lines.shape[column]):
            yield int(family[0]), family[1:].astype(np.int64)


def _people(lines: Lines) -> Numbers:
    """How many contributors each cell has. Shape: cells."""
    size, who = int(np.prod(lines.shape)), int(lines.holding.max(initial=-1)) + 1
    found = np.zeros(size, dtype=np.int64)
    for cell in lines.cells():
        pairs = np.unique(cell * max(who, 1) + lines.holding)
        found += np.bincount(pairs // max(who, 1), minlength=size)
    return found


def _different(lines: Lines, cells: Numbers) -> int:
    """How many contributors some cells have together."""
    inside = np.zeros(len(lines.value), dtype=bool)
    for cell in lines.cells():
        inside |= np.isin(cell, cells)
    return len(np.unique(lines.holding[inside]))
