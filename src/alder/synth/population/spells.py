"""Spells: what somebody came for from a start to an end at one provider, of which the aims of a return are made."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from alder.synth.population.draws import NEVER
from alder.synth.population.hard_cases import CLOSED, MERGED, NAMES
from alder.synth.population.learning import NOT_ACHIEVED, WITHDRAWN

if TYPE_CHECKING:
    from alder.synth.population.draws import Array
    from alder.synth.population.teaching import Teachers

ROLES: Final = 10
"""Roles of what somebody came for; those of another aim after a transfer are so many more."""
DEPARTMENT, MERGER = 7, 47
"""Reasons for withdrawal: moved by the department, and the provider became part of another."""


@dataclass(frozen=True)
class Spells:
    """Spells as columns of equal length. Days are counted from 1970; `NEVER` stands for none."""

    row: Array  # of the enrolments
    role: Array  # number of the aim in its enrolment: the same after a break
    provider: Array  # row of the region's teachers
    course: Array
    group: Array
    trait: Array  # by which some years' rates are told
    prog: Array
    fwork: Array
    pway: Array
    std: Array
    price: Array
    start: Array
    original: Array
    plan: Array
    end: Array
    assessed: Array
    status: Array
    outcome: Array
    reason: Array
    restart: Array
    returned_until: Array  # last academic year whose returns hold what has no end, -1 for all others
    case: Array  # number in hard_cases.NAMES
    fixed: Array  # True where the outcome is part of a case, or no rate decides on it

    def __len__(self) -> int:
        return len(self.row)

    @property
    def is_part(self) -> Array:
        """Which are parts of an apprenticeship, beside the programme."""
        found: Array = (self.prog >= 0) & (self.role % ROLES > 0)
        return found

    def where(self, keep: Array) -> Spells:
        return Spells(*(getattr(self, f.name)[keep] for f in fields(self)))


def joined_spells(parts: list[Spells]) -> Spells:
    """Spells one below the other."""
    return Spells(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Spells)))


_IN_TIME: Final = 14
"""Days before a provider closes by which whoever learns there is elsewhere, most often in the same academic year."""
_LEAST: Final = 20
"""Days that must be left after a provider's last day, so that anybody goes on elsewhere."""


def moved_on(spells: Spells, teachers: Teachers, draw: Array) -> Spells:
    """The same, but for those who learn at a provider when it ends.

    Where it became part of another they go on there the next day (reason 47); where it closed, at another provider of
    its kind (reason 7). What follows is a restart.
    """
    closed = teachers.closed[spells.provider]
    hit = (spells.start + 2 * _LEAST <= closed) & (spells.end > closed + _LEAST) & (spells.end < NEVER)
    hit &= spells.case == 0
    if not hit.any():
        return spells
    at = np.flatnonzero(hit)
    some = spells.where(hit)
    merged = teachers.successor[some.provider] >= 0
    heir = teachers.row(teachers.successor[some.provider])
    goes_on = np.where(merged, heir, _another(some, teachers, draw[some.row]))
    keep = goes_on >= 0
    at, some, merged, goes_on = at[keep], some.where(keep), merged[keep], goes_on[keep]
    name = np.where(merged, NAMES.index(MERGED), NAMES.index(CLOSED))
    last = teachers.closed[some.provider] - np.where(merged, 0, _IN_TIME)
    columns = {f.name: getattr(spells, f.name).copy() for f in fields(Spells)}
    columns["end"][at] = last
    columns["plan"][at] = np.maximum(some.plan, last)  # a contract must end with learning, and not after its plan
    columns["assessed"][at] = NEVER
    columns["status"][at] = WITHDRAWN
    columns["outcome"][at] = NOT_ACHIEVED
    columns["reason"][at] = np.where(merged, MERGER, DEPARTMENT)
    columns["case"][at] = name
    gone = np.full(int(spells.row.max()) + 1, NEVER)
    np.minimum.at(gone, some.row, last)  # what is learned beside it ends there with it, if it is near its end
    leaves = gone[spells.row]
    beside = ~hit & (spells.start <= leaves) & (spells.end > leaves) & (spells.end < NEVER)
    columns["end"][beside] = leaves[beside]
    after = replace(
        some,
        provider=goes_on,
        start=last + 1,
        plan=np.maximum(some.plan, last + 1),
        original=np.where(some.original < NEVER, some.original, some.start),
        restart=np.ones(len(some), dtype=np.int64),
        case=name,
    )
    return moved_on(joined_spells([Spells(**columns), after]), teachers, draw)


def _another(some: Spells, teachers: Teachers, draw: Array) -> Array:
    """A provider of the same kind that stays open until the end, -1 where there is none."""
    same = teachers.kind[some.provider][:, None] == teachers.kind
    able = same & (teachers.closed >= some.end[:, None]) & (teachers.opened <= some.start[:, None])
    run = np.cumsum(able * teachers.weight, axis=1)
    found = (run <= draw[:, None] * run[:, -1:]).sum(axis=1)
    return np.where(run[:, -1] > 0, np.minimum(found, run.shape[1] - 1), -1)
