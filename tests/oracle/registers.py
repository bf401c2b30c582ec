"""What is looked up: levels and subjects of aims, standards and pathways, regions of postcodes, providers' successors.

These are other people's lists. Whoever asks the oracle hands them in, row by row as they were published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Row = tuple[date | None, date | None, Any]
"""What a list says from one day to another."""


@dataclass(frozen=True)
class Registers:
    """Lists by what they are looked up with."""

    level_of_aim: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    subject_of_aim: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    level_of_standard: Mapping[int, Sequence[Row]] = field(default_factory=dict)
    subject_of_standard: Mapping[int, Sequence[Row]] = field(default_factory=dict)
    subject_of_pathway: Mapping[tuple[int, int, int], Sequence[Row]] = field(default_factory=dict)
    """By framework, programme type and pathway."""
    region_of_postcode: Mapping[str, str] = field(default_factory=dict)
    successors: Mapping[int, tuple[int, date]] = field(default_factory=dict)
    """The provider that each became part of, and the day."""
    years_complete: frozenset[int] = frozenset()
    """Years of which every provider's return is at hand, so that whoever made none had stopped."""


NO_REGISTERS = Registers()


def in_force(rows: Sequence[Row], day: date) -> Any:
    """What the row says that was in force on a day, or nothing."""
    for since, until, said in rows:
        if (since is None or since <= day) and (until is None or day <= until):
            return said
    return None


def providers_after(registers: Registers, year: int) -> dict[int, int]:
    """The provider with which each that had merged by the end of a year is counted, at the end of its line."""
    end = date(year + 1, 7, 31)
    after = {old: new for old, (new, day) in registers.successors.items() if day <= end}
    found = {}
    for provider in after:
        line = [provider]
        while line[-1] in after and after[line[-1]] not in line:
            line.append(after[line[-1]])
        if line[-1] not in after:  # of a ring nobody is the successor
            found[provider] = line[-1]
    return found
