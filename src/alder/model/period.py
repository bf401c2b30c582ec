"""Academic years, spans of them with gaps between as catalogues write them, and the fourteen returns of a year."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable


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
        match = re.fullmatch(r"[Rr]?0?(\d{1,2})", text.strip())
        if match and 1 <= int(match[1]) <= 14:
            return cls(f"R{int(match[1]):02d}")
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
        match = re.fullmatch(r"(\d{4})[/-]?(\d{2})", text.strip())
        if match and int(match[2]) == (int(match[1]) + 1) % 100:
            return cls(int(match[1]))
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


MOST_YEARS = 40
"""Years of one question. The collection is not that old; more is a slip of the pen."""


@dataclass(frozen=True)
class Span:
    """Years in a row, both ends included. No first year: as far back as it goes. No last year: it goes on."""

    first: AcademicYear | None = None
    last: AcademicYear | None = None

    def __contains__(self, year: AcademicYear) -> bool:
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)

    def __str__(self) -> str:
        if self.first == self.last:
            return self.first.label if self.first else "every year"
        if self.last is None:
            return f"{self.first} to now"
        return f"{self.first} to {self.last}" if self.first else f"up to {self.last}"


@dataclass(frozen=True)
class Years:
    """Spans of years, oldest first. Without any span: every year that its owner has."""

    spans: tuple[Span, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Years:
        """Read `2007/08 - 2010/11, 2012/13 -`; an open end goes on, one year stands alone, nothing means every year."""
        return cls(tuple(_span(part) for part in text.split(",") if part.strip()))

    @classmethod
    def between(cls, first: AcademicYear, last: AcademicYear) -> Years:
        return cls((Span(first, last),))

    def __contains__(self, year: AcademicYear) -> bool:
        return not self.spans or any(year in span for span in self.spans)

    def __bool__(self) -> bool:
        """Is anything said about years?"""
        return bool(self.spans)

    def __str__(self) -> str:
        return ", ".join(map(str, self.spans)) if self.spans else "every year"

    @property
    def first(self) -> AcademicYear | None:
        return self.spans[0].first if self.spans else None

    @property
    def last(self) -> AcademicYear | None:
        return self.spans[-1].last if self.spans else None

    def of(self, wanted: Iterable[AcademicYear]) -> tuple[AcademicYear, ...]:
        """Those of the wanted years that are among these."""
        return tuple(year for year in wanted if year in self)


EVERY_YEAR = Years()
"""Every year that its owner has."""


def years_asked(text: str) -> tuple[AcademicYear, ...]:
    """The years that a person asks for, in order: `2018/19`, or `2018/19..2022/23` with both ends."""
    first, dots, last = text.partition("..")
    start = AcademicYear.parse(first)
    end = AcademicYear.parse(last) if dots else start
    if end < start:
        raise UsageError(f"{text} ends before it begins", where=f"Perhaps you mean {end}..{start}.")
    return tuple(AcademicYear(year) for year in range(start.start, end.start + 1))


def parse_years(asked: str | AcademicYear | Iterable[str | AcademicYear]) -> tuple[AcademicYear, ...]:
    """Years in their order, each once. A range has both its ends."""
    if isinstance(asked, AcademicYear):
        return (asked,)
    if isinstance(asked, int):
        raise UsageError(
            f"{asked} is no academic year, which runs from August to July",
            next=f'Write "{AcademicYear(asked).label}" for the one that begins in {asked}.',
        )
    parts = [p for p in asked.split(",") if p.strip()] if isinstance(asked, str) else list(asked)
    years: set[AcademicYear] = set()
    for part in parts:
        years |= {part} if isinstance(part, AcademicYear) else set(years_asked(part.strip()))
    if not years:
        raise UsageError("no year is asked for", where="Years are written 2020/21, or 2018/19..2022/23.")
    if len(years) > MOST_YEARS:
        raise UsageError(
            f"{len(years)} years are more than a table holds", where=f"At most {MOST_YEARS} can be asked for."
        )
    return tuple(sorted(years))


def years_in_words(years: Iterable[AcademicYear]) -> str:
    """`2016/17 to 2018/19 and 2020/21`: years in a row as spans."""
    spans: list[list[AcademicYear]] = []
    for year in sorted(set(years)):
        if spans and spans[-1][-1] + 1 == year:
            spans[-1].append(year)
        else:
            spans.append([year])
    texts = [str(Span(span[0], span[-1])) for span in spans]
    return " and ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))


_SPAN = re.compile(r"(?P<first>\d{4}/\d{2})?\s*(?P<to>-)?\s*(?P<last>\d{4}/\d{2})?")


def _span(text: str) -> Span:
    match = _SPAN.fullmatch(text.strip())
    if not match or not (match["first"] or match["last"]):
        raise UsageError(f"{text.strip()} is not a span of years", where="Spans are written 2007/08 - 2010/11.")
    first = AcademicYear.parse(match["first"]) if match["first"] else None
    last = AcademicYear.parse(match["last"]) if match["last"] else None
    if not match["to"]:
        last = first
    if first and last and last < first:
        raise UsageError(f"{text.strip()} ends before it begins", where="Spans are written 2007/08 - 2010/11.")
    return Span(first, last)
