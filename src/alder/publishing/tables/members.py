"""The members of a table's dimensions by the ids that addresses and files have, and in an order of one's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.publishing.tables.chosen_table import ChosenOutline
    from alder.show.notes import Orders
    from alder.show.table import Dimension

About = TypeVar("About", bound="ChosenOutline")


def reordered(table: About, orders: Orders) -> About:
    """The table with members in these orders; those that an order does not name follow as they stood."""
    wanted = {name: {id: n for n, id in enumerate(order)} for name, order in orders}
    return replace(table, dimensions=tuple(_reordered(table, d, wanted.get(d.name, {})) for d in table.dimensions))


def _reordered(table: ChosenOutline, dimension: Dimension, wanted: Mapping[str, int]) -> Dimension:
    if not wanted:
        return dimension
    found = sorted(
        zip(table.ids(dimension), dimension.members, strict=True), key=lambda one: wanted.get(one[0], len(wanted))
    )
    return replace(dimension, members=tuple(member for _, member in found))


def moved(order: Sequence[str], at: int, by: int) -> tuple[str, ...]:
    """The order with one of its members moved up (-1) or down (1)."""
    found = list(order)
    found.insert(at + by, found.pop(at))
    return tuple(found)
