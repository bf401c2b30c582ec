"""Values that tell something of whoever has them: which they are, which groups they name, and whose 0 is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.statistic import TOTAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.policy import Policy
    from alder.model.statistic import Filter

SAME_FACT = (frozenset({"ethnicity", "ethnicity_minor", "ethnic_minority"}), frozenset({"lldd", "lldd_primary"}))
"""Filters that tell of one and the same thing: of a group that one of them names another says nothing new."""


NO_VALUE = frozenset({"Unknown", "Not listed"})
"""Categories of no known value."""


def is_named_by(f: Filter, filters: Sequence[Filter], codes: Sequence[str]) -> bool:
    """Whether a row is of a group that another filter of the same thing names, such as all Indians by ethnic group."""
    same = next((ids for ids in SAME_FACT if f.id in ids), frozenset())
    return any(g.id in same and g.id != f.id and code != TOTAL for g, code in zip(filters, codes, strict=True))


def telling_of(f: Filter, policy: Policy) -> frozenset[str]:
    """The categories of a filter that tell something of whoever is in them."""
    return frozenset(c.code for c in f.categories if f"{f.id}={c.code}" in policy.telling)


def nearly_all(part: int, whole: int, policy: Policy) -> bool:
    """Whether a category holds all of a group but a few, and most of it: so many that the rest is a small count."""
    return 0 < whole - part < policy.threshold and part >= policy.near_full * whole


def ordinary(parts: Sequence[str], telling: frozenset[str]) -> str | None:
    """Of the parts of a whole the one whose 0 is hidden where everybody has a telling value; None where none can be.

    It is the first that tells nothing, whatever the figures are: readers know which it is.
    """
    others = [code for code in parts if code not in telling]
    return next((code for code in others if code not in NO_VALUE), others[0] if others else None)
