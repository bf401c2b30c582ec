"""A GET query: the same comparisons as in a body, written as parameters. Lists are set off by commas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alder.publishing.api_query.criteria import (
    OF_NAMES,
    OF_TIMES,
    PAGE_SIZE,
    Comparator,
    DataSetQuery,
    Facets,
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
    Problems,
)
from alder.publishing.standard import LEVEL_BY_CODE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

_PLACE = re.compile(r"[^|]+\|[^|]+\|[^|]+")
_PERIOD = re.compile(r"[^|]*\|[^|]*")
_INDEXED = re.compile(r"(.+)\[[0-9]+\]")
_WHOLE = re.compile(r"-?[0-9]{1,9}")

_FACETS = {"filters": OF_NAMES, "geographicLevels": OF_NAMES, "locations": OF_NAMES, "timePeriods": OF_TIMES}
_LISTS = frozenset(f"{facet}.{c}" for facet, all in _FACETS.items() for c in all if c.is_list) | {"indicators", "sorts"}
_KNOWN = frozenset(f"{facet}.{c}" for facet, all in _FACETS.items() for c in all) | _LISTS
_KNOWN |= {"debug", "page", "pageSize"}


class Parameters:
    """The parameters of a URL, checked to be known ones, each given once unless it is a list."""

    def __init__(
        self, pairs: Iterable[tuple[str, str]], known: Iterable[str], lists: Iterable[str], problems: Problems
    ) -> None:
        self._problems = problems
        self._values: dict[str, list[str]] = {}
        self._filled: set[str] = set()
        expected, of_many = frozenset(known), frozenset(lists)
        for name, value in pairs:
            indexed = _INDEXED.fullmatch(name)
            plain = indexed[1] if indexed and indexed[1] in of_many else name
            if plain not in expected:
                problems.add("UnknownField", name)
            elif plain in of_many:
                self._values.setdefault(plain, []).extend(item.lstrip(" ") for item in value.split(","))
                if value or indexed:
                    self._filled.add(plain)
            elif plain in self._values:
                problems.add("InvalidValue", plain)
            else:
                self._values[plain] = [value]

    def list(self, name: str) -> list[str] | None:
        """The items of a list; none where it is not given. An empty one is an error."""
        items = self._values.get(name)
        if items == [""] and name not in self._filled:
            self._problems.add("NotEmpty", name, value=[])
            return []
        return items

    def one(self, name: str) -> str | None:
        return self._values.get(name, [None])[0]

    def whole(self, name: str, otherwise: int) -> int:
        text = self.one(name)
        if text is None:
            return otherwise
        if not _WHOLE.fullmatch(text.strip()):
            self._problems.add("InvalidValue", name)
            return otherwise
        return int(text)

    def truth(self, name: str) -> bool:
        text = self.one(name)
        if text is None or text.lower() in ("true", "false"):
            return text is not None and text.lower() == "true"
        self._problems.add("InvalidValue", name)
        return False


def query_of_parameters(pairs: Iterable[tuple[str, str]]) -> DataSetQuery:
    """The query of a URL's parameters."""
    problems = Problems()
    given = Parameters(pairs, _KNOWN, _LISTS, problems)
    query = DataSetQuery(
        criteria=Facets(
            filters=_compared(given, "filters", _id, problems),
            levels=_compared(given, "geographicLevels", _level, problems),
            places=_compared(given, "locations", _place, problems),
            periods=_compared(given, "timePeriods", _period, problems),
        ),
        indicators=_indicators(given, problems),
        sorts=_sorts(given, problems),
        debug=given.truth("debug"),
        page=given.whole("page", 1),
        page_size=given.whole("pageSize", PAGE_SIZE),
    )
    problems.check_page(query.page, "page")
    problems.check_page_size(query.page_size, "pageSize")
    problems.refuse_if_any()
    return query


def _compared(given: Parameters, facet: str, read: Callable[[str, str, Problems], Any], problems: Problems) -> Any:
    found = []
    for comparator in _FACETS[facet]:
        path = f"{facet}.{comparator}"
        values = _read(given, comparator, path, read, problems)
        if values is not None:
            found.append(Predicate(comparator, tuple(value for value in values if value is not None), path))
    return tuple(found)


def _read(
    given: Parameters,
    comparator: Comparator,
    path: str,
    read: Callable[[str, str, Problems], Any],
    problems: Problems,
) -> Sequence[Any] | None:
    if comparator.is_list:
        items = given.list(path)
        return None if items is None else [read(item, f"{path}[{n}]", problems) for n, item in enumerate(items)]
    text = given.one(path)
    return None if text is None else [read(text, path, problems)]


def _id(text: str, path: str, problems: Problems) -> str:
    problems.check_text(text, path, LONGEST_ID)
    return text


def _level(text: str, path: str, problems: Problems) -> str:
    problems.check_allowed(text, path, LEVEL_CODES)
    return text


def _place(text: str, path: str, problems: Problems) -> PlaceAsked | None:
    if not text.strip():
        problems.add("NotEmpty", path, value=text)
        return None
    if not _PLACE.fullmatch(text):
        problems.add("LocationFormat", path, value=text, expectedFormat="{level}|{property}|{value}")
        return None
    level, property, value = text.split("|")
    if level not in LEVEL_BY_CODE:
        problems.add("LocationAllowedLevel", path, value=level, allowedLevels=LEVEL_CODES)
        return None
    names = ["id", *(name for name, _ in LEVEL_BY_CODE[level].codes)]
    if property not in names:
        detail = {"value": property, "allowedProperties": names, "allowed": names}
        problems.add("LocationAllowedProperty", path, **detail)
        return None
    longest = LONGEST_OF_PLACE[property]
    if not value.strip():
        problems.add("LocationValueNotEmpty", path, value=value, property=property)
    elif len(value) > longest:
        problems.add("LocationValueMaxLength", path, value=value, property=property, maxLength=longest)
    return PlaceAsked(level, property, value.strip(), text)


def _period(text: str, path: str, problems: Problems) -> PeriodAsked | None:
    if not text.strip():
        problems.add("NotEmpty", path, value=text)
        return None
    if not _PERIOD.fullmatch(text):
        problems.add("TimePeriodFormat", path, value=text, expectedFormat="{period}|{code}")
        return None
    period, code = text.split("|")
    problems.check_period(period, code, (path, path))
    return PeriodAsked(period, code, text)


def _indicators(given: Parameters, problems: Problems) -> tuple[str, ...] | None:
    items = given.list("indicators")
    for n, item in enumerate(items or ()):
        problems.check_text(item, f"indicators[{n}]", LONGEST_INDICATOR)
    return None if items is None else tuple(items)


def _sorts(given: Parameters, problems: Problems) -> tuple[SortOrder, ...]:
    found = []
    for n, text in enumerate(given.list("sorts") or ()):
        path = f"sorts[{n}]"
        field, is_pair, direction = text.rpartition("|")
        if not text.strip():
            problems.add("NotEmpty", path, value=text)
        elif not is_pair:
            problems.add("SortFormat", path, value=text, expectedFormat="{field}|{direction}")
        else:
            sort = {"field": field, "direction": direction}
            longest = LONGEST_SORT_FIELD
            if not field.strip():
                problems.add("SortFieldNotEmpty", path, value=sort)
            if len(field) > longest:
                problems.add("SortFieldMaxLength", path, value=sort, maxLength=longest)
            if direction not in DIRECTIONS:
                problems.add("SortDirection", path, value=sort, allowed=list(DIRECTIONS))
            found.append(SortOrder(field, direction, text))
    return tuple(found)
