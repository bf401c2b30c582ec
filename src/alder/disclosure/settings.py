"""The kinds of things that a policy sets: what is done, how, what it promises, and what single sources ask for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from alder.errors import UsageError

AREAS = (
    "postcode",
    "output_area",
    "lsoa",
    "msoa",
    "ward",
    "local_authority",
    "lsip",
    "combined_authority",
    "region",
    "country",
)
"""Kinds of areas, the smallest first: their places in this list say which is finer."""


class Action(StrEnum):
    """What is done with small counts."""

    SUPPRESS = "suppress"
    ROUND = "round"
    PERTURB = "perturb"
    NONE = "none"


class Method(StrEnum):
    """How counts are rounded.

    `nearest`: to the nearest multiple of the base, halves up, a small count being a symbol. `redact`: the same with a
    base that may be under the threshold, since small counts are hidden first. `midpoint`: to the middle of classes of
    `base` counts, so that 1 to 6 is 3. `random`: up or down to a multiple, by a draw that the records of the cell fix.
    `controlled`: to one of the two multiples beside it, so that tables still add up. `small counts`: only inner cells
    under the base move, to 0 or the base, and totals are their sums.
    """

    NEAREST = "nearest"
    REDACT = "redact"
    MIDPOINT = "midpoint"
    RANDOM = "random"
    CONTROLLED = "controlled"
    SMALL_COUNTS = "small counts"


class Rates(StrEnum):
    """What rates are worked out from: the counts behind the table, or the counts that readers see."""

    COUNTS = "counts"
    PUBLISHED = "published"


class Guard(StrEnum):
    """What a reader who knows the whole table and this policy may at most find out about a small count.

    `exact`: at least two values stay possible. `width`: at least as many values stay possible as the threshold itself
    leaves open (1 to threshold - 1). `slide`: the possible values reach the threshold, or take in none at all.
    """

    EXACT = "exact"
    WIDTH = "width"
    SLIDE = "slide"


NOISELESS = "a policy that perturbs has settings of its noise"
"""What is wrong where it has none."""


@dataclass(frozen=True)
class Noise:
    """Cell-key noise: its variance, the most by which a count moves, and the counts that are never published.

    No published count lies in 1 to `gap`. `keys` is how many record keys there are, a power of two. `table` names a
    file with a perturbation table to use in place of one made from these settings; such a table is kept secret.
    """

    variance: float
    most: int
    gap: int = 0
    keys: int = 256
    table: str = ""

    def __post_init__(self) -> None:
        if self.most < 1 or not 0 < self.variance <= self.most**2:
            raise UsageError(
                "noise has a variance above 0, and a largest step whose square is at least that",
                where=f"Its variance is {self.variance}, its largest step {self.most}.",
            )
        if self.gap < 0 or self.gap >= self.most:
            raise UsageError(
                f"noise of at most {self.most} cannot clear the counts from 1 to {self.gap}",
                where="A count in the middle must get out of it: the largest step is above the gap.",
            )
        if self.keys < 2 or self.keys > 2**16 or self.keys & (self.keys - 1):
            raise UsageError(f"the number of record keys is a power of two up to 65,536, not {self.keys}")


@dataclass(frozen=True)
class Demand:
    """What a source's authors ask of whoever publishes its figures: no cell under `least`."""

    source: str
    least: int
    says: str


SKILLS_IMPERATIVE = Demand(
    "working_futures", 10_000, "The authors of the projections ask to publish only cells of 10,000 people and more."
)


def finer(filter: str, smallest: str) -> bool:
    """Whether a filter splits by areas smaller than the smallest that is allowed; `home_lsoa21` is by `lsoa`."""
    name = filter.rstrip("0123456789")
    return any(name == kind or name.endswith(f"_{kind}") for kind in AREAS[: AREAS.index(smallest)])
