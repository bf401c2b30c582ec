"""The spells of hard cases: each row of the table in `hard_cases`, made for one learner."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from alder.sources.miniature.lars import SECURITY_LICENCE
from alder.synth.population import courses
from alder.synth.population.draws import NEVER, first_day, year_of
from alder.synth.population.frequencies import APPRENTICE
from alder.synth.population.hard_cases import (
    CASES,
    COMPLETER,
    OVERDUE,
    OVERDUE_BREAK,
    PLANNED,
    WITHDRAWN,
)
from alder.synth.population.learning import COMPLETED, NOT_ACHIEVED
from alder.synth.population.learning_targets import FIRST_APPRENTICESHIP, of_subject
from alder.synth.population.spells import Spells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.synth.population.draws import Array
    from alder.synth.population.hard_cases import CaseSpell, HardCase
    from alder.synth.population.participation import Enrolments, Participation

OTHER_AIM: Final = 10
"""Added to the role of an aim that follows on another one, as a transfer does."""
NO_RESTARTS: Final = 2020
"""The academic year in which no restart of an apprenticeship is a start."""
_UNKNOWN_REASON = 98


@dataclass(frozen=True)
class CaseSpells:
    """All spells of the cases of a year, and what each says; and of each learner the end, the last day and whether the
    last spell was completed.
    """

    spells: Spells
    says: tuple[str, ...]
    end: Array
    last: Array
    completed: Array
    restarts: tuple[tuple[int, int, bool], ...]  # year, age and minority of restarts that count as starts


def case_spells(begun: Enrolments, made: Array, case: Array, who: Participation, year: int, first: int) -> CaseSpells:
    """The spells of the cases of a year: `made` are the rows of learners, `case` the number of each one's case."""
    rows: list[dict[str, int]] = []
    says: list[str] = []
    ends, lasts, completed = [], [], []
    restarts: list[tuple[int, int, bool]] = []
    for row in made.tolist():
        hard = CASES[int(case[row]) - 1]
        own = _Learner(begun, row, who, year)
        spells = [own.spell(spell, hard) for spell in hard.spells]
        rows += [spell | {"row": first + row, "case": int(case[row])} for spell in spells]
        says += [spell.says for spell in hard.spells]
        final = spells[-1]
        held = final["returned_until"]
        end = int(first_day(held + 1)) - 1 if held >= 0 else final["end"]
        ends.append(end)
        lasts.append(final["assessed"] if final["assessed"] < NEVER else end)
        completed.append(final["status"] == COMPLETED)
        restarts += own.restarts(spells)
    columns = {f.name: np.array([r[f.name] for r in rows], dtype=np.int64) for f in fields(Spells) if f.name != "fixed"}
    columns["fixed"] = np.ones(len(rows), dtype=bool)
    return CaseSpells(
        Spells(**columns),
        tuple(says),
        np.array(ends, dtype=np.int64),
        np.array(lasts, dtype=np.int64),
        np.array(completed, dtype=bool),
        tuple(restarts),
    )


def leavers_of(cases: CaseSpells) -> Iterator[tuple[int, int, int, bool]]:
    """The group, year and trait of every spell that the rates count, and whether it is a completer."""
    s = cases.spells
    for n, says in enumerate(cases.says):
        planned = int(year_of(s.plan[n]))
        if says in (COMPLETER, WITHDRAWN):
            days = [s.plan[n], s.end[n], *([s.assessed[n]] if s.assessed[n] < NEVER else [])]
            yield int(s.group[n]), int(year_of(max(days))), int(s.trait[n]), says == COMPLETER
        elif says == OVERDUE_BREAK:
            yield int(s.group[n]), max(planned, int(year_of(s.end[n]))) + 1, int(s.trait[n]), False
        elif says == OVERDUE:
            yield int(s.group[n]), max(planned, int(s.returned_until[n]) + 1), int(s.trait[n]), False


