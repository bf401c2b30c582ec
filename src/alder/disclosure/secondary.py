"""The second reason to hide: cells beside small ones, so that no small one can be worked out.

Five steps: close what plain subtraction opens; widen, with the cheapest move for every small cell that can still be
narrowed too far; stop insiders, likewise with the cells a person knows held still; publish again what was not needed;
publish what follows from the rest anyway.
Every promise is backed by a *witness*, a table that looks the same to readers; the audit then tries independently.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure import large
from alder.disclosure.kind import Kind
from alder.disclosure.moves import NOBODY, TINY, Move, Moves
from alder.disclosure.primary import insiders
from alder.disclosure.settings import Guard
from alder.errors import NotProtected
from alder.look.words import notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure.policy import Policy
    from alder.disclosure.system import Bools, Floats, Numbers, System

_FEW = 8
ONE_BY_ONE = 2_500
"""Up to so many counts every small one has programmes of its own, which hides less; beyond, see `large`."""
PER_SMALL, PER_SMALL_OF_RATES = 0.006, 0.025
"""Seconds of one processor that a small cell of a large table takes about, without rates and with them, as
benchmarks.protecting measures them: half as long and twice as long both occur."""
KEPT = 1_000
"""So many times what another cell costs is what one to keep costs, in large tables."""
_UNPROTECTABLE = "Use fewer breakdowns, merge small categories, or ask for a longer period."


def prices(system: System) -> Floats:
    """What it costs to hide a cell: more for large counts, much more for totals, most for the grand total.

    Virtual cells are never shown, so they cost nothing.
    """
    n = system.counts
    price = np.zeros(system.size)
    totals = np.tile(system.levels, len(system.indicators)).astype(float)
    price[:n] = (1 + np.log1p(system.value[:n])) * 4.0**totals
    grand = totals == (system.levels.max(initial=0) or -1)
    price[:n][grand] *= 50
    # Ties are broken by place, so that the same table is always protected in the same way.
    price[:n] *= 1 + np.arange(n) * 1e-7
    return price


class Hiding:
    """The choice of what to hide, growing and then shrinking. Cells to `keep` are not hidden."""

    def __init__(self, system: System, policy: Policy, primary: Bools, keep: Bools | None = None) -> None:
        self._with_all = None if keep is None else system
        self.system = system if keep is None else replace(system, fixed=system.fixed | keep)
        self.policy, self.primary = policy, primary
        self.virtual = system.kind != Kind.COUNT
        self.price = prices(system)
        self.hidden = primary & ~self.virtual
        self._pattern = system.relations.astype(bool).astype(np.int32)

    # Step 1

    def close(self) -> None:
        """Hide the cheapest cell of every relation in which one hidden cell could be had by subtraction."""
        insider = self.policy.insider
        lone = self.primary & (self.system.value == 1)
        same = _same_person(self.system) if insider else np.zeros(self.system.size, dtype=np.int64)
        pattern = self._pattern
        while True:
            unknown = self.hidden | self.virtual
            open_ = self._open(unknown)
            if insider:
                open_ |= self._pairs(unknown, lone, same)
            if not open_.any():
                return
            room = ~unknown & ~self.system.fixed
            quiet = pattern @ (self.hidden | (self.primary & self.virtual)).astype(np.int32) == 0
            gains = pattern.T @ open_.astype(np.int32)
            harms = pattern.T @ quiet.astype(np.int32)
            cost = np.where(room & (gains > 0), self.price * (1 + harms) / np.maximum(gains, 1), np.inf)
            chosen = self._one_each(np.flatnonzero(open_), cost)
            if not len(chosen):
                return  # nothing left to hide here; the next steps look for a way round, or refuse
            self.hidden[chosen] = True

    def _open(self, unknown: Bools) -> Bools:
        """Relations with exactly one cell that a reader does not know, where that cell must not be known."""
        matter = self.hidden | (self.virtual & self.primary)
        found: Bools = (self._pattern @ unknown.astype(np.int32) == 1) & (self._pattern @ matter.astype(np.int32) == 1)
        return found

    def _pairs(self, unknown: Bools, lone: Bools, same: Numbers) -> Bools:
        """Relations with two unknown small cells, one of them a single person who could work out the other."""
        two: Bools = (self._pattern @ unknown.astype(np.int32) == 2) & (
            self._pattern @ (unknown & self.primary).astype(np.int32) == 2
        )
        two &= self._pattern @ (unknown & lone).astype(np.int32) > 0
        for n in np.flatnonzero(two):
            cells = self._members(int(n))
            cells = cells[unknown[cells]]
            two[n] = not (lone[cells].all() and same[cells[0]] == same[cells[1]])
        return two

    def _members(self, relation: int) -> Numbers:
        pointer = self._pattern.indptr
        found: Numbers = self._pattern.indices[pointer[relation] : pointer[relation + 1]]
        return found

    def _one_each(self, relations: Numbers, cost: Floats) -> Numbers:
        chosen: set[int] = set()
        for n in relations:
            cells = self._members(int(n))
            best = int(cells[np.argmin(cost[cells])])
            if np.isfinite(cost[best]) and not chosen.intersection(cells.tolist()):
                chosen.add(best)
        return np.array(sorted(chosen), dtype=np.int64)

    # Steps 2 and 3

    def widen(self) -> None:
        """Give every small cell its room, hiding more where the hidden cells alone do not give it."""
        step = self.price / np.minimum(np.maximum(self.system.value, 1), self.policy.threshold)
        self._moves = Moves(self.system, self.hidden | self.virtual, step)
        self._witness: dict[int, list[Move]] = {}
        self._reach: dict[int, tuple[Move | None, Move | None]] = {}
        targets = np.flatnonzero(self.primary)
        for cell in sorted(targets.tolist(), key=lambda c: (-self.price[c], c)):
            found = self._known(cell) or self._room(cell, pay=False) or self._room(cell, pay=True)
            if found is None:
                raise NotProtected("this table cannot be protected as it is", next=_UNPROTECTABLE)
            self._hide(found)
            self._witness[cell] = found

    def _known(self, cell: int) -> list[Move] | None:
        """The room that moves found for other cells happen to give this one."""
        down, up = self._reach.get(cell, (None, None))
        below, above = (-down.at(cell) if down else 0), (up.at(cell) if up else 0)
        if self.policy.guard is Guard.SLIDE:
            return None
        enough = np.floor(below + TINY) + np.floor(above + TINY) >= self.policy.values - 1
        return [m for m in (down, up) if m] if enough else None

    def _note(self, move: Move) -> None:
        for cell, by in zip(move.cells.tolist(), move.by.tolist(), strict=True):
            down, up = self._reach.get(cell, (None, None))
            if by < 0 and (down is None or by < down.at(cell)):
                self._reach[cell] = (move, up)
            elif by > 0 and (up is None or by > up.at(cell)):
                self._reach[cell] = (down, move)

    def _hide(self, moves: list[Move]) -> None:
        for move in moves:
            new = move.cells[~self._moves.hidden[move.cells]]
            self.hidden[new] = True
            self._moves.hidden[new] = True
            self._note(move)

    def _room(self, cell: int, *, pay: bool) -> list[Move] | None:
        """Tables that look the same and give the cell the room its guard asks for; None if there are none."""
        value, need = int(self.system.value[cell]), self.policy.values - 1
        if self.policy.guard is Guard.SLIDE:
            found = self._cheapest(cell, (self.policy.threshold - value, -value), NOBODY, pay=pay)
            return [found] if found else None
        # All of it up, or as far down as it may go; where something must be paid anyway, also ways between.
        most = min(need, value - int(self.system.lower[cell]))
        for below in dict.fromkeys((0, most, *(range(most, 0, -1) if pay else ()))):
            up = self._cheapest(cell, (need - below,), NOBODY, pay=pay) if below < need else None
            if below < need and up is None:
                continue
            down = self._cheapest(cell, (-below,), NOBODY, pay=pay) if below else None
            if down is not None or not below:
                return [m for m in (down, up) if m]
        return None

    def _cheapest(self, cell: int, ways: tuple[int, ...], still: Numbers, *, pay: bool) -> Move | None:
        found = [m for by in ways if (m := self._moves.cheapest(cell, by, still, pay=pay)) is not None]
        return min(found, key=lambda m: m.price, default=None)

    def stop_insiders(self) -> None:
        """Whoever is alone in a hidden cell must find at least two values possible for everybody else's small cells."""
        everyone = insiders(self.system) if self.policy.insider else []
        secret = self.hidden | (self.virtual & self.primary)
        self._people = [p for p in everyone if secret[p].any()]
        self._pool = dict(enumerate(m for ms in self._witness.values() for m in ms))
        self._next = len(self._pool)
        self._shows = np.full((len(self._people), self.system.size), -1, dtype=np.int64)
        for person, knows in enumerate(self._people):
            self._shows[person, knows] = -2  # no secret from this person
        self._shows[:, ~self.primary] = -2
        for number, move in self._pool.items():
            self._credit(number, move)
        for person in range(len(self._people)):
            self._answer(person, pay=True)

    def _credit(self, number: int, move: Move) -> None:
        """Note for whom this move is a second possible table: those who know none of the cells that it changes."""
        touched = np.zeros(self.system.size, dtype=bool)
        touched[move.cells] = True
        blind = [n for n, knows in enumerate(self._people) if not touched[knows].any()]
        far = move.cells[np.abs(move.by) >= 1 - TINY]
        if blind and len(far):
            block = np.ix_(np.array(blind, dtype=np.int64), far)
            self._shows[block] = np.where(self._shows[block] == -1, number, self._shows[block])

    def _answer(self, person: int, *, pay: bool) -> bool:
        """Find a second table for every secret that this person could still work out."""
        for cell in np.flatnonzero(self._shows[person] == -1):
            if self._shows[person, cell] != -1:
                continue  # another answer has answered this too
            knows = self._people[person]
            move = self._cheapest(int(cell), (1, -1), knows, pay=False)
            move = move or (self._cheapest(int(cell), (1, -1), knows, pay=True) if pay else None)
            if move is None and pay:
                if self._helped_by_kept_cells(int(cell), knows):
                    raise NotProtected("with these cells kept visible a person learns another", next=_UNPROTECTABLE)
                # With everything hidden the person would still know it: their own cell and empty ones tell it.
                self._shows[person, cell] = -2
                continue
            if move is None:
                return False
            self._hide([move])
            self._remember(move)
        return True

    def _helped_by_kept_cells(self, cell: int, knows: Numbers) -> bool:
        """Whether the person would not know the cell if those to keep could be hidden too."""
        if self._with_all is None:
            return False
        moves = Moves(self._with_all, self.hidden | self.virtual, self.price)
        return any(moves.cheapest(cell, by, knows, pay=True) is not None for by in (1, -1))

    def _remember(self, move: Move) -> None:
        self._pool[self._next] = move
        self._credit(self._next, move)
        self._next += 1

    # Step 4

    def prune(self) -> None:
        """Show again, dearest first, what no promise needs."""
        candidates = np.flatnonzero(self.hidden & ~self.primary)
        for cell in sorted(candidates.tolist(), key=lambda c: (-self.price[c], c)):
            self.hidden[cell] = self._moves.hidden[cell] = False
            if self._open(self.hidden | self.virtual).any() or not self._without(cell):
                self.hidden[cell] = self._moves.hidden[cell] = True

    # Step 5

    def give_up(self) -> None:
        """Show what is no small cell and has one possible value only: whoever adds and subtracts has it anyway."""
        free = np.zeros(self.system.size, dtype=bool)
        for move in (m for ms in self._witness.values() for m in ms):
            free[move.cells] = True
        for cell in np.flatnonzero(self.hidden & ~self.primary & ~free).tolist():
            if self._cheapest(cell, (1, -1), NOBODY, pay=False) is None:
                self.hidden[cell] = self._moves.hidden[cell] = False

    def _without(self, cell: int) -> bool:
        """Do all promises hold with this cell shown? If so, remember the new witnesses; if not, change nothing."""
        used = [t for t, moves in self._witness.items() if any(cell in m.cells for m in moves)]
        if len(used) > _FEW:
            return False  # so many lean on it that trying costs more than it is worth
        fresh: dict[int, list[Move]] = {}
        for target in used:
            found = self._room(target, pay=False)
            if found is None:
                return False
            fresh[target] = found
        before = (dict(self._pool), self._shows.copy())
        lost = [n for n, m in self._pool.items() if cell in m.cells]
        broken = np.isin(self._shows, lost)
        self._shows[broken] = -1
        for n in lost:
            del self._pool[n]
        for move in (m for ms in fresh.values() for m in ms):
            self._remember(move)
        for number, move in self._pool.items() if broken.any() else ():
            self._credit(number, move)
        open_ = int((self._shows[broken] == -1).sum())
        if open_ <= _FEW and all(self._answer(int(person), pay=False) for person in np.flatnonzero(broken.any(axis=1))):
            self._witness |= fresh
            return True
        self._pool, self._shows = before
        return False


