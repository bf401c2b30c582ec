"""Look-ups between areas. Every code is of a vintage: the number in the column's name, as in LAD23CD, is its year."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from alder.files.values import CODE, shaped
from alder.model import service
from alder.sources.reference.area_codes import DISTRICT, REGION
from alder.sources.reference.table_layout import Contradiction, FinishedTable, Origin, TableLayout

LSOA = shaped("[EW]01[0-9]{6}", "is not the code of a small area (LSOA)")
AREA = shaped("[A-Z][0-9]{8}", "is not the code of an area")
CHANGES = {
    "U": "unchanged",
    "S": "split into several",
    "M": "merged with others",
    "X": "changed in another way",
}
"""How a small area of 2011 became one of 2021."""

_PORTAL = service.GEOGRAPHY_PORTAL
_ONS = "Office for National Statistics, Open Geography portal"
_YEARS = range(9, 40)
"""Years of local authorities that a look-up of their changes may name: 2009 to 2039."""


def _origin(search: str, note: str = "") -> Origin:
    return Origin(f"the CSV of the look-up {search}", _ONS, _PORTAL, search, note)


def _texts(*names: str) -> pa.Schema:
    return pa.schema([(n, pa.string()) for n in names])


def _no_district_in_two(column: str, what: str, rows: pa.Table) -> FinishedTable:
    """Raises where an authority lies in two areas, since then its learners would count twice."""
    pairs = rows.group_by(["lad", column]).aggregate([]).num_rows
    if pairs > pc.count_distinct(rows["lad"]).as_py():
        raise Contradiction(f"a local authority of this file lies in more than one {what}")
    return FinishedTable(rows)


def _in_one_skills_area(rows: pa.Table) -> FinishedTable:
    return _no_district_in_two("lsip", "skills area", rows)


def _in_one_combined_authority(rows: pa.Table) -> FinishedTable:
    return _no_district_in_two("cauth", "combined authority", rows)


def changes(rows: pa.Table) -> pa.Table:
    """Pairs of codes from each year that the file names to the next, with those years."""
    years = [y for y in _YEARS if rows[f"lad{y:02}"].null_count < rows.num_rows]
    pairs = [CHANGE.empty_table()]
    for before, after in pairwise(years):
        many = rows.num_rows
        pair = pa.table(
            [
                rows[f"lad{before:02}"],
                rows[f"lad{after:02}"],
                pa.repeat(pa.scalar(2000 + before, pa.int32()), many),
                pa.repeat(pa.scalar(2000 + after, pa.int32()), many),
            ],
            schema=CHANGE,
        )
        pairs.append(pair.filter(pc.and_(pc.is_valid(pair["lad_from"]), pc.is_valid(pair["lad_to"]))))
    return pa.concat_tables(pairs)


def _each_once(rows: pa.Table) -> FinishedTable:
    """Each pair once: a row of three years repeats what is the same in two."""
    return FinishedTable(rows.group_by(rows.schema.names, use_threads=False).aggregate([]).select(rows.schema.names))


CHANGE = pa.schema(
    [("lad_from", pa.string()), ("lad_to", pa.string()), ("year_from", pa.int32()), ("year_to", pa.int32())]
)
_REGION = _texts("lad", "name", "utla", "utla_name", "region", "region_name")

PLACE = 60
"""Where its tables are listed among those of other publishers."""

TABLES = (
    TableLayout(
        "lsoa_2011_2021",
        "which small areas (LSOA) of 2011 became which of 2021",
        _texts("lsoa11", "lsoa21", "change"),
        ("lsoa11", "lsoa21", "change"),
        {
            "lsoa11": ("LSOA11CD", "F_LSOA11CD", "lsoa11_code"),
            "lsoa21": ("LSOA21CD", "lsoa21_code"),
            "change": ("CHGIND", "change_code"),
        },
        unique=("lsoa11", "lsoa21"),
        reads={
            "lsoa11": LSOA,
            "lsoa21": LSOA,
            "change": shaped("[USMX]", f"is none of {', '.join(f'{c} ({m})' for c, m in CHANGES.items())}"),
        },
        enables="deprivation of 2025 where only the small area of 2011 is known and did not change",
        origins=(_origin("LSOA (2011) to LSOA (2021) to Local Authority District (2022) exact fit"),),
    ),
    TableLayout(
        "lad_region",
        "which region and upper-tier authority local authorities lie in",
        _REGION,
        ("lad", "region"),
        {
            "lad": ("LAD##CD", "ltla##cd"),
            "name": ("LAD##NM", "ltla##nm"),
            "utla": ("UTLA##CD",),
            "utla_name": ("UTLA##NM",),
            "region": ("RGN##CD", "region_code"),
            "region_name": ("RGN##NM", "region_name"),
        },
        optional=frozenset({"utla", "utla_name"}),
        excluded_by=("pcds", "lsoa##cd", "LearnRefNumber", "URN"),
        unique=("lad",),
        reads={"lad": DISTRICT, "utla": AREA, "region": REGION},
        enables="regions and upper-tier authorities of homes and places of learning",
        origins=(_origin("Local Authority District to Region in England"),),
    ),
    TableLayout(
        "lad_lsip",
        "which local skills improvement plan area (LSIP) local authorities lie in",
        _texts("lad", "lsip", "lsip_name"),
        ("lad", "lsip"),
        {"lad": ("LAD##CD",), "lsip": ("LSIP##CD",), "lsip_name": ("LSIP##NM",)},
        optional=frozenset({"lsip_name"}),
        excluded_by=("lsoa##cd",),
        unique=("lad", "lsip"),
        reads={"lad": DISTRICT, "lsip": shaped("E69[0-9]{6}", "is not the code of a skills area")},
        finish=_in_one_skills_area,
        enables="tables by local skills improvement plan area",
        origins=(_origin("LAD to LSIP"),),
    ),
    TableLayout(
        "lad_combined_authority",
        "which combined authority local authorities lie in",
        _texts("lad", "cauth", "cauth_name"),
        ("lad", "cauth"),
        {"lad": ("LAD##CD",), "cauth": ("CAUTH##CD",), "cauth_name": ("CAUTH##NM",)},
        optional=frozenset({"cauth_name"}),
        excluded_by=("lsoa##cd",),
        unique=("lad", "cauth"),
        reads={"lad": DISTRICT, "cauth": shaped("E47[0-9]{6}|E61[0-9]{6}", "is not the code of a combined authority")},
        finish=_in_one_combined_authority,
        enables="tables by combined authority",
        origins=(_origin("Local Authority District to Combined Authority"),),
    ),
    TableLayout(
        "lad_change",
        "which local authorities became which",
        CHANGE,
        (),
        {f"lad{y:02}": (f"LAD{y:02}CD",) for y in _YEARS},
        optional=frozenset(f"lad{y:02}" for y in _YEARS),
        least=2,
        excluded_by=("pcds", "lsoa##cd", "msoa##cd", "oa##cd", "LearnRefNumber", "URN"),
        joins=True,
        unique=("lad_from", "lad_to", "year_from", "year_to"),
        columns=_texts(*(f"lad{y:02}" for y in _YEARS)),
        reads={f"lad{y:02}": DISTRICT for y in _YEARS},
        derive=changes,
        finish=_each_once,
        enables="tables by local authority over years in which authorities changed",
        origins=(_origin("Local Authority District to Local Authority District", "add all of them with one command"),),
    ),
    TableLayout(
        "lad_name",
        "the names of local authorities, by year",
        _texts("lad", "name"),
        ("lad", "name"),
        {"lad": ("LAD##CD",), "name": ("LAD##NM",)},
        marks=("lad##cd", "lad##nm"),
        excluded_by=(
            "pcds",
            "lsoa##cd",
            "lsip##cd",
            "cauth##cd",
            "rgn##cd",
            "utla##cd",
            "region_code",
            "lad21cd",
            "lad23cd",
        ),
        unique=("lad",),
        reads={"lad": DISTRICT, "name": CODE},
        enables="shows names of local authorities beside their codes, those of the past among them",
        origins=(_origin("Local Authority Districts names and codes in the United Kingdom"),),
    ),
)
