"""Checks of single values, the same for both ways of asking. Each adds what is wrong and says whether all is well."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alder.publishing.query.criteria import LARGEST_PAGE
from alder.publishing.standard import IDENTIFIER_BY_CODE, LEVEL_BY_CODE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.publishing.query.problems import Problems

LONGEST_ID = 10
LONGEST_INDICATOR = 40
LONGEST_SORT_FIELD = 40
LONGEST_OF_PLACE = {"id": 10, "code": 30, "oldCode": 20, "ukprn": 20, "urn": 20, "laEstab": 20}
DIRECTIONS = ("Asc", "Desc")
LEVEL_CODES = sorted(LEVEL_BY_CODE)
PERIOD_CODES = list(IDENTIFIER_BY_CODE)

_YEAR = re.compile(r"[0-9]{4}")
_YEARS = re.compile(r"([0-9]{4})/([0-9]{4})")


def text(value: str, path: str, longest: int, problems: Problems) -> bool:
    """Not blank and not too long."""
    found = len(problems)
    if not value.strip():
        problems.add("NotEmpty", path, value=value)
    if len(value) > longest:
        problems.add("MaximumLength", path, value=value, maxLength=longest, totalLength=len(value))
    return len(problems) == found


def allowed(value: str, path: str, values: Sequence[str], problems: Problems) -> bool:
    if value in values:
        return True
    problems.add("AllowedValue", path, value=value, allowed=list(values))
    return False


def period(period: str, code: str, paths: tuple[str, str], problems: Problems) -> bool:
    """A year, or a range of two years where the code is of periods that end in the next year."""
    found = len(problems)
    identifier = IDENTIFIER_BY_CODE.get(code)
    is_range = "/" in period
    if is_range:
        years = _YEARS.fullmatch(period)
        if not years or int(years[2]) != int(years[1]) + 1:
            problems.add("TimePeriodInvalidYearRange", paths[0], value=period)
    elif not _YEAR.fullmatch(period) and (identifier or period):
        problems.add("TimePeriodInvalidYear", paths[0], value=period)
    if not identifier or (is_range and identifier.digits == 4 and len(problems) == found):
        codes = [known for known, kind in IDENTIFIER_BY_CODE.items() if not is_range or kind.digits == 6]
        problems.add("TimePeriodAllowedCode", paths[1], value=code, allowedCodes=codes)
    return len(problems) == found


def page(value: int, path: str, problems: Problems) -> None:
    if value < 1:
        problems.add("GreaterThanOrEqual", path, value=value, comparisonValue=1)


def page_size(value: int, path: str, problems: Problems, largest: int = LARGEST_PAGE) -> None:
    if not 1 <= value <= largest:
        problems.add("InclusiveBetween", path, **{"value": value, "from": 1, "to": largest})
