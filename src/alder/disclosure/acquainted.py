"""Who knows whom, looked up: the rows around a row, and the secrets that may be of the same people as another.

An attacker asks this of everybody who is alone in a figure, so it must not take a look at the whole table each time.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from alder.model.statistic import TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.disclosure.attacker import Attacker, Secret


class Lines:
    """The rows that are parts of a row, or that it is a part of, without looking at all others."""

    def __init__(self, attacker: Attacker) -> None:
        self.at = attacker.at
        self.codes = list(attacker.at)
        self.above: list[dict[str, list[object]]] = []
        self.below: list[dict[object, list[object]]] = []
        for position, f in enumerate(attacker.counts.filters):
            own = {codes[position] for codes in self.at}
            up = {c: [c, *({TOTAL, f.parent.get(str(c), TOTAL)} - {c})] for c in own}
            down: dict[object, list[object]] = {c: [] for c in own}
            for c, wider in up.items():
                for w in wider:
                    if w in down:
                        down[w].append(c)
            self.above.append(up)  # type: ignore[arg-type]
            self.below.append(down)

    def wholes(self, k: int) -> Iterator[int]:
        """Rows that row k is a part of, itself among them."""
        return self._there([self.above[n][c] for n, c in enumerate(self.codes[k])])  # type: ignore[index]

    def parts(self, k: int) -> Iterator[int]:
        """Rows that are parts of row k, itself among them."""
        return self._there([self.below[n][c] for n, c in enumerate(self.codes[k])])

    def _there(self, choices: list[list[object]]) -> Iterator[int]:
        for codes in product(*choices):
            if codes in self.at:
                yield self.at[codes]


class Kinship:
    """Secrets by the cells that they are made of, and the differences that may be of the same people as another."""

    def __init__(self, attacker: Attacker) -> None:
        self.attacker = attacker
        self.place = {id(s): n for n, s in enumerate(attacker.secrets)}
        self.of_cell: dict[tuple[str, int], list[Secret]] = {}
        self.of_row: dict[int, list[Secret]] = {}
        self.few: list[Secret] = []
        """Those of somebody alone, or of nobody: all that can be known to somebody by being alike."""
        self.moments = any(f.moments for f in attacker.counts.filters)
        for s in attacker.secrets:
            for _, i, k in s.parts:
                self.of_cell.setdefault((i, k), []).append(s)
            if s.truth <= 1 and (len(s.parts) > 1 or self.moments):
                self.few.append(s)
                self.of_row.setdefault(s.parts[0][2], []).append(s)

    def like(self, s: Secret) -> list[Secret]:
        """Those whose first part is of a row around that of a secret; along a cohort, all."""
        if self.moments:
            return self.few
        if len(s.parts) < 2 or not self.of_row:
            return []
        k, lines = s.parts[0][2], self.attacker.lines
        rows = sorted({*lines.parts(k), *lines.wholes(k)})
        return [t for row in rows for t in self.of_row.get(row, ())]
