"""Headline figures of a data set: its widest place, all groups together, the latest period."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from alder.look.charts import spark
from alder.look.words import number
from alder.publishing.tables import available
from alder.publishing.tables.choice import Choice
from alder.publishing.tables.figure import is_number, shown
from alder.publishing.tables.table import Table, table
from alder.web.publications.kept import contents_of, store

if TYPE_CHECKING:
    from uuid import UUID

    from markupsafe import Markup

    from alder.publishing.described.contents import Indicator
    from alder.web.statistics.published import Issue, Listed

_WIDEST = ("NAT", "REG")
_MOST = 3
_MOST_PERIODS = 40


@dataclass(frozen=True)
class Headline:
    """One figure with what it needs beside it."""

    title: str
    figure: str
    place: str
    period: str
    change: str
    spark: Markup | str


def first_headline(issue: Issue) -> Headline | None:
    """The one that stands for a release: the first of the first data set that has one."""
    return next((found[0] for one in issue.data_sets if (found := headlines(one))), None)


def headlines(listed: Listed) -> tuple[Headline, ...]:
    """Up to three figures; none where no single place stands for the whole, or no row for all groups together."""
    return _headlines(listed.version.id)


@lru_cache(maxsize=256)
def _headlines(version: UUID) -> tuple[Headline, ...]:
    contents = contents_of(version)
    places = available.places(version, contents, store())
    level = next((level for level in _WIDEST if len(places.get(level, ())) == 1), None)
    if level is None:
        return ()
    chosen = Choice(places=((level, places[level][0]),))
    usual = available.usual(contents, available.options(version, contents, store(), chosen))
    if any(len(codes) != 1 for codes in usual):
        return ()
    chosen = chosen.but(options=tuple(enumerate(usual)))
    found = table(chosen, version, contents, store(), most_rows=_MOST_PERIODS)
    made = (_headline(found, n, indicator) for n, indicator in enumerate(contents.indicators))
    return tuple(headline for headline in made if headline)[:_MOST]


def _headline(found: Table, position: int, indicator: Indicator) -> Headline | None:
    by_period = {key[1]: text for key, text in found.figures.items() if key[-1] == position and isinstance(key[1], int)}
    if not by_period:
        return None
    periods = sorted(by_period)
    latest = by_period[periods[-1]]
    if not is_number(latest) or indicator.unit == "string":
        return None
    values = [float(by_period[p]) if is_number(by_period[p]) else None for p in periods]
    labels = [found.contents.periods[p - 1].label for p in periods]
    place = found.dimensions[0].members[0][1]
    return Headline(
        indicator.label,
        shown(latest, indicator, with_unit=True),
        place,
        labels[-1],
        _change(values, labels, latest, indicator),
        spark(values) if sum(v is not None for v in values) > 1 else "",
    )


def _change(values: list[float | None], labels: list[str], latest: str, indicator: Indicator) -> str:
    """How it differs from the period before, without a word about why."""
    if len(values) < 2 or values[-1] is None:
        return ""
    if values[-2] is None:
        return f"There is no figure for {labels[-2]}."
    decimals = indicator.decimals if indicator.decimals is not None else len(latest.partition(".")[2])
    difference = round(values[-1] - values[-2], decimals)
    if not difference:
        return f"The same as in {labels[-2]}."
    word = "Up" if difference > 0 else "Down"
    return f"{word} {_amount(abs(difference), decimals, indicator)} on {labels[-2]}."


def _amount(difference: float, decimals: int, indicator: Indicator) -> str:
    text = number(difference, decimals)
    if indicator.unit in ("%", "pp"):
        return f"{text} points"
    return f"£{text}{indicator.unit[1:]}" if indicator.unit.startswith("£") else text
