"""The roll of a provider that is a row of places, each with its story."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from alder.sources.miniature.providers import ProviderKind
from alder.synth.population import frequencies, persons
from alder.synth.population.draws import BLOCK, NEVER, first_day, year_of
from alder.synth.population.frequencies import APPRENTICE, STUDY
from alder.synth.population.learning import COMPONENT, PROGRAMME, aims_of
from alder.synth.population.record_columns import SynthRecords, codes, texts
from alder.synth.returns.roll import Roll, Snapshot

if TYPE_CHECKING:
    from alder.synth.population.draws import Array
    from alder.synth.population.record_columns import Texts
    from alder.synth.population.story import Story


class BlockRoll(Roll):
    """The first `places` places of some blocks."""

    def __init__(self, story: Story, places: int) -> None:
        self._story = story
        self._asked = places
        self.places, self.year, self.size = story.places, story.year, story.size
        of = story.careers
        self.kind, self.since, self.start, self.end = of.kind, of.since, of.start, of.end
        self.latest, self.standard = of.start, of.standard
        self.has_grant = np.full(self.size, story.provider.sort is not ProviderKind.TRAINING)
        self.programmes_only = of.kind == APPRENTICE
        self.lag = story.lag
        self.numbers = (story.numbers - 1) % BLOCK + 1

    def draw(self, name: str) -> Array:
        return self._story.draw(name)

    @cached_property
    def born(self) -> Array:
        return persons.births(self._story)

    @property
    def sex(self) -> Texts:
        of = frequencies.FEMALE
        female = np.select([self.kind == kind for kind in of], list(of.values()), 0.5)
        return texts((self.draw("sex") < female).astype(np.int64), ("M", "F"))

    @cached_property
    def difficulty(self) -> Array:
        return persons.has_difficulty(self._story)

    @property
    def difficulty_category(self) -> Array:
        return codes(self.draw("category"), frequencies.LLDD_CATEGORIES)

    @cached_property
    def education_plan(self) -> Array:
        found: Array = (self.kind == STUDY) & self.difficulty & (self.draw("plan") < 0.14)
        return found

    @property
    def free_meals(self) -> Array:
        found: Array = (self.kind == STUDY) & (self.draw("free meals") < 0.13)
        return found

    @cached_property
    def employed(self) -> Array:
        return persons.employed_at_start(self._story)

    def grade(self, subject: str) -> Texts:
        return persons.grade(self._story, subject)

    def low_grade(self, subject: str) -> Array:
        return persons.low_grade(self._story, subject)

    def references(self, now: Snapshot) -> Texts:
        return persons.references(self._story)

    def ulns(self, now: Snapshot) -> Array:
        return persons.ulns(self._story)

    def ethnicity(self, now: Snapshot) -> Array:
        return codes(self.draw("ethnicity"), frequencies.ETHNICITY)

    def ladder(self, now: Snapshot) -> Array:
        return persons.ladder(self._story)

    def homes(self, now: Snapshot) -> tuple[Array, Array]:
        old, new = persons.homes(self._story)
        return old, np.where(now.known(persons.move_day(self._story), self.lag), new, old)

    def aims(self, now: Snapshot) -> SynthRecords:
        return self._aims

    @cached_property
    def _aims(self) -> SynthRecords:
        whole = aims_of(self._story)
        whole = whole.where(whole.owner < self._asked)
        who, type_ = whole.owner, whole.fields["type"]
        campus, workplace = persons.sites(self._story)
        assessed, end = whole.fields["assessed"], whole.fields["end"]
        # Whoever waits for an assessment in the new year has nothing else in its first return: the ends of the
        # programme and of its parts are told as the year ends.
        waits = np.zeros(self.size, dtype=bool)
        waits[who[(assessed < NEVER) & (year_of(assessed) > year_of(end))]] = True
        told = np.where(waits[who], first_day(year_of(end) + 1) - end, NEVER)
        known = {
            "kind": self.kind[who],
            "place": np.where(np.isin(type_, (PROGRAMME, COMPONENT)), workplace[who], campus[who]),
            "start_lag": self.lag[who],
            "end_lag": np.minimum(self.lag[who], told),
            "reason": codes(self.draw("reason"), frequencies.WITHDRAWAL)[who],
        }
        return SynthRecords(who, {**whole.fields, **known}, whole.texts)

    def software_ids(self, aim: SynthRecords) -> Array:
        own = self._story.bits("software id", 16)[aim.owner]
        own[:, 6] = aim.fields["role"]
        return own
