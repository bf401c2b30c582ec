"""What is small, what is done about it and what that promises: policies as data, named and versioned."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from alder.errors import UsageError, unknown_name


class Action(StrEnum):
    """What is done with small counts."""

    SUPPRESS = "suppress"
    ROUND = "round"


class Guard(StrEnum):
    """What a reader who knows the whole table and this policy may at most find out about a small count.

    `exact`: at least two values stay possible. `width`: at least as many values stay possible as the threshold itself
    leaves open (1 to threshold - 1). `slide`: the possible values reach the threshold, or take in none at all.
    """

    EXACT = "exact"
    WIDTH = "width"
    SLIDE = "slide"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """How a table is protected. All settings are data; `why` gives the reason for those that can be argued about."""

    name: str
    version: int
    says: str
    """One sentence for readers, printed under every table."""
    why: tuple[str, ...]
    action: Action
    threshold: int
    """Counts from 1 up to, not including, this number are small."""
    base: int = 1
    """Counts are rounded to the nearest multiple, halves up."""
    hide_zeros: bool = False
    class_disclosure: bool = False
    """A share of 0% or 100% says something of every person in its group: hide it like a small count."""
    guard: Guard = Guard.EXACT
    insider: bool = True
    """Whoever is alone in a hidden cell, and knows it, must not work out another hidden small count."""
    hidden: str = "c"
    """Stands for a count or rate that is hidden, for the first or the second reason alike."""
    low: str = "low"
    """Stands for a small count in a rounded table."""
    no_rate: str = "x"
    """Stands for a rate of which a part is small, in a rounded table."""
    not_by: frozenset[str] = frozenset({"postcode", "output_area", "lsoa"})
    """Filters finer than this policy allows; the smallest geography it knows is anything not named here."""
    largest: int = 2_500
    """Counts that this engine takes on in one table; beyond it, it refuses rather than guesses."""

    def __post_init__(self) -> None:
        if not self.name or self.version < 1:
            raise UsageError("a policy has a name and a version from 1 up")
        if self.threshold < 2:
            raise UsageError(f"policy {self.name}: a threshold of {self.threshold} protects nobody; use 2 or more")
        if self.action is Action.ROUND and self.base < self.threshold:
            raise UsageError(
                f"policy {self.name}: rounding to {self.base} would show counts below {self.threshold} as themselves",
                where="The base of a rounding policy is at least its threshold.",
            )
        if self.action is Action.SUPPRESS and self.base != 1:
            raise UsageError(f"policy {self.name}: suppression shows counts as they are, so its base is 1")
        symbols = (self.hidden, self.low, self.no_rate)
        if any(s not in {"c", "low", "x", "u"} for s in symbols):
            raise UsageError(f"policy {self.name}: symbols are c, low, x and u", where="z and 0 have meanings already.")

    @property
    def values(self) -> int:
        """How many values of a small count must stay possible (for `exact` and `width`)."""
        return self.threshold - 1 if self.guard is Guard.WIDTH else 2

    @property
    def label(self) -> str:
        return f"{self.name} (version {self.version})"


DFE_STATISTICS = Policy(
    name="dfe-statistics",
    version=1,
    says="Counts are rounded to the nearest 10; 1 to 4 is shown as low. Rates use counts before rounding.",
    why=(
        "Zeros are shown: published further education statistics do, and an empty group holds nobody.",
        "Rates of 0% and 100% are shown, because official rates are; srs-output hides them.",
        "A rate is left out when its numerator, its denominator or the difference is 1 to 4: 98.1% of about 50 says "
        "that one person is different.",
        "Rounding promises less than hiding. How much less is measured for every table: see rounding_leak.",
    ),
    action=Action.ROUND,
    threshold=5,
    base=10,
    insider=False,
)

SRS_OUTPUT = Policy(
    name="srs-output",
    version=1,
    says="Counts under 10 are hidden, and others beside them so that the hidden ones cannot be worked out.",
    why=(
        "Threshold 10 is the rule of most secure research settings in the United Kingdom.",
        "A zero count is shown: nobody is there. Readers therefore know that a hidden count is at least 1, "
        "unless it is the numerator of a rate, and the audit grants them exactly that.",
        "A rate of 0% or 100% is hidden: it tells the outcome of everybody in the group, however large.",
        "A small count keeps nine possible values or more, as many as 'under 10' leaves open by itself.",
        "Somebody who is alone in a hidden cell counts as an attacker too, and must not find another one exactly.",
    ),
    action=Action.SUPPRESS,
    threshold=10,
    class_disclosure=True,
    guard=Guard.WIDTH,
)

POLICIES = {p.name: p for p in (DFE_STATISTICS, SRS_OUTPUT)}


def policy_of(policy: str | Policy) -> Policy:
    """The policy of that name, or the policy itself."""
    if isinstance(policy, Policy):
        return policy
    if policy not in POLICIES:
        raise unknown_name("policy", policy, POLICIES, next=f"Policies are {' and '.join(POLICIES)}.")
    return POLICIES[policy]
