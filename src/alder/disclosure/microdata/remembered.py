"""Means, percentiles, extremes and totals of the lines of a file, judged beside those that a ledger holds, and kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.asked import What
from alder.disclosure.attack.figure_files import Shown
from alder.disclosure.ledger.beside_values import Held, judged
from alder.disclosure.ledger.values import Against, Values
from alder.disclosure.microdata.protecting import attack_of, count_table, protect_statistic, protect_sums
from alder.disclosure.microdata.together import Figures, half_of
from alder.disclosure.microdata.worked_out import decimals_of, worked_out
from alder.disclosure.tables.pub_file import CellProtection

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from alder.disclosure.asked import Statistic
    from alder.disclosure.ledger.hidden import Tried
    from alder.disclosure.ledger.values import Beside
    from alder.disclosure.microdata.lines import Lines
    from alder.disclosure.protection import Rule
    from alder.model.statistic import Figure

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rules:
    """How a statistic is protected: see `protect_statistic`."""

    counted: Rule
    valued: Rule
    to: float | None = None
    limits: tuple[float, ...] = ()
    near_full: float | None = None


@dataclass(eq=False)
class Remembered:
    """One statistic of lines. `protect(counts, against=ledger.valuing(it))` fills `figures` and `held`."""

    lines: Lines
    statistic: Statistic
    of: str
    """What the value is called."""
    keys: NDArray[np.uint64]
    """Of each line the key of its learner, each once."""
    rules: Rules
    tell: Callable[[str], None] = lambda said: None
    figures: Figures | None = None
    held: Held | None = None
    _every: Floats = field(init=False)

    def __post_init__(self) -> None:
        decimals = self.decimals
        if self.statistic.what is What.TOTAL:
            table = np.full(int(np.prod(self.lines.shape)), np.nan)
            for cell in self.lines.cells():
                summed = np.bincount(cell, self.lines.value, minlength=len(table))
                there = np.bincount(cell, minlength=len(table)) > 0
                table[there] = summed[there]
            self._every = np.round(table, decimals)
        else:
            self._every = np.round(worked_out(self.lines, self.statistic, self.rules.to).figure, decimals)

    @property
    def decimals(self) -> int:
        """With how many decimals figures are printed."""
        return decimals_of(self.statistic, self.lines, self.rules.to)

    @property
    def names(self) -> tuple[str, ...]:
        return (f"{self.statistic.name} of {self.of}",)

    @property
    def mark(self) -> str:
        nothing = np.zeros(len(self._every), dtype=bool)
        return self._values(nothing, nothing).mark()

    def judged(self, tried: Tried, beside: Beside) -> tuple[Values, ...]:
        """Protect the figures beside counts that are protected already, and beside those that are out."""

        def earlier(hidden: Bools, primary: Bools) -> Bools:
            asked = self._values(hidden, primary)
            self.held = judged(asked, asked.table("this table", tried.ranges), beside)
            return self.held.hidden & ~np.isnan(self._every)

        counts, rules = self._counts(tried), self.rules
        if self.statistic.what is What.TOTAL:
            attack = attack_of(rules.counted, rules.valued, rules.limits, None, (), self.tell)
            self.figures, _ = protect_sums(self.lines, rules.valued, counts, replace(attack, earlier=earlier))
        else:
            self.figures = protect_statistic(
                self.lines, self.statistic, rules.counted, rules.valued, to=rules.to, limits=rules.limits,
                near_full=rules.near_full, counts=counts, earlier=earlier, progress=self.tell,
            )  # fmt: skip
        return (self._values(self.figures.hidden, self.figures.primary),)

    def again(self, tried: Tried, kept: tuple[Values, ...]) -> None:
        """The answer that was given before."""
        (values,) = kept
        hidden = np.isnan(values.shown.figure) & ~np.isnan(self._every)
        self.figures = Figures(count_table(self.lines), self._counts(tried), values.primary, hidden, self._every)

    def shown(self, figures: list[list[Figure]]) -> list[list[Figure]]:
        """The counts, and beside them the statistic as it is printed."""
        if self.figures is None:
            return figures
        printed = np.where(self.figures.hidden, np.nan, self.figures.figure)
        return [*figures, ["" if np.isnan(x) else f"{x:.{self.decimals}f}" for x in printed.tolist()]]

    def _counts(self, tried: Tried) -> CellProtection:
        """Those of the ledger, as they stand beside figures."""
        size = len(self._every)
        shown = np.array([0.0 if isinstance(x, str) else float(x) for x in tried.figures[0]])
        return CellProtection(tried.hidden[:size].copy(), tried.hidden[:size], shown)

    def _values(self, hidden: Bools, primary: Bools) -> Values:
        lines = self.lines
        leaf, of_class = np.unique(np.ravel_multi_index(lines.places, lines.shape), return_inverse=True)
        one = np.unique(of_class, return_index=True)[1]
        places = np.stack([cell[one] for cell in lines.cells()], axis=1)
        at = (places.ravel(), np.repeat(np.arange(len(leaf)), places.shape[1]))
        rows = sp.csr_matrix((np.ones(places.size, dtype=np.int8), at), shape=(len(self._every), len(leaf)))
        half = half_of(self.statistic, self.decimals, self.rules.to)
        attack = attack_of(self.rules.counted, self.rules.valued, self.rules.limits, self.rules.near_full)
        return Values(
            self.of,
            lines.decimals,
            self.keys,
            self.keys,
            lines.value,
            of_class.astype(np.int32),
            rows,
            0,
            Shown(self.statistic, np.where(hidden, np.nan, self._every), half),
            primary,
            Against(attack.limits, attack.rules, attack.insider),
        )
