"""One table protected by hiding: which cells are unsafe, which others go with them, and what proves it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.contributions import Judged, dominance, minimum, p_percent, pq
from alder.disclosure.sketch.cells import Cells
from alder.disclosure.sketch.certificate import Certificate, certify
from alder.disclosure.sketch.choose import LONGEST, choose
from alder.disclosure.tables.cube import Cube
from alder.disclosure.tables.full_groups import check_named, may_be_nobody, refuse, with_open_rows
from alder.disclosure.tables.holders import Holders
from alder.disclosure.tables.policed import check
from alder.disclosure.tables.protecting_values import as_holders_know, choose_for_values
from alder.disclosure.tables.pub_file import CellProtection
from alder.disclosure.tables.table import TableKind
from alder.errors import NotProtected, UsageError
from alder.look.words import notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from alder.disclosure.protection import Protection, Rule
    from alder.disclosure.sketch.choose import Pattern
    from alder.disclosure.tables.folder import Folder
    from alder.disclosure.tables.table import Table

    Bools = NDArray[np.bool_]
    Numbers = NDArray[np.int64]


MANY = 5
"""Dimensions: with more it is not known to take longer."""
PER_SMALL = {1: 0.0002, 2: 0.0002, 3: 0.001, 4: 0.003, 5: 0.006}
"""Seconds of one processor for each small cell, by dimensions, as benchmarks.hiding measures them."""
CROWDED, OF_CROWDED = 1 / 3, 2
"""So many times longer takes a table of as many dimensions in which more than this share of the cells are small: two
such, of 6,480 cells and 2,740 and 2,271 small ones, took 26 and 24 seconds."""
VAST, OF_VAST = 100_000, 3
"""So many times longer takes each small cell of a table with more of them: one of 969,900 cells and 348,872 small ones
took 56 minutes, where one of 175,680 and 53,386 took 71 seconds."""
WIDER = 6
"""So many times longer takes an interval that is as wide as the threshold leaves it."""
SUMS = 0.0008
"""The same where only sums are looked at: for values."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """A protected table, for its owner."""

    table: Table
    cube: Cube
    protection: CellProtection
    pattern: Pattern
    given_up: int
    """Cells that were to stay visible and could not."""

    def certificate(self, cells: Cells) -> Certificate:
        return certify(cells, self.pattern.seen, self.cube.at, tables=self.pattern.tables)


def rule_for(asked: Protection, table: Table, folder: Folder | None = None) -> Rule:
    """The rule for this table. Raises `AlderError` where what is asked for, or the policy, does not fit it."""
    check_named(asked.named, ((of.name, of.codes[1:]) for of in table.dimensions))
    of_values = table.kind is TableKind.MAGNITUDE
    if (policy := asked.hiding()) is not None:
        check(table, policy)
    rule = replace(asked.rule(folder, of_values=of_values), never_empty=asked.never_empty, telling=asked.telling)
    if of_values:
        refuse(table, asked.telling, rule.threshold or 1, "Beside values no 0 can be hidden for it.")
    return rule


def unsafe(cube: Cube, rule: Rule) -> Bools:
    """Which cells the rule does not let out. Shape: cells of the cube."""
    if cube.table.kind is TableKind.MAGNITUDE:
        return judged(Holders.of(cube), rule).unsafe
    return np.asarray(cube.contributors < (rule.threshold or 1))


def judged(holders: Holders, rule: Rule) -> Judged:
    """Which cells of a table of values are unsafe, and how far above its value each must be possible."""
    cells = holders.ranked
    found = minimum(cells.n, rule.threshold or 1)
    if rule.p is not None:
        found |= p_percent(cells, rule.p)
    if rule.dominance is not None:
        found |= dominance(cells, *rule.dominance)
    if rule.pq is not None:
        found |= pq(cells, *rule.pq)
    return Judged(found.unsafe[holders.cube.at], found.upper[holders.cube.at])


def cells_of(cube: Cube, rule: Rule, keep: Numbers | None = None, also: Numbers | None = None) -> Cells:
    """The cells as the engine takes them. `keep` are places in the full table to stay visible, `also` those of cells
    that something else hides.

    Raises `UsageError` where one to keep is unsafe itself.
    """
    primary = unsafe(cube, rule)
    if also is not None:
        at = cube.position[also]
        primary[at[at >= 0]] = True
    shown = np.zeros(cube.size, dtype=bool)
    if keep is not None:
        at = cube.position[keep]
        shown[at[at >= 0]] = True
        if (shown & primary).any():
            raise UsageError(
                f"{int((shown & primary).sum()):,} of the cells to keep stand for too few to be shown",
                next="Take them out of the list: a cell that is small itself is always hidden.",
            )
    weight = np.maximum(cube.value.astype(np.float64), 1.0)
    cells = Cells.of(cube, primary, value=weight, weight=weight, shown=shown)  # contributors may add up to 0
    if cube.table.kind is TableKind.MAGNITUDE:
        return cells
    least = np.where(rule.may_be_empty | may_be_nobody(cube, rule.telling), 0.0, 1.0)
    return cells.but(value=cube.freq.astype(np.float64), least=least)


def protect_table(
    table: Table,
    rule: Rule,
    *,
    keep: Numbers | None = None,
    also: Numbers | None = None,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> tuple[Outcome, Cells]:
    """Hide what is unsafe and what would give it away.

    `keep` are cells to keep visible if at all possible: where they make protection impossible they are given up, and
    counted. `also` are cells that have to be hidden whatever the rule says. Raises `NotProtected` where a cell cannot
    be protected whatever is hidden.
    """
    rule.fits(table)
    cube = Cube.of(table if table.kind is TableKind.MAGNITUDE else with_open_rows(table, rule.telling))
    cells = cells_of(cube, rule, keep, also)
    if progress and (ahead := notice("Protecting this table", expected_seconds(cells, rule.width))):
        progress(ahead)
    of_values = table.kind is TableKind.MAGNITUDE
    holders = Holders.of(cube) if of_values else None
    if holders is not None:
        cells = as_holders_know(cells, holders)

    def chosen(cells: Cells) -> tuple[Pattern, int]:
        if holders is None:
            return choose(cells, insider=rule.insider, width=rule.width, seed=seed, progress=progress), 0
        judged_ = judged(holders, rule)
        pattern, seeing = choose_for_values(
            cells, holders, judged_, insider=rule.insider, seed=seed, tell=progress or (lambda _: None)
        )
        return pattern, len(seeing)

    pattern, seeing = chosen(cells)
    given_up = 0
    if (seeing or not pattern.safe) and cells.shown.any():
        asked = cells.shown
        cells = cells.but(shown=np.zeros(cells.size, dtype=bool), weight=np.where(asked, 1e6, 1.0) * cells.weight)
        pattern, seeing = chosen(cells)
        given_up = int((asked & pattern.hidden).sum())
    insist_on(pattern, rule.width)
    if seeing:
        raise NotProtected(
            f"{seeing:,} values can be placed too nearly by somebody who contributes, whatever else is hidden",
            where="Too few others share their totals.",
            next="Merge categories, leave a dimension out, or hide a level higher up; nothing was written.",
        )
    without = rule.may_be_empty and (not of_values or also is not None)  # values with what counts hide, as theirs are
    protection = CellProtection.of(cube, cells.primary, pattern.hidden, may_be_empty=without)
    return Outcome(table, cube, protection, pattern, given_up), cells


def expected_seconds(cells: Cells, width: float | None) -> float:
    """About how long the choice takes, in seconds of one processor: by how many small cells there are, and in how many
    dimensions.

    A reckoning from the tables that were measured, where half as long and twice as long both occur.
    """
    dimensions = cells.block.shape[1] or MANY  # linked tables do not say
    small = float(cells.primary.sum())
    if cells.least is None:
        return SUMS * small
    each = PER_SMALL[min(dimensions, MANY)] * (1 if width is None else WIDER) * (OF_VAST if small > VAST else 1)
    return each * small * (OF_CROWDED if dimensions >= MANY and small > CROWDED * cells.size else 1)


def insist_on(pattern: Pattern, width: float | None) -> None:
    """Raises `NotProtected` where a small cell can still be told, or more narrowly than was asked for."""
    if len(pattern.open):
        raise NotProtected(
            f"{len(pattern.open):,} cells can be worked out whatever else is hidden",
            where="They are all of a total, or share one with nobody whose number could move.",
            next="Merge categories, leave a dimension out, or hide a level higher up; nothing was written.",
        )
    if len(pattern.narrow) and width is None:
        raise NotProtected(
            f"{len(pattern.narrow):,} small counts keep one value, whatever else is hidden",
            where="All that could fall for them is as low as readers know it can be. Nothing was written.",
            next="Merge categories, leave a dimension out, or let fewer cells stay visible.",
        )
    if len(pattern.narrow):
        raise NotProtected(
            f"for {len(pattern.narrow):,} small counts an interval of {width:g} was not reached"
            + (f" in {LONGEST / 60:g} minutes" if pattern.late else ""),
            where="Readers may place them more narrowly than the threshold itself does. Nothing was written.",
            next="Leave --interval out: then no count can be told exactly, which is less. Or merge categories.",
        )
