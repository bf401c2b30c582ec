"""The providers of Mereshire: UKPRNs count up from 10000001."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.sources.miniature.nation import POSTCODES
from alder.sources.miniature.places import postcode_place
from alder.sources.reference.publishers.gias import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping

LISTED = 200
"""So many providers are in the made-up register. Returns can be made up for more."""


class ProviderKind(Enum):
    """What kind of provider it is: that decides what it mostly teaches."""

    COLLEGE = "college"
    TRAINING = "training provider"
    COMMUNITY = "community provider"


@dataclass(frozen=True)
class Provider:
    """A fictitious provider; `number` counts from 0."""

    number: int
    name: str
    sort: ProviderKind

    @property
    def ukprn(self) -> int:
        return 10_000_001 + self.number

    @property
    def campus(self) -> int:
        """Which of the postcodes its main building has."""
        return self.number * 37 % len(POSTCODES)


_CAST = (
    ("Northfield College", ProviderKind.COLLEGE),
    ("Eastmoor College", ProviderKind.COLLEGE),
    ("Kestrel Training", ProviderKind.TRAINING),
    ("Saltmarsh Community Learning", ProviderKind.COMMUNITY),
    ("Westbrook College", ProviderKind.COLLEGE),
)
_PLACES = ("Alderley Down", "Birchwater", "Coldharbour", "Dunmere", "Elmstead Vale", "Fernhollow", "Greyling")
_SORTS = (
    (ProviderKind.COLLEGE, "College"),
    (ProviderKind.TRAINING, "Training"),
    (ProviderKind.COLLEGE, "Sixth Form and College"),
    (ProviderKind.COMMUNITY, "Community Learning"),
)
_KINDS = {
    ProviderKind.COLLEGE: "Further education",
    ProviderKind.TRAINING: "Independent training provider",
    ProviderKind.COMMUNITY: "Local authority adult education",
}


def provider(number: int) -> Provider:
    """The provider with this number: first the five of Mereshire, then others without end."""
    if number < len(_CAST):
        return Provider(number, *_CAST[number])
    later = number - len(_CAST)
    sort, word = _SORTS[later % len(_SORTS)]
    place = _PLACES[later // len(_SORTS) % len(_PLACES)]
    again = later // (len(_SORTS) * len(_PLACES))
    return Provider(number, f"{place} {word}" + (f" {again + 1}" if again else ""), sort)


@cache
def tables() -> Mapping[str, pa.Table]:
    """The names of providers, and where they are."""
    places = postcode_place()
    rows = [
        {
            "ukprn": listed.ukprn,
            "name": listed.name,
            "kind": _KINDS[listed.sort],
            "postcode": POSTCODES[listed.campus],
            "lad": places["lad"][listed.campus].as_py(),
            "region": places["region"][listed.campus].as_py(),
            "urn": 990_001 + listed.number if listed.sort is ProviderKind.COLLEGE else None,
            "status": "Open",
            "opened": date(1993, 4, 1),
            "closed": None,
        }
        for listed in map(provider, range(LISTED))
    ]
    where = pa.Table.from_pylist(rows, schema=SCHEMA)
    return {"provider_place": where, "provider": where.select(["ukprn", "name"])}
