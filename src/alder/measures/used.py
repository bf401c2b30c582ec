"""Which reference data a result used: each table with its edition, in words that travel with the figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alder.engine import reference

if TYPE_CHECKING:
    from collections.abc import Mapping

LIST_OF_AIMS = "lars_aim"


@dataclass(frozen=True)
class Used:
    """The reference tables that a result looked into, what each holds, and the editions that are held."""

    tables: Mapping[str, str] = field(default_factory=dict)
    editions: Mapping[str, str] = field(default_factory=dict)

    @property
    def says(self) -> tuple[str, ...]:
        """`places of postcodes (edition ONSPD_AUG_2025)`, for each table."""
        return tuple(f"{says} (edition {self.editions.get(name) or 'not named'})" for name, says in self.tables.items())

    @property
    def has_list_of_aims(self) -> bool:
        return LIST_OF_AIMS in self.tables


def editions_of(source: Any) -> dict[str, str]:
    """The edition of each reference table of a store. An engine alone does not know any."""
    store = getattr(source, "store", source)
    if not hasattr(store, "submissions"):
        return {}
    return {name: e.edition for name, e in reference.current(store).items()}
