"""Where each variable is worked out: of what a look-up found, of a learner's record, or of the aim."""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.derive.aims import SCHEMA
from alder.derive.further import TYPES
from alder.engine import sql_cache
from alder.measures import sql_key
from alder.model import expr

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from alder.derive import Variable
    from alder.derive.look_ups import LookUp
    from alder.measures.calculation.reference_look_up import Found, Needs
    from alder.model.expr import Table, Value

_EVERY = "aims_with_every_column"


@dataclass(frozen=True)
class Worked:
    """What is worked out of what one look-up found. `raw` are the columns found that other variables read."""

    found: Found
    variables: tuple[Variable, ...]
    raw: tuple[str, ...]
    of_learners: bool

    @property
    def table(self) -> str:
        """The table that holds it: that of what was found, where nothing is worked out of that alone."""
        return f"worked_out_of_{self.found.table}" if self.variables else self.found.table

    @property
    def root(self) -> LookUp:
        return self.found.root

    @property
    def keys(self) -> tuple[str, ...]:
        return self.found.keys

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.raw, *(column_of(v) for v in self.variables))


@dataclass(frozen=True)
class Places:
    """Where each of several variables is worked out in an academic year (its starting year).

    `raw_of_learners` and `raw_of_rows` are the columns that what is worked out later reads of learners, and those that
    the variables read that look at other rows than the aim's own.
    """

    variables: tuple[Variable, ...]
    year: int
    settings: Mapping[str, Any]
    more: tuple[str, ...]
    parts: tuple[Worked, ...]
    of_learners: tuple[Variable, ...]
    raw_of_learners: tuple[str, ...]
    of_other_rows: tuple[Variable, ...]
    raw_of_rows: tuple[str, ...]
    of_aims: tuple[Variable, ...]

    @classmethod
    def of(
        cls,
        variables: Sequence[Variable],
        year: int,
        settings: Mapping[str, Any],
        needs: Needs,
        found: Sequence[Found],
        learners_have: Collection[str],
    ) -> Places:
        """`learners_have` are the columns of a learner's record; the others are of the aim, or were looked up."""
        more = tuple(dict.fromkeys((*needs.collected, *(c for f in found for c in f.columns))))
        reads, by_row = _read(variables, year, settings, more)
        left = {v.name: v for v in variables if v.name in by_row}
        of_other_rows = tuple(v for v in variables if v.name not in by_row)

        def take(columns: Collection[str], *, in_all_years: bool) -> tuple[Variable, ...]:
            """Those left that read these columns alone."""
            fit = [v for n, v in left.items() if reads[n] <= {*columns} and not (in_all_years and _differs_by_year(v))]
            for v in fit:
                del left[v.name]
            return tuple(fit)

        of_found = [(f, take(f.columns, in_all_years=True)) for f in found]
        later = {c for v in (*left.values(), *of_other_rows) for c in reads[v.name]}
        parts = tuple(
            Worked(
                f,
                worked,
                tuple(c for c in f.columns if c in later),
                not f.root.during and {*f.keys} <= {*learners_have},
            )
            for f, worked in of_found
        )
        there = [*learners_have, *(c for p in parts if p.of_learners for c in p.raw)]
        of_learners = take(there, in_all_years=False)
        of_rows = {c for v in of_other_rows for c in reads[v.name]}
        wanted = {c for name in left for c in reads[name]} | of_rows
        wanted |= {k for p in parts if not p.of_learners for k in p.keys}
        raw = tuple(c for c in there if c in wanted)
        rest = tuple(left.values())
        return cls(
            tuple(variables), year, settings, more, parts, of_learners, raw, of_other_rows, tuple(sorted(of_rows)), rest
        )

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column_of(v) for v in self.variables)

    @property
    def of_own_look_ups(self) -> tuple[Worked, ...]:
        """What was looked up by the aim itself, and not by its learner."""
        return tuple(p for p in self.parts if not p.of_learners)

    @property
    def key(self) -> str:
        """What the expressions depend on, beside the columns of the tables that they are over."""
        names = [v.name for v in self.variables]
        return f"{names} {self.year} {sorted(self.settings.items())} {self.more} {self.parts}"

    def worked_out(self, some: Iterable[Variable], table: Table) -> dict[str, Value]:
        """The columns of some variables over a table that has all that they read."""
        return self._over(some, lambda column, _: table[column])

    def of_nothing(self, some: Iterable[Variable]) -> dict[str, Value]:
        """What some variables are of an aim of which nothing that they read is known."""
        return self._over(some, lambda _, kind: expr.null(kind))

    def _over(self, some: Iterable[Variable], place: Callable[[str, Any], Value]) -> dict[str, Value]:
        over = [(v, expr.rebase(self._values[v.name], lambda _, column, kind: place(column, kind))) for v in some]
        return {column_of(v): expr.made_with(c, list_of(v)) if v.is_closed else c for v, c in over}

    @cached_property
    def _values(self) -> dict[str, Value]:
        return _values(self.variables, self.year, self.settings, self.more)


def column_of(variable: Variable) -> str:
    return f"derived_{variable.name}"


def list_of(variable: Variable) -> str:
    """The name of the list of a variable's categories in an engine."""
    return f"category_of_{variable.name}"


def _values(
    variables: Iterable[Variable], year: int, settings: Mapping[str, Any], more: Iterable[str]
) -> dict[str, Value]:
    """Each variable over a table that has every column at once."""
    aims = expr.table(_EVERY, pa.schema([*SCHEMA, *((c, TYPES[c]) for c in more)]))
    known = {"year": year, "day": aims.LearnStartDate, **settings}
    return {v.name: v(aims, **known) for v in variables}


def _read(
    variables: Sequence[Variable], year: int, settings: Mapping[str, Any], more: tuple[str, ...]
) -> tuple[dict[str, set[str]], set[str]]:
    """The columns that each variable reads, and which variables look at the aim's own row alone.

    This is kept like compiled SQL: to find it out takes longer than to work a variable out.
    """
    names = [v.name for v in variables]

    def looked() -> str:
        values = _values(variables, year, settings, more)
        reads = {n: sorted({c for _, c in expr.fields(v)}) for n, v in values.items()}
        return json.dumps([reads, [n for n, v in values.items() if not expr.looks_at_other_rows(v)]])

    key = sql_key.key("what variables read", names, year, sorted(settings.items()), more)
    reads, by_row = json.loads(sql_cache.sql(key, "json", looked))
    return {n: set(columns) for n, columns in reads.items()}, set(by_row)


def _differs_by_year(variable: Variable) -> bool:
    return "year" in inspect.signature(variable.function).parameters
