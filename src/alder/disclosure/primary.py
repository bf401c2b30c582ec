"""The first reason to hide: cells that stand for too few people, or that tell something of everybody in a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.kind import Kind
from alder.model.statistic import TOTAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.policy import Policy
    from alder.disclosure.system import Bools, Numbers, System
    from alder.model.statistic import Filter


def small(counts: Numbers, policy: Policy) -> Bools:
    """Which counts are below the threshold; zeros only where the policy hides them."""
    found: Bools = (counts < policy.threshold) & ((counts > 0) | policy.hide_zeros)
    return found


NO_VALUE = frozenset({"Unknown", "Not listed"})
"""Categories of no known value."""


SAME_FACT = (frozenset({"ethnicity", "ethnicity_minor", "ethnic_minority"}), frozenset({"lldd", "lldd_primary"}))
"""Filters that tell of one and the same thing: of a group that one of them names another says nothing new."""


def is_named_by(f: Filter, filters: Sequence[Filter], codes: Sequence[str]) -> bool:
    """Whether a row is of a group that another filter of the same thing names, such as all Indians by ethnic group."""
    same = next((ids for ids in SAME_FACT if f.id in ids), frozenset())
    return any(g.id in same and g.id != f.id and code != TOTAL for g, code in zip(filters, codes, strict=True))


def telling_of(f: Filter, policy: Policy) -> frozenset[str]:
    """The categories of a filter that tell something of whoever is in them."""
    return frozenset(c.code for c in f.categories if f"{f.id}={c.code}" in policy.telling)


def nearly_all(part: int, whole: int, policy: Policy) -> bool:
    """Whether a category holds all of a group but a few, and most of it: so many that the rest is a small count."""
    return 0 < whole - part < policy.threshold and part >= policy.near_full * whole


def ordinary(parts: Sequence[str], telling: frozenset[str]) -> str | None:
    """Of the parts of a whole the one whose 0 is hidden where everybody has a telling value; None where none can be.

    It is the first that tells nothing, whatever the figures are: readers know which it is.
    """
    others = [code for code in parts if code not in telling]
    return next((code for code in others if code not in NO_VALUE), others[0] if others else None)


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
