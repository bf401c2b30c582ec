"""The whole attack on one published table, in order of effort, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.attack.algebra import found_by_algebra, found_by_insiders, motions
from alder.disclosure.attack.certified import check
from alder.disclosure.attack.findings import Found, How
from alder.disclosure.attack.propagation import found_by_propagation
from alder.disclosure.attack.ranges import ranges
from alder.disclosure.attack.subtraction import found_by_subtraction
from alder.disclosure.attack.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure.attack.certified import Checked, Claims
    from alder.disclosure.attack.everybody import Everybody
    from alder.disclosure.attack.published import Published
    from alder.disclosure.attack.rebuilt import Bools, Truth


@dataclass(frozen=True)
class Attacker:
    """What the attack is made with, and what counts as a success of it.

    `never_empty`: the attacker reasons that a hidden cell holds somebody, because empty cells are shown as 0. That is
    so wherever no empty cell is hidden, and it narrows ranges, in sparse tables much.
    """

    threshold: int
    insider: bool = True
    never_empty: bool = False
    width: int = 1
    """How far apart the lowest and the highest value of a secret must be."""
    seconds: float = 60.0
    """How long lowest and highest values are looked for."""


@dataclass(frozen=True)
class Attacked:
    """What was tried and what was found."""

    cells: int
    hidden: int
    secrets: int
    """Hidden cells that stand for too few people."""
    found: tuple[Found, ...]
    unasked: int
    """Secrets whose lowest and highest values there was no time to ask for."""
    wrong: tuple[str, ...]
    """Figures that are not what the table says, by the names of their cells."""
    certificate: Checked | None = None
    never_empty: bool = False
    """Whether the attacker knew that no hidden cell is empty: of a file that hides empty cells nobody does."""
    is_unguarded: bool = False
    """Whether the file says that it was made without the guard against those who know it."""

    @property
    def safe(self) -> bool:
        return not self.found and not self.wrong


def attack(
    truth: Truth,
    public: Published,
    attacker: Attacker,
    *,
    claims: Claims | None = None,
    small: Bools | None = None,
    everybody: Everybody | None = None,
    elsewhere: Bools | None = None,
    unseen: Bools | None = None,
    progress: Callable[[str], None] = lambda said: None,
) -> Attacked:
    """Try everything on the hidden cells that stand for 1 to one less than the threshold, or on those that are `small`.

    `elsewhere` are cells that one of several tables hides and another shows, `unseen` those that no table has: nobody
    is told that they are not empty. `everybody` is what telling values make of the cells: that one is 0 is a secret
    then, and readers do not know of others that they are not. What a certificate proves is not tried
    again; what it claims and does not prove is.
    """
    if small is None:
        small = (truth.count > 0) & (truth.count < attacker.threshold)
    if everybody is not None:
        small = small | everybody.said
    secret: Bools = small & public.hidden
    found: list[Found] = [_shown(truth, int(cell), elsewhere) for cell in np.flatnonzero(small & ~public.hidden)]
    wrong = np.flatnonzero(~public.hidden & (public.shown != truth.count))
    may = everybody.may_be_nobody.copy() if everybody is not None else np.zeros(len(small), dtype=bool)
    if unseen is not None:
        may |= unseen
    knows = attacker.never_empty and not public.hidden_zeros and not (public.hidden & (truth.count == 0) & ~may).any()
    least = np.full(len(small), float(knows))
    least[may] = 0.0
    checked = None
    if claims is not None:
        progress("Checking the certificate")
        checked = check(claims, truth, public.hidden, secret, insider=attacker.insider, least=least)
    progress("Subtracting")
    found += found_by_subtraction(truth, public.hidden, secret)
    secret[[one.cell for one in found]] = False
    if checked is None or not checked.proves_sums:
        progress("Adding and subtracting sums")
        moving = motions(truth, public.hidden)
        found += found_by_algebra(truth, moving, secret)
        secret[[one.cell for one in found]] = False
        if attacker.insider:
            progress("Looking through the eyes of people who are alone in a cell")
            found += found_by_insiders(truth, moving, secret)
            secret[[one.cell for one in found]] = False
    progress("Narrowing sum by sum")
    unknown = Unknown.of(truth, public.hidden)
    bounds = least[unknown.cells]
    found += found_by_propagation(truth, unknown, secret, least=bounds, width=attacker.width)
    secret[[one.cell for one in found]] = False
    progress("Looking for the lowest and highest values")
    if checked and not checked.broken and attacker.width <= 1:
        secret = secret & np.isin(np.arange(len(secret)), checked.narrow)
    narrow, unasked = ranges(truth, unknown, secret, least=bounds, width=attacker.width, seconds=attacker.seconds)
    somebody = len(truth.keys) if everybody is None or unseen is not None else int((truth.count > 0).sum())
    return Attacked(
        somebody,
        int(public.hidden.sum()),
        int((small & public.hidden).sum()),
        (*found, *narrow),
        len(unasked),
        tuple(truth.name(int(cell)) for cell in wrong[:20]),
        checked,
        knows,
        public.is_unguarded,
    )


def _shown(truth: Truth, cell: int, elsewhere: Bools | None) -> Found:
    value = float(truth.count[cell])
    if not value:
        said = f"{truth.name(cell)} is shown as 0, so everybody of its group has a telling value"
        return Found(cell, How.SHOWN, said, value, value)
    if elsewhere is not None and elsewhere[cell]:
        said = f"{truth.name(cell)} is hidden in one table and shown in another"
        return Found(cell, How.ELSEWHERE, said, value, value)
    return Found(cell, How.SHOWN, f"{truth.name(cell)} is shown, and stands for too few", value, value)
