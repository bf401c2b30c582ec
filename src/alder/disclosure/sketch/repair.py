"""The cheapest further cells that keep flagged ones from being worked out: one, or two together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.sketch.attack import Attacker
from alder.disclosure.sketch.blocks import over, together
from alder.disclosure.sketch.null_space import parallel

if TYPE_CHECKING:
    from alder.disclosure.sketch.cells import Blocks, Bools, Cells, Floats
    from alder.disclosure.sketch.flags import Flags
    from alder.disclosure.sketch.null_space import Sketch
    from alder.disclosure.sketch.ties import Places

AT_ONCE = 32
"""Proofs that are held in memory together."""
APART = 2_000_000
"""With so many flags, times the relations with hidden cells, those of different blocks share a proof."""
CHOICES = 300
"""For each flag in a proof, how many of the cheapest cures are looked at."""
UPSETS = 1e-4
"""A cell is part of a proof from here on."""
NOTHING = 1e-7


@dataclass(frozen=True, eq=False)
class Remedies:
    """For each flag, what would cure it."""

    single: sp.csr_matrix
    """1 where hiding the cell alone does. Shape: flags, cells."""
    pair: Places
    """The cheapest two cells that do together, -1 where none do. Shape: flags, 2."""
    cost: Floats
    """Of the pair."""

    @property
    def helpless(self) -> Bools:
        """Flags that neither one cell nor two would cure."""
        found: Bools = (np.diff(self.single.indptr) == 0) & (self.pair[:, 0] < 0)
        return found


@dataclass(frozen=True, eq=False)
class Options:
    """Cells that open a new motion: each alone, or with the cheapest cell of its kind."""

    cell: Places
    companion: Places
    """-1: none is needed."""
    ratio: Floats
    """How far the companion moves when the cell moves by 1, turned round."""
    cost: Floats

    @classmethod
    def of(cls, cells: Cells, may: Bools, checks: Floats) -> Options:
        open_ = np.abs(checks).max(axis=1) < NOTHING
        alone, others = np.flatnonzero(may & open_), np.flatnonzero(may & ~open_)
        kind = parallel(checks[others][:, [0, 1, 2, 0]])
        order = np.lexsort((cells.weight[others], kind))
        others, kind = others[order], kind[order]
        first = np.flatnonzero(np.r_[True, kind[1:] != kind[:-1]])[: len(others)]
        lead = np.repeat(others[first], np.diff(np.r_[first, len(others)]))
        keep = others != lead
        others, lead = others[keep], lead[keep]
        largest = np.abs(checks[lead]).argmax(axis=1)
        return cls(
            np.r_[alone, others],
            np.r_[np.full(len(alone), -1), lead],
            np.r_[np.zeros(len(alone)), checks[others, largest] / checks[lead, largest]],
            np.r_[cells.weight[alone], cells.weight[others] + cells.weight[lead]],
        )

    def upsetting(self, proof: Floats, most: int) -> Places:
        """The cheapest of those that upset a proof, singles and pairs apart."""
        upset = np.abs(proof[self.cell] - self.ratio * proof[self.companion]) > UPSETS
        found = []
        for kind in (self.companion < 0, self.companion >= 0):
            at = np.flatnonzero(upset & kind)
            found.append(at[np.argsort(self.cost[at], kind="stable")[:most]])
        return np.concatenate(found)


def remedies(cells: Cells, hidden: Bools, seen: Sketch, flags: Flags, block: Blocks, *, seed: int) -> Remedies:
    """What would cure each flag."""
    attacker = Attacker.on(cells, hidden)
    options = Options.of(cells, ~hidden & ~cells.shown, attacker.checks(seed))
    cell = np.r_[flags.exact, flags.known]
    shared = len(flags) > AT_ONCE and len(flags) * len(attacker.touched) > APART
    share = together(block[cell]) if shared else np.arange(len(flags))
    random = np.random.default_rng(seed).uniform(1, 2, len(flags))
    targets = combinations(seen, flags) @ sp.csr_matrix((random, (np.arange(len(flags)), share)))
    flag_of, cell_of = [], []
    pair, cost = np.full((len(flags), 2), -1), np.full(len(flags), np.inf)
    members = np.argsort(share, kind="stable")
    bounds = np.searchsorted(share[members], np.arange(targets.shape[1] + 1))
    for column in range(targets.shape[1]):
        if column % AT_ONCE == 0:
            proofs = attacker.through(targets[:, column : column + AT_ONCE])
        mine = members[bounds[column] : bounds[column + 1]]
        at = options.upsetting(proofs[:, column % AT_ONCE], CHOICES * len(mine))
        fits = np.ones((len(mine), len(at)), dtype=bool)
        if len(mine) > 1:
            fits = over(block[options.cell[at]], block[cell[mine]])
        single = options.companion[at] < 0
        which, what = np.nonzero(fits & single)
        flag_of.append(mine[which])
        cell_of.append(options.cell[at[what]])
        for flag, fit in zip(mine, fits & ~single, strict=True):
            best = at[fit][:1]  # they stand in the order of their cost
            if len(best):
                pair[flag] = options.cell[best[0]], options.companion[best[0]]
                cost[flag] = options.cost[best[0]]
    rows, columns = np.concatenate(flag_of), np.concatenate(cell_of)
    found = sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(flags), cells.size))
    return Remedies(found, pair, cost)


def combinations(seen: Sketch, flags: Flags) -> sp.csc_matrix:
    """What the attacker works out for each flag: the cell, less what follows from the one known to the insider."""
    exact, known = np.searchsorted(seen.hidden, flags.exact), np.searchsorted(seen.hidden, flags.known)
    by = np.searchsorted(seen.hidden, flags.by)
    of, against = seen.rows(known), seen.rows(by)
    largest = np.abs(against).argmax(axis=1)
    at = np.arange(len(known))
    times = -of[at, largest] / against[at, largest]
    number = np.arange(len(flags))
    data = np.r_[np.ones(len(flags)), times]
    where = np.r_[exact, known, by], np.r_[number, number[len(exact) :]]
    return sp.csc_matrix((data, where), shape=(len(seen.hidden), len(flags)))


def cover(found: Remedies, weight: Floats) -> Places:
    """Cells that cure all flags that can be: again and again the cell that cures most for its weight."""
    cures, of_cell = found.single, found.single.T.tocsr()
    price = np.maximum(weight, np.finfo(float).tiny)
    waiting = np.diff(cures.indptr) > 0
    score = np.asarray(cures.sum(axis=0)).ravel()
    chosen = [found.pair[~waiting & ~found.helpless].ravel()]
    while waiting.any():
        cell = int((score / price).argmax())
        flags = of_cell.indices[of_cell.indptr[cell] : of_cell.indptr[cell + 1]]
        flags = flags[waiting[flags]]
        if found.cost[flags].sum() < weight[cell]:
            chosen.append(found.pair[flags].ravel())
        else:
            chosen.append(np.array([cell]))
        waiting[flags] = False
        score -= np.bincount(cures[flags].indices, minlength=len(score))
    return np.unique(np.concatenate(chosen))
