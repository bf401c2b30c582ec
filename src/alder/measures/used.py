"""Which reference data a result used: each table with its edition, in words that travel with the figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alder.engine import reference
from alder.sources.published.tables import tables

if TYPE_CHECKING:
    from collections.abc import Mapping

LIST_OF_AIMS = "lars_aim"


@dataclass(frozen=True)
class Used:
    """The reference tables that a result looked into, and the editions that are held."""

    tables: tuple[str, ...] = ()
    editions: Mapping[str, str] = field(default_factory=dict)

    @property
    def says(self) -> tuple[str, ...]:
        """`the English index of multiple deprivation 2019 (edition imd2019)`, for each table."""
        known = tables()
        titles = ((known[name].title if name in known else name, name) for name in self.tables)
        return tuple(f"{title} (edition {self.editions.get(name) or 'not named'})" for title, name in titles)

    @property
    def has_list_of_aims(self) -> bool:
        return LIST_OF_AIMS in self.tables


def editions_of(source: Any) -> dict[str, str]:
    """The edition of each reference table of a store. An engine alone does not know any."""
    store = getattr(source, "store", source)
    if not hasattr(store, "submissions"):
        return {}
    return {name: e.edition for name, e in reference.current(store).items()}
