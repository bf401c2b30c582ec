"""The time identifiers of the standard: what files call them, what the API calls them, how a period is written.

A `time_period` has four digits (2024) or six (202425), which name a year and the last two digits of the next.
Source: the statistics service's list and labels (2026-07); which the department's screener accepts (2026-05).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from alder.look.words import MONTHS

if TYPE_CHECKING:
    from collections.abc import Mapping


class Family(StrEnum):
    """Identifiers that may stand in one file together; of any other pair of families, only one."""

    ACADEMIC_YEAR = "academic year"
    ACADEMIC_QUARTERS = "academic quarters"
    TERMS = "terms"
    TERMS_TOGETHER = "autumn and spring term"
    CALENDAR_YEAR = "calendar year"
    CALENDAR_QUARTERS = "calendar quarters"
    FINANCIAL_YEAR = "financial year"
    FINANCIAL_QUARTERS = "financial quarters"
    FINANCIAL_HALVES = "financial halves"
    TAX_YEAR = "tax year"
    TAX_QUARTERS = "tax quarters"
    REPORTING_YEAR = "reporting year"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class TimeIdentifier:
    """What kind of period a row is about."""

    text: str
    """What `time_identifier` says in files."""
    code: str
    """What the API calls it."""
    digits: int
    """How many digits its `time_period` has: 4 or 6."""
    family: Family
    separator: str = ""
    """Between the two years of a label: 2024/25 for academic years, 2024-25 for financial and tax years."""
    part: str = ""
    """What a label says after the year."""
    order: int = 0
    """Its place among the periods of one year that have the same family."""
    in_screener: bool = True
    """Whether the department's screener accepts a file with such rows."""

    def is_well_formed(self, period: str) -> bool:
        """Whether a `time_period` has its digits, and the second year of six is the year after the first."""
        if len(period) != self.digits or not re.fullmatch("[0-9]+", period):
            return False
        return self.digits == 4 or (int(period[:4]) + 1) % 100 == int(period[4:])

    def label(self, period: str) -> str:
        """How people write the period: 2024/25, 2024-25 Q1, 2024 January."""
        year = f"{period[:4]}{self.separator}{period[4:]}" if self.digits == 6 else period
        return f"{year} {self.part}".strip()

    def api_period(self, period: str) -> str:
        """How the API writes the period: 2024, or 2024/2025."""
        return f"{period[:4]}/{int(period[:4]) + 1}" if self.digits == 6 else period

    def of_api_period(self, period: str) -> str:
        """The `time_period` of a period as the API writes it: 2024/2025 is 202425, and so is 2024 alone."""
        year = period[:4]
        return f"{year}{(int(year) + 1) % 100:02}" if self.digits == 6 else year


def _quarters(text: str, code: str, digits: int, family: Family, separator: str, known: bool) -> list[TimeIdentifier]:
    return [
        TimeIdentifier(f"{text} Q{n}", f"{code}Q{n}", digits, family, separator, f"Q{n}", n, known) for n in range(1, 5)
    ]


def _term(text: str, code: str, order: int, family: Family = Family.TERMS) -> TimeIdentifier:
    return TimeIdentifier(text, code, 6, family, "/", text, order)


def _half(n: int, text: str, short: str) -> TimeIdentifier:
    return TimeIdentifier(f"Part {n} ({text})", f"P{n}", 6, Family.FINANCIAL_HALVES, "-", f"Part {n} ({short})", n)


TIME_IDENTIFIERS: tuple[TimeIdentifier, ...] = (
    TimeIdentifier("Academic year", "AY", 6, Family.ACADEMIC_YEAR, "/"),
    *_quarters("Academic year", "AY", 6, Family.ACADEMIC_QUARTERS, "/", False),
    _term("Autumn term", "T1", 1),
    _term("Spring term", "T2", 2),
    _term("Summer term", "T3", 3),
    _term("Autumn and spring term", "T1T2", 4, Family.TERMS_TOGETHER),
    TimeIdentifier("Calendar year", "CY", 4, Family.CALENDAR_YEAR),
    *_quarters("Calendar year", "CY", 4, Family.CALENDAR_QUARTERS, "", False),
    TimeIdentifier("Financial year", "FY", 6, Family.FINANCIAL_YEAR, "-"),
    *_quarters("Financial year", "FY", 6, Family.FINANCIAL_QUARTERS, "-", True),
    _half(1, "April to September", "Apr to Sep"),
    _half(2, "October to March", "Oct to Mar"),
    TimeIdentifier("Tax year", "TY", 6, Family.TAX_YEAR, "-"),
    *_quarters("Tax year", "TY", 6, Family.TAX_QUARTERS, "-", False),
    TimeIdentifier("Reporting year", "RY", 4, Family.REPORTING_YEAR),
    *(TimeIdentifier(f"Week {n}", f"W{n}", 4, Family.WEEKS, "", f"Week {n}", n) for n in range(1, 53)),
    *(TimeIdentifier(name, f"M{n}", 4, Family.MONTHS, "", name, n) for n, name in enumerate(MONTHS, 1)),
)

IDENTIFIER_BY_TEXT: Mapping[str, TimeIdentifier] = MappingProxyType({i.text: i for i in TIME_IDENTIFIERS})
IDENTIFIER_BY_CODE: Mapping[str, TimeIdentifier] = MappingProxyType({i.code: i for i in TIME_IDENTIFIERS})