class _Learner:
    """Somebody for whom a case is made."""

    def __init__(self, begun: Enrolments, row: int, who: Participation, year: int) -> None:
        self.begun, self.row, self.who, self.year = begun, row, who, year
        self.start = int(begun.start[row])
        self.apprentice = int(begun.kind[row]) == APPRENTICE
        self.planned = int(begun.plan[row]) - self.start + 1 if self.apprentice else PLANNED

    def spell(self, spell: CaseSpell, case: HardCase) -> dict[str, int]:
        """One spell as a row, without its enrolment and case."""
        start = self.start + spell.begins
        planned = spell.planned or self.planned
        plan = start + planned - 1
        if spell.restart and self.apprentice:
            plan = self.start + self.planned - 1 + spell.begins - (case.spells[0].lasts or 0)
        if spell.ends_on:
            plan, end = self._at_the_end_of_the_year(spell, plan)
        else:
            end = plan if spell.lasts is None else start + spell.lasts - 1
        standard = int(self.begun.wait[self.row]) > 0 and not spell.outside
        waits = (spell.waits or int(self.begun.wait[self.row])) if standard and spell.status == COMPLETED else 0
        return self._what(spell) | {
            "role": OTHER_AIM if spell.another else 0,
            "provider": self._provider(spell, end),
            "start": start,
            "original": self.start if spell.restart else NEVER,
            "plan": plan,
            "end": NEVER if spell.returned_for else end,
            "assessed": end + waits if waits else NEVER,
            "status": spell.status,
            "outcome": spell.outcome if spell.status == COMPLETED else NOT_ACHIEVED,
            "reason": (_UNKNOWN_REASON if spell.reason < 0 else spell.reason) if spell.status == _LEFT else -1,
            "restart": int(spell.restart),
            "returned_until": self.year + spell.returned_for - 1 if spell.returned_for else -1,
        }

    def _at_the_end_of_the_year(self, spell: CaseSpell, plan: int) -> tuple[int, int]:
        """The planned end and the end of a spell that ends on a boundary of the academic year."""
        if self.apprentice:
            end = int(first_day(self.year + 2)) - 1
            return end - 30, end
        return plan, int(first_day(self.year + 1)) - (spell.ends_on == "31 July")

    def _what(self, spell: CaseSpell) -> dict[str, int]:
        """What is learned: the same, another of its kind, or something outside of apprenticeships."""
        columns = ("course", "group", "prog", "fwork", "pway", "std", "price")
        own = {"trait": int(self.begun.trait[self.row])}
        same = {name: int(getattr(self.begun, name)[self.row]) for name in columns}
        if spell.reason == _FROM_CUSTODY and same["course"] == courses.number_of(SECURITY_LICENCE):
            return same | own | {"course": self._other_course(int(self.begun.band[self.row]), same["course"])}
        if not spell.another:
            return same | own
        if spell.outside or not self.apprentice:
            rung = 2 if spell.outside else int(self.begun.band[self.row])
            return (
                dict.fromkeys(columns, -1) | own | {"course": self._other_course(rung, same["course"]), "group": rung}
            )
        level = same["group"] - FIRST_APPRENTICESHIP
        standard = same["prog"] == _STANDARD
        low, high = ((2, 2), (3, 3), (4, 6))[level % 3]
        programmes = courses.open_programmes(standard, low, high, self.year)
        at = self.row % len(programmes.prog)
        if (int(programmes.std[at]), int(programmes.fwork[at])) == (same["std"], same["fwork"]):
            at = (at + 1) % len(programmes.prog)
        found = {name: int(getattr(programmes, name)[at]) for name in ("prog", "fwork", "pway", "std", "price")}
        day = np.array([self.start + spell.begins])
        subject = programmes.subject[at : at + 1]
        traits = of_subject(np.array([own["trait"]]), subject, np.zeros(1, dtype=bool))
        return (
            found
            | {"trait": int(traits[0])}
            | {
                "group": same["group"],
                "course": int(courses.current(programmes.component[at : at + 1], day)[0]),
            }
        )

    def _other_course(self, rung: int, course: int) -> int:
        """A course of some length at this level which is not that one."""
        able = courses.open_courses("adult", rung, self.year)[0]
        long = able[courses.columns().hours[able] >= _LONG]
        found = int(long[self.row % len(long)])
        return found if found != course else int(long[(self.row + 1) % len(long)])

    def _provider(self, spell: CaseSpell, end: int) -> int:
        """The learner's own provider; for a spell elsewhere another one of its kind that is open until the end."""
        own = int(self.begun.provider[self.row])
        if not spell.elsewhere:
            return own
        teachers = self.who.teachers
        able = (teachers.closed >= end) & (teachers.opened <= self.start) & (np.arange(len(teachers.number)) != own)
        alike = np.flatnonzero(able & (teachers.kind == teachers.kind[own]))
        others = alike if len(alike) else np.flatnonzero(able)
        return int(others[self.row % len(others)])

    def restarts(self, spells: list[dict[str, int]]) -> list[tuple[int, int, bool]]:
        """Restarts in another year than that in which learning broke off, which count as starts of apprentices."""
        if not self.apprentice:
            return []
        found = []
        for before, after in pairwise(spells):
            broken, year = year_of(np.array([before["end"], after["start"]])).tolist()
            if after["restart"] and year not in (broken, NO_RESTARTS):
                person = self.begun.person[self.row : self.row + 1]
                age = int(self.who.age_on(person, np.array([after["start"]]))[0])
                minority = bool(self.who.group[person[0]] != 0)
                found.append((year, age, minority))
        return found


_LEFT, _STANDARD = 3, 25
_FROM_CUSTODY = 28
"""Why somebody left who was released. A licence to work in security is not paid for in custody."""
_LONG = 100
"""Hours of a course that somebody transfers to, at the least."""
