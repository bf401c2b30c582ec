"""The standard's words: levels and their columns, time identifiers and how periods are written, units, decimals."""

from __future__ import annotations

import pytest
from tests.support.text_tables import rows

from alder.publishing.standard import (
    GEOGRAPHY_COLUMNS,
    IDENTIFIER_BY_CODE,
    IDENTIFIER_BY_TEXT,
    LEVEL_BY_CODE,
    LEVEL_BY_TEXT,
    LEVELS,
    TIME_IDENTIFIERS,
)
from alder.publishing.standard.data_set import IndicatorColumn, decimals

LABELS = """
    identifier             | code | period | label                     | api
    Academic year          | AY   | 202425 | 2024/25                   | 2024/2025
    Academic year          | AY   | 199900 | 1999/00                   | 1999/2000
    Academic year Q1       | AYQ1 | 202425 | 2024/25 Q1                | 2024/2025
    Autumn term            | T1   | 202425 | 2024/25 Autumn term       | 2024/2025
    Autumn and spring term | T1T2 | 202425 | 2024/25 Autumn and spring term | 2024/2025
    Calendar year          | CY   | 2024   | 2024                      | 2024
    Calendar year Q4       | CYQ4 | 2024   | 2024 Q4                   | 2024
    Financial year         | FY   | 202425 | 2024-25                   | 2024/2025
    Financial year Q2      | FYQ2 | 202425 | 2024-25 Q2                | 2024/2025
    Part 1 (April to September) | P1 | 202425 | 2024-25 Part 1 (Apr to Sep) | 2024/2025
    Part 2 (October to March)   | P2 | 202425 | 2024-25 Part 2 (Oct to Mar) | 2024/2025
    Tax year               | TY   | 202425 | 2024-25                   | 2024/2025
    Reporting year         | RY   | 2024   | 2024                      | 2024
    Week 52                | W52  | 2024   | 2024 Week 52              | 2024
    January                | M1   | 2024   | 2024 January              | 2024
    December               | M12  | 2024   | 2024 December             | 2024
"""


@pytest.mark.parametrize("row", rows(LABELS), ids=lambda r: f"{r['identifier']} {r['period']}")
def test_a_period_is_written_for_people_and_for_programs(row: dict[str, str]) -> None:
    identifier = IDENTIFIER_BY_TEXT[row["identifier"]]
    assert identifier is IDENTIFIER_BY_CODE[row["code"]]
    assert identifier.is_well_formed(row["period"])
    assert identifier.label(row["period"]) == row["label"]
    assert identifier.api_period(row["period"]) == row["api"]
    assert identifier.of_api_period(row["api"]) == row["period"]
    assert identifier.of_api_period(row["api"][:4]) == row["period"]


@pytest.mark.parametrize(
    ("identifier", "period"),
    [("Academic year", "202420"), ("Academic year", "2024"), ("Week 1", "202425"), ("January", "20x4")],
)
def test_a_period_of_other_digits_or_years_apart_is_not_well_formed(identifier: str, period: str) -> None:
    assert not IDENTIFIER_BY_TEXT[identifier].is_well_formed(period)


def test_identifiers_and_levels_have_one_text_and_one_code_each() -> None:
    assert len(TIME_IDENTIFIERS) == len(IDENTIFIER_BY_TEXT) == len(IDENTIFIER_BY_CODE) == 91
    assert len(LEVELS) == len(LEVEL_BY_TEXT) == len(LEVEL_BY_CODE) == 19


def test_periods_of_one_family_have_their_order() -> None:
    autumn_to_summer = [IDENTIFIER_BY_CODE[code].order for code in ("T1", "T2", "T3")]
    weeks = [IDENTIFIER_BY_CODE[f"W{n}"].order for n in range(1, 53)]
    assert autumn_to_summer == sorted(autumn_to_summer)
    assert weeks == sorted(weeks)


def test_a_level_knows_its_columns() -> None:
    assert LEVEL_BY_CODE["LA"].columns == ("new_la_code", "old_la_code", "la_name")
    assert LEVEL_BY_CODE["RSC"].columns == ("rsc_region_lead_name",)
    assert LEVEL_BY_CODE["SCH"].codes == (("urn", "school_urn"), ("laEstab", "school_laestab"))
    assert LEVEL_BY_CODE["MAT"].columns == ("trust_id", "trust_name")
    assert LEVEL_BY_CODE["PROV"].columns == ("provider_ukprn", "provider_name")
    assert len(GEOGRAPHY_COLUMNS) == 19 + 20


def test_the_combined_authority_is_the_one_level_that_the_screener_does_not_know() -> None:
    assert [level.code for level in LEVELS if not level.in_screener] == ["MCA"]


def test_decimal_places_are_a_whole_number_or_not_set() -> None:
    assert [decimals(text) for text in ("0", "2", "", "two", "-1", "1.5", "²")] == [0, 2, None, None, None, None, None]


def test_a_number_shown_as_written_is_text_to_the_api() -> None:
    assert IndicatorColumn("urn", "URN", unit="numberstring").api_unit == "string"
    assert IndicatorColumn("rate", "Rate", unit="%").api_unit == "%"
