"""Questions to all figures at once, for readers and for those who know their own lines.

Few programmes answer most of them: one that pushes all values down as far as they go, one that pushes them up, and
some in random directions. What is not settled by any table seen so far is asked by itself.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.attack.findings import Found, How
from alder.errors import present

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.attack.banded import Rows, System
    from alder.disclosure.attack.figure_files import Shown
    from alder.disclosure.attack.programme import Asked
    from alder.disclosure.attack.questions import Question
    from alder.disclosure.attack.rebuilt import Bools, Floats, Numbers

_CLOSE = 1e-5
_AT_ONCE = 6
_NAMED = 3


@dataclass(frozen=True, eq=False)
class Known:
    """All that readers have, as rows, and which figures the rows are from."""

    system: System
    rows: Rows
    shown: Sequence[Shown]

    def figures(self, used: set[int]) -> tuple[tuple[int, int], ...]:
        """The figures behind some rows: which statistic, and which cell."""
        found = {(int(self.rows.of[n]), int(self.rows.cell[n])) for n in used if self.rows.of[n] >= 0}
        return tuple(sorted(found))

    def said(self, proof: tuple[tuple[int, int], ...]) -> str:
        name = self.system.recorded.truth.name
        told = [f"the {self.shown[of].name} of {name(cell)}" for of, cell in proof[:_NAMED]]
        more = f" and {len(proof) - _NAMED} more" if len(proof) > _NAMED else ""
        return f" (from {' and '.join(told)}{more})" if told else ""


class Sought:
    """Questions that somebody asks, and what the tables seen so far say of each."""

    def __init__(self, known: Known, asked: Asked, questions: Sequence[Question], who: str = "") -> None:
        self.asked, self.questions, self.who, self.known = asked, questions, who, known
        self.used: set[int] = set()
        self.told: set[int] = set()
        """The numbers of questions whose answer is a leak."""
        claims = [claim for one in questions for claim in one.claims]
        self.first = np.cumsum([0, *(len(one.claims) for one in questions)])
        row = np.repeat(np.arange(len(claims)), [len(claim.unknowns) for claim in claims])
        column = np.concatenate([claim.unknowns for claim in claims]) if claims else np.zeros(0, dtype=np.int64)
        data = np.repeat([claim.weight for claim in claims], [len(claim.unknowns) for claim in claims])
        self.rows = sp.csr_matrix((data, (row, column)), shape=(len(claims), asked.size))
        self.bound = np.array([claim.bound for claim in claims])
        true = self.rows @ known.system.true()
        self.low, self.high = true.copy(), true.copy()
        self.is_range = np.array([one.width is not None for one in questions], dtype=bool)
        self.width = np.array([one.width or 0.0 for one in questions])
        self.is_whole = np.array([one.is_whole for one in questions], dtype=bool)

    def open(self) -> Bools:
        """The questions that no table seen so far settles. Shape: questions."""
        if not len(self.questions):
            return np.zeros(0, dtype=bool)
        holds = np.logical_and.reduceat(self.low > self.bound, self.first[:-1])
        low, high = self.low[self.first[:-1]], self.high[self.first[:-1]]
        whole = np.floor(high + _CLOSE) - np.ceil(low - _CLOSE)
        far = np.where(self.is_whole, whole, high - low)
        return np.asarray(np.where(self.is_range, far < self.width, holds))

    def answered(self) -> tuple[list[Found], int]:
        """What is a leak, and of how many questions there was no time to ask."""
        self._at_once()
        found, unasked = dict[tuple[int, How, bool], Found](), 0
        for n in np.flatnonzero(self.open()).tolist():
            if not self.open()[n]:
                continue
            if not self._ask(n):
                unasked += 1
            elif self.open()[n]:
                one, told = self.questions[n], self._found(n)
                self.told.add(one.number)
                found.setdefault((one.cell, told.how, one.width is None), told)  # other places of a scale say the same
        return list(found.values()), unasked

    def _at_once(self) -> None:
        draw = np.random.default_rng(17)
        for turn in range(_AT_ONCE):
            rows = self._rows_of(np.flatnonzero(self.open()))
            if not len(rows):
                return
            weights = (
                np.ones(len(rows)) if not turn else draw.uniform(0.2, 1.0, len(rows)) * draw.choice((-1, 1), len(rows))
            )
            cost = self.rows[rows].T @ weights
            at = np.flatnonzero(cost)
            for sign in (1.0, -1.0):
                self._see(self.asked.least(at, sign * cost[at]))

    def _rows_of(self, questions: Numbers) -> Numbers:
        return np.array(
            [r for n in questions.tolist() for r in range(self.first[n], self.first[n + 1])], dtype=np.int64
        )

    def _ask(self, n: int) -> bool:
        """Ask one question by itself, until it is settled. False where there was no time."""
        ways = (1.0, -1.0) if self.is_range[n] else (1.0,)
        self.used = set()
        for row in range(self.first[n], self.first[n + 1]):
            at = self.rows.indices[self.rows.indptr[row] : self.rows.indptr[row + 1]].astype(np.int64)
            weight = self.rows.data[self.rows.indptr[row] : self.rows.indptr[row + 1]]
            for sign in ways:
                if not self._see(self.asked.least(at, sign * weight)):
                    return False
                weighed = present(self.asked.weighed, "what was asked for was weighed")
                self.used |= set(np.flatnonzero(np.abs(weighed) > _CLOSE).tolist())
                if not self.open()[n]:
                    return True
        return True

    def _see(self, values: Floats | None) -> bool:
        if values is None:
            return False
        seen = self.rows @ values
        np.minimum(self.low, seen, out=self.low)
        np.maximum(self.high, seen, out=self.high)
        return True

    def _found(self, n: int) -> Found:
        one, row = self.questions[n], int(self.first[n])
        low, high = float(self.low[row]), float(self.high[row])
        if one.is_whole and one.width is not None:
            low, high = float(np.ceil(low - _CLOSE)), float(np.floor(high + _CLOSE))
        if one.claims[0].weight < 0:
            low, high = -high, -low
        proof = self.known.figures(self.used)
        steps = f"{self.who}{one.steps}{one.range.format(low=low, high=high)}{self.known.said(proof)}"
        return Found(one.cell, How.INSIDER if self.who else one.how, steps, low, high, proof)


def by_insiders(known: Known, asked: Asked, questions: Sequence[Question]) -> tuple[list[Found], int, int]:
    """What those find who know their own lines: everybody alone in a cell, and the largest contributor but one.

    Gives also how many looked, and how many questions there was no time for.
    """
    system = known.system
    every: dict[int, list[Question]] = defaultdict(list)
    alone = system.recorded.alone
    for one in questions:
        if one.viewer is not None:
            every[one.viewer].append(one)
        if one.is_whole and one.width is not None:
            one = replace(one, width=1.0)  # to them a count keeps two values, as in every other table
        for who in alone:
            if one.behind - {who} and who != one.viewer and who not in one.own:
                every[who].append(_less(one, system, who))
    found: list[Found] = []
    looked = unasked = 0
    told: set[int] = set()
    for who, own in sorted(every.items()):
        left = [one for one in own if one.number not in told]
        if not left:
            continue
        if time.monotonic() > asked.until:
            unasked += len(left)
            continue
        knows = _knows(system, who)
        asked.know(knows)
        eyes = Sought(known, asked, left, f"{_named(system, who, alone)} sees that ")
        more, untold = eyes.answered()
        asked.forget(knows)
        found, unasked, looked = found + more, unasked + untold, looked + 1
        told |= eyes.told
    return found, looked, unasked


def _less(one: Question, system: System, who: int) -> Question:
    """A question about others: how many more have a value than somebody's own lines."""
    holding = system.recorded.lines.holding
    claims = [
        claim if claim.lines is None else replace(claim, bound=claim.bound + int((holding[claim.lines] == who).sum()))
        for claim in one.claims
    ]
    return replace(one, claims=tuple(claims))


def _knows(system: System, who: int) -> dict[int, tuple[float, float]]:
    """What somebody knows of each unknown of the finest cells that their lines are in."""
    recorded, found = system.recorded, {}
    lines = recorded.lines
    mine = np.flatnonzero(lines.holding == who)
    for cell in np.unique(recorded.leaf[mine]).tolist():
        own = mine[recorded.leaf[mine] == cell]
        is_alone = len(own) == recorded.truth.count[cell]
        many = np.bincount(system.bands.of(lines.value[own]), minlength=len(system.bands)).astype(np.float64)
        total = float(np.dot(lines.value[own], lines.units[own])) / system.unit
        for n, known in zip(system.many(cell).tolist(), many.tolist(), strict=True):
            found[n] = (known, known if is_alone else np.inf)
        found[system.sum_of(cell)] = (total, total if is_alone else np.inf)
    return found


def _named(system: System, who: int, alone: dict[int, int]) -> str:
    if who in alone:
        return f"whoever is alone in {system.recorded.truth.name(alone[who])}"
    return "a contributor that is the largest but one"
