"""Who holds which place, and how their learning goes: the dates that everything else follows.

A provider is a row of places, each held by one learner after another. So every closed year has exactly as many learners
as places, learners go on from year to year as the same persons, and nobody's story depends on how many places there
are. The whole story is told here, to its end; a return shows the part of it that is known by its day.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from alder.synth.population import frequencies
from alder.synth.population.draws import BLOCK, NEVER, Draws, choose, first_day, on, spread, year_of
from alder.synth.population.fictitious import MERESHIRE, Places
from alder.synth.population.frequencies import APPRENTICE, COMMUNITY, HIGHER, LATE_REPORT, LOAN, STUDY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alder.synth.population.draws import Array
    from alder.synth.population.fictitious import Provider

    Draw = Callable[[str], Array]
    from alder.synth.population.draws import Array

ORIGIN = 2012
"""The first year in which places are taken: early enough that the first year that can be written looks like any."""


@dataclass(frozen=True)
class Careers:
    """The learner in each place of a block, in one year. Days are whole numbers; what never happens is `NEVER`."""

    since: Array  # academic year in which the learner came
    kind: Array
    start: Array
    plan: Array
    end: Array  # when learning ends, completed or not
    completed: Array
    passed: Array
    assessed: Array  # end-point assessment of an apprenticeship standard
    standard: Array
    pause: Array
    resume: Array
    until: Array  # the last academic year with something to return


def careers(draws: Sequence[Draws], provider: Provider, year: int) -> Careers:
    """Follow every place of some blocks from the origin to `year`."""
    empty = ORIGIN - 1 + spread(_uniform(draws, "first taken", ORIGIN), 0, 2)
    held = {f.name: np.zeros(len(empty), dtype=np.int64) for f in fields(Careers)} | {"until": empty}
    for y in range(ORIGIN, year + 1):
        free = held["until"] < y
        if free.any():
            new = _begin(draws, provider, y)
            held = {name: np.where(free, getattr(new, name), old) for name, old in held.items()}
    return Careers(**held)


def _uniform(draws: Sequence[Draws], name: str, year: int) -> Array:
    return np.concatenate([block.uniform(name, year) for block in draws])


def _begin(draws: Sequence[Draws], provider: Provider, year: int) -> Careers:
    def draw(name: str) -> Array:
        return _uniform(draws, name, year)

    kind = choose(draw("kind"), frequencies.MIX[provider.sort])
    passed = draw("passed") < np.select([kind == k for k in frequencies.PASS], list(frequencies.PASS.values()), 1.0)
    stays = np.select([kind == k for k in frequencies.RETENTION], list(frequencies.RETENTION.values()), 1.0)
    lean = frequencies.LEAN[provider.number % len(frequencies.LEAN)]
    completed = draw("completed") < stays + lean
    classes = _classes(draw, year, kind, completed)
    work = _apprenticeships(draw, year, lean)
    apprentice = kind == APPRENTICE
    found = {name: np.where(apprentice, work[name], classes[name]) for name in classes}
    completed = np.where(apprentice, work["completed"], completed).astype(bool)
    passed = np.where(apprentice, draw("passed") < frequencies.APPRENTICE_PASS, passed).astype(bool)
    assessed = np.where(apprentice & (work["standard"] == 1) & completed, work["assessed"], NEVER)
    last = np.where(assessed < NEVER, assessed, found["end"])
    return Careers(
        since=np.full(len(kind), year),
        kind=kind,
        completed=completed,
        passed=passed,
        assessed=assessed,
        standard=np.where(apprentice, work["standard"], 0),
        pause=np.where(apprentice, work["pause"], NEVER),
        resume=np.where(apprentice, work["resume"], NEVER),
        until=year_of(last),
        **found,
    )


def _classes(draw: Draw, year: int, kind: Array, completed: Array) -> dict[str, Array]:
    """Start, planned end and end of everything that is not an apprenticeship."""
    august = int(first_day(year))
    long = np.isin(kind, (STUDY, HIGHER))
    september = august + 31 + spread(draw("september"), 0, 17)
    term = august + np.array([28, 61, 155, 245])[choose(draw("term"), (40, 25, 25, 10))] + spread(draw("day"), 0, 24)
    late = (draw("late") < 0.06) & (kind == STUDY)
    start = np.where(long, september + np.where(late, spread(draw("how late"), 25, 120), 0), term)
    years = np.where((draw("two years") < 0.55) | (kind == HIGHER), 2, 1)
    summer = first_day(year + years) - 42 + spread(draw("summer"), 0, 20)
    short = draw("short") < 0.45
    weeks = np.where(short, spread(draw("weeks"), 2, 12), spread(draw("weeks"), 16, 40))
    weeks = np.where(kind == LOAN, spread(draw("weeks"), 28, 44), weeks)
    plan = np.where(long, summer, start + 7 * weeks)
    week_end = int(first_day(year + 1)) - 1
    plan = np.where(kind == COMMUNITY, np.minimum(start + spread(draw("sessions"), 0, 84), week_end), plan)
    over = spread(draw("over"), -12, 3) + np.where(draw("overruns") < 0.05, spread(draw("overrun"), 7, 60), 0)
    over = np.where(kind == COMMUNITY, 0, np.where(long, np.minimum(over, 0), over))
    left = start + 1 + np.floor((plan - start - 1) * draw("left") ** 1.4).astype(np.int64)
    end = np.where(completed, np.maximum(plan + over, start), np.maximum(np.minimum(left, plan), start))
    return {"start": start, "plan": plan, "end": end}


def _apprenticeships(draw: Draw, year: int, lean: float) -> dict[str, Array]:
    """The same for apprenticeships, with breaks in learning and end-point assessment.

    Those before May 2017 are frameworks of the older funding; frameworks end with July 2020. In the year of the change
    nobody starts after April. Lengths keep to the shortest that each year allows.
    """
    august = int(first_day(year))
    span = 270 if year == 2016 else 360
    months = np.array([0.16, 0.58, 0.74, 1.0])[choose(draw("app season"), (50, 25, 15, 10))]
    start = august + np.floor(span * months * draw("app start")).astype(np.int64)
    share = {2017: 0.4, 2018: 0.62, 2019: 0.85}.get(year, 0.0 if year < 2017 else 1.0)
    standard = (draw("standard") < share).astype(np.int64)
    shortest = np.where(start >= on(2025, 8, 1), 260, 385)
    planned = shortest + spread(draw("app length"), 0, 330)
    stays = np.where(standard == 1, frequencies.STANDARD_RETENTION, frequencies.FRAMEWORK_RETENTION)
    young = draw("age band") < frequencies.AGES[APPRENTICE][0][2] / sum(
        share for _, _, share in frequencies.AGES[APPRENTICE]
    )
    completed = draw("app completed") < stays + lean - np.where(young, frequencies.YOUNG_APPRENTICE, 0)
    over = spread(draw("app over"), -10, 90)
    left = 8 + np.floor((planned - 9) * draw("app left") ** 1.3).astype(np.int64)
    length = np.where(completed, np.maximum(planned + over, shortest - 8), left)
    pauses = (draw("pauses") < frequencies.BREAK) & (year >= 2017)
    worked = 45 + np.floor((length - 90) * 0.6 * draw("paused at")).astype(np.int64)
    pauses &= length > 150
    gap = spread(draw("gap"), 50, 240)
    pause = np.where(pauses, start + worked, NEVER)
    resume = np.where(pauses, start + worked + gap, NEVER)
    shift = np.where(pauses, gap, 0)
    end = start + length + shift
    return {
        "start": start,
        "plan": start + planned + shift,
        "end": end,
        "completed": completed,
        "standard": standard,
        "assessed": end + 7 + spread(draw("assessed"), 3, 85),
        "pause": pause,
        "resume": resume,
    }


class Story:
    """The whole truth about some blocks of places, one after the other: what has happened and what will."""

    def __init__(
        self, seed: int, provider: Provider, blocks: Sequence[int], year: int, places: Places = MERESHIRE
    ) -> None:
        self.provider = provider
        self.blocks = tuple(blocks)
        self.year = year
        self.places = places
        self._draws = [Draws(seed, provider.number, block) for block in blocks]
        self.careers: Careers = careers(self._draws, provider, year)
        self.size = len(self.careers.since)
        since = self.careers.since.reshape(len(self.blocks), BLOCK)
        self._came = [{int(y): row == y for y in np.unique(row)} for row in since]
        self._drawn: dict[str, Array] = {}

    def draw(self, name: str) -> Array:
        """A number from 0 to under 1 for the holder of each place: the same in every year of their stay."""
        found = self._drawn.get(name)
        if found is None:
            found = np.empty(self.size)
            for block, (draws, came) in enumerate(zip(self._draws, self._came, strict=True)):
                part = found[block * BLOCK : (block + 1) * BLOCK]
                for y, who in came.items():
                    np.copyto(part, draws.uniform(name, y), where=who)
            found.flags.writeable = False
            self._drawn[name] = found
        return found

    def bits(self, name: str, width: int) -> Array:
        """`width` random bytes for the holder of each place, in a row for each."""
        found = np.empty((self.size, width), dtype=np.uint8)
        for block, (draws, came) in enumerate(zip(self._draws, self._came, strict=True)):
            part = found[block * BLOCK : (block + 1) * BLOCK]
            for y, who in came.items():
                drawn = np.frombuffer(draws.bits(name, y, width), dtype=np.uint8).reshape(BLOCK, width)
                np.copyto(part, drawn, where=who[:, None])
        return found

    @cached_property
    def numbers(self) -> Array:
        """The number of each place at its provider, from 1."""
        return np.concatenate([np.arange(BLOCK) + block * BLOCK + 1 for block in self.blocks])

    @cached_property
    def lag(self) -> Array:
        """Days until a change in the classroom is in the return."""
        late = self.draw("late report") < LATE_REPORT
        return np.where(late, spread(self.draw("report lag"), 10, 55), spread(self.draw("report lag"), 0, 6))
