"""Headline figures of a data set: its widest place, all groups together, the latest period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from alder.look.charts import spark
from alder.look.words import number
from alder.publishing.pages.breaks import breaks_in
from alder.publishing.pages.stands_for_all import everybody, widest_place
from alder.publishing.tables.figure import is_number, shown
from alder.publishing.tables.table import Table, table
from alder.web.publications.kept import contents_of, store

if TYPE_CHECKING:
    from uuid import UUID

    from markupsafe import Markup

    from alder.publishing.described import Contents
    from alder.publishing.described.contents import Indicator
    from alder.publishing.pages import Content, Tile
    from alder.web.statistics.published import Issue, Listed

_MOST = 3
_MOST_TOLD = 6


@dataclass(frozen=True)
class Headline:
    """One figure with what it needs beside it."""

    title: str
    figure: str
    place: str
    period: str
    change: str
    spark: Markup | str
    column: str = ""
    guidance: str = ""


def first_headline(issue: Issue, written: Content) -> Headline | None:
    """The one that stands for a release: a share before a count, and one that can be compared before others."""
    found = [headline for _, headline in of_issue(issue, written)]
    return max(found, key=lambda one: ("%" in one.figure, bool(one.change)), default=None)


def of_issue(issue: Issue, written: Content) -> list[tuple[Listed, Headline]]:
    """Those that the publisher chose, in that order; else the usual ones.

    A figure that the data set no longer has, or that is hidden, is left out.
    """
    if not written.headlines:
        return usual(issue)
    return [found for tile in written.headlines if (found := chosen(tile, issue))]


def chosen(tile: Tile, issue: Issue) -> tuple[Listed, Headline] | None:
    """The figure that a publisher chose, with the words given to it; nothing where there is none to show."""
    listed = next((one for one in issue.data_sets if str(one.id) == tile.data_set), None)
    for headline in _of(listed) if listed else ():
        if listed and headline.column == tile.indicator:
            return listed, replace(headline, title=tile.title or headline.title, guidance=tile.guidance)
    return None


def usual(issue: Issue) -> list[tuple[Listed, Headline]]:
    """Those of the only data set of a release, or the first of each data set. What says the same is told once.

    Data sets over more periods come first, since their figures can be compared with the period before.
    """
    order = sorted(issue.data_sets, key=lambda one: -len(contents_of(one.version.id).periods))
    most = _MOST if len(order) == 1 else 1
    told: dict[tuple[str, str, str], tuple[Listed, Headline]] = {}
    for one in order:
        for headline in headlines(one)[:most]:
            told.setdefault((headline.title, headline.figure, headline.period), (one, headline))
    return list(told.values())[:_MOST_TOLD]


def measures(listed: Listed) -> list[tuple[Indicator, Headline | None]]:
    """Every measure that could be a headline figure, with the figure, if there is one to show."""
    contents = contents_of(listed.version.id)
    by_column = {headline.column: headline for headline in _of(listed)}
    able = [one for one in contents.indicators if one.unit != "string" and not _is_bound(one, contents)]
    return [(one, by_column.get(one.column)) for one in able]


def headlines(listed: Listed) -> tuple[Headline, ...]:
    """Up to three figures; none where no single place stands for the whole, or no row for all groups together."""
    return _of(listed)[:_MOST]


def _of(listed: Listed) -> tuple[Headline, ...]:
    return _headlines(listed.version.id, frozenset(breaks_in(listed.version.all_notes)))


@lru_cache(maxsize=256)
def _headlines(version: UUID, breaks: frozenset[str]) -> tuple[Headline, ...]:
    contents = contents_of(version)
    place = widest_place(version, contents, store())
    choice = everybody(version, contents, store(), (place,)) if place else None
    if choice is None:
        return ()
    found = table(choice, version, contents, store())
    if not found.figures:
        return ()
    order = sorted(enumerate(contents.indicators), key=lambda one: one[1].unit != "%")
    made = (_headline(found, n, indicator, breaks) for n, indicator in order if not _is_bound(indicator, contents))
    return tuple(headline for headline in made if headline)


def _is_bound(indicator: Indicator, contents: Contents) -> bool:
    """Whether it is an end of the interval of another indicator."""
    of, _, end = indicator.column.rpartition("_")
    return end in ("lower", "upper") and any(other.column == of for other in contents.indicators)


def _headline(found: Table, position: int, indicator: Indicator, breaks: frozenset[str]) -> Headline | None:
    by_period = {key[1]: text for key, text in found.figures.items() if key[-1] == position and isinstance(key[1], int)}
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
        _change(values, labels, latest, indicator, breaks),
        _line(values, labels, breaks),
        indicator.column,
    )


def _line(values: list[float | None], labels: list[str], breaks: frozenset[str]) -> Markup | str:
    """A small line that stops where there is no figure and where the series breaks."""
    known = [value for value in values if value is not None]
    stops = [n for n, label in enumerate(labels) if n and label in breaks]
    return spark(values, breaks=stops) if len(known) > 1 else ""


def _change(
    values: list[float | None], labels: list[str], latest: str, indicator: Indicator, breaks: frozenset[str]
) -> str:
    """How it differs from the period before, without a word about why."""
    if len(values) < 2 or values[-1] is None:
        return ""
    if labels[-1] in breaks:
        return f"Not compared with {labels[-2]}: something changed, which the notes name."
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
