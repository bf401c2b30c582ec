"""What to hide in a table of more counts than programmes one cell at a time can take: by the method of the sketch.

The engine sees the same system: counts that may be hidden, and virtual cells that nobody shows. A reader's bounds (a
hidden count is 1 or more where zeros are shown) go with them, so that every promise about room is kept within these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from alder.disclosure import sketch
from alder.disclosure.kind import Kind
from alder.disclosure.primary import insiders
from alder.disclosure.settings import Guard
from alder.disclosure.sketch import flags, null_space
from alder.disclosure.sketch.cells import Cells
from alder.disclosure.sketch.witnesses import Witnesses
from alder.errors import NotProtected

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alder.disclosure.policy import Policy
    from alder.disclosure.system import Bools, Floats, Numbers, System

NOTHING = 1.0
"""What hiding costs that is shown to nobody: it is hidden anyway, and beside other prices this is little."""
_UNPROTECTABLE = "Use fewer breakdowns, merge small categories, or ask for a longer period."


def choose(
    system: System,
    policy: Policy,
    primary: Bools,
    price: Floats,
    tell: Callable[[str], None] | None = None,
) -> Bools:
    """Which counts to hide so that the primaries are safe. Deterministic. Raises `NotProtected` where nothing helps."""
    if policy.guard is Guard.SLIDE:
        raise NotProtected(
            f"policy {policy.name} lets intervals slide, which a table of so many counts cannot be given yet",
            next="Use fewer breakdowns, or a policy that asks for a width.",
        )
    at = np.flatnonzero(~system.fixed)
    cells = acquainted(cells_of(system, primary, price, at))
    pattern = sketch.choose(
        cells, insider=policy.insider, width=policy.values - 1.0, people=policy.insider, progress=tell
    )
    if not pattern.safe:
        raise NotProtected("this table cannot be protected as it is", next=_UNPROTECTABLE)
    keep(system, at, pattern.tables)
    hidden: Bools = np.equal(system.kind, Kind.COUNT)
    hidden[np.setdiff1d(np.arange(system.size), at[pattern.hidden])] = False
    return hidden


def prove(system: System, policy: Policy, primary: Bools, hidden: Bools) -> None:
    """Look for other tables that show the room of what is hidden, hiding nothing more."""
    at = np.flatnonzero(hidden | (system.kind != Kind.COUNT))
    cells = cells_of(system, primary & (hidden | (system.kind != Kind.COUNT)), np.ones(system.size), at)
    found = Witnesses(cells, np.ones(cells.size, dtype=bool), policy.values - 1.0, seed=0)
    found.at_random(lambda _: None)
    found.one_by_one(lambda _: None)
    keep(system, at, found.tables)


def keep(system: System, at: Numbers, tables: Sequence[Floats] | Floats) -> None:
    proof = np.zeros((len(tables), system.size))
    proof[:, at] = np.asarray(tables).reshape(len(tables), len(at))
    system.proof[:] = list(proof[:, : system.counts])


def cells_of(system: System, primary: Bools, price: Floats, at: Numbers) -> Cells:
    """Some cells of a system as the engine takes them: those that every reader sees are left out."""
    relations = system.relations[:, at]
    virtual = (system.kind != Kind.COUNT)[at]
    return Cells(
        value=system.value[at].astype(np.float64),
        relations=relations[np.flatnonzero(np.diff(relations.indptr))],
        primary=primary[at],
        lone=(primary & (system.value == 1))[at],
        people=people(system)[at],
        weight=np.where(virtual, NOTHING, price[at]),
        unseen=virtual,
        shown=np.zeros(len(at), dtype=bool),
        block=np.full((len(at), 0), -1, dtype=np.int32),
        least=system.lower[at].astype(np.float64),
        most=system.upper[at].astype(np.float64),
    )


def acquainted(cells: Cells) -> Cells:
    """The same with those who know each other's cells whatever is hidden taken for one person: no secret is between
    them. Raises `NotProtected` where a primary is known to all whatever is hidden."""
    seen = null_space.sketch(cells, np.ones(cells.size, dtype=bool))
    found = flags.find(cells, seen, insider=True)
    if len(found.exact):
        raise NotProtected("this table cannot be protected as it is", next=_UNPROTECTABLE)
    names, number = np.unique(cells.people, return_inverse=True)
    edges = (np.ones(len(found.known)), (number[found.known], number[found.by]))
    _, together = connected_components(coo_matrix(edges, shape=(len(names), len(names))), directed=False)
    return cells.but(people=together[number].astype(np.uint64))


def people(system: System) -> np.ndarray:
    """A number for each cell: the same for all that one person knows who is alone in some of them."""
    found = np.arange(system.size, dtype=np.uint64)
    for n, knows in enumerate(insiders(system)):
        found[knows] = system.size + n
    return found
