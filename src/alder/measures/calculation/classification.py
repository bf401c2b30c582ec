"""Classification: from the criteria of a measure to who is of its population, who is left out and why, and who is in
which of its counts.

Everything that is said of an aim comes from these columns: figures, reasons for exclusion and the trace of a learner.
"""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any

from alder.derive.aims import NAME
from alder.engine import sql_cache
from alder.errors import present
from alder.measures.measure import CriterionContext
from alder.model import expr
from alder.model.expr import cases, coalesce, literal, null

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from alder.engine.protocol import Engine
    from alder.measures.measure import Criterion, Measure, Scope
    from alder.model.expr import Table

CLASSIFIED = "aims_classified"
POPULATION, LEFT_OUT = "population", "left_out"


def classify(
    engine: Engine,
    measure: Measure,
    settings: Mapping[str, Any],
    year: int | None = None,
    read: Collection[str] | None = None,
) -> str:
    """Do what does not depend on the scope. Gives the name of the table that holds the result.

    With a `year`, aims that cannot count in it may be left out, and with `read` every column but these.
    """
    first = measure.classify
    if first is None:
        return measure.extract.name if measure.extract else NAME
    schema = engine.schema(NAME)

    def build() -> Table:
        found = first(expr.table(NAME, schema), settings, year)
        return found if read is None else found.select(*(c for c in found.columns if c in read))

    key = sql_cache.key("measures", "classified", first, sorted(settings.items()), year, read and sorted(read), schema)
    engine.keep(CLASSIFIED, build, key=key)
    return CLASSIFIED


def classified_rows(
    measure: Measure,
    table: Table,
    year: int,
    scope: Scope | None,
    settings: Mapping[str, Any],
    counts: Iterable[str] = (),
) -> Table:
    """The table that `classify` named, with a truth column for each of the measure's counts and of others that follow
    from the same criteria, and `left_out`: the reason why a row of the population is not counted, or missing.

    Rows outside the population, if it has them, are in no count and have no reason.
    """
    if not measure.criteria:
        return present(measure.rows, f"{measure.name} has neither criteria nor rows")(table, year, scope, settings)
    context = CriterionContext(year, scope, settings)
    rows = table.mutate(**{POPULATION: literal(True), LEFT_OUT: null("string")})
    named: list[str] = []
    for criterion in measure.criteria:
        rows, more = _asked(criterion, rows, context)
        named += more
    counted = rows[POPULATION] & rows[LEFT_OUT].isnull()
    ids = dict.fromkeys((*(c.id for c in measure.counts), *counts, *named))
    return rows.mutate(
        **{id: counted & rows[id].fill_null(False) if id in named else counted for id in ids},
        **{LEFT_OUT: expr.ifelse(rows[POPULATION], rows[LEFT_OUT], null("string"))},
    )


def traced_rows(measure: Measure, table: Table, context: CriterionContext) -> Table:
    """The same rows, those outside the population included, with the columns that the trace of a learner shows beside
    those that decide. Of several moments of an aim it has the last.
    """
    rows = classified_rows(measure, table, context.year, context.scope, context.settings)
    shown: dict[str, Any] = {}
    for criterion in measure.criteria:
        shown |= criterion.shown(rows, context)
    if measure.moments:
        along = measure.moments(context.settings)
        rows = rows.filter(along.column(rows) == along.codes[-1])
    return rows.mutate(**shown)


def key(measure: Measure) -> tuple[object, ...]:
    """What the rows of a measure depend on, for keys of compiled SQL."""
    return (
        measure.name,
        measure.rows,
        [(c.name, c.derive, c.tests, c.reasons, c.counts, c.shown) for c in measure.criteria],
    )


def _asked(criterion: Criterion, rows: Table, context: CriterionContext) -> tuple[Table, list[str]]:
    """The rows with what a criterion makes of them, and the counts that it names."""
    rows = criterion.derive(rows, context)
    tests, reasons, counts = (of(rows, context) for of in (criterion.tests, criterion.reasons, criterion.counts))
    met = reduce(and_, tests.values()).fill_null(False) if tests else literal(True)
    reason = cases(*((holds, name) for name, holds in reasons.items()), else_=null("string")) if reasons else None
    rows = rows.mutate(
        **tests,
        **counts,
        **{criterion.met: met, POPULATION: rows[POPULATION] & met},
        **({} if reason is None else {LEFT_OUT: coalesce(rows[LEFT_OUT], reason)}),
    )
    return rows, [*counts]
