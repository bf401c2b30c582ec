"""Which wider place a place lies in, as the rows of a data set say it: providers in their region, for example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.model import geographic_levels
from alder.model.condition import OneOf
from alder.publishing.contents.contents import LEVEL_COLUMN, level_column

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from alder.publishing.contents import Contents
    from alder.publishing.standard import Level
    from alder.publishing.store import DataSetStore

_WIDER = (geographic_levels.REGIONAL, geographic_levels.LOCAL_AUTHORITY, geographic_levels.DISTRICT)
"""Levels by whose places others are put together, the first that a data set names before those after it."""

_NARROW = frozenset(
    {
        geographic_levels.WARD,
        geographic_levels.SCHOOL,
        geographic_levels.PROVIDER,
        geographic_levels.INSTITUTION,
        geographic_levels.PLANNING_AREA,
        geographic_levels.POLICE_FORCE_AREA,
    }
)
"""Levels whose places may lie in a local authority, and not the other way round."""


@dataclass(frozen=True)
class Inside:
    """The places of one level by the place of a wider level in which they lie."""

    wider: str
    """The code of the wider level."""
    places: Mapping[int, tuple[int, ...]]
    """For the code of a wider place, those in it. Places that rows put into more than one are in none."""
    several: tuple[int, ...]
    nowhere: tuple[int, ...]
    """Places of which no row says it."""


def inside(version: UUID, contents: Contents, store: DataSetStore) -> dict[str, Inside]:
    """For the code of each level whose rows name at least two wider places: what lies in which."""
    found = {}
    for group in contents.places:
        for wider in _wider(group.level, contents):
            columns = [level_column(group.level), level_column(wider.code)]
            rows = store.distinct(version, columns, OneOf(LEVEL_COLUMN, (contents.level_codes[group.level],)))
            if told := _told(wider, rows):
                found[group.level] = told
                break
    return found


def _wider(level: str, contents: Contents) -> list[Level]:
    """Wider levels than this one of which the data set names places."""
    if level not in contents.level_codes or level in (geographic_levels.NATIONAL.code, geographic_levels.REGIONAL.code):
        return []
    named = contents.places_by_level
    is_narrow = any(level == one.code for one in _NARROW)
    return [one for one in _WIDER if one.code in named and (one is geographic_levels.REGIONAL or is_narrow)]


def _told(wider: Level, rows: list[tuple[int, ...]]) -> Inside | None:
    above: dict[int, set[int]] = {}
    for code, place in rows:
        if code:
            above.setdefault(code, set()).update({place} if place else ())
    places: dict[int, list[int]] = {}
    for code, others in above.items():
        if len(others) == 1:
            places.setdefault(next(iter(others)), []).append(code)
    is_list = wider is not geographic_levels.REGIONAL and len(above) < 2 * len(places)
    if len(places) < 2 or is_list:
        return None
    return Inside(
        wider.code,
        {place: tuple(places[place]) for place in sorted(places)},
        tuple(code for code, others in above.items() if len(others) > 1),
        tuple(code for code, others in above.items() if not others),
    )
