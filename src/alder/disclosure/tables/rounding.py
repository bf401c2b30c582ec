"""A table of counts as a policy that rounds or perturbs publishes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.attack.figures import attack_figures, truth_under
from alder.disclosure.attack.published import Published
from alder.disclosure.noise import midpoints, nearest, perturbed, random_rounded, redacted
from alder.disclosure.noise.applied import table_of
from alder.disclosure.noise.controlled import controlled_cells
from alder.disclosure.noise.small_counts import small_counts_cells
from alder.disclosure.settings import Action, Method
from alder.disclosure.tables.cube import Cube, rolled_up
from alder.disclosure.tables.folder import INNER, read_folder
from alder.disclosure.tables.full_groups import check_named
from alder.disclosure.tables.policed import check
from alder.disclosure.tables.pub_file import CellProtection
from alder.disclosure.tables.record_keys import keys_from, keys_in
from alder.disclosure.tables.records import count_keyed
from alder.disclosure.tables.table import TableKind
from alder.errors import NotProtected, UsageError, present
from alder.model.record_keys import FULL

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from alder.disclosure.attack.figures import Leak
    from alder.disclosure.policy import Policy
    from alder.disclosure.protection import Protection
    from alder.disclosure.tables.table import Table

    Numbers = NDArray[np.int64]
    Bools = NDArray[np.bool_]

SECONDS = 60.0
"""How long the leak is looked for by linear programmes, after single sums."""


@dataclass(frozen=True, eq=False)
class Rounded:
    """All cells of a table with their figures; cells that stand as a symbol are hidden."""

    protection: CellProtection
    steps: int
    """How many steps of the base controlled rounding had to go at most."""


def rounded(table: Table, policy: Policy, keys: Numbers | None) -> Rounded:
    """The figures of all cells, empty ones too. `keys` are of the rows of the table, where the policy draws.

    Raises `UsageError` for tables of values and where keys are missing, `NotProtected` where nothing adds up.
    """
    if table.kind is not TableKind.COUNT:
        raise UsageError(
            f"policy {policy.name} rounds counts, and this is a table of values",
            next="Protect values with --p, or under a policy that hides.",
        )
    row = np.ravel_multi_index(tuple(table.leaves.T), table.shape)
    freq = rolled_up(table, row, table.freq)
    small = (freq > 0) & (freq < policy.threshold)
    if policy.hide_zeros:
        small |= freq == 0
    drawn = np.zeros(table.size, dtype=np.int64)
    if policy.is_keyed:
        if keys is None:
            raise UsageError(
                f"policy {policy.name} draws from the records behind each count, and this table does not tell them",
                next="Add the column record_key, or give --secret FILE.",
            )
        drawn = rolled_up(table, row, keys) % FULL
    figures, hidden, steps = _figures(table, policy, freq, small, drawn)
    symbol = policy.low if policy.action is Action.ROUND and policy.method is Method.NEAREST else policy.hidden
    return Rounded(CellProtection(small, hidden, figures.astype(np.float64), symbol), steps)


def attacked(
    asked: Protection, table: Table, keys: Numbers | None, *, progress: Callable[[str], None]
) -> tuple[Rounded, Leak]:
    """One table as its policy publishes it, and what its figures still give away together. `keys` are those that the
    file has; the secret that is given takes their place.

    Raises `NotProtected` where the policy refuses what leaks.
    """
    policy = present(asked.altering, "figures are rounded under a policy")
    check_named(asked.named, ((of.name, of.codes[1:]) for of in table.dimensions))
    check(table, policy)
    if keys is None and asked.secret is not None:
        keys = keys_from(asked.secret, table)
    progress("Rounding")
    made = rounded(table, policy, keys)
    progress("Attacking")
    truth = truth_under(table, policy)
    hidden = made.protection.hidden[truth.keys]
    shown = np.where(hidden, np.nan, made.protection.shown[truth.keys])
    leak = attack_figures(truth, Published(hidden, shown, 0), policy, SECONDS)
    if policy.refuses_leaks and leak.told:
        raise NotProtected(
            f"{len(leak.told):,} small counts follow exactly from the rounded figures together",
            where=f"Policy {policy.name} refuses such a table. Nothing was written.",
            next="Merge categories, leave a dimension out, or use a policy that hides.",
        )
    return made, leak


def table_and_keys(asked: Protection) -> tuple[Table, Numbers | None]:
    """The table that is asked to be rounded, of a folder or counted from records, with the keys that its file has."""
    if (query := asked.query) is not None:
        return count_keyed(query.path, query.columns, keys_in(query.path, "the file of records"))
    folder = asked.folders[0]
    return read_folder(folder).table, keys_in(folder / INNER, INNER)


def _figures(table: Table, policy: Policy, freq: Numbers, small: Bools, keys: Numbers) -> tuple[Numbers, Bools, int]:
    nobody = np.zeros(table.size, dtype=bool)
    if policy.action is Action.PERTURB:
        noise = table_of(policy)
        found = perturbed(freq, keys % noise.keys, noise)
        return found, (freq > 0) & (found < policy.threshold) & (policy.threshold > 1), 1
    match policy.method:
        case Method.MIDPOINT:
            return midpoints(freq, policy.base), nobody, 1
        case Method.RANDOM:
            return random_rounded(freq, keys, policy.base), nobody, 1
        case Method.CONTROLLED | Method.SMALL_COUNTS:
            cube, found, steps = Cube.of(table), np.zeros(table.size, dtype=np.int64), 1
            if policy.method is Method.CONTROLLED:
                found[cube.at], steps = controlled_cells(cube.freq, cube.relations, policy.base)
            else:
                leaf = np.ones(cube.size, dtype=bool)
                for k, of in enumerate(table.dimensions):
                    leaf &= of.is_leaf[cube.codes[:, k]]
                found[cube.at] = small_counts_cells(cube.freq, cube.relations, leaf, policy.base)
            return found, nobody, steps
        case Method.REDACT:
            found, hidden = redacted(freq, policy.threshold, policy.base)
            return found, hidden | small, 1
    return nearest(freq, policy.base), small, 1
