"""What follows from shown cells in whole numbers of people, tried with programmes: for systems that are small enough.

The test of sums finds every cell that sums give away. Two things escape it: a small group that is a union of atoms
nobody thought of, and a count that sums leave open but no negative number of people allows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import qr
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alder.disclosure.ledger.membership import Bools, Numbers
    from alder.disclosure.ledger.together import System

ATOMS = 400
"""Up to so many atoms a system is small enough."""
SECONDS = 5.0
"""For one search of a union. One that takes longer has found nothing."""
NEAR = 1e-6
FREE = 12
"""Of so many sums that follow, one beside the other, all unions are tried: 4,096. Of more a programme looks for one."""


def is_small(atoms: int) -> bool:
    return atoms <= ATOMS


def small_union(system: System, shown: Bools, small: int, known: list[NDArray[np.int64]]) -> NDArray[np.int64] | None:
    """Atoms that together are fewer than `small` records, and whose number shown cells give away; None if none are.

    `known` are unions to leave out.
    """
    rows = system.sets[np.flatnonzero(shown)].toarray().astype(float)
    atoms = len(system.atoms)
    if not rows.any():
        return None
    # What the rows span is what is at right angles to all that is at right angles to them.
    _, size, basis = np.linalg.svd(rows, full_matrices=len(rows) < atoms)
    outside = basis[(size > NEAR * size.max()).sum() :]
    few = np.flatnonzero(system.atoms < small)  # no other atom is in a small union
    if not len(few):
        return None
    _, size, basis = np.linalg.svd(outside[:, few], full_matrices=len(outside) < len(few))
    rank = int((size > NEAR).sum())
    if len(few) - rank <= FREE:
        union = _smallest(basis[rank:].T, system.atoms[few], small, [np.isin(few, union) for union in known])
        return few[union] if union is not None else None
    within = basis[:rank]
    limits = [
        LinearConstraint(within, -NEAR, NEAR) if len(within) else None,
        LinearConstraint(system.atoms[None, few].astype(float), 1, small - 1),
        *(LinearConstraint(_apart(union, atoms)[None, few], -np.inf, len(union) - 1) for union in known),
    ]
    found = milp(
        system.atoms[few].astype(float),
        integrality=np.ones(len(few)),
        bounds=Bounds(0, 1),
        constraints=[limit for limit in limits if limit is not None],
        options={"time_limit": SECONDS},
    )
    if found.x is None:
        return None
    union = few[found.x > 0.5]
    exact = np.zeros(atoms)
    exact[union] = 1
    return union if np.abs(outside @ exact).max(initial=0) < NEAR else None


def _smallest(
    follow: NDArray[np.float64], people: Numbers, small: int, known: list[NDArray[np.bool_]]
) -> NDArray[np.bool_] | None:
    """Of the sums of atoms that follow the union of fewest people, fewer than `small`; None where none is a union.

    `follow` are these sums, one beside the other: every sum that follows is one of them or several.
    """
    free = follow.shape[1]
    if not free:
        return None
    _, _, order = qr(follow.T, mode="economic", pivoting=True)
    chosen = order[:free]  # whether each of these atoms is in the union tells of all others
    every = (np.arange(1, 2**free)[None, :] >> np.arange(free)[:, None]) & 1
    unions = follow @ np.linalg.solve(follow[chosen], every.astype(float))
    is_in = unions > 0.5
    size = people @ is_in
    able = (np.abs(unions - is_in).max(axis=0) < NEAR) & (size > 0) & (size < small)
    for union in known:
        able &= (is_in != union[:, None]).any(axis=0)
    at = np.flatnonzero(able)
    return is_in[:, at[np.argmin(size[at])]] if len(at) else None


def _apart(union: NDArray[np.int64], atoms: int) -> NDArray[np.float64]:
    """Counts as many as the union has for the union alone."""
    found = np.full(atoms, -1.0)
    found[union] = 1
    return found


def pinned(system: System, shown: Bools, out: Bools, secret: Bools) -> tuple[Numbers, Numbers]:
    """Secret elements whose number nothing but the true one can be, and for each a shown element of the proof.

    The element is one that is not `out`, and -1 where the proof has none.
    """
    rows = system.sets[np.flatnonzero(shown)].astype(float)
    held = np.flatnonzero(shown)
    values = system.count[held].astype(float)
    found, by = [], []
    ours = ~out[held]
    seen = [system.atoms.astype(float)]
    for cell in np.flatnonzero(secret):
        cost = np.asarray(system.sets[cell].todense(), dtype=float).ravel()
        reached = [float(cost @ table) for table in seen]
        if max(reached) - min(reached) >= 1 - NEAR:
            continue
        ends, proof = [], np.zeros(len(held))
        for way in (1.0, -1.0):
            done = linprog(way * cost, A_eq=rows if len(held) else None, b_eq=values if len(held) else None)
            if done.status == 3:  # nothing bounds it
                ends.append(-way * np.inf)
                continue
            ends.append(way * done.fun)
            seen.append(done.x)
            if len(held):
                proof += np.abs(done.eqlin.marginals)
        low, high = np.ceil(ends[0] - NEAR), np.floor(ends[1] + NEAR)
        if high - low < 1:
            found.append(int(cell))
            proof[~ours] = 0
            by.append(int(held[np.argmax(proof)]) if (proof > NEAR).any() else -1)
    return np.array(found, dtype=np.int64), np.array(by, dtype=np.int64)
