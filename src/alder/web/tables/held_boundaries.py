"""The boundaries in the store beside the site, for maps of tables by place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from alder import environment
from alder.engine import reference
from alder.engine.store_sign import is_store
from alder.errors import AlderError
from alder.show.table import PLACE
from alder.sources.reference import boundaries

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from alder.publishing.tables.chosen_table import ChosenTable
    from alder.show.chart_plan import ChartPlan


@dataclass(frozen=True)
class HeldBoundaries:
    """The rows of the reference table, and the codes of all areas that it has."""

    rows: pa.Table | None = None
    codes: frozenset[str] = frozenset()

    def around(self, plan: ChartPlan, table: ChosenTable) -> Mapping[str, str]:
        """The outlines of the areas among which the places of a map lie."""
        members = (plan.along.dimension.members[n][0] for n in plan.along.drawn)
        codes = {table.area_code(member) for member in members if isinstance(member, tuple)}
        return boundaries.outlines(self.rows, codes) if self.rows is not None else {}


_NONE = HeldBoundaries()


def boundaries_for(table: ChosenTable) -> HeldBoundaries:
    """Those that are held, where a map can show the table: it is split by place, and one has the code of an area."""
    if PLACE not in {d.name for d in table.split}:
        return _NONE
    places = (member for member, _ in table.dimension(PLACE).members)
    if not any(isinstance(member, tuple) and table.area_code(member) for member in places):
        return _NONE
    folder = settings.ALDER_PUBLISHED.parent
    if not is_store(folder):
        return _NONE
    try:
        store = environment.open(folder).store
        held = reference.current(store).get(boundaries.TABLE)
        return _read(str(folder), held.part) if held is not None else _NONE
    except AlderError:
        return _NONE


@lru_cache(maxsize=2)
def _read(folder: str, part: str) -> HeldBoundaries:
    """What is in one part of the table, which never changes."""
    rows = reference.get(environment.open(folder).store, boundaries.TABLE)
    return HeldBoundaries(rows, frozenset(rows["code"].to_pylist()) if rows is not None else frozenset())
