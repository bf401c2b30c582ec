"""Making a perturbation table: the noise of greatest entropy that has a given mean, variance and range."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.noise.cell_keys import LAST
from alder.disclosure.noise.perturbation import PerturbationTable
from alder.errors import Inconsistency

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alder.disclosure.settings import Noise

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]


@cache
def made(noise: Noise, *, rows: int = LAST) -> PerturbationTable:
    """A table for counts up to `rows`: mean 0, no published count from 1 to the gap, none negative; zeros stay.

    Of small counts not every variance is possible, because they can fall no further than to 0; they then have the
    nearest one that is. The moves of a count lie on the cell keys in their order, each on as many as its probability
    asks for, and then so that the mean is 0 exactly.
    """
    moves = np.zeros((rows + 1, noise.keys), dtype=np.int64)
    last: tuple[tuple[int, ...], Numbers] | None = None
    for n in range(1, rows + 1):
        steps = support(n, noise)
        if last is None or last[0] != tuple(steps.tolist()):
            laid = _laid(steps, probabilities(steps, noise.variance), noise.keys)
            last = (tuple(steps.tolist()), laid)
        moves[n] = last[1]
    return PerturbationTable(moves)


def support(n: int, noise: Noise) -> Numbers:
    """By how much a count may move."""
    steps = np.arange(-min(n, noise.most), noise.most + 1)
    shown = n + steps
    found: Numbers = steps[(shown == 0) | (shown > noise.gap)]
    return found


def probabilities(steps: Numbers, variance: float) -> Floats:
    """The distribution of greatest entropy over the steps with mean 0 and this variance, or the nearest possible."""
    low, high = _bounds(steps)
    for (_, pair), outside in ((low, variance <= low[0] + 1e-9), (high, variance >= high[0] - 1e-9)):
        if outside:
            found = np.zeros(len(steps))
            for step, chance in pair:
                found[np.flatnonzero(steps == step)] += chance
            return found
    return _tilted(steps.astype(float), variance)


_Pair = tuple[tuple[int, float], ...]


def _bounds(steps: Numbers) -> tuple[tuple[float, _Pair], tuple[float, _Pair]]:
    """The least and the greatest variance of mean 0, each with the steps that have it."""
    if (steps == 0).any():
        low: tuple[float, _Pair] = (0.0, ((0, 1.0),))
    elif (steps > 0).all() or (steps < 0).all():
        raise Inconsistency("no distribution of noise has mean 0 where counts may only rise, or only fall")
    else:
        low = _of_two(int(steps[steps < 0].max()), int(steps[steps > 0].min()))
    return low, _of_two(int(steps.min()), int(steps.max()))


def _of_two(down: int, up: int) -> tuple[float, _Pair]:
    return float(-down * up), ((down, up / (up - down)), (up, -down / (up - down)))


def _tilted(d: Floats, variance: float) -> Floats:
    """Newton's method on the dual: p ∝ exp(a·d + b·d²), with a and b so that the moments are right."""
    moments = np.stack([d, d**2])
    wanted = np.array([0.0, variance])
    at = np.zeros(2)

    def value(at: Floats) -> tuple[float, Floats]:
        power = at @ moments
        top = power.max()
        weight = np.exp(power - top)
        return float(np.log(weight.sum()) + top - at @ wanted), weight / weight.sum()

    for _ in range(60):  # it doubles the right digits each time; once there it stays
        now, p = value(at)
        gap = moments @ p - wanted
        spread = (moments * p) @ moments.T - np.outer(moments @ p, moments @ p)
        step = np.linalg.solve(spread + 1e-14 * np.eye(2), gap)
        size = 1.0
        while size > 1e-10 and value(at - size * step)[0] > now - 1e-4 * size * float(gap @ step):
            size /= 2
        at = at - size * step
    return value(at)[1]


def _laid(steps: Numbers, p: Floats, keys: int) -> Numbers:
    """The steps on the keys by cumulated probability, then with as few keys moved as makes the mean 0."""
    ends = np.floor(np.cumsum(p) * keys + 0.5).astype(np.int64)
    ends[-1] = keys
    many = np.diff(ends, prepend=0)
    while off := int(many @ steps):
        i, j = _move(steps, many - keys * p, many > 0, off)
        many[i] -= 1
        many[j] += 1
    return np.repeat(steps, many)


def _move(steps: Numbers, ahead: Floats, there: Bools, off: int) -> tuple[int, int]:
    """From which step to which other a key moves, so that the sum of all, which is `off`, comes nearer to 0.

    A move that does not go past 0 is taken before one that does, then the one that fits the probabilities best. Two
    neighbouring steps up are always possible, so single steps get there in the end.
    """
    change = steps[np.newaxis, :] - steps[:, np.newaxis]
    nearer = there[:, np.newaxis] & (change * off < 0)
    past = np.maximum(np.abs(change) - abs(off), 0)
    cost = past * 1e6 + (ahead[np.newaxis, :] - ahead[:, np.newaxis]) / np.maximum(np.abs(change), 1)
    i, j = np.unravel_index(np.argmin(np.where(nearer, cost, np.inf)), change.shape)
    return int(i), int(j)
