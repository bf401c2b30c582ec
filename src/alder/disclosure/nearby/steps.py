"""Steps of one filter: a category rises while another falls, or with all that it is a part of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from alder.disclosure.system import Bools, Numbers, System

MOST = 40
"""So many steps of one category are tried, the shortest ones."""


@dataclass(frozen=True, eq=False)
class Steps:
    """Steps in which one category rises. Shapes: steps, entries; shorter ones are filled up with a number for none."""

    categories: Numbers
    falls: Bools

    def within(self, may: Bools) -> Steps:
        """The steps that can be taken one way or the other. `may`: which categories can rise, and which can fall."""
        falls = self.falls.astype(np.int64)
        there = (may[falls, self.categories]).all(axis=1)
        there |= (may[1 - falls, self.categories]).all(axis=1)
        return Steps(self.categories[there], self.falls[there])

    def __len__(self) -> int:
        return len(self.categories)


def parents(system: System) -> list[Numbers]:
    """For each filter the category that each is a part of; -1 where it is of none."""
    found = [np.full(int(top) + 1, -1, dtype=np.int64) for top in system.codes.max(axis=0, initial=0)]
    pointer, members = system.relations.indptr, system.relations.indices
    whole = np.repeat(system.whole, np.diff(pointer))
    counts = (whole >= 0) & (members < system.counts) & (whole < system.counts)
    whole, part = whole[counts], members[counts]
    same = whole // system.rows == part // system.rows
    above, below = system.codes[whole[same] % system.rows], system.codes[part[same] % system.rows]
    for k, parent in enumerate(found):
        differ = above[:, k] != below[:, k]
        parent[below[differ, k]] = above[differ, k]
    return found


def steps(above: Numbers) -> list[Steps]:
    """For each category of a filter the steps in which it rises. `above`: what each is a part of."""
    inner = {*above.tolist(), *([0] if len(above) > 1 else [])}
    lines = []
    for leaf in sorted(set(range(len(above))) - inner):
        lines.append([leaf])
        while (over := int(above[lines[-1][-1]])) >= 0:
            lines[-1].append(over)
    ways: list[set[tuple[tuple[int, ...], tuple[int, ...]]]] = [set() for _ in above]
    for line in lines:
        for other in [[], *(x for x in lines if x[-1] == line[-1] and x is not line)]:
            rising = tuple(c for c in line if c not in other)
            for c in rising:
                ways[c].add((rising, tuple(c for c in other if c not in line)))
    return [_steps(sorted(own, key=lambda w: (len(w[0]) + len(w[1]), w))[:MOST], len(above)) for own in ways]


def _steps(ways: list[tuple[tuple[int, ...], tuple[int, ...]]], none: int) -> Steps:
    width = max((len(up) + len(down) for up, down in ways), default=1)
    found = Steps(np.full((len(ways), width), none, dtype=np.int64), np.zeros((len(ways), width), dtype=bool))
    for n, (up, down) in enumerate(ways):
        found.categories[n, : len(up) + len(down)] = up + down
        found.falls[n, len(up) : len(up) + len(down)] = True
    return found
