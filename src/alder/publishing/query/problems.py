"""What is wrong with a request, or worth a warning: a code for programs, a sentence for people, and the place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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


_MOST = 500
"""How many errors are told at once."""


class Problems(list[Problem]):
    """Problems as they are found, in the order of the request."""

    def add(self, code: str, path: str | None = None, **detail: Any) -> None:
        self.append(Problem(code, path, detail or None))

    def refuse_if_any(self) -> None:
        if self:
            raise Refused(self[:_MOST])
