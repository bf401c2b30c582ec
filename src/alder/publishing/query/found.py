"""What a query found: the page of rows with their codes, and which columns they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alder.model.condition import RowQuery
from alder.publishing.described.contents import (
    LEVEL_COLUMN,
    PERIOD_COLUMN,
    filter_column,
    indicator_column,
    level_column,
)
from alder.publishing.query.problems import Problem
from alder.publishing.query.resolve import resolve

if TYPE_CHECKING:
    from uuid import UUID

    from alder.publishing.described.contents import Contents, Indicator
    from alder.publishing.query.criteria import Query
    from alder.publishing.store import DataSetStore


@dataclass(frozen=True, slots=True)
class Found:
    """Rows as tuples: period, level, the place at each level, the option of each filter, the figures."""

    query: Query
    contents: Contents
    count: int
    """How many rows match, on all pages."""
    rows: list[tuple[Any, ...]]
    indicators: tuple[Indicator, ...]
    warnings: tuple[Problem, ...]

    @property
    def filters_from(self) -> int:
        return 2 + len(self.contents.places)

    @property
    def figures_from(self) -> int:
        return self.filters_from + len(self.contents.filters)


def find(
    query: Query,
    version: UUID,
    contents: Contents,
    store: DataSetStore,
    *,
    numeric: bool = False,
    seconds: float | None = None,
) -> Found:
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
    return Found(query, contents, count, rows, indicators, tuple(warnings))
