"""What other tables have shown of each small cell: how far it may be from the truth, and who could rule them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from alder.disclosure.nearby.motions import Motion
    from alder.disclosure.system import Bools, Floats, Numbers

SLACK = 1e-6


class Shown:
    """The tables found so far, as motions from the true one. `people` are the cells that each person knows."""

    def __init__(self, cells: int, need: float, people: Sequence[Numbers]) -> None:
        self.need, self.people = need, people
        self.low, self.high = np.zeros(cells), np.zeros(cells)
        """How far each cell was seen to fall and to rise."""
        self.tables: dict[int, Motion] = {}
        self.using: dict[int, dict[int, float]] = {}
        """For each cell the tables that move it, and by how much."""
        self.known_by: dict[int, set[int]] = {}
        """For each cell those who know it, and those to whom it is no secret whatever is hidden."""
        for n, known in enumerate(people):
            for cell in known.tolist():
                self.known_by.setdefault(cell, set()).add(n)
        self.ruled_out: dict[int, set[int]] = {}
        """For each table, who knows that it is not the true one."""
        self.next = 0

    def add(self, motions: Iterable[Motion]) -> None:
        for cells, by in motions:
            self.tables[self.next] = (cells, by)
            self.low[cells] = np.minimum(self.low[cells], by)
            self.high[cells] = np.maximum(self.high[cells], by)
            who: set[int] = set()
            for cell, change in zip(cells.tolist(), by.tolist(), strict=True):
                self.using.setdefault(cell, {})[self.next] = change
                who |= self.known_by.get(cell, set())
            self.ruled_out[self.next] = who
            self.next += 1

    def narrow(self, cells: Numbers) -> Bools:
        """Which of some cells were shown to have fewer values than they need."""
        return whole(self.low[cells], self.high[cells]) < self.need

    def knowing(self, cell: int, without: frozenset[int] = frozenset()) -> set[int]:
        """People who rule out every table that shows another value of a cell, and should not know it.

        `without` are tables that do not count.
        """
        found: set[int] | None = None
        for n, by in self.using.get(cell, {}).items():
            if abs(by) >= 1 - SLACK and n not in without:
                found = self.ruled_out[n] if found is None else found & self.ruled_out[n]
                if not found:
                    return set()
        everybody = set(range(len(self.people))) if found is None else found
        return everybody - self.known_by.get(cell, set())

    def excuse(self, person: int, cell: int) -> None:
        """A cell is no secret to a person, whatever is hidden."""
        self.known_by.setdefault(cell, set()).add(person)
        for n in self.using.get(cell, ()):
            self.ruled_out[n].add(person)

    def drop(self, numbers: Iterable[int]) -> None:
        """Forget tables."""
        for n in numbers:
            cells, by = self.tables.pop(n)
            del self.ruled_out[n]
            ends = (by == self.low[cells]) | (by == self.high[cells])
            for cell in cells.tolist():
                del self.using[cell][n]
            for cell in cells[ends].tolist():
                self.low[cell], self.high[cell] = self.ends(cell, frozenset())

    def ends(self, cell: int, without: frozenset[int]) -> tuple[float, float]:
        """How far a cell falls and rises in the tables, without some of them."""
        moves = [0.0, *(by for n, by in self.using.get(cell, {}).items() if n not in without)]
        return min(moves), max(moves)

    def lost(self, tables: frozenset[int], primary: Bools) -> Iterator[int]:
        """Small cells of which not enough would be shown without some tables."""
        seen: set[int] = set()
        for n in sorted(tables):
            cells, by = self.tables[n]
            at = primary[cells]
            for cell in cells[at][np.abs(by[at]) > SLACK].tolist():
                if cell not in seen:
                    seen.add(cell)
                    if self.short(cell, tables) or self.knowing(cell, tables):
                        yield cell

    def short(self, cell: int, without: frozenset[int]) -> bool:
        """Whether a cell would be shown to have fewer values than it needs."""
        low, high = self.ends(cell, without)
        return bool(whole(np.array(low), np.array(high)) < self.need)


def whole(low: Floats, high: Floats) -> Floats:
    """How far the lowest and the highest whole number between two ends are apart."""
    found: Floats = np.floor(high + SLACK) - np.ceil(low - SLACK)
    return found
