"""The attack that adds and subtracts whole sets of sums, alone or as somebody who knows one hidden cell.

What the hidden cells may still be, with everything else as it is shown, is a space of motions. A few random motions
tell it apart: a cell that no motion moves is known, and two cells that move in step give each other away. A random
motion is what is left of a random direction when all that the sums forbid is taken out, by least squares.
A cell found in this way is then proved: weights on the sums that leave nothing but that cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.attack.findings import Found, How
from alder.disclosure.attack.least_squares import LeastSquares
from alder.disclosure.attack.unknown import Unknown

if TYPE_CHECKING:
    from alder.disclosure.attack.rebuilt import Bools, Floats, Numbers, Truth

_DIRECTIONS = 4
_STILL = 1e-5
"""A share of the usual motion, below which a cell is looked at more closely."""
_STEP = 1e-6
_PROVED = 1e-6
_MOST_PROVED = 400


@dataclass(frozen=True)
class Motions:
    """Some motions of the hidden cells that change nothing that is shown."""

    unknown: Unknown
    fit: LeastSquares
    moves: Floats
    """Shape: hidden cells, motions."""


def motions(truth: Truth, hidden: Bools, seed: int = 7, directions: int = _DIRECTIONS) -> Motions:
    unknown = Unknown.of(truth, hidden)
    fit = LeastSquares(unknown.sums)
    moves = np.random.default_rng(seed).standard_normal((len(unknown.cells), directions))
    return Motions(unknown, fit, fit.left(moves))


def found_by_algebra(truth: Truth, found: Motions, secret: Bools) -> list[Found]:
    """Secrets that no motion moves, each with its proof."""
    unknown = found.unknown
    still = np.abs(found.moves).max(axis=1, initial=0.0) < _STILL
    result = []
    for n in np.flatnonzero(still & secret[unknown.cells])[:_MOST_PROVED]:
        target = np.zeros(len(unknown.cells))
        target[n] = 1.0
        used = _proof(found.fit, target)
        if used is not None:
            cell, value = int(unknown.cells[n]), float(unknown.true[n])
            result.append(Found(cell, How.ALGEBRA, _told(truth, unknown, cell, used), value, value))
    return result


def found_by_insiders(truth: Truth, found: Motions, secret: Bools) -> list[Found]:
    """Secrets that somebody knows who is alone in another hidden cell, and does not stand behind the secret alone."""
    cells = found.unknown.cells
    lone = truth.count[cells] == 1
    directed = np.linalg.norm(found.moves, axis=1) > _STILL
    result: list[Found] = []
    for members in in_step(found.moves, np.flatnonzero(directed)):
        people = members[lone[members]]
        for n in members[secret[cells[members]]] if len(people) else ():
            others = people[truth.records[cells[people]] != truth.records[cells[n]]]
            if not len(others) or len(result) >= _MOST_PROVED:
                continue
            who = int(others[0])
            target = np.zeros(len(cells))
            k = int(np.argmax(np.abs(found.moves[who])))
            target[n], target[who] = 1.0, -found.moves[n, k] / found.moves[who, k]
            if _proof(found.fit, target) is None:
                continue
            cell, value = int(cells[n]), float(truth.count[cells[n]])
            told = f"whoever is alone in {truth.name(int(cells[who]))} can work out {truth.name(cell)}"
            result.append(Found(cell, How.INSIDER, told, value, value))
    return result


def proved(found: Motions, cell: int, given: Numbers) -> bool:
    """Whether sums and some given cells together leave exactly one. Cells by their place among the hidden."""
    fit = LeastSquares(found.unknown.sums[:, np.setdiff1d(np.arange(len(found.unknown.cells)), given)])
    target = np.zeros(len(found.unknown.cells))
    target[cell] = 1.0
    return _proof(fit, np.delete(target, given)) is not None


def in_step(moves: Floats, of: Numbers) -> list[Numbers]:
    """Groups of cells whose motions are multiples of each other."""
    if not len(of):
        return []
    rows = moves[of]
    lead = np.take_along_axis(rows, np.abs(rows).argmax(axis=1)[:, None], axis=1)
    angles = np.arctan2(rows[:, 1], rows[:, 0]) % np.pi
    order = np.argsort(angles)
    close = np.abs(np.diff(angles[order])) < _STEP
    starts = np.flatnonzero(np.r_[True, ~close])
    groups = []
    scaled = rows / lead
    for first, last in zip(starts, [*starts[1:], len(order)], strict=True):
        if last - first > 1:
            groups += _same_direction(of, scaled, order[first:last])
    if close.size and np.pi - angles[order[-1]] + angles[order[0]] < _STEP:  # the circle closes
        groups += _same_direction(of, scaled, order[[0, -1]])
    return groups


def _same_direction(of: Numbers, scaled: Floats, members: Numbers) -> list[Numbers]:
    left, groups = members, []
    while len(left) > 1:
        same = np.abs(scaled[left] - scaled[left[0]]).max(axis=1) < 1e-4
        if same.sum() > 1:
            groups.append(of[left[same]])
        left = left[~same]
    return groups


def _proof(fit: LeastSquares, target: Floats) -> Floats | None:
    """Weights on the sums that leave exactly the target; None where there are none."""
    weights, left = fit.weights(target)
    return weights if np.abs(left).max(initial=0.0) < _PROVED * max(1.0, float(np.abs(target).max())) else None


def _told(truth: Truth, unknown: Unknown, cell: int, weights: Floats) -> str:
    used = unknown.rows[np.abs(weights) > 1e-6]
    first = ", ".join(truth.name(int(truth.whole[n])) for n in used[:3])
    more = f" and {len(used) - 3} more" if len(used) > 3 else ""
    return f"the sums of {first}{more}, added and subtracted, leave {truth.name(cell)} alone"
