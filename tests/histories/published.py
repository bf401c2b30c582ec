"""What is out of a history: for each table its cells, as a reader sees them and as they truly are, and its promise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.histories.worlds import Mask


@dataclass(frozen=True)
class Promise:
    """What nobody may be able to do to a small count of a table."""

    values: int
    """So many whole values stay possible."""
    insider: int
    """So many for whoever is alone in another hidden cell: 0 where nothing is promised, 1 where it may be narrow as
    long as sums do not tell it."""
    least: int
    """What a reader who knows the rules takes a hidden cell to hold at least."""
    together: int = 0
    """So many values stay possible to whoever has all tables; 0 where that is no matter."""
    together_insider: bool = False
    """Whether whoever is alone in a cell of one table is thought of in all of them."""


@dataclass(frozen=True)
class Cell:
    """A cell of a published table."""

    name: str
    kinds: Mask
    low: int
    high: int
    """The same as `low` where the cell is shown, what a symbol or a rounded figure leaves open otherwise."""
    secret: bool
    """Whether it is hidden for its own sake."""
    hidden: bool


OPEN = 2**31
"""The upper end of what nothing bounds."""


@dataclass(frozen=True)
class Published:
    """One table."""

    title: str
    cells: tuple[Cell, ...]
    threshold: int
    promise: Promise
    groups: tuple[tuple[str, Mask], ...] = ()
    """Small groups that are no cell and must not be told either: differences of a numerator and its denominator."""


@dataclass(frozen=True)
class History:
    """Everything that was published about the same people."""

    way: str
    """How it was protected."""
    count: NDArray[np.int64]
    tables: tuple[Published, ...]
    refused: int
    """Tables that Alder would not publish."""
    knows_empty: bool
    """Whether the attacker is told which kinds of people there are none of."""
    gave_away: int = 0
    """So many of the first tables were said to give something of the later ones away; 0 where they were not."""
