"""What sums leave of hidden counts, against a solver that knows nothing of groups of sums: wide tables, small ones."""

from __future__ import annotations

import random

import numpy as np
from scipy.optimize import linprog

from alder.outputs.checks import suppression
from alder.outputs.checks.suppression import NARROW


def system(drawn: random.Random) -> suppression._Unknowns:
    """Some sums over cells, a few of which several sums share; some cells hidden, others shown, rounded or not."""
    made = suppression._Unknowns()
    spread = drawn.choice((0.0, 2.0))
    true = [drawn.randint(0, 9) for _ in range(12)]
    sums = []
    for start in (0, 3, 6, 9):
        parts = [start, start + 1, start + 2]
        if drawn.random() < 0.4:
            parts.append(drawn.randrange(0, start) if start else 11)
        sums.append((len(true), parts))
        true.append(sum(true[part] for part in parts))
    for value in true:
        hidden = drawn.random() < 0.4
        made.hidden.append(hidden)
        made.lower.append(0.0 if hidden else max(0.0, value - spread))
        made.upper.append(np.inf if hidden else value + spread)
    made.cells, made.sums = [None] * len(true), sums  # type: ignore[list-item]  # which cell it is plays no part
    return made


def by_one_solver(made: suppression._Unknowns) -> tuple[list[float], list[float]]:
    size = len(made.cells)
    equal = np.zeros((len(made.sums), size))
    for n, (whole, parts) in enumerate(made.sums):
        equal[n, whole] = -1
        equal[n, parts] = 1
    ends: tuple[list[float], list[float]] = ([], [])
    for cell in range(size):
        for sign, found in zip((1, -1), ends, strict=True):
            aim = np.zeros(size)
            aim[cell] = sign
            limits = list(zip(made.lower, made.upper, strict=True))
            solved = linprog(aim, A_eq=equal, b_eq=np.zeros(len(made.sums)), bounds=limits)
            found.append(solved.x[cell] if solved.status == 0 else sign * -np.inf)
    return ends


def test_what_is_left_of_a_hidden_count_is_what_one_solver_says_of_all_sums_together() -> None:
    narrow = 0
    for seed in range(40):
        made = system(random.Random(seed))
        low, high, cut = suppression._bounds(made)
        least, most = by_one_solver(made)
        in_a_sum = {cell for whole, parts in made.sums for cell in (whole, *parts)}
        assert not cut
        for cell in sorted(in_a_sum):
            if made.hidden[cell]:
                is_narrow = most[cell] - least[cell] < NARROW + 1
                assert (high[cell] - low[cell] < NARROW + 1) is is_narrow, (seed, cell)
                if is_narrow:
                    narrow += 1
                    assert (round(low[cell], 4), round(high[cell], 4)) == (round(least[cell], 4), round(most[cell], 4))
    assert narrow > 20, "enough of them were narrow to be compared"


def test_where_more_is_to_be_solved_than_is_looked_at_it_is_said() -> None:
    made = system(random.Random(1))
    made.sums = [(12, [0, 1]), (13, [1, 2])]
    made.hidden = [True] * len(made.cells)
    made.lower, made.upper = [0.0] * len(made.cells), [np.inf] * len(made.cells)
    low, high = np.full(len(made.cells), np.inf), np.full(len(made.cells), -np.inf)
    assert suppression._by_programme(made, made.sums, low, high, work=10) == (0, True)
