"""Counting for several queries over one table of aims, each thing that they have in common done once.

Queries that describe learners alike share one table of people; measures judged alike share what was judged, and
measures that count the same rows, such as achievement, retention and pass rates, are counted in one pass. Match rates
are counted beside: of the people whom a measure looked for in other records, how many were found, overall and by
group. Who is not found cannot count as employed, in learning or gone on; where some groups are found less often than
others, a difference between them may be nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from alder.derive import variables
from alder.engine import sql_cache
from alder.measures.calculation import classification, counting
from alder.measures.calculation.classification import classified_rows, classify
from alder.measures.calculation.counting import (
    CountedScope,
    LearnerRecords,
    can_be_of_people,
    count,
    describe_learners,
    is_by_cell,
    must_describe,
    read_of_people,
)
from alder.measures.measure import AGE_BAND, FOUND, LOOKED_FOR, measures
from alder.model import expr
from alder.model.statistic import Matched, MatchRate

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    import pyarrow as pa

    from alder.engine.protocol import Engine
    from alder.measures.calculation.record_keys import RecordSecret
    from alder.measures.measure import Breakdown, Measure
    from alder.measures.query import Query
    from alder.model.definition import Setting
    from alder.model.expr import Table


def matched(
    engine: Engine,
    measure: Measure,
    query: Query,
    splits: Sequence[Breakdown],
    base: str,
    settings: Mapping[str, Any],
    *,
    everybody: LearnerRecords | None = None,
) -> Matched | None:
    """The match rates of a question of one year, over all kinds of provision that it asks for.

    Groups are those that the question splits by, one characteristic at a time. What the linked records themselves say,
    such as the outcome, is no group: who was not found has none. `everybody` is as in `counting.count`.
    """
    match = measure.match
    if match is None:
        return None
    groups = _groups(measure, splits)
    shape, year, scope = engine.schema(base), query.year.start, query.scope
    describes = measure.counts_learners and not measure.extract

    def told_of_people(by: Sequence[Breakdown]) -> LearnerRecords | None:
        """The table of people, where it says all of them of everybody and no filter reads what it says."""
        can = everybody and by and not (query.where and query.where.about_people)
        return everybody if everybody and can and everybody.has([s.key for s in by]) else None

    def build(by: Sequence[Breakdown]) -> Table:
        aims = expr.table(base, shape)
        of_people = told_of_people(by)
        if of_people:
            aims = of_people.describe(aims, read_of_people(measure))
        elif describes and any(s.person for s in by):
            aims = describe_learners(aims, year, settings["characteristics_from"])
        rows = classified_rows(measure, aims, year, scope, settings)
        if query.where is not None:
            rows = query.where.rows(rows, year=year, scope=scope, **settings)
        columns = {f"by_{s.id}": s.column(rows) for s in by} if not of_people else {}
        rows = rows.mutate(**columns, looked_for=match.looked_for(rows), was_found=match.found(rows).fill_null(False))
        rows = rows.filter(rows.looked_for)
        if measure.counts_learners:
            rows = rows.group_by(["person", *columns]).aggregate(was_found=rows.was_found.any())
        if of_people:
            told = of_people.rows()
            columns = {f"by_{s.id}": told[s.key] for s in by}
            rows = rows.left_join(told.select("person", **columns), "person").drop("person_right")
        made = {"looked_for": rows.count(), "found": rows.was_found.cast("int64").sum()}
        return rows.group_by(list(columns)).aggregate(**made) if columns else rows.aggregate(**made)

    def asked(by: Sequence[Breakdown]) -> pa.Table:
        names = [(s.id, s.key) for s in by]
        meant = (*classification.key(measure), match.looked_for, match.found)
        key = (*meant, names, year, scope, sorted(settings.items()), query.where, shape, told_of_people(by))
        return engine.run(partial(build, by), key=sql_cache.key("measures", "matched", *key))

    # Where everybody is in one category of each, one statement counts them all, and each characteristic is a sum.
    at_once = groups and (not measure.counts_learners or (describes and all(s.person for s in groups)))
    everything = asked(groups) if at_once else None
    rates = []
    for by in (None, *groups):
        found = everything if everything is not None else asked([by] if by else [])
        rates += _rates(found, by)
    own = Matched(match.says, tuple(rates), (rates[0],))
    return own if is_of_everybody(measure, query) else replace(own, whole=whole(engine, measure, query, base, settings))


def whole(
    engine: Engine, measure: Measure, query: Query, base: str, settings: Mapping[str, Any]
) -> tuple[MatchRate, ...]:
    """The match rate of everybody of the year: of no filter, no split, and all kinds of provision."""
    everybody = replace(query, by=(), where=None, scope=query.scope if len(measure.scopes) == 1 else None)
    found = matched(engine, measure, everybody, (), base, settings)
    return found.whole if found else ()


def is_of_everybody(measure: Measure, query: Query) -> bool:
    """Whether a question leaves nobody of the measure's year out."""
    return query.where is None and (query.scope is None or len(measure.scopes) == 1)


