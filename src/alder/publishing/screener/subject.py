"""What is screened: a data set with its lists, its columns encoded once for all checks, and which look like places."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from alder.model.geographic_levels import LEVELS, Level
from alder.publishing.screener.lists import NO_LISTS, Lists
from alder.show.data_pair import FILTER, INDICATOR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pyarrow as pa
    from numpy.typing import NDArray

    from alder.publishing.standard.data_set import DataSetFiles
    from alder.show.data_pair import MetaRow

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

    data_set: DataSetFiles
    lists: Lists = NO_LISTS
    _columns: dict[str, Column] = field(default_factory=dict)

    @property
    def data(self) -> pa.Table:
        return self.data_set.data

    @cached_property
    def names(self) -> list[str]:
        """The names of the data's columns."""
        names: list[str] = self.data.column_names
        return names

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
        texts = set(self.column("geographic_level").items)
        return [level for level in KNOWN_LEVELS if level.text in texts]

    def at(self, *levels: Level) -> NDArray[np.bool_]:
        """For each row, whether it is about a place of one of the levels."""
        texts = {level.text for level in levels}
        column = self.column("geographic_level")
        return column.rows(column.which(texts.__contains__))


HEAD = 2
"""The line of the first row: the names of the columns stand on line 1."""


@dataclass(frozen=True)
class Column:
    """The distinct items in the order in which they first occur, and the number of each row's item."""

    name: str
    items: list[str]
    codes: NDArray[np.int32]

    @classmethod
    def of(cls, name: str, values: pa.ChunkedArray) -> Column:
        """The column of a table of text."""
        encoded = values.dictionary_encode().unify_dictionaries()
        if not encoded.num_chunks:
            return cls(name, [], np.empty(0, np.int32))
        codes = [chunk.indices.to_numpy(zero_copy_only=False) for chunk in encoded.chunks]
        return cls(name, encoded.chunk(0).dictionary.to_pylist(), np.concatenate(codes).astype(np.int32, copy=False))

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many rows hold each item."""
        return np.bincount(self.codes, minlength=len(self.items))

    def which(self, test: Callable[[str], object]) -> list[int]:
        """The numbers of the items that meet a condition."""
        return [number for number, item in enumerate(self.items) if test(item)]

    def rows(self, numbers: Iterable[int]) -> NDArray[np.bool_]:
        """For each row, whether it holds one of the items."""
        wanted = np.zeros(len(self.items) + 1, dtype=bool)
        wanted[list(numbers)] = True
        return wanted[self.codes]

    def line(self, numbers: Iterable[int]) -> int:
        """The first line of the file that holds one of the items."""
        return first_line(self.rows(numbers))

    def count(self, numbers: Iterable[int]) -> int:
        """How many rows hold one of the items."""
        return int(self.counts[list(numbers)].sum())


def first_line(rows: NDArray[np.bool_]) -> int:
    """The line of the first row that is marked."""
    return int(np.argmax(rows)) + HEAD


def numbered(columns: Iterable[Column], size: int) -> NDArray[np.int64]:
    """A number for each row, the same where all of the columns hold the same items."""
    groups: NDArray[np.int64] = np.zeros(size, np.int64)
    kinds = 1
    for column in columns:
        if kinds * len(column.items) >= 2**62:
            groups = np.unique(groups, return_inverse=True)[1]
            kinds = int(groups.max(initial=0)) + 1
        groups = groups * len(column.items) + column.codes
        kinds *= len(column.items)
    return groups


_STARTS = "sch|prov|inst|estab|reg|la|local|rsc|pfa|pcon|lep|mca|oa|ward|mat"
_ENDS = "name|code|urn|ukprn|number|upin|id"
_WHOLE = (
    "laestab|estab|sch|school|schools|prov|provider|providers|inst|institution|institutions|region|"
    "la|lad|rsc|pcon|lep|mca|oa|ward|mat"
)


def looks_like_a_place(name: str, *, countries: bool = False) -> bool:
    """Whether a name begins and ends like that of a place's column (`local_office_code`), or is one (`urn`).

    A name such as `late_number` begins and ends so too: the department's screener catches it, and so does this.
    """
    starts = f"{_STARTS}|country" if countries else _STARTS
    return re.fullmatch(f"({starts}).*({_ENDS})|{_ENDS}|{_WHOLE}", name, re.IGNORECASE) is not None
