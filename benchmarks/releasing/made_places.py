"""Made-up reference tables of full size: 2.6 million postcodes, every small area, and a list of aims and standards.

They describe no postcode, aim, standard or body that exists.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from alder.engine import reference
from alder.engine.reference import Edition
from alder.engine.store import Store
from alder.sources.reference.table_catalogue import tables
from benchmarks.placing import postcodes

POSTCODES, AREAS, DISTRICTS, AIMS, STANDARDS, BODIES = 2_600_000, 32_844, 309, 3_000, 600, 100
EDITION = "made up"
RURAL = ["A1", "B1", "C1", "C1", "C1", "D1", "E1", "F1"]
RURAL_2021 = ["UN1", "UN1", "UF1", "RLN1", "RLF1", "RSN1", "RSF1"]
REGIONS = [f"E1200000{n}" for n in range(1, 10)]
LONG_AGO = date(2010, 8, 1)


def made(providers: list[int], seed: int = 11) -> dict[str, pa.Table]:
    """Every reference table that variables look into, by name."""
    draw = np.random.default_rng(seed)
    return {**_places(providers, draw), **_aims(draw)}


def keep(store: Store, made: dict[str, pa.Table]) -> None:
    """Hold the tables in a store, in the columns that published files fill."""
    known = tables()
    reference.add(
        store,
        [(Edition(n, EDITION), _fitted(rows, known[n].schema) if n in known else rows) for n, rows in made.items()],
    )


def aim_codes() -> list[str]:
    return [f"6{n:07}" for n in range(AIMS)]


def _places(providers: list[int], draw: np.random.Generator) -> dict[str, pa.Table]:
    codes = postcodes(POSTCODES)
    area = np.arange(POSTCODES) * AREAS // POSTCODES
    districts = pa.array([f"E07{n:06}" for n in range(1, DISTRICTS + 1)])
    lsoa = pa.array([f"E01{n:06}" for n in range(1, AREAS + 1)])
    mine = lsoa.take(pa.array(area))
    each = np.arange(DISTRICTS)
    return {
        "postcode_place": pa.table(
            {
                "postcode": codes,
                "easting": pa.array(300_000 + area * 10 + draw.integers(0, 2_000, POSTCODES), pa.int32()),
                "northing": pa.array(100_000 + area * 10 % 90_000 + draw.integers(0, 2_000, POSTCODES), pa.int32()),
                "lsoa01": mine,
                "lsoa11": mine,
                "lsoa21": mine,
                "lad": districts.take(pa.array(area * DISTRICTS // AREAS)),
                "rural_urban": pa.array(RURAL).take(pa.array(area % len(RURAL))),
                "rural_urban_2021": pa.array(RURAL_2021).take(pa.array(area % len(RURAL_2021))),
            }
        ),
        **{
            f"imd_{year}": pa.table({"lsoa": lsoa, "rank": pa.array(draw.permutation(AREAS) + 1, pa.int32())})
            for year in (2015, 2019)
        },
        "lad_change": pa.table({"lad_from": ["E07000901"], "lad_to": ["E07000001"]}),
        "lad_region": pa.table(
            {
                "lad": districts,
                "name": [f"District {n}" for n in each],
                "region": [REGIONS[n % 9] for n in each],
                "region_name": [f"Region {n % 9}" for n in each],
            }
        ),
        "lad_lsip": pa.table(
            {
                "lad": districts,
                "lsip": [f"E69{n % 38:06}" for n in each],
                "lsip_name": [f"Plan {n % 38:02}" for n in each],
            }
        ),
        "lad_combined_authority": pa.table(
            {
                "lad": districts.slice(0, 80),
                "cauth": [f"E47{n % 10:06}" for n in range(80)],
                "cauth_name": [f"Authority {n % 10}" for n in range(80)],
            }
        ),
        "provider_place": pa.table(
            {
                "ukprn": pa.array(providers, pa.int32()),
                "name": [f"College {n}" for n in range(len(providers))],
                "kind": ["Further education" if n % 3 else "Independent" for n in range(len(providers))],
                "postcode": [codes[k] for k in draw.integers(0, POSTCODES, len(providers))],
            }
        ),
        "provider": pa.table(
            {"ukprn": pa.array(providers, pa.int32()), "name": [f"College {n}" for n in range(len(providers))]}
        ),
    }


def _aims(draw: np.random.Generator) -> dict[str, pa.Table]:
    codes = pa.array(aim_codes())
    areas = np.array([1.1, 1.3, 2.1, 3.2, 4.1, 5.2, 6.1, 7.3, 8.1, 9.2, 10.1, 12.1, 13.2, 14.1, 15.3])
    of_aim = areas[draw.integers(0, len(areas), AIMS)]
    hours = draw.integers(5, 900, AIMS)
    first = pa.array([LONG_AGO] * AIMS)
    return {
        "lars_aim": pa.table(
            {
                "LearnAimRef": codes,
                "LearnAimRefTitle": [f"Qualification {n}" for n in range(AIMS)],
                "LearnAimRefType": [["0006", "0016", "1422", "0003"][n % 4] for n in range(AIMS)],
                "NotionalNVQLevelv2": [["E", "1", "2", "2", "3", "3", "4", "X"][n % 8] for n in range(AIMS)],
                "SectorSubjectAreaTier1": np.floor(of_aim),
                "SectorSubjectAreaTier2": of_aim,
                "AwardOrgCode": [f"BODY{n % BODIES:03}" for n in range(AIMS)],
                "OfQualGlhMin": hours,
                "OfQualGlhMax": hours + 20,
                "RegulatedCreditValue": hours // 10,
                "EffectiveFrom": first,
            }
        ),
        "awarding_organisation": pa.table(
            {
                "AwardOrgCode": [f"BODY{n:03}" for n in range(BODIES)],
                "AwardOrgName": [f"Body {n}" for n in range(BODIES)],
            }
        ),
        "lars_annual_value": pa.table(
            {
                "LearnAimRef": pa.concat_arrays([codes, codes]),
                "EffectiveFrom": [LONG_AGO] * AIMS + [date(2020, 8, 1)] * AIMS,
                "EffectiveTo": [date(2020, 7, 31)] * AIMS + [None] * AIMS,
                "FullLevel2Percent": 100 * draw.integers(0, 2, 2 * AIMS),
                "FullLevel3Percent": 100 * draw.integers(0, 2, 2 * AIMS),
            }
        ),
        "lars_funding": pa.table(
            {
                "LearnAimRef": pa.concat_arrays([codes, codes]),
                "FundingCategory": ["Matrix"] * AIMS + ["Loans"] * AIMS,
                "RateWeighted": draw.integers(50, 4_000, 2 * AIMS),
                "EffectiveFrom": [LONG_AGO] * 2 * AIMS,
            }
        ),
        "lars_standard": pa.table(
            {
                "StandardCode": np.arange(1, STANDARDS + 1),
                "NotionalEndLevel": [str(2 + n % 6) for n in range(STANDARDS)],
                "EffectiveFrom": [LONG_AGO] * STANDARDS,
            }
        ),
        "lars_standard_funding": pa.table(
            {
                "StandardCode": np.arange(1, STANDARDS + 1),
                "FundingCategory": ["App_May_2017"] * STANDARDS,
                "EffectiveFrom": [LONG_AGO] * STANDARDS,
                "CoreGovContributionCap": 1_000 * draw.integers(3, 27, STANDARDS),
            }
        ),
    }


def _fitted(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """The rows in the columns and types of the table as published files fill it."""
    return pa.table(
        [
            _cast(rows[f.name], f.type) if f.name in rows.column_names else pa.nulls(rows.num_rows, f.type)
            for f in schema
        ],
        schema=schema,
    )


def _cast(values: pa.ChunkedArray, type: pa.DataType) -> pa.ChunkedArray:
    if pa.types.is_decimal(type) and pa.types.is_integer(values.type):
        values = values.cast(pa.float64())
    return values.cast(type)
