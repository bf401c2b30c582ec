"""The roll of providers that teach people of a population: who they are follows from it, and what a provider knows.

A provider learns things late. Starts and ends are reported some weeks after; the learner number is temporary at first;
ethnic group, prior attainment, home and planned end are wrong for some, and put right later in the first year. Some
learners get another reference within a year. All of it has settled by the last return of the year in which it began, so
that R14 says what is true.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from alder.model.period import AcademicYear, ReturnNumber
from alder.sources.miniature import nation
from alder.sources.miniature.providers import ProviderKind, provider, registered
from alder.synth.population.draws import NEVER, day_number, first_day, keyed, keys, mixed, on, spread, year_of
from alder.synth.population.fictitious import MOST_LEARNERS, Places, numbered
from alder.synth.population.frequencies import (
    ADULT,
    APPRENTICE,
    COMMUNITY,
    HIGHER,
    LATE_REPORT,
    LOAN,
    STUDY,
    UNFUNDED,
)
from alder.synth.population.learning import PROGRAMME
from alder.synth.population.record_columns import ABSENT, SynthRecords, Texts, digits, either, joined, texts
from alder.synth.returns.heading import ready
from alder.synth.returns.region_learning import DAYS
from alder.synth.returns.roll import OUTCOMES, Roll, Snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.synth.population.draws import Array
    from alder.synth.returns.region_learning import RegionLearning

TEMPORARY: Final = 9_999_999_999
"""The learner number of whom the provider has none of yet."""
_KINDS: Final = (APPRENTICE, STUDY, HIGHER, LOAN, ADULT, COMMUNITY, UNFUNDED)
"""Who came for several things is returned as having come for the first of these."""
_PERSONAL: Final = frozenset(
    {"given", "family", "insurance", "insurance letter", "phone", "has phone", "house", "street", "second category"}
)
"""Chance that goes with the person to every provider; all other chance is of a person at a provider."""

_LATE_START, _LATE_END = 0.10, 0.18
"""Aims whose start, and whose end, is reported late. Assumed."""
_WRONG_GROUP, _WRONG_PRIOR, _WRONG_HOME, _WRONG_PLAN = 0.02, 0.03, 0.015, 0.03
"""Learners whose ethnic group, prior attainment and home are wrong at first, and aims whose planned end is. Assumed."""
_TEMPORARY_NUMBER = 0.04
"""Learners whose number is not known at first; apprentices have theirs. Assumed."""
_OTHER_REFERENCE = 0.006
"""Learners who have another reference from some day of their second year on. Assumed."""
_NOT_SAID = 0.013
"""Learners who do not say their ethnic group. Assumed."""
_UNKNOWN_GROUP = 99
_MOST_REFERENCES = 10**8


@cache
def nation_places() -> Places:
    """The postcodes of the made-up nation."""
    return Places(nation.places().postcodes)


@cache
def _with_grants() -> Array:
    """By number of a provider of the nation, whether it is a college or has a grant."""
    return np.array([provider(one.number).sort is not ProviderKind.TRAINING for one in registered()])


class PopulationRoll(Roll):
    """Learners of some providers of a region in a year, from the aims that these tell of.

    `aims` are sorted by provider, person and start, so that the learners of a provider follow each other.
    """

    def __init__(self, of: RegionLearning, year: int, aims: SynthRecords) -> None:
        self._of = of
        self.year = year
        self.places = nation_places()
        f = aims.fields
        who = of.key(f["provider"], f["person"])
        first = np.flatnonzero(np.r_[True, who[1:] != who[:-1]]) if len(who) else np.zeros(0, dtype=np.int64)
        self.size = len(first)
        self._first = first
        self.provider, self.person = f["provider"][first], f["person"][first]
        self._row = self.person - of.first
        rank = np.zeros(len(_KINDS), dtype=np.int64)
        rank[list(_KINDS)] = np.arange(len(_KINDS))
        self.kind = np.array(_KINDS)[_each(np.minimum, rank[f["kind"]], first)]
        self.start = f["start"][first]
        self.end = _each(np.maximum, np.minimum(f["end"], f["plan"] + 365), first)
        begun = np.where(f["original"] < NEVER, f["original"], f["start"])
        self.latest = _each(np.maximum, begun, first)
        self.has_grant = _with_grants()[self.provider]
        self.programmes_only = _each(np.minimum, f["prog"], first) >= 0
        self.standard = (_each(np.maximum, f["std"], first) >= 0).astype(np.int64)
        self.since = of.came(self.provider, self.person, year)
        self._key = keys(of.seed, self.person, self.provider)
        self._person_key = keys(of.seed, self.person)
        self._drawn: dict[str, Array] = {}
        self._homes: dict[int, tuple[Array, Array]] = {}
        late = self.draw("late report") < LATE_REPORT
        self.lag = np.where(late, spread(self.draw("report lag"), 10, 55), spread(self.draw("report lag"), 0, 6))
        self.numbers = self._permuted(self.provider, self.person) % 10**6
        self._aims = self._with_lags(aims, np.repeat(np.arange(self.size), np.diff(np.r_[first, len(who)])))
        self._episode = aims.owner[first]

    @property
    def ukprns(self) -> Array:
        """The provider of each learner."""
        return self.ukprn_of(self.provider)

    @staticmethod
    def ukprn_of(number: Array) -> Array:
        """The UKPRN of each number of a provider; none where there is none."""
        return np.where(number == ABSENT, ABSENT, number + _FIRST_UKPRN)

    @property
    def mistaken(self) -> Array:
        """Learners who never came."""
        found: Array = _each(np.minimum, self._aims.fields["mistaken"], self._first) == 1
        return found

    @property
    def all_aims(self) -> SynthRecords:
        """Every aim that is told of in the year, as it truly is."""
        return self._aims

    def draw(self, name: str) -> Array:
        if name not in self._drawn:
            self._drawn[name] = keyed(self._person_key if name in _PERSONAL else self._key, name)
        return self._drawn[name]

    # Who they are ----------------------------------------------------------------------------------------------------

    @property
    def born(self) -> Array:
        found: Array = self._of.person.fields["born"][self._row]
        return found

    @property
    def sex(self) -> Texts:
        return self._of.person.texts["sex"][self._row]

    @property
    def difficulty(self) -> Array:
        found: Array = self._of.person.fields["difficulty"][self._row] == 1
        return found

    @property
    def difficulty_category(self) -> Array:
        found: Array = self._of.person.fields["difficulty_category"][self._row]
        return found

    @property
    def education_plan(self) -> Array:
        """Those who had one at school, while they study and are under 25."""
        found: Array = (self._of.person.fields["special_needs"][self._row] == _PLAN) & (self.kind == STUDY)
        return found

    @property
    def free_meals(self) -> Array:
        found: Array = self._of.person.fields["free_meals"][self._row] & (self.kind == STUDY)
        return found & (self.draw("free meals") < _STILL_FREE_MEALS)

    @property
    def employed(self) -> Array:
        found: Array = (self.kind == APPRENTICE) | (self._of.episode.fields["employed"][self._episode] == 1)
        return found

    def grade(self, subject: str) -> Texts:
        grades = self._grades(subject)
        return either(grades.codes != ABSENT, grades, texts(np.zeros(self.size, dtype=np.int64), (_NO_GRADE,))).where(
            self.kind == STUDY
        )

    def low_grade(self, subject: str) -> Array:
        grades = self._grades(subject)
        good = np.array([*(word in _PASSES for word in grades.vocabulary.to_pylist()), False])
        found: Array = ~good[grades.codes]
        return found

    def _grades(self, subject: str) -> Texts:
        of = self._of.schooling
        held = of.texts["english_grade" if subject == "English" else "mathematics_grade"]
        if len(of) == 0:
            return Texts(np.full(self.size, ABSENT), held.vocabulary)
        person = of.fields["person"]
        at = np.minimum(np.searchsorted(person, self.person), len(person) - 1)
        return held[at].where((person[at] == self.person) & (of.fields["key_stage_4_year"][at] >= 0))

    # What the provider knows of them ---------------------------------------------------------------------------------

    def _not_yet(self, name: str, share: float, now: Snapshot) -> Array:
        """Of whom something is still wrong: for some weeks of their first year, and never in its last two returns."""
        day = self.start + spread(self.draw(f"{name} corrected after"), 35, 260)
        before = now.prepared < np.minimum(day, day_number(ready(AcademicYear(self.year), ReturnNumber.R13)))
        found: Array = (self.draw(f"{name} wrong") < share) & (self.since == self.year) & before
        return found

    def ethnicity(self, now: Snapshot) -> Array:
        silent = (self.draw("ethnic group not said") < _NOT_SAID) | self._not_yet("ethnic group", _WRONG_GROUP, now)
        return np.where(silent, _UNKNOWN_GROUP, self._of.person.fields["ethnicity"][self._row])

    def ladder(self, now: Snapshot) -> Array:
        true = self._of.episode.fields["prior_level"][self._episode]
        return np.where(self._not_yet("prior attainment", _WRONG_PRIOR, now), np.maximum(true - 1, 0), true)

    def homes(self, now: Snapshot) -> tuple[Array, Array]:
        """Where it is wrong, it is the home of whoever the population has next."""
        if now.prepared not in self._homes:
            before = self._home_before
            known = self._of.home_on(self.person, np.minimum(now.prepared, now.closes) - self.lag)
            known = np.where(self.start > now.prepared - self.lag, before, known)
            wrong = self._not_yet("home", _WRONG_HOME, now)
            other = self._of.home_on(self._of.first + (self._row + 1) % len(self._of.person), self.start - 1)
            self._homes[now.prepared] = np.where(wrong, other, before), np.where(wrong, other, known)
        return self._homes[now.prepared]

    @cached_property
    def _home_before(self) -> Array:
        return self._of.home_on(self.person, self.start - 1)

    @cached_property
    def _own_numbers(self) -> Array:
        """Each person has one number for life."""
        return numbered((self.person * _STEP + _begin(self._of.seed)) % MOST_LEARNERS)

    def ulns(self, now: Snapshot) -> Array:
        """Some have a temporary number for some weeks after they came."""
        known_after = self.start + spread(self.draw("number known after"), 10, 55)
        temporary = (self.draw("temporary number") < _TEMPORARY_NUMBER) & (self.kind != APPRENTICE)
        temporary &= (self.since == self.year) & (now.prepared < known_after)
        return np.where(temporary, TEMPORARY, self._own_numbers)

    def references(self, now: Snapshot) -> Texts:
        """Few have another one, which is made for them alone."""
        changed = self._changed(now.prepared)
        return either(changed, self._reference("M", self.provider, self.since, changed), self._first_references)

    @cached_property
    def _first_references(self) -> Texts:
        return self._reference("L", self.provider, self.since)

    @cached_property
    def _earlier_references(self) -> Texts:
        """What they had at the provider before."""
        earlier = self._provider_before
        came = self._of.came(earlier, self.person, self.year)
        return self._reference("L", earlier, came, earlier != ABSENT)

    def previous_references(self, now: Snapshot) -> Texts:
        """What they had before: another number here in the same year, or one at the provider before."""
        return either(self._renamed(now), self._first_references, self._earlier_references)

    def previous_providers(self, now: Snapshot) -> Array:
        """The UKPRN of the provider that they came from, of those who moved or whose provider became part of this.

        It is the one that gave the earlier reference, so none where that was this provider itself.
        """
        return np.where(self._renamed(now), ABSENT, self.ukprn_of(self._provider_before))

    def _renamed(self, now: Snapshot) -> Array:
        """Who had another reference here in the same year."""
        found: Array = self._changed(now.prepared) & (self.year == self.since + 1)
        return found

    @cached_property
    def _provider_before(self) -> Array:
        f = self._aims.fields
        begun = self._of.episode.fields["provider"][f["episode row"]]
        taught = np.where(f["taught_by"] != f["provider"], f["taught_by"], begun)
        other = np.where((taught != f["provider"]) & (f["mistaken"] == 0), taught, ABSENT)
        return _each(np.maximum, other, self._first)

    def _changed(self, prepared: int) -> Array:
        day = first_day(self.since + 1) + spread(self.draw("other reference on"), 60, 240)
        found: Array = (self.draw("other reference") < _OTHER_REFERENCE) & (day <= prepared)
        return found

    def _reference(self, letter: str, provider: Array, came: Array, given: Array | None = None) -> Texts:
        """A letter, the year of coming and eight digits, which tell nothing of who the person is elsewhere.

        It is made for those alone to whom one is given.
        """
        rows = np.arange(self.size) if given is None else np.flatnonzero(given)
        found = joined(
            letter, digits(came[rows] % 100, 2), digits(self._permuted(provider[rows], self.person[rows]), 8)
        )
        codes = np.full(self.size, ABSENT)
        codes[rows] = found.codes
        return Texts(codes, found.vocabulary)

    def _permuted(self, provider: Array, person: Array) -> Array:
        """A number of each person at a provider that no other person has there."""
        key = keys(self._of.seed, provider)
        factor = (key >> np.uint64(40)).astype(np.int64) * 10 + np.array([1, 3, 7, 9])[
            (key & np.uint64(3)).astype(np.int64)
        ]
        begin = (mixed(key) >> np.uint64(32)).astype(np.int64)
        found: Array = (person * (factor % _MOST_REFERENCES) + begin) % _MOST_REFERENCES
        return found

    # What they learn -------------------------------------------------------------------------------------------------

    def _with_lags(self, aims: SynthRecords, owner: Array) -> SynthRecords:
        f = aims.fields
        key = keys(self._of.seed, f["episode"], f["role"], f["provider"])
        # What begins or ends on one day is told together: the aims of a programme, or of a study programme.
        begun, over = (keys(self._of.seed, f["episode"], f["provider"], f[day]) for day in ("start", "end"))
        starts_late, ends_late = keyed(begun, "late start") < _LATE_START, keyed(over, "late end") < _LATE_END
        by_start, by_end = keyed(begun, "start lag"), keyed(over, "end lag")
        start_lag = np.where(starts_late, spread(by_start, 7, 130), spread(by_start, 0, 6))
        end_lag = np.where(ends_late, spread(by_end, 10, 160), spread(by_end, 0, 9))
        start_told = f["start"] + np.minimum(start_lag, _settled(f["start"]))
        start_told = np.maximum(start_told, start_told[_first_of_programme(f)])
        settled = np.minimum(_settled(f["end"]), _settled(f["assessed"]))
        # Whoever waits for an assessment in the new year has nothing else in its first return.
        waits = (f["assessed"] < NEVER) & (
            year_of(np.minimum(f["assessed"], _FAR)) > year_of(np.minimum(f["end"], _FAR))
        )
        settled = np.where(waits, first_day(year_of(np.minimum(f["end"], _FAR)) + 1) - f["end"], settled)
        end_lag = np.minimum(end_lag, settled)
        end_lag = np.minimum(end_lag, _end_known(f, start_told, f["end"] + end_lag) - f["end"])
        told = {
            "episode row": aims.owner,
            "orig": f["original"],
            "start_lag": start_told - f["start"],
            "end_lag": end_lag,
            "plan_wrong": (keyed(key, "planned end wrong") < _WRONG_PLAN).astype(np.int64),
            "plan_corrected": f["start"] + spread(keyed(key, "planned end corrected"), 40, 240),
            "key": keys(self._of.seed, f["episode"], f["role"], f["provider"], f["start"]).view(np.int64),
        }
        return SynthRecords(owner, {**f, **told}, aims.texts)

    def aims(self, now: Snapshot) -> SynthRecords:
        f = self._aims.fields
        day = min(now.prepared, now.closes)
        found = self._aims.where((f["told_from"] <= day) & (day < f["told_until"]))
        f = dict(found.fields)
        changeable = np.isin(f["fund"], _PLAN_MAY_MOVE) & (year_of(f["start"]) == self.year) & (f["restart"] == 0)
        correct = np.minimum(f["plan_corrected"], day_number(ready(AcademicYear(self.year), ReturnNumber.R13)))
        wrong = (f["plan_wrong"] == 1) & changeable & (now.prepared < correct) & (f["plan"] > f["start"] + 30)
        f["plan"] = np.where(wrong, f["plan"] + _PLAN_LATER, f["plan"])
        return SynthRecords(found.owner, f, found.texts)

    def software_ids(self, aim: SynthRecords) -> Array:
        """A restart is an aim of its own, with a number of its own."""
        key = aim.fields["key"].view(np.uint64)
        both = np.stack([key, mixed(key + np.uint64(1))], axis=1)
        found: Array = np.ascontiguousarray(both).view(np.uint8).reshape(len(key), 16)
        return found

    # What became of them ---------------------------------------------------------------------------------------------

    def destinations(self, who: Array) -> Array:
        """What they learn or work at next, where the population has it; else by chance."""
        found: Array = self._destinations[who]
        return found

    @cached_property
    def _destinations(self) -> Array:
        who = np.arange(self.size)
        found = super().destinations(who)
        by_kind = np.full(max(_KINDS) + 1, OUTCOMES.index(("EDU", 5)))
        by_kind[[APPRENTICE, STUDY, HIGHER]] = [OUTCOMES.index(code) for code in (("EDU", 2), ("EDU", 4), ("EDU", 6))]
        worked, claimed = self._of.working_days(self.person, self.end)
        found = np.where(claimed >= _HALF_A_YEAR, OUTCOMES.index(("NPE", 1)), found)
        found = np.where(worked >= _HALF_A_YEAR, OUTCOMES.index(("EMP", 1)), found)
        following = self._next_episode()
        found = np.where(following >= 0, by_kind[np.maximum(following, 0)], found)
        return np.where(self._goes_to_university() & (following < 0), OUTCOMES.index(("EDU", 6)), found)

    def _next_episode(self) -> Array:
        """The kind of what each began within half a year of the end, or -1."""
        f = self._of.aims.fields
        order, key = self._of.starts
        wanted = self.person * DAYS + self.end + 1
        at = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
        row = order[at]
        soon = (f["person"][row] == self.person) & (f["start"][row] - self.end <= _SOON) & (key[at] >= wanted)
        return np.where(soon, f["kind"][row], -1)

    def _goes_to_university(self) -> Array:
        return self._of.studied(self.person, year_of(self.end) + 1)


def _each(of: np.ufunc, values: Array, first: Array) -> Array:
    """Of each learner's rows, which begin at `first`, the least or the most."""
    found: Array = of.reduceat(values, first) if len(first) else values
    return found


