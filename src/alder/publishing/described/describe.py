"""The contents of a data set that was read from a pair of files. What cannot be served is refused with its place."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.errors import NotPublishable
from alder.publishing.described.contents import Contents, Filter, Indicator, Option, Period, Place, PlaceGroup
from alder.publishing.described.renamed import carry_over, place_identity
from alder.publishing.ids import Ids, Kind, identity
from alder.publishing.standard import IDENTIFIER_BY_TEXT, LEVEL_BY_TEXT, NEEDED_COLUMNS
from alder.publishing.standard.plain import check_plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.publishing.described.renamed import Renamed
    from alder.publishing.standard import DataSet, FilterColumn, Level


def describe(
    data_set: DataSet, ids: Ids, *, before: Contents | None = None, renamed: Sequence[Renamed] = ()
) -> Contents:
    """What the data set holds, with ids: those of the version `before` for all that is the same or is renamed."""
    check_servable(data_set)
    if before:
        carry_over(ids, renamed, before)
    groups = [(level, _places(data_set.data, level)) for level in sorted(data_set.located, key=lambda at: at.text)]
    if before:
        _carry_names(ids, before, groups)
    periods = tuple(Period(period, identifier.code) for identifier, period in data_set.periods)
    return Contents(
        filters=tuple(
            _filter(data_set.data, column, ids) for column in sorted(data_set.filters, key=attrgetter("label"))
        ),
        indicators=tuple(
            Indicator(
                ids.of(Kind.INDICATOR, column.name),
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


def check_servable(data_set: DataSet) -> None:
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


def _check_tiers(data_set: DataSet) -> None:
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


def _filter(data: pa.Table, column: FilterColumn, ids: Ids) -> Filter:
    labels = sorted(value for value in pc.unique(data[column.name]).to_pylist() if value)
    return Filter(
        ids.of(Kind.FILTER, column.name),
        column.name,
        column.label,
        column.hint,
        tuple(Option(ids.of(Kind.OPTION, identity(column.name, label)), label) for label in labels),
        column.grouping_column,
        column.default,
        column.parent,
    )


_PlaceText = tuple[str, tuple[tuple[str, str], ...]]
"""The label and the codes of a place."""


def _places(data: pa.Table, level: Level) -> list[_PlaceText]:
    """The places of a level that rows name, by label. A row without the name is in none of them."""
    columns = [column for column in (level.name_column, *level.code_columns) if column in data.column_names]
    found = data.select(columns).group_by(columns).aggregate([]).to_pylist()
    return sorted(
        (row[level.name_column], tuple((name, row.get(column, "")) for name, column in level.codes))
        for row in found
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
            if was and was not in now and ids.knows(Kind.PLACE, was) and not ids.knows(Kind.PLACE, what):
                ids.carry(Kind.PLACE, was, what)


def _group(level: Level, places: Sequence[_PlaceText], ids: Ids) -> PlaceGroup:
    return PlaceGroup(
        level.code,
        tuple(
            Place(ids.of(Kind.PLACE, place_identity(level.code, label, codes)), label, codes) for label, codes in places
        ),
    )
