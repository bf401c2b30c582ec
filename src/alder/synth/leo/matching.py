"""Who is not found where the records of LEO are matched: shares by group, from a table that was fixed beforehand.

`matching.csv` says of each step how many of a hundred are lost, and how many times as many in some groups. Whoever
links these files can be judged by it, so it never changes with what a linkage finds.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from alder.synth.population.draws import keyed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.synth.population.draws import Array

RECORD, TAX, SECOND_KEY, UNIVERSITY, NO_RETURN, NO_EMPLOYER = (
    "record",
    "tax",
    "second_key",
    "university",
    "no_return",
    "no_employer",
)
"""Steps at which somebody may be lost, or told in two ways."""
_MOST = 0.5


@dataclass(frozen=True)
class MatchingRow:
    """One line of the table: a share of all, or how many times as many a group has."""

    step: str
    characteristic: str
    group: str
    value: float


@dataclass(frozen=True)
class MatchingTable:
    """A committed table of how hard a source makes it to be found: `file` of a package."""

    package: str
    file: str

    def rows(self) -> tuple[MatchingRow, ...]:
        return _read(self.package, self.file)

    def share_of(self, step: str, **groups: Mapping[str, Array]) -> Array:
        """How likely each is lost at a step, by its groups: of a characteristic, a truth for each group.

        Groups that the table does not name have the share of all.
        """
        size = len(next(iter(next(iter(groups.values())).values())))
        found = np.zeros(size)
        for row in self.rows():
            if row.step != step:
                continue
            if row.characteristic == "all":
                found = np.full(size, row.value / 100)
            elif row.characteristic in groups:
                found = found * np.where(groups[row.characteristic][row.group], row.value, 1.0)
        return found.clip(0, _MOST)


@cache
def _read(package: str, file: str) -> tuple[MatchingRow, ...]:
    text = files(package).joinpath(file).read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(MatchingRow(r["step"], r["characteristic"], r["group"], float(r["value"])) for r in rows)


LEO_MATCHING = MatchingTable("alder.synth.leo", "matching.csv")


def share_of(step: str, **groups: Mapping[str, Array]) -> Array:
    """How likely each is lost at a step of LEO."""
    return LEO_MATCHING.share_of(step, **groups)


def lost(step: str, key: Array, share: Array) -> Array:
    """Who is lost at a step: by a number of each that depends on the key and the step alone."""
    found: Array = keyed(key, f"matching: {step}") < share
    return found
