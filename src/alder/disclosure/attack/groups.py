"""Groups of too few people: small cells, and what a shown cell has beside its shown parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.attack.figure_files import Shown
    from alder.disclosure.attack.rebuilt import Numbers
    from alder.disclosure.attack.recorded import Records


@dataclass(frozen=True, eq=False)
class Group:
    """Some cells of which none holds anybody of another."""

    cells: tuple[int, ...]
    people: int
    name: str

    @property
    def is_cell(self) -> bool:
        return len(self.cells) == 1


def groups_of(recorded: Records, shown: Sequence[Shown], threshold: int) -> list[Group]:
    """All groups of fewer contributors than the threshold that the table, or one subtraction in it, sets apart."""
    truth, people = recorded.truth, recorded.people
    found = {(n,): Group((n,), int(people[n]), truth.name(n)) for n in np.flatnonzero(people < threshold).tolist()}
    for one in shown:
        for whole, parts in zip(truth.whole.tolist(), _parts(recorded), strict=True):
            rest = tuple(parts[~one.there[parts]].tolist())
            if not one.there[whole] or len(rest) < 2 or len(rest) == len(parts) or rest in found:
                continue
            few = recorded.different(np.concatenate([recorded.at(n) for n in rest]))
            if few < threshold:
                told = " and ".join(truth.name(n) for n in rest[:3])
                more = f" and {len(rest) - 3} more" if len(rest) > 3 else ""
                found[rest] = Group(rest, few, f"{told}{more} together")
    return list(found.values())


def _parts(recorded: Records) -> list[Numbers]:
    parts = recorded.truth.parts.tocsr()
    return [parts.indices[a:b].astype(np.int64) for a, b in zip(parts.indptr[:-1], parts.indptr[1:], strict=True)]
