"""A certificate: what proves, to anybody who has the table, that no hidden small cell can be worked out.

It holds, for every hidden cell:

- four *motions*: numbers that can be added to the hidden cells, times anything small, without a change in anything
  published. A cell that they move is not known exactly; two cells whose rows are not parallel are not known from each
  other. A checker has to see that the motions keep every relation, and look at the rows.
- *decoys*: tables that agree with everything published, within what readers know of hidden cells (none below 0, or
  none below 1), as differences from the truth. A small cell that a decoy puts at least 1 higher or lower could be
  either number. A decoy of whole numbers is a table that there could be. Where none shows a cell the proof is
  *relaxed*: it is of an interval, not of every number in it.

It tells all of the hidden counts, and stays with the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from alder.disclosure.sketch.decoys import STEP, decoys
from alder.disclosure.sketch.room import SLACK
from alder.disclosure.sketch.whole import whole_tables
from alder.errors import UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path

    import scipy.sparse as sp

    from alder.disclosure.sketch.cells import Cells, Floats
    from alder.disclosure.sketch.null_space import Sketch
    from alder.disclosure.sketch.ties import Places

FORM = 1
"""Of the file; another form has another number."""
HELD = ("cell", "motions", "decoys", "open", "relaxed")


@dataclass(frozen=True, eq=False)
class Certificate:
    """For the hidden cells of a pattern, in one order."""

    cell: Places
    """Which cells are hidden: their places in the full table, or as the caller numbers them."""
    motions: Floats
    """Shape: hidden cells, 4."""
    decoys: Floats
    """Shape: decoys, hidden cells."""
    open: Places
    """Of `cell`, the primary ones that no decoy shows to be unknown."""
    relaxed: Places
    """Of `cell`, the primary ones that no decoy of whole numbers shows to be unknown."""

    def write(self, path: Path) -> None:
        with path.open("wb") as file:
            np.savez_compressed(file, form=np.array(FORM), **{name: getattr(self, name) for name in HELD})

    @classmethod
    def read(cls, path: Path) -> Certificate:
        """Raises `UnreadableFile` where the file is no certificate."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
                found = cls(*(held[name] for name in HELD))
                form = int(held["form"])
        except (OSError, ValueError, KeyError, EOFError, TypeError, AttributeError, BadZipFile) as reason:
            raise UnreadableFile(
                "this is not a certificate", where=str(path), next="A certificate is the file that --certificate wrote."
            ) from reason
        hidden = found.cell.shape
        if form != FORM or found.motions.shape != (*hidden, 4) or found.decoys.shape[1:] != hidden:
            raise UnreadableFile(
                "this certificate is not whole, or of another version of Alder",
                where=str(path),
                next="Protect the table again to have a new one.",
            )
        return found


def certify(
    cells: Cells, seen: Sketch, at: Places, *, tables: sp.csr_matrix | None = None, seed: int = 0
) -> Certificate:
    """The certificate of a pattern that passed its last test, `seen`. `at` numbers all cells as the reader does.

    `tables` are decoys that are at hand already, for all cells.
    """
    whole, left = whole_tables(cells, seen, seed=seed)
    held = np.zeros((0, len(seen.hidden))) if tables is None else tables[:, seen.hidden].toarray()
    wanted = left & ~(np.abs(held) >= STEP - SLACK).any(axis=0)
    made = decoys(cells, seen, wanted, seed=seed)
    every = np.vstack([whole, held, made.away])
    for table in every[(every == np.rint(every)).all(axis=1)]:
        left = left & (table == 0)
    number = at[seen.hidden]
    return Certificate(number, seen.tied.moved(seen.motion[:, :4]), every, number[made.open], number[left])
