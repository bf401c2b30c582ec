"""Several tables as one system of intervals: what rounded, perturbed, shown and hidden counts leave open together.

Every atom is some number of people, none or more. Of every cell the ends are known that any table gives it, and of
printed rates the share. How many values a small group then keeps is asked of linear programmes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import highspy
import numpy as np
import scipy.sparse as sp

from alder.disclosure.ledger.ranges import OPEN
from alder.solver import Solver

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from alder.disclosure.ledger.membership import Bools, Numbers
    from alder.disclosure.ledger.ranges import Ranges
    from alder.disclosure.ledger.together import System

    Floats = NDArray[np.float64]

MOST = 1_000
"""Up to so many atoms the programmes are asked."""
NEAR = 1e-6
ALONE = 2
"""So few groups are asked one by one: a programme for all of them at once would save nothing."""
WORTH = 3
"""So many groups have to be done with after two corners: these take as long as the programmes of so many alone."""
SEED = 43


def is_asked(atoms: int) -> bool:
    return atoms <= MOST


@dataclass(frozen=True, eq=False)
class Between:
    """Rows of a programme over atoms, with their ends."""

    rows: sp.csr_matrix
    low: Floats
    high: Floats

    @classmethod
    def of(cls, system: System, tables: Sequence[tuple[int, Ranges]]) -> Self:
        """What some tables tell, each by its place in the system."""
        low, high = np.zeros(system.size), np.full(system.size, float(OPEN))
        more, least, most = [sp.csr_matrix((0, len(system.atoms)))], [np.zeros(0)], [np.zeros(0)]
        for n, ranges in tables:
            at = system.element[n]
            there = np.flatnonzero(at >= 0)
            np.maximum.at(low, at[there], ranges.low[there].astype(float))
            np.minimum.at(high, at[there], ranges.high[there].astype(float))
            rates = ranges.rates
            real = np.flatnonzero((at[rates.of] >= 0) & (at[rates.out_of] >= 0))
            if not len(real):
                continue
            part = system.sets[at[rates.of[real]]].astype(float)
            whole = system.sets[at[rates.out_of[real]]].astype(float)
            more += [part - sp.diags(rates.least[real]) @ whole, sp.diags(rates.most[real]) @ whole - part]
            least.append(np.zeros(2 * len(real)))
            most.append(np.full(2 * len(real), float(OPEN)))
        told = np.flatnonzero((low > 0) | (high < OPEN))
        rows = sp.vstack([system.sets[told].astype(float), *more]).tocsr()
        return cls(rows, np.concatenate([low[told], *least]), np.concatenate([high[told], *most]))

    def values(self, groups: sp.csr_matrix, enough: Numbers, true: Floats) -> tuple[Numbers, Numbers]:
        """The least and the most that each group can be, sought no further than until so many values are seen.

        `true` is what the atoms are: what is sought is what else they can be.
        """
        size = np.asarray(groups @ true).ravel()
        least, most = size.copy(), size.copy()
        programme = _Programme(self)

        def see(atoms: Floats) -> None:
            """Each group can be what it is where the atoms are these."""
            reached = np.asarray(groups @ atoms).ravel()
            np.minimum(least, reached, out=least)
            np.maximum(most, reached, out=most)

        self._see_together(programme, groups, lambda: _whole(least, most) < enough, see)
        for n in np.flatnonzero(_whole(least, most) < enough):
            for way in (1.0, -1.0):
                if _whole(least[n], most[n]) >= enough[n]:
                    break
                if way > 0 and least[n] <= NEAR:  # nobody is fewer than nobody
                    continue
                found = programme.least(way * _chosen(groups, [int(n)], 1.0))
                if found is None:  # nothing bounds it
                    least[n], most[n] = (-np.inf, most[n]) if way > 0 else (least[n], size[n] + OPEN)
                    continue
                see(found)
        return np.ceil(least - NEAR), np.floor(most + NEAR)

    @staticmethod
    def _see_together(
        programme: _Programme, groups: sp.csr_matrix, wanting: Callable[[], Bools], see: Callable[[Floats], None]
    ) -> None:
        """Corners where some groups are large and others small at once, by lot, since all of them cannot be where their
        sum is known: most groups have values enough after a few corners.

        Whoever still wants some is asked by itself afterwards, so that this decides nothing and saves most programmes.
        """
        draw = np.random.default_rng(SEED)
        before = groups.shape[0] + WORTH
        while ALONE < (left := np.flatnonzero(wanting())).size <= before - WORTH:
            before = left.size
            cost = _chosen(groups, left, draw.choice((-1.0, 1.0), before))
            for way in (1.0, -1.0):
                corner = programme.least(way * cost)
                if corner is not None:
                    see(corner)

    def points(self, number: int, most: float, seed: int) -> list[Floats]:
        """Some of what the atoms can be, without looking at what they are: each a mean of corners far apart."""
        draw = np.random.default_rng(seed)
        programme = _Programme(self, most=most)
        found = []
        for _ in range(number):
            corners = [programme.least(draw.standard_normal(self.rows.shape[1])) for _ in range(2)]
            share = draw.uniform(0.2, 0.8)
            if corners[0] is not None and corners[1] is not None:
                found.append(share * corners[0] + (1 - share) * corners[1])
        return found


def _whole(least: Floats, most: Floats) -> Floats:
    """How many whole numbers there are from the least to the most."""
    return np.floor(most + NEAR) - np.ceil(least - NEAR) + 1


def _chosen(groups: sp.csr_matrix, which: Numbers | list[int], weight: Floats | float) -> Floats:
    """The sum of some groups by atoms, each as often as its weight says."""
    weights = np.zeros(groups.shape[0])
    weights[which] = weight
    return np.asarray(groups.T @ weights)


class _Programme:
    """The rows as a linear programme, asked again and again from where it stands."""

    def __init__(self, of: Between, most: float = float(OPEN)) -> None:
        rows, atoms = of.rows.shape
        self.solver = Solver()
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = atoms, rows
        model.col_cost_ = np.zeros(atoms)
        model.col_lower_ = np.zeros(atoms)
        model.col_upper_ = np.full(atoms, most if most < OPEN else highspy.kHighsInf)
        model.row_lower_ = of.low
        model.row_upper_ = np.where(of.high >= OPEN, highspy.kHighsInf, of.high)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = of.rows.indptr
        model.a_matrix_.index_ = of.rows.indices
        model.a_matrix_.value_ = of.rows.data
        self.solver.passModel(model)
        self.atoms = np.arange(atoms, dtype=np.int32)

    def least(self, cost: Floats) -> Floats | None:
        """Where a cost is least; None where it has no least, or the rows cannot all be kept."""
        self.solver.changeColsCost(len(self.atoms), self.atoms, cost)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(self.solver.getSolution().col_value)
