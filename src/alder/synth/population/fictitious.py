"""The made-up world: providers, names, places and numbers that nobody has.

Marks by which anyone can tell: UKPRNs count up from 10000001; postcodes are in the area XM, and no British postcode
area begins with X; national insurance numbers begin with ZZ, which is never issued; telephone numbers are from the
block kept for drama; e-mail addresses end in example.org; the software supplier in the file header is Alder. No
range of ULNs is kept for tests, so ours are counted up, with right check digits, and mean nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from alder.errors import UsageError
from alder.model.ids import check_digits
from alder.sources.miniature.nation import POSTCODES
from alder.sources.miniature.providers import Provider, ProviderKind, provider
from alder.sources.miniature.registers import FIRST_LEARNER_SERIES, employers
from alder.synth.population.draws import BLOCK, Array

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "FAMILY_NAMES",
    "GIVEN_NAMES",
    "MERESHIRE",
    "POSTCODES",
    "STREETS",
    "TOWNS",
    "Places",
    "Provider",
    "ProviderKind",
    "employers",
    "pair_rank",
    "provider",
    "real_places",
    "ulns",
]


FAMILY_NAMES = tuple(
    f"{first}{last}"
    for first in ("Alder", "Birch", "Bramble", "Cinder", "Dapple", "Ember", "Fennel", "Gorse", "Hazel", "Juniper")
    for last in ("by", "combe", "croft", "fold", "hithe", "ling", "mere", "thwaite", "wick", "worth")
)
GIVEN_NAMES = (
    *("Amber", "Basil", "Clover", "Cobalt", "Coral", "Damson", "Fern", "Flint", "Garnet", "Heather", "Indigo"),
    *("Jasper", "Juno", "Lark", "Linden", "Marigold", "Moss", "Opal", "Pepper", "Quill", "River", "Rowan"),
    *("Saffron", "Sage", "Sorrel", "Teal", "Umber", "Wren"),
)
STREETS = ("Alder Row", "Sample Street", "Paper Lane", "Ledger Court", "Nowhere Road", "Made Up Avenue")
TOWNS = ("Northfield", "Eastmoor", "Kestrel Cross", "Saltmarsh", "Westbrook", "Mereford")

_FEWEST_POSTCODES = 100
"""At real postcodes that are fewer than these an address would stand out."""


@dataclass(frozen=True)
class Places:
    """A list of postcodes: of Mereshire, which no map shows, or real ones that somebody gives.

    At real postcodes the places are real and nobody in them is: learners, providers and all that happens stay made up.
    `is_real` says that they are in order on the ground, so that homes lie around the site.
    """

    postcodes: tuple[str, ...]
    is_real: bool = False

    @cached_property
    def vocabulary(self) -> pa.StringArray:
        """The postcodes as the vocabulary of a column."""
        return pa.array(self.postcodes, pa.string())


MERESHIRE = Places(POSTCODES)


def real_places(postcodes: Iterable[str]) -> Places:
    """Places at real postcodes, in their order; refused where they are so few that addresses would stand out."""
    known = tuple(sorted(set(postcodes)))
    if len(known) < _FEWEST_POSTCODES:
        raise UsageError(
            f"{len(known)} postcodes are too few for made-up learners to live at",
            where=f"At least {_FEWEST_POSTCODES} are needed, so that no address stands out.",
            next="Give a file of postcodes of a whole area, such as the ONS Postcode Directory.",
        )
    return Places(known, is_real=True)


_YEARS = 16
_MOST_PAIRS = 4 * 10**8 // (BLOCK * _YEARS)


def pair_rank(provider: int, block: int) -> int:
    """A number of its own for each block of each provider, small while providers or blocks are few.

    Pairs are counted in the order of (provider + 1) × (block + 1), so many small providers and a few big ones both
    fit. The count of the pairs before is a sum over divisors.
    """
    product = (provider + 1) * (block + 1)
    before = sum((product - 1) // k for k in range(1, product)) if product < 10**5 else _MOST_PAIRS
    return before + sum(1 for d in range(1, provider + 1) if product % d == 0)


@cache
def _block_start(provider: int, block: int) -> int:
    rank = pair_rank(provider, block)
    if rank >= _MOST_PAIRS:
        raise UsageError(
            "there are not enough fictitious learner numbers for so many learners",
            where=f"Up to {_MOST_PAIRS:,} blocks of {BLOCK:,} learners can be told apart.",
            next="Ask for fewer --learners or fewer --providers.",
        )
    return rank * BLOCK * _YEARS


def ulns(provider: int, block: int, since: Array) -> Array:
    """The learner numbers of a block: of each place's holder, who came in the year `since`. All are different."""
    return numbered(_block_start(provider, block) + np.arange(BLOCK) * _YEARS + since % _YEARS)


MOST_LEARNERS = 4 * 10**8
"""So many made-up learners can have numbers of their own."""


def numbered(count: Array) -> Array:
    """The learner number for each count below `MOST_LEARNERS`. All are different.

    The first nine digits are the count; the tenth checks them. Where a count has no check digit, its first digit, 5 to
    8, becomes 9: of the four counts that differ in that digit only, at most one is without, so no number comes twice.
    """
    nine = FIRST_LEARNER_SERIES * 10**6 + count
    nine = np.where(check_digits(nine) < 0, 900_000_000 + nine % 10**8, nine)
    ten: Array = nine * 10 + check_digits(nine)
    return ten
