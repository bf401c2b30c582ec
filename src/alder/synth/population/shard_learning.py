"""The learning of a shard's people from 1998 on: year by year who begins, who completes, and all of it as aims."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from alder.synth.population import courses, frequencies
from alder.synth.population.achieving import with_outcomes
from alder.synth.population.aim_rows import aim_table, episode_table
from alder.synth.population.case_spells import NO_RESTARTS, case_spells, leavers_of
from alder.synth.population.draws import NEVER, first_day, on, spread, year_of
from alder.synth.population.fitting import systematic
from alder.synth.population.frequencies import ADULT, APPRENTICE, STUDY
from alder.synth.population.hard_cases import ADULTS, APPRENTICES, CASES, QUALIFYING, cases_of, starts_again
from alder.synth.population.learning import (
    ACHIEVED,
    COMPLETED,
    GCSE_ENGLISH,
    GCSE_MATHS,
    NOT_ACHIEVED,
    PAUSED,
    SKILLS_ENGLISH,
    SKILLS_MATHS,
    WITHDRAWN,
    WORK_PLACEMENT,
)
from alder.synth.population.learning_targets import (
    ETHNIC,
    FIRST,
    FIRST_APPRENTICESHIP,
    LEVELS,
    NO_GROUP,
    learning_targets,
    of_age,
    of_subject,
)
from alder.synth.population.leaver_quotas import LeaversLeft
from alder.synth.population.leaving import Leaving
from alder.synth.population.participation import Enrolments, Participation, joined
from alder.synth.population.record_columns import codes
from alder.synth.population.residents import GROUPS
from alder.synth.population.spells import DEPARTMENT, MERGER, Spells, joined_spells, moved_on

if TYPE_CHECKING:
    import pyarrow as pa

    from alder.synth.population.draws import Array
    from alder.synth.population.learning_targets import CourseCell, LearningTargets
    from alder.synth.population.people import ShardPeople
    from alder.synth.population.targets import Targets

APPRENTICE_MATHS, ENGLISH, MATHS, SECOND, A_LEVEL_2, A_LEVEL_3, PLACEMENT, PREPARATION = range(2, 10)
"""The roles of aims in an episode: 0 is the main one, 1 the component of an apprenticeship. Those of another aim after
a transfer are ten more."""
_MORE_SKILLS: Final = (23, 24, 33, 34)
_ADDED: Final = {1: (PREPARATION, 49), 2: (29, 59), 3: (39, 69)}
"""Roles of more basic skills, and of short aims beside study programmes at each level: of the same kind by their last
digit.
"""
_SKILLS_LEVEL, _SKILLS_OF_ROOM = 1, 0.5
"""The level of more basic skills; and of all that is to be added for an ethnic group, so many of them at the most.
Assumed.
"""
_SKILLS_BAND: Final = LEVELS.index("essential skills")
_OF_ETHNIC: Final = np.array([ETHNIC.index(name) if name in ETHNIC else len(ETHNIC) - 1 for name in GROUPS])
TO_ANOTHER_AIM = 40

_QUALIFYING_DAYS: Final = ((168, 42), (14, 14))
"""Whoever leaves an aim of 168 planned days stays 42 at least, unless they are early; of 14 days, 14."""
_LATEST_CASE = 110
"""Days after 1 August by which a case begins, so that what follows on it is in the same year."""
_LONGEST_CASE = 1500
"""Days for which the provider of a case stays open, so that nothing else happens to it."""
_FEWEST = 8
"""So many learners of a kind must begin in a year for each case that is made of them."""
_PLACED, _FIRST_PLACEMENT = 0.085, 2013
_PREPARED = 0.4
_PREPARING: Final = {1: "99009701", 2: "99009801", 3: "60341567"}
"""Of young people how many prepare for work beside their study, and with which aim at each level. Assumed."""
_MATHS_PASS = 0.8
"""Of apprentices who finish English or maths, how many pass. Assumed."""
_REGISTERED, _TAILORED = 2010, 2024
"""From which years the list has functional skills, and tailored learning."""
_CONTRACTS_MAY_BE_LATE: Final = on(2021, 8, 1)
"""Until then the contract of an apprentice who failed ended with learning, and so not after the planned end."""
_NEXT_START, _AGED = 200, 25
"""Days within which a case begins its second apprenticeship, and the age that nobody reaches before then."""
_SHORTEST = 20
_ADULT_FROM, _MOVES = 19, 40
"""Whoever begins so many days before a provider closes, and is planned to end so many after it, goes on elsewhere."""
_REASONS: Final = tuple((code, share) for code, share in frequencies.WITHDRAWAL if code != TO_ANOTHER_AIM)
"""Reasons of those who leave; none says that they went on with another aim, which only transfers do."""


def learning(people: ShardPeople, targets: Targets, last: int) -> tuple[pa.Table, pa.Table]:
    """The tables `episode` and `aim` of a shard, of all that begins up to the academic year that starts in `last`."""
    made = _ShardLearning(people, learning_targets(targets))
    for year in range(FIRST, last + 1):
        made.go_through(year)
    return made.tables()


def _handed_on(begun: Enrolments, case: Array) -> Enrolments:
    """What adults of whom a hard case is made were to learn beside its course is learned by others, at as many levels
    as before: a case has one course.
    """
    second, english, maths = begun.second.copy(), begun.english.copy(), begun.maths.copy()
    adult, rung = begun.kind == ADULT, courses.columns().rung
    has = (second >= 0) | english | maths
    one = np.flatnonzero(adult & (case == 0) & ~begun.early & ~has)
    for row in np.flatnonzero(adult & (case > 0) & has).tolist():
        skills = english[row] or maths[row]
        level = _SKILLS_BAND if skills else rung[second[row]]
        able = one[(begun.band[one] != level) & (begun.group[one] != NO_GROUP)]
        if len(able):
            to = able[row % len(able)]
            for column, nothing in ((second, -1), (english, False), (maths, False)):
                column[to], column[row] = column[row], nothing
            one = one[one != to]
    return replace(begun, second=second, english=english, maths=maths)


@dataclass(frozen=True)
class _CoursesBeside:
    """Aims beside the main one as columns: of which enrolments, what, when, and how rates tell them apart."""

    some: Array
    role: Array
    course: Array
    start: Array
    plan: Array
    group: Array
    traits: Array
    due: Array
    keys: Array


class _ShardLearning:
    """The learning of one shard as it comes about."""

    def __init__(self, people: ShardPeople, targets: LearningTargets) -> None:
        self.people, self.targets = people, targets
        self.who = Participation(people, targets)
        self.parts = {cell.key: parts for cell, parts in self.who.parts.items()}
        self.leaving = Leaving(targets, self.parts)
        self.enrolments: list[Enrolments] = []
        self.spells: list[Spells] = []
        self.count = 0

    def go_through(self, year: int) -> None:
        """Everything that begins in a year, to its end."""
        names = {of: self._cases(of, year) for of in (ADULTS, APPRENTICES)}
        again = sum(starts_again(CASES[n - 1]) for n in names[APPRENTICES])
        courses_too = sum(any(spell.outside for spell in CASES[n - 1].spells) for n in names[APPRENTICES])
        begun = self.who.begin(year, np.array([0, again, 0]), courses_too)
        case = np.zeros(len(begun), dtype=np.int64)
        for of, numbers in names.items():
            self._plant(begun, of, numbers, case)
        begun = replace(_handed_on(begun, case), early=self._stayed(begun, case))
        closes = self.who.teachers.closed[begun.provider] < begun.plan + begun.gap + begun.slip
        whole = (case > 0) | closes  # nobody comes back from a break to a provider that is gone
        begun = replace(
            begun,
            pause=np.where(whole, NEVER, begun.pause),
            gap=np.where(whole, 0, begun.gap),
            maths=begun.maths & (case == 0),
        )
        apprentices = begun.kind == APPRENTICE
        young = self.who.age_on(begun.person, self._counted_from(begun)) < _ADULT_FROM
        begun = replace(begun, trait=np.where(apprentices, of_age(begun.trait, young), begun.trait))
        self._go(year, begun, case)
        self.enrolments.append(begun)
        self.count += len(begun)

    def _counted_from(self, begun: Enrolments) -> Array:
        """The first day of learning as it is counted in the end: after a break, or a move to another provider."""
        closed = self.who.teachers.closed[begun.provider]
        moves = (begun.start + _MOVES <= closed) & (begun.plan > closed + _MOVES)
        return np.where(moves, closed + 1, np.where(begun.pause < NEVER, begun.pause + begun.gap, begun.start))

    # Hard cases ------------------------------------------------------------------------------------------------------

    def _cases(self, of: str, year: int) -> tuple[int, ...]:
        """The cases of a year: fewer where there are not enough learners to make them of."""
        shard = self.people.shard
        if of == APPRENTICES:
            many = shard.part(float(self.targets.starts(year).sum()), f"cases {year}")
        else:
            many = shard.part(self.targets.adults(year)[0] / 2, f"cases {year}")
        able = cases_of(of, shard.number, year)
        first = (7 * shard.number + year) % len(able)
        return (able[first:] + able[:first])[: many // _FEWEST]

    def _plant(self, begun: Enrolments, of: str, numbers: tuple[int, ...], case: Array) -> None:
        """Choose learners for cases: adults, those with one course before others, and apprentices of 19 to 24."""
        more = begun.english | begun.maths | (begun.second >= 0)
        if of == ADULTS:
            able = (begun.kind == ADULT) & np.isin(begun.band, (1, 2))
        else:
            age = self.who.age_on(begun.person, begun.start)
            able = (begun.kind == APPRENTICE) & (age >= 19) & (age < 25) & (self.who.age[begun.person] >= 19)
            able &= begun.band <= 3
        able &= (case == 0) & (begun.start <= first_day(begun.year) + _LATEST_CASE)
        able &= self.who.teachers.closed[begun.provider] > begun.start + _LONGEST_CASE
        usual = self.who.group[begun.person] == 0  # whose second starts are of White people of 19 to 24, as is foreseen
        usual &= self.who.age_on(begun.person, begun.start + _NEXT_START) < _AGED
        early, one, several = (
            np.flatnonzero(able & which).tolist() for which in (begun.early, ~begun.early & ~more, ~begun.early & more)
        )
        for number in numbers:
            first = CASES[number - 1].spells[0]
            pools = [early] if first.says == QUALIFYING else []
            twice = starts_again(CASES[number - 1])
            fit = [
                [row for row in pool if (not first.waits or begun.wait[row] > 0) and (not twice or usual[row])]
                for pool in (*pools, one, several)
            ]
            pool = next((rows for rows in fit if rows), [])
            if pool:
                row = pool[number * 7 % len(pool)]
                case[row] = number
                early, one, several = ([r for r in rows if r != row] for rows in (early, one, several))

    def _stayed(self, begun: Enrolments, case: Array) -> Array:
        """Who leaves at once: for each apprentice of whom such a case is made and who was to stay, one fewer of those
        at the level and of the age.
        """
        early, age = begun.early.copy(), self.who.age_on(begun.person, begun.start)
        adult = self.who.age[begun.person] >= _ADULT_FROM
        at_once = np.isin(case, [n for n, of in enumerate(CASES, 1) if of.spells[0].says == QUALIFYING])
        for row in np.flatnonzero(at_once & (begun.kind == APPRENTICE) & ~early).tolist():
            alike = early & (case == 0) & adult & (begun.group == begun.group[row]) & (age >= 19) & (age < _AGED)
            early[np.flatnonzero(alike)[:1]] = False
        return early

    # A year ----------------------------------------------------------------------------------------------------------

    def _go(self, year: int, begun: Enrolments, case: Array) -> None:
        n, who = len(begun), self.who
        made = np.flatnonzero(case)
        cases = case_spells(begun, made, case, who, year, self.count)
        if told := list(leavers_of(cases)):
            group, when, traits, done_by_then = (np.array(column) for column in zip(*told, strict=True))
            self.leaving.count(group, when, traits, done_by_then)
        who.restarts += cases.restarts
        begun, decided, leave = self._quotas(year, begun, (case == 0) & ~begun.early)
        plan = begun.plan + begun.gap
        needed = np.select(
            [plan - begun.start + 1 >= days for days, _ in _QUALIFYING_DAYS], [n for _, n in _QUALIFYING_DAYS], 1
        )
        done = np.maximum(plan + begun.slip, begun.start + needed - 1)
        assessed = np.where(begun.wait > 0, done + begun.wait, NEVER)
        late = np.maximum(year_of(plan), year_of(np.where(begun.wait > 0, assessed, done)))
        mass = np.where(begun.academic, 3.0, 1.0)
        completed = np.zeros(n, dtype=bool)
        completed[decided] = ~leave
        ends_in = np.where(completed, late, year_of(plan))[decided]
        self.leaving.count(begun.group[decided], ends_in, begun.trait[decided], ~leave)
        stays = np.setdiff1d(np.flatnonzero((case == 0) & ~begun.early), decided)
        completed[stays] = self.leaving.decide(
            year,
            begun.group[stays],
            year_of(plan)[stays],
            late[stays],
            begun.trait[stays],
            mass=mass[stays],
            weight=begun.weight[stays],
            lots=lambda size: who.lots(f"leaving {size}", year, size),
            more_to_come=True,
        )
        end = np.where(completed, done, self._left(year, begun, plan))
        assessed = np.where(completed, assessed, NEVER)
        plain = np.flatnonzero(case == 0)
        self._restarts(begun, plain, end)
        main = self._main_spells(begun, plan, end, assessed, completed, who.lots("reason", year, n))
        keep = np.isin(main.row, self.count + plain)
        self.spells += [main.where(keep), cases.spells]
        self._beside(year, begun, case, plan, end, completed, main.where(keep))
        last = np.where(assessed < NEVER, assessed, end)
        end[made], last[made], completed[made] = cases.end, cases.last, cases.completed
        who.went(begun, end, last, completed)

    def _quotas(self, year: int, begun: Enrolments, able: Array) -> tuple[Enrolments, Array, Array]:
        """Those who begin in a year, planned so that quotas of leavers are kept to; whom that decides on, and who of
        them leaves.
        """
        decided = [(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool))]
        for quota in self.targets.quotas:
            before = quota.begun - year
            if before not in (0, quota.courses):
                continue
            has, gone = self.leaving.of_quota(quota)
            achieve, fail, leave = (self.people.shard.part(n, f"{quota.name} {n}") for n in quota.counts)
            shares = max(achieve + fail - has, 0) >> before, max(leave - gone, 0) >> before
            left = LeaversLeft(quota.cell.year, *shares)
            rows = np.flatnonzero(able & quota.cell.has(begun.group, begun.trait))
            begun = left.planned(begun, rows)
            if not before:
                decided.append(left.leaving(begun, rows, float(self.who.lots(f"leaving {quota.name}", year, 1)[0])))
        return begun, np.concatenate([rows for rows, _ in decided]), np.concatenate([which for _, which in decided])

    def _left(self, year: int, begun: Enrolments, plan: Array) -> Array:
        """The last day of whoever leaves: within the qualifying period, or after it and before the planned end."""
        draw = self.who.lots("left", year, len(begun))
        since = np.where(begun.pause < NEVER, begun.pause + begun.gap, begun.start)
        planned = begun.plan - begun.start + 1
        least = np.select([planned >= days for days, _ in _QUALIFYING_DAYS], [stay for _, stay in _QUALIFYING_DAYS], 0)
        early = begun.start + np.floor(draw * np.maximum(least - 2, 0)).astype(np.int64)
        room = np.maximum(plan - since - least, 0)
        later = since + least + np.floor(room * draw**1.4).astype(np.int64)
        found: Array = np.where(begun.early, early, np.minimum(later, plan))
        return found

    def _restarts(self, begun: Enrolments, plain: Array, end: Array) -> None:
        """Restarts of apprentices in another year than that of the break, which count as starts; not in 2020/21."""
        some = plain[(begun.pause[plain] < NEVER) & (begun.kind[plain] == APPRENTICE)]
        again = begun.pause[some] + begun.gap[some]
        year = year_of(again)
        counts = (year != year_of(begun.pause[some])) & (year != NO_RESTARTS)
        age = self.who.age_on(begun.person[some], again)
        minority = self.who.group[begun.person[some]] != 0
        self.who.restarts += list(
            zip(year[counts].tolist(), age[counts].tolist(), minority[counts].tolist(), strict=True)
        )

    def _main_spells(
        self, begun: Enrolments, plan: Array, end: Array, assessed: Array, completed: Array, draw: Array
    ) -> Spells:
        """The main spell of everybody, two where there was a break."""
        n = len(begun)
        paused = begun.pause < NEVER
        whole = Spells(
            row=self.count + np.arange(n),
            role=np.zeros(n, dtype=np.int64),
            provider=begun.provider,
            course=begun.course,
            group=begun.group,
            trait=begun.trait,
            prog=begun.prog,
            fwork=begun.fwork,
            pway=begun.pway,
            std=begun.std,
            price=begun.price,
            start=np.where(paused, begun.pause + begun.gap, begun.start),
            original=np.where(paused, begun.start, NEVER),
            plan=plan,
            end=end,
            assessed=assessed,
            status=np.where(completed, COMPLETED, WITHDRAWN),
            outcome=np.where(completed, ACHIEVED, NOT_ACHIEVED),
            reason=np.where(completed, -1, codes(draw, _REASONS)),
            restart=paused.astype(np.int64),
            returned_until=np.full(n, -1),
            case=np.zeros(n, dtype=np.int64),
            fixed=np.zeros(n, dtype=bool),
        )
        if not paused.any():
            return whole
        some = begun.where(paused)
        before = replace(
            whole.where(paused),
            start=some.start,
            original=np.full(len(some), NEVER),
            plan=some.plan,
            end=some.pause,
            assessed=np.full(len(some), NEVER),
            status=np.full(len(some), PAUSED),
            outcome=np.full(len(some), NOT_ACHIEVED),
            reason=np.full(len(some), -1),
            restart=np.zeros(len(some), dtype=np.int64),
        )
        return joined_spells([whole, before])

    # Aims beside the main one ----------------------------------------------------------------------------------------

    def _beside(
        self, year: int, begun: Enrolments, case: Array, plan: Array, end: Array, completed: Array, main: Spells
    ) -> None:
        """English and maths, second courses, placements, and the other two A levels."""
        usual = (case == 0) & ~begun.early
        rows: list[tuple[Array, int, Array, Array, Array]] = []  # who, role, course, start, plan
        n = len(begun)
        young, apprentice = begun.kind == STUDY, begun.kind == APPRENTICE
        last_day = int(first_day(year + 1)) - 1
        summer = last_day - 45
        has_more = self.who.rung[begun.person] >= 3
        day = spread(self.who.lots("skills start", year, n), 0, 10)
        before = spread(self.who.lots("skills plan", year, n), 0, 20)
        for role, wants, gcse, level_1, level_2, first in (
            (ENGLISH, begun.english, GCSE_ENGLISH, SKILLS_ENGLISH, "99000701", "99000901"),
            (MATHS, begun.maths, GCSE_MATHS, SKILLS_MATHS, "99000801", "99001001"),
        ):
            basic = level_1 if year >= _REGISTERED else first
            course = np.where(has_more, courses.number_of(level_2), courses.number_of(basic))
            course = np.where(young, courses.number_of(gcse), course)
            start = begun.start + np.where(young, 0, day)
            later = np.minimum(np.maximum(start + _SHORTEST + 1, plan - before), last_day)
            until = np.where(young, np.minimum(summer, plan), later)
            some = np.flatnonzero(wants & usual & ~apprentice & (until > start + _SHORTEST))
            rows.append((some, role, courses.current(course, start)[some], start[some], until[some]))
        some = np.flatnonzero((begun.second >= 0) & usual)
        until = np.minimum(np.maximum(plan, begun.start + 1), last_day)
        rows.append((some, SECOND, begun.second[some], begun.start[some], until[some]))
        some = np.flatnonzero(begun.maths & usual & apprentice & (begun.pause == NEVER))
        until = np.minimum(begun.start + 200, begun.plan)
        maths = np.full(len(some), courses.number_of(SKILLS_MATHS))
        rows.append((some, APPRENTICE_MATHS, maths, begun.start[some], until[some]))
        able = young & usual & ~begun.academic & (summer > begun.start + 4 * _SHORTEST)
        self._placements(year, begun, able, end)
        told = [cell for cell in self.targets.course_cells if cell.year == year and cell.is_filled]
        rows += self._more_skills(year, begun, case, plan, rows, told)
        if not told:
            some = np.flatnonzero(able & (self.who.lots("prepares", year, n) < _PREPARED))
            rows.append(self._preparation(begun, some, PREPARATION, 1, summer))
        self._decide_beside(year, begun, rows, end, completed)
        self._a_levels(year, begun, main)
        if told:
            able = young & usual & (summer > begun.start + 4 * _SHORTEST)
            rows = self._to_leavers(year, begun, able, told, summer)
            self._decide_beside(year, begun, rows, end, completed, settles=True)

    def _preparation(
        self, begun: Enrolments, some: Array, role: int, level: int, summer: int
    ) -> tuple[Array, int, Array, Array, Array]:
        """A short aim of preparing for work, at a level, beside a study programme."""
        start = begun.start[some] + _SHORTEST
        aim = courses.current(np.full(len(some), courses.number_of(_PREPARING[level])), start)
        return some, role, aim, start, np.full(len(some), summer - 30)

    def _more_skills(
        self,
        year: int,
        begun: Enrolments,
        case: Array,
        plan: Array,
        rows: list[tuple[Array, int, Array, Array, Array]],
        told: list[CourseCell],
    ) -> list[tuple[Array, int, Array, Array, Array]]:
        """More aims of English and mathematics for those adults who learn basic skills, as many as were published: in
        a year of which it was told how many leave, no more than leaves room for others.
        """
        adult = (begun.kind == ADULT) & (case == 0) & ~begun.early
        course, start, until = begun.course.copy(), begun.start.copy(), plan.copy()
        for some, role, aim, first, last in rows:
            if role in (ENGLISH, MATHS):
                of_adults = adult[some]
                course[some[of_adults]], start[some[of_adults]] = aim[of_adults], first[of_adults]
                until[some[of_adults]] = last[of_adults]
        learns = adult & courses.columns().is_skill[course]
        everybody = (begun.kind == ADULT) & courses.columns().is_skill[begun.course]
        group = self.who.group[begun.person]
        has = np.bincount(group[everybody | learns], minlength=len(GROUPS))
        wanted = self.targets.skills_enrolments(year)
        due = np.array([self.people.part_of_group(wanted[g], g, f"enrolments {year} {g}") for g in GROUPS])
        more = np.maximum(due - has, 0)
        if told:
            keys = self._beside_columns(year, begun, rows).keys
            for cell in told:
                room = self.parts[cell.key][0] - self.leaving.leavers(cell.key) - int((keys == cell.key).sum())
                of = np.isin(_OF_ETHNIC, cell.ethnic or range(len(ETHNIC))) & (cell.level in (None, _SKILLS_LEVEL))
                share = _SKILLS_OF_ROOM if cell.level is None else 1.0
                most = min(share * max(room, 0) / max(float(more[of].sum()), 1), 1)
                more = np.where(of, np.floor(more * most), more).astype(np.int64)
        able = np.flatnonzero(learns)
        many = np.maximum(np.bincount(group[able], minlength=len(GROUPS)), 1)
        found = []
        lot = self.who.lots("more skills", year, len(_MORE_SKILLS))
        for number, role in enumerate(_MORE_SKILLS[: len(courses.more_skills(year)) - 1]):
            counts = np.minimum(more, many)
            some = able[systematic(group[able], counts, np.ones(len(able)), float(lot[number]))]
            more = more - np.bincount(group[some], minlength=len(GROUPS))
            other = courses.other_skills(course[some], year, number)
            found.append((some, role, other, start[some], until[some]))
        return found

    def _to_leavers(
        self, year: int, begun: Enrolments, able: Array, told: list[CourseCell], summer: int
    ) -> list[tuple[Array, int, Array, Array, Array]]:
        """So many short aims beside study programmes that as many leave as was published of the year."""
        found = []
        lots = self.who.lots("added to leavers", year, 2 * len(told) * len(_ADDED))
        for number, cell in enumerate(told):
            of = np.flatnonzero(able)
            needed = max(self.parts[cell.key][0] - self.leaving.leavers(cell.key), 0)
            if cell.ethnic is not None:
                of = of[np.isin(self.who.ethnic[begun.person[of]], cell.ethnic)]
            levels = tuple(_ADDED) if cell.level is None else (cell.level,)
            for turn in range(2):
                for step, level in enumerate(levels):
                    many = min(-(-needed // (len(levels) - step)), len(of))
                    zero = np.zeros(len(of), dtype=np.int64)
                    lot = float(lots[(number * len(_ADDED) + step) * 2 + turn])
                    some = of[systematic(zero, np.array([many]), np.ones(len(of)), lot)]
                    needed -= len(some)
                    found.append(self._preparation(begun, some, _ADDED[level][turn], level, summer - 10 * turn))
        return found

    def _beside_columns(
        self, year: int, begun: Enrolments, rows: list[tuple[Array, int, Array, Array, Array]]
    ) -> _CoursesBeside:
        """Aims beside the main one below each other, with what rates tell them apart by."""
        some = np.concatenate([r[0] for r in rows])
        role = np.repeat([r[1] for r in rows], [len(r[0]) for r in rows])
        course, start, plan = (np.concatenate([r[k] for r in rows]) for k in (2, 3, 4))
        community = (role == SECOND) & (courses.columns().rung[course] == 0)
        group = np.where(role == APPRENTICE_MATHS, NO_GROUP, courses.columns().rung[course])
        group = np.where(community & (year < _TAILORED), NO_GROUP, group)
        traits = of_subject(begun.trait[some], courses.columns().subject[course], np.zeros(len(some), dtype=bool))
        due = year_of(plan)
        keys = self.targets.keys(group, due, traits)
        return _CoursesBeside(some, role, course, start, plan, group, traits, due, keys)

    def _decide_beside(
        self,
        year: int,
        begun: Enrolments,
        rows: list[tuple[Array, int, Array, Array, Array]],
        end: Array,
        completed: Array,
        settles: bool = False,
    ) -> None:
        """Who completes of what is learned beside the main aim; what `settles` the year ends with it."""
        name = "added" if settles else "beside"
        of = self._beside_columns(year, begun, rows)
        some, role, course, start, plan = of.some, of.role, of.course, of.start, of.plan
        group, traits, due = of.group, of.traits, of.due
        gone = ~completed[some] & (end[some] < plan)
        now = gone & (due == year)  # whoever might come again in the next year learns nothing to its end
        gone[now] = self.leaving.leave_too(of.keys[now], float(self.who.lots(f"gone {name}", year, 1)[0]))
        self.leaving.count(group[gone], due[gone], traits[gone], completed=False)
        stays = np.flatnonzero(~gone)
        done = np.zeros(len(some), dtype=bool)
        done[stays] = self.leaving.decide(
            year,
            group[stays],
            due[stays],
            due[stays],
            traits[stays],
            mass=np.ones(len(stays)),
            weight=begun.weight[some[stays]],
            lots=lambda size: self.who.lots(f"leaving {name} {size}", year, size),
            settles=settles,
        )
        draw = self.who.lots(f"left {name}", year, len(some))
        least = np.minimum(np.where(plan - start + 1 >= 168, 42, 14), plan - start)
        left = start + least + np.floor((plan - start - least) * draw).astype(np.int64)
        last = np.where(done, plan, np.where(gone, np.maximum(end[some], start + least), left))
        n, parent = len(some), begun.where(some)
        framework = role == APPRENTICE_MATHS
        self.spells.append(
            Spells(
                row=self.count + some,
                role=role,
                provider=parent.provider,
                course=course,
                group=group,
                trait=traits,
                prog=np.where(framework, parent.prog, -1),
                fwork=np.where(framework, parent.fwork, -1),
                pway=np.where(framework, parent.pway, -1),
                std=np.where(framework, parent.std, -1),
                price=np.full(n, -1),
                start=start,
                original=np.full(n, NEVER),
                plan=plan,
                end=last,
                assessed=np.full(n, NEVER),
                status=np.where(done, COMPLETED, WITHDRAWN),
                outcome=np.where(done, ACHIEVED, NOT_ACHIEVED),
                reason=np.where(done, -1, codes(draw, _REASONS)),
                restart=np.zeros(n, dtype=np.int64),
                returned_until=np.full(n, -1),
                case=np.zeros(n, dtype=np.int64),
                fixed=np.zeros(n, dtype=bool),
            )
        )

    def _placements(self, year: int, begun: Enrolments, able: Array, end: Array) -> None:
        """Some weeks at an employer, within the first year of a study programme."""
        if year < _FIRST_PLACEMENT:
            return
        n = len(begun)
        start = begun.start + spread(self.who.lots("placement", year, n), 30, 110)
        until = start + spread(self.who.lots("placement length", year, n), 20, 60)
        able = able & (self.who.lots("placed", year, n) < _PLACED) & (until < end) & (until < first_day(year + 1))
        some = np.flatnonzero(able)
        parent = begun.where(some)
        plain = self._main_spells(
            parent, until[some], until[some], np.full(len(some), NEVER), able[some], until[some] * 0.0
        )
        self.leaving.count(np.zeros(len(some), dtype=np.int64), year_of(until[some]), parent.trait, completed=True)
        self.spells.append(
            replace(
                plain,
                row=self.count + some,
                role=np.full(len(some), PLACEMENT),
                course=np.full(len(some), courses.number_of(WORK_PLACEMENT)),
                group=np.zeros(len(some), dtype=np.int64),
                start=start[some],
                fixed=np.ones(len(some), dtype=bool),
            )
        )

    def _a_levels(self, year: int, begun: Enrolments, main: Spells) -> None:
        """The second and third A level of those who take A levels: as their first goes."""
        able, _, _ = courses.open_courses("a level", 3, year)
        of = main.where(begun.academic[main.row - self.count])
        if not len(of):
            return
        first = np.searchsorted(able, of.course)
        for step, role in ((1, A_LEVEL_2), (2, A_LEVEL_3)):
            other = able[(first + step * (1 + of.row % 3)) % len(able)]
            traits = of_subject(of.trait, courses.columns().subject[other], np.ones(len(of), dtype=bool))
            self.spells.append(replace(of, role=np.full(len(of), role), course=other, trait=traits))

    # All years -------------------------------------------------------------------------------------------------------

    def tables(self) -> tuple[pa.Table, pa.Table]:
        """All of it, with who passes, in the order of people and days."""
        enrolments, spells = joined(self.enrolments), joined_spells(self.spells)
        spells = moved_on(spells, self.who.teachers, self.who.draws.lots("moved on", len(enrolments)))
        spells = self._passed(enrolments, self._with_a_levels(enrolments, spells))
        order = np.lexsort((enrolments.start, enrolments.person))
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        spells = replace(spells, row=rank[spells.row])
        enrolments = enrolments.where(order)
        return (
            episode_table(self.people, enrolments, self.who.teachers),
            aim_table(self.people, enrolments, spells, self.who),
        )

    def _with_a_levels(self, enrolments: Enrolments, spells: Spells) -> Spells:
        """The same spells, with second and third A levels exchanged until as many leave and complete in a subject as
        was published.
        """
        told = [cell for cell in self.targets.course_cells if cell.a_level]
        subjects = {cell.subject: cell for cell in told}
        course, traits = spells.course.copy(), spells.trait.copy()
        subject_of = courses.columns().subject
        counts = enrolments.academic[spells.row] & ~enrolments.early[spells.row]
        counts &= np.isin(spells.role, (0, A_LEVEL_2, A_LEVEL_3)) & ~np.isin(spells.reason, (DEPARTMENT, MERGER))
        for year in sorted({cell.year for cell in told}):
            rows = np.flatnonzero(counts & (year_of(np.maximum(spells.plan, spells.end)) == year))
            able = courses.open_courses("a level", 3, year)[0].tolist()
            own: dict[int, set[int]] = {}
            for row in rows.tolist():
                own.setdefault(int(spells.row[row]), set()).add(int(course[row]))
            for status, (more, less) in ((COMPLETED, (1, None)), (WITHDRAWN, (0, 1))):
                of_status = rows[spells.status[rows] == status]
                free = of_status[spells.role[of_status] > 0].tolist()
                away = {}
                for subject, cell in subjects.items():
                    wanted = self.parts[cell.key][more] - (self.parts[cell.key][less] if less else 0)
                    away[subject] = wanted - int((subject_of[course[of_status]] == subject).sum())
                for row in free:
                    now, mine = int(subject_of[course[row]]), own[int(spells.row[row])]
                    if away.get(now, 0) < 0:
                        others = [c for c in able if c not in mine and subject_of[c] not in subjects]
                    elif now not in subjects:
                        others = [c for c in able if c not in mine and away.get(int(subject_of[c]), 0) > 0]
                    else:
                        continue
                    if others:
                        new = others[int(spells.row[row]) % len(others)]
                        mine.symmetric_difference_update((int(course[row]), new))
                        for subject, step in ((now, 1), (int(subject_of[new]), -1)):
                            if subject in away:
                                away[subject] += step
                        course[row] = new
        changed = np.flatnonzero(course != spells.course)
        a_level = np.ones(len(changed), dtype=bool)
        traits[changed] = of_subject(spells.trait[changed], subject_of[course[changed]], a_level)
        return replace(spells, course=course, trait=traits)

    def _passed(self, enrolments: Enrolments, spells: Spells) -> Spells:
        """With who achieves of those who complete. English and maths of apprentices are in no rate."""
        late = (spells.group >= FIRST_APPRENTICESHIP) & (spells.end > spells.plan)
        free = ~spells.fixed & ~(late & (spells.end < _CONTRACTS_MAY_BE_LATE) & (spells.prog >= 0))
        achievers = {key: achieved for key, (_, _, achieved) in self.parts.items()}
        found = with_outcomes(self.targets, self.who, enrolments, spells, free, achievers)
        outcome = found.outcome.copy()
        maths = np.flatnonzero((spells.role == APPRENTICE_MATHS) & (spells.status == COMPLETED))
        fail = self.who.draws.lots("apprentice maths", len(maths)) >= _MATHS_PASS
        outcome[maths] = np.where(fail, NOT_ACHIEVED, ACHIEVED)
        return replace(found, outcome=outcome)
