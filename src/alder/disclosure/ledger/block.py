"""Several changes that have nothing to do with each other, and what of them nobody sees, in few steps.

Conjugate gradients of a block: each column learns from all. What has to be taken away from a change is a sum of what
classes see, and there are far fewer classes than atoms: so the steps are taken by classes, and atoms are gone through
once in each step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.ledger.motions import SETTLED, STEPS, TOLD, Unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alder.disclosure.ledger.motions import Seen
    from alder.disclosure.ledger.sight import Floats, Sight

AGAIN = 8
"""So often the steps begin anew from where they stand."""
PIECE = 4_096
"""So many rows of long columns are multiplied at a time."""
SPENT = 1e-24
"""A column of length 1 of which no more than this is left is used up. Squares."""
APART = 1e-20
"""The part of a block that is smaller than this, against its largest, is left to the next beginning. Squares."""


@dataclass(frozen=True, eq=False)
class Looking:
    """All groups of tables, and what each sees where so much is shown."""

    seen: Seen
    sights: Sequence[Sight | None]

    def of(self, change: Floats) -> Floats:
        """What is seen of a change of the atoms, by classes."""
        return self.seen.sighted(self.sights, self.seen.by_class(change))

    def again(self, by_class: Floats) -> Floats:
        """What is seen of that change of the atoms which is the sum of what classes saw."""
        return self.seen.sighted(self.sights, self.seen.by_class_again(by_class))


def unseen_of_block(looking: Looking, change: Floats, *, tell: Callable[[str], None] = lambda _: None) -> Unseen:
    """The part of each column that no group of tables sees; not `settled` where steps did not suffice.

    The rest is made of columns at right angles after every step (Dubrulle). Parts that are used up leave the block;
    what rounding left of them is taken when the steps begin anew.
    """
    left, step = change.copy(), 0
    small = SETTLED**2 * float(np.einsum("ij,ij->", change, change))
    for _ in range(AGAIN):
        rest = looking.of(left)
        if float(np.einsum("ij,ij->", rest, rest)) <= 4 * small:
            return Unseen(left, step, True)
        rest, size = _at_right_angles(rest)
        way, taken = rest.copy(), np.zeros_like(rest, shape=(len(rest), left.shape[1]))
        while (size * size).sum() > small:
            if step == STEPS:
                return Unseen(left, step, False)
            step += 1
            if step % TOLD == 0:
                tell(f"comparing what all tables show together: step {step}")
            onward = looking.again(way)
            if not np.isfinite(onward).all():
                return Unseen(left, step, False)
            along = np.asarray(np.linalg.pinv(_products(way, onward), hermitian=True), dtype=np.float64)
            taken += _times(way, along @ size)
            rest -= _times(onward, along)
            rest, turn = _at_right_angles(rest, SPENT)
            way = rest + _times(way, turn.T)
            size = turn @ size
        left -= looking.seen.by_atom(taken)
    return Unseen(left, step, False)


def _at_right_angles(columns: Floats, least: float = 0.0) -> tuple[Floats, Floats]:
    """Columns of length 1 at right angles, and how the given ones are made of them. There may be fewer, or none."""
    square, turn = np.linalg.eigh(_products(columns, columns))
    kept = square > max(APART * square[-1], least)
    length = np.sqrt(square[kept])
    return _times(columns, turn[:, kept] / length), length[:, None] * turn[:, kept].T


def _times(columns: Floats, square: Floats) -> Floats:
    """Long columns times a small matrix, piece by piece: for whole ones the threads of BLAS wait for each other."""
    found = np.empty((len(columns), square.shape[1]))
    for n in range(0, len(columns), PIECE):
        np.matmul(columns[n : n + PIECE], square, out=found[n : n + PIECE])
    return found


def _products(one: Floats, other: Floats) -> Floats:
    """The products of all columns of one with all of another."""
    found = np.zeros((one.shape[1], other.shape[1]))
    for n in range(0, len(one), PIECE):
        found += one[n : n + PIECE].T @ other[n : n + PIECE]
    return found
