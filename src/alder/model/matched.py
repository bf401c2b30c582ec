"""How many of the people who were looked for in other records were found, of all and of each group."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MatchRate:
    """One group: those looked for and those found. These are counts of people: `alder.protect` turns them to words.

    `group` is the characteristic, empty for everybody; `label` is which of its categories.
    """

    group: str
    label: str
    looked_for: int
    found: int


@dataclass(frozen=True)
class Matched:
    """The match rates of a result over linked records. `says` tells in words whom it calls found."""

    says: str
    rates: tuple[MatchRate, ...]
