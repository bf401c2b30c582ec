"""Counting for several questions over one table of aims, each thing that they have in common done once.

Questions of the same splits read their categories from one table; measures judged alike share what was judged, and
measures that count the same rows, such as achievement, retention and pass rates, are counted in one pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from alder.derive import variables
from alder.derive.aims import COLUMNS, FIELDS
from alder.derive.further import WIDE
from alder.measures import cells, fingerprint
from alder.measures.counting import LAID, Counted, count, is_by_cell, judge, must_describe, people
from alder.measures.match import matched
from alder.measures.measure import measures
from alder.measures.query import AGE_BAND
from alder.model import expr
from alder.model.expr import literal
from alder.model.matched import Matched

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from alder.engine.duckdb import DuckDB
    from alder.measures.measure import Measure
    from alder.measures.query import Query
    from alder.measures.split import Split
    from alder.model.definition import Setting
    from alder.model.expr import Table

_LAID = "aims_laid_out"

_ALWAYS = {n for n, (_, says) in COLUMNS.items() if n in FIELDS or not says.startswith("As collected")}
"""The columns that Alder adds to each aim."""

Found = tuple[dict[Any, Counted], Matched | None]
"""What was counted in each scope, and how many of those looked for in linked records were found."""


@dataclass(frozen=True)
class Laid:
    """A question of one year over the table of aims, with its filters in each scope."""

    query: Query
    splits: Mapping[Any, Sequence[Split]]
    keyed: bool = False
    secret: bytes | None = None
    """From which the keys of the records follow that stand behind the counts, where these are to be told."""

    @property
    def measure(self) -> Measure:
        return measures[self.query.measure]

    @property
    def describes(self) -> str:
        """From which record learners are described, where they are described at all."""
        if not any(must_describe(self.measure, mine, self.query.where) for mine in self.splits.values()):
            return ""
        return str(self.query.settings["characteristics_from"])

    @property
    def own_settings(self) -> tuple[tuple[str, Setting], ...]:
        """The parameters of everything that counts the same rows, as they are set for this question."""
        return _settings(self.query, lambda m: m.rows is self.measure.rows)

    @property
    def judging(self) -> tuple[tuple[str, Setting], ...]:
        """The parameters of everything that is judged alike, as they are set for this question."""
        return _settings(self.query, lambda m: m.judge is self.measure.judge) if self.measure.judge else ()

    @property
    def split_by(self) -> tuple[Hashable, ...]:
        """What the columns of splits depend on, apart from the year."""
        named = [n for n in self.query.by if n in variables]
        named += self.measure.age_bands.values() if AGE_BAND in self.query.by else []
        parameters = {
            p.name: self.query.settings.get(p.name, p.default) for n in named for p in variables[n].parameters
        }
        return tuple(sorted(parameters.items()))


def count_together(engine: DuckDB, asked: Sequence[Laid]) -> list[Found]:
    """What is counted for each question, as `tabulate.count_alone` counts one."""
    found: dict[int, Found] = {}
    for judged in _alike(asked, range(len(asked)), lambda a: (a.measure.judge, a.judging)):
        one = asked[judged[0]]
        base = judge(engine, one.measure, dict(one.judging), one.query.year.start)
        for same in _alike(asked, judged, lambda a: (a.describes, a.split_by)):
            counts = sum(len(asked[n].splits) for n in same)
            together = counts > 1 and not any(asked[n].secret for n in same)  # records are read with all their columns
            table = _lay_out(engine, [asked[n] for n in same], base) if together else base
            for counted in _alike(asked, same, _counted_with):
                found |= zip(counted, _counted(engine, [asked[n] for n in counted], table), strict=True)
    return [found[n] for n in range(len(asked))]


def _alike(asked: Sequence[Laid], some: Iterable[int], what: Callable[[Laid], Hashable]) -> list[list[int]]:
    """The numbers of those questions that have something in common, together."""
    groups: dict[Hashable, list[int]] = {}
    for n in some:
        groups.setdefault(what(asked[n]), []).append(n)
    return list(groups.values())


def _settings(query: Query, of: Callable[[Measure], bool]) -> tuple[tuple[str, Setting], ...]:
    """The parameters of some measures, as they are set in a question; those that it does not have at their defaults."""
    known = {p.name: p.default for m in measures if of(m) for p in m.parameters}
    return tuple(sorted((n, query.settings.get(n, default)) for n, default in known.items()))


def _counted_with(asked: Laid) -> Hashable:
    """Questions for which this is the same are counted in one pass over the same rows."""
    q = asked.query
    splits = tuple((scope, tuple(s.key for s in mine)) for scope, mine in asked.splits.items())
    filtered = (q.where.text, tuple(sorted(q.settings.items()))) if q.where else ()
    alone = asked.measure.name if asked.measure.counts_learners else ""  # who is left out depends on what is counted
    return (asked.measure.rows, asked.measure.counts_learners, asked.own_settings, splits, filtered, alone)


def _counted(engine: DuckDB, asked: Sequence[Laid], base: str) -> list[Found]:
    """What is counted for questions that differ in nothing but their counts."""
    first = asked[0]
    year = first.query.year.start
    settings = {**dict(first.own_settings), **first.query.settings}
    counts = tuple(dict.fromkeys(c.id for a in asked for c in a.measure.counts))
    together = {
        scope: count(
            *(engine, first.measure, scope, mine, year, settings),
            base=base,
            where=first.query.where,
            counts=counts,
            keyed=first.keyed,
            secret=first.secret,
        )
        for scope, mine in first.splits.items()
    }
    return [
        (
            {scope: together[scope].only([c.id for c in a.measure.counts], mine) for scope, mine in a.splits.items()},
            matched(engine, a.measure, a.query, [*a.splits.values()][-1], base, a.query.settings),
        )
        for a in asked
    ]


def _lay_out(engine: DuckDB, asked: Sequence[Laid], base: str) -> str:
    """Keep a table of aims with a column for the cell of each question, and one for each split that needs its own, by
    its key. Gives its name.

    What none of the questions reads is left out, and so are aims that matter to none.
    """
    first = asked[0]
    year = first.query.year.start
    schema = engine.schema(base)
    kept = _kept(asked, schema.names)
    by_cell, splits = _columns(asked)

    def build() -> Table:
        aims = expr.table(base, schema)
        own: dict[str, Sequence[Split]] = {}
        t = aims
        if first.describes:
            everybody = people(aims, year, first.describes)
            own = {n: mine for n, mine in by_cell.items() if _are_of(mine, everybody)}
            left = aims.select(*(c for c in aims.columns if c not in everybody.columns or c == "person"))
            t = left.left_join(cells.with_numbers(everybody, own), "person").drop("person_right")
        t = t.mutate(**{key: s.column(t) for key, s in splits.items()}, **{LAID: literal(True)})
        if all(a.measure.only for a in asked):
            t = t.filter(reduce(or_, (only(t) for only in dict.fromkeys(a.measure.only for a in asked) if only)))
        t = cells.with_numbers(t, {n: mine for n, mine in by_cell.items() if n not in own})
        return t.select(*(c for c in aims.columns if c in kept), *by_cell, *splits, LAID)

    shape = ([*by_cell], [*splits], kept, first.describes, first.split_by, [a.measure.only for a in asked])
    engine.keep(_LAID, build, key=fingerprint.key("laid out", base, year, shape, schema))
    return _LAID


def _kept(asked: Sequence[Laid], names: Sequence[str]) -> list[str]:
    """The columns of a table of aims that a question may read. A filter may read any."""
    if any(a.query.where for a in asked):
        return [*names]
    read = {f for a in asked for f in (*a.measure.reads, *a.measure.columns)}
    derived = [variables[n] for a in asked for n in a.measure.derives]
    read |= {c for v in derived for c in (*v.reads, *v.columns, *v.helped_by)}
    return [n for n in names if n in read or n not in WIDE.names or n in _ALWAYS]


def _columns(asked: Sequence[Laid]) -> tuple[dict[str, Sequence[Split]], dict[str, Split]]:
    """The splits of each column of cells, by its name, and the splits that need a column of their own, by their key."""
    by_cell: dict[str, Sequence[Split]] = {}
    own: dict[str, Split] = {}
    for a in asked:
        for mine in a.splits.values():
            name = cells.name(mine) if is_by_cell(a.measure, mine) else ""
            if name:
                by_cell[name] = mine
            apart = [s for s in mine if s.categories and s.key and (a.measure.match or not name)]
            own |= {s.key: s for s in (*apart, *(s for s in mine if s.key and s not in cells.numbered(mine)))}
    return by_cell, {key: s for key, s in own.items() if s.categories}


def _are_of(splits: Sequence[Split], people: Table) -> bool:
    """Whether all of these can be worked out from what describes people, once for each of them."""
    wide = expr.table("people", WIDE)
    read = {name for s in cells.numbered(splits) for _, name in expr.fields(s.column(wide))}
    return read <= {*people.columns}
