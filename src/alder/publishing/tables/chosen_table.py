"""A choice from a data set read as the table that is shown: its dimensions with what of each has rows, and its size.

How large a table is, and which kinds of files have no room for it, is known before it is read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar, cast

from alder.model.condition import AllOf, OneOf, RowQuery, Sort
from alder.publishing.contents.version_contents import (
    LEVEL_COLUMN,
    PERIOD_COLUMN,
    PLACE_COLUMN,
    filter_column,
    indicator_column,
    level_column,
)
from alder.publishing.json_stat import option_member, period_member, place_member
from alder.publishing.standard import LEVEL_BY_CODE
from alder.publishing.standard.periods import TIME_IDENTIFIERS
from alder.publishing.tables.choice import condition, in_order, label, tiers
from alder.show import workbook
from alder.show.table import INDICATOR, PLACE, TIME, Dimension, Outline, StatisticalTable, is_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.model.condition import Condition
    from alder.publishing.contents import Contents
    from alder.publishing.contents.version_contents import DataSetIndicator, Place, TimePeriod
    from alder.publishing.standard import TimeIdentifier
    from alder.publishing.tables.choice import Choice, VersionRows
    from alder.show.notes import Orders
    from alder.show.table import Key, Member


@dataclass(frozen=True)
class ChosenOutline(Outline):
    """What a table chosen from a data set is about. Its members are the codes of that version's contents."""

    contents: Contents = field(kw_only=True)

    def order(self) -> Sequence[int]:
        """Positions of the dimensions, with filters that divide each other together, the widest first."""
        trees = {tier + 2: [n + 2 for n in at] for at in tiers(self.contents) for tier in at}
        order: list[int] = []
        for n in range(len(self.dimensions)):
            order += [at for at in trees.get(n, [n]) if at not in order]
        return order

    @property
    def indicators(self) -> list[DataSetIndicator]:
        """The indicators that the table has, in its order."""
        return [self.contents.indicators[n] for n, _ in self.dimension(INDICATOR).members if isinstance(n, int)]

    def ids(self, dimension: Dimension) -> list[str]:
        return [member_id(self.contents, dimension.name, member) for member, _ in dimension.members]

    def area_code(self, place: tuple[str, int]) -> str:
        level, code = place
        return dict(self.contents.places_by_level[level][code - 1].codes).get("code", "")


@dataclass(frozen=True)
class ChosenTable(StatisticalTable, ChosenOutline):
    """The figures of a choice from a data set."""

    def interval(self, key: Key) -> tuple[float, float] | None:
        ends = self.contents.intervals.get(cast("int", key[-1]))
        if ends is None:
            return None
        low, high = (self.figures.get((*key[:-1], end), "") for end in ends)
        return (float(low), float(high)) if is_number(low) and is_number(high) else None

    def time_line(self, codes: Sequence[Member]) -> tuple[list[str], list[int]]:
        return every_period([self.contents.periods[cast("int", code) - 1] for code in codes])

    def kinds_of_time(self, codes: Sequence[Member]) -> set[str]:
        return {self.contents.periods[code - 1].identifier.text for code in codes if isinstance(code, int)}


def member_id(contents: Contents, dimension: str, member: Member) -> str:
    """The id of a member: an option, an indicator, a place with its level, a period with the code of its kind."""
    if isinstance(member, tuple):
        level, code = member
        return f"{level}.{place_member(contents.places_by_level[level][code - 1])[0]}"
    if dimension == TIME:
        return period_member(contents.periods[member - 1])[0]
    if dimension == INDICATOR:
        return contents.indicators[member].id
    filter = next(f for f in contents.filters if f.id == dimension)
    return option_member(filter, member)[0]


def table(
    choice: Choice, data: VersionRows, *, most_rows: int | None = None, seconds: float | None = None
) -> ChosenTable:
    """The figures of a choice, which names its places. With `most_rows` it is cut there, and says so."""
    contents = data.contents
    levels, filters = tuple(choice.by_level), contents.filters
    indicators = choice.indicators or tuple(range(len(contents.indicators)))
    asked = row_query(choice, contents, indicators, most_rows=most_rows)
    rows_found, rows = data.store.ask(data.version, asked, seconds=seconds)
    figures: dict[Key, str] = {}
    for row in rows:
        level = contents.levels[row[0] - 1]
        place = (level, row[2 + levels.index(level)])
        options = row[2 + len(levels) : 2 + len(levels) + len(filters)]
        for n, text in zip(indicators, row[2 + len(levels) + len(filters) :], strict=True):
            figures.setdefault((place, row[1], *options, n), text or "")
    return table_of(contents, figures, indicators, found=rows_found, read=len(rows))


