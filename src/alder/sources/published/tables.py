"""The reference tables that Alder can take, and under which names publishers give their columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.errors import unknown_name
from alder.sources.ilr.rules.references import REFERENCES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROVIDER = "provider"
"""Names of providers: no rule reads them, but reports and tables show them."""

OWN = {"last_year_aim"}
"""Tables that the store works out from returns that it holds, so that no file is read for them."""

ALSO: dict[str, dict[str, tuple[str, ...]]] = {
    PROVIDER: {
        "ukprn": ("UnitedKingdomProviderReferenceNumber",),
        "name": ("ProviderName", "provider_name", "EstablishmentName"),
    },
    "postcode": {
        "pcds": ("Postcode",),
        "EffectiveFrom": ("dointr",),
        "EffectiveTo": ("doterm",),
        "laua": ("oslaua",),
    },
    "lars_standard_type": {"StandardTypeCode": ("ApprenticeshipStandardTypeCode",)},
}
"""Other names that publishers have for columns, by table."""

FILES = {
    "lars_delivery": "LearningDelivery",
    "lars_validity": "Validity",
    "lars_category": "LearningDeliveryCategory",
    "lars_annual_value": "AnnualValue",
    "lars_framework": "Framework",
    "lars_framework_aim": "FrameworkAims",
    "lars_framework_component": "FrameworkCmnComp",
    "lars_standard": "Standard",
    "lars_standard_validity": "StandardValidity",
    "lars_standard_component": "StandardCommonComponent",
    "lars_standard_type": "Standard",
}
"""What publishers call the file of a table, which decides where columns alone do not."""


@dataclass(frozen=True)
class Known:
    """One table: its columns, those by which records find their rows, and other names of columns."""

    name: str
    title: str
    schema: pa.Schema
    keys: tuple[str, ...]
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def places(self, header: Sequence[str]) -> dict[str, int]:
        """Where the table's columns stand among those of a file; a column that the file lacks is left out."""
        at: dict[str, int] = {}
        for place, name in enumerate(header):
            at.setdefault(folded(name), place)
        found = {}
        for column in self.schema.names:
            for name in (column, *self.also.get(column, ())):
                if folded(name) in at:
                    found[column] = at[folded(name)]
                    break
        return found

    def lacks(self, header: Sequence[str]) -> tuple[str, ...]:
        found = self.places(header)
        return tuple(c for c in self.schema.names if c not in found)


def folded(name: str) -> str:
    """A column's name as names are compared: without letter case and blanks around it."""
    return name.strip().casefold()


@cache
def tables() -> dict[str, Known]:
    """Every table that can be added, by the name under which a store holds it."""
    found: dict[str, Known] = {}
    for reference in REFERENCES.values():
        name = reference.loaded_as
        if name in OWN:
            continue
        keys = tuple(dict.fromkeys(reference.on.values()))
        found.setdefault(name, Known(name, reference.title, reference.schema, keys, ALSO.get(name, {})))
    names = pa.schema([("ukprn", pa.int32()), ("name", pa.string())])
    found[PROVIDER] = Known(PROVIDER, "the names of providers", names, ("ukprn", "name"), ALSO[PROVIDER])
    return found


def table(name: str) -> Known:
    if name not in tables():
        raise unknown_name("reference table", name, tables(), next="What is held: alder reference list")
    return tables()[name]
