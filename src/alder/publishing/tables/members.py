"""The members of a table's dimensions by the ids that addresses and files have, and in an order of one's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from alder.publishing.json_stat import option_member, period_member, place_member
from alder.publishing.tables.table import INDICATOR, TIME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.publishing.contents import Contents
    from alder.publishing.tables.table import Dimension, Outline

About = TypeVar("About", bound="Outline")
Orders = tuple[tuple[str, tuple[str, ...]], ...]
"""For a dimension the ids of its members, as someone wants them to stand."""


def member_id(contents: Contents, dimension: str, member: int | tuple[str, int]) -> str:
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


def ids(table: Outline, dimension: Dimension) -> list[str]:
    """The ids of all members, as they stand."""
    return [member_id(table.contents, dimension.name, member) for member, _ in dimension.members]


def reordered(table: About, orders: Orders) -> About:
    """The table with members in these orders; those that an order does not name follow as they stood."""
    wanted = {name: {id: n for n, id in enumerate(order)} for name, order in orders}
    return replace(table, dimensions=tuple(_reordered(table, d, wanted.get(d.name, {})) for d in table.dimensions))


def _reordered(table: Outline, dimension: Dimension, wanted: Mapping[str, int]) -> Dimension:
    if not wanted:
        return dimension
    found = sorted(
        zip(ids(table, dimension), dimension.members, strict=True), key=lambda one: wanted.get(one[0], len(wanted))
    )
    return replace(dimension, members=tuple(member for _, member in found))


def moved(order: Sequence[str], at: int, by: int) -> tuple[str, ...]:
    """The order with one of its members moved up (-1) or down (1)."""
    found = list(order)
    found.insert(at + by, found.pop(at))
    return tuple(found)
