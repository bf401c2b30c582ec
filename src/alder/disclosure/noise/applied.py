"""A table's counts as a policy that rounds or perturbs publishes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure import rounding
from alder.disclosure.noise import single
from alder.disclosure.noise.cell_keys import perturbed
from alder.disclosure.noise.controlled import controlled
from alder.disclosure.noise.entropy import made
from alder.disclosure.noise.perturbation import read
from alder.disclosure.noise.small_counts import inner, small_counts
from alder.disclosure.settings import NOISELESS, Action, Method
from alder.disclosure.system import build
from alder.errors import NotProtected, present

if TYPE_CHECKING:
    from alder.disclosure.noise.perturbation import PerturbationTable
    from alder.disclosure.noise.single import Numbers
    from alder.disclosure.policy import Policy
    from alder.disclosure.system import System
    from alder.model.statistic import Counts


@dataclass(frozen=True)
class Altered:
    """The published figures of each count, row by row, beside the true values: for the data owner alone.

    `steps` is how far controlled rounding went, `inner` which rows are no sums of others.
    """

    figures: dict[str, list[int | str]]
    values: dict[str, list[int]]
    steps: int
    inner: list[bool]


def altered(counts: Counts, policy: Policy) -> Altered:
    """What becomes of every count of a table. Refuses a table that does not add up, or lacks what the method needs."""
    system = build(counts, policy)
    names, rows = system.indicators, system.rows
    figures, steps = _figures(counts, policy, system)
    values = system.value[: system.counts].tolist()
    parts = inner(system).tolist() if policy.method is Method.SMALL_COUNTS else [True] * rows
    return Altered(
        figures={i: figures[n * rows : (n + 1) * rows] for n, i in enumerate(names)},
        values={i: values[n * rows : (n + 1) * rows] for n, i in enumerate(names)},
        steps=steps,
        inner=parts[:rows],
    )


def _figures(counts: Counts, policy: Policy, system: System) -> tuple[list[int | str], int]:
    values = system.value[: system.counts]
    if policy.action is Action.PERTURB:
        return _noisy(counts, policy, system), 1
    match policy.method:
        case Method.MIDPOINT:
            return single.midpoints(values, policy.base).tolist(), 1
        case Method.RANDOM:
            return single.random_rounded(values, _keys(counts, policy, system), policy.base).tolist(), 1
        case Method.CONTROLLED:
            found, steps = controlled(system, policy.base)
            return found.tolist(), steps
        case Method.SMALL_COUNTS:
            return small_counts(system, policy.base).tolist(), 1
    return [rounding.shown(v, policy) for v in values.tolist()], 1


def _noisy(counts: Counts, policy: Policy, system: System) -> list[int | str]:
    table = table_of(policy)
    values = system.value[: system.counts]
    found = perturbed(values, _keys(counts, policy, system) % table.keys, table)
    small = (values > 0) & (found < policy.threshold) & (policy.threshold > 1)
    return [policy.hidden if s else f for s, f in zip(small.tolist(), found.tolist(), strict=True)]


def table_of(policy: Policy) -> PerturbationTable:
    """The perturbation table of a policy: the one that it names, or the one that its settings make."""
    noise = present(policy.noise, NOISELESS)
    if not noise.table:
        return made(noise)
    found = read(noise.table)
    if found.moves_zeros:
        raise NotProtected(
            "the perturbation table moves zeros, and cells of nobody have no records to draw their noise from",
            next="Use a table whose row 0 moves nothing.",
        )
    if found.keys != noise.keys or found.most > noise.most:
        raise NotProtected(
            f"the perturbation table has {found.keys} keys and moves counts by up to {found.most}, and policy "
            f"{policy.name} says {noise.keys} and {noise.most}",
            next="Say in the policy what its table does; readers rely on it.",
        )
    return found


def _keys(counts: Counts, policy: Policy, system: System) -> Numbers:
    """The sum of the keys of the records behind every count."""
    if counts.keys is None:
        raise NotProtected(
            f"policy {policy.name} draws from the records behind each count, and these counts do not tell them",
            next="Count with record keys: alder.tabulate(store, ..., record_keys=True)",
        )
    columns = [counts.keys.column(i).to_numpy().astype(np.int64) for i in system.indicators]
    return np.concatenate(columns)
