"""The roll of a provider: its learners of a year, and what it says of them on a day.

All returns are made from a roll. What a record of a return holds follows from it, whoever the learners are: those of
places that are told one by one, or people of a population.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from alder.synth.population.draws import NEVER, choose, first_day, on
from alder.synth.population.frequencies import ADULT, APPRENTICE, COMMUNITY, HIGHER, LOAN, STUDY, UNFUNDED
from alder.synth.population.record_columns import ABSENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.synth.population.draws import Array
    from alder.synth.population.fictitious import Places
    from alder.synth.population.record_columns import SynthRecords, Texts

Made = TypeVar("Made")

OUTCOMES = (
    *(("EMP", 1), ("EMP", 2), ("EDU", 1), ("EDU", 4), ("EDU", 6), ("NPE", 1), ("NPE", 2), ("VOL", 1), ("OTH", 3)),
    *(("EDU", 2), ("EDU", 5)),
)
"""What learners went on to do: OutType and OutCode. The last ones are never by chance."""
_LIKELY_YOUNG = (14, 10, 30, 12, 14, 8, 3, 2, 7)
_LIKELY = (42, 12, 3, 18, 2, 12, 5, 3, 3)
"""Shares of these outcomes. Assumed."""


class Roll(ABC):
    """Learners in the order in which they stand in the file, and chance that belongs to each.

    Learners are known by their place in this order; a column has a row for each. What a provider may say otherwise on
    another day is asked for with the day.
    """

    places: Places
    year: int
    """The collection year."""
    size: int
    kind: Array
    """What they came for."""
    since: Array
    """The academic year in which they came."""
    start: Array
    end: Array
    """The first and the last day of learning, as it will be."""
    latest: Array
    """The day on which each began what they began last, breaks aside."""
    standard: Array
    """1 for apprentices on a standard."""
    has_grant: Array
    """Whether the provider of each is a college or has a grant, and so returns its higher education."""
    programmes_only: Array
    """Apprentices who learn nothing beside."""
    lag: Array
    """Days until a change of home or employment is in the return."""
    numbers: Array
    """A number of each at the provider, from 1."""

    @cached_property
    def _made(self) -> dict[Callable[[Roll], Any], Any]:
        return {}

    def once(self, make: Callable[[Roll], Made]) -> Made:
        """What is the same in every return of the year: made for the first of them."""
        if make not in self._made:
            self._made[make] = make(self)
        found: Made = self._made[make]
        return found

    @abstractmethod
    def draw(self, name: str) -> Array:
        """A number from 0 to under 1 for each, the same in every return and year of their stay."""

    @property
    @abstractmethod
    def born(self) -> Array: ...

    @property
    @abstractmethod
    def sex(self) -> Texts: ...

    @property
    @abstractmethod
    def difficulty(self) -> Array:
        """Whether they have a learning difficulty, a disability or a health problem."""

    @property
    @abstractmethod
    def difficulty_category(self) -> Array:
        """The primary one, of those who have one."""

    @property
    @abstractmethod
    def education_plan(self) -> Array:
        """Young people with an education, health and care plan."""

    @property
    @abstractmethod
    def free_meals(self) -> Array:
        """Young people who get free meals."""

    @property
    @abstractmethod
    def employed(self) -> Array:
        """Whether they were in paid work on the day before learning began."""

    @abstractmethod
    def grade(self, subject: str) -> Texts:
        """The GCSE grade with which young people came, in English or maths."""

    @abstractmethod
    def low_grade(self, subject: str) -> Array:
        """Young people who came without a GCSE pass in the subject."""

    @abstractmethod
    def references(self, now: Snapshot) -> Texts:
        """LearnRefNumber."""

    def previous_references(self, now: Snapshot) -> Texts | None:
        """PrevLearnRefNumber, where anybody has had another reference before."""
        return None

    def previous_providers(self, now: Snapshot) -> Array:
        """PrevUKPRN."""
        return np.full(self.size, ABSENT)

    @abstractmethod
    def ulns(self, now: Snapshot) -> Array:
        """ULN, or the temporary number where the provider has none yet."""

    @abstractmethod
    def ethnicity(self, now: Snapshot) -> Array: ...

    @abstractmethod
    def ladder(self, now: Snapshot) -> Array:
        """The rung of prior attainment."""

    @abstractmethod
    def homes(self, now: Snapshot) -> tuple[Array, Array]:
        """The place where each lived before learning, and where the provider knows them to live."""

    @abstractmethod
    def aims(self, now: Snapshot) -> SynthRecords:
        """Every aim of the learners, to its end, in the order in which it was begun.

        `kind` is what each is part of, `place` where it is learnt, `start_lag` and `end_lag` the days until its start
        and its end are in the return, `reason` why a learner left it.
        """

    @abstractmethod
    def software_ids(self, aim: SynthRecords) -> Array:
        """Sixteen bytes for each aim, by which the provider's software knows it."""

    def destinations(self, who: Array) -> Array:
        """What became of these learners, by number of `OUTCOMES`; by chance where nothing else is known."""
        draw = self.draw("destination")[who]
        return np.where(self.kind[who] == STUDY, choose(draw, _LIKELY_YOUNG), choose(draw, _LIKELY))

    @property
    def part_time(self) -> Array:
        """Young people on fewer than 540 hours, whose employment status must be known."""
        found: Array = (self.kind == STUDY) & (self.draw("part time study") < 0.12)
        return found

    @property
    def high_needs(self) -> Array:
        found: Array = self.education_plan & (self.draw("high needs") < 0.6)
        return found

    def pays_levy(self, who: Array, begun: Array) -> Array:
        """Whose employer pays from its levy account what they began on a day; since April 2021 every start does."""
        found: Array = (begun >= on(2021, 4, 1)) | (self.draw("levy")[who] < 0.55)
        return found

    @property
    def needs_employment(self) -> Array:
        """Learners whose employment status must be known."""
        adult = np.isin(self.kind, (ADULT, APPRENTICE, UNFUNDED, LOAN, HIGHER))
        tailored = (self.kind == COMMUNITY) & (self.start >= on(2024, 8, 1))
        found: Array = adult | tailored | self.part_time
        return found


@dataclass(frozen=True)
class Snapshot:
    """What the provider knows and returns on the day when the file is made ready."""

    roll: Roll
    prepared: int

    @property
    def year(self) -> int:
        return self.roll.year

    @property
    def opens(self) -> int:
        return int(first_day(self.year))

    @property
    def closes(self) -> int:
        return int(first_day(self.year + 1)) - 1

    def known(self, day: Array, lag: Array | int) -> Array:
        """Has it happened within the collection year or before, and has it been reported?"""
        return (day <= self.closes) & (day + lag <= self.prepared) & (day < NEVER)
