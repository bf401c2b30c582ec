"""Whoever is alone in a hidden cell of any table knows that cell: and so everything that changes as it does.

Whether anybody is alone is not looked at: any small hidden cell could be one person's. So no answer depends on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.ledger.secrets import kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.ledger.membership import Bools, Keys, Numbers
    from alder.disclosure.ledger.sight import Floats


def told_to_insiders(
    moved: Floats, people: Keys, alone: Bools, already: Sequence[Numbers]
) -> tuple[Numbers, Numbers, Floats]:
    """Secrets that somebody in a hidden cell works out: the secret, the cell, and how many times it the secret is.

    `already` are kinds of secrets that go together for another reason: by earlier tables alone, or by the new one
    alone, whose own protection has judged them.
    """
    kind = kinds(moved)
    at = np.flatnonzero(kind >= 0)
    at = at[np.argsort(kind[at], kind="stable")]
    start = np.flatnonzero(np.r_[True, np.diff(kind[at]) > 0])[: len(at)]
    count = np.diff(np.r_[start, len(at)])
    holds = np.add.reduceat(alone[at].astype(np.int64), start) if len(at) else count
    secret, by = [], []
    for first, many in zip(start[(count > 1) & (holds > 0)], count[(count > 1) & (holds > 0)], strict=True):
        some = at[first : first + many]
        if any(len(np.unique(k[some])) == 1 for k in already):
            continue
        cells = some[alone[some]]
        new = people[some][:, None] != people[cells]
        for k in already:
            new &= k[some][:, None] != k[cells]
        for n in np.flatnonzero(new.any(axis=1)):
            secret.append(int(some[n]))
            by.append(int(cells[new[n].argmax()]))
    found, cell = np.array(secret, dtype=np.int64), np.array(by, dtype=np.int64)
    largest = np.abs(moved[cell]).argmax(axis=1) if len(cell) else cell
    return found, cell, moved[found, largest] / moved[cell, largest]
