"""Which edition of the Indices of Deprivation, and which rural-urban classification, serves which year."""

from __future__ import annotations

from alder.derive.deprivation import AREAS, areas_in
from alder.model.definition import Evidence, Parameter

DEPRIVATION = "Indices of Deprivation {}"

LSOA_YEARS: dict[int, str] = {2007: "01", 2010: "01", 2015: "11", 2019: "11", 2025: "21"}
"""The census, as two digits of its year, whose lower layer super output areas (LSOA) each edition ranks."""

FIRST_YEARS: dict[int, int] = {2007: 0, 2010: 2011, 2015: 2015, 2019: 2019, 2025: 2025}
"""The starting year of the first academic year for which each edition is the latest.

The edition of 2010 came out in March 2011, those of 2015, 2019 and 2025 in the autumn of their year.
"""

IMD_EDITION = Parameter(
    "imd_edition",
    "by_year",
    "Which edition of the Indices of Deprivation ranks the learner's home.",
    Evidence.B,
    "By year is the latest edition that was out in the autumn of the academic year: 2015 up to 2018/19, 2019 up to "
    "2024/25. For a series over years, fix one edition, since half of all areas change their decile between two.",
    choices=(
        ("by_year", "the one that was the latest in the year asked for"),
        *((str(e), f"the edition of {e}, on LSOAs of 20{LSOA_YEARS[e]}") for e in AREAS),
    ),
)


def edition_for(year: int, setting: str) -> int:
    """The edition that a query of an academic year (its starting year) uses, as the parameter is set."""
    if setting != "by_year":
        edition = int(setting)
        areas_in(edition)
        return edition
    return max(e for e, first in FIRST_YEARS.items() if first <= year)


RURAL_URBAN_FIRST_YEARS: dict[int, int] = {2011: 0, 2021: 2025}
"""The starting year of the first academic year for which each rural-urban classification is the latest.

That of 2021 came out in 2025, which is believed.
"""

RURAL_URBAN_COLUMNS: dict[int, str] = {2011: "rural_urban", 2021: "rural_urban_2021"}
"""The column of a postcode directory with the classes of each."""

RURAL_URBAN_EDITION = Parameter(
    "rural_urban_edition",
    "by_year",
    "Which rural-urban classification says whether the learner's home is rural.",
    Evidence.B,
    "By year is the latest that was out in the autumn of the academic year: 2011 up to 2024/25, 2021 from then on. For "
    "a series over years, fix one.",
    choices=(
        ("by_year", "the one that was the latest in the year asked for"),
        ("2011", "that of 2011 (ru11ind in postcode directories)"),
        ("2021", "that of 2021 (ruc21ind)"),
    ),
)


def rural_urban_edition(year: int, setting: str) -> int:
    """The rural-urban classification that a query of an academic year (its starting year) uses."""
    if setting != "by_year":
        return int(setting)
    return max(e for e, first in RURAL_URBAN_FIRST_YEARS.items() if first <= year)