def is_countable(measure: Measure, query: Query, splits: Mapping[Any, Sequence[Breakdown]]) -> bool:
    """Whether the match can be counted together with the measure: over one scope, all of its rows, each in one cell."""
    return measure.match is not None and [*splits] == [query.scope] and is_by_cell(measure, splits[query.scope])


def counted_too(measure: Measure, counts: CountedScope) -> Matched | None:
    """The match rates of what was counted together with a measure, as `matched` gives them."""
    if measure.match is None:
        return None

    def rate(label: str, category: str, **where: str) -> MatchRate:
        return MatchRate(label, category, counts.total(LOOKED_FOR, **where), counts.total(FOUND, **where))

    groups = _groups(measure, counts.splits)
    rates = [rate(s.label, c.label, **{s.id: c.code}) for s in groups for c in s.categories]
    whole_rate = rate("", "everybody")
    return Matched(measure.match.says, (whole_rate, *(r for r in rates if r.looked_for)), (whole_rate,))


def _groups(measure: Measure, splits: Sequence[Breakdown]) -> list[Breakdown]:
    """The characteristics that there is a match rate of."""
    own = measure.extract.variables if measure.extract else {}
    return [s for s in splits if s.categories and s.id not in own]


def _rates(rows: pa.Table, by: Breakdown | None) -> list[MatchRate]:
    """The match rate of each category of a characteristic, or of everybody."""
    names = [c for c in rows.column_names if c.startswith("by_")]
    keys = rows[f"by_{by.id}"].to_pylist() if by and names else [""] * rows.num_rows
    counted: dict[str, tuple[int, int]] = {} if by else {"": (0, 0)}
    for key, looked_for, found in zip(keys, rows["looked_for"].to_pylist(), rows["found"].to_pylist(), strict=True):
        before = counted.get(key, (0, 0))
        counted[key] = (before[0] + looked_for, before[1] + (found or 0))
    labels = {c.code: c.label for c in by.categories} if by else {"": "everybody"}
    return [MatchRate(by.label if by else "", label, *counted[c]) for c, label in labels.items() if c in counted]


CountedYear = tuple[dict[Any, CountedScope], Matched | None]
"""What was counted in each scope, and how many of those looked for in linked records were found."""


@dataclass(frozen=True)
class YearQuery:
    """A query of one year, with its breakdowns in each scope."""

    query: Query
    splits: Mapping[Any, Sequence[Breakdown]]
    keyed: bool = False
    secret: RecordSecret | None = None
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
        """The parameters of everything that counts the same rows, as they are set for this query."""
        return _settings(self.query, lambda m: m.classification == self.measure.classification)

    @property
    def classifying(self) -> tuple[tuple[str, Setting], ...]:
        """The parameters of everything that is classified alike, as they are set for this query."""
        return _settings(self.query, lambda m: m.classify is self.measure.classify) if self.measure.classify else ()

    @property
    def split_by(self) -> tuple[Hashable, ...]:
        """What the columns of splits depend on, apart from the year."""
        named = [n for n in self.query.by if n in variables]
        named += self.measure.age_bands.values() if AGE_BAND in self.query.by else []
        parameters = {
            p.name: self.query.settings.get(p.name, p.default) for n in named for p in variables[n].parameters
        }
        return tuple(sorted(parameters.items()))


def count_queries(engine: Engine, queries: Sequence[YearQuery]) -> list[CountedYear]:
    """What is counted for each query, the same as if it were asked alone."""
    found: dict[int, CountedYear] = {}
    for classified in _alike(queries, range(len(queries)), lambda a: (a.measure.classify, a.classifying)):
        first = queries[classified[0]]
        read = _read_of_classified([queries[n] for n in classified])
        base = classify(engine, first.measure, dict(first.classifying), first.query.year.start, read)
        for same in _alike(queries, classified, lambda a: (a.describes, a.split_by)):
            everybody = _everybody(engine, [queries[n] for n in same], base)
            for counted in _alike(queries, same, _counted_with):
                found |= zip(counted, _counted(engine, [queries[n] for n in counted], base, everybody), strict=True)
    return [found[n] for n in range(len(queries))]


