"""The contents of a data set that was read from a pair of files. What cannot be served is refused with its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.errors import NotPublishable, UsageError
from alder.publishing.contents.version_contents import (
    Contents,
    DataSetFilter,
    DataSetIndicator,
    Option,
    Place,
    PlaceGroup,
    TimePeriod,
)
from alder.publishing.public_ids import Ids, PublicIdKind, identity
from alder.publishing.standard import IDENTIFIER_BY_TEXT, LEVEL_BY_TEXT, NEEDED_COLUMNS
from alder.publishing.standard.plain import check_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alder.publishing.standard import DataSetFiles, FilterColumn, Level


def describe(
    data_set: DataSetFiles, ids: Ids, *, before: Contents | None = None, renamed: Sequence[Renamed] = ()
) -> Contents:
    """What the data set holds, with ids: those of the version `before` for all that is the same or is renamed."""
    check_servable(data_set)
    if before:
        carry_over(ids, renamed, before)
    groups = [(level, _places(data_set.data, level)) for level in sorted(data_set.located, key=lambda at: at.text)]
    if before:
        _carry_names(ids, before, groups)
    periods = tuple(TimePeriod(period, identifier.code) for identifier, period in data_set.periods)
    return Contents(
        filters=tuple(
            _filter(data_set.data, column, ids) for column in sorted(data_set.filters, key=attrgetter("label"))
        ),
        indicators=tuple(
            DataSetIndicator(
                ids.of(PublicIdKind.INDICATOR, column.name),
                column.name,
                column.label,
                column.api_unit,
                column.decimals,
                column.grouping,
            )
            for column in sorted(data_set.indicators, key=attrgetter("label"))
        ),
        levels=tuple(level.code for level in sorted(data_set.levels, key=lambda level: level.text)),
        places=tuple(_group(level, places, ids) for level, places in groups if places),
        periods=periods,
        rows=data_set.data.num_rows,
        known=ids.known,
    )


def check_servable(data_set: DataSetFiles) -> None:
    """Refuse what no query could be asked of: columns that are not there, or levels and periods nobody knows.

    And what would do more than be read.
    """
    check_plain(data_set)
    columns = data_set.data.column_names
    named = [*(c.name for c in data_set.filters), *(c.name for c in data_set.indicators)]
    if missing := [name for name in (*NEEDED_COLUMNS, *named) if name not in columns]:
        raise NotPublishable(
            f"{data_set.data_file or data_set.name} lacks columns",
            where=f"Not there: {', '.join(dict.fromkeys(missing))}.",
            next="Name the columns as the standard and the meta file do.",
        )
    if not data_set.data.num_rows or not data_set.indicators:
        what = "rows" if data_set.indicators else "indicators"
        raise NotPublishable(f"{data_set.data_file or data_set.name} has no {what}")
    _check_tiers(data_set)
    for column, known in (("geographic_level", LEVEL_BY_TEXT), ("time_identifier", IDENTIFIER_BY_TEXT)):
        odd = sum(1 for value in pc.unique(data_set.data[column]).to_pylist() if value not in known)
        if odd:
            raise NotPublishable(
                f"{data_set.data_file or data_set.name} has values in {column} that the standard does not know",
                where=f"Unknown values: {odd}.",
                next="See which with: alder screen DATA.csv META.csv",
            )
    if odd := sum(not identifier.is_well_formed(period) for identifier, period in data_set.periods):
        raise NotPublishable(
            f"{data_set.data_file or data_set.name} has periods that are not written as the standard asks",
            where=f"Periods: {odd}.",
            next="Write 2024 for calendar years and 202425 for years that end in the next.",
        )


def _check_tiers(data_set: DataSetFiles) -> None:
    """Refuse filters that divide one which is not there, or in the end themselves."""
    above = {column.name: column.parent for column in data_set.filters}
    for column in data_set.filters:
        at, steps = column.parent, 0
        while at in above and steps <= len(above):
            at, steps = above[at], steps + 1
        if at:
            raise NotPublishable(
                f"{data_set.meta_file or 'the meta file'} has a parent_filter that cannot be above its filter",
                where=f"{column.name} names {column.parent}.",
                next="Name another filter of the data set, the one that it divides further, or leave the cell empty.",
            )


def _filter(data: pa.Table, column: FilterColumn, ids: Ids) -> DataSetFilter:
    labels = sorted(value for value in pc.unique(data[column.name]).to_pylist() if value)
    return DataSetFilter(
        ids.of(PublicIdKind.FILTER, column.name),
        column.name,
        column.label,
        column.hint,
        tuple(Option(ids.of(PublicIdKind.OPTION, identity(column.name, label)), label) for label in labels),
        column.grouping_column,
        column.default,
        column.parent,
    )


_PlaceText = tuple[str, tuple[tuple[str, str], ...]]
"""The label and the codes of a place."""


def _places(data: pa.Table, level: Level) -> list[_PlaceText]:
    """The places of a level that rows name, by label. A row without the name is in none of them."""
    columns = [column for column in (level.name_column, *level.code_columns) if column in data.column_names]
    rows = data.select(columns).group_by(columns).aggregate([]).to_pylist()
    return sorted(
        (row[level.name_column], tuple((name, row.get(column, "")) for name, column in level.codes))
        for row in rows
        if row[level.name_column]
    )


_NO_CODE = ("", "z", "x")
"""What stands for a code of places that have none; many places can have it."""


def _carry_names(ids: Ids, before: Contents, groups: Sequence[tuple[Level, Sequence[_PlaceText]]]) -> None:
    """A place that keeps its codes and changes its name keeps its id."""
    now = {place_identity(level.code, label, codes) for level, places in groups for label, codes in places}
    old = {
        (group.level, place.codes): place_identity(group.level, place.label, place.codes)
        for group in before.places
        for place in group.places
        if any(value not in _NO_CODE for _, value in place.codes)
    }
    for level, places in groups:
        for label, codes in places:
            what = place_identity(level.code, label, codes)
            was = old.get((level.code, codes))
            if (
                was
                and was not in now
                and ids.knows(PublicIdKind.PLACE, was)
                and not ids.knows(PublicIdKind.PLACE, what)
            ):
                ids.carry(PublicIdKind.PLACE, was, what)


def _group(level: Level, places: Sequence[_PlaceText], ids: Ids) -> PlaceGroup:
    return PlaceGroup(
        level.code,
        tuple(
            Place(ids.of(PublicIdKind.PLACE, place_identity(level.code, label, codes)), label, codes)
            for label, codes in places
        ),
    )


_FORM = "Write a column, a filter's item or a place: OLD=NEW, FILTER:OLD=NEW or LA:E06000001=E06000047."


@dataclass(frozen=True, slots=True)
class Renamed:
    """`old` is now `new`: columns, or within a filter (its column) items, or within a level places (their codes)."""

    old: str
    new: str
    within: str = ""

    @classmethod
    def parse(cls, text: str) -> Renamed:
        before, is_pair, new = text.partition("=")
        within, has_within, old = before.rpartition(":")
        if not is_pair or not new.strip() or not old.strip() or (has_within and not within.strip()):
            raise UsageError(f"{text} does not say what is now called what", where=_FORM)
        return cls(old.strip(), new.strip(), within.strip())


def carry_over(ids: Ids, renamed: Iterable[Renamed], before: Contents) -> None:
    """Give what is renamed the id that it had. An old name that the version before does not have is refused."""
    for change in renamed:
        if not (_column(ids, change, before) or _option(ids, change, before) or _place(ids, change, before)):
            where = f"in {change.within}" if change.within else "among its columns"
            raise UsageError(f"the version before has no {change.old} {where}", where=_FORM)


def place_identity(level: str, label: str, codes: Iterable[tuple[str, str]]) -> str:
    return identity(level, *(value for _, value in codes), label)


def _column(ids: Ids, change: Renamed, before: Contents) -> bool:
    if change.within:
        return False
    if any(indicator.column == change.old for indicator in before.indicators):
        ids.carry(PublicIdKind.INDICATOR, change.old, change.new)
        return True
    for filter in before.filters:
        if filter.column == change.old:
            ids.carry(PublicIdKind.FILTER, change.old, change.new)
            for option in filter.options:
                ids.carry(PublicIdKind.OPTION, identity(change.old, option.label), identity(change.new, option.label))
            return True
    return False


def _option(ids: Ids, change: Renamed, before: Contents) -> bool:
    old = identity(change.within, change.old)
    if not ids.knows(PublicIdKind.OPTION, old) or not any(filter.column == change.within for filter in before.filters):
        return False
    ids.carry(PublicIdKind.OPTION, old, identity(change.within, change.new))
    return True


def _place(ids: Ids, change: Renamed, before: Contents) -> bool:
    for group in before.places:
        for place in group.places:
            if group.level == change.within and change.old in (place.label, *dict(place.codes).values()):
                new = _under_new_name(group.level, place, change)
                ids.carry(PublicIdKind.PLACE, place_identity(group.level, place.label, place.codes), new)
                return True
    return False


def _under_new_name(level: str, place: Place, change: Renamed) -> str:
    codes = [(name, change.new if value == change.old else value) for name, value in place.codes]
    return place_identity(level, change.new if place.label == change.old else place.label, codes)


NOT_NAMED = "Not named"


def with_named_places(data_set: DataSetFiles) -> DataSetFiles:
    """The data set with a name for the places of each level whose rows never name one at that level."""
    data = data_set.data
    if "geographic_level" not in data.column_names:
        return data_set
    for level in data_set.levels:
        there = level.name_column in data.column_names
        names = data[level.name_column] if there else pa.array([""] * data.num_rows, pa.string())
        own = pc.equal(data["geographic_level"], level.text)
        if pc.any(pc.and_(own, pc.not_equal(names, ""))).as_py():
            continue
        named = pc.if_else(own, NOT_NAMED, names)
        if there:
            data = data.set_column(data.column_names.index(level.name_column), level.name_column, named)
        else:
            data = data.append_column(level.name_column, named)
    return data_set if data is data_set.data else replace(data_set, data=data)


_COLUMN = "geographic_level"
_BY_LETTERS = {text.casefold(): text for text in LEVEL_BY_TEXT}


def with_known_levels(data_set: DataSetFiles) -> DataSetFiles:
    """The data set with every level that differs from a known one only by capitals or blanks around it as that one."""
    if _COLUMN not in data_set.data.column_names:
        return data_set
    column = data_set.data[_COLUMN]
    written = pc.unique(column).to_pylist()
    meant = {text: _BY_LETTERS.get(text.strip().casefold(), text) for text in written}
    if all(text == known for text, known in meant.items()):
        return data_set
    at = pc.index_in(column, value_set=pa.array(written, pa.string()))
    spelled = pc.take(pa.array([meant[text] for text in written], pa.string()), at)
    position = data_set.data.column_names.index(_COLUMN)
    return replace(data_set, data=data_set.data.set_column(position, _COLUMN, spelled))
