"""How the tables of a source hang together, so that a rule only has to name them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alder.model.expr import Table, Value

FILE = "file"
"""The table with one row for each file judged. Every other table is below it."""

FILES = "files_judged"
"""The name under which the runner adds the facts of the files of one year."""


@dataclass(frozen=True)
class RecordTable:
    """One kind of record.

    `keys` number its rows, outermost first: a table whose keys begin with the keys of another is below it. `folded`
    columns are compared without letter case. `derived` columns are worked out once, before any rule looks. `met_by`
    names tables of another branch whose records these belong to all the same, with the pairs of columns (theirs, own)
    that say so: a destination belongs to the learner with its reference.
    """

    name: str
    element: str
    keys: tuple[str, ...]
    schema: pa.Schema
    folded: frozenset[str] = frozenset()
    derived: Mapping[str, Derived] = field(default_factory=dict)
    met_by: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def is_below(self, other: RecordTable) -> bool:
        return len(self.keys) > len(other.keys) and self.keys[: len(other.keys)] == other.keys

    @property
    def columns(self) -> pa.Schema:
        """All columns that a rule may name: collected and derived."""
        return pa.schema([*self.schema, *(pa.field(n, d.type) for n, d in self.derived.items())])


@dataclass(frozen=True)
class Derived:
    """A column that is worked out from the others of its table."""

    type: pa.DataType
    reads: tuple[str, ...]
    build: Callable[[Table], Value]


@dataclass(frozen=True)
class ReferenceTable:
    """A reference table that may or may not be loaded, and the column through which records find their rows.

    `table` is the name under which it is loaded, where rules call it by several: the postcode of the delivery and that
    of the learner are looked up in one table. `on` pairs fields of the record with columns of the table; a field of a
    record above it is written `learner__ULN`.
    """

    name: str
    title: str
    on: Mapping[str, str]
    schema: pa.Schema
    keys: tuple[str, ...] = ()
    table: str = ""

    @property
    def loaded_as(self) -> str:
        return self.table or self.name

    @property
    def columns(self) -> pa.Schema:
        return self.schema


@dataclass(frozen=True)
class RecordTables:
    """The tables of a source, under the names that rules call them by.

    `names` maps a rule's parameter to its table. Two parameters may name one table, as `aim` and `others` do: the
    second then stands for the other records of the same parent.
    """

    tables: Mapping[str, RecordTable]
    names: Mapping[str, str]
    references: Mapping[str, ReferenceTable] = field(default_factory=dict)

    def table(self, parameter: str) -> RecordTable:
        return self.tables[self.names[parameter]]

    def parents(self, table: str) -> tuple[RecordTable, ...]:
        """The tables that `table` is below, outermost first."""
        own = self.tables[table]
        found = [t for t in self.tables.values() if own.is_below(t)]
        return tuple(sorted(found, key=lambda t: len(t.keys)))
