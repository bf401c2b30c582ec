"""A question in the words of one version of a data set: ids and periods become codes of its kept rows.

What the version does not have is a warning, and the comparison with it is false, or true where it is turned round.
Indicators and sorts that it does not have are errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alder.model.condition import AllOf, AnyOf, Compared, Condition, Constant, Negation, OneOf, RowQuery, Sort
from alder.publishing.api_query.criteria import And, Comparator, Criteria, Facets, Not, Or
from alder.publishing.api_query.problems import Problem, Problems
from alder.publishing.contents.version_contents import (
    LEVEL_COLUMN,
    PERIOD_COLUMN,
    filter_column,
    indicator_column,
    level_column,
)
from alder.publishing.standard import IDENTIFIER_BY_CODE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from alder.model.condition import Sign
    from alder.publishing.api_query.criteria import DataSetQuery, PeriodAsked, PlaceAsked, Predicate, SortOrder
    from alder.publishing.contents.coded_rows import DataSetStore
    from alder.publishing.contents.version_contents import Contents, DataSetIndicator

_SIGNS: dict[Comparator, Sign] = {
    Comparator.GT: ">",
    Comparator.GTE: ">=",
    Comparator.LT: "<",
    Comparator.LTE: "<=",
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """What to ask of the kept rows, and what to warn of. Indicators are positions in the contents."""

    condition: Condition
    indicators: tuple[int, ...]
    sorts: tuple[Sort, ...]
    warnings: tuple[Problem, ...]


def resolve(query: DataSetQuery, contents: Contents, *, numeric: bool = False) -> Resolved:
    """The question for this version. `numeric` sorts figures as numbers, where the service sorts them as text."""
    problems = Problems()
    warnings = Problems()
    condition = _Conditions(contents, warnings).of(query.criteria)
    indicators = _indicators(query.indicators, contents, problems)
    sorts = _sorts(query.sorts, contents, indicators, numeric, problems)
    problems.refuse_if_any()
    return Resolved(condition, indicators, sorts, tuple(warnings))


class _Conditions:
    def __init__(self, contents: Contents, warnings: Problems) -> None:
        self._contents = contents
        self._warnings = warnings

    def of(self, criteria: Criteria, *, under_not: bool = False) -> Condition:
        match criteria:
            case And(parts):
                return AllOf(tuple(self.of(part) for part in parts))
            case Or(parts):
                return AnyOf(tuple(self.of(part) for part in parts))
            case Not(part):
                return Negation(self.of(part, under_not=True))
            case _:
                return self._facets(criteria, under_not)

    def _facets(self, facets: Facets, under_not: bool) -> Condition:
        groups = [
            [self._named(asked, self._option, "FiltersNotFound") for asked in facets.filters],
            [self._named(asked, self._level, "GeographicLevelsNotFound") for asked in facets.levels],
            [self._named(asked, self._place, "LocationsNotFound") for asked in facets.places],
            [self._period(asked) for asked in facets.periods],
        ]
        parts = tuple(AllOf(tuple(group)) for group in groups if group)
        return AnyOf(parts) if under_not else AllOf(parts)

    def _named(self, asked: Predicate[Any], find: Callable[[Any], tuple[str, int] | None], code: str) -> Condition:
        """Items of several filters or levels: one of them is enough, or turned round, none of them may be."""
        turned = asked.comparator.is_turned
        columns: dict[str, list[int]] = {}
        missing = []
        for value in dict.fromkeys(asked.values):
            if found := find(value):
                columns.setdefault(found[0], []).append(found[1])
            else:
                missing.append(value)
        self._warn(code, asked, missing)
        if not columns:
            return Constant(turned)
        parts = tuple(OneOf(column, tuple(dict.fromkeys(codes)), turned) for column, codes in columns.items())
        return parts[0] if len(parts) == 1 else AllOf(parts) if turned else AnyOf(parts)

    def _period(self, asked: Predicate[PeriodAsked]) -> Condition:
        sign = _SIGNS.get(asked.comparator)
        if sign is None:
            return self._named(asked, self._period_code, "TimePeriodsNotFound")
        (value,) = asked.values
        found = self._period_code(value)
        if found is None:
            self._warn("TimePeriodsNotFound", asked, [value])
            return Constant(False)
        return Compared(PERIOD_COLUMN, sign, found[1])

    def _option(self, id: str) -> tuple[str, int] | None:
        return self._contents.option_codes.get(id)

    def _level(self, level: str) -> tuple[str, int] | None:
        code = self._contents.level_codes.get(level)
        return None if code is None else (LEVEL_COLUMN, code)

    def _place(self, place: PlaceAsked) -> tuple[str, int] | None:
        code = self._contents.place_codes.get((place.level, place.property, place.value))
        return None if code is None else (level_column(place.level), code)

    def _period_code(self, period: PeriodAsked) -> tuple[str, int] | None:
        identifier = IDENTIFIER_BY_CODE[period.code]
        code = self._contents.period_codes.get((period.code, identifier.of_api_period(period.period)))
        return None if code is None else (PERIOD_COLUMN, code)

    def _warn(self, code: str, asked: Predicate[Any], missing: Sequence[Any]) -> None:
        if missing:
            items = [item if isinstance(item, str) else item.shown() for item in missing]
            self._warnings.add(code, asked.path, items=items)


def _indicators(asked: tuple[str, ...] | None, contents: Contents, problems: Problems) -> tuple[int, ...]:
    if asked is None:
        return tuple(range(len(contents.indicators)))
    positions = {indicator.id: n for n, indicator in enumerate(contents.indicators)}
    if missing := [id for id in dict.fromkeys(asked) if id not in positions]:
        problems.add("IndicatorsNotFound", "indicators", items=missing)
    return tuple(positions[id] for id in dict.fromkeys(asked) if id in positions)


def _sorts(
    asked: Sequence[SortOrder], contents: Contents, indicators: Sequence[int], numeric: bool, problems: Problems
) -> tuple[Sort, ...]:
    columns = {"timePeriod": PERIOD_COLUMN, "geographicLevel": LEVEL_COLUMN}
    columns |= {f"location|{group.level}": level_column(group.level) for group in contents.places}
    columns |= {f"filter|{filter.id}": filter_column(n) for n, filter in enumerate(contents.filters)}
    figures = {f"indicator|{contents.indicators[n].id}": indicator_column(n) for n in indicators}
    found = []
    missing = []
    for sort in asked:
        if column := columns.get(sort.field):
            found.append(Sort(column, sort.direction == "Desc"))
        elif column := figures.get(sort.field):
            found.append(Sort(column, sort.direction == "Desc", numeric))
        else:
            missing.append(sort.shown())
    if missing:
        problems.add("SortFieldsNotFound", "sorts", items=missing)
    return tuple(found) or (Sort(PERIOD_COLUMN, descending=True),)


@dataclass(frozen=True, slots=True)
class QueryResult:
    """Rows as tuples: period, level, the place at each level, the option of each filter, the figures."""

    query: DataSetQuery
    contents: Contents
    count: int
    """How many rows match, on all pages."""
    rows: list[tuple[Any, ...]]
    indicators: tuple[DataSetIndicator, ...]
    warnings: tuple[Problem, ...]

    @property
    def filters_from(self) -> int:
        return 2 + len(self.contents.places)

    @property
    def figures_from(self) -> int:
        return self.filters_from + len(self.contents.filters)


def find(
    query: DataSetQuery,
    version: UUID,
    contents: Contents,
    store: DataSetStore,
    *,
    numeric: bool = False,
    seconds: float | None = None,
) -> QueryResult:
    """Ask a version of a data set. `numeric` sorts figures as numbers; TimeoutError after so many seconds."""
    resolved = resolve(query, contents, numeric=numeric)
    columns = (
        PERIOD_COLUMN,
        LEVEL_COLUMN,
        *(level_column(group.level) for group in contents.places),
        *(filter_column(n) for n in range(len(contents.filters))),
        *(indicator_column(n) for n in resolved.indicators),
    )
    skip = (query.page - 1) * query.page_size
    asked = RowQuery(columns, resolved.condition, resolved.sorts, skip, query.page_size)
    count, rows = store.ask(version, asked, seconds=seconds)
    warnings = list(resolved.warnings)
    if query.debug:
        warnings.append(Problem("DebugEnabled"))
    if not count:
        warnings.append(Problem("QueryNoResults"))
    indicators = tuple(contents.indicators[n] for n in resolved.indicators)
    return QueryResult(query, contents, count, rows, indicators, tuple(warnings))
