"""The SQL of an expression is what Ibis writes of it, in each dialect and layout, also when it is written again."""

from __future__ import annotations

import ibis
import pyarrow as pa
import pytest

from alder.model import expr

AIMS = expr.table("aims", pa.schema({"learner": pa.int64(), "kind": pa.string(), "start": pa.date32()}))
LEARNERS = expr.table("learners", pa.schema({"learner": pa.int64(), "born": pa.date32()}))
LONG_AGO = AIMS.start < expr.date("2020-08-01")
JOINED = AIMS.left_join(LEARNERS, "learner").select(AIMS.learner, LEARNERS.born, known=AIMS.kind.isin(["a", "b"]))
CHOSEN = AIMS.filter(LONG_AGO).mutate(n=expr.ifelse(LONG_AGO, 1, 2), m=expr.ifelse(LONG_AGO, 1, 2) + 1)


@pytest.mark.parametrize("pretty", [False, True], ids=["on one line", "for people"])
@pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
@pytest.mark.parametrize(
    "expression",
    [AIMS.kind, JOINED, CHOSEN, CHOSEN.group_by("kind").agg(n=CHOSEN.n.sum()), CHOSEN.union(CHOSEN).distinct()],
    ids=["a column", "a join", "parts that stand in several places", "groups", "the same rows twice"],
)
def test_it_is_what_ibis_writes(expression: expr.Expression, dialect: str, pretty: bool) -> None:
    written = [expr.to_sql(expression, dialect, pretty=pretty) for _ in range(2)]
    assert written == [str(ibis.to_sql(expression, dialect=dialect, pretty=pretty))] * 2
