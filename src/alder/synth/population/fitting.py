"""Counts that keep to margins: fitted, made whole, and filled with people.

`fitted` scales a table until its margins are those wanted (iterative proportional fitting). `whole_columns` makes it
whole numbers without losing a row's or a column's sum. `chosen` and `by_quota` then say who: exactly so many, with
weights for how likely each is; `systematic` says it of many groups at once, evenly over the order in which they stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.synth.population.draws import Array

_ROUNDS = 200
_NEAR = 1e-9
_SHARINGS = 8
"""How often what is more than certain is shared among the others of a group."""


def fitted(start: Array, margins: Sequence[tuple[tuple[int, ...], Array]]) -> Array:
    """The table nearest to `start` (in the sense of least information) with these margins.

    A margin is the axes that it keeps, in order, and its counts. A zero of the start stays zero. Margins that
    contradict each other are an error of whoever gives them, and raise.
    """
    table = np.asarray(start, dtype=float).copy()
    for _ in range(_ROUNDS):
        worst = 0.0
        for axes, wanted in margins:
            others = tuple(a for a in range(table.ndim) if a not in axes)
            found = table.sum(axis=others)
            away = np.abs(found - wanted)
            worst = max(worst, float((away / np.maximum(wanted, 1)).max(initial=0)))
            ratio = np.divide(wanted, found, out=np.zeros_like(found), where=found > 0)
            table *= np.expand_dims(ratio, others)
        if worst < _NEAR:
            return table
    raise ValueError(f"margins of a table cannot be kept together: {worst:.2g} away after {_ROUNDS} rounds")


def whole(counts: Array, total: int) -> Array:
    """Whole numbers within 1 of `counts` that add up to `total`, which is their sum within 1: largest parts first."""
    down = np.floor(counts).astype(np.int64)
    short = total - int(down.sum())
    if not 0 <= short <= counts.size:
        raise ValueError(f"counts that add up to {float(counts.sum()):.3f} cannot be made to add up to {total}")
    order = np.argsort(down - counts, axis=None, kind="stable")
    flat = down.reshape(-1)
    flat[order[:short]] += 1
    return flat.reshape(counts.shape)


def whole_columns(table: Array, rows: Array, columns: Array, draw: Array | None = None) -> Array:
    """Whole numbers near a table of rows by columns, whose sums are exactly `rows` and `columns`.

    Columns are filled one after another. What a row has had up to each column is within 1 of what it should have had,
    unless that would take the sum of a column away. Which rows are rounded up is by size, or by lot where `draw` has a
    number from 0 to under 1 for each row: so the same small row is not rounded down in every table.
    """
    run = np.cumsum(table, axis=1)
    given = np.zeros(len(table), dtype=np.int64)
    found = np.empty(table.shape, dtype=np.int64)
    last = table.shape[1] - 1
    for column in range(table.shape[1]):
        due = rows.astype(float) if column == last else np.minimum(run[:, column], rows)
        base = np.maximum(np.floor(due + _NEAR).astype(np.int64), given)
        part = np.clip(due - base, 0, 1)
        urgent = part if draw is None else _lots(part, (draw + 0.618 * column) % 1)
        order = np.argsort(-urgent, kind="stable")
        more = int(columns[: column + 1].sum()) - int(base.sum())
        while more:
            free = base < rows if more > 0 else base > given
            able = order[free[order]] if more > 0 else order[::-1][free[order[::-1]]]
            if not len(able):
                raise ValueError("rows and columns of a table do not add up to the same")
            some = able[: abs(more)]
            base[some] += 1 if more > 0 else -1
            more -= len(some) if more > 0 else -len(some)
        found[:, column] = base - given
        given = base
    return found


def _lots(weights: Array, draw: Array) -> Array:
    """Numbers by which to choose: who has twice the weight is about twice as likely to be among the largest."""
    with np.errstate(divide="ignore"):
        return np.where(weights > 0, np.log1p(-draw) / weights, -np.inf)


def raked(weights: Array, margins: Sequence[tuple[Array, Array]]) -> Array:
    """Weights of many, changed as little as can be, so that groups have the shares of the whole that they should have.

    A margin is the number of each one's group, and the share of each group; shares add up to 1. Groups in which nobody
    has any weight stay without.
    """
    found = np.asarray(weights, dtype=float).copy()
    for _ in range(_RAKINGS):
        for group, shares in margins:
            has = np.bincount(group, found, len(shares))
            found *= np.divide(shares * has.sum(), has, out=np.zeros(len(shares)), where=has > 0)[group]
    return found


_RAKINGS = 30


def chosen(count: int, weights: Array, draw: Array) -> Array:
    """Which `count` of many: whoever has twice the weight is about twice as likely. Nobody of weight 0 is chosen.

    `draw` is a number from 0 to under 1 for each. Fewer are chosen where fewer have any weight.
    """
    count = min(count, int((weights > 0).sum()))
    picked = np.zeros(len(weights), dtype=bool)
    if count > 0:
        picked[np.argpartition(-_lots(weights, draw), count - 1)[:count]] = True
    return picked


def chosen_in_groups(counts: Array, group: Array, weights: Array, draw: Array) -> Array:
    """Which `counts[g]` of each group g, as `chosen` does it for one."""
    lots = _lots(weights, draw)
    able = np.flatnonzero(lots > -np.inf)
    order = able[np.lexsort((-lots[able], group[able]))]
    of = group[order]
    picked = np.zeros(len(group), dtype=bool)
    picked[order] = np.arange(len(of)) - np.searchsorted(of, of) < counts[of]
    return picked


def by_quota(group: Array, shares: Array, key: Array, lots: Array) -> Array:
    """One of several outcomes for each of many, with as many of each outcome in each group as its shares say.

    `group` numbers the group of each; `shares` has a row for each group and a column for each outcome. Counts of a
    group, and of an outcome in all, are within 1 of what they should be. In a group those of the smallest `key` have
    the first outcomes; `lots`, a number for each group, says where small groups are rounded up.
    """
    sizes = np.bincount(group, minlength=len(shares))
    due = shares / shares.sum(axis=1, keepdims=True) * sizes[:, None]
    counts = whole_columns(due, sizes, whole(due.sum(axis=0), int(sizes.sum())), lots)
    outcomes = np.repeat(np.tile(np.arange(shares.shape[1]), len(shares)), counts.reshape(-1))
    found = np.empty(len(group), dtype=np.int64)
    found[np.lexsort((key, group))] = outcomes
    return found


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
    for _ in range(_SHARINGS):
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


def split(cell: Array, counts: Array, weights: Array, group: Array) -> tuple[Array, Array]:
    """Cells parted by the groups of those in them, and the counts of each part: by weights, to be whole numbers that
    keep the count of every cell and come near to that of every group.
    """
    groups = int(group.max(initial=0)) + 1
    parts = cell * groups + group
    table = np.bincount(parts, weights, len(counts) * groups).reshape(-1, groups)
    due = table * _ratio(counts.astype(float), table.sum(axis=1))[:, None]
    rows = np.where(table.any(axis=1), counts, 0)
    return parts, whole_columns(due, rows, whole(due.sum(axis=0), int(rows.sum()))).reshape(-1)


def _ratio(above: Array, below: Array) -> Array:
    return np.divide(above, below, out=np.zeros(len(below)), where=below > 0)


def rounded(expected: Array, lots: Array) -> Array:
    """Whole numbers for what is expected, up or down by lot."""
    found: Array = np.floor(np.maximum(expected, 0) + lots).astype(np.int64)
    return found