def row_query(
    choice: Choice, contents: Contents, indicators: Sequence[int], *, most_rows: int | None = None
) -> RowQuery:
    """The rows of a choice with these measures: level, period, the place at each level, options, figures; as places and
    then groups and times follow each other.
    """
    filters = [filter_column(n) for n in range(len(contents.filters))]
    places, figures = map(level_column, choice.by_level), map(indicator_column, indicators)
    order = tuple(Sort(column) for column in (PLACE_COLUMN, *filters, PERIOD_COLUMN))
    columns = (LEVEL_COLUMN, PERIOD_COLUMN, *places, *filters, *figures)
    return RowQuery(columns, condition(choice, contents), order, limit=most_rows)


def table_of(
    contents: Contents, figures: dict[Key, str], indicators: Sequence[int], *, found: int = 0, read: int = 0
) -> ChosenTable:
    """The table of these figures, of which some were read of so many that were found."""
    filters = range(2, 2 + len(contents.filters))
    members: list[set[Any]] = [{key[n] for key in figures} for n in (0, 1, *filters)]
    dimensions = _dimensions(contents, members, indicators)
    return ChosenTable(dimensions, contents.indicators, figures, found, read, contents=contents)


def outline(choice: Choice, data: VersionRows, *, seconds: float | None) -> ChosenOutline:
    """What the table of a choice would be about, found without reading its figures."""
    contents = data.contents
    chosen = condition(choice, contents)

    def there(column: str, within: Condition = chosen) -> set[Any]:
        return {code for (code,) in data.store.distinct(data.version, [column], within, seconds=seconds)}

    places = {
        (level, code)
        for level in choice.by_level
        for code in there(level_column(level), AllOf((OneOf(LEVEL_COLUMN, (contents.level_codes[level],)), chosen)))
    }
    options = [there(filter_column(n)) for n in range(len(contents.filters))]
    indicators = choice.indicators or tuple(range(len(contents.indicators)))
    dimensions = _dimensions(contents, [places, there(PERIOD_COLUMN), *options], indicators)
    return ChosenOutline(dimensions, contents.indicators, contents=contents)


def _dimensions(contents: Contents, present: Sequence[set[Any]], indicators: Sequence[int]) -> tuple[Dimension, ...]:
    """What of each dimension the rows have: places by level, the widest first; periods, the oldest first."""
    width = list(LEVEL_BY_CODE)
    places = sorted(present[0], key=lambda p: (width.index(p[0]), p[1]))
    named = contents.places_by_level
    shown = _place_words({p: named[p[0]][p[1] - 1] for p in places})
    made = [
        Dimension(PLACE, "Place", tuple((p, shown[p]) for p in places)),
        Dimension(TIME, "Time", tuple((code, contents.periods[code - 1].label) for code in sorted(present[1]))),
    ]
    for n, filter in enumerate(contents.filters):
        codes = in_order(contents, n, present[2 + n])
        made.append(Dimension(filter.id, filter.label, tuple((code, label(contents, n, code)) for code in codes)))
    made.append(Dimension(INDICATOR, "Measure", tuple((n, contents.indicators[n].label) for n in indicators)))
    return tuple(made)


def _place_words(places: dict[tuple[str, int], Place]) -> dict[tuple[str, int], str]:
    """What each place is called: its name; with its level where one of another level has it, else with its code."""
    names = Counter(place.label for place in places.values())
    levels = Counter((level, place.label) for (level, _), place in places.items())
    named = {}
    for (level, code), place in places.items():
        more = [LEVEL_BY_CODE[level].text.lower()] if names[place.label] > levels[level, place.label] else []
        if levels[level, place.label] > 1:
            more += [value for _, value in place.codes if value][:1] or [place.id]
        named[level, code] = f"{place.label} ({', '.join(more)})" if more else place.label
    return named


About = TypeVar("About", bound="ChosenOutline")


def reordered(table: About, orders: Orders) -> About:
    """The table with members in these orders; those that an order does not name follow as they stood."""
    wanted = {name: {id: n for n, id in enumerate(order)} for name, order in orders}
    return replace(table, dimensions=tuple(_reordered(table, d, wanted.get(d.name, {})) for d in table.dimensions))


def _reordered(table: ChosenOutline, dimension: Dimension, wanted: Mapping[str, int]) -> Dimension:
    if not wanted:
        return dimension
    members = sorted(
        zip(table.ids(dimension), dimension.members, strict=True), key=lambda one: wanted.get(one[0], len(wanted))
    )
    return replace(dimension, members=tuple(member for _, member in members))


