"""Who of many: exactly so many of each group, the likelier the heavier, evenly over the order in which they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from alder.synth.population.draws import Array

_ROUNDS = 8
"""How often what is more than certain is shared among the others of a group."""


def systematic(group: Array, counts: Array, weights: Array, start: float) -> Array:
    """Which of many are taken: `counts[g]` of group g, each with a chance by its weight, at equal steps from `start`.

    Who stands together is taken in proportion: order the rows by what they should be spread over. Nobody of weight 0
    is taken; of a group in which fewer have any weight, all of these are.
    """
    order = np.argsort(group, kind="stable")
    g = group[order]
    weight = np.asarray(weights, dtype=float)[order]
    able = np.bincount(g, weight > 0, len(counts))
    wanted = np.minimum(counts, able)
    chance = weight * _ratio(wanted, np.bincount(g, weight, len(counts)))[g]
    for _ in range(_ROUNDS):
        sure = chance >= 1
        if not (chance > 1).any():
            break
        left = wanted - np.bincount(g, sure, len(counts))
        rest = np.bincount(g, np.where(sure, 0, chance), len(counts))
        chance = np.where(sure, 1, chance * _ratio(left, rest)[g])
    run = np.floor(np.cumsum(np.minimum(chance, 1)) + 0.001 + 0.998 * start)
    taken = np.zeros(len(group), dtype=bool)
    taken[order] = np.diff(run, prepend=0.0) > 0
    return taken


def _ratio(above: Array, below: Array) -> Array:
    return np.divide(above, below, out=np.zeros(len(below)), where=below > 0)


def rounded(expected: Array, lots: Array) -> Array:
    """Whole numbers for what is expected, up or down by lot."""
    found: Array = np.floor(np.maximum(expected, 0) + lots).astype(np.int64)
    return found
