"""Class disclosure: what a table says of everybody in a group, or of nearly everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from alder.errors import NotProtected

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Classes:
    """For each group whether one category holds all of it, whether a sensitive one holds nobody, and whether one
    holds so nearly all that those outside it know the rest. Shape: groups.
    """

    full: Bools
    empty: Bools
    near_full: Bools

    @property
    def any(self) -> Bools:
        found: Bools = self.full | self.empty | self.near_full
        return found


def classes(counts: Any, threshold: int, *, near: float = 0.9, possible: Any = True, sensitive: Any = False) -> Classes:
    """Judge groups by their counts in each category of a classification. Shape of `counts`: groups, categories.

    `possible` is False for structural zeros, which never count; `sensitive` is True for categories of which it says
    something that nobody in the group is in them. Both may be of a category, or of a group and a category. A group of
    nobody says nothing of anybody.
    """
    table = np.asarray(counts)
    if table.ndim != 2 or table.dtype.kind not in "iu" or (table < 0).any():
        raise NotProtected("classes are judged by whole counts of 0 and more, a row for each group")
    can = np.broadcast_to(np.asarray(possible, dtype=bool), table.shape)
    if (table[~can] > 0).any():
        raise NotProtected("a category that is said to be impossible holds somebody")
    tells = np.broadcast_to(np.asarray(sensitive, dtype=bool), table.shape)
    whole, most = table.sum(axis=1), table.max(axis=1, initial=0)
    some = whole > 0
    several = can.sum(axis=1) > 1  # with one possible category everybody is in it by definition
    full = some & several & (most == whole)
    others = whole - most
    near_full = some & ~full & several & (most >= near * whole - 1e-9) & (others < threshold)
    empty = some & ((table == 0) & can & tells).any(axis=1)
    return Classes(full, empty, near_full)