def moved(order: Sequence[str], at: int, by: int) -> tuple[str, ...]:
    """The order with one of its members moved up (-1) or down (1)."""
    members = list(order)
    members.insert(at + by, members.pop(at))
    return tuple(members)


MOST_FIGURES = 1_000_000
"""A table that could have more figures than this is shown in part, and is no JSON-stat: a cube is made in memory."""


def most_figures(choice: Choice, contents: Contents) -> int:
    """How many figures the choice could have, if all were crossed with all; never more than the data set has."""
    options = dict(choice.options)
    indicators = len(choice.indicators) or len(contents.indicators)
    rows = len(choice.places) * len(choice.periods)
    for n, filter in enumerate(contents.filters):
        rows *= len(options[n]) if n in options else len(filter.options) + 1
    return min(rows, contents.rows) * indicators


@dataclass(frozen=True)
class Size:
    """A table as it is laid out."""

    most_figures: int
    lines: int
    columns: int

    def withheld(self) -> dict[str, str]:
        """For each kind of file that the table does not fit into, why not, in words."""
        reasons: dict[str, str] = {}
        if why := workbook.too_large(self.lines, self.columns):
            reasons |= {"ods": why, "xlsx": why}
        if self.most_figures > MOST_FIGURES:
            reasons["json"] = f"It could have more than {MOST_FIGURES:,} figures"
        return reasons


def size(
    choice: Choice,
    outline: ChosenOutline,
    layout: tuple[Sequence[str], Sequence[str]],
    data: VersionRows,
    *,
    seconds: float | None = None,
) -> Size:
    """The size of the table of a choice with these dimensions down the side and along the top. The store counts."""
    contents = outline.contents
    named = {TIME: PERIOD_COLUMN, **{filter.id: filter_column(n) for n, filter in enumerate(contents.filters)}}

    def count(names: Sequence[str]) -> int:
        columns = [named[name] for name in names if name in named]
        each = len(outline.dimension(INDICATOR).members) if INDICATOR in names else 1
        if PLACE not in names:
            return each * (
                data.store.groups(data.version, columns, condition(choice, contents), seconds=seconds) if columns else 1
            )
        of_level = [
            choice.but(places=tuple((level, code) for code in codes)) for level, codes in choice.by_level.items()
        ]
        return each * sum(
            data.store.groups(data.version, [level_column(level), *columns], condition(part, contents), seconds=seconds)
            for level, part in zip(choice.by_level, of_level, strict=True)
        )

    return Size(most_figures(choice, contents), *map(count, layout))


_YEARS = ("AY", "CY", "FY", "TY", "RY")
"""Kinds of periods of which one follows the other each year."""
_LONGEST = 160
"""More periods than three years of weeks are not drawn one by one."""


def every_period(periods: Sequence[TimePeriod]) -> tuple[list[str], list[int]]:
    """The labels of all periods from the first to the last, and where each of the given ones stands among them.

    Years follow each other, and so do the weeks, months, quarters, terms and halves of years. Periods that are not of
    one kind or not in their order stand as they are, and so do parts of years of which most do not follow each other,
    such as the same week of each year.
    """
    labels = [period.label for period in periods]
    as_they_are = labels, list(range(len(labels)))
    cycle = _cycle(periods)
    if not cycle:
        return as_they_are
    order = {identifier.code: n for n, identifier in enumerate(cycle)}
    places = [int(period.period[:4]) * len(cycle) + order[period.code] for period in periods]
    steps = [after - before for before, after in pairwise(places)]
    if any(step < 1 for step in steps) or places[-1] - places[0] >= _LONGEST:
        return as_they_are
    if len(cycle) > 1 and 2 * sum(step == 1 for step in steps) < len(steps):
        return as_they_are
    given = dict(zip(places, labels, strict=True))
    has_two = len(periods[0].period) == 6

    def named(place: int) -> str:
        year, at = divmod(place, len(cycle))
        return cycle[at].label(f"{year}{(year + 1) % 100:02d}" if has_two else str(year))

    every = [given.get(place) or named(place) for place in range(places[0], places[-1] + 1)]
    return every, [place - places[0] for place in places]


def _cycle(periods: Sequence[TimePeriod]) -> list[TimeIdentifier]:
    """The kinds of periods that follow each other within a year; nothing where these are of several kinds."""
    codes = {period.code for period in periods}
    if len(codes) == 1 and codes <= set(_YEARS):
        return [period.identifier for period in periods[:1]]
    families = {period.identifier.family for period in periods}
    if len(families) > 1:
        return []
    identifiers = [one for one in TIME_IDENTIFIERS if one.family in families and one.order]
    return (
        sorted(identifiers, key=lambda one: one.order)
        if codes <= {identifier.code for identifier in identifiers}
        else []
    )
