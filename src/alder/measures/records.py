"""From the tables of returns to the table of aims: one row an aim, with what earlier years' returns say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.aims import NAME, SCHEMA
from alder.measures import fingerprint, lineage
from alder.measures.returns import CHOSEN
from alder.model import expr
from alder.model.expr import cases, ifelse, null, row_number
from alder.model.ids import ULN

if TYPE_CHECKING:
    from alder.engine.duckdb import DuckDB
    from alder.measures.returns import Choice
    from alder.model.expr import Table

RETURNED = "aims_returned"
_CHOSEN = "returns_chosen"
TEMPORARY_ULN = ULN.TEMPORARY
_PLACES = 100_000_000
"""Numbers of learners and aims within a file stay below this."""

_LEARNER = ("DateOfBirth", "Sex", "Ethnicity", "LLDDHealthProb")
_AIM = (
    "LearnAimRef",
    "AimType",
    "ProgType",
    "FworkCode",
    "StdCode",
    "FundModel",
    "LearnStartDate",
    "LearnPlanEndDate",
    "LearnActEndDate",
    "AchDate",
    "CompStatus",
    "Outcome",
    "WithdrawReason",
)


def prepare(engine: DuckDB, choice: Choice) -> None:
    """Make the table of aims from the submissions chosen."""
    engine.add(_CHOSEN, choice.table())
    schemas = {t: engine.schema(t) for t in ("learner", "learning_delivery", "learning_delivery_fam")}

    def build() -> Table:
        return returned(**{t: expr.table(t, s) for t, s in schemas.items()}, chosen=expr.table(_CHOSEN, CHOSEN))

    if choice.earlier:
        engine.keep(RETURNED, build, key=fingerprint.key("returned", *schemas.values()))
        schema = engine.schema(RETURNED)
        lineage.trace(engine, RETURNED, [*choice.earlier, choice.year])
        lines = engine.schema(lineage.NAME)
        engine.keep(
            NAME,
            lambda: over_years(expr.table(RETURNED, schema), expr.table(lineage.NAME, lines)),
            key=fingerprint.key("over years", schema),
        )
    else:
        engine.keep(NAME, lambda: one_year(build()), key=fingerprint.key("one year", *schemas.values()))


def returned(learner: Table, learning_delivery: Table, learning_delivery_fam: Table, chosen: Table) -> Table:
    """Every aim of the chosen returns, with its learner's characteristics and the year of its return."""
    mine = learner.select("submission", "learner", "ukprn", "LearnRefNumber", "ULN", *_LEARNER)
    mine = mine.mutate(without=mine.ULN.isnull() | (mine.ULN == TEMPORARY_ULN) | (mine.ULN <= 0))
    mine = mine.join(chosen, "submission")
    unsure = mine.filter(mine.without).select("ukprn", "LearnRefNumber").distinct()
    numbered = unsure.mutate(
        stand_in=(row_number().over(order_by=[unsure.ukprn, unsure.LearnRefNumber]) + TEMPORARY_ULN + 1).cast("int64"),
        without=True,
    )
    people = mine.left_join(numbered, ["ukprn", "LearnRefNumber", "without"])
    people = people.select(
        "submission",
        "learner",
        "ukprn",
        "return_year",
        "data_year",
        "ordinal",
        *_LEARNER,
        person=ifelse(people.without, people.stand_in, people.ULN),
        record=people.ordinal * _PLACES + people.learner,
    )
    fam = learning_delivery_fam
    again = fam.filter((fam.LearnDelFAMType == "RES") & (fam.LearnDelFAMCode == "1"))
    again = again.select("submission", "aim").distinct().mutate(restart=True)
    aims = learning_delivery.select("submission", "learner", "aim", *_AIM)
    joined = aims.join(people, ["submission", "learner"]).left_join(again, ["submission", "aim"])
    return joined.select(
        "record",
        "person",
        "ukprn",
        "return_year",
        "data_year",
        *_AIM,
        *_LEARNER,
        aim_id=joined.ordinal * _PLACES + joined.aim,
        restart=joined.restart.fill_null(False),
        level=null("string"),
    )


def one_year(returned: Table) -> Table:
    """The table of aims from one return of each provider. What earlier returns said is not known."""
    ended = returned.LearnActEndDate.notnull()
    t = returned.mutate(
        reporting_year=ifelse(ended, returned.return_year, null("int32")),
        last_reported=null("int32"),
        break_shown=ifelse(returned.CompStatus == 6, returned.return_year, null("int32")),
    )
    return t.select(*SCHEMA.names)


def over_years(returned: Table, lines: Table) -> Table:
    """The table of aims from several years' returns: of each aim the latest record, and what earlier ones said."""
    t = returned.join(lines, "aim_id")
    told = t.group_by("lineage").aggregate(
        aim_id=t.aim_id.argmax(t.return_year),
        reporting_year=t.return_year.min(where=t.LearnActEndDate.notnull()),
        break_shown=t.return_year.max(where=t.CompStatus == 6),
        last_year=t.return_year.max(),
    )
    latest = returned.join(told, "aim_id")
    ended = latest.LearnActEndDate.notnull()
    return latest.mutate(
        reporting_year=ifelse(ended, latest.reporting_year, null("int32")),
        last_reported=cases((latest.last_year < latest.data_year, latest.last_year), else_=null("int32")).cast("int32"),
    ).select(*SCHEMA.names)