def _read_of_classified(queries: Sequence[YearQuery]) -> frozenset[str] | None:
    """The columns of what is classified for some queries that these read; None where they may read any."""
    if any(a.query.where or a.secret or a.measure.match or a.measure.counts_learners for a in queries):
        return None
    splits = [s.of_aims for a in queries for mine in a.splits.values() for s in mine]
    derived = [variables[n].of_aims for a in queries for n in a.measure.derives if n in variables]
    return frozenset(["person"]).union(*(a.measure.classified_columns for a in queries), *splits, *derived)


def _alike(queries: Sequence[YearQuery], some: Iterable[int], what: Callable[[YearQuery], Hashable]) -> list[list[int]]:
    """The numbers of those queries that have something in common, together."""
    groups: dict[Hashable, list[int]] = {}
    for n in some:
        groups.setdefault(what(queries[n]), []).append(n)
    return list(groups.values())


def _settings(query: Query, of: Callable[[Measure], bool]) -> tuple[tuple[str, Setting], ...]:
    """The parameters of some measures, as they are set in a query; those that it does not have at their defaults."""
    known = {p.name: p.default for m in measures if of(m) for p in m.parameters}
    return tuple(sorted((n, query.settings.get(n, default)) for n, default in known.items()))


def _counted_with(year_query: YearQuery) -> Hashable:
    """Queries for which this is the same are counted in one pass over the same rows."""
    q = year_query.query
    splits = tuple((scope, tuple(s.key for s in mine)) for scope, mine in year_query.splits.items())
    filtered = (q.where.text, tuple(sorted(q.settings.items()))) if q.where else ()
    alone = (
        year_query.measure.name if year_query.measure.counts_learners else ""
    )  # who is left out depends on what is counted
    return (
        year_query.measure.classification,
        year_query.measure.counts_learners,
        year_query.own_settings,
        splits,
        filtered,
        alone,
    )


def _counted(
    engine: Engine, queries: Sequence[YearQuery], base: str, everybody: LearnerRecords | None
) -> list[CountedYear]:
    """What is counted for queries that differ in nothing but their counts."""
    first = queries[0]
    year = first.query.year.start
    settings = {**dict(first.own_settings), **first.query.settings}
    counts = tuple(dict.fromkeys(c.id for a in queries for c in a.measure.counts))
    # The records behind counts are those of the measure alone, not of everybody looked for.
    at_once = len(queries) == 1 and first.secret is None and is_countable(first.measure, first.query, first.splits)
    match = first.measure.match if at_once else None
    together = {
        scope: count(
            *(engine, first.measure, scope, mine, year, settings),
            base=base,
            where=first.query.where,
            counts=(*counts, LOOKED_FOR, FOUND) if match else counts,
            also=match.counts if match else None,
            keyed=first.keyed,
            secret=first.secret,
            everybody=everybody,
        )
        for scope, mine in first.splits.items()
    }

    def match_of(a: YearQuery) -> Matched | None:
        if match:
            found = counted_too(a.measure, together[a.query.scope])
            if found is None or is_of_everybody(a.measure, a.query):
                return found
            return replace(found, whole=whole(engine, a.measure, a.query, base, a.query.settings))
        splits = [*a.splits.values()][-1]
        return matched(*(engine, a.measure, a.query, splits, base, a.query.settings), everybody=everybody)

    return [
        (
            {scope: together[scope].only([c.id for c in a.measure.counts], mine) for scope, mine in a.splits.items()},
            match_of(a),
        )
        for a in queries
    ]


def _everybody(engine: Engine, queries: Sequence[YearQuery], base: str) -> LearnerRecords | None:
    """The kept table of people that queries share which describe learners alike, with the cells of those that it can
    have them of. Where records are told there is none: these are read with all their columns.
    """
    if not queries[0].describes or any(a.secret for a in queries):
        return None
    by_cell: dict[str, Sequence[Breakdown]] = {}
    matched: dict[str, Breakdown] = {}
    told: set[str] | None = set()
    for a in queries:
        for mine in a.splits.values():
            name = counting.cell_column(mine) if is_by_cell(a.measure, mine) else ""
            if (
                name
                and len(counting.numbered_breakdowns(mine)) == sum(1 for s in mine if s.categories)
                and can_be_of_people(mine)
            ):
                by_cell[name] = mine
                if a.measure.match and not is_countable(a.measure, a.query, a.splits):
                    matched |= {s.key: s for s in mine if s.categories}
            if name not in by_cell or (a.query.where and a.query.where.about_people):
                told = None
            elif told is not None:
                told |= read_of_people(a.measure)
    first = queries[0]
    return LearnerRecords.kept(
        *(engine, base, first.query.year.start, first.describes),
        by_cell=by_cell,
        splits=matched,
        parameters=first.split_by,
        told=told,
    )
