"""Spells of learning, as work and higher education ask for them: who learnt what from when to when, and achieved it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from alder.sources.miniature.catalogue import listed_aims, listed_frameworks, listed_standards
from alder.synth.population.draws import NEVER, first_day, year_of
from alder.synth.population.frequencies import APPRENTICE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from alder.synth.population.draws import Array

_ACHIEVED = 1
_PROGRAMME, _COMPONENT_OF_PROGRAMME = 1, 3
_NO_SUBJECT = 0
_ACCESS = "1460"
"""Code of LearnAimRefType."""


@dataclass(frozen=True)
class LearningSpells:
    """One row for each episode, over breaks and transfers. Years are academic years, days counted from 1970."""

    owner: Array  # index of the person in the shard
    kind: Array  # frequencies.STUDY to HIGHER
    start: Array
    end: Array
    level: Array  # the highest that was achieved, or learnt where nothing was: 0 none, 1 entry or level 1, to 7
    achieved: Array
    subject: Array  # sector subject area, first tier; 0 none
    programme: Array  # of PROGRAMMES, as what becomes of learners is told by it

    @cached_property
    def year_achieved(self) -> Array:
        """The academic year in which learning ended that was achieved, else 0."""
        return np.where(self.achieved, year_of(np.minimum(self.end, first_day(2045))), 0)

    def first_achieved(self, year: int, kinds: tuple[int, ...]) -> Array:
        """The row of one spell of everybody who achieved something of these kinds in an academic year."""
        rows = np.flatnonzero((self.year_achieved == year) & np.isin(self.kind, kinds))
        _, first = np.unique(self.owner[rows], return_index=True)
        found: Array = rows[first]
        return found

    def mainly(self, people: int, year: int) -> Array:
        """Which of the people were in any learning for a third of an academic year or more."""
        first, end = first_day(year), first_day(year + 1)
        days = np.minimum(self.end, end) - np.maximum(self.start, first)
        found = np.zeros(people, dtype=bool)
        found[self.owner[days >= THIRD]] = True
        return found

    def learning(self, people: int, year: int, kinds: tuple[int, ...]) -> Array:
        """Which of the people learn something of these kinds in an academic year, beyond its first weeks."""
        within = (self.start < first_day(year + 1)) & (self.end > first_day(year) + _WEEKS)
        found = np.zeros(people, dtype=bool)
        found[self.owner[within & np.isin(self.kind, kinds)]] = True
        return found


PROGRAMMES = (
    "intermediate apprenticeships",
    "advanced and higher apprenticeships",
    "access to he",
    "full level 3+",
    "other level 3",
    "full level 2",
    "english & maths",
    "english for speakers of other languages (esol)",
    "other provision below full level 2",
)
"""Kinds of programmes whose learners' destinations were published."""
SKILLS_PROGRAMMES = tuple(n for n, name in enumerate(PROGRAMMES) if name.startswith("english"))
"""Those of English, mathematics and ESOL alone, by number."""

_WEEKS = 60
"""Days into an academic year: who ends before then was not learning in it, as far as work is concerned."""

THIRD = 122
"""Days of a year from which somebody is mainly in learning."""

WIDE = 250
"""Guided learning hours from which an aim counts as wide enough for a full level."""


@dataclass(frozen=True)
class ListedColumns:
    """The made-up list of aims as columns, by the number of each reference."""

    number: Mapping[str, int]
    level: Array
    subject: Array
    hours: Array
    is_skill: Array
    is_esol: Array
    is_access: Array
    grades: Array


_LEVELS = {"E": 1, **{str(level): level for level in range(1, 9)}}
"""Levels as whole numbers: entry level counts as level 1, as where levels below 2 are told together."""


