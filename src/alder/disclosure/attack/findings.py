"""What an attack finds: a hidden cell, how it is found out, and between which values it must then lie."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """By which means, from the plainest to the dearest."""

    SHOWN = "since it is shown"
    ELSEWHERE = "since one table hides it and another shows it"
    SUBTRACTION = "by subtraction"
    ALGEBRA = "by adding and subtracting several sums"
    INSIDER = "by somebody who is alone in another hidden cell"
    TOGETHER = "from all that stands beside it"
    BOUNDS = "by what single sums leave to their parts"
    CLASS = "since nearly everybody of a group is seen to have one value"
    RANGE = "by the lowest and highest value that it can have"


@dataclass(frozen=True)
class Found:
    """One secret that is none. It tells values, so it is for the owner of the data alone."""

    cell: int
    """Its position among the cells of the rebuilt table."""
    how: How
    steps: str
    """What the attacker does, in words."""
    low: float
    high: float
    proof: tuple[tuple[int, int], ...] = ()
    """Of an attack on several statistics the figures that it rests on: which statistic, and which cell."""
