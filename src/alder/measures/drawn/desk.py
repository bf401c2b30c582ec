"""Where a table is drawn: an engine with the delivered records, the cohort's year, and steps that are kept between."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.engine.extracts import STAMP
from alder.model import expr
from alder.sources import catalogue
from alder.sources.extracts.load import table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alder.engine.duckdb import DuckDB
    from alder.model.expr import Table


@dataclass
class Desk:
    """What a drawing works with. `labels`, `left_out` and `notes` are what it has to say beside the table.

    `labels` gives each number that stands for a provider's pseudonym that pseudonym, `left_out` counts people who
    belong to the cohort and have no row, by reason.
    """

    engine: DuckDB
    year: int
    settings: Mapping[str, Any]
    labels: dict[int, str] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def records(self, source: str, entity: str) -> Table:
        """The delivered records of a kind that count, with the columns that are declared; none where none are held.

        Others that were delivered stay out: their names may be those of steps but for the case of letters.
        """
        name, declared = table_of(source, entity), schema_of(source, entity)
        if not self.engine.has(name):
            self.engine.add(name, declared.empty_table())
        return expr.table(name, self.engine.schema(name)).select(*declared.names)

    def kept(self, name: str, build: Callable[[], Table]) -> Table:
        """A step, worked out once and kept for those after it."""
        self.engine.keep(f"drawn_{name}", build)
        return expr.table(f"drawn_{name}", self.engine.schema(f"drawn_{name}"))

    def run(self, build: Callable[[], Table]) -> pa.Table:
        """The rows of a small expression."""
        return self.engine.run(build)

    def add(self, name: str, rows: pa.Table) -> Table:
        """A small table, made in Python, among the others."""
        self.engine.add(f"drawn_{name}", rows)
        return expr.table(f"drawn_{name}", rows.schema)


def schema_of(source: str, entity: str) -> pa.Schema:
    """The columns in which the records of a kind are kept."""
    fields = catalogue.source(source).entity(entity).fields
    return pa.schema([*STAMP, *((f.name, f.kind.arrow) for f in fields)])
