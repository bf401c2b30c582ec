"""Headline figures of a data set: its widest place, all groups together, the latest period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from alder.publishing.contents.provenance import comparand
from alder.publishing.pages.block_chart import known_of
from alder.publishing.pages.block_table import everybody, mark_at, number_at, widest_place
from alder.publishing.tables.chosen_table import ChosenTable, every_period, table
from alder.show.statement import NOTHING_SAID, Statement, of_latest
from alder.show.svg import Mark, spark
from alder.show.table import is_number, shown
from alder.web.publications.data_set_store import contents_of, rows_of

if TYPE_CHECKING:
    from uuid import UUID

    from markupsafe import Markup

    from alder.model.comparison import Comparand
    from alder.publishing.contents.provenance import ColumnProvenance, Provenance
    from alder.publishing.contents.version_contents import DataSetIndicator
    from alder.publishing.pages import Content, Tile
    from alder.web.publications.public_catalogue import PublicDataSet, PublicRelease

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
    """Why there is nothing to compare with the period before, or the statement that was confirmed."""
    spark: Markup | str
    column: str = ""
    guidance: str = ""
    interval: str = ""
    """The 95% interval of the figure, where it has one."""
    statement: Statement = NOTHING_SAID
    """How it changed, as far as that can be said, for the publisher to confirm."""
    is_whole: bool = False
    """Whether it is a share of a total in itself, which is always 100%."""


def first_headline(issue: PublicRelease, written: Content) -> Headline | None:
    """The one that stands for a release: a share before a count, and one that can be compared before others."""
    figures = [headline for _, headline in of_issue(issue, written)]
    return max(figures, key=lambda one: ("%" in one.figure, bool(one.change)), default=None)


def of_issue(issue: PublicRelease, written: Content) -> list[tuple[PublicDataSet, Headline]]:
    """Those that the publisher chose, in that order; else the usual ones.

    A figure that the data set no longer has, or that is hidden, is left out.
    """
    if not written.headlines:
        return usual(issue)
    return [figure for tile in written.headlines if (figure := chosen(tile, issue))]


def chosen(tile: Tile, issue: PublicRelease) -> tuple[PublicDataSet, Headline] | None:
    """The figure that a publisher chose, with the words given to it; nothing where there is none to show."""
    listed = next((data_set for data_set in issue.data_sets if str(data_set.id) == tile.data_set), None)
    for headline in _of(listed) if listed else ():
        if listed and headline.column == tile.indicator:
            confirmed = tile.statement if tile.stated_of == str(listed.version.id) else ""
            title, change = tile.title or headline.title, confirmed or headline.change
            return listed, replace(headline, title=title, change=change, guidance=tile.guidance)
    return None


def usual(issue: PublicRelease) -> list[tuple[PublicDataSet, Headline]]:
    """Those of the only data set of a release, or the first of each data set. What says the same is told once.

    Data sets over more periods come first, since their figures can be compared with the period before.
    """
    order = sorted(issue.data_sets, key=lambda one: -len(contents_of(one.version.id).periods))
    most = _MOST if len(order) == 1 else 1
    by_words: dict[tuple[str, str, str], tuple[PublicDataSet, Headline]] = {}
    for one in order:
        for headline in headlines(one)[:most]:
            by_words.setdefault((headline.title, headline.figure, headline.period), (one, headline))
    return list(by_words.values())[:_MOST_TOLD]


def measures(listed: PublicDataSet) -> list[tuple[DataSetIndicator, Headline | None]]:
    """Every measure that could be a headline figure, with the figure, if there is one to show."""
    contents = contents_of(listed.version.id)
    by_column = {headline.column: headline for headline in _of(listed)}
    able = [
        indicator for indicator in contents.indicators if indicator.unit != "string" and not contents.is_end(indicator)
    ]
    return [(one, by_column.get(one.column)) for one in able]


def headlines(listed: PublicDataSet) -> tuple[Headline, ...]:
    """Up to three figures; none where no single place stands for the whole, or no row for all groups together."""
    return tuple(headline for headline in _of(listed) if not headline.is_whole)[:_MOST]


def _of(listed: PublicDataSet) -> tuple[Headline, ...]:
    return _headlines(listed.version.id, listed.version.provenance)


@lru_cache(maxsize=256)
def _headlines(version: UUID, provenance: Provenance) -> tuple[Headline, ...]:
    data = rows_of(version)
    place = widest_place(data)
    choice = everybody(data, (place,)) if place else None
    if choice is None:
        return ()
    contents, figures = data.contents, table(choice, data)
    if not figures.figures:
        return ()
    order = sorted(enumerate(contents.indicators), key=lambda one: one[1].unit != "%")
    made = (_headline(figures, n, one, provenance) for n, one in order if not contents.is_end(one))
    return tuple(headline for headline in made if headline)


def _headline(
    table_read: ChosenTable, position: int, indicator: DataSetIndicator, provenance: Provenance
) -> Headline | None:
    by_period = {key[1]: key for key in table_read.figures if key[-1] == position and isinstance(key[1], int)}
    periods = [table_read.contents.periods[code - 1] for code in sorted(by_period)]
    latest_key = by_period[max(by_period)]
    if not is_number(table_read.figures[latest_key]) or indicator.unit == "string":
        return None
    known = known_of(indicator.column, provenance, table_read.contents)
    base = next((n for n, one in enumerate(table_read.contents.indicators) if known and one.column == known.base), None)
    every, at = every_period(periods)
    marks = [Mark(None, "")] * len(every)
    points: list[Comparand | None] = [None] * len(every)
    for place, code in zip(at, sorted(by_period), strict=True):
        marks[place] = mark_at(table_read, by_period[code], indicator)
        points[place] = comparand(marks[place], number_at(table_read, by_period[code], base), indicator, known)
    said = of_latest(indicator, points, every, set(provenance.reasons), marks[-1].shown)
    return Headline(
        indicator.label,
        shown(table_read.figures[latest_key], indicator, with_unit=True),
        table_read.dimensions[0].members[0][1],
        every[-1],
        said.subject,
        _line(marks, every, set(provenance.reasons)),
        indicator.column,
        interval=marks[-1].interval_words,
        statement=said,
        is_whole=_is_whole(indicator, marks, known),
    )


def _is_whole(indicator: DataSetIndicator, marks: list[Mark], known: ColumnProvenance | None) -> bool:
    """Whether a column of shares says of the total that it is all of itself."""
    names = f"{indicator.label} {indicator.column}".casefold()
    is_share = indicator.unit == "%" or any(word in names for word in ("percent", "share", "proportion"))
    return known is None and is_share and {mark.value for mark in marks if mark.value is not None} == {100.0}


def _line(marks: list[Mark], labels: list[str], breaks: set[str]) -> Markup | str:
    """A small line that stops where there is no figure and where the series breaks."""
    known = [mark for mark in marks if mark.value is not None]
    stops = [n for n, label in enumerate(labels) if n and label in breaks]
    return spark(marks, breaks=stops) if len(known) > 1 else ""
