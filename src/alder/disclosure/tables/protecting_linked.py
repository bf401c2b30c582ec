"""Several tables of the same people protected together, after those that are out already.

Cells that an earlier release shows are known for good, and cells that it hides stay hidden: the small ones among them
are as much of a secret as those of the new tables. What the earlier releases give away between them is lost before the
new tables are: it is counted, hidden in the new ones all the same, and no longer a secret that others are hidden for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from alder.disclosure.attack.published import read_published
from alder.disclosure.attack.rebuilt import rebuild
from alder.disclosure.sketch.certificate import HELD, certify
from alder.disclosure.sketch.choose import choose
from alder.disclosure.sketch.flags import find
from alder.disclosure.sketch.null_space import sketch
from alder.disclosure.sketch.witnesses import Witnesses
from alder.disclosure.tables.folder import folder_and_file
from alder.disclosure.tables.linked import linked
from alder.disclosure.tables.protecting import expected_seconds, insist_on, unsafe
from alder.disclosure.tables.pub_file import CellProtection
from alder.disclosure.tables.table import TableKind
from alder.errors import UsageError
from alder.look.words import notice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from alder.disclosure.protection import Rule
    from alder.disclosure.sketch.cells import Cells
    from alder.disclosure.sketch.choose import Pattern
    from alder.disclosure.tables.folder import Folder
    from alder.disclosure.tables.linked import Part, System
    from alder.disclosure.tables.table import Table

    Bools = NDArray[np.bool_]
    Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Earlier:
    """A table that is out: which of its cells are hidden. Shape of `hidden`: its size, empty cells too."""

    name: str
    table: Table
    hidden: Bools

    @classmethod
    def read(cls, said: str) -> tuple[Self, Folder]:
        """`FOLDER:PUB.csv`, read as readers have it, and its folder."""
        folder, published = folder_and_file(said)
        truth = rebuild(folder.table)
        hidden = np.zeros(folder.table.size, dtype=bool)
        hidden[truth.keys[read_published(published, truth).hidden]] = True
        return cls(folder.name, folder.table, hidden), folder


@dataclass(frozen=True, eq=False)
class New:
    """A table to come out. `keep` are places in it to stay visible."""

    name: str
    table: Table
    rule: Rule
    keep: Numbers | None = None


@dataclass(frozen=True, eq=False)
class Together:
    """What was decided about the new tables, for their owner."""

    system: System
    cells: Cells
    pattern: Pattern
    protections: tuple[CellProtection, ...]
    lost: int
    """Small cells of the new tables that earlier releases give away, alone or together."""
    out: int
    """Small cells of the new tables that an earlier release shows."""

    def write_certificate(self, path: Path) -> None:
        """For all tables together: cells are numbered table after table, and within one by their place in it."""
        made = certify(self.cells, self.pattern.seen, self.system.places(), tables=self.pattern.tables)
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                tables=np.array(self.system.names),
                sizes=np.array(self.system.sizes),
                **{name: getattr(made, name) for name in HELD},
            )


def protect_together(
    new: Sequence[New],
    base: Folder,
    earlier: Sequence[Earlier] = (),
    *,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> Together:
    """Hide what is small in the new tables, and what would give it away from all tables together.

    Where one of their rules guards against insiders or asks for an interval, all cells are given that. Raises
    `NotProtected` where cells cannot be protected whatever is hidden.
    """
    tables = [*((one.name, one.table) for one in new), *((one.name, one.table) for one in earlier)]
    if any(table.kind is not TableKind.COUNT for _, table in tables):
        raise UsageError("linked tables are tables of counts; tables of values are protected one by one")
    for one in new:
        one.rule.fits(one.table)
    insider = any(one.rule.insider for one in new)
    width = max((one.rule.width for one in new if one.rule.width), default=None)
    system = linked(tables, base)
    ours, theirs = system.parts[: len(new)], system.parts[len(new) :]
    out, held = _state(system, theirs, earlier)
    primary = np.zeros(system.size, dtype=bool)
    shown = out.copy()
    for part, one in zip(ours, new, strict=True):
        primary[part.element[unsafe(part.cube, one.rule)]] = True
        if one.keep is not None:
            at = part.cube.position[one.keep]
            shown[part.element[at[at >= 0]]] = True
    if (shown & ~out & primary).any():
        raise UsageError("some of the cells to keep stand for too few to be shown", next="Take them out of the list.")
    already = int((primary & out).sum())
    kept = held & ~out
    before = kept & (system.count < max(one.rule.threshold or 0 for one in new))
    may_be_empty = all(one.rule.may_be_empty for one in new)
    cells = system.cells((primary | before) & ~shown, shown, kept, never_empty=not may_be_empty)
    lost = np.zeros(0, dtype=np.int64)
    if earlier:
        cells, lost = _without_lost(cells, out, insider, seed)
    if progress and (ahead := notice("Protecting these tables", expected_seconds(cells, width))):
        progress(ahead)
    pattern = choose(cells, insider=insider, width=width, seed=seed, progress=progress)
    if earlier and len(pattern.narrow):
        pattern = replace(pattern, narrow=np.setdiff1d(pattern.narrow, _narrow_before(cells, out, width, seed)))
    insist_on(pattern, width)
    made = tuple(
        CellProtection.of(part.cube, primary[part.element], pattern.hidden[part.element], may_be_empty=may_be_empty)
        for part in ours
    )
    return Together(system, cells, pattern, made, int(primary[lost].sum()), already)


def _state(system: System, parts: Sequence[Part], earlier: Sequence[Earlier]) -> tuple[Bools, Bools]:
    """Elements that an earlier release shows, and elements that one hides."""
    out, held = np.zeros(system.size, dtype=bool), np.zeros(system.size, dtype=bool)
    for part, one in zip(parts, earlier, strict=True):
        hidden = one.hidden[part.cube.at]
        out[part.element[~hidden]] = True
        held[part.element[hidden]] = True
    return out, held


def _narrow_before(cells: Cells, out: Bools, width: float | None, seed: int) -> Numbers:
    """Small cells to which earlier releases leave too few possible values, whatever is hidden now."""
    found = Witnesses(cells, ~out, width or 1.0, seed=seed)
    found.at_random(lambda _: None)
    found.one_by_one(lambda _: None)
    return found.left


def _without_lost(cells: Cells, out: Bools, insider: bool, seed: int) -> tuple[Cells, Numbers]:
    """The cells without the secrets that are known even with all that is new hidden, and which these are.

    What everybody knows is no longer a secret to keep, and nothing to show for the first time either. What one person
    knows who is alone in a cell is a secret from all others still.
    """
    seen = sketch(cells, ~out, seed=seed)
    found = find(cells, seen, insider=insider)
    lost = np.unique(np.concatenate([found.exact, found.known]))
    if not len(lost):
        return cells, lost
    still, never = cells.primary.copy(), cells.unseen.copy()
    still[found.exact], never[found.exact] = False, True
    people, pairs = cells.people, [np.zeros((0, 2), dtype=np.int64)]
    while len(found.known):  # as if all who know of each other held the same records: then none is an attack on another
        pairs.append(np.column_stack([found.known, found.by]))
        people = _as_one(cells.people, np.concatenate(pairs))
        found = find(cells.but(people=people, primary=still), seen, insider=insider)
    return cells.but(people=people, primary=still, unseen=never), lost


def _as_one(people: NDArray[np.uint64], pairs: Numbers) -> NDArray[np.uint64]:
    """The people of cells, where cells that pairs lead from one to another are all the first one's."""
    n = len(people)
    _, group = connected_components(sp.coo_matrix((np.ones(len(pairs)), pairs.T), shape=(n, n)), directed=False)
    _, first = np.unique(group, return_index=True)
    return np.asarray(people[first[group]])
