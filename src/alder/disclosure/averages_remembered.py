"""Means and medians of a table, judged beside those that a ledger holds, and kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure import averages
from alder.disclosure.asked import Statistic
from alder.disclosure.attack.banded import Rules
from alder.disclosure.attack.contributed import Limits
from alder.disclosure.attack.figure_files import Shown
from alder.disclosure.ledger.beside_values import Held, judged
from alder.disclosure.ledger.values import Against, Values
from alder.errors import present
from alder.model.contributions import RECORD, in_cells

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alder.disclosure.ledger.hidden import Tried
    from alder.disclosure.ledger.membership import Bools
    from alder.disclosure.ledger.sight import Floats
    from alder.disclosure.ledger.values import Beside
    from alder.disclosure.policy import Policy
    from alder.model.statistic import Counts, Figure, Indicator

    Keys = NDArray[np.uint64]

MOST_DECIMALS = 6
_MIX, _NEXT = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)


@dataclass(eq=False)
class Averages:
    """The means and medians of a table whose contributions say whose they are, by keys that other tables have too."""

    counts: Counts
    policy: Policy
    hidden: dict[str, Bools] = field(default_factory=dict)
    """Of each the rows in which it is hidden."""
    held: list[Held] = field(default_factory=list)

    @classmethod
    def can_be(cls, counts: Counts) -> bool:
        """Whether there are any, and it is known whose they are."""
        return (
            bool(counts.averages) and counts.contributions is not None and RECORD in counts.contributions.column_names
        )

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"{i.average} of {i.id}" for i in self.counts.averages)

    @property
    def mark(self) -> str:
        nothing = np.full(self.counts.cells.num_rows, np.nan)
        return " ".join(self._values(i, nothing).mark() for i in self.counts.averages)

    def judged(self, tried: Tried, beside: Beside) -> tuple[Values, ...]:
        """Hide what has to be for those that are out, and what these would follow from."""
        found = []
        for n, i in enumerate(self.counts.indicators):
            if not i.average:
                continue
            figure = np.array([np.nan if isinstance(f, str) else float(f) for f in tried.figures[n]])
            more = np.zeros(len(figure), dtype=bool)
            while True:
                values = self._values(i, figure)
                held = judged(values, values.table("this table", tried.ranges), beside)
                new = held.hidden & ~np.isnan(figure)
                if not new.any():
                    break
                more |= new
                figure[more] = np.nan
                if i.average == "mean":
                    shut = tried.hidden.reshape(-1, len(figure))[values.rests_on]
                    figure[averages.beside_others(self.counts, i, self.policy, shut, more)] = np.nan
            self.hidden[i.id] = np.isnan(figure)
            self.held.append(held)
            found.append(values)
        return tuple(found)

    def again(self, tried: Tried, kept: tuple[Values, ...]) -> None:
        """The answer that was given before."""
        self.hidden = {v.of: np.isnan(v.shown.figure) for v in kept}

    def shown(self, figures: list[list[Figure]]) -> list[list[Figure]]:
        """The figures of the table, with what is hidden for those that are out."""
        symbol = averages.symbol(self.policy)
        return [
            [symbol if no and not isinstance(f, str) else f for f, no in zip(told, self.hidden[i.id], strict=True)]
            if i.average
            else told
            for i, told in zip(self.counts.indicators, figures, strict=True)
        ]

    @property
    def is_sums_alone(self) -> bool:
        """Whether there were tables of which nothing else was compared."""
        return any(held.missed for held in self.held)

    def words(self) -> tuple[str, ...]:
        """What is to be said of it to whoever asked, without a number of anybody."""
        return tuple(line for held in self.held for line in held.words())

    def _values(self, i: Indicator, figure: Floats) -> Values:
        counts, policy = self.counts, self.policy
        contributions = present(counts.contributions, "means are remembered with the values that they are made of")
        every = contributions[i.id].to_numpy(zero_copy_only=False).astype(np.float64)
        known = np.flatnonzero(~np.isnan(every))
        one, row = in_cells(counts.filters, counts.cells, contributions)
        shape = (len(every), counts.cells.num_rows)
        is_in = sp.csr_matrix((np.ones(len(one), dtype=np.int8), (one, row)), shape=shape)[known]
        draw = np.random.default_rng(len(known)).integers(-(2**62), 2**62, shape[1])
        _, first, of_class = np.unique(is_in @ draw, return_index=True, return_inverse=True)
        person = contributions[RECORD].to_numpy().astype(np.uint64)[known]
        value = every[known]
        limits = Limits(policy.p_percent, policy.threshold, policy.dominance, policy.pq)
        rules = Rules(policy.threshold, policy.near_full if policy.class_disclosure else None, ())
        half = 0.5 * i.nearest * 10.0**-i.decimals
        return Values(
            i.id,
            decimals_of(value),
            keys(person, value),
            person,
            value,
            of_class.astype(np.int32),
            is_in[first].T.tocsr(),
            [c.id for c in counts.counts].index(i.rests_on),
            Shown(Statistic.read(i.average), figure, half),
            np.zeros(shape[1], dtype=bool),
            Against(limits, rules, policy.insider),
        )


def decimals_of(value: Floats) -> int:
    """With how many decimals values are written."""
    return next((d for d in range(MOST_DECIMALS) if np.array_equal(np.round(value, d), value)), MOST_DECIMALS)


def keys(person: Keys, value: Floats) -> Keys:
    """A key for each value of each person; where somebody has the same value several times, for each of them."""
    bits = value.view(np.uint64)
    order = np.lexsort((bits, person))
    new = np.r_[True, (person[order][1:] != person[order][:-1]) | (bits[order][1:] != bits[order][:-1])]
    start = np.flatnonzero(new)
    number = np.empty(len(person), dtype=np.uint64)
    number[order] = (np.arange(len(person)) - start[np.cumsum(new) - 1]).astype(np.uint64)
    found: Keys = (person ^ (bits * _MIX)) + number * _NEXT
    return found
