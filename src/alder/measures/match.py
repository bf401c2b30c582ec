"""Match rates: of the people whom a measure looked for in other records, how many were found, overall and by group.

Who is not found cannot count as employed, in learning or gone on. Where some groups are found less often than others,
a difference between them may be nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from alder.measures import fingerprint
from alder.measures.counting import is_by_cell
from alder.measures.describing import described, read_of_people
from alder.measures.measure import FOUND, LOOKED_FOR
from alder.model import expr
from alder.model.matched import Matched, MatchRate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from alder.engine.protocol import Engine
    from alder.measures.counting import Counted
    from alder.measures.describing import People
    from alder.measures.measure import Breakdown, Measure
    from alder.measures.query import Query
    from alder.model.expr import Table


def matched(
    engine: Engine,
    measure: Measure,
    query: Query,
    splits: Sequence[Breakdown],
    base: str,
    settings: Mapping[str, Any],
    *,
    everybody: People | None = None,
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

    def told_of_people(by: Sequence[Breakdown]) -> People | None:
        """The table of people, where it says all of them of everybody and no filter reads what it says."""
        can = everybody and by and not (query.where and query.where.about_people)
        return everybody if everybody and can and everybody.has([s.key for s in by]) else None

    def build(by: Sequence[Breakdown]) -> Table:
        aims = expr.table(base, shape)
        of_people = told_of_people(by)
        if of_people:
            aims = of_people.describe(aims, read_of_people(measure))
        elif describes and any(s.person for s in by):
            aims = described(aims, year, settings["characteristics_from"])
        rows = measure.rows(aims, year, scope, settings)
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
        meant = (measure.name, measure.rows, match.looked_for, match.found)
        key = (*meant, names, year, scope, sorted(settings.items()), query.where, shape, told_of_people(by))
        return engine.run(partial(build, by), key=fingerprint.key("matched", *key))

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
    return (
        measure.match is not None
        and not measure.matters
        and [*splits] == [query.scope]
        and is_by_cell(measure, splits[query.scope])
    )


def counted_too(measure: Measure, counts: Counted) -> Matched | None:
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
