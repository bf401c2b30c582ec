"""The aim of last year that an aim of this year continues (derived data DD39)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from alder.model import expr
from alder.sources.ilr.rules.last_year import is_the_same_aim

if TYPE_CHECKING:
    import pyarrow as pa

    from alder.engine.store import Store
    from alder.model.expr import Table
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

_OF_LEARNER = ("LearnRefNumber", "PrevLearnRefNumber", "ULN", "PrevUKPRN", "PMUKPRN")
_OF_AIM = ("LearnAimRef", "LearnStartDate", "FundModel", "ProgType", "FworkCode", "PwayCode", "StdCode")


def continued(store: Store, year: AcademicYear) -> pa.Table:
    """For each aim of the year's current returns that last year's have too: both aims, by submission and number.

    The same aim has the same learner number, a provider in common, the learner's reference or the one before, the same
    reference, start, funding model and programme, by the condition of rule FRM_04. Of several the first counts.
    """
    with store.engine(year - 1, year, tables=["learner", "learning_delivery"]) as engine:
        schemas = {name: engine.schema(name) for name in ("learner", "learning_delivery")}
        return engine.run(
            lambda: continuing(
                *(expr.table(name, schema) for name, schema in schemas.items()), now=year.label, then=(year - 1).label
            )
        )


def continuing(learner: Table, aim: Table, *, now: str, then: str) -> Table:
    """The pairs among tables of both years."""
    mine = learner.select("submission", "learner", *_OF_LEARNER)
    all_aims = aim.select("submission", "learner", "aim", "ukprn", "collection_year", *_OF_AIM)
    rows = all_aims.inner_join(mine, ["submission", "learner"])
    rows = rows.mutate(reference=rows.LearnRefNumber.upper(), code=rows.LearnAimRef.upper())
    this = rows.filter(rows.collection_year == now)
    last = rows.filter(rows.collection_year == then)
    last = last.select(**{c if c in ("reference", "code") else f"{c} before": last[c] for c in last.columns})
    renamed = this.mutate(reference=this.PrevLearnRefNumber.upper())
    pairs = expr.union(*(t.inner_join(last, ["reference", "code"]) for t in (this, renamed)))
    same = pairs.filter(_same(pairs))
    order = same["submission before"].cast("string").lpad(20, "0") + same["aim before"].cast("string").lpad(20, "0")
    ranked = same.mutate(order=order)
    first = ranked.group_by("submission", "aim").aggregate(
        submission_before=ranked["submission before"].argmin(ranked.order),
        aim_before=ranked["aim before"].argmin(ranked.order),
    )
    return cast("Table", first.order_by("submission", "aim"))


def _same(pairs: Table) -> Any:
    """The condition of the rule, over rows that hold both aims."""
    columns = (*_OF_AIM, *_OF_LEARNER)
    this = cast("Rows", SimpleNamespace(**{c: pairs[c] for c in columns}, UKPRN=pairs.ukprn))
    last = cast("Rows", SimpleNamespace(**{c: pairs[f"{c} before"] for c in columns}, UKPRN=pairs["ukprn before"]))
    return is_the_same_aim(this, this, this, last)
