"""The attack that needs a pencil: a sum of which all but one number are shown gives that one away, and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.attack.findings import Found, How

if TYPE_CHECKING:
    from alder.disclosure.attack.rebuilt import Bools, Numbers, Truth


def by_subtraction(truth: Truth, hidden: Bools) -> tuple[dict[int, int], Bools]:
    """Every hidden cell that falls, with the sum that gives it away, and what is still hidden afterwards."""
    sums = truth.sums()
    pattern = sums.astype(bool).astype(np.int32).tocsr()
    left = hidden.copy()
    fallen: dict[int, int] = {}
    while True:
        unknown = pattern @ left.astype(np.int32)
        single = np.flatnonzero(unknown == 1)
        if not len(single):
            return fallen, left
        members = pattern[single]
        row = np.repeat(np.arange(len(single)), np.diff(members.indptr))
        is_left = left[members.indices]
        cells, first = np.unique(members.indices[is_left], return_index=True)
        for cell, at in zip(cells.tolist(), row[is_left][first].tolist(), strict=True):
            fallen[cell] = int(single[at])
        left[cells] = False


def found_by_subtraction(truth: Truth, hidden: Bools, secret: Bools) -> list[Found]:
    """The secrets among what falls."""
    fallen, _ = by_subtraction(truth, hidden)
    return [
        Found(cell, How.SUBTRACTION, told(truth, cell, sum_), float(truth.count[cell]), float(truth.count[cell]))
        for cell, sum_ in fallen.items()
        if secret[cell]
    ]


def told(truth: Truth, cell: int, sum_: int) -> str:
    """The sum in words, as an owner of the data can check it."""
    whole = int(truth.whole[sum_])
    parts: Numbers = truth.parts[sum_].indices
    others = [int(p) for p in parts if p != cell]
    if whole == cell:
        return f"{truth.name(cell)} is the sum of its {len(others)} parts, of which all are known"
    if not others:
        return f"{truth.name(cell)} is all of {truth.name(whole)}, which is known"
    rest = "the other part" if len(others) == 1 else f"the {len(others)} other parts"
    return f"{truth.name(whole)} less {rest}, all of which are known, leaves {truth.name(cell)}"