def _first_of_programme(f: Mapping[str, Array]) -> Array:
    """For each aim the row of the first one of its programme at its provider."""
    programme = keys(0, f["provider"], f["episode"])
    order = np.lexsort((f["start"], programme))
    new = np.r_[True, programme[order][1:] != programme[order][:-1]]
    found = np.empty(len(order), dtype=np.int64)
    found[order] = order[np.flatnonzero(new)[np.cumsum(new) - 1]]
    return found


def _end_known(f: Mapping[str, Array], start_told: Array, end_told: Array) -> Array:
    """The day by which the end of an aim of an apprenticeship is told, however late it would be told alone.

    Who tells of the end of a programme, of a restart or of the next programme has ended what was over before it.
    """
    by = np.full(len(start_told), NEVER)
    whole = np.flatnonzero((f["prog"] >= 0) & (f["type"] == PROGRAMME))
    ended = np.flatnonzero((f["prog"] >= 0) & (f["end"] < NEVER))
    if not len(whole):
        return by
    new = np.r_[True, (f["person"][1:] != f["person"][:-1]) | (f["provider"][1:] != f["provider"][:-1])]
    learner = np.cumsum(new) * DAYS
    begins = learner[whole] + f["start"][whole]  # in order, since aims are
    least = np.minimum.accumulate((start_told[whole] + learner[whole] * _APART)[::-1])[::-1]
    following = np.searchsorted(begins, learner[ended] + f["end"][ended], side="right")
    told = np.r_[least, np.iinfo(np.int64).max][following] - learner[ended] * _APART
    own = whole[np.maximum(np.searchsorted(begins, learner[ended] + f["start"][ended], side="right") - 1, 0)]
    is_part = (learner[own] == learner[ended]) & (f["end"][ended] <= f["end"][own]) & (f["end"][own] < NEVER)
    by[ended] = np.minimum(np.minimum(told, NEVER), np.where(is_part, end_told[own], NEVER))
    return by


