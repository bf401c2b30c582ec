"""A policy's rules for tables of values, all together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.disclosure.contributions import concentration

if TYPE_CHECKING:
    from alder.disclosure.contributions.concentration import Judged
    from alder.disclosure.contributions.largest import Largest
    from alder.disclosure.policy import Policy


def judge(cells: Largest, policy: Policy) -> Judged:
    """Which totals are unsafe by the threshold and by each rule of concentration that the policy sets.

    The threshold asks for no room of its own: how much a hidden value must keep open is what the other rules say.
    """
    found = concentration.minimum(cells.n, policy.threshold, zeros=policy.hide_zeros)
    if policy.p_percent is not None:
        found |= concentration.p_percent(cells, policy.p_percent)
    if policy.dominance is not None:
        found |= concentration.dominance(cells, *policy.dominance)
    if policy.pq is not None:
        found |= concentration.pq(cells, *policy.pq)
    return found
