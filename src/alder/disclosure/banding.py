"""Providers against all providers together: above, below, or no clear difference. They are never put in order.

A place in a league table is mostly chance: intervals of neighbours overlap. So providers stand by their names, each
rate with its interval, and only where the interval leaves out the rate of all is a difference called clear.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from alder.disclosure.protected import rows_of
from alder.look.words import counted, listed
from alder.model.statistic import PROVIDER, TOTAL

if TYPE_CHECKING:
    from alder.disclosure.protected import Protected


class Band(StrEnum):
    """How a provider's rate lies to that of all providers of the same row and column."""

    ABOVE = "above all"
    BELOW = "below all"
    UNCLEAR = "no clear difference"


_SAID = {
    Band.ABOVE: "above all together",
    Band.BELOW: "below all together",
    Band.UNCLEAR: "without a clear difference",
}


def bands(table: Protected, indicator: str) -> dict[tuple[str, ...], Band]:
    """The band of each row of a provider whose rate has an interval, by the codes of the row's filters."""
    at = next((n for n, f in enumerate(table.filters) if f.id == PROVIDER), None)
    place = next(n for n, i in enumerate(table.indicators) if i.id == indicator)
    rows, found = dict(rows_of(table)), {}
    for codes, figures in rows_of(table):
        if at is None or codes[at] == TOTAL:
            continue
        whole = rows.get((*codes[:at], TOTAL, *codes[at + 1 :]))
        between = table.interval_in(figures, indicator)
        of_all = whole[place] if whole else ""
        if between is None or isinstance(of_all, str):
            continue
        clear = Band.ABOVE if between.low > of_all else Band.BELOW if between.high < of_all else None
        found[codes] = clear or Band.UNCLEAR
    return found


def lines(table: Protected) -> list[str]:
    """What to know of a table by provider: its order, how many differ clearly, and what a fairer comparison is."""
    if not table.by_provider:
        return []
    said = ["Providers stand in the order of their names, and are not ranked."]
    if table.about.by_value:
        said = ["Providers stand in the order of their fifths, and within a fifth in that of their names."]
    if table.main.is_rate:
        at = [f.id for f in table.filters].index(PROVIDER)
        alone = [b for codes, b in bands(table, table.main.id).items() if all(c == TOTAL for c in _but(codes, at))]
        if alone:
            many = Counter(alone)
            told = [f"{counted(many[b], 'provider')} {_SAID[b]}" for b in Band if many[b]]
            said.append(f"By their 95% intervals {listed(told)}.")
            if many[Band.ABOVE] or many[Band.BELOW]:
                said.append("Of providers that are all alike about one in 20 would stand out so by chance.")
    others = [f for f in table.filters if f.id != PROVIDER and f.has_total]
    if not others:
        said.append("They recruit different learners: split by a characteristic as well to compare like with like.")
    return [" ".join(said)]


def _but(codes: tuple[str, ...], at: int) -> tuple[str, ...]:
    return codes[:at] + codes[at + 1 :]
