"""Means, percentiles and extremes of records, beside the counts that they rest on.

A mean times its count is a sum, and sums are taken off each other. So a mean is shown where its sum may be shown: the
sums are protected as a table of values, with the sum of every hidden count hidden as well. Percentiles and extremes do
not add up; each is judged by itself, by how many stand on either side of it and how many share it. Then all are
attacked together, and more is hidden where that finds something.

Totals and weighted counts of the same lines are protected in the same way: with the same cells hidden as the counts,
and then some. So whoever has the counts, the totals and the means of one file has no more than the means tell.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.asked import Statistic, What
from alder.disclosure.attack.banded import Rules
from alder.disclosure.attack.contributed import Limits
from alder.disclosure.contributions import Extremes, minimum, percentile
from alder.disclosure.microdata.rests import guards
from alder.disclosure.microdata.together import Attack, Figures, held_together
from alder.disclosure.microdata.worked_out import decimals_of, worked_out
from alder.disclosure.rounding import interval
from alder.disclosure.settings import Method
from alder.disclosure.tables.protecting import protect_table
from alder.disclosure.tables.rounding import rounded
from alder.disclosure.tables.table import Table, TableKind
from alder.errors import NotProtected, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from alder.disclosure.microdata.lines import Lines
    from alder.disclosure.microdata.together import Out
    from alder.disclosure.microdata.worked_out import WorkedOut
    from alder.disclosure.policy import Policy
    from alder.disclosure.protection import Rule
    from alder.disclosure.tables.pub_file import CellProtection
    from alder.disclosure.tables.table import Numbers

    Bools = NDArray[np.bool_]

LEAST_SHARING = 3
"""So many contributors have a value that is printed as a percentile is, or it is somebody's own."""


def protect_statistic(
    lines: Lines,
    statistic: Statistic,
    counted: Rule,
    valued: Rule,
    *,
    to: float | None = None,
    limits: Sequence[float] = (),
    near_full: float | None = None,
    beside: Sequence[Out] = (),
    counts: CellProtection | None = None,
    earlier: Callable[[Bools, Bools], Bools] | None = None,
    seed: int = 0,
    progress: Callable[[str], None] = lambda said: None,
) -> Figures:
    """A mean, percentile, minimum or maximum of every cell, and its count; hidden where it would tell of somebody.

    `counted` is the rule for the counts, `valued` that for what is added up. `to` rounds figures. `limits` are values
    that nobody can go beyond by design, such as the ages of a scheme. `near_full` is the share from which an extreme
    tells the value of nearly everybody, where that is minded. `beside` are statistics of the same lines that are out.
    `counts` are those beside the figures, where they are protected already. `earlier` says what more
    has to be hidden beside the figures of a ledger.
    """
    if counted.threshold is None:
        raise UsageError(
            f"{statistic.plural} stand beside counts, which are protected by a threshold",
            next="Give --threshold or --policy.",
        )
    progress("Counting")
    table = count_table(lines)
    if counts is None:
        counts = protect_table(table, counted, seed=seed, progress=progress)[0].protection
    progress("Working out")
    found = worked_out(lines, statistic, to)
    attack = replace(attack_of(counted, valued, limits, near_full, beside, progress), earlier=earlier)
    if statistic.what is What.MEAN:
        summed, _ = protect_sums(lines, valued, counts, attack, seed=seed)
        return replace(summed, figure=found.figure)
    unsafe = _unsafe(found, statistic, counted.threshold, limits, near_full, is_weighted=lines.weight is not None)
    hidden = counts.hidden | (unsafe & ~np.isnan(found.figure))
    figures = Figures(table, counts, hidden, hidden, found.figure)
    return held_together(lines, statistic, figures, decimals_of(statistic, lines, to), to, attack)


def attack_of(
    counted: Rule,
    valued: Rule,
    limits: Sequence[float] = (),
    near_full: float | None = None,
    beside: Sequence[Out] = (),
    progress: Callable[[str], None] = lambda said: None,
) -> Attack:
    """The attack that statistics under these rules have to withstand."""
    unsafe = Limits(valued.p, valued.threshold or 1, valued.dominance, valued.pq)
    known = Rules(counted.threshold or 1, near_full, tuple(limits))
    return Attack(unsafe, known, int(counted.width or 1), valued.insider, None, beside, progress)


