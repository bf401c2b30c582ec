"""Questions that are coarser than another: broader categories, larger areas, one filter less, nobody left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alder.derive import variables
from alder.measures.measure import measures
from alder.measures.query import can_split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.measures.query import Query

BROADER = {
    "ethnicity_minor": ("ethnicity",),
    "home_combined_authority": ("home_region",),
    "home_local_authority": ("home_lsip", "home_region"),
    "home_lsip": ("home_region",),
    "delivery_local_authority": ("delivery_region",),
    "provider_local_authority": ("provider_region",),
    "imd_decile": ("imd_quintile",),
    "rural_urban_2021": ("rural_or_urban",),
    "subject_area_tier_2": ("subject_area",),
}
"""Variables whose categories are parts of those of others, the nearest first."""


@dataclass(frozen=True)
class Coarser:
    """A question, and in words what makes it coarser."""

    query: Query
    words: str


def coarser(query: Query) -> Iterator[Coarser]:
    """The questions one step coarser than this one, the nearest first.

    A longer period is none of them: a table over several years shows each by itself, since nothing adds up over years.
    """
    able = can_split(measures[query.measure])
    for name in query.by:
        for broader in BROADER.get(name, ()):
            if broader not in query.by and broader in able:
                by = tuple(broader if b == name else b for b in query.by)
                yield Coarser(replace(query, by=by), f"by {_title(broader)}, and not by {_title(name)}")
    for name in query.by[::-1]:
        by = tuple(b for b in query.by if b != name)
        yield Coarser(replace(query, by=by), f"not by {_title(name)}")
    if query.where is not None:
        yield Coarser(replace(query, where=None), "of everybody, with nobody left out")


def _title(name: str) -> str:
    found = variables[name].title if name in variables else name.replace("_", " ")
    return found[:1].lower() + found[1:]
