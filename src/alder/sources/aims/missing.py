"""Which files to add, so that aims can be found, or more can be said of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.sources.reference.tables import fetched_from, table

if TYPE_CHECKING:
    from collections.abc import Collection

    from alder.sources.reference.table_layout import Origin

MORE = (
    "lars_validity",
    "lars_funding",
    "awarding_organisation",
    "ofqual_register",
    "approved_offer",
    "lars_annual_value",
    "lars_category",
    "lars_section_96",
    "lars_code",
)
"""Tables that say more of an aim, the most telling first."""


@dataclass(frozen=True)
class ToAdd:
    """A table that is not held: what it would tell, and the files that fill it, the best way first."""

    table: str
    title: str
    files: tuple[Origin, ...]


def list_to_add() -> ToAdd:
    """What fills the list of aims itself."""
    return _to_add("lars_aim")


def more_to_add(held: Collection[str]) -> tuple[ToAdd, ...]:
    """What would say more, of what is not held."""
    return tuple(_to_add(name) for name in MORE if name not in held)


def _to_add(name: str) -> ToAdd:
    return ToAdd(name, table(name).title, fetched_from(name))
