"""Learning of a made-up population, counted as the measures count it, from what is true of it.

Learners of further education are adults, and apprentices of any age, with an aim in learning on some day of the year;
who leaves within the qualifying period is left out. Each learner counts once in all and once at each level. Rates are
of aims by their hybrid end year, the later of the planned and the actual one. Mergers, moves by the department,
transfers to another aim of the provider within 120 days, and breaks that are resumed in time are left out; breaks that
are not, and aims that are missing from a return, are withdrawals of the year in which they are overdue.

One thing is otherwise than in the measures: an apprenticeship is achieved as a whole, as it is taken to be in what was
published, so learners who achieved a part of one alone are not among those who achieve.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow.compute as pc

from alder.sources.reference.lars_codes import SUBJECT_AREAS
from alder.synth.population.draws import NEVER, first_day, on, year_of
from alder.synth.population.frequencies import ADULT, APPRENTICE, COMMUNITY, LOAN, STUDY
from alder.synth.population.learning_spells import last_days, listed_columns, programmes
from alder.synth.population.residents import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from alder.synth.population.draws import Array

LEARNING_YEARS: Final = range(2014, 2025)
"""Years for which something was published."""

PUBLIC: Final = (STUDY, ADULT, APPRENTICE, COMMUNITY, LOAN)
_PROGRAMME, _COMPONENT, _ALONE, _CORE = 1, 3, 4, 5
_COMPLETED, _WITHDRAWN, _PAUSED = 2, 3, 6
_BY_THE_DEPARTMENT, _TO_ANOTHER_AIM, _IN_A_MERGER = 7, 40, 47
_TRANSFER_DAYS: Final = 120
_LONG_PLAN, _WITHIN_LONG, _SHORT_PLAN, _WITHIN_SHORT = 168, 42, 14, 14
"""Planned days from which the qualifying periods are of so many days: shorter aims have none."""
_COMMUNITY_LEARNING, _APPRENTICESHIPS_FROM_2017 = 10, 36
"""Funding models."""
_DATED_FROM: Final = on(2019, 8, 1)
"""An apprenticeship that ends from this day on is complete, for funding, only when it has been assessed."""

_APPRENTICESHIP, _IN_THE_COMMUNITY, _EDUCATION_AND_TRAINING = range(3)
_ACHIEVED, _NO_YEAR, _DAYS = 1, 9999, 100_000
"""An outcome; a year that does not come; more days than any is numbered."""

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
    role: Array
    kind: Array
    type: Array
    provider: Array
    fund: Array
    content: Array  # a number for what is learned: the programme of an apprentice, else the aim
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
    returned_until: Array
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
        std, fwork, prog = (aims[name].to_numpy().astype(np.int64) for name in ("std", "fwork", "prog"))
        whole = (np.where(std > 0, std, fwork) * 100 + prog) * 10 + 1
        row = np.searchsorted(episodes["episode"].to_numpy(), aims["episode"].to_numpy())
        return cls(
            owner=aims["person"].to_numpy() - first,
            episode=aims["episode"].to_numpy(),
            role=aims["role"].to_numpy(),
            kind=episodes["kind"].to_numpy()[row],
            type=type_,
            provider=aims["provider"].to_numpy(),
            fund=aims["fund"].to_numpy(),
            content=np.where(type_ == _PROGRAMME, whole, (at * 100 + np.maximum(prog, 0)) * 10),
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
            returned_until=aims["returned_until"].to_numpy().astype(np.int64),
            restart=aims["restart"].to_numpy() == 1,
            standard=aims["std"].to_numpy() > 0,
            **by_person,
        )

    @cached_property
    def from_an_earlier_year(self) -> Array:
        """Restarts of a programme whose learning broke off in an earlier academic year, and not because its provider
        merged: they count as starts.
        """
        order = np.lexsort((self.start, self.role, self.type, self.episode))
        before, now = order[:-1], order[1:]
        same = (self.episode[before] == self.episode[now]) & (self.type[before] == self.type[now])
        same &= (self.role[before] == self.role[now]) & (self.reason[before] != _IN_A_MERGER)
        found = np.zeros(len(self.start), dtype=bool)
        found[now] = same & (self.end[before] < first_day(year_of(self.start[now])))
        return found

    @cached_property
    def _is_counted_alone(self) -> Array:
        """Aims that rates count, each by itself: parts of an apprenticeship are counted by the whole."""
        found: Array = self.type != _COMPONENT
        return found

    @cached_property
    def _together(self) -> Array:
        """A number for all aims of one kind of provision of a learner at a provider."""
        provision = np.where(self.kind_of_provision == _APPRENTICESHIP, 1, 0) + 2 * (self.fund == _COMMUNITY_LEARNING)
        return np.unique((self.owner * 100_000 + self.provider) * 4 + provision, return_inverse=True)[1]

    @cached_property
    def kind_of_provision(self) -> Array:
        """Apprenticeships, community learning, and education and training, which is all else."""
        is_part = np.isin(self.type, (_PROGRAMME, _COMPONENT))
        return np.select(
            [is_part, self.fund == _COMMUNITY_LEARNING], [_APPRENTICESHIP, _IN_THE_COMMUNITY], _EDUCATION_AND_TRAINING
        )

    @cached_property
    def _is_transfer(self) -> Array:
        """Left for another aim of its kind at the provider that begins within 120 days."""
        left = np.flatnonzero((self.status == _WITHDRAWN) & (self.reason == _TO_ANOTHER_AIM) & (self.end < NEVER))
        others = np.sort((self._together * _DAYS + self.start)[self._is_counted_alone])
        first = self._together[left] * _DAYS + self.end[left]
        many = np.searchsorted(others, first + _TRANSFER_DAYS, side="right") - np.searchsorted(others, first)
        found = np.zeros(len(self.start), dtype=bool)
        found[left] = many > (self.start[left] == self.end[left])
        return found

    @cached_property
    def _resumed(self) -> Array:
        """The academic year in which learning goes on after a break, a late one where it does not."""
        content = np.unique(self.content, return_inverse=True)[1].astype(np.int64)
        learning = (self._together * (int(content.max(initial=0)) + 1) + content) * _DAYS
        again = np.sort((learning + self.start)[self.restart & self._is_counted_alone])
        found = np.full(len(self.start), _NO_YEAR)
        paused = np.flatnonzero((self.status == _PAUSED) & (self.end < NEVER))
        at = np.searchsorted(again, learning[paused] + self.end[paused])
        next_ = np.append(again, np.iinfo(np.int64).max)[at]
        resumes = next_ < learning[paused] + _DAYS
        found[paused[resumes]] = year_of((next_ - learning[paused])[resumes])
        return found

    @cached_property
    def leaves_in(self) -> Array:
        """The year in which rates count each aim as a leaver, `_NO_YEAR` where none does."""
        last = np.maximum(np.maximum(self.end, self.plan), np.where(self.status == _COMPLETED, self.achieved_on, 0))
        ends = year_of(np.minimum(last, first_day(2044)))
        missing = (self.end == NEVER) & (self.returned_until >= 0)
        paused = (self.status == _PAUSED) & ~missing
        planned = year_of(self.plan)
        found = np.select(
            [missing, paused],
            [np.maximum(planned, self.returned_until + 1), np.where(self._resumed <= ends + 1, _NO_YEAR, ends + 1)],
            ends,
        )
        withdrawn = (self.status == _WITHDRAWN) & ~missing
        left_out = self._is_transfer | np.isin(self.reason, (_BY_THE_DEPARTMENT, _IN_A_MERGER)) | self._is_left_at_once
        found[withdrawn & left_out] = _NO_YEAR
        return np.where(self._is_counted_alone, found, _NO_YEAR)

    @cached_property
    def _needed(self) -> Array:
        """Days for which somebody must stay, so that it counts."""
        planned = self.plan - self.start + 1
        return np.where(planned >= _LONG_PLAN, _WITHIN_LONG, np.where(planned >= _SHORT_PLAN, _WITHIN_SHORT, 1))

    @cached_property
    def _is_left_at_once(self) -> Array:
        """Left within the qualifying period, as rates have it: restarts are not shielded by it."""
        found: Array = (self.end - self.start + 1 < self._needed) & ~self.restart
        return found

    @cached_property
    def is_early(self) -> Array:
        """Left within the qualifying period and not achieved: no start for funding."""
        dated = (self.type != _PROGRAMME) | (self.end < _DATED_FROM) | (self.achieved_on != self.end)
        done = (self.status == _COMPLETED) & np.where(
            self.fund == _APPRENTICESHIPS_FROM_2017, dated, self.outcome == _ACHIEVED
        )
        found: Array = (self.end < NEVER) & ~done & (self.end - self.start + 1 < self._needed)
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
    def is_public(self) -> Array:
        """Aims of public money, each alone or a whole programme."""
        found: Array = np.isin(self.kind, PUBLIC) & (self.type != _COMPONENT)
        return found

    @cached_property
    def is_counted(self) -> Array:
        """Aims that make a learner: of public money, alone or a whole programme, not left at once."""
        found: Array = self.is_public & ~self.is_early
        return found

    def learning(self, year: int) -> Array:
        """Aims that are counted and in learning in a year."""
        found: Array = self.is_counted & (self.start < first_day(year + 1)) & (self.until >= first_day(year))
        return found

    def achieved(self, year: int) -> Array:
        done = (self.status == _COMPLETED) & (self.outcome == _ACHIEVED)
        found: Array = self.is_counted & done & (self.achieved_year == year)
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
        adult, apprentice = of.age(year) >= 19, of.type == _PROGRAMME
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
        for group in ("", *ETHNIC):
            cell = {"ethnic_group": group} if group else {}
            begun = of.is_public & of.is_skill & (year_of(of.start) == year) & adult
            some = begun & (of.in_group(group) if group else True)
            yield "enrolments", {"of": "essential skills", "year": year, "age": "19+", **cell}, int(some.sum())
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
    course = of.kind_of_provision == _EDUCATION_AND_TRAINING
    programme = of.type == _PROGRAMME
    for year in LEARNING_YEARS[: max(last + 1 - LEARNING_YEARS.start, 0)]:
        now = of.leaves_in == year
        for cell, aims in (*_courses(of, year, now & course), *_programmes(of, year, now & programme)):
            completed = aims & (of.status == _COMPLETED)
            yield cell, int(aims.sum()), int(completed.sum()), int((completed & (of.outcome == _ACHIEVED)).sum())


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
