"""What is screened: a data set with its lists, its columns encoded once for all checks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from alder.publishing.screener.column import HEAD, Column
from alder.publishing.screener.lists import NO_LISTS, Lists
from alder.publishing.standard.levels import LEVELS, Level
from alder.publishing.standard.meta_file import FILTER, INDICATOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from alder.publishing.standard.data_set import DataSet
    from alder.publishing.standard.meta_file import MetaRow

ONLY_NAMES = ("school_name", "provider_name")
"""Columns that may be a filter, where they are the only one."""

KNOWN_LEVELS = tuple(level for level in LEVELS if level.in_screener)
"""The levels that the department's screener accepts."""

KNOWN_COLUMNS = frozenset(
    {"time_period", "time_identifier", "geographic_level"} | {c for level in KNOWN_LEVELS for c in level.columns}
)
"""The columns that say when and where: they have no row in the meta file."""


@dataclass
class Subject:
    """A data set that is being screened."""

    data_set: DataSet
    lists: Lists = NO_LISTS
    _columns: dict[str, Column] = field(default_factory=dict)

    @property
    def data(self) -> pa.Table:
        return self.data_set.data

    @cached_property
    def names(self) -> list[str]:
        """The names of the data's columns."""
        found: list[str] = self.data.column_names
        return found

    @property
    def rows(self) -> tuple[MetaRow, ...]:
        """The rows of the meta file."""
        return self.data_set.meta.rows

    def lines(self) -> Iterator[tuple[int, MetaRow]]:
        """The rows of the meta file with their lines."""
        return enumerate(self.rows, HEAD)

    def of_type(self, kind: str) -> Iterator[tuple[int, MetaRow]]:
        """The rows about filters, or about indicators, with their lines."""
        return ((line, row) for line, row in self.lines() if row.col_type == kind)

    @cached_property
    def filters(self) -> list[str]:
        return [row.col_name for row in self.rows if row.col_type == FILTER]

    @cached_property
    def indicators(self) -> list[str]:
        return [row.col_name for row in self.rows if row.col_type == INDICATOR]

    @cached_property
    def groups(self) -> list[str]:
        """The columns that group the items of filters."""
        return [row.filter_grouping_column for row in self.rows if row.filter_grouping_column]

    @cached_property
    def filters_and_groups(self) -> list[str]:
        """Filters, then grouping columns, each once."""
        return list(dict.fromkeys([*self.filters, *self.groups]))

    @cached_property
    def only_name(self) -> str:
        """The name of a school or provider, where it is the only filter, or groups the only one; else empty."""
        named = [name for name in (*self.filters[:1], *self.groups[:1]) if name in ONLY_NAMES]
        return named[0] if len(self.filters) == 1 and named else ""

    def column(self, name: str) -> Column:
        """A column of the data, encoded at its first use."""
        if name not in self._columns:
            self._columns[name] = Column.of(name, self.data[name])
        return self._columns[name]

    def present(self, names: Iterable[str]) -> list[Column]:
        """Those of the columns that the data have."""
        return [self.column(name) for name in names if name in self.names]

    @cached_property
    def levels(self) -> list[Level]:
        """The known levels that rows have."""
        found = set(self.column("geographic_level").items)
        return [level for level in KNOWN_LEVELS if level.text in found]

    def at(self, *levels: Level) -> NDArray[np.bool_]:
        """For each row, whether it is about a place of one of the levels."""
        texts = {level.text for level in levels}
        column = self.column("geographic_level")
        return column.rows(column.which(texts.__contains__))
