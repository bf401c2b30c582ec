"""What a policy asks of a table that Alder did not count, beside its thresholds: areas, zeros, and what a table says of
everybody in a group. A setting that such a table cannot be given is refused, never passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.contributions.classes import classes
from alder.disclosure.settings import Action, finer
from alder.disclosure.tables.cube import rolled_up
from alder.disclosure.tables.full_groups import refuse
from alder.errors import NotProtected, UsageError

if TYPE_CHECKING:
    from alder.disclosure.policy import Policy
    from alder.disclosure.tables.table import Table


def check(table: Table, policy: Policy) -> None:
    """Raises `NotProtected` for what the policy does not let out, `UsageError` for what it asks and nobody can do."""
    for of in table.dimensions:
        name = of.name.casefold()
        if name in policy.not_by or finer(name, policy.smallest_area):
            raise NotProtected(
                f"policy {policy.name} does not allow figures by {of.name}", next="Use a larger area instead."
            )
    if policy.hide_zeros and policy.action is Action.SUPPRESS:
        raise UsageError(
            f"policy {policy.name} hides zeros, and a table of this kind shows its empty cells as 0",
            next="Leave the empty categories out of the table, or use a policy that shows zeros.",
        )
    for k, of in enumerate(table.dimensions):
        if of.name in policy.sensitive:
            _check_classes(table, policy, k)
    if policy.action in (Action.ROUND, Action.PERTURB):
        refuse(table, policy.telling, policy.threshold, f"Policy {policy.label} alters counts, and hides none.", policy)


def _check_classes(table: Table, policy: Policy, k: int) -> None:
    """Refuse a table of which one category of a sensitive dimension holds all of a group, or nearly all."""
    of = table.dimensions[k]
    row = np.ravel_multi_index(tuple(table.leaves.T), table.shape)
    every = np.moveaxis(rolled_up(table, row, table.freq).reshape(table.shape), k, -1).reshape(-1, len(of.codes))
    for parts in of.parts:
        if len(parts) and classes(every[:, parts], policy.threshold, near=policy.near_full).any.any():
            raise NotProtected(
                f"one category of {of.name} holds everybody of a group, or nearly everybody",
                where=f"Policy {policy.name} lets no table say of all people in a group what {of.name} they have.",
                next="Merge categories, or use fewer breakdowns.",
            )
