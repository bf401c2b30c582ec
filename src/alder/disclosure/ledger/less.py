"""Which further cells of a new table to hide, so that small groups no longer follow from it and earlier tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog
from scipy.sparse.linalg import lsmr

from alder.disclosure.ledger.atoms import Atoms
from alder.disclosure.ledger.motions import seen_of
from alder.disclosure.ledger.sight import Sight
from alder.disclosure.ledger.together import together
from alder.disclosure.sketch.choose import choose
from alder.errors import present

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.disclosure.ledger.membership import Bools, Numbers
    from alder.disclosure.ledger.sight import Floats
    from alder.disclosure.ledger.wide import Together

AT_ONCE = 12
"""So many proofs are worked out together."""
EARLIER = 10.0
"""How much rather a proof uses a cell that is out already than one of the new table."""
PART = 1e-7
"""What moves by less, against what moves most, does not move."""
MOVES = 1e-4
"""What moves by more, against what moves most, moves: between them nothing was seen."""
MAIN = 0.3
"""A cell with so much of the largest part is one of the main ones of a proof."""
ENOUGH = 15
"""After so many rounds the main parts of proofs are hidden, and no cheapest ones are sought."""
FREE = 1e-6
"""What it costs to hide what nobody sees anyway."""


@dataclass(frozen=True, eq=False)
class Proofs:
    """How secrets were worked out so far, each a sum of classes of the new table that gives the secret away.

    Two proofs of the same secret differ by a sum that earlier tables tell: what is hidden must break both.
    """

    last: Mapping[tuple[int, int], Floats] = field(default_factory=dict)
    """By secret, and the cell by which an insider knows it."""
    told: tuple[Floats, ...] = ()
    """Sums of classes that earlier tables tell."""

    def with_proof(self, secret: int, by: int, proof: Floats) -> Proofs:
        before = self.last.get((secret, by))
        more = () if before is None or np.abs(before - proof).max() < PART else (before - proof,)
        return Proofs({**self.last, (secret, by): proof}, self.told + more)


def fewer_shown(
    t: Together, shown: Bools, price: Floats, proofs: Proofs, secret: Numbers, by: Numbers, times: Floats, *, turn: int
) -> tuple[Bools, Proofs]:
    """What is still shown where secrets are given away, as much as before if nothing helps; and their proofs.

    First the new table is only protected anew by itself, beside what earlier tables tell of its cells. Then for some
    of the secrets the cheapest cells are hidden without which their proofs do not hold; and after some rounds all that
    are main parts of the proofs.
    """
    if turn == 0 and ((now := _protected(t, shown, price)) != shown).any():
        return now, proofs
    now, may = shown, ~t.known
    cells = t.tables[0].members.cells.astype(np.float64)
    some, times_taken = _of_one_cell(t, now & may, secret, by)
    if not len(some) or turn >= ENOUGH:
        some = np.arange(len(secret))[:AT_ONCE]
        times_taken = _proofs(t, shown, secret[some], by[some], times[some])
    sums = (cells.T @ times_taken).T
    for one, insider, proof in zip(secret[some].tolist(), by[some].tolist(), sums, strict=True):
        proofs = proofs.with_proof(one, insider, proof)
    for parts, proof in zip(times_taken.T, sums, strict=True):
        if np.abs(proof @ _free(cells, now | t.known)).max() > MOVES * np.abs(proof).max() and turn < ENOUGH:
            continue  # what was hidden for another helps this one
        size = np.where(now & may, np.abs(parts), 0.0)
        hide = _cheapest(cells, price, now & may, t.known, proof, proofs.told) if turn < ENOUGH else None
        if hide is None and size.max() > MOVES:
            hide = size > MAIN * size.max()
        if hide is not None:
            now = now & ~hide
    return now, proofs


def _protected(t: Together, shown: Bools, price: Floats) -> Bools:
    """What the new table shows where it is protected by itself, some of its cells being known."""
    new = t.tables[0]
    atoms = Atoms.of_tables([new.members])
    system = together(atoms, [new.members])
    at = system.element[0]
    groups = t.own_sets @ sp.csr_matrix(
        (np.ones(len(atoms), dtype=np.int32), (atoms.of[0], np.arange(len(atoms)))),
        shape=(t.own_sets.shape[1], len(atoms)),
    )
    cells = system.size
    system = system.with_sets(groups.tocsr())
    whole = np.arange(system.size) >= cells
    known = system.marked(0, t.known)
    hidden = (system.marked(0, new.little) & ~known) | whole
    seen = system.marked(0, shown) & ~hidden
    cost = np.full(system.size, FREE)
    cost[at[at >= 0]] = price[at >= 0]
    pattern = choose(
        system.as_cells(primary=hidden, hidden=~(seen | hidden | known), shown=known, weight=cost), insider=False
    )
    gone = (pattern.hidden & ~known)[np.maximum(at, 0)] & (at >= 0)
    return shown & ~gone


def _of_one_cell(t: Together, shown: Bools, secret: Numbers, by: Numbers) -> tuple[Numbers, Floats]:
    """Which of some secrets are one shown cell of the new table, but for what earlier tables tell; and the proofs."""
    at = np.flatnonzero(shown)
    cell, size = t.own_before[at], np.abs(t.own_before[at]).max(axis=1, initial=0)
    some, found = [], []
    for n in np.flatnonzero(by < 0).tolist():
        moved = t.moved_before[secret[n]] * t.secrets.length[secret[n]]
        for sign in (1.0, -1.0):
            same = np.flatnonzero(np.abs(cell - sign * moved).max(axis=1, initial=0) < MOVES * np.minimum(size, 1))
            if len(same):
                some.append(n)
                found.append(np.where(np.arange(len(shown)) == at[same[0]], sign, 0.0))
                break
    return np.array(some, dtype=np.int64), np.array(found).reshape(len(some), len(shown)).T


def _proofs(t: Together, shown: Bools, secret: Numbers, by: Numbers, times: Floats) -> Floats:
    """How many times each cell of the new table is taken to work each secret out. Shape: cells, secrets."""
    targets = t.secrets.columns(secret, t.seen)
    for n in np.flatnonzero(by >= 0).tolist():  # less what an insider knows, in the measure of the secret
        length = t.secrets.length[secret[n]] / t.secrets.length[by[n]]
        targets[:, n] -= times[n] * length * t.secrets.columns(by[[n]], t.seen)[:, 0]
    sights = t.sights(shown)
    proof = seen_of(lambda c: t.seen.through(sights, c), targets, tell=t.tell)
    sight, group = present(sights[t.at], "the new table is among those that readers see"), t.groups[t.at]
    part = sight.seen(t.seen.by_class(proof)[t.seen.of_group(t.at)]) / np.sqrt(group.atoms)[:, None]
    # Differences of cells are seen apart: what of them is of the new table is a part of the proof too.
    rows, own = t.rows(t.at, shown)
    weight = np.where(own < 0, EARLIER, 1.0)
    across = (rows.T.astype(np.float64) @ sp.diags(weight)).tocsr()
    found = np.zeros((len(shown), len(secret)))
    for n in range(len(secret)):
        found[own[own >= 0], n] = lsmr(across, part[:, n], atol=1e-12, btol=1e-12, maxiter=2_000)[0][own >= 0]
    for k, copies in enumerate(t.copies):
        mine = copies.own >= 0
        told = sights[len(t.groups) + k]
        if mine.any() and told is not None:
            used = np.flatnonzero(~mine | shown[copies.own])
            seen = told.seen(t.seen.by_class(proof)[t.seen.of_group(len(t.groups) + k)])
            seen = seen / np.sqrt(copies.atoms)[:, None]
            across = (copies.rows[used].T.astype(np.float64) @ sp.diags(np.where(mine[used], 1.0, EARLIER))).tocsr()
            for n in range(len(secret)):
                share = lsmr(across, seen[:, n], atol=1e-12, btol=1e-12, maxiter=2_000)[0]
                np.add.at(found[:, n], copies.own[used][mine[used]], (share * copies.sign[used])[mine[used]])
    return found


def _free(cells: sp.csr_matrix, seen: Bools) -> Floats:
    """Changes of the classes of the new table that leave all that is seen of it as it is."""
    one = np.ones(cells.shape[1])
    sight = Sight.of(cells[np.flatnonzero(seen)], one)
    random = np.random.default_rng(20_267).standard_normal((cells.shape[1], 3))
    for _ in range(3):
        random = random - sight.seen(random)
    return random


def _cheapest(
    cells: sp.csr_matrix, price: Floats, may: Bools, known: Bools, proof: Floats, told: Sequence[Floats]
) -> Bools | None:
    """The cheapest cells whose hiding lets a sum of classes change; None where none do.

    The least change of the classes, by the price of the shown cells that change with it, that changes the sum by 1.
    """
    at = np.flatnonzero(may)
    rows = cells[at]
    fixed = sp.vstack([cells[np.flatnonzero(known)], *(sp.csr_matrix(k / np.abs(k).max()) for k in told)])
    classes, count = cells.shape[1], len(at)
    nothing = sp.csr_matrix((fixed.shape[0] + 1, 2 * count))
    equal = sp.vstack(
        [
            sp.hstack([rows, -sp.identity(count), sp.identity(count)]),
            sp.hstack([sp.vstack([fixed, sp.csr_matrix(proof / np.abs(proof).max())]), nothing]),
        ]
    ).tocsc()
    right = np.r_[np.zeros(count + fixed.shape[0]), 1.0]
    bounds = np.zeros((classes + 2 * count, 2))
    bounds[:classes, 0], bounds[:, 1] = -np.inf, np.inf
    done = linprog(np.r_[np.zeros(classes), price[at], price[at]], A_eq=equal, b_eq=right, bounds=bounds)
    if done.x is None:
        return None
    moved = np.abs(rows @ done.x[:classes])
    found = np.zeros(len(may), dtype=bool)
    found[at[moved > PART * moved.max(initial=0)]] = True
    return found if found.any() else None
