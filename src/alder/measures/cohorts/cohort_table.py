"""What a cohort table is, and one building of it.

A cohort table is counted by measures in place of aims, and is built from delivered records: it says from which records,
fields and years each of its columns comes, by which rule. It is built in an engine with these records, for one year's
cohort, in steps that are kept between.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.engine import sql_cache
from alder.engine.extracts import STAMP
from alder.model import expr
from alder.model.registry import Registry
from alder.sources import catalogue
from alder.sources.extracts.delivery_load import table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from alder.engine.protocol import Engine
    from alder.model.definition import Parameter
    from alder.model.expr import Table
    from alder.model.layout import SourceEntity
    from alder.model.source import Source

    Years: TypeAlias = Callable[[int, Mapping[str, Any]], tuple[int, ...] | None]


@dataclass
class CohortBuild:
    """What a drawing works with. `labels`, `left_out` and `notes` are what it has to say beside the table.

    `labels` gives each number that stands for a provider's pseudonym that pseudonym, `left_out` counts people who
    belong to the cohort and have no row, by reason.

    SQL is kept by what the drawing has seen so far: of the engine it sees no more than these methods show it, so that
    it builds the same whenever it has seen the same.
    """

    engine: Engine = field(repr=False)
    drawing: CohortTable
    year: int
    settings: Mapping[str, Any]
    labels: dict[int, str] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._seen = sql_cache.key(
            "measures", "cohort", self.drawing.name, self.drawing.draw, self.year, sorted(self.settings.items())
        )

    def records(self, source: str, entity: str) -> Table:
        """The delivered records of a kind that count, with the columns that are declared; none where none are held.

        Others that were delivered stay out: their names may be those of steps but for the case of letters.
        """
        name, declared = table_of(source, entity), schema_of(source, entity)
        if not self.engine.has(name):
            self.engine.add(name, declared.empty_table())
        return self.table(name).select(*declared.names)

    def table(self, name: str) -> Table:
        """A table of the engine, with the columns that it has."""
        schema = self.engine.schema(name)
        self._see(name, schema)
        return expr.table(name, schema)

    def keep(self, name: str, build: Callable[[], Table]) -> Table:
        """Rows kept as a table of the engine. They are built whether or not their SQL is kept: building says more."""
        rows = build()
        self.engine.keep(name, lambda: rows, key=sql_cache.key("measures", "keep", name, self._seen))
        return self.table(name)

    def kept(self, name: str, build: Callable[[], Table]) -> Table:
        """A step, worked out once and kept for those after it."""
        return self.keep(f"drawn_{name}", build)

    def run(self, build: Callable[[], Table]) -> pa.Table:
        """The rows of a small expression."""
        rows = build()
        found = self.engine.run(lambda: rows, key=sql_cache.key("measures", "run", self._seen))
        self._see(found.schema, found.to_pylist())
        return found

    def add(self, name: str, rows: pa.Table) -> Table:
        """A small table, made in Python, among the others."""
        self.engine.add(f"drawn_{name}", rows)
        return self.table(f"drawn_{name}")

    def _see(self, *what: object) -> None:
        self._seen = sql_cache.key("measures", self._seen, *what)


def schema_of(source: str, entity: str) -> pa.Schema:
    """The columns in which the records of a kind are kept."""
    fields = catalogue.source(source).entity(entity).fields
    return pa.schema([*STAMP, *((f.name, f.kind.arrow) for f in fields)])


ROWS = "rows"
"""The name under which a drawing says which fields choose its rows."""


def of(*offsets: int) -> Years:
    """The years that lie so far after that of the cohort."""
    return lambda year, settings: tuple(year + o for o in offsets)


def at_any_time(year: int, settings: Mapping[str, Any]) -> tuple[int, ...]:
    """No year: spells and look-ups, of which all that counts is read."""
    return ()


@dataclass(frozen=True)
class CohortRecords:
    """One kind of record that a drawing reads.

    `gives` says what for, `said` of which years in words; `years` are the starting years that must be held for a
    cohort's year and the settings of a question, and None where a question does not need the records at all. Records
    that are `optional` add to what is seen where they are held.
    """

    source: str
    entity: str
    gives: str
    said: str = "of any year"
    years: Years = field(default=at_any_time, repr=False)
    optional: bool = False

    @property
    def table(self) -> str:
        """The table of the store in which they are kept."""
        return table_of(self.source, self.entity)

    @property
    def of_source(self) -> Source:
        return catalogue.source(self.source)

    @property
    def layout(self) -> SourceEntity:
        return self.of_source.entity(self.entity)

    @property
    def published(self) -> str:
        """The publisher's name of the table."""
        return self.layout.published


@dataclass(frozen=True)
class CohortColumn:
    """Where a column comes from: fields, each as `source.entity.field`, and the rule that makes it of them.

    Without all of `fields` there is no column; `helped` are fields that it does without where they are missing.
    `by_year` gives the fields that are needed for the cohort of a year alone, each with the year of its records.
    """

    fields: tuple[str, ...]
    how: str
    helped: tuple[str, ...] = ()
    by_year: Callable[[int], tuple[tuple[str, int], ...]] = field(default=lambda year: (), repr=False)


@dataclass(frozen=True)
class MissingColumn:
    """A column that no layout known here has. `lacks` says which field of which source would give it."""

    lacks: str


@dataclass(frozen=True)
class UnsuitableRecords:
    """Records that look as if they would do, and why they do not."""

    source: str
    entity: str
    why: str


@dataclass(frozen=True)
class CohortTable:
    """How the table called `table` is drawn for some measures, which are named.

    `columns` says of each of its columns where it comes from, or what is missing; the entry `ROWS` says which fields
    choose its rows. `draw` gives these columns for one year's cohort. `coarse` names variables that its columns are
    too coarse for, and why. `parameters` bear on the drawing alone, not on a table that is handed over. `reference`
    are reference tables, with what each holds.
    """

    name: str
    table: str
    measures: tuple[str, ...]
    records: tuple[CohortRecords, ...]
    columns: Mapping[str, CohortColumn | MissingColumn]
    draw: Callable[[CohortBuild], Table] = field(repr=False)
    filters: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    coarse: Mapping[str, str] = field(default_factory=dict)
    instead: tuple[UnsuitableRecords, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    reference: Mapping[str, str] = field(default_factory=dict)

    @property
    def cohort(self) -> CohortRecords:
        """The records that say who is in the table: the first."""
        return self.records[0]


cohort_tables: Registry[CohortTable] = Registry("drawing", "drawings", by_name=True)


def cohort_table_of(measure: str) -> CohortTable | None:
    """How the table that a measure counts is drawn; None where nothing is known to draw it from."""
    return next((d for d in cohort_tables if measure in d.measures), None)


def parted(path: str) -> tuple[str, str, str]:
    """The source, kind of record and field of `leo.employment.StartDate`."""
    source, entity, name = path.split(".")
    return source, entity, name


def fields_of(source: str, entity: str, *names: str) -> tuple[str, ...]:
    """The paths of fields of one kind of record."""
    return tuple(f"{source}.{entity}.{name}" for name in names)
