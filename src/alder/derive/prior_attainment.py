"""The highest qualification that a learner held before, on one ladder over both coding schemes.

Up to 2020/21 a return holds PriorAttain; from 2021/22 it holds dated PriorLevel records. The two lists use the same
numbers for other things (4 is level 4 in the one and full level 2 in the other), so a code without its scheme means
nothing, and a scheme that is neither is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.categories import UNKNOWN
from alder.errors import UsageError
from alder.model.expr import cases, coalesce, date, ifelse, null
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Table, Text, Truth, Whole

PRIOR_ATTAIN: dict[int, tuple[int, bool]] = {
    99: (-1, False),
    9: (0, False),
    7: (0, False),
    1: (1, False),
    2: (2, True),
    3: (3, True),
    10: (4, False),
    4: (4, False),
    11: (5, False),
    5: (5, False),
    12: (6, False),
    13: (7, False),
}
"""PriorAttain codes up to 2020/21: the rung of the ladder, and whether a full level 2 or 3 is meant.

Codes 4 and 5 closed on 31 July 2013, when 10 to 13 took their place; old 5 meant level 5 or over.
"""

PRIOR_LEVEL: dict[int, tuple[int, bool]] = {
    99: (-1, False),
    1: (0, False),
    2: (1, False),
    3: (2, False),
    4: (2, True),
    5: (3, False),
    6: (3, True),
    7: (4, False),
    8: (5, False),
    9: (6, False),
    10: (7, False),
}
"""PriorLevel codes from 2021/22, as consulted on for that year."""

SCHEMES = {"PriorAttain": PRIOR_ATTAIN, "PriorLevel": PRIOR_LEVEL}

FIRST_YEAR_OF_LEVELS = 2021
"""The starting year of the first academic year whose returns hold PriorLevel."""

RUNGS = (
    Category("-1", "No qualifications"),
    Category("0", "Entry level or other below level 1"),
    Category("1", "Level 1"),
    Category("2", "Level 2"),
    Category("3", "Level 3"),
    Category("4", "Level 4"),
    Category("5", "Level 5"),
    Category("6", "Level 6"),
    Category("7", "Level 7 and over"),
    UNKNOWN,
)


def scheme_of(year: int) -> str:
    """The scheme of returns of the academic year that starts in `year`."""
    return "PriorLevel" if year >= FIRST_YEAR_OF_LEVELS else "PriorAttain"


def _codes(scheme: str) -> dict[int, tuple[int, bool]]:
    if scheme not in SCHEMES:
        raise UsageError(
            "prior attainment needs the scheme in which it is coded",
            where="PriorAttain (returns up to 2020/21) and PriorLevel (from 2021/22) use the same numbers for other "
            "things, so a mixed or unknown scheme cannot be read.",
            next="Ask for one year at a time, or for years of one scheme.",
        )
    return SCHEMES[scheme]


def rung(code: Whole, scheme: str) -> Whole:
    """The rung of the ladder: -1 none, 0 below level 1, 1 to 6, 7 and over; missing where the level is not known."""
    return cases(*((code == c, n) for c, (n, _) in _codes(scheme).items()), else_=null("int32")).cast("int32")


def is_full(code: Whole, scheme: str) -> Truth:
    """Whether a full level 2 or 3 is held: wide enough to count as the level by itself."""
    full = [c for c, (_, wide) in _codes(scheme).items() if wide]
    return code.isin(full).fill_null(False)


def is_known(code: Whole, scheme: str) -> Truth:
    """Whether the level is known. No qualifications (99) is known; not known (98), other (97) and no code are not."""
    return code.isin(list(_codes(scheme))).fill_null(False)


def rung_label(number: Whole) -> Text:
    """The code of the rung's category; Unknown where it is missing."""
    return coalesce(number.cast("string"), "Unknown")


def latest_before(records: Table, keys: list[str], start: str) -> Table:
    """Of several dated PriorLevel records of a learner the one that says what was held when the aim began.

    The latest whose DateLevelApp is not after the start; where all are later, the earliest. A record without a date
    counts as the earliest. `keys` name the aim; the records have the columns PriorLevel, DateLevelApp and `start`.
    """
    applies = records.DateLevelApp
    in_time = (applies.isnull() | (applies <= records[start])).fill_null(True)
    days = coalesce(applies.delta(date(*_EPOCH), unit="day"), -_FAR).cast("int64")
    order = ifelse(in_time, days, -_FAR * 10 - days)
    ranked = records.mutate(order=order)
    return ranked.group_by(keys).aggregate(PriorLevel=ranked.PriorLevel.argmax(ranked.order))


_EPOCH = (1970, 1, 1)
_FAR = 10_000_000
