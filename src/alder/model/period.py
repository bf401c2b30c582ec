"""Academic years and the fourteen returns of a collection year."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from alder.errors import UsageError


class ReturnNumber(StrEnum):
    """One of the fourteen returns, R01 to R14, that a provider makes for a collection year."""

    R01 = "R01"
    R02 = "R02"
    R03 = "R03"
    R04 = "R04"
    R05 = "R05"
    R06 = "R06"
    R07 = "R07"
    R08 = "R08"
    R09 = "R09"
    R10 = "R10"
    R11 = "R11"
    R12 = "R12"
    R13 = "R13"
    R14 = "R14"

    @classmethod
    def parse(cls, text: str) -> ReturnNumber:
        """Read `R04`, `r4` or `4`."""
        found = re.fullmatch(r"[Rr]?0?(\d{1,2})", text.strip())
        if found and 1 <= int(found[1]) <= 14:
            return cls(f"R{int(found[1]):02d}")
        raise UsageError(f"there is no return called {text}", where="Returns are R01 to R14.")

    @property
    def ordinal(self) -> int:
        return int(self.value[1:])

    @property
    def is_final(self) -> bool:
        """R14 closes the year; everything before it is provisional."""
        return self is ReturnNumber.R14


@dataclass(frozen=True, order=True)
class AcademicYear:
    """A year from 1 August to 31 July, known by the calendar year in which it starts.

    Funding, teaching and collection years are the same period. Source: ILR specification; definitions.md section 1.
    """

    start: int

    @classmethod
    def parse(cls, text: str) -> AcademicYear:
        """Read `2020/21`, `2020-21`, `202021`, or the two-digit pair `2021` that ILR headers use.

        A four-digit text is always a pair, as in an ILR header: `2021` is 2020/21. Raises `UsageError` otherwise.
        """
        found = re.fullmatch(r"(\d{4})[/-]?(\d{2})", text.strip())
        if found and int(found[2]) == (int(found[1]) + 1) % 100:
            return cls(int(found[1]))
        pair = re.fullmatch(r"(\d{2})(\d{2})", text.strip())
        if pair and int(pair[2]) == (int(pair[1]) + 1) % 100:
            return cls(2000 + int(pair[1]))
        raise UsageError(f"{text} is not an academic year", where="Years are written 2020/21.")

    @classmethod
    def of(cls, day: date) -> AcademicYear:
        """The academic year that holds `day`."""
        return cls(day.year if day.month >= 8 else day.year - 1)

    @property
    def label(self) -> str:
        """`2020/21`: how the year is written for people, and in the column `collection_year`."""
        return f"{self.start}/{(self.start + 1) % 100:02d}"

    @property
    def hyphenated(self) -> str:
        """`2020-21`: how namespaces and specifications write it."""
        return self.label.replace("/", "-")

    @property
    def pair(self) -> str:
        """`2021`: how ILR headers and file names write 2020/21."""
        return f"{self.start % 100:02d}{(self.start + 1) % 100:02d}"

    @property
    def first_day(self) -> date:
        return date(self.start, 8, 1)

    @property
    def last_day(self) -> date:
        return date(self.start + 1, 7, 31)

    @property
    def age_day(self) -> date:
        """31 August at the start of the year: the day on which ages are taken."""
        return date(self.start, 8, 31)

    def told_by(self, number: ReturnNumber) -> date:
        """The last day that a return of the year tells of: R01 of August, R12 of July; R13 and R14 close the year."""
        months = 7 + min(number.ordinal, 12)
        year, month = self.start + months // 12 - (months % 12 == 0), (months - 1) % 12 + 1
        return date(year, month, monthrange(year, month)[1])

    def __add__(self, years: int) -> AcademicYear:
        return AcademicYear(self.start + years)

    def __sub__(self, years: int) -> AcademicYear:
        return AcademicYear(self.start - years)

    def __str__(self) -> str:
        return self.label
