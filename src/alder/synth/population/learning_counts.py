"""Learning of a made-up population, counted as publications count it, from what is true of it.

Learners of further education are adults, and apprentices of any age, with an aim in learning on some day of the year;
who leaves within the qualifying period is left out. Each learner counts once in all and once at each level. Rates are
of aims by their hybrid end year, the later of the planned and the actual one; breaks and transfers after which learning
goes on are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow.compute as pc

from alder.sources.reference.lars_codes import SUBJECT_AREAS
from alder.synth.population.draws import NEVER, first_day, year_of
from alder.synth.population.frequencies import ADULT, APPRENTICE, COMMUNITY, LOAN, STUDY
from alder.synth.population.learning_spells import last_days, listed_columns, programmes
from alder.synth.population.residents import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from alder.synth.population.draws import Array

LEARNING_YEARS: Final = range(2014, 2025)
"""Years for which something was published."""

PUBLIC: Final = (ADULT, APPRENTICE, COMMUNITY, LOAN)
_PROGRAMME, _COMPONENT, _ALONE, _CORE = 1, 3, 4, 5
_COMPLETED, _WITHDRAWN, _PAUSED = 2, 3, 6
_TRANSFERS = (2, 7, 28, 40, 41, 47)
_LONG_PLAN, _WITHIN_LONG, _WITHIN_SHORT = 168, 42, 14
"""Planned days from which the qualifying period is the longer one, and both periods in days."""

_ALL_RESTARTS_GO_ON: Final = 2020
"""The one year, 2020/21, in which no restart counted as a start."""

_LEVELS: Final = {
    "no level": (0,),
    "below level 2": (1,),
    "level 2": (2,),
    "level 3": (3,),
    "level 4+": (4, 5, 6, 7),
}
_START_AGES: Final = {"under 19": (0, 18), "19-24": (19, 24), "25+": (25, 99), **{str(a): (a, a) for a in (16, 17, 18)}}
_RATE_LEVELS: Final = {"E/1": (1,), "2": (2,), "3": (3,), "4+": (4, 5, 6, 7)}
ETHNIC: Final = ("White", "Asian", "Black", "Mixed")


@dataclass(frozen=True)
class LearningColumns:
    """Every aim of a shard as columns: whose, of what kind, when, and what became of it."""

    owner: Array
    episode: Array
    kind: Array
    type: Array
    level: Array
    subject: Array
    is_skill: Array
    grades: Array
    start: Array
    plan: Array
    end: Array
    until: Array  # the end, or the last day on which somebody is returned whose learning has none
    achieved_on: Array
    status: Array
    outcome: Array
    reason: Array
    restart: Array
    standard: Array
    cohort: Array  # school year of birth, by person
    ethnicity: Array  # by person
    born: Array  # day, by person
    fifth: Array  # of deprivation of the home in 2015, 1 the most, by person

    @classmethod
    def of(cls, episodes: pa.Table, aims: pa.Table, first: int, **by_person: Array) -> LearningColumns:
        listed = listed_columns()
        ref = aims["ref"].combine_chunks()
        at = np.array([listed.number[r] for r in ref.dictionary.to_pylist()], dtype=np.int64)[ref.indices.to_numpy()]
        type_ = aims["type"].to_numpy()
        in_programme = np.isin(type_, (_PROGRAMME, _COMPONENT))
        levels, subjects = programmes(aims)
        end = pc.fill_null(aims["end"].cast("int32"), NEVER).to_numpy()
        assessed = pc.fill_null(aims["assessed"].cast("int32"), -1).to_numpy()
        row = np.searchsorted(episodes["episode"].to_numpy(), aims["episode"].to_numpy())
        return cls(
            owner=aims["person"].to_numpy() - first,
            episode=aims["episode"].to_numpy(),
            kind=episodes["kind"].to_numpy()[row],
            type=type_,
            level=np.where(in_programme, levels, listed.level[at]),
            subject=np.where(in_programme, subjects, listed.subject[at]),
            is_skill=listed.is_skill[at],
            grades=listed.grades[at],
            start=aims["start"].cast("int32").to_numpy(),
            plan=aims["plan"].cast("int32").to_numpy(),
            end=end,
            until=last_days(aims),
            achieved_on=np.where(assessed > 0, assessed, end),
            status=aims["status"].to_numpy(),
            outcome=aims["outcome"].to_numpy(),
            reason=aims["reason"].to_numpy(),
            restart=aims["restart"].to_numpy() == 1,
            standard=aims["std"].to_numpy() > 0,
            **by_person,
        )

    @cached_property
    def from_an_earlier_year(self) -> Array:
        """Restarts of a programme whose break began in an earlier academic year: they count as starts."""
        order = np.lexsort((self.start, self.type, self.episode))
        before, now = order[:-1], order[1:]
        same = (self.episode[before] == self.episode[now]) & (self.type[before] == self.type[now])
        found = np.zeros(len(self.start), dtype=bool)
        found[now] = same & (self.end[before] < first_day(year_of(self.start[now])))
        return found

    @cached_property
    def goes_on(self) -> Array:
        """Aims after whose end another of the same programme begins: after a break or a transfer."""
        begins = np.flatnonzero(np.diff(self.episode, prepend=-1))
        latest = np.maximum.reduceat(self.start, begins) if len(begins) else self.start
        found: Array = np.repeat(latest, np.diff(np.append(begins, len(self.start)))) > self.end
        return found

    @cached_property
    def is_early(self) -> Array:
        """Left within the qualifying period."""
        planned, lasted = self.plan - self.start + 1, self.end - self.start + 1
        found: Array = (self.status == _WITHDRAWN) & (
            lasted < np.where(planned >= _LONG_PLAN, _WITHIN_LONG, _WITHIN_SHORT)
        )
        return found

    def age(self, year: int) -> Array:
        """Age of each aim's learner on 31 August before the academic year."""
        found: Array = year - 1 - self.cohort[self.owner]
        return found

    @cached_property
    def age_at_start(self) -> Array:
        """Whole years of each aim's learner on the day on which it begins."""
        days = self.start.astype("datetime64[D]"), self.born[self.owner].astype("datetime64[D]")
        months = [day.astype("datetime64[M]") for day in days]
        of_month = [(day - month).astype(np.int64) for day, month in zip(days, months, strict=True)]
        found: Array = ((months[0] - months[1]).astype(np.int64) - (of_month[0] < of_month[1])) // 12
        return found

    @cached_property
    def is_counted(self) -> Array:
        """Aims that make a learner: of public money, alone or a whole programme, not left at once."""
        found: Array = np.isin(self.kind, PUBLIC) & np.isin(self.type, (_PROGRAMME, _ALONE)) & ~self.is_early
        return found

    def learning(self, year: int) -> Array:
        """Aims that are counted and in learning in a year."""
        found: Array = self.is_counted & (self.start < first_day(year + 1)) & (self.until >= first_day(year))
        return found

    def achieved(self, year: int) -> Array:
        found: Array = self.is_counted & (self.outcome == 1) & (self.achieved_year == year)
        return found

    @cached_property
    def achieved_year(self) -> Array:
        return year_of(np.minimum(self.achieved_on, first_day(2044)))

    def learners(self, aims: Array) -> int:
        """How many people these aims are of."""
        return len(np.unique(self.owner[aims]))

    def in_group(self, group: str) -> Array:
        """Aims of an ethnic group's people."""
        code = self.ethnicity[self.owner]
        white = np.isin(code, GROUPS["White"])
        return ~white if group == "All but White" else np.isin(code, GROUPS[group])


