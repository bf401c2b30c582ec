"""The made-up reference tables about places: those of Wealdmark, Mereshire among them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from alder.sources.miniature import deprivation, nation
from alder.sources.miniature.land import small_areas
from alder.sources.reference.publishers.areas import TABLES as LOOK_UPS
from alder.sources.reference.publishers.imd import INDICES
from alder.sources.reference.publishers.imd import SCHEMA as RANKS
from alder.sources.reference.publishers.postcodes import SCHEMA as PLACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.sources.miniature.land import Array
    from alder.sources.reference.publishers.imd import Index

_CLASSES = np.array(["F1", "E1", "D1", "C1", "A1"])
_NEAR, _FAR = np.array(["RSN1", "RLN1", "UF1", "UN1"]), np.array(["RSF1", "RLF1", "UF1", "UN1"])
"""Classes of small areas from hamlets to cities: of 2011, and of 2021 near to a city and far from any."""
_FORMER = (("North", "South"), ("East", "West", "Vale of"))
"""Districts that became one authority in 2023, by what stood before its name: those of the first single ones."""


def _of_few(texts: Iterable[str], which: Array) -> pa.Array:
    """Texts of which each row has one."""
    return pa.array(list(texts)).take(pa.array(which))


def _small_area_codes(census: int) -> pa.Array:
    small_area = nation.places().small_area
    numbers = deprivation.code_numbers(small_area, np.arange(len(small_area)) % 2, census)
    different, which = np.unique(numbers, return_inverse=True)
    return _of_few((f"E01{number}" for number in different.tolist()), which)


@cache
def postcode_place() -> pa.Table:
    """Every postcode of the nation."""
    places, authorities = nation.places(), nation.authorities()
    town = small_areas().town[places.small_area]
    is_borough = np.array([a.code.startswith(nation.BOROUGH) for a in authorities.listed])[places.authority]
    near_city = (np.bincount(places.authority, town == 3) > 0)[places.authority]
    of_2001 = _small_area_codes(2011)
    columns = {
        "postcode": places.postcodes,
        "easting": places.east,
        "northing": places.north,
        "position_quality": np.ones(len(town)),
        "introduced": places.introduced,
        "terminated": places.ended,
        "lsoa01": of_2001,
        "lsoa11": of_2001,
        "lsoa21": _small_area_codes(2021),
        "lad": _of_few((a.code for a in authorities.listed), places.authority),
        "region": _of_few((a.code for a in authorities.regions), places.region),
        "rural_urban": _CLASSES[town + (is_borough & (town == 3))],
        "rural_urban_2021": np.where(near_city, _NEAR[town], _FAR[town]),
    }
    return pa.table({name: pa.array(values, PLACES.field(name).type) for name, values in columns.items()}, PLACES)


def _index(index: Index) -> pa.Table:
    ranks = deprivation.ranked(index.year)
    decile = pa.array(ranks.decile, pa.int32()) if index.has_deciles else pa.nulls(len(ranks.rank), pa.int32())
    codes = [f"E01{number}" for number in ranks.number.tolist()]
    return pa.table([codes, pa.array(ranks.rank, pa.int32()), decile, ranks.score], schema=RANKS)


def _small_area_changes() -> list[dict[str, str]]:
    whole = np.arange(len(small_areas().east))
    split = whole % deprivation.SPLIT == 0
    rows = []
    for part in (0, 1):
        some = whole if part == 0 else whole[split]
        old, new = (deprivation.code_numbers(some, np.full(len(some), part), census) for census in (2011, 2021))
        rows += [
            {"lsoa11": f"E01{a}", "lsoa21": f"E01{b}", "change": "U" if a == b else "S"}
            for a, b in zip(old.tolist(), new.tolist(), strict=True)
        ]
    return sorted(rows, key=lambda row: (row["lsoa11"], row["lsoa21"]))


def _former_districts() -> list[tuple[str, str, str]]:
    """Code and name of each district that ended in 2023, and the code of the authority that it became part of."""
    listed = nation.authorities().listed
    districts = sum(a.code.startswith(nation.COUNTY) for a in listed)
    merged = [a for a in listed if a.code.startswith(nation.SINGLE)][: len(_FORMER)]
    pairs = [(f"{word} {a.name}", a.code) for a, words in zip(merged, _FORMER, strict=True) for word in words]
    return [(f"{nation.COUNTY}{nation.FIRST + districts + n}", name, now) for n, (name, now) in enumerate(pairs)]


def _look_ups() -> Mapping[str, list[dict[str, Any]]]:
    of = nation.authorities()
    former = _former_districts()
    lasting = [(a.code, a.code) for a in of.listed if a.code not in {now for *_, now in former}]
    return {
        "lsoa_2011_2021": _small_area_changes(),
        "lad_region": [
            {
                "lad": a.code,
                "name": a.name,
                "utla": a.upper_tier[0],
                "utla_name": a.upper_tier[1],
                "region": of.regions[a.region].code,
                "region_name": of.regions[a.region].name,
            }
            for a in of.listed
        ],
        "lad_name": [
            *({"lad": a.code, "name": a.name} for a in of.listed),
            *({"lad": code, "name": name} for code, name, _ in former),
        ],
        "lad_lsip": [
            {
                "lad": a.code,
                "lsip": of.skills_areas[a.skills_area].code,
                "lsip_name": of.skills_areas[a.skills_area].name,
            }
            for a in of.listed
        ],
        "lad_combined_authority": [
            {"lad": of.listed[n].code, "cauth": area.code, "cauth_name": area.name}
            for area in of.combined
            for n in area.authorities
        ],
        "lad_change": [
            {"lad_from": old, "lad_to": new, "year_from": 2021, "year_to": 2023}
            for old, new in (*lasting, *((code, now) for code, _, now in former))
        ],
    }


@cache
def tables() -> Mapping[str, pa.Table]:
    """Everything about places."""
    rows = _look_ups()
    look_ups = {known.name: pa.Table.from_pylist(rows[known.name], schema=known.schema) for known in LOOK_UPS}
    return {"postcode_place": postcode_place(), **{i.table: _index(i) for i in INDICES}, **look_ups}
