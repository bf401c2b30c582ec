"""The destinations that providers recorded, beside the table of aims: one for each learner's record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from alder.derive.destination import LAST_YEAR, outcome_group
from alder.errors import NoFigures
from alder.measures import fingerprint
from alder.measures.records import CHOSEN_RETURNS, record_number
from alder.measures.returns import CHOSEN
from alder.model import expr
from alder.model.expr import coalesce, date, row_number

if TYPE_CHECKING:
    from alder.engine.duckdb import DuckDB
    from alder.measures.returns import Choice
    from alder.model.expr import Table

NAME = "destinations_recorded"
SCHEMA = pa.schema([("record", pa.int64()), ("place", pa.int64()), ("last_place", pa.int64()), ("group", pa.string())])
RECORDS, OUTCOMES = "learner_destination_and_progression", "dp_outcome"
TABLES = (RECORDS, OUTCOMES)
_EARLY = (1900, 1, 1)


def recorded(engine: DuckDB, choice: Choice) -> None:
    """Keep the table of recorded outcomes, each learner's numbered from the first begun and from the last."""
    if choice.year.start > LAST_YEAR:
        raise NoFigures(
            f"returns of {choice.year} hold no destinations: the records were removed for 2024/25",
            next="Linked outcomes take their place:  alder explain sustained_positive_destination_rate",
        )
    if not all(engine.has(t) for t in TABLES):
        engine.add(NAME, SCHEMA.empty_table())
        return
    schemas = {t: engine.schema(t) for t in ("learner", *TABLES)}

    def build() -> Table:
        learner, records, outcomes = (expr.table(t, s) for t, s in schemas.items())
        chosen = expr.table(CHOSEN_RETURNS, CHOSEN)
        mine = learner.select("submission", "learner", "LearnRefNumber").join(chosen, "submission")
        mine = mine.select("submission", "LearnRefNumber", record=record_number(mine.ordinal, mine.learner))
        own = records.select("submission", "destination", "LearnRefNumber").join(mine, ["submission", "LearnRefNumber"])
        each = own.join(outcomes, ["submission", "destination"])
        begun = coalesce(each.OutStartDate, date(*_EARLY))
        first = row_number().over(group_by=each.record, order_by=[begun, each.OutType, each.OutCode])
        last = row_number().over(group_by=each.record, order_by=[begun.desc(), each.OutType, each.OutCode])
        return each.select("record", place=first, last_place=last, group=outcome_group(each.OutType, each.OutCode))

    engine.keep(NAME, build, key=fingerprint.key("destinations", *schemas.values()))


def of_each_learner(which: str) -> Table:
    """The one outcome of each learner's record that counts."""
    table = expr.table(NAME, SCHEMA)
    place = table.place if which == "first" else table.last_place
    return table.filter(place == 0).select("record", destination="group")
