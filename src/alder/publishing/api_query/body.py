"""The body of a POST query, read strictly: what is not expected is an error, and all errors are told at once."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NoReturn

from alder.publishing.api_query.criteria import (
    OF_NAMES,
    OF_TIMES,
    PAGE_SIZE,
    And,
    Comparator,
    Criteria,
    DataSetQuery,
    Facets,
    Not,
    Or,
    PeriodAsked,
    PlaceAsked,
    Predicate,
    SortOrder,
)
from alder.publishing.api_query.problems import (
    DIRECTIONS,
    LEVEL_CODES,
    LONGEST_ID,
    LONGEST_INDICATOR,
    LONGEST_OF_PLACE,
    LONGEST_SORT_FIELD,
    Problem,
    Problems,
    Refused,
)
from alder.publishing.standard import LEVEL_BY_CODE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DEEPEST = 48
"""How deep criteria may be nested."""
MOST = 2_000
"""How many criteria may be joined: with more, a database takes ever longer to see what is asked."""
_LARGEST_WHOLE = 2**31 - 1


def query_of_body(body: bytes) -> DataSetQuery:
    """The query of a request's body. No body at all is a query for everything."""
    if not body:
        return DataSetQuery()
    value = read(body) if body.strip() else None
    if value is None:
        raise Refused([Problem("NotEmptyBody")])
    problems = Problems()
    query = _BodyReader(problems).query(value)
    problems.refuse_if_any()
    return query


class _BodyReader:
    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._criteria_read = 0

    def query(self, value: Any) -> DataSetQuery:
        fields = self._object(value, "", ("criteria", "indicators", "sorts", "debug", "page", "pageSize"))
        if fields is None:
            return DataSetQuery()
        criteria = fields.get("criteria")
        return DataSetQuery(
            criteria=Facets() if criteria is None else self._criteria(criteria, "criteria", 0),
            indicators=self._indicators(fields.get("indicators")),
            sorts=self._sorts(fields.get("sorts")),
            debug=self._truth(fields.get("debug")),
            page=self._whole(fields, "page", 1, self._problems.check_page),
            page_size=self._whole(fields, "pageSize", PAGE_SIZE, self._problems.check_page_size),
        )

    def _criteria(self, value: Any, path: str, depth: int) -> Criteria:
        self._criteria_read += 1
        if self._criteria_read > MOST:
            if self._criteria_read == MOST + 1:
                self._problems.add("InvalidValue", path)
            return Facets()
        if depth > DEEPEST:
            self._problems.add("InvalidValue", path)
            return Facets()
        if isinstance(value, dict):
            if "and" in value:
                return And(self._parts(value, "and", path, depth))
            if "or" in value:
                return Or(self._parts(value, "or", path, depth))
            if "not" in value:
                return self._not(value, path, depth)
        return self._facets(value, path)

    def _parts(self, value: dict[str, Any], word: str, path: str, depth: int) -> tuple[Criteria, ...]:
        self._object(value, path, (word,))
        at = f"{path}.{word}"
        parts = self._list(value[word], at)
        return tuple(self._criteria(part, f"{at}[{n}]", depth + 1) for n, part in enumerate(parts or ()))

    def _not(self, value: dict[str, Any], path: str, depth: int) -> Criteria:
        self._object(value, path, ("not",))
        if value["not"] is None:
            self._problems.add("RequiredValue", f"{path}.not")
            return Facets()
        return Not(self._criteria(value["not"], f"{path}.not", depth + 1))

    def _facets(self, value: Any, path: str) -> Facets:
        fields = self._object(value, path, ("filters", "geographicLevels", "locations", "timePeriods")) or {}
        return Facets(
            filters=self._compared(fields.get("filters"), f"{path}.filters", OF_NAMES, self._id),
            levels=self._compared(fields.get("geographicLevels"), f"{path}.geographicLevels", OF_NAMES, self._level),
            places=self._compared(fields.get("locations"), f"{path}.locations", OF_NAMES, self._place),
            periods=self._compared(fields.get("timePeriods"), f"{path}.timePeriods", OF_TIMES, self._period),
        )

    def _compared(
        self, value: Any, path: str, comparators: Sequence[Comparator], read: Callable[[Any, str], Any]
    ) -> tuple[Predicate[Any], ...]:
        if value is None:
            return ()
        fields = self._object(value, path, comparators) or {}
        found = []
        for comparator in comparators:
            given = fields.get(comparator)
            if given is None:
                continue
            at = f"{path}.{comparator}"
            if comparator.is_list:
                values = [read(item, f"{at}[{n}]") for n, item in enumerate(self._list(given, at) or ())]
            else:
                values = [read(given, at)]
            found.append(Predicate(comparator, tuple(value for value in values if value is not None), at))
        return tuple(found)

    def _id(self, value: Any, path: str) -> str | None:
        text = self._text(value, path)
        if text is not None:
            self._problems.check_text(text, path, LONGEST_ID)
        return text

    def _level(self, value: Any, path: str) -> str | None:
        text = self._text(value, path)
        if text is not None:
            self._problems.check_allowed(text, path, LEVEL_CODES)
        return text

    def _place(self, value: Any, path: str) -> PlaceAsked | None:
        if not isinstance(value, dict):
            self._problems.add("InvalidValue", path)
            return None
        level = self._required(value, "level", path)
        property = _property(value)
        self._object(value, path, ("level", property))
        named = self._required(value, property, path)
        if named is not None:
            self._problems.check_text(named, f"{path}.{property}", LONGEST_OF_PLACE[property])
        if level is not None:
            self._problems.check_allowed(level, f"{path}.level", LEVEL_CODES)
        return PlaceAsked(level, property, named) if level is not None and named is not None else None

    def _period(self, value: Any, path: str) -> PeriodAsked | None:
        fields = self._object(value, path, ("period", "code"))
        if fields is None:
            return None
        period, code = self._required(fields, "period", path), self._required(fields, "code", path)
        if period is None or code is None:
            return None
        self._problems.check_period(period, code, (f"{path}.period", f"{path}.code"))
        return PeriodAsked(period, code)

    def _indicators(self, value: Any) -> tuple[str, ...] | None:
        if value is None:
            return None
        if not isinstance(value, list):
            self._problems.add("InvalidValue", "indicators")
            return None
        found = []
        for n, item in enumerate(value):
            path = f"indicators[{n}]"
            text = self._text(item, path)
            if text is not None and self._problems.check_text(text, path, LONGEST_INDICATOR):
                found.append(text)
        return tuple(found)

    def _sorts(self, value: Any) -> tuple[SortOrder, ...]:
        if value is None:
            return ()
        found = []
        for n, item in enumerate(self._list(value, "sorts") or ()):
            path = f"sorts[{n}]"
            fields = self._object(item, path, ("field", "direction"))
            if fields is None:
                continue
            field, direction = self._required(fields, "field", path), self._required(fields, "direction", path)
            if field is not None:
                self._problems.check_text(field, f"{path}.field", LONGEST_SORT_FIELD)
            if direction is not None:
                self._problems.check_allowed(direction, f"{path}.direction", DIRECTIONS)
            found.append(SortOrder(field or "", direction or ""))
        return tuple(found)

    def _truth(self, value: Any) -> bool:
        if value is None or isinstance(value, bool):
            return bool(value)
        self._problems.add("InvalidValue", "debug")
        return False

    def _whole(self, fields: dict[str, Any], name: str, otherwise: int, check: Callable[[int, str], None]) -> int:
        value = fields.get(name, otherwise)
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LARGEST_WHOLE:
            self._problems.add("InvalidValue", name)
            return otherwise
        check(value, name)
        return value

    def _object(self, value: Any, path: str, fields: Sequence[str]) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            self._problems.add("InvalidValue", path)
            return None
        for name in value:
            if name not in fields:
                self._problems.add("UnknownField", f"{path}.{name}" if path else name)
        return value

    def _list(self, value: Any, path: str) -> list[Any] | None:
        if not isinstance(value, list):
            self._problems.add("InvalidValue", path)
            return None
        if not value:
            self._problems.add("NotEmpty", path, value=value)
        return value

    def _text(self, value: Any, path: str) -> str | None:
        if isinstance(value, str):
            return value
        self._problems.add("RequiredValue" if value is None else "InvalidValue", path)
        return None

    def _required(self, fields: dict[str, Any], name: str, path: str) -> str | None:
        if fields.get(name) is None:
            self._problems.add("RequiredValue", f"{path}.{name}")
            return None
        return self._text(fields[name], f"{path}.{name}")


