"""What may be begun in a year, and how popular it is: aims, standards and frameworks of the made-up list as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from alder.sources.miniature.catalogue import (
    ADULT,
    COMMUNITY,
    LOAN,
    YOUNG,
    ListedAim,
    listed_aims,
    listed_frameworks,
    listed_standards,
)
from alder.synth.population.draws import day_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alder.synth.population.draws import Array

_POPULAR: Final = {
    1: (20, 0.80),
    2: (8, 0.52),
    3: (4, 0.52),
    4: (8, 0.07),
    5: (9, 0.04),
    6: (8, 0.20),
    7: (10, 0.70),
    8: (6, 0.38),
    9: (9, 0.56),
    10: (2, 0.58),
    11: (4, 0.66),
    12: (5, 0.62),
    13: (5, 0.85),
    14: (9, 0.50),
    15: (13, 0.56),
}
"""Of some hundred learners how many learn each sector subject area, and which share of these are women. Assumed."""

_OF_APPRENTICES: Final = {1: 34, 2: 0.5, 3: 3.4, 4: 20, 5: 4.6, 6: 7, 7: 18, 8: 2, 9: 0.3, 13: 2.6, 15: 19.5}
"""Of some hundred apprentices how many learn each, near the leavers of 2017/18 that are published by subject."""

_OF_A_LEVELS: Final = {2: 28, 6: 8, 9: 23, 10: 2, 11: 23, 12: 14, 15: 2}
"""Of some hundred first A levels how many are of each, so that all three come near to leavers by subject in 2017/18."""

NO_REF = -1


@cache
def refs() -> tuple[str, ...]:
    """Every reference of the list, by its number."""
    return tuple(aim.ref for aim in listed_aims())


@cache
def number_of(ref: str) -> int:
    """The number of a reference in the list."""
    return refs().index(ref)


@dataclass(frozen=True)
class CourseColumns:
    """Facts about every aim of the list, by its number."""

    subject: Array  # first tier, -2 none
    rung: Array  # 0 no level, 1 below level 2, 2, 3, and 4 for 4 and over: how levels are counted
    hours: Array
    is_skill: Array  # English, mathematics and ESOL
    is_esol: Array
    opens: Array
    last_start: Array
    successor: Array


@cache
def columns() -> CourseColumns:
    aims = listed_aims()
    numbers = {aim.ref: n for n, aim in enumerate(aims)}
    return CourseColumns(
        subject=np.array([int(float(aim.subject)) for aim in aims]),
        rung=np.array([RUNGS.get(aim.level, 4) for aim in aims]),
        hours=np.array([aim.hours or 30 for aim in aims]),
        is_skill=np.array([bool(aim.skills) for aim in aims]),
        is_esol=np.array([aim.skills == "esol" for aim in aims]),
        opens=np.array([day_number(aim.opens) for aim in aims]),
        last_start=np.array([day_number(aim.last_start or _FAR) for aim in aims]),
        successor=np.array([numbers[aim.successor] if aim.successor else NO_REF for aim in aims]),
    )


RUNGS: Final = {"X": 0, "E": 1, "1": 1, "1.5": 1, "2": 2, "3": 3}
"""How a level is counted; all others are 4 and over."""
_FAR = date(2060, 7, 31)


def current(number: Array, day: Array) -> Array:
    """The edition of each aim that takes starts on a day: itself, or the one that followed it."""
    found = number.copy()
    facts = columns()
    for _ in range(3):
        late = (day > facts.last_start[found]) & (facts.successor[found] != NO_REF)
        found = np.where(late, facts.successor[found], found)
    return found


def _is_core(aim: ListedAim) -> bool:
    """What a young person can come for: no basic skill, nothing of a few days, no T Level."""
    return YOUNG in aim.offers and not aim.skills and (aim.hours or 0) >= 100 and aim.kind not in ("0002", "1468")


def _is_for_adults(aim: ListedAim) -> bool:
    """What an adult can come for: no basic skill or school examination, at level 3 nothing that is no full level."""
    own = ADULT in aim.offers and not aim.skills and aim.kind not in ("0002", "0003")
    return own and (aim.level != "3" or (aim.hours or 0) >= _FULL_LEVEL)


_FULL_LEVEL = 150
"""Guided hours of a course at level 3 to which adults have a right."""
_KINDS: Final[dict[str, Callable[[ListedAim], bool]]] = {
    "core": _is_core,
    "a level": lambda aim: aim.kind == "0002",
    "adult": _is_for_adults,
    "skills": lambda aim: ADULT in aim.offers and bool(aim.skills) and aim.kind != "0003",
    "loan": lambda aim: LOAN in aim.offers and aim.kind != "0002" and (aim.hours or 0) >= 100,
    "community": lambda aim: COMMUNITY in aim.offers,
    "higher": lambda aim: aim.kind in ("0031", "0032"),
}
"""Which aims learners of different kinds choose from."""


@cache
def open_courses(kind: str, rung: int, year: int) -> tuple[Array, Array, Array]:
    """Aims that take starts through the whole academic year, with shares of the women and of the men who begin one."""
    first, last = day_number(date(year, 8, 1)), day_number(date(year + 1, 7, 31))
    facts = columns()
    able = [
        n
        for n, aim in enumerate(listed_aims())
        if _KINDS[kind](aim) and facts.rung[n] == rung and facts.opens[n] <= first and facts.last_start[n] >= last
    ]
    found = np.array(able, dtype=np.int64)
    return found, *_shares(facts.subject[found], _OF_A_LEVELS if kind == "a level" else None)


def more_skills(year: int) -> Array:
    """English and mathematics below level 2, which adults learn for nothing beside another basic skill."""
    able = open_courses("skills", 1, year)[0]
    return able[~columns().is_esol[able]]


def other_skills(number: Array, year: int, step: int) -> Array:
    """Another one of `more_skills` than each of these; another one for every step that is less than their number."""
    able = more_skills(year)
    at = np.searchsorted(able, number)
    own = able[np.minimum(at, len(able) - 1)] == number
    found: Array = able[np.where(own, (at + 1 + step) % len(able), step)]
    return found


def _shares(subject: Array, of: Mapping[int, float] | None = None) -> tuple[Array, Array]:
    """Shares of women and of men, from the popularity of subjects; a subject is shared among what teaches it."""
    beside = np.array([(subject == s).sum() for s in subject])
    found = {
        s: (many if of is None else of[s], women) for s, (many, women) in _POPULAR.items() if of is None or s in of
    }
    popular = np.array([found.get(s, (1, 0.5)) for s in subject.tolist()]).reshape(-1, 2)
    women, men = popular[:, 0] * popular[:, 1] / beside, popular[:, 0] * (1 - popular[:, 1]) / beside
    return women / women.sum(), men / men.sum()


@cache
def _subjects_of_programmes() -> Array:
    """First-tier subject of every standard and framework, by its number in `_programmes`."""
    rows = [(s.code, -1, _STANDARD, s.subject) for s in listed_standards()]
    rows += [(-1, f.code, f.kind, f.subject) for f in listed_frameworks()]
    std, fwork, prog, subject = (np.array(column) for column in zip(*rows, strict=True))
    at = _programmes(std, fwork, prog)
    found = np.zeros(at.max() + 1, dtype=np.int64)
    found[at] = [int(float(s)) for s in subject]
    return found


_STANDARD, _KINDS_OF_PROGRAMME = 25, 30
"""The type of programme that a standard is, and more types than there are."""


def _programmes(std: Array, fwork: Array, prog: Array) -> Array:
    """A number for each standard, and for each framework and type of programme; 0 where there is neither."""
    found: Array = np.maximum(np.maximum(std, fwork), 0) * _KINDS_OF_PROGRAMME + np.where(fwork > 0, prog, 0)
    return found


def programme_subjects(std: Array, fwork: Array, prog: Array) -> Array:
    """The subject of each apprenticeship, by its standard or its framework and type; 0 where there is neither."""
    return _subjects_of_programmes()[_programmes(std, fwork, prog)]


@dataclass(frozen=True)
class Programmes:
    """Apprenticeships that may be begun through an academic year, as columns."""

    prog: Array
    fwork: Array
    pway: Array
    std: Array
    level: Array
    price: Array
    component: Array  # number of the aim of its first edition
    subject: Array
    women: Array
    men: Array


@cache
def open_programmes(standard: bool, low: int, high: int, year: int) -> Programmes:
    """Standards or frameworks at levels `low` to `high`. They all take starts from the first to the last day."""
    first, last = date(year, 8, 1), date(year + 1, 7, 31)
    if standard:
        rows = [
            (25, -1, -1, s.code, s.level, s.price, number_of(s.components[0]), int(float(s.subject)))
            for s in listed_standards()
            if low <= s.level <= high and s.opens <= first and (s.last_start is None or s.last_start >= last)
        ]
    else:
        rows = [
            (f.kind, f.code, f.pathway, -1, f.level, f.price, number_of(f.components[0]), int(float(f.subject)))
            for f in listed_frameworks()
            if low <= f.level <= high and f.opens <= first and f.last_start >= last
        ]
    prog, fwork, pway, std, level, price, component, subject = np.array(rows, dtype=np.int64).reshape(-1, 8).T
    women, men = _shares(subject, _OF_APPRENTICES) if len(rows) else (np.zeros(0), np.zeros(0))
    return Programmes(prog, fwork, pway, std, level, price, component, subject, women, men)