def _same_person(system: System) -> Numbers:
    """For each cell the number of the person who is alone in it; -1 for all others."""
    found = np.full(system.size, -1, dtype=np.int64)
    for n, cells in enumerate(insiders(system)):
        found[cells[system.value[cells] == 1]] = n
    return found


def choose(
    system: System,
    policy: Policy,
    primary: Bools,
    keep: Bools | None = None,
    tell: Callable[[str], None] | None = None,
) -> Bools:
    """Which cells to hide so that the primaries are safe, and none of those to keep. Deterministic.

    Raises `NotProtected` where nothing helps. Of a table of more than `ONE_BY_ONE` counts the cells to keep are the
    dearest to hide, and are hidden all the same where the engine for large tables finds them worth it.
    """
    if system.counts > ONE_BY_ONE:
        price = prices(system)
        rates = bool((system.kind == Kind.DIFFERENCE).any())
        ahead = notice("Protecting this table", (PER_SMALL_OF_RATES if rates else PER_SMALL) * float(primary.sum()))
        if tell and ahead:
            tell(ahead)
        dear = price if keep is None else np.where(keep, KEPT * price, price)
        return large.choose(system, policy, primary, dear, tell)
    hiding = Hiding(system, policy, primary, keep)
    hiding.close()
    hiding.widen()
    hiding.stop_insiders()
    hiding.prune()
    hiding.give_up()
    hidden: Bools = hiding.hidden & ~hiding.virtual
    return hidden
