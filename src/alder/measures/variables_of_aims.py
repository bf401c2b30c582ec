"""Research variables of every aim of a year's returns, for whoever holds the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.derive import variables as declared
from alder.errors import NothingHeld
from alder.measures import sql_key
from alder.measures.calculation import returns
from alder.measures.calculation.aims_table import CHOSEN_RETURNS, record_number
from alder.measures.calculation.reference_look_up import Needs, why_not_held
from alder.measures.calculation.returns import CHOSEN
from alder.measures.query import Query
from alder.measures.worked_out import WorkedOut
from alder.measures.worked_out_where import column_of
from alder.model import expr
from alder.model.definition import settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.derive import Variable
    from alder.model.expr import Table
    from alder.model.period import AcademicYear

_DERIVED = "variables_of_aims"
WHY = b"why_missing"
"""Under this name the metadata of a column of nulls says which reference data is not held."""
KEYS = ("UKPRN", "LearnRefNumber", "AimSeqNumber", "LearnAimRef")
"""The columns before the variables, by which an aim is found in its return."""


def variables_of_aims(
    source: Any,
    *names: str,
    year: str | AcademicYear,
    return_number: str | None = None,
    **parameters: object,
) -> pa.Table:
    """Work variables out for every aim of the returns of a year; without names every one that is declared.

    A row for each aim: `KEYS`, then a column for each variable by its name, as `alder explain NAME` defines it; one
    with a closed list of categories is a dictionary column of Arrow, which data frames call categorical.
    The latest return of each provider is used, or with `return_number` the latest up to that one. `parameters` are
    those of the variables. Refused where a variable that is named needs reference data that is not held, with the file
    to fetch; of all variables such a one is a column of nulls, and `table.schema.field(NAME).metadata[b"why_missing"]`
    says which file.
    It is a table of people, for whoever may see the records anyway: what leaves goes through `alder.protect`.
    """
    chosen = [declared[n] for n in names] or [*declared]
    known = settings((p for v in chosen for p in v.parameters), parameters)
    query = Query.ask("enrolments", year=year, return_number=return_number)
    store = getattr(source, "store", source)
    try:
        choice = returns.choose(returns.from_rows(store.submissions()), query, history=False)
    except NothingHeld as error:
        raise NothingHeld(
            f"no return of {query.year} is held, so its aims have no variables", where=error.where, next=error.next
        ) from None
    needs = Needs.of(chosen, query.year.start, known)
    with store.engine(which=store.submissions(), tables=returns.tables_in(store, needs.records)) as engine:
        engine.plan_for_measures()
        lacking: dict[str, str] = {}
        if not names:
            each = {v.name: Needs.of([v], query.year.start, known) for v in chosen}
            lacking = {name: why for name, one in each.items() if (why := why_not_held(engine, one))}
            chosen = [v for v in chosen if v.name not in lacking]
            needs = Needs.of(chosen, query.year.start, known)
        WorkedOut.of(engine, [choice], [needs], chosen, known).keep(_DERIVED, choice, needs)
        shapes = {t: engine.schema(t) for t in (_DERIVED, "learner", "learning_delivery")}

        def build() -> Table:
            return _with_keys({t: expr.table(t, s) for t, s in shapes.items()}, chosen)

        found = engine.run(build, key=sql_key.key("variables of aims", *shapes.values()))
    return _with_missing(found, lacking) if lacking else found


def _with_missing(found: pa.Table, lacking: Mapping[str, str]) -> pa.Table:
    """The table with a column of nulls for each variable that nothing is held for, in the order of all, and why."""
    columns = {name: (found.schema.field(name), found[name]) for name in found.schema.names}
    for name, why in lacking.items():
        columns[name] = (pa.field(name, pa.null(), metadata={WHY: why}), pa.nulls(found.num_rows))
    ordered = [*KEYS, *(v.name for v in declared)]
    return pa.table([columns[n][1] for n in ordered], schema=pa.schema([columns[n][0] for n in ordered]))


def _with_keys(tables: Mapping[str, Table], chosen: Sequence[Variable]) -> Table:
    """The variables beside what tells an aim apart, in the order of the returns."""
    aims = tables["learning_delivery"].select("submission", "learner", "aim", "AimSeqNumber", "LearnAimRef")
    aims = aims.join(expr.table(CHOSEN_RETURNS, CHOSEN).select("submission", "ordinal"), "submission")
    aims = aims.mutate(aim_id=record_number(aims.ordinal, aims.aim))
    learners = tables["learner"].select("submission", "learner", "LearnRefNumber", UKPRN="ukprn")
    found = aims.join(learners, ["submission", "learner"]).join(tables[_DERIVED], "aim_id").order_by("aim_id")
    return found.select(*KEYS, **{v.name: found[column_of(v)] for v in chosen})
