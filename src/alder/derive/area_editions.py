"""Which edition of deprivation and of rurality serves which year, and deciles and quintiles from an area's rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.errors import UsageError
from alder.model.definition import Evidence, Parameter
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Whole

AREAS: dict[int, int] = {2007: 32_482, 2010: 32_482, 2015: 32_844, 2019: 32_844, 2025: 33_755}
"""How many areas of England each edition ranks: LSOAs of 2001, of 2011 (2015 and 2019) and of 2021 (2025)."""

STRADDLING = Parameter(
    "area_across_a_line",
    "as_published",
    "Which part an area is in that lies across the line between two deciles or quintiles.",
    Evidence.B,
    "Deciles of 2015, 2019 and 2025 put it in the less deprived part; the deciles that go round with 2007 and 2010, "
    "whose publication had ranks alone, put it in the more deprived one. Eight areas of each of those two differ.",
    choices=(
        ("as_published", "as the deciles of the edition do"),
        ("less_deprived", "the less deprived in every edition"),
        ("more_deprived", "the more deprived in every edition"),
    ),
)

DECILES = (
    Category("1", "1 (most deprived)"),
    *(Category(str(n), str(n)) for n in range(2, 10)),
    Category("10", "10 (least deprived)"),
)
QUINTILES = (
    Category("1", "One (most deprived)", ("1 (most deprived)",)),
    Category("2", "Two"),
    Category("3", "Three"),
    Category("4", "Four"),
    Category("5", "Five (least deprived)", ("5 (least deprived)",)),
)
"""In the words of further education and skills and apprenticeship statistics, which publish no deciles."""


def areas_in(edition: int) -> int:
    """How many areas an edition ranks; an edition that does not exist is refused."""
    if edition not in AREAS:
        raise UsageError(
            f"there is no edition {edition} of the Indices of Deprivation",
            where=f"Editions are {', '.join(map(str, AREAS))}.",
        )
    return AREAS[edition]


def straddling_in(edition: int) -> str:
    """Where an edition puts an area that lies across the line between two parts.

    Found by comparing every area of the five files: floor(10 x (rank - 1) / areas) + 1 for 2007 and 2010, the ceiling
    of 10 x rank / areas from 2015 on.
    """
    return "more_deprived" if areas_in(edition) == AREAS[2010] else "less_deprived"


def part_of(rank: Whole, areas: Whole | int, parts: int, straddling: str = "less_deprived") -> Whole:
    """Which of so many equal parts a rank falls in, 1 the most deprived; missing without a rank.

    Worked out in whole numbers. Where areas cannot be divided equally, one lies across each line: it belongs to the
    less deprived part from 2015 on, and to the more deprived one before.
    """
    place = rank.cast("int64") * parts
    if straddling == "more_deprived":
        return ((place - parts) // areas + 1).cast("int32")
    return ((place + areas - 1) // areas).cast("int32")


def decile(rank: Whole, areas: Whole | int, straddling: str = "less_deprived") -> Whole:
    """The decile of a rank among so many areas. This gives the published decile of every area of every edition."""
    return part_of(rank, areas, 10, straddling)


def quintile(rank: Whole, areas: Whole | int, straddling: str = "less_deprived") -> Whole:
    """The quintile of a rank among so many areas."""
    return part_of(rank, areas, 5, straddling)


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
