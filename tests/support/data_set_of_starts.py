"""A small made-up data set of starts in which not all groups cross: by sex, and by level, never by both.

Titles and labels hold what must be shown as it is and never be run: HTML, quotation marks, a formula.
"""

from __future__ import annotations

import csv
from pathlib import Path

YEARS = ("202223", "202324")
GROUPS: tuple[tuple[str, str, int, int], ...] = (
    ("Total", "Total", 1500, 1420),
    ("Female", "Total", 800, 760),
    ("Male", "Total", 700, 660),
    ("Total", "Level 2", 900, 950),
    ("Total", '<b>Level 3</b> & "more"', 600, 470),
)
"""Sex, level, and starts in each year."""
META = """\
col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,filter_hint,filter_grouping_column
sex,Filter,Sex,,,,,
level,Filter,Level,,,,,
starts,Indicator,Starts,,,0,,
rate,Indicator,Share of starts,,%,1,,
"""
COLUMNS = (
    *("time_period", "time_identifier", "geographic_level", "country_code", "country_name"),
    *("sex", "level", "starts", "rate"),
)


def write(folder: Path, name: str = "made_starts") -> Path:
    """Write the pair and return the data file."""
    file = folder / f"{name}.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        lines = csv.writer(out)
        lines.writerow(COLUMNS)
        for at, year in enumerate(YEARS):
            for sex, level, first, second in GROUPS:
                starts = (first, second)[at]
                share = f"{100 * starts / (GROUPS[0][3] if at else GROUPS[0][2]):.1f}"
                lines.writerow([year, "Academic year", "National", "E92000001", "England", sex, level, starts, share])
    (folder / f"{name}.meta.csv").write_text(META, encoding="utf-8")
    return file
