"""A small made-up data set in the shape of published absence figures, and its second version.

Three years; England, two regions, three local authorities and four schools, all fictitious. `group` is filled on every
row, `kind` is blank for England and the regions. Figures follow from a row's position: a test can work them out.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

YEARS = ("202122", "202223", "202324")
GROUPS = ("Total", "Boys", "Girls")
KINDS = ("Academy", "Maintained")

COLUMNS = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "new_la_code",
    "old_la_code",
    "la_name",
    "school_urn",
    "school_laestab",
    "school_name",
    "group",
    "kind",
    "pupils",
    "absent",
    "absence_rate",
)
META = """\
col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,filter_hint,filter_grouping_column
group,Filter,Pupil group,,,,As schools record it,
kind,Filter,Kind of school,,,,,
pupils,Indicator,Number of pupils,Headline,,0,,
absent,Indicator,Pupils absent,Headline,,0,,
absence_rate,Indicator,Absence rate,Headline,%,1,,
"""


class Place(NamedTuple):
    level: str
    region: tuple[str, str] = ("", "")
    authority: tuple[str, str, str] = ("", "", "")
    school: tuple[str, str, str] = ("", "", "")


NORTH, SOUTH = ("X12000001", "North Fells"), ("X12000002", "South Downs")
ALDBY, BRAYTON, COVE = ("X06000001", "901", "Aldby"), ("X06000002", "902", "Brayton"), ("X06000003", "903", "Cove")
PLACES = (
    Place("National"),
    Place("Regional", NORTH),
    Place("Regional", SOUTH),
    Place("Local authority", NORTH, ALDBY),
    Place("Local authority", NORTH, BRAYTON),
    Place("Local authority", SOUTH, COVE),
    Place("School", NORTH, ALDBY, ("990001", "9014001", "Aldby High")),
    Place("School", NORTH, BRAYTON, ("990002", "9024002", "Brayton Park")),
    Place("School", SOUTH, COVE, ("990003", "9034003", "Cove Academy")),
    Place("School", SOUTH, COVE, ("990004", "9034004", "Ashdown School")),
)
"""The last school begins with A, so that order by name and order of the file differ."""


def rows() -> list[dict[str, str]]:
    """Every row as a dictionary of text, in the order of the file."""
    found = []
    for place in PLACES:
        for year in YEARS:
            for group in GROUPS:
                for kind in KINDS if place.level in ("Local authority", "School") else ("",):
                    n = len(found)
                    pupils = "c" if n % 41 == 40 else str(1000 + 37 * n % 900)
                    absent = "low" if n % 29 == 28 else str(5 + 13 * n % 97)
                    rate = "" if n % 31 == 30 else f"{(7 * n % 120) / 10:.1f}"
                    cells = (
                        *(year, "Academic year", place.level, "E92000001", "England"),
                        *(*place.region, *place.authority, *place.school),
                        *(group, kind, pupils, absent, rate),
                    )
                    found.append(dict(zip(COLUMNS, cells, strict=True)))
    return found


def write(
    folder: Path, name: str = "made_absence", *, meta: str = META, data: list[dict[str, str]] | None = None
) -> Path:
    """Write the pair and return the data file."""
    file = folder / f"{name}.csv"
    data = rows() if data is None else data
    with file.open("w", newline="", encoding="utf-8") as out:
        lines = csv.DictWriter(out, list(data[0]))
        lines.writeheader()
        lines.writerows(data)
    (folder / f"{name}.meta.csv").write_text(meta, encoding="utf-8")
    return file
