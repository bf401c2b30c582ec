"""A certificate checked against the table alone, whoever made it and however.

Two things prove a table safe. *Motions*: numbers that can be added to the hidden cells without changing a single sum;
a secret that they move is not fixed by the sums, and one that they do not move in step with somebody's own cell is not
known to that person. *Decoys*: other tables with the same published numbers; a secret that is a whole step higher or
lower in one of them has two possible values. Both are checked from the sums of the rebuilt table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.attack.algebra import in_step
from alder.errors import UnreadableFile, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from alder.disclosure.attack.rebuilt import Amounts, Bools, Floats, Numbers, Truth

_CLOSE = 1e-9
_MOVED = 1e-6


@dataclass(frozen=True)
class Claims:
    """What a certificate holds. Cells are told by their keys in the full table."""

    keys: Numbers
    motions: Floats
    """Shape: cells, motions."""
    decoys: Floats
    """Changes of the true table. Shape: tables, cells."""
    tables: tuple[tuple[str, int], ...] = ()
    """Of linked tables: their names, the base last, and how many cells each has; keys count through all of them."""


@dataclass(frozen=True)
class Checked:
    """What the certificate proves. Cells are positions in the rebuilt table."""

    still: Numbers
    """Secrets that no motion moves."""
    told: Numbers
    """Secrets that move in step with the cell of somebody who is alone there, and is not alone in the secret."""
    narrow: Numbers
    """Secrets that no decoy is a whole step away from."""
    decoys: int
    """How many decoys hold."""
    broken: str
    """Why the certificate proves nothing at all; empty where it holds."""

    @property
    def proves_sums(self) -> bool:
        return not self.broken and not len(self.still) and not len(self.told)


def read_claims(path: Path) -> Claims:
    """Raises `UnreadableFile` where the file is no certificate."""
    try:
        with np.load(path, allow_pickle=False) as held:
            found = Claims(
                held["cell"].astype(np.int64),
                held["motions"].astype(np.float64),
                held["decoys"].astype(np.float64),
                tuple(zip(held["tables"].tolist(), held["sizes"].tolist(), strict=True)) if "tables" in held else (),
            )
    except (OSError, ValueError, KeyError, EOFError, TypeError):
        raise UnreadableFile(
            "this is not a certificate", where=str(path), next="A certificate is the file that --certificate wrote."
        ) from None
    n = len(found.keys)
    if found.motions.ndim != 2 or found.motions.shape[0] != n or found.decoys.ndim != 2 or found.decoys.shape[1] != n:
        raise UnreadableFile("this certificate is not whole", where=str(path), next="Protect the table again.")
    return found


def check(claims: Claims, truth: Truth, hidden: Bools, secret: Bools, *, insider: bool, least: Floats) -> Checked:
    """What the claims prove of this table with these cells hidden. `least` is the lowest value of each cell.

    Raises `UsageError` where the certificate is of another set of hidden cells.
    """
    order = np.argsort(claims.keys)
    cells = np.flatnonzero(hidden)
    if not np.array_equal(claims.keys[order], truth.keys[cells]):
        raise UsageError(
            "this certificate is of other hidden cells than the published table has",
            next="Use the certificate that was written with this table.",
        )
    motions, decoys = claims.motions[order], claims.decoys[:, order]
    sums = truth.sums()[:, cells]
    nothing = np.zeros(0, dtype=np.int64)
    off = np.abs(sums @ motions).max(initial=0.0)
    if not np.isfinite(motions).all() or off > _CLOSE * max(1.0, float(np.abs(motions).max(initial=0.0))):
        return Checked(nothing, nothing, nothing, 0, "its motions change a sum that is published")
    moved = np.abs(motions).max(axis=1, initial=0.0) > _MOVED
    still = np.flatnonzero(~moved & secret[cells])
    told = _told(truth, cells, motions, np.flatnonzero(moved), secret) if insider else nothing
    good = [one for one in decoys if _agrees(one, sums, truth.count[cells], least[cells])]
    away = np.abs(np.array(good)).max(axis=0, initial=0.0) if good else np.zeros(len(cells))
    narrow = np.flatnonzero(secret[cells] & (away < 1 - _MOVED * 10))
    return Checked(cells[still], cells[told], cells[narrow], len(good), "")


def _agrees(change: Floats, sums: object, count: Amounts, least: Floats) -> bool:
    """Whether it is another table that looks the same: every sum kept, and nothing below what a cell can hold."""
    slack = 1e-6 * max(1.0, float(np.abs(change).max(initial=0.0)) / 1_000)  # values may be large
    kept = np.abs(sums @ change).max(initial=0.0) < slack  # type: ignore[operator]
    return bool(np.isfinite(change).all() and kept and (count + change >= least - slack).all())


def _told(truth: Truth, cells: Numbers, motions: Floats, of: Numbers, secret: Bools) -> Numbers:
    lone = truth.count[cells] == 1
    found: list[int] = []
    for members in in_step(motions, of):
        people = truth.records[cells[members[lone[members]]]]
        if len(people):
            one = len(np.unique(people)) == 1
            secrets = members[secret[cells[members]]]
            found += [int(n) for n in secrets if not one or truth.records[cells[n]] != people[0]]
    return np.array(sorted(found), dtype=np.int64)
