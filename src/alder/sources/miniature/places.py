"""Mereshire: 1,920 postcodes in 30 districts, five by six, on squares of 5 km, with five local authorities.

In each district four sectors meet in the middle. A sector has four small areas (LSOA) of four postcodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.sources.miniature.nation import POSTCODES
from alder.sources.reference.publishers.areas import TABLES as LOOK_UPS
from alder.sources.reference.publishers.imd import INDICES, decile
from alder.sources.reference.publishers.imd import SCHEMA as RANKS
from alder.sources.reference.publishers.postcodes import SCHEMA as PLACES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.sources.reference.publishers.imd import Index

AREAS = len(POSTCODES) // 4
"""Small areas of 2011. One in sixteen was split in two by 2021."""
_SPLIT = 16
_WEST, _SOUTH, _SQUARE = 660_000, 350_000, 5_000
_AUTHORITIES = ("Mereford", "Northfield", "Eastmoor", "Saltmarsh", "Westbrook")
_REGIONS = (("E12000006", "East of England"), ("E12000004", "East Midlands"))
"""Regions are real, since tables of regions have no others. Three authorities are counted to the first."""
_CLASSES = ("C1", "D1", "E1", "F1")


@dataclass(frozen=True)
class _Spot:
    """Where a postcode is: counted from 0 in all, in its sector's square, and among small areas."""

    number: int

    @property
    def district(self) -> int:
        return self.number // 64

    @property
    def area(self) -> int:
        return self.number // 4

    @property
    def easting(self) -> int:
        sector = self.number // 16 % 4
        return _WEST + _SQUARE * (self.district % 6) + 2_500 * (sector % 2) + 550 * (self.number % 4) + 137

    @property
    def northing(self) -> int:
        sector = self.number // 16 % 4
        return _SOUTH + _SQUARE * (self.district // 6) + 2_500 * (sector // 2) + 550 * (self.number // 4 % 4) + 211

    @property
    def authority(self) -> int:
        return self.district // 6

    @property
    def rural(self) -> int:
        """From town (0) to hamlets (3): districts away from the middle column are less built up."""
        return min(3, abs(self.district % 6 - 2))


def lad(authority: int) -> str:
    return f"E07{990_001 + authority}"


def _lsoa(area: int) -> str:
    return f"E01{990_001 + area}"


def _lsoa21(number: int) -> str:
    """The small area of 2021: some were split in two, and both halves have new codes."""
    area = number // 4
    if area % _SPLIT:
        return _lsoa(area)
    return f"E01{995_001 + 2 * (area // _SPLIT) + number % 2}"


@cache
def postcode_place() -> pa.Table:
    """Every postcode of Mereshire. Those of the last district were introduced late, and one in a hundred has ended."""
    rows = []
    for number, postcode in enumerate(POSTCODES):
        spot = _Spot(number)
        region, _ = _REGIONS[0 if spot.authority < 3 else 1]
        rows.append(
            {
                "postcode": postcode,
                "easting": spot.easting,
                "northing": spot.northing,
                "position_quality": 1,
                "introduced": date(2016, 3, 1) if spot.district == 29 else date(1980, 1, 1),
                "terminated": date(2021, 6, 30) if number % 100 == 99 else None,
                "lsoa01": _lsoa(spot.area),
                "lsoa11": _lsoa(spot.area),
                "lsoa21": _lsoa21(number),
                "lad": lad(spot.authority),
                "region": region,
                "rural_urban": _CLASSES[spot.rural],
                "rural_urban_2021": ("UN1", "UF1", "RLN1", "RSN1")[spot.rural],
            }
        )
    return pa.Table.from_pylist(rows, schema=PLACES)


def _deprivation(area: int, year: int) -> float:
    """Higher is more deprived: towns more than the country, with a chance of each area and a little of each year."""
    chance = (area * 7_919 + 104_729) % 997 / 997
    drift = (area * 31 + year * 17) % 101 / 101
    return 3 - _Spot(area * 4).rural + 2.2 * chance + 0.5 * drift


def _index(index: Index) -> pa.Table:
    """Ranks of Mereshire's areas among all of England, spread evenly from most to least deprived."""
    codes: dict[str, float] = {}
    for number in range(len(POSTCODES)):
        code = _lsoa21(number) if index.census == 2021 else _lsoa(number // 4)
        codes.setdefault(code, _deprivation(number // 4, index.year) + (0.2 if number % 2 else 0))
    order = sorted(codes, key=lambda code: (-codes[code], code))
    rows: list[dict[str, Any]] = []
    for place, code in enumerate(order):
        rank = 1 + (2 * place + 1) * index.areas // (2 * len(order))
        tenth = decile(rank, index.areas) if index.has_deciles else None
        rows.append({"lsoa": code, "rank": rank, "decile": tenth, "score": round(10 * codes[code], 3)})
    return pa.Table.from_pylist(sorted(rows, key=lambda r: str(r["lsoa"])), schema=RANKS)


def _look_ups() -> dict[str, list[dict[str, Any]]]:
    districts = [(lad(n), name, _REGIONS[0 if n < 3 else 1]) for n, name in enumerate(_AUTHORITIES)]
    changes = {
        (_lsoa(number // 4), _lsoa21(number)): "U" if number // 4 % _SPLIT else "S" for number in range(len(POSTCODES))
    }
    return {
        "lsoa_2011_2021": [{"lsoa11": a, "lsoa21": b, "change": c} for (a, b), c in sorted(changes.items())],
        "lad_region": [
            {
                "lad": code,
                "name": name,
                "utla": "E10990001",
                "utla_name": "Mereshire",
                "region": region,
                "region_name": region_name,
            }
            for code, name, (region, region_name) in districts
        ],
        "lad_name": [{"lad": code, "name": name} for code, name, _ in districts],
        "lad_lsip": [{"lad": code, "lsip": "E69990001", "lsip_name": "Mereshire"} for code, _, _ in districts],
        "lad_combined_authority": [
            {"lad": code, "cauth": "E47990001", "cauth_name": "Mereford and Northfield"} for code, _, _ in districts[:2]
        ],
        "lad_change": [
            {"lad_from": code, "lad_to": code, "year_from": 2021, "year_to": 2023} for code, _, _ in districts
        ],
    }


@cache
def tables() -> Mapping[str, pa.Table]:
    """Everything about places."""
    rows = _look_ups()
    look_ups = {known.name: pa.Table.from_pylist(rows[known.name], schema=known.schema) for known in LOOK_UPS}
    return {"postcode_place": postcode_place(), **{i.table: _index(i) for i in INDICES}, **look_ups}