def _property(place: dict[str, Any]) -> str:
    """By which of its properties a place is named: those of its level first, then `code`, else `id`."""
    level = place.get("level")
    own = [name for name, _ in LEVEL_BY_CODE[level].codes] if isinstance(level, str) and level in LEVEL_BY_CODE else []
    return next((name for name in ("id", *own, "code") if name in place), "id")


_TEXT_OR_COMMENT = re.compile(r'("(?:\\.|[^"\\])*"?)|//[^\n\r]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
"""What has no end matches too, up to the end of all: else each further quotation mark would be tried in vain."""

_HALF_A_LETTER = re.compile(r"\\u[dD][89a-fA-F]")
"""Where a letter is written in two halves. One half alone is no text, and no answer could repeat it."""


def read(body: bytes) -> Any:
    """The value of a request's body. Broken JSON is refused as one invalid value at the root."""
    try:
        text = body.decode("utf-8-sig")
        value = json.loads(_TEXT_OR_COMMENT.sub(_kept, text), parse_constant=_refuse)
        if _HALF_A_LETTER.search(text):
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except (ValueError, RecursionError):  # not UTF-8, not JSON, half a letter, or nested too deep to read
        raise Refused([Problem("InvalidValue", "")]) from None


def _kept(found: re.Match[str]) -> str:
    if found[0].startswith("/*") and not found[0][2:].endswith("*/"):
        return "/*"  # which is no JSON
    return found[1] or " "


def _refuse(_: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")
