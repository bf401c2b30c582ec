"""The attack on a table of values, by readers and by those who contribute to it.

A contributor knows what it has in every cell, so each is at least that, and knows all of the cells in which it is
alone. Looked for are unsafe cells that are shown; that follow from sums; that somebody works out who is alone in
others; and those whose highest possible value, for the largest contributor but one, lies too near above the truth.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import highspy
import numpy as np

from alder.disclosure.attack.algebra import found_by_algebra, motions, proved
from alder.disclosure.attack.attacked import Attacked
from alder.disclosure.attack.certified import check
from alder.disclosure.attack.findings import Found, How
from alder.disclosure.attack.subtraction import found_by_subtraction
from alder.solver import Solver

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure.attack.algebra import Motions
    from alder.disclosure.attack.attacked import Attacker
    from alder.disclosure.attack.certified import Claims
    from alder.disclosure.attack.contributed import Contributed, Limits
    from alder.disclosure.attack.published import Published
    from alder.disclosure.attack.rebuilt import Bools, Floats, Numbers, Rebuilt
    from alder.disclosure.attack.unknown import Unknown

_STILL = 1e-6
_NEAR = 1e-5
"""Of what is needed: what the attack lets pass as rounding."""
_WIDEST = 80
"""So many cells of one contributor are told apart by one set of motions; with more it gets a set of its own."""


def attack_values(
    truth: Rebuilt,
    public: Published,
    of: Contributed,
    limits: Limits,
    attacker: Attacker,
    *,
    claims: Claims | None = None,
    progress: Callable[[str], None] = lambda said: None,
) -> Attacked:
    """Try everything on the cells that the limits call unsafe. A certificate is of what readers see, and checked."""
    unsafe, needed = of.judged(limits)
    secret: Bools = unsafe & public.hidden
    found = [_shown(truth, int(cell)) for cell in np.flatnonzero(unsafe & ~public.hidden)]
    printed = 0.0 if truth.table.weight is None else 0.5 * 10.0**-truth.table.decimals  # weighted sums are rounded
    off = np.abs(public.shown - truth.count) > printed + 1e-9 * np.maximum(1.0, np.abs(truth.count))
    wrong = np.flatnonzero(~public.hidden & off)
    checked = (
        check(claims, truth, public.hidden, secret, insider=False, least=np.zeros(len(public.hidden)))
        if claims
        else None
    )
    progress("Subtracting")
    found += found_by_subtraction(truth, public.hidden, secret)
    secret[[one.cell for one in found]] = False
    progress("Adding and subtracting sums")
    moving = motions(truth, public.hidden, directions=_WIDEST + 6)
    found += found_by_algebra(truth, moving, secret)
    secret[[one.cell for one in found]] = False
    if attacker.insider:
        progress("Looking through the eyes of those who contribute")
        found += _by_those_alone(truth, moving, of, secret)
        secret[[one.cell for one in found]] = False
    progress("Looking for the highest values")
    near, unasked = _too_near(truth, moving.unknown, of, secret, needed, attacker)
    return Attacked(
        len(truth.keys),
        int(public.hidden.sum()),
        int((unsafe & public.hidden).sum()),
        (*found, *near),
        unasked,
        tuple(truth.name(int(cell)) for cell in wrong[:20]),
        checked,
    )


def _shown(truth: Rebuilt, cell: int) -> Found:
    value = float(truth.count[cell])
    return Found(cell, How.SHOWN, f"{truth.name(cell)} is shown, and says too much of one contributor", value, value)


def _by_those_alone(truth: Rebuilt, moving: Motions, of: Contributed, secret: Bools) -> list[Found]:
    """Secrets that whoever is alone in some hidden cells works out from these."""
    cells = moving.unknown.cells
    alone = np.where(of.n == 1, of.ranked(0)[0], -1)[cells]
    still = np.zeros(len(cells), dtype=bool)
    wanted = np.flatnonzero(secret[cells])
    found: dict[int, Found] = {}
    for who in np.unique(alone[alone >= 0]).tolist():
        own = np.flatnonzero(alone == who)
        if len(own) <= _WIDEST:
            rows = moving.moves[:, : len(own) + 6]
            spanned = np.linalg.lstsq(rows[own].T, rows[wanted].T, rcond=1e-9)[0]
            left = np.linalg.norm(rows[own].T @ spanned - rows[wanted].T, axis=0)
            known = wanted[left < _STILL * np.maximum(1e-3, np.linalg.norm(rows[wanted], axis=1))]
        else:
            hidden = np.zeros(len(truth.keys), dtype=bool)
            hidden[np.delete(cells, own)] = True
            less = motions(truth, hidden)
            still[:] = False
            still[np.searchsorted(cells, less.unknown.cells)] = np.abs(less.moves).max(axis=1, initial=0.0) < _STILL
            known = wanted[still[wanted]]
        for n in known[alone[known] != who].tolist():
            if n not in found and proved(moving, n, own):
                found[n] = _told(truth, int(cells[n]), cells[own])
    return list(found.values())


def _told(truth: Rebuilt, cell: int, own: Numbers) -> Found:
    names = " and ".join(truth.name(int(one)) for one in own[:2])
    more = f" and {len(own) - 2} more" if len(own) > 2 else ""
    value = float(truth.count[cell])
    said = f"the contributor that is alone in {names}{more} can work out {truth.name(cell)}"
    return Found(cell, How.INSIDER, said, value, value)


class _Eyes:
    """The hidden cells of a part of the table as unknowns, within what one contributor after another knows."""

    def __init__(self, unknown: Unknown, of: Contributed, inside: Bools) -> None:
        self.cells = unknown.cells[inside]
        self.true = unknown.true[inside]
        self.unit = max(1.0, float(np.median(self.true))) if len(self.true) else 1.0
        sums = unknown.sums[:, np.flatnonzero(inside)]
        sums = sums[np.flatnonzero(np.diff(sums.indptr))].tocsr()
        self.parts = of.values[self.cells].tocsc()
        self.alone = np.where(of.n == 1, of.ranked(0)[0], -1)[self.cells]
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = sums.shape
        model.col_cost_ = np.zeros(len(self.cells))
        model.col_lower_ = np.zeros(len(self.cells))
        model.col_upper_ = np.full(len(self.cells), highspy.kHighsInf)
        model.row_lower_ = model.row_upper_ = sums @ self.true / self.unit
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = sums.indptr.astype(np.int32)
        model.a_matrix_.index_ = sums.indices.astype(np.int32)
        model.a_matrix_.value_ = sums.data.astype(np.float64)
        self.solver = Solver()
        self.solver.passModel(model)

    def highest(self, cell: int, who: int, enough: float) -> tuple[float, Floats] | None:
        """The highest value that somebody thinks possible, or enough, and the table that has it.

        None where the solver gave up.
        """
        at = int(np.searchsorted(self.cells, cell))
        knows = self._knows(who)
        for n, (low, high) in knows.items():
            self.solver.changeColBounds(n, low, high)
        low = knows.get(at, (0.0, 0.0))[0]
        self.solver.changeColBounds(at, low, max(low, enough / self.unit))
        self.solver.changeColCost(at, -1.0)
        self.solver.run()
        good = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        values = np.array(self.solver.getSolution().col_value) * self.unit if good else None
        self.solver.changeColCost(at, 0.0)
        for n in (*knows, at):
            self.solver.changeColBounds(n, 0.0, highspy.kHighsInf)
        return None if values is None else (float(values[at]), values)

    def possible(self, values: Floats, who: int) -> bool:
        """Whether somebody must think a table possible: nothing that they know is otherwise in it."""
        slack = 1e-7 * self.unit
        knows = self._knows(who).items()
        return all(low * self.unit - slack <= values[n] <= high * self.unit + slack for n, (low, high) in knows)

    def _knows(self, who: int) -> dict[int, tuple[float, float]]:
        if who < 0:
            return {}
        start, end = self.parts.indptr[who : who + 2]
        found = {}
        for n, own in zip(self.parts.indices[start:end].tolist(), self.parts.data[start:end].tolist(), strict=True):
            all_of_it = self.true[n] / self.unit
            found[n] = (all_of_it, all_of_it) if self.alone[n] == who else (min(own / self.unit, all_of_it), np.inf)
        return found


def _too_near(
    truth: Rebuilt, unknown: Unknown, of: Contributed, secret: Bools, needed: Floats, attacker: Attacker
) -> tuple[list[Found], int]:
    """Secrets that the largest contributor but one, or without insiders anybody, places too nearly from above.

    First within the part of the table that lies in one category of the first level, then in all of it.
    """
    who = of.ranked(1)[0] if attacker.insider else np.full(len(truth.keys), -1)
    until = time.monotonic() + attacker.seconds
    asked = np.flatnonzero(secret & (needed > 0))
    group = _categories(truth, unknown.cells)
    at = group[np.searchsorted(unknown.cells, asked)]
    left = [asked[at < 0]]
    left += [
        _narrow(_Eyes(unknown, of, group == one), truth, asked[at == one], who, needed, until)[0]
        for one in np.unique(at[at >= 0]).tolist()
    ]
    every = np.ones(len(unknown.cells), dtype=bool)
    narrow, highs = _narrow(_Eyes(unknown, of, every), truth, np.concatenate(left), who, needed, until)
    untold = np.isnan(highs)
    found = []
    for cell, high in zip(narrow[~untold].tolist(), highs[~untold].tolist(), strict=True):
        value, eyes = float(truth.count[cell]), "its largest contributor but one" if who[cell] >= 0 else "anybody"
        said = f"{eyes} sees that {truth.name(cell)} is at most {high:,.0f}, which is too near its {value:,.0f}"
        found.append(Found(cell, How.RANGE, said, 0.0, high))
    return found, int(untold.sum())


def _narrow(
    eyes: _Eyes, truth: Rebuilt, asked: Numbers, who: Numbers, needed: Floats, until: float
) -> tuple[Numbers, Floats]:
    """Of the cells asked about those that are not seen to be wide, and how high they were seen: none without time."""
    found, highs = [], []
    enough = truth.count[asked] + needed[asked]
    wide = enough - _NEAR * needed[asked] - 1e-7 * eyes.unit
    at = np.searchsorted(eyes.cells, asked)
    sure = np.zeros(len(asked), dtype=bool)
    for n in np.argsort(-needed[asked], kind="stable").tolist():
        if sure[n]:
            continue
        cell = int(asked[n])
        seen = eyes.highest(cell, int(who[cell]), float(enough[n])) if time.monotonic() < until else None
        if seen is None or seen[0] < wide[n]:
            found.append(cell)
            highs.append(np.nan if seen is None else seen[0])
            continue
        for k in np.flatnonzero(~sure & (seen[1][at] >= wide)).tolist():  # for whom else this is a table far enough
            sure[k] = eyes.possible(seen[1], int(who[asked[k]]))
    return np.array(found, dtype=np.int64), np.array(highs, dtype=np.float64)


def _categories(truth: Rebuilt, cells: Numbers) -> Numbers:
    """For each cell its category of the first level in the dimension that has most of them; -1 above it."""
    table = truth.table
    codes = np.unravel_index(truth.keys[cells], table.shape)
    k = int(np.argmax([int((of.parent == 0).sum()) for of in table.dimensions]))
    of, found = table.dimensions[k], np.asarray(codes[k], dtype=np.int64)
    for _ in range(len(of.codes)):
        lower = of.parent[found] > 0
        if not lower.any():
            break
        found = np.where(lower, of.parent[found], found)
    return np.where(found == 0, -1, found)
