"""When the fictitious providers make their files ready: some days before each return closes.

The pattern is that of the published closing days of 2020/21; other years close within days of it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from alder.model.period import AcademicYear, ReturnNumber

_READY: Final = (
    *((9, 2), (10, 2), (11, 3), (12, 2), (1, 5), (2, 2), (3, 2)),
    *((4, 6), (5, 5), (6, 2), (7, 2), (8, 3), (9, 10), (10, 15)),
)


def ready(year: AcademicYear, number: ReturnNumber) -> date:
    """The FilePreparationDate of a return: R13 and R14 come after the year has ended."""
    month, day = _READY[number.ordinal - 1]
    first_calendar_year = number.ordinal <= 4
    return date(year.start if first_calendar_year else year.start + 1, month, day)