@cache
def _last_returns() -> Array:
    """The day of R14 of each academic year from 1990 on."""
    return np.array([day_number(ready(AcademicYear(y), ReturnNumber.R14)) for y in range(1990, 2046)])


def _settled(day: Array) -> Array:
    """Days from each day to the last return of its year; far more for what never comes."""
    known = np.where(day < NEVER, day, 0)
    return np.where(day < NEVER, _last_returns()[np.maximum(year_of(known) - 1990, 0)] - known, NEVER)


def _begin(seed: int) -> int:
    return int(keys(seed, 0)[0] % np.uint64(MOST_LEARNERS))


_STEP = 123_456_791
"""Has no factor in common with the number of learner numbers, so that each person has their own."""
_FIRST_UKPRN = 10_000_001
_PLAN = 2
_STILL_FREE_MEALS = 0.45
"""Of young people who had free meals at school in the last years, how many have them at college. Assumed."""
_NO_GRADE = "NONE"
_PASSES = frozenset({"9", "8", "7", "6", "5", "4", "A*", "A", "B", "C"})
_FAR = on(2044, 1, 1)
_APART = 16
"""So many times the days of a life are more than any day that is told: the least day of one learner is no other's."""
_SOON = _HALF_A_YEAR = 183
_PLAN_MAY_MOVE = (25, 35, 36, 38)
_PLAN_LATER = 21
"""Days by which a planned end is wrong at first."""
