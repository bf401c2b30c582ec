"""When each return of a collection year closes, and which return a file was prepared for.

A return closes at 6pm on its day. The closes of 2020/21 and 2022/23 are known, and some of 2023/24 and 2024/25. Those
of other years are assumed from the pattern that all of 2020/21 follows: R01 to R12 close on the fourth working day of
a month, September to August; R13 on the tenth working day of September; R14 on the third Thursday of October. It
holds for all 24 known closes of R01 to R12, and for three in four of R13 and of R14.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import count

from alder.model.period import AcademicYear, ReturnNumber
from alder.model.working_days import is_working_day

_KNOWN = {
    2020: "2020-09-04 2020-10-06 2020-11-05 2020-12-04 2021-01-07 2021-02-04 2021-03-04 "
    "2021-04-08 2021-05-07 2021-06-04 2021-07-06 2021-08-05 2021-09-14 2021-10-21",
    2022: "2022-09-06 2022-10-06 2022-11-04 2022-12-06 2023-01-06 2023-02-06 2023-03-06 "
    "2023-04-06 2023-05-05 2023-06-06 2023-07-06 2023-08-04 2023-09-14 2023-10-19",
    2023: "- - - - - - - - - - - - 2024-09-16 2024-10-17",
    2024: "- - - - - - - - - - - - 2025-09-12 2025-10-23",
}


@dataclass(frozen=True)
class Close:
    """The day on which a return closes; `assumed` where it comes from the pattern and not from the year's own dates."""

    number: ReturnNumber
    day: date
    assumed: bool


@cache
def closes(year: AcademicYear) -> tuple[Close, ...]:
    """The closes of a year's fourteen returns, in order."""
    known = _KNOWN.get(year.start, " ".join("-" * 14)).split()
    return tuple(
        Close(number, _by_pattern(number, year) if day == "-" else date.fromisoformat(day), day == "-")
        for number, day in zip(ReturnNumber, known, strict=True)
    )


def return_for(prepared: date, year: AcademicYear) -> tuple[ReturnNumber, bool]:
    """The return that a file prepared on a day was for, and whether that is assumed.

    It is the first return that closes on that day or later. It is assumed wherever a close that decides it is: that
    of the return itself or of the one before. A file prepared before the year began can only be for R01, and one
    prepared after R14 closed only for R14; both are assumed.
    """
    before = Close(ReturnNumber.R01, year.first_day - timedelta(days=1), assumed=False)
    if prepared <= before.day:
        return ReturnNumber.R01, True
    for close in closes(year):
        if prepared <= close.day:
            return close.number, close.assumed or before.assumed
        before = close
    return ReturnNumber.R14, True


def _by_pattern(number: ReturnNumber, year: AcademicYear) -> date:
    if number is ReturnNumber.R13:
        return _working_day(10, year.start + 1, 9)
    if number is ReturnNumber.R14:
        first = date(year.start + 1, 10, 1)
        return first + timedelta(days=(3 - first.weekday()) % 7 + 14)
    month = number.ordinal + 8
    return _working_day(4, year.start + (month > 12), (month - 1) % 12 + 1)


def _working_day(nth: int, year: int, month: int) -> date:
    days = (date(year, month, 1) + timedelta(days=n) for n in count())
    working = (d for d in days if is_working_day(d))
    return next(d for n, d in enumerate(working, start=1) if n == nth)
