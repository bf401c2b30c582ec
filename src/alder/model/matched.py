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
    """The match rates of a result over linked records. `says` tells in words whom it calls found.

    `rates` are of those whom the question counts, for the eyes of whoever holds the data. `whole` is of everybody of
    the measure's year, whatever the question leaves out or splits by, and of each year where there are several: it is
    the same in every table, so it may go with all of them.
    """

    says: str
    rates: tuple[MatchRate, ...]
    whole: tuple[MatchRate, ...] = ()
