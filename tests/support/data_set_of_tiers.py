"""A small made-up data set whose filters divide each other: sector, then qualification, then course."""

from __future__ import annotations

from pathlib import Path

from tests.support import data_sets

TREE = {
    "Digital": {"Award": ("Coding", "Graphics"), "Certificate": ("Networks",)},
    "Engineering": {"Award": ("Welding",)},
}
META = """\
col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,filter_hint,filter_grouping_column,parent_filter
sector,Filter,Sector,,,,,,
qualification,Filter,Qualification,,,,,,sector
course,Filter,Course,,,,,,qualification
sex,Filter,Sex,,,,,,
achievers,Indicator,Achievers,,,0,,,
"""


def combinations() -> list[tuple[str, str, str]]:
    """Every thing of the tree with the totals of all that divide it."""
    found = [("Total", "Total", "Total")]
    for sector, qualifications in TREE.items():
        found.append((sector, "Total", "Total"))
        for qualification, courses in qualifications.items():
            found += [(sector, qualification, "Total"), *((sector, qualification, course) for course in courses)]
    return found


def rows() -> list[dict[str, str]]:
    return [
        {
            "time_period": "202324",
            "time_identifier": "Academic year",
            "geographic_level": "National",
            "country_code": "E92000001",
            "country_name": "England",
            "sector": sector,
            "qualification": qualification,
            "course": course,
            "sex": sex,
            "achievers": str(100 * n + 10 * len(sex)),
        }
        for n, (sector, qualification, course) in enumerate(combinations(), 1)
        for sex in ("Total", "Female", "Male")
    ]


def write(folder: Path) -> Path:
    """Write the pair and return the data file."""
    return data_sets.write(folder, "made_tiers", meta=META, data=rows())