@cache
def listed_columns() -> ListedColumns:
    aims = listed_aims()
    return ListedColumns(
        {a.ref: n for n, a in enumerate(aims)},
        np.array([_LEVELS.get(a.level[:1], 0) for a in aims]),
        np.array([max(int(float(a.subject)), _NO_SUBJECT) for a in aims]),
        np.array([a.hours or 0 for a in aims]),
        np.array([a.skills != "" for a in aims]),
        np.array([a.skills == "esol" for a in aims]),
        np.array([a.kind == _ACCESS for a in aims]),
        np.array([a.grades for a in aims]),
    )


def learning_spells(episodes: pa.Table, aims: pa.Table, first_person: int) -> LearningSpells:
    """Spells of the people of a shard, whose first person has this number."""
    if not aims.num_rows:
        nothing = np.zeros(0, dtype=np.int64)
        return LearningSpells(*[nothing] * 8)
    number = aims["episode"].to_numpy()
    begins = np.flatnonzero(np.diff(number, prepend=-1))
    listed = listed_columns()
    ref = aims["ref"].combine_chunks()
    at = np.array([listed.number[r] for r in ref.dictionary.to_pylist()], dtype=np.int64)[ref.indices.to_numpy()]
    type_ = aims["type"].to_numpy()
    level = np.where(type_ == _PROGRAMME, programmes(aims)[0], listed.level[at])
    is_main = type_ != _COMPONENT_OF_PROGRAMME
    passed = (aims["outcome"].to_numpy() == _ACHIEVED) & is_main
    beside = aims["skills"].to_numpy() == 1

    def most(values: Array) -> Array:
        found: Array = np.maximum.reduceat(values, begins)
        return found

    achieved = most(passed)
    reached = np.where(achieved, most(np.where(passed, level, -1)), most(np.where(is_main, level, 0)))
    row = np.searchsorted(episodes["episode"].to_numpy(), number[begins])
    kind = episodes["kind"].to_numpy()[row]
    alone = ~most(is_main & ~listed.is_skill[at])  # nothing but English, mathematics or ESOL
    is_full = most(is_main & (listed.hours[at] >= WIDE))
    programme = np.select(
        [
            (kind == APPRENTICE) & (reached <= _LEVEL_2),
            kind == APPRENTICE,
            most(listed.is_access[at]),
            (reached > _LEVEL_2) & is_full,
            reached > _LEVEL_2,
            alone & most(listed.is_esol[at]),
            alone,
            (reached == _LEVEL_2) & is_full,
        ],
        [PROGRAMMES.index(name) for name in _IN_ORDER],
        PROGRAMMES.index("other provision below full level 2"),
    )
    return LearningSpells(
        owner=episodes["person"].to_numpy()[row] - first_person,
        kind=kind,
        start=np.minimum.reduceat(aims["start"].cast("int32").to_numpy(), begins),
        end=most(last_days(aims)),
        level=reached,
        achieved=achieved,
        subject=most(np.where(beside, _NO_SUBJECT, listed.subject[at])),
        programme=programme,
    )


_LEVEL_2 = 2
_IN_ORDER = (*PROGRAMMES[:5], PROGRAMMES[7], PROGRAMMES[6], PROGRAMMES[5])


def last_days(aims: pa.Table) -> Array:
    """The last day of learning of each aim; where there is none, that of the last year in which it is returned."""
    end = pc.fill_null(aims["end"].cast("int32"), NEVER).to_numpy()
    until = aims["returned_until"].to_numpy().astype(np.int64)
    missing = (end == NEVER) & (until >= 0)
    found: Array = end.copy()
    found[missing] = first_day(until[missing] + 1) - 1
    return found


def programmes(aims: pa.Table) -> tuple[Array, Array]:
    """The level and the subject of the standard or framework of each aim, 0 where it has none."""
    level, subject = np.zeros((2, aims.num_rows), dtype=np.int64)
    std, fwork, prog = (aims[name].to_numpy() for name in ("std", "fwork", "prog"))
    for s in listed_standards():
        of = std == s.code
        level[of], subject[of] = s.level, int(float(s.subject))
    for f in listed_frameworks():
        of = (fwork == f.code) & (prog == f.kind)
        level[of], subject[of] = f.level, int(float(f.subject))
    return level, subject
