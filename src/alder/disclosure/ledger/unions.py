"""Small groups that are several others together: told where the changes of these cancel out.

Of two hidden cells neither may follow from what is shown, and their sum may. Where both are few it is as small a count
as they are, and a later table may have it as a cell. So may three or four small cells of the new table together.

Whether several are few is asked only of those whose sum follows: readers could work that number out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.ledger.secrets import STILL, still

if TYPE_CHECKING:
    from alder.disclosure.ledger.atoms import Atoms
    from alder.disclosure.ledger.membership import Numbers
    from alder.disclosure.ledger.motions import Seen
    from alder.disclosure.ledger.secrets import Secrets
    from alder.disclosure.ledger.sight import Floats

THREES = 1_200
"""Of so many small cells of the new table all threes are tried: the pairs of more are too many."""
FOURS = 600
"""Of so many all fours are: pairs are compared with pairs."""
MOST = 20_000_000
"""Of so many pairs of pairs that are alike at first sight; more are none that stand apart, but all change as one."""
ENTRIES = 2_000_000
"""So many pairs are looked at together."""


def unions(
    secrets: Secrets, seen: Seen, atoms: Atoms, *, moved: Floats, before: Floats, own: Numbers, small: int
) -> sp.csr_matrix:
    """Sets of fewer than `small` records that follow, and that are no secret yet. Shape: sets, atoms.

    `moved` is how secrets change for whoever has all tables, `before` for whoever has the earlier ones; `own` are
    secrets that are small cells of the new table.
    """
    change = moved * secrets.length[:, None]
    near = STILL * np.sqrt(small)
    _, first = np.unique(secrets.people, return_index=True)  # the same records may be a cell, an atom and a set
    different = np.zeros(len(secrets), dtype=bool)
    different[first] = True
    at = np.flatnonzero(different & ~still(moved))
    at = at[np.argsort(change[at, 0], kind="stable")]  # those that are looked for one after the other lie near then
    up = at[change[at, 0] > -near]
    one, other = cancelling(change[up], change[at], near)
    pairs = np.stack([up[one], at[other], *[np.full(len(one), -1)] * 2], axis=1)
    cells = own[different[own] & ~still(moved[own])]
    found = np.concatenate([pairs, *_several(change, cells, near)])
    return _small(secrets, seen, atoms, found, change, before * secrets.length[:, None], small)


def cancelling(one: Floats, other: Floats, near: float) -> tuple[Numbers, Numbers]:
    """Which of some changes and which of others cancel out: all columns of both together are nearly 0."""
    order = np.argsort(other[:, 0], kind="stable")
    key = other[order, 0]
    start = np.searchsorted(key, -one[:, 0] - near)
    many = np.searchsorted(key, -one[:, 0] + near) - start
    found = [(np.zeros(0, dtype=np.int64),) * 2]
    total = np.cumsum(many)
    for some in np.split(np.arange(len(one)), np.flatnonzero(np.diff(total // ENTRIES)) + 1):
        of = np.repeat(some, many[some])
        place = np.arange(len(of)) - np.repeat(np.cumsum(many[some]) - many[some], many[some])
        to = order[start[of] + place]
        for column in range(1, one.shape[1]):
            keep = np.abs(one[of, column] + other[to, column]) < near
            of, to = of[keep], to[keep]
        found.append((of, to))
    return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])


def _several(change: Floats, cells: Numbers, near: float) -> list[Numbers]:
    """Three or four of some cells whose changes cancel out, each once. Shape of each: several, 4; -1 of none."""
    if len(cells) > THREES:
        return []
    one, other = np.triu_indices(len(cells), 1)
    both = change[cells[one]] + change[cells[other]]
    loose = np.abs(both).max(axis=1, initial=0) > near  # what holds two that cancel out tells nothing more
    one, other, both = one[loose], other[loose], both[loose]
    pair, third = cancelling(both, change[cells], near)
    keep = third > other[pair]
    pair, third = pair[keep], third[keep]
    found = [np.stack([cells[one[pair]], cells[other[pair]], cells[third], np.full(len(pair), -1)], axis=1)]
    if len(cells) <= FOURS and _alike(both, near) <= MOST:
        pair, next = cancelling(both, both, near)
        keep = one[next] > other[pair]
        pair, next = pair[keep], next[keep]
        found.append(np.stack([cells[one[pair]], cells[other[pair]], cells[one[next]], cells[other[next]]], axis=1))
    return found


def _alike(changes: Floats, near: float) -> int:
    """How many of them have opposite first columns."""
    key = np.sort(changes[:, 0])
    return int((np.searchsorted(key, -key + near) - np.searchsorted(key, -key - near)).sum())


def _small(
    secrets: Secrets, seen: Seen, atoms: Atoms, parts: Numbers, change: Floats, before: Floats, small: int
) -> sp.csr_matrix:
    """The sets that these secrets are together, those that are few and share no record, and are not told before."""
    length = np.sqrt(_summed(secrets.length**2, parts))[:, None]
    parts = parts[still(_summed(change, parts) / length) & ~still(_summed(before, parts) / length)]
    used, place = np.unique(parts, return_inverse=True)
    there = parts.ravel() >= 0
    row = np.repeat(np.arange(len(parts)), parts.shape[1])[there]
    column = place.ravel()[there] - (used[:1] < 0).sum()
    shape = (len(parts), int((used >= 0).sum()))
    sets = sp.csr_matrix((np.ones(len(row), dtype=np.int32), (row, column)), shape=shape)
    sets = (sets @ secrets.as_sets(used[used >= 0], seen)).tocsr()
    apart = sets.max(axis=1).toarray().ravel() <= 1
    people = np.asarray(sets.astype(np.uint64) @ atoms.names())
    new = np.flatnonzero(apart & (sets @ atoms.people < small) & ~np.isin(people, secrets.people))
    _, first = np.unique(people[new], return_index=True)
    return sets[new[np.sort(first)]]


def _summed(what: Floats, parts: Numbers) -> Floats:
    """The sum over the parts of each; a part below 0 is none."""
    found: Floats = np.zeros((len(parts), *what.shape[1:]))
    for part in parts.T:
        there = part >= 0
        found[there] += what[part[there]]
    return found
