"""Means, percentiles and extremes of records, beside the counts that they rest on.

A mean times its count is a sum, and sums are taken off each other. So a mean is shown where its sum may be shown: the
sums are protected as a table of values, with the sum of every hidden count hidden as well. Percentiles and extremes do
not add up; each is judged by itself, by how many stand on either side of it and how many share it.

Totals and weighted counts of the same lines are protected in the same way: with the same cells hidden as the counts,
and then some. So whoever has the counts, the totals and the means of one file has no more than the means tell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.contributions import Extremes, minimum, percentile
from alder.disclosure.microdata.asked import What
from alder.disclosure.microdata.worked_out import worked_out
from alder.disclosure.rounding import interval
from alder.disclosure.settings import Method
from alder.disclosure.tables.protecting import protect_table
from alder.disclosure.tables.rounding import rounded
from alder.disclosure.tables.table import Table, TableKind
from alder.errors import NotProtected, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from alder.disclosure.microdata.asked import Statistic
    from alder.disclosure.microdata.lines import Lines
    from alder.disclosure.microdata.worked_out import WorkedOut
    from alder.disclosure.policy import Policy
    from alder.disclosure.tables.protecting import Rule
    from alder.disclosure.tables.pub_file import Protection
    from alder.disclosure.tables.table import Floats, Numbers

    Bools = NDArray[np.bool_]

LEAST_SHARING = 3
"""So many contributors have a value that is printed as a percentile is, or it is somebody's own."""


@dataclass(frozen=True, eq=False)
class Figures:
    """A statistic of every cell of a table, for its owner, and the counts beside it. Shape of arrays: cells."""

    table: Table
    counts: Protection
    primary: Bools
    """Hidden for what the figure itself, or its count, would tell."""
    hidden: Bools
    figure: Floats
    """Not a number where nobody is."""

    @property
    def unshared(self) -> int:
        """Figures that are hidden though their count is shown."""
        return int((self.hidden & ~self.counts.hidden).sum())


def protect_statistic(
    lines: Lines,
    statistic: Statistic,
    counted: Rule,
    valued: Rule,
    *,
    to: float | None = None,
    limits: Sequence[float] = (),
    near_full: float | None = None,
    seed: int = 0,
    progress: Callable[[str], None] = lambda said: None,
) -> Figures:
    """A mean, percentile, minimum or maximum of every cell, and its count; hidden where it would tell of somebody.

    `counted` is the rule for the counts, `valued` that for what is added up. `to` rounds figures. `limits` are values
    that nobody can go beyond by design, such as the ages of a scheme. `near_full` is the share from which an extreme
    tells the value of nearly everybody, where that is minded.
    """
    if counted.threshold is None:
        raise UsageError(
            f"{statistic.plural} stand beside counts, which are protected by a threshold",
            next="Give --threshold or --policy.",
        )
    progress("Counting")
    table = count_table(lines)
    counts = protect_table(table, counted, seed=seed, progress=progress)[0].protection
    progress("Working out")
    found = worked_out(lines, statistic, to)
    if statistic.what is What.MEAN:
        progress("Protecting the sums")
        also = np.flatnonzero(counts.hidden)
        summed, _ = protect_table(lines.table(lines.value), valued, also=also, seed=seed, progress=progress)
        return Figures(table, counts, summed.protection.primary, summed.protection.hidden, found.figure)
    unsafe = _unsafe(found, statistic, counted.threshold, limits, near_full, is_weighted=lines.weight is not None)
    hidden = counts.hidden | (unsafe & ~np.isnan(found.figure))
    return Figures(table, counts, hidden, hidden, found.figure)


def beside_rounded(
    lines: Lines, statistic: Statistic, policy: Policy, *, to: float | None = None, limits: Sequence[float] = ()
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
    return Figures(table, counts, hidden, hidden & (many > 0), found.figure)


def hidden_counts(lines: Lines, counted: Rule, *, seed: int, progress: Callable[[str], None]) -> Numbers:
    """The cells whose count is hidden, by their places: a total or a weighted count of them may tell the count."""
    if counted.threshold is None:
        return np.zeros(0, dtype=np.int64)
    progress("Counting")
    return np.flatnonzero(protect_table(count_table(lines), counted, seed=seed, progress=progress)[0].protection.hidden)


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
