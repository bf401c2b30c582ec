"""How a table that measures count is drawn from delivered records: which records, fields and years, by which rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alder.model.registry import Registry
from alder.sources import catalogue
from alder.sources.extracts.load import table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from alder.measures.drawn.desk import Desk
    from alder.model.definition import Parameter
    from alder.model.expr import Table
    from alder.model.layout import SourceEntity
    from alder.model.source import Source

    Years: TypeAlias = Callable[[int, Mapping[str, Any]], tuple[int, ...] | None]

ROWS = "rows"
"""The name under which a drawing says which fields choose its rows."""


def of(*offsets: int) -> Years:
    """The years that lie so far after that of the cohort."""
    return lambda year, settings: tuple(year + o for o in offsets)


def at_any_time(year: int, settings: Mapping[str, Any]) -> tuple[int, ...]:
    """No year: spells and look-ups, of which all that counts is read."""
    return ()


@dataclass(frozen=True)
class Records:
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
class Column:
    """Where a column comes from: fields, each as `source.entity.field`, and the rule that makes it of them.

    Without all of `fields` there is no column; `helped` are fields that it does without where they are missing.
    `by_year` gives the fields that are needed for the cohort of a year alone, each with the year of its records.
    """

    fields: tuple[str, ...]
    how: str
    helped: tuple[str, ...] = ()
    by_year: Callable[[int], tuple[tuple[str, int], ...]] = field(default=lambda year: (), repr=False)


@dataclass(frozen=True)
class Missing:
    """A column that no layout known here has. `lacks` says which field of which source would give it."""

    lacks: str


@dataclass(frozen=True)
class Instead:
    """Records that look as if they would do, and why they do not."""

    source: str
    entity: str
    why: str


@dataclass(frozen=True)
class Drawing:
    """How the table called `table` is drawn for some measures, which are named.

    `columns` says of each of its columns where it comes from, or what is missing; the entry `ROWS` says which fields
    choose its rows. `draw` gives these columns for one year's cohort. `coarse` names variables that its columns are
    too coarse for, and why. `parameters` bear on the drawing alone, not on a table that is handed over. `reference`
    are reference tables, with what each holds.
    """

    name: str
    table: str
    measures: tuple[str, ...]
    records: tuple[Records, ...]
    columns: Mapping[str, Column | Missing]
    draw: Callable[[Desk], Table] = field(repr=False)
    filters: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    coarse: Mapping[str, str] = field(default_factory=dict)
    instead: tuple[Instead, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    reference: Mapping[str, str] = field(default_factory=dict)

    @property
    def cohort(self) -> Records:
        """The records that say who is in the table: the first."""
        return self.records[0]


drawings: Registry[Drawing] = Registry("drawing", "drawings")


def drawing_of(measure: str) -> Drawing | None:
    """How the table that a measure counts is drawn; None where nothing is known to draw it from."""
    return next((d for d in drawings if measure in d.measures), None)


def parted(path: str) -> tuple[str, str, str]:
    """The source, kind of record and field of `leo.employment.StartDate`."""
    source, entity, name = path.split(".")
    return source, entity, name


def fields_of(source: str, entity: str, *names: str) -> tuple[str, ...]:
    """The paths of fields of one kind of record."""
    return tuple(f"{source}.{entity}.{name}" for name in names)
