"""The first reason to hide: cells that stand for too few people, or that tell something of everybody in a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.kind import Kind

if TYPE_CHECKING:
    from alder.disclosure.policy import Policy
    from alder.disclosure.system import Bools, Numbers, System


def small(counts: Numbers, policy: Policy) -> Bools:
    """Which counts are below the threshold; zeros only where the policy hides them."""
    found: Bools = (counts < policy.threshold) & ((counts > 0) | policy.hide_zeros)
    return found


def primaries(system: System, policy: Policy) -> Bools:
    """The cells to protect, virtual ones included: a small difference is as telling as a small count."""
    people = system.kind != Kind.OVERLAP
    found = small(system.value, policy) & people
    # An empty virtual cell holds nobody; whether that tells too much is a matter of classes, below.
    found &= ~((system.value == 0) & (system.kind != Kind.COUNT))
    found |= system.beside_telling
    if policy.class_disclosure:
        group = np.where(system.denominator >= 0, system.value[system.denominator], 0)
        found |= (system.value == 0) & (group > 0)
    return np.asarray(found)


def insiders(system: System) -> list[Numbers]:
    """For each person who is alone in some cells, all cells that this person knows.

    Two lone cells, one a part of the other, hold the same person. Whoever is alone in a whole knows its parts too.
    """
    lone = (system.value == 1) & (system.kind != Kind.OVERLAP)
    parent = np.arange(system.size)

    def root(cell: int) -> int:
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return int(cell)

    known: dict[int, set[int]] = {int(c): {int(c)} for c in np.flatnonzero(lone)}
    pointer, members = system.relations.indptr, system.relations.indices
    families = [(int(w), members[pointer[n] : pointer[n + 1]]) for n, w in enumerate(system.whole) if w >= 0]
    families += [(whole, np.array(parts)) for whole, parts in system.kin]
    for whole, parts in families:
        if lone[whole]:
            known[whole].update(int(p) for p in parts)
            for part in parts[lone[parts]]:
                parent[root(int(part))] = root(whole)
    people: dict[int, set[int]] = {}
    for cell, cells in known.items():
        people.setdefault(root(cell), set()).update(cells)
    return [np.array(sorted(cells), dtype=np.int64) for cells in people.values()]
