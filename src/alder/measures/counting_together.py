"""Counting for several questions over one table of aims, each thing that they have in common done once.

Questions that describe learners alike share one table of people; measures judged alike share what was judged, and
measures that count the same rows, such as achievement, retention and pass rates, are counted in one pass.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from alder.derive import variables
from alder.measures import cells
from alder.measures.counting import Counted, count, is_by_cell, judge
from alder.measures.describing import People, can_be_of_people, must_describe, read_of_people
from alder.measures.match import counted_too, is_countable, is_of_everybody, matched, whole
from alder.measures.measure import AGE_BAND, FOUND, LOOKED_FOR, measures
from alder.model.matched import Matched

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from alder.engine.protocol import Engine
    from alder.measures.measure import Breakdown, Measure
    from alder.measures.query import Query
    from alder.model.definition import Setting

Found = tuple[dict[Any, Counted], Matched | None]
"""What was counted in each scope, and how many of those looked for in linked records were found."""


@dataclass(frozen=True)
class Question:
    """One question of one year, with its filters in each scope."""

    query: Query
    splits: Mapping[Any, Sequence[Breakdown]]
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


def count_together(engine: Engine, asked: Sequence[Question]) -> list[Found]:
    """What is counted for each question, the same as if it were asked alone."""
    found: dict[int, Found] = {}
    for judged in _alike(asked, range(len(asked)), lambda a: (a.measure.judge, a.judging)):
        one = asked[judged[0]]
        read = _read_of_judged([asked[n] for n in judged])
        base = judge(engine, one.measure, dict(one.judging), one.query.year.start, read)
        for same in _alike(asked, judged, lambda a: (a.describes, a.split_by)):
            everybody = _everybody(engine, [asked[n] for n in same], base)
            for counted in _alike(asked, same, _counted_with):
                found |= zip(counted, _counted(engine, [asked[n] for n in counted], base, everybody), strict=True)
    return [found[n] for n in range(len(asked))]


def _read_of_judged(asked: Sequence[Question]) -> frozenset[str] | None:
    """The columns of what is judged for some questions that these read; None where they may read any."""
    if any(a.query.where or a.secret or a.measure.match or a.measure.counts_learners for a in asked):
        return None
    splits = [s.of_aims for a in asked for mine in a.splits.values() for s in mine]
    derived = [variables[n].of_aims for a in asked for n in a.measure.derives if n in variables]
    return frozenset(["person"]).union(*(a.measure.of_judged for a in asked), *splits, *derived)


def _alike(asked: Sequence[Question], some: Iterable[int], what: Callable[[Question], Hashable]) -> list[list[int]]:
    """The numbers of those questions that have something in common, together."""
    groups: dict[Hashable, list[int]] = {}
    for n in some:
        groups.setdefault(what(asked[n]), []).append(n)
    return list(groups.values())


def _settings(query: Query, of: Callable[[Measure], bool]) -> tuple[tuple[str, Setting], ...]:
    """The parameters of some measures, as they are set in a question; those that it does not have at their defaults."""
    known = {p.name: p.default for m in measures if of(m) for p in m.parameters}
    return tuple(sorted((n, query.settings.get(n, default)) for n, default in known.items()))


def _counted_with(asked: Question) -> Hashable:
    """Questions for which this is the same are counted in one pass over the same rows."""
    q = asked.query
    splits = tuple((scope, tuple(s.key for s in mine)) for scope, mine in asked.splits.items())
    filtered = (q.where.text, tuple(sorted(q.settings.items()))) if q.where else ()
    alone = asked.measure.name if asked.measure.counts_learners else ""  # who is left out depends on what is counted
    return (asked.measure.rows, asked.measure.counts_learners, asked.own_settings, splits, filtered, alone)


def _counted(engine: Engine, asked: Sequence[Question], base: str, everybody: People | None) -> list[Found]:
    """What is counted for questions that differ in nothing but their counts."""
    first = asked[0]
    year = first.query.year.start
    settings = {**dict(first.own_settings), **first.query.settings}
    counts = tuple(dict.fromkeys(c.id for a in asked for c in a.measure.counts))
    # The records behind counts are those of the measure alone, not of everybody looked for.
    at_once = len(asked) == 1 and first.secret is None and is_countable(first.measure, first.query, first.splits)
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

    def match_of(a: Question) -> Matched | None:
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
        for a in asked
    ]


def _everybody(engine: Engine, asked: Sequence[Question], base: str) -> People | None:
    """The kept table of people that questions share which describe learners alike, with the cells of those that it can
    have them of. Where records are told there is none: these are read with all their columns.
    """
    if not asked[0].describes or any(a.secret for a in asked):
        return None
    by_cell: dict[str, Sequence[Breakdown]] = {}
    matched: dict[str, Breakdown] = {}
    told: set[str] | None = set()
    for a in asked:
        for mine in a.splits.values():
            name = cells.name(mine) if is_by_cell(a.measure, mine) else ""
            if name and len(cells.numbered(mine)) == sum(1 for s in mine if s.categories) and can_be_of_people(mine):
                by_cell[name] = mine
                if a.measure.match and not is_countable(a.measure, a.query, a.splits):
                    matched |= {s.key: s for s in mine if s.categories}
            if name not in by_cell or (a.query.where and a.query.where.about_people):
                told = None
            elif told is not None:
                told |= read_of_people(a.measure)
    first = asked[0]
    return People.kept(
        *(engine, base, first.query.year.start, first.describes),
        by_cell=by_cell,
        splits=matched,
        parameters=first.split_by,
        told=told,
    )
