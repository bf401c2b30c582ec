"""What is wrong with a request, or worth a warning: a code for programs, a sentence for people, and the place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alder.publishing.api_query.criteria import LARGEST_PAGE
from alder.publishing.standard import IDENTIFIER_BY_CODE, LEVEL_BY_CODE

if TYPE_CHECKING:
    from collections.abc import Sequence

SENTENCES = {
    "AllowedValue": "This is not one of the values that are allowed here.",
    "DebugEnabled": "Names and labels are added to the ids. Leave this off in a program that others rely on.",
    "FiltersNotFound": "Some filter options are not in this data set.",
    "GeographicLevelsNotFound": "Some geographic levels are not in this data set.",
    "GreaterThanOrEqual": "This must be {comparisonValue} or more.",
    "InclusiveBetween": "This must be from {from} to {to}.",
    "IndicatorsNotFound": "Some indicators are not in this data set.",
    "InvalidValue": "This is not a value of the kind that is expected here.",
    "LocationAllowedLevel": "A location begins with the code of a geographic level, such as NAT or LA.",
    "LocationAllowedProperty": "Places of this level are named by {allowed}.",
    "LocationFormat": "Write a location as {expectedFormat}.",
    "LocationValueMaxLength": "The {property} of a location has at most {maxLength} characters.",
    "LocationValueNotEmpty": "The {property} of the location is blank.",
    "LocationsNotFound": "Some locations are not in this data set.",
    "MadeUpFigures": "{says}",
    "MaximumLength": "This has {totalLength} characters; {maxLength} is the most.",
    "MinimumLength": "This has {totalLength} characters; {minLength} is the least.",
    "NotEmpty": "This must not be blank.",
    "NotEmptyBody": "The request has no body.",
    "NotFound": "There is nothing here.",
    "QueryNoResults": "No rows match. Ask for less, or look at the data set's meta for what there is.",
    "RequiredValue": "A value is needed here.",
    "SortDirection": "A sort ends in |Asc or |Desc.",
    "SortFieldMaxLength": "The field of a sort has at most {maxLength} characters.",
    "SortFieldNotEmpty": "The field of the sort is blank.",
    "SortFieldsNotFound": "Some fields to sort by are not in this data set, or not among the indicators asked for.",
    "SortFormat": "Write a sort as {expectedFormat}.",
    "TimePeriodAllowedCode": "This is not a code of a time period, or one that has no range of years.",
    "TimePeriodFormat": "Write a time period as {expectedFormat}.",
    "TimePeriodInvalidYear": "Write a year with four digits.",
    "TimePeriodInvalidYearRange": "Write a range as two years, the second being the year after the first.",
    "TimePeriodsNotFound": "Some time periods are not in this data set.",
    "UnknownField": "Nothing of this name is expected here.",
}
"""Every code that the API gives, and what it says. Names in braces are filled from the detail."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An error or a warning."""

    code: str
    path: str | None = None
    detail: Any = None

    def to_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.path is not None:
            shown["path"] = self.path
        if self.detail is not None:
            shown["detail"] = self.detail
        return shown

    @property
    def message(self) -> str:
        detail = self.detail if isinstance(self.detail, dict) else {}
        words = {k: ", ".join(map(str, v)) if isinstance(v, list | tuple) else v for k, v in detail.items()}
        return SENTENCES[self.code].format(**words)


class Refused(Exception):
    """A request that cannot be answered. All that is wrong with it is in `problems`."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(sorted({problem.code for problem in problems})))
        self.problems = problems


LONGEST_ID = 10
LONGEST_INDICATOR = 40
LONGEST_SORT_FIELD = 40
LONGEST_OF_PLACE = {"id": 10, "code": 30, "oldCode": 20, "ukprn": 20, "urn": 20, "laEstab": 20}
DIRECTIONS = ("Asc", "Desc")
LEVEL_CODES = sorted(LEVEL_BY_CODE)
PERIOD_CODES = list(IDENTIFIER_BY_CODE)

_YEAR = re.compile(r"[0-9]{4}")
_YEARS = re.compile(r"([0-9]{4})/([0-9]{4})")

_MOST = 500
"""How many errors are told at once."""


class Problems(list[Problem]):
    """Problems as they are found, in the order of the request.

    Checks of single values are the same for both ways of asking. Each adds what is wrong and says whether all is well.
    """

    def add(self, code: str, path: str | None = None, **detail: Any) -> None:
        self.append(Problem(code, path, detail or None))

    def refuse_if_any(self) -> None:
        if self:
            raise Refused(self[:_MOST])

    def check_text(self, value: str, path: str, longest: int) -> bool:
        """Not blank and not too long."""
        found = len(self)
        if not value.strip():
            self.add("NotEmpty", path, value=value)
        if len(value) > longest:
            self.add("MaximumLength", path, value=value, maxLength=longest, totalLength=len(value))
        return len(self) == found

    def check_allowed(self, value: str, path: str, values: Sequence[str]) -> bool:
        if value in values:
            return True
        self.add("AllowedValue", path, value=value, allowed=list(values))
        return False

    def check_period(self, period: str, code: str, paths: tuple[str, str]) -> bool:
        """A year, or a range of two years where the code is of periods that end in the next year."""
        found = len(self)
        identifier = IDENTIFIER_BY_CODE.get(code)
        is_range = "/" in period
        if is_range:
            years = _YEARS.fullmatch(period)
            if not years or int(years[2]) != int(years[1]) + 1:
                self.add("TimePeriodInvalidYearRange", paths[0], value=period)
        elif not _YEAR.fullmatch(period) and (identifier or period):
            self.add("TimePeriodInvalidYear", paths[0], value=period)
        if not identifier or (is_range and identifier.digits == 4 and len(self) == found):
            codes = [known for known, kind in IDENTIFIER_BY_CODE.items() if not is_range or kind.digits == 6]
            self.add("TimePeriodAllowedCode", paths[1], value=code, allowedCodes=codes)
        return len(self) == found

    def check_page(self, value: int, path: str) -> None:
        if value < 1:
            self.add("GreaterThanOrEqual", path, value=value, comparisonValue=1)

    def check_page_size(self, value: int, path: str, largest: int = LARGEST_PAGE) -> None:
        if not 1 <= value <= largest:
            self.add("InclusiveBetween", path, **{"value": value, "from": 1, "to": largest})
