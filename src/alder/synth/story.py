"""One block of one provider in one year: its careers, and the chance of each place's holder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from alder.synth.careers import Careers, careers
from alder.synth.days import NEVER, first_day
from alder.synth.draws import BLOCK, Draws, spread
from alder.synth.fictitious import MERESHIRE, Places
from alder.synth.shares import LATE_REPORT

if TYPE_CHECKING:
    from alder.synth.draws import Array
    from alder.synth.fictitious import Provider


class Story:
    """The whole truth about a block: what has happened and what will."""

    def __init__(self, seed: int, provider: Provider, block: int, year: int, places: Places = MERESHIRE) -> None:
        self.provider = provider
        self.block = block
        self.year = year
        self.places = places
        self.draws = Draws(seed, provider.number, block)
        self.careers: Careers = careers(self.draws, provider, year)
        self._cameins = [int(y) for y in np.unique(self.careers.since)]

    def draw(self, name: str) -> Array:
        """A number from 0 to under 1 for the holder of each place: the same in every year of their stay."""
        found = np.empty(BLOCK)
        for y in self._cameins:
            came = self.careers.since == y
            found[came] = self.draws.uniform(name, y)[came]
        return found

    def bits(self, name: str, width: int) -> list[str]:
        """`width` random bytes as hexadecimal text for the holder of each place."""
        texts = {y: self.draws.bits(name, y, width).hex() for y in self._cameins}
        return [
            texts[int(y)][2 * width * place : 2 * width * (place + 1)] for place, y in enumerate(self.careers.since)
        ]

    @cached_property
    def lag(self) -> Array:
        """Days until a change in the classroom is in the return."""
        late = self.draw("late report") < LATE_REPORT
        return np.where(late, spread(self.draw("report lag"), 10, 55), spread(self.draw("report lag"), 0, 6))


@dataclass(frozen=True)
class Snapshot:
    """What the provider knows and returns on the day when the file is made ready."""

    story: Story
    prepared: int

    @property
    def year(self) -> int:
        return self.story.year

    @property
    def opens(self) -> int:
        return int(first_day(self.year))

    @property
    def closes(self) -> int:
        return int(first_day(self.year + 1)) - 1

    def known(self, day: Array, lag: Array | int) -> Array:
        """Has it happened within the collection year or before, and has it been reported?"""
        return (day <= self.closes) & (day + lag <= self.prepared) & (day < NEVER)