def protect_sums(
    lines: Lines, valued: Rule, counts: CellProtection | None, attack: Attack, *, seed: int = 0
) -> tuple[Figures, Numbers]:
    """Totals of every cell. Hidden with what says too much are those whose count is hidden, those that would leave a
    total of few by subtraction, and those with which an attack finds something.

    Gives also the places of all that something else than its own value hides.
    """
    table, also = lines.table(lines.value), np.zeros(int(np.prod(lines.shape)), dtype=bool)
    if counts is not None:
        also |= counts.hidden
    more = 0
    while True:
        attack.tell("Protecting the sums")
        made, _ = protect_table(table, valued, also=np.flatnonzero(also), seed=seed, progress=attack.tell)
        hidden, sums = made.protection.hidden, made.protection.shown
        left = guards(lines, hidden, valued.threshold or 1)
        if len(left):
            also[left] = True
            continue
        nobody = np.isin(np.arange(len(sums)), made.cube.at, invert=True)
        figures = Figures(table, counts, made.protection.primary, hidden, np.where(nobody, np.nan, sums), more)
        held = held_together(lines, Statistic(What.TOTAL), figures, table.decimals, None, attack)
        found = int((held.hidden & ~hidden).sum())
        if not found:
            return held, np.flatnonzero(also)
        more += found
        also |= held.hidden & ~hidden


def beside_rounded(
    lines: Lines,
    statistic: Statistic,
    policy: Policy,
    *,
    to: float | None = None,
    limits: Sequence[float] = (),
    beside: Sequence[Out] = (),
    progress: Callable[[str], None] = lambda said: None,
) -> Figures:
    """A percentile or extreme beside rounded counts: shown where the least that its rounded count can be is enough.

    Raises where the policy alters counts in another way, or what is asked for would tell what they were.
    """
    if statistic.what is What.MEAN or policy.method not in (Method.NEAREST, Method.REDACT) or lines.is_held:
        raise NotProtected(
            f"policy {policy.name} alters counts, and {statistic.plural} of these lines would stand beside them",
            where="A mean times its count is a sum, which tells the count; a contributor may have several lines.",
            next="Use a policy that hides, such as srs-output.",
        )
    table = count_table(lines)
    counts = rounded(table, policy, None).protection
    found = worked_out(lines, statistic, to)
    many = np.bincount(np.concatenate([*lines.cells()]), minlength=table.size)
    least = {n: interval(int(n), policy)[0] for n in np.unique(many[many > 0]).tolist()}
    people = np.array([least.get(n, 0) for n in many.tolist()])
    found = replace(found, people=np.minimum(found.people, people))
    unsafe = _unsafe(found, statistic, policy.threshold, limits, None, is_weighted=lines.weight is not None)
    hidden = counts.hidden | (unsafe & (many > 0))
    known = Rules(policy.threshold, None, tuple(limits))
    attack = Attack(Limits(None, policy.threshold), known, 1, False, policy, beside, progress)
    figures = Figures(table, counts, hidden, hidden & (many > 0), found.figure)
    return held_together(lines, statistic, figures, decimals_of(statistic, lines, to), to, attack)


def protected_counts(
    lines: Lines, counted: Rule, *, seed: int, progress: Callable[[str], None]
) -> CellProtection | None:
    """The counts of lines, where a threshold is about them: totals and weighted counts may tell them."""
    if counted.threshold is None:
        return None
    progress("Counting")
    return protect_table(count_table(lines), counted, seed=seed, progress=progress)[0].protection


def count_table(lines: Lines) -> Table:
    """How many lines each cell has: as people where each is a person, else as what their contributors have."""
    if lines.is_held:
        return replace(replace(lines, weight=None).table(np.ones(len(lines.value))), decimals=0)
    leaf = np.ravel_multi_index(lines.places, lines.shape)
    found, freq = np.unique(leaf, return_counts=True)
    leaves = np.stack(np.unravel_index(found, lines.shape), axis=1).astype(np.int64)
    return Table(lines.dimensions, TableKind.COUNT, leaves, freq.astype(np.int64), freq.astype(np.float64))


def _unsafe(
    found: WorkedOut,
    statistic: Statistic,
    threshold: int,
    limits: Sequence[float],
    near_full: float | None,
    *,
    is_weighted: bool,
) -> Bools:
    people = found.people
    if statistic.what is What.PERCENTILE:
        few = minimum(np.minimum(found.below, found.above), threshold).unsafe | (people < threshold)
        if not is_weighted:
            few |= percentile(people, statistic.share, threshold)
        return np.asarray(few | (found.sharing < LEAST_SHARING))
    ends = Extremes(found.figure, found.figure, found.sharing, found.sharing)
    by_design = np.isin(found.figure, np.asarray(limits, dtype=np.float64))
    unsafe = ends.unsafe(threshold, structural=by_design)[0]
    if near_full is not None:  # also of a limit: it would tell what everybody has
        unsafe |= found.sharing >= near_full * np.maximum(people, 1) - 1e-9
    return np.asarray(unsafe)
