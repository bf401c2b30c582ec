"""Cells that are to stay visible if at all possible: grand totals, and what the owner of a table names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure import secondary
from alder.disclosure.system import table_rows
from alder.errors import NotProtected, UsageError, unknown_name
from alder.model.statistic import TIME, TOTAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from alder.disclosure.policy import Policy
    from alder.disclosure.system import Bools, System
    from alder.model.statistic import Counts

INDICATOR = "indicator"
"""The name under which a cell says which count it means."""
ONE_BY_ONE = 8
"""Up to so many cells are tried by themselves where not all can stay."""


def asked(counts: Counts, keep: Iterable[Mapping[str, str]]) -> Bools:
    """Which counts are meant. Shape: count indicators, rows. Raises `UsageError` where a cell is not in the table."""
    rows = {codes: n for n, codes in enumerate(table_rows(counts))}
    ids = [i.id for i in counts.counts]
    found = np.zeros((len(ids), len(rows)), dtype=bool)
    for cell in keep:
        at = rows[_codes(counts, cell, rows)]
        if (id := cell.get(INDICATOR)) is not None and id not in ids:
            raise unknown_name("count", id, ids, next=f"Counts of this table: {', '.join(ids)}.")
        found[[ids.index(id)] if id else slice(None), at] = True
    return found


def _codes(counts: Counts, cell: Mapping[str, str], rows: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    names = [f.id for f in counts.filters]
    for name in cell:
        if name != INDICATOR and name not in names:
            raise unknown_name("filter", name, names, next=f"Filters of this table: {', '.join(names) or 'none'}.")
    codes = tuple(cell.get(name, TOTAL) for name in names)
    if codes in rows:
        return codes
    said = ", ".join(f"{k} {v}" for k, v in cell.items()) or "the total"
    missing = " A table over several years has no total of them: name the year." if TIME in names else ""
    raise UsageError(f"the table has no cell for {said}, so it cannot be kept", next=f"Use the codes of it.{missing}")


def choose(
    system: System, policy: Policy, primary: Bools, keep: Bools, tell: Callable[[str], None] | None = None
) -> Bools:
    """Which cells to hide so that the primaries are safe, with the kept cells and the grand totals last of all.

    A cell that is primary itself is hidden whatever is asked. Deterministic.
    """
    n = system.counts
    grand = np.tile(system.levels == system.levels.max(initial=0), len(system.indicators))
    wanted = np.zeros(system.size, dtype=bool)
    wanted[:n] = keep | grand
    wanted &= ~primary & ~system.fixed
    if n > secondary.ONE_BY_ONE:
        return secondary.choose(system, policy, primary, wanted, tell)
    hidden = secondary.choose(system, policy, primary)
    if not (wanted & hidden).any():
        return hidden
    every = _with(system, policy, primary, wanted)
    if every is not None:
        return every
    stay = wanted & ~hidden
    for cell in np.flatnonzero(wanted & hidden)[:ONE_BY_ONE]:
        stay[cell] = True
        found = _with(system, policy, primary, stay)
        if found is None:
            stay[cell] = False
        else:
            hidden = found
    return hidden


def _with(system: System, policy: Policy, primary: Bools, stay: Bools) -> Bools | None:
    """The choice with some cells never hidden; None where that protects nothing any more."""
    try:
        return secondary.choose(system, policy, primary, stay)
    except NotProtected:
        return None
