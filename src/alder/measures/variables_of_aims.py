"""Research variables of every aim of a year's returns, for whoever holds the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.derive import variables as declared
from alder.errors import NothingHeld
from alder.measures import fingerprint, returns
from alder.measures.needs import Needs
from alder.measures.query import Query
from alder.measures.records import CHOSEN_RETURNS, record_number
from alder.measures.returns import CHOSEN
from alder.measures.worked_out import WorkedOut
from alder.measures.worked_out_where import column_of
from alder.model import expr
from alder.model.definition import settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from alder.derive import Variable
    from alder.model.expr import Table
    from alder.model.period import AcademicYear

_DERIVED = "variables_of_aims"
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
    those of the variables. Refused where a variable needs reference data that is not held, with the file to fetch.
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
        WorkedOut.of(engine, [choice], [needs], chosen, known).keep(_DERIVED, choice, needs)
        shapes = {t: engine.schema(t) for t in (_DERIVED, "learner", "learning_delivery")}

        def build() -> Table:
            return _with_keys({t: expr.table(t, s) for t, s in shapes.items()}, chosen)

        return engine.run(build, key=fingerprint.key("variables of aims", *shapes.values()))


def _with_keys(tables: Mapping[str, Table], chosen: Sequence[Variable]) -> Table:
    """The variables beside what tells an aim apart, in the order of the returns."""
    aims = tables["learning_delivery"].select("submission", "learner", "aim", "AimSeqNumber", "LearnAimRef")
    aims = aims.join(expr.table(CHOSEN_RETURNS, CHOSEN).select("submission", "ordinal"), "submission")
    aims = aims.mutate(aim_id=record_number(aims.ordinal, aims.aim))
    learners = tables["learner"].select("submission", "learner", "LearnRefNumber", UKPRN="ukprn")
    found = aims.join(learners, ["submission", "learner"]).join(tables[_DERIVED], "aim_id").order_by("aim_id")
    return found.select(*KEYS, **{v.name: found[column_of(v)] for v in chosen})
