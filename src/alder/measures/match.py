"""Match rates: of the people whom a measure looked for in other records, how many were found, overall and by group.

Who is not found cannot count as employed, in learning or gone on. Where some groups are found less often than others,
a difference between them may be nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from alder.measures import fingerprint
from alder.measures.counting import described
from alder.model import expr
from alder.model.matched import Matched, MatchRate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alder.engine.duckdb import DuckDB
    from alder.measures.measure import Measure
    from alder.measures.query import Query
    from alder.measures.split import Split
    from alder.model.expr import Table, Truth


@dataclass(frozen=True)
class Match:
    """Whom a measure over linked records looked for, and whom it calls found, over the rows that it marked."""

    says: str
    looked_for: Callable[[Table], Truth] = field(repr=False)
    found: Callable[[Table], Truth] = field(repr=False)


def matched(
    engine: DuckDB, measure: Measure, query: Query, splits: Sequence[Split], base: str, settings: Mapping[str, Any]
) -> Matched | None:
    """The match rates of a question of one year, over all kinds of provision that it asks for.

    Groups are those that the question splits by, one characteristic at a time. What the linked records themselves say,
    such as the outcome, is no group: who was not found has none.
    """
    match = measure.match
    if match is None:
        return None
    own = measure.extract.variables if measure.extract else {}
    groups = [s for s in splits if s.categories and s.id not in own]
    shape, year, scope = engine.schema(base), query.year.start, query.scope

    def build(by: Split | None) -> Table:
        aims = expr.table(base, shape)
        if by and by.person and measure.counts_learners and not measure.extract:
            aims = described(aims, year, settings["characteristics_from"])
        rows = measure.rows(aims, year, scope, settings)
        if query.where is not None:
            rows = query.where.rows(rows, year=year, scope=scope, **settings)
        group = {"category": by.column(rows)} if by else {}
        rows = rows.mutate(**group, looked_for=match.looked_for(rows), was_found=match.found(rows).fill_null(False))
        rows = rows.filter(rows.looked_for)
        if measure.counts_learners:
            rows = rows.group_by(["person", *group]).aggregate(was_found=rows.was_found.any())
        made = {"looked_for": rows.count(), "found": rows.was_found.cast("int64").sum()}
        return rows.group_by(list(group)).aggregate(**made) if group else rows.aggregate(**made)

    rates = []
    for by in (None, *groups):
        asked = (measure.name, by and by.id, year, scope, sorted(settings.items()), query.where)
        rows = engine.run(partial(build, by), key=fingerprint.key("matched", *asked, shape)).to_pylist()
        counted = {r.get("category", ""): (r["looked_for"], r["found"] or 0) for r in rows}
        labels = {c.code: c.label for c in by.categories} if by else {"": "everybody"}
        rates += [MatchRate(by.label if by else "", label, *counted[c]) for c, label in labels.items() if c in counted]
    return Matched(match.says, tuple(rates))
