"""The rows that stand for a whole data set: its widest place, and all groups together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.publishing.tables import available
from alder.publishing.tables.choice import Choice

if TYPE_CHECKING:
    from uuid import UUID

    from alder.publishing.contents import Contents
    from alder.publishing.store import DataSetStore

_WIDEST = ("NAT", "REG")


def widest_place(version: UUID, contents: Contents, store: DataSetStore) -> tuple[str, int] | None:
    """The only nation, else the only region, else the place of the one level that has a single place.

    Nothing where no single place stands for the whole.
    """
    places = available.places(version, contents, store)
    single = [level for level, codes in places.items() if len(codes) == 1]
    widest = [level for level in _WIDEST if level in single] or (single if len(single) == 1 else [])
    return (widest[0], places[widest[0]][0]) if widest else None


def everybody(
    version: UUID, contents: Contents, store: DataSetStore, places: tuple[tuple[str, int], ...]
) -> Choice | None:
    """All groups together in these places, where the data set has a row for them."""
    chosen = Choice(places=places)
    usual = available.usual(contents, available.options(version, contents, store, chosen))
    if any(len(codes) != 1 for codes in usual):
        return None
    return chosen.but(options=tuple(enumerate(usual)))