def learning_counts(of: LearningColumns, last: int) -> Iterator[tuple[str, dict[str, object], float]]:
    """Quantity, cell and count of all that was published of learners, starts and achievements, up to a last year."""
    for year in LEARNING_YEARS[: max(last + 1 - LEARNING_YEARS.start, 0)]:
        learns, achieved = of.learning(year), of.achieved(year)
        adult, apprentice = of.age(year) >= 19, of.kind == APPRENTICE
        young = learns & (of.age(year) >= 19) & (of.age(year) <= 24)
        whose = {"of": "further education", "year": year, "age": "19-24"}
        yield "participation", whose, of.learners(young)
        for fifth in range(1, 6):
            some = young & (of.fifth[of.owner] == fifth)
            yield "participation", {**whose, "deprivation": fifth}, of.learners(some)
        for quantity, aims in (("participation", learns), ("achievements", achieved)):
            yield from _by_level(of, quantity, year, aims & adult)
            yield from _apprentices(of, quantity, year, aims & apprentice)
            for group in ("", *ETHNIC):
                some = aims & adult & of.is_skill & (of.in_group(group) if group else True)
                cell = {"ethnic_group": group} if group else {}
                whose = {"of": "essential skills", "year": year, "age": "19+", **cell}
                yield quantity, whose, of.learners(some)
                if quantity == "participation":
                    yield "enrolments", whose, int(some.sum())
        yield from _starts(of, year)


def _by_level(
    of: LearningColumns, quantity: str, year: int, aims: Array
) -> Iterator[tuple[str, dict[str, object], float]]:
    cell = {"of": "further education", "year": year, "age": "19+"}
    yield quantity, {**cell, "level": "total"}, of.learners(aims)
    yield quantity, {**cell, "level": "essential skills"}, of.learners(aims & of.is_skill)
    for name, levels in _LEVELS.items():
        yield quantity, {**cell, "level": name}, of.learners(aims & ~of.is_skill & np.isin(of.level, levels))


