"""The years of a question: `2020/21`, `2018/19..2022/23`, or several of these with commas between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.errors import UsageError
from alder.model.period import AcademicYear
from alder.model.years import years_asked

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 40
"""Years of one question. The collection is not that old; more is a slip of the pen."""


def asked_years(asked: str | AcademicYear | Iterable[str | AcademicYear]) -> tuple[AcademicYear, ...]:
    """Years in their order, each once. A range has both its ends."""
    if isinstance(asked, AcademicYear):
        return (asked,)
    parts = [p for p in asked.split(",") if p.strip()] if isinstance(asked, str) else list(asked)
    found: set[AcademicYear] = set()
    for part in parts:
        found |= {part} if isinstance(part, AcademicYear) else set(years_asked(part.strip()))
    if not found:
        raise UsageError("no year is asked for", where="Years are written 2020/21, or 2018/19..2022/23.")
    if len(found) > MOST:
        raise UsageError(f"{len(found)} years are more than a table holds", where=f"At most {MOST} can be asked for.")
    return tuple(sorted(found))


def in_short(years: tuple[AcademicYear, ...]) -> str:
    """Years as a question writes them, years in a row as a range."""
    runs: list[list[AcademicYear]] = []
    for year in years:
        if runs and runs[-1][-1] + 1 == year:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ",".join(run[0].label if len(run) == 1 else f"{run[0]}..{run[-1]}" for run in runs)
