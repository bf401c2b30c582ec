"""Which reference data a result used: each table with its edition, in words that travel with the figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alder.engine import reference
from alder.model.made_up import MadeUp

if TYPE_CHECKING:
    from collections.abc import Mapping

LIST_OF_AIMS = "lars_aim"


@dataclass(frozen=True)
class Used:
    """The reference tables that a result looked into, what each holds, and the editions that are held."""

    tables: Mapping[str, str] = field(default_factory=dict)
    editions: Mapping[str, str] = field(default_factory=dict)
    made_up: frozenset[str] = frozenset()
    """The reference tables of the store that are made up."""

    def beside(self, records: MadeUp) -> MadeUp:
        """What of figures was made up: of their records, and of the reference data that was looked into.

        Made-up learners at real places are made up; made-up places make figures of other learners partly so.
        """
        return MadeUp.PART if records is MadeUp.NO_WORD and self.made_up & self.tables.keys() else records

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


def made_up_in(source: Any) -> frozenset[str]:
    """The reference tables of a store that are made up. An engine alone does not know any."""
    store = getattr(source, "store", source)
    if not hasattr(store, "submissions"):
        return frozenset()
    return frozenset(name for name, e in reference.current(store).items() if e.made_up)
