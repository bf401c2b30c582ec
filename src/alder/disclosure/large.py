"""What to hide in a table of more counts than programmes over all of it can take, one cell at a time.

The same promises are kept by other tables that differ from the true one near each small count. They are brought along
as proof, for an attack that checks them by itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure import nearby
from alder.disclosure.kind import Kind
from alder.disclosure.primary import insiders
from alder.disclosure.settings import Guard
from alder.disclosure.sketch import closing
from alder.disclosure.sketch.cells import Cells
from alder.errors import NotProtected

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure.policy import Policy
    from alder.disclosure.system import Bools, Floats, Numbers, System


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
    found = chosen(system, policy, primary, price, tell)
    if len(found.left):
        raise NotProtected(
            "this table cannot be protected as it is",
            next="Use fewer breakdowns, merge small categories, or ask for a longer period.",
        )
    hidden: Bools = found.hidden & (system.kind == Kind.COUNT)
    return hidden


def prove(system: System, policy: Policy, primary: Bools, hidden: Bools) -> None:
    """Look for other tables that show the room of what is hidden, hiding nothing more."""
    shown = ~hidden & (system.kind == Kind.COUNT)
    chosen(replace(system, fixed=system.fixed | shown), policy, primary & ~shown, np.ones(system.size))


def chosen(
    system: System, policy: Policy, primary: Bools, price: Floats, tell: Callable[[str], None] | None = None
) -> nearby.Choice:
    """The choice, whose tables are kept with the system as proof."""
    at = np.flatnonzero(~system.fixed)
    cells = cells_of(system, primary, price, at)
    closed = np.zeros(system.size, dtype=bool)
    closed[at] = closing.close(cells, cells.must, insider=policy.insider)
    found = nearby.choose(
        system,
        primary,
        closed,
        price=price,
        step=price / np.clip(system.value, 1, policy.threshold),
        need=policy.values - 1.0,
        people=insiders(system) if policy.insider else [],
        tell=tell or (lambda _: None),
    )
    counts = ((cells, by, cells < system.counts) for cells, by in found.tables)
    system.proof[:] = [(cells[own], by[own]) for cells, by, own in counts]
    return found


def cells_of(system: System, primary: Bools, price: Floats, at: Numbers) -> Cells:
    """Some cells of a system as closing takes them: those that every reader sees are left out."""
    relations = system.relations[:, at]
    virtual = (system.kind != Kind.COUNT)[at]
    return Cells(
        value=system.value[at].astype(np.float64),
        relations=relations[np.flatnonzero(np.diff(relations.indptr))],
        primary=primary[at],
        lone=(primary & (system.value == 1))[at],
        people=people(system)[at],
        weight=np.where(virtual, 1.0, price[at]),
        unseen=virtual,
        shown=np.zeros(len(at), dtype=bool),
        block=np.full((len(at), 0), -1, dtype=np.int32),
        least=system.lower[at].astype(np.float64),
        most=system.upper[at].astype(np.float64),
    )


def people(system: System) -> np.ndarray:
    """A number for each cell: the same for all that one person knows who is alone in some of them."""
    found = np.arange(system.size, dtype=np.uint64)
    for n, knows in enumerate(insiders(system)):
        found[knows] = system.size + n
    return found
