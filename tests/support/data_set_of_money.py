"""A small made-up data set whose labels begin like formulas and are none, and whose figures go below nothing.

Two years, England and two providers of one name; a measure in pounds that may be negative, one in percentages.
"""

from __future__ import annotations

from pathlib import Path

from tests.support import data_sets

GROUPS = ("Total", "+44 and over", "- of which women", "-5 to 0", '"Quoted"', "Adult, part-time")
META = """\
col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,filter_hint,filter_grouping_column
band,Filter,Band of pay,,,,,
change,Indicator,Change in pay,,£,0,,
share,Indicator,Share of leavers,,%,1,,
"""
_PLACES = (
    ("National", "", ""),
    ("Provider", "99000001", "Northfield College"),
    ("Provider", "99000002", "Northfield College"),
)


def rows() -> list[dict[str, str]]:
    found = []
    for level, code, name in _PLACES:
        for year in ("202223", "202324"):
            for band in GROUPS:
                n = len(found)
                found.append(
                    {
                        "time_period": year,
                        "time_identifier": "Academic year",
                        "geographic_level": level,
                        "country_code": "E92000001",
                        "country_name": "England",
                        "provider_ukprn": code,
                        "provider_name": name,
                        "band": band,
                        "change": "c" if n % 11 == 10 else str(1500 * (n % 5) - 3000),
                        "share": "z" if n % 7 == 6 else f"{(37 * n % 1000) / 10:.1f}",
                    }
                )
    return found[:-1]


def write(folder: Path) -> Path:
    """Write the pair and return the data file. The last row is left out, so one figure is missing."""
    return data_sets.write(folder, "made_money", meta=META, data=rows())
