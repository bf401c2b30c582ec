"""Refusing returns whose prior attainment is coded in the scheme of other years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.further import LEARNER, PRIOR_LEVELS
from alder.derive.prior_attainment import scheme_of
from alder.errors import NoFigures
from alder.measures import fingerprint
from alder.model import expr
from alder.model.period import AcademicYear

if TYPE_CHECKING:
    from alder.engine.protocol import Engine
    from alder.measures.needs import Needs
    from alder.model.expr import Table, Truth


def check(engine: Engine, chosen: str, needs: Needs) -> None:
    """Refuse when a return up to 2020/21 holds PriorLevel, or a later one PriorAttain, where either is needed.

    The two lists use the same numbers for other things, so such codes cannot be read.
    """
    for column, record in (("PriorAttain", LEARNER), ("PriorLevel", PRIOR_LEVELS)):
        if column in needs.collected and engine.has(record):
            wrong = sorted(y for y in _years(engine, chosen, record, column) if scheme_of(y) != column)
            if wrong:
                named = ", ".join(AcademicYear(y).label for y in wrong)
                raise NoFigures(
                    f"prior attainment is coded in the scheme of other years in returns of {named}",
                    where=f"{column} does not belong to that year: up to 2020/21 returns hold PriorAttain, from "
                    "2021/22 on PriorLevel, and the same numbers mean other things.",
                    next="Ask for years of one scheme, or have those returns loaded anew.",
                )


def _years(engine: Engine, chosen: str, record: str, column: str) -> list[int]:
    """The starting years of the returns chosen that hold a column."""
    schemas = {t: engine.schema(t) for t in (record, chosen)}

    def build() -> Table:
        t = expr.table(record, schemas[record])
        has: Truth = t[column].notnull()
        holding = t.filter(has).select("submission").distinct()
        return holding.join(expr.table(chosen, schemas[chosen]), "submission").select("return_year").distinct()

    rows = engine.run(build, key=fingerprint.key("scheme", column, sorted(schemas.items())))
    return [int(y) for y in rows["return_year"].to_pylist()]
