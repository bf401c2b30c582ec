"""Other tables that differ from the true one in the corners of a box: none with fewer changes keeps every sum.

A box takes one step of every filter, and all the combinations of their categories are its corners. How far each box
around a count may move, and what it costs to hide its corners, is worked out for all boxes at once, filter by filter.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.nearby.layers import Layer, layers
from alder.disclosure.nearby.steps import Steps, parents, steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.disclosure.nearby.motions import Motion
    from alder.disclosure.system import Floats, Numbers, System

SPARSE = 8
"""A table that holds less than one in so many of all combinations of categories has few whole boxes."""


@dataclass(frozen=True, eq=False)
class Found:
    """Boxes of one layer around a cell. Arrays: one entry a box."""

    layer: Layer
    way: int
    """Whether the cell moves as the counts of the layer do at its corner, 1 or -1."""
    steps: Sequence[Steps]
    up: Floats
    """How far the cell may rise."""
    down: Floats
    """How far the cell may fall."""
    cost: Floats
    others: Floats
    """How much room small cells at the corners still want, in times what one cell needs."""


class Boxes:
    """The boxes of a table. What is changed of the arrays given here has to be told to `changed`.

    `up` and `down` are how far each cell may move, `cost` what it costs to do so, `wanting` what part of its room
    it lacks.
    """

    def __init__(self, system: System, up: Floats, down: Floats, cost: Floats, wanting: Floats) -> None:
        self.system, self.up, self.down, self.cost, self.wanting = system, up, down, cost, wanting
        codes = system.codes.astype(np.int64)
        self.sizes = codes.max(axis=0, initial=0) + 1
        dense = len(self.sizes) and float(np.prod(self.sizes.astype(np.float64))) <= SPARSE * system.rows
        self.layers = list(layers(system)) if dense else []
        """None where boxes are no use."""
        above = parents(system)
        self.steps = [steps(of) for of in above]
        self.flat = all(bool((of <= 0).all()) for of in above)
        """Whether no category but the totals has parts."""
        self.shape = tuple((self.sizes + 1).tolist())
        self.place = np.ravel_multi_index(tuple(codes.T), self.shape) if dense else np.zeros(0, dtype=np.int64)
        self.row = np.full(self.shape if dense else (0,), -1, dtype=np.int64)
        self.row.ravel()[self.place] = np.arange(len(self.place))
        inside = np.ix_(*(np.arange(size) for size in self.sizes))
        for layer in self.layers:
            layer.begin(self.shape, inside)
        self.changed(np.arange(system.size))

    def changed(self, cells: Numbers) -> None:
        """Some cells have other room, costs or wants now."""
        for layer in self.layers:
            rows = np.unique(layer.at[cells])
            rows = rows[rows >= 0]
            place, all_ = self.place[rows], layer.all[:, rows]
            with_, against = layer.rising[:, rows], layer.falling[:, rows]
            reach, sums = layer.reach.reshape(2, -1), layer.sums.reshape(2, -1)
            reach[0, place] = np.concatenate([self.up[with_], self.down[against]]).min(axis=0)
            reach[1, place] = np.concatenate([self.down[with_], self.up[against]]).min(axis=0)
            sums[0, place], sums[1, place] = self.cost[all_].sum(axis=0), self.wanting[all_].sum(axis=0)

    @contextmanager
    def holding(self, cells: Numbers) -> Iterator[None]:
        """Leave some cells as they are meanwhile."""
        with self._meanwhile(cells, np.zeros(len(cells)), np.zeros(len(cells))):
            yield

    @contextmanager
    def moved(self, cells: Numbers, by: Floats) -> Iterator[None]:
        """Look from another table on meanwhile."""
        with self._meanwhile(cells, self.up[cells] - by, self.down[cells] + by):
            yield

    @contextmanager
    def _meanwhile(self, cells: Numbers, up: Floats, down: Floats) -> Iterator[None]:
        before = self.up[cells], self.down[cells]
        self.up[cells], self.down[cells] = up, down
        self.changed(cells)
        yield
        self.up[cells], self.down[cells] = before
        self.changed(cells)

    def around(self, cell: int, most: float = np.inf) -> Iterator[Found]:
        """All boxes around a cell no corner of which costs more than `most`."""
        for layer in self.layers:
            if (row := int(layer.at[cell])) < 0:
                continue
            own = self.system.codes[row].tolist()
            chosen, local, places = [], [], []
            for k, of in enumerate(self.steps):
                line = (slice(None), *own[:k], slice(None), *own[k + 1 :])
                s = of[own[k]].within((layer.reach[line] >= 1) & (layer.sums[line][0] <= most))
                used, numbers = np.unique(s.categories, return_inverse=True)
                chosen.append(s)
                local.append(Steps(numbers.reshape(s.categories.shape), s.falls))
                places.append(used)
            if not all(map(len, chosen)):
                continue
            at = np.zeros(1, dtype=np.int64)
            for used, size in zip(places, self.shape, strict=True):
                at = (at[:, None] * size + used).ravel()
            reach, sums = (of.reshape(2, -1).take(at, axis=1) for of in (layer.reach, layer.sums))
            if most < np.inf:
                reach[:, sums[0] > most] = 0.0
            there = (2, *map(len, places))
            up, down = farthest(reach.reshape(there), local)
            cost, others = total(sums.reshape(there), local)
            way = int(layer.way[cell])
            yield Found(layer, way, chosen, *((up, down) if way > 0 else (down, up)), cost, others)

    def motion(self, found: Found, box: int, by: float) -> Motion:
        """The motion of a box in which the cell moves by so much."""
        place = np.unravel_index(box, tuple(len(s) for s in found.steps))
        key, sign = np.zeros(1, dtype=np.int64), np.full(1, by * found.way)
        for s, n, size in zip(found.steps, place, self.sizes.tolist(), strict=True):
            real = s.categories[n] < size
            key = (key[:, None] * (size + 1) + s.categories[n][real]).ravel()
            sign = (sign[:, None] * np.where(s.falls[n][real], -1.0, 1.0)).ravel()
        rows = self.row.ravel()[key]
        rising, falling = found.layer.rising[:, rows], found.layer.falling[:, rows]
        cells = np.r_[rising.ravel(), falling.ravel()]
        change = np.r_[np.tile(sign, len(rising)), np.tile(-sign, len(falling))]
        order = np.argsort(cells)
        return cells[order], change[order]


def farthest(reach: Floats, chosen: Sequence[Steps]) -> Floats:
    """How far each box may move either way, in whole numbers, from how far its corners may."""
    for k, s in enumerate(chosen, start=1):
        both, size = np.concatenate([reach[0], reach[1]], axis=k - 1), reach.shape[k]
        rise, fall = s.categories + size * s.falls, s.categories + size * ~s.falls
        at = np.concatenate([rise, fall])
        found = both.take(at[:, 0], axis=k - 1)
        for n in range(1, at.shape[1]):
            np.minimum(found, both.take(at[:, n], axis=k - 1), out=found)
        reach = np.stack(np.split(found, 2, axis=k - 1))
    return np.floor(reach.reshape(2, -1))


def total(of: Floats, chosen: Sequence[Steps]) -> Floats:
    """What the corners of each box come to."""
    for k, s in enumerate(chosen, start=1):
        found = of.take(s.categories[:, 0], axis=k)
        for n in range(1, s.categories.shape[1]):
            found += of.take(s.categories[:, n], axis=k)
        of = found
    return of.reshape(2, -1)