def _apprentices(
    of: LearningColumns, quantity: str, year: int, aims: Array
) -> Iterator[tuple[str, dict[str, object], float]]:
    cell: dict[str, object] = {"of": "apprenticeships", "year": year}
    yield quantity, cell, of.learners(aims) if quantity == "participation" else int(aims.sum())


def _starts(of: LearningColumns, year: int) -> Iterator[tuple[str, dict[str, object], float]]:
    again = of.restart & ~(of.from_an_earlier_year & (year != _ALL_RESTARTS_GO_ON))
    began = (of.type == _PROGRAMME) & ~again & ~of.is_early
    began &= (of.start >= first_day(year)) & (of.start < first_day(year + 1))
    cell: dict[str, object] = {"of": "apprenticeships", "year": year}
    yield "starts", cell, int(began.sum())
    for age, (low, high) in _START_AGES.items():
        some = began & (of.age_at_start >= low) & (of.age_at_start <= high)
        yield "starts", {**cell, "age" if high > low else "age_at_start": age}, int(some.sum())
    yield "starts", {**cell, "age_at_start": "under 16"}, int((began & (of.age_at_start < 16)).sum())
    yield "starts", {**cell, "ethnic_group": "All but White"}, int((began & of.in_group("All but White")).sum())


def leaver_counts(of: LearningColumns, last: int) -> Iterator[tuple[dict[str, object], int, int, int]]:
    """Cell, leavers, completers and achievers of every group of aims for which rates were published."""
    transfers = (of.status == _WITHDRAWN) & np.isin(of.reason, _TRANSFERS)
    goes_on = of.goes_on & (transfers | (of.status == _PAUSED))
    ended = np.isin(of.status, (_COMPLETED, _WITHDRAWN, _PAUSED)) & ~goes_on & ~of.is_early & (of.end < NEVER)
    until = np.maximum(np.maximum(of.end, of.plan), np.where(of.status == _COMPLETED, of.achieved_on, 0))
    hybrid = year_of(np.minimum(until, first_day(2044)))
    course = np.isin(of.kind, (STUDY, ADULT, LOAN)) & np.isin(of.type, (_ALONE, _CORE))
    programme = of.type == _PROGRAMME
    for year in LEARNING_YEARS[: max(last + 1 - LEARNING_YEARS.start, 0)]:
        now = ended & (hybrid == year)
        for cell, aims in (*_courses(of, year, now & course), *_programmes(of, year, now & programme)):
            completed = aims & (of.status == _COMPLETED)
            yield cell, int(aims.sum()), int(completed.sum()), int((completed & (of.outcome == 1)).sum())


def _courses(of: LearningColumns, year: int, aims: Array) -> Iterator[tuple[dict[str, object], Array]]:
    cell: dict[str, object] = {"of": "education and training", "year": year}
    yield cell, aims
    for level, levels in _RATE_LEVELS.items():
        yield {**cell, "level": level}, aims & np.isin(of.level, levels)
    for group in ("All but White", *ETHNIC):
        yield {**cell, "ethnic_group": group}, aims & of.in_group(group)
    young = (of.start - first_day(2000)) >= 0
    age = year_of(of.start) - 1 - of.cohort[of.owner]
    young &= (age >= 16) & (age <= 18)
    for number, subject in SUBJECT_AREAS.items():
        of_subject = aims & young & (of.subject == number)
        yield (
            {**cell, "age": "16-18", "programme": "A level", "subject": subject},
            of_subject & (of.grades == "a_level"),
        )
    agriculture = aims & young & (of.subject == 3) & (of.level == 1)
    of_young = {**cell, "age": "16-18", "level": "1", "subject": SUBJECT_AREAS[3]}
    yield of_young, agriculture
    for group in ("White", "All but White"):
        yield {**of_young, "ethnic_group": group}, agriculture & of.in_group(group)


def _programmes(of: LearningColumns, year: int, aims: Array) -> Iterator[tuple[dict[str, object], Array]]:
    cell: dict[str, object] = {"of": "apprenticeships", "year": year}
    yield cell, aims
    yield {**cell, "age": "16-18"}, aims & (of.age_at_start >= 16) & (of.age_at_start <= 18)
    for number, subject in SUBJECT_AREAS.items():
        yield {**cell, "subject": subject}, aims & (of.subject == number)
    for name, some in (("standard", of.standard), ("framework", ~of.standard)):
        yield {**cell, "programme": name}, aims & some
        for level in ("2", "3", "4+"):
            yield {**cell, "programme": name, "level": level}, aims & some & np.isin(of.level, _RATE_LEVELS[level])
